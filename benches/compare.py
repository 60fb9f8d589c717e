#!/usr/bin/env python3
"""rnntui and its rivals in turn on the same works, and the table of the README.

    python3 -m venv /tmp/rivals && /tmp/rivals/bin/pip install torch numpy jax tensorflow-cpu
    cargo build --release
    /tmp/rivals/bin/python benches/compare.py

The rivals are PyTorch in f32 and under bf16 autocast, JAX and TensorFlow, each in the best of its ways (`rivals.py`); one
that is not installed is said to be missing and left out. rnntui runs in f32 and in bf16. Each round times all of them after
one another, so that a machine whose speed drifts is the same for all; figures are medians of the rounds, and the ratio is
that of the faster precision to the best rival of any. The machine should do nothing else meanwhile.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys

from rivals import MISSING, RIVALS, WORKS, Torch

HERE = os.path.dirname(__file__)
BINARY = os.path.join(HERE, "..", "target", "release", "rnntui")

# name: (words, what to reach at least, what to aim at)
GOALS = {
    "hihello": ("hihello lab: RNN 5, B 1, T 6", 25, 40),
    "longseq": ("longseq lab: RNN 2x25 + linear, B 170, T 10", 6, 9),
    "series": ("series lab: LSTM 10 + linear, B 500, T 7", 6, 9),
    "char-rnn": ("char-rnn: RNN 2x128, B 50, T 50, V 65", 2.5, 3.5),
    "char-gru": ("char-rnn: GRU 2x128, B 50, T 50, V 65", 3, 4.5),
    "char-lstm": ("char-rnn: LSTM 2x128, B 50, T 50, V 65", 1.5, 1.8),
    "large": ("large: LSTM 2x512, B 64, T 128, V 65", 1.3, 1.5),
}


def rival_time(rival, work, seconds):
    """The median step of a rival's best way in ms, and which way; none if it is not installed or fails."""
    command = [sys.executable, os.path.join(HERE, "rivals.py"), rival, work, str(seconds)]
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "1", "JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": ""}
    run = subprocess.run(command, capture_output=True, text=True, env=os.environ | quiet)
    if run.returncode:
        if run.returncode != MISSING:
            print(f"{rival} failed on {work}: {run.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    found = json.loads(run.stdout.strip().splitlines()[-1])
    return found["ms"], found["way"]


def own_times(name, seconds, *options):
    run = subprocess.run([BINARY, "bench", name, "--json", "--seconds", str(seconds), *options], check=True, capture_output=True)
    return json.loads(run.stdout)["works"][0]


def peak_memory(command):
    """The most memory a command held, in MB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_maxrss / 1024


def processor():
    with open("/proc/cpuinfo") as lines:
        return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def compare(name, rounds, seconds, rivals):
    """A row of the table."""
    words, least, aim = GOALS[name]
    theirs, ours = {rival: [] for rival in rivals}, {"f32": [], "bf16": []}
    ways, shares = {}, []
    for _ in range(rounds):
        for rival in rivals:
            found = rival_time(rival, name, seconds)
            if found:
                theirs[rival].append(found[0])
                ways[rival] = found[1]
        for precision, times in ours.items():
            timed = own_times(name, seconds, "--precision", precision)
            times.append(timed["ms"])
            if precision == "f32":
                shares.append(timed["share"])
    middle = {rival: statistics.median(times) for rival, times in theirs.items() if times}
    own = {precision: statistics.median(times) for precision, times in ours.items()}
    cells = [f"{middle[rival]:.4g}" if rival in middle else "-" for rival in rivals]
    cells += [f"{own['f32']:.4g}", f"{own['bf16']:.4g}", f"{100 * statistics.median(shares):.0f} %"]
    if middle:
        best = min(middle, key=middle.get)
        ratio = middle[best] / min(own.values())
        cells += [f"{ratio:.3g}x", f"{least}x, {aim}x", f"{RIVALS[best][1]} ({ways[best]})"]
    print(f"| {words} | {' | '.join(cells)} |", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("works", nargs="*", default=list(WORKS), help="which works (default: all)")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=1.0, help="for each way to train a work in each round")
    args = options.parse_args()
    rivals = [rival for rival in RIVALS if rival_time(rival, "hihello", 0.1)]
    for rival, (_, words, _) in RIVALS.items():
        if rival not in rivals:
            print(f"{words} is not installed here, and is left out")
    print(f"{processor()}, {os.cpu_count()} cores, {datetime.date.today()}, {args.rounds} rounds; ms a step\n")
    heads = [RIVALS[rival][1] for rival in rivals] + ["rnntui f32", "rnntui bf16", "f32 of the best product"]
    heads += ["faster than the best rival", "goal", "the best rival"] * bool(rivals)
    print(f"| work | {' | '.join(heads)} |\n|{'---|' * (len(heads) + 1)}")
    for name in args.works:
        compare(name, args.rounds, args.seconds, rivals)
    one, both = ([own_times("char-lstm", args.seconds, *more) for _ in range(args.rounds)] for more in (["--threads", "1"], []))
    middle = [statistics.median(timed["ms"] for timed in times) for times in (one, both)]
    print(f"\ntwo threads over one, char-rnn's LSTM: {middle[0] / middle[1]:.2f}x")
    ours = peak_memory([BINARY, "bench", "char-lstm", "--json", "--seconds", "1"])
    print(f"peak memory of char-rnn's training: rnntui {ours:.0f} MB")
    if "torch" in rivals:
        memory = peak_memory([sys.executable, os.path.join(HERE, "rivals.py"), "torch", "char-lstm", "0.5"])
        print(f"PyTorch {memory:.0f} MB: rnntui holds {ours / memory:.3f} of it")
        import torch

        torch.set_num_threads(1)
        theirs, ours = Torch(WORKS["char-lstm"], False, False, False).sample(2), both[-1]["sampled_per_second"]
        print(f"characters a second, one by one: PyTorch {theirs:.0f}, rnntui {ours:.0f}: {ours / theirs:.1f}x")


if __name__ == "__main__":
    sys.exit(main())
