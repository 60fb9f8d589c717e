#!/usr/bin/env python3
"""rnntui and PyTorch in turn on the same works, and the table of the README.

    python3 -m venv /tmp/torch && /tmp/torch/bin/pip install torch numpy
    cargo build --release
    /tmp/torch/bin/python benches/compare.py

Each round times both, so that a machine whose speed drifts is the same for both; the figure is the median of the rounds. PyTorch
gets the better of 1 and 2 threads, of one-hot and embedded input, and of its plain and its fused Adam; models are
torch.nn.RNN, LSTM and GRU, time first. The machine should do nothing else meanwhile.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import time

BINARY = os.path.join(os.path.dirname(__file__), "..", "target", "release", "rnntui")

# name: (words, what to reach at least, what to aim at, PyTorch's model)
WORKS = {
    "hihello": ("hihello lab: RNN 5, B 1, T 6", 100, 200, dict(cell="RNN", h=5, layers=1, b=1, t=6, v=5, linear=False)),
    "longseq": ("longseq lab: RNN 2x25 + linear, B 170, T 10", 6, 10, dict(cell="RNN", h=25, layers=2, b=170, t=10, v=25)),
    "series": ("series lab: LSTM 10 + linear, B 500, T 7", 5, 8, dict(cell="LSTM", h=10, layers=1, b=500, t=7, v=5, series=True)),
    "char-rnn": ("char-rnn: RNN 2x128, B 50, T 50, V 65", 1.8, 2.5, dict(cell="RNN", h=128, layers=2, b=50, t=50, v=65, stateful=True)),
    "char-gru": ("char-rnn: GRU 2x128, B 50, T 50, V 65", 2.2, 3, dict(cell="GRU", h=128, layers=2, b=50, t=50, v=65, stateful=True)),
    "char-lstm": ("char-rnn: LSTM 2x128, B 50, T 50, V 65", 1.5, 2, dict(cell="LSTM", h=128, layers=2, b=50, t=50, v=65, stateful=True)),
    "large": ("large: LSTM 2x512, B 64, T 128, V 65", 1.4, 1.7, dict(cell="LSTM", h=512, layers=2, b=64, t=128, v=65, stateful=True)),
}


class Torch:
    """One work as PyTorch trains it."""

    def __init__(self, work, embedded, fused):
        import torch

        self.torch, self.work = torch, work
        torch.manual_seed(1)
        h, v, t, b = work["h"], work["v"], work["t"], work["b"]
        series = work.get("series", False)
        self.rnn = getattr(torch.nn, work["cell"])(v, h, work["layers"])
        self.linear = torch.nn.Linear(h, 1 if series else v) if work.get("linear", True) else None
        self.embedding = torch.nn.Embedding(v, v) if embedded else None
        modules = [module for module in (self.rnn, self.linear, self.embedding) if module]
        self.params = [p for module in modules for p in module.parameters()]
        self.adam = torch.optim.Adam(self.params, lr=1e-3, fused=fused)
        self.eye, self.state = torch.eye(v), None
        if series:
            self.x, self.y = torch.rand(t, b, v), torch.rand(b, 1)
        else:
            self.x, self.y = torch.randint(v, (t, b)), torch.randint(v, (t * b,))

    def step(self):
        work, functional = self.work, self.torch.nn.functional
        self.adam.zero_grad()
        if work.get("series"):
            outputs, _ = self.rnn(self.x)
            loss = functional.mse_loss(self.linear(outputs[-1]), self.y)
        else:
            x = self.embedding(self.x) if self.embedding else self.eye[self.x]
            outputs, state = self.rnn(x, self.state)
            if work.get("stateful"):
                self.state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
            outputs = outputs.reshape(-1, work["h"])
            loss = functional.cross_entropy(self.linear(outputs) if self.linear else outputs, self.y)
        loss.backward()
        if work.get("stateful"):
            self.torch.nn.utils.clip_grad_norm_(self.params, 5)
        self.adam.step()
        return loss.item()

    def sample(self, seconds):
        """Characters a second, one by one."""
        torch = self.torch
        token, state, written, started = torch.zeros(1, 1, dtype=torch.long), None, 0, time.perf_counter()
        with torch.inference_mode():
            while time.perf_counter() - started < seconds:
                outputs, state = self.rnn(self.eye[token], state)
                token = torch.multinomial(torch.softmax(self.linear(outputs[0]), -1), 1).T
                written += 1
        return written / (time.perf_counter() - started)


def torch_times(name, seconds):
    """The best way of PyTorch to train a work: its median step in ms, and how."""
    import torch

    best, work = (float("inf"), ""), WORKS[name][3]
    for threads in (1, 2):
        torch.set_num_threads(threads)
        for embedded in (False,) if work.get("series") else (False, True):
            for fused in (False, True):
                model, times = Torch(work, embedded, fused), []
                for _ in range(2):
                    model.step()
                end = time.perf_counter() + seconds
                while time.perf_counter() < end or len(times) < 3:
                    started = time.perf_counter()
                    model.step()
                    times.append(1e3 * (time.perf_counter() - started))
                way = f"{threads} thread{'s' * (threads > 1)}, {'embedded' if embedded else 'one-hot'}{', fused Adam' if fused else ''}"
                best = min(best, (statistics.median(times), way))
    return best


def own_times(name, seconds, *options):
    run = subprocess.run([BINARY, "bench", name, "--json", "--seconds", str(seconds), *options], check=True, capture_output=True)
    return json.loads(run.stdout)


def peak_memory(command):
    """The most memory a command held, in MB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_maxrss / 1024


def processor():
    with open("/proc/cpuinfo") as lines:
        return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("works", nargs="*", default=list(WORKS), help="which works (default: all)")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=1.0, help="for each way to train a work in each round")
    options.add_argument("--memory-of-torch", action="store_true", help=argparse.SUPPRESS)
    args = options.parse_args()
    # Before PyTorch is loaded here: a child is charged with what its parent held when it was born.
    if not args.memory_of_torch:
        memory = [
            peak_memory([sys.executable, __file__, "--memory-of-torch"]),
            peak_memory([BINARY, "bench", "char-lstm", "--json", "--seconds", "1"]),
        ]
    import torch

    if args.memory_of_torch:
        model = Torch(WORKS["char-lstm"][3], False, False)
        for _ in range(20):
            model.step()
        return
    print(f"{processor()}, {os.cpu_count()} cores, {datetime.date.today()}, PyTorch {torch.__version__}, {args.rounds} rounds\n")
    print("| work | PyTorch, ms | rnntui, ms | faster | of the best product | goal | PyTorch's best way |")
    print("|---|---|---|---|---|---|---|")
    for name in args.works:
        words, least, aim, _ = WORKS[name]
        theirs, ours, shares, ratios = [], [], [], []
        for _ in range(args.rounds):
            theirs.append(torch_times(name, args.seconds))
            report = own_times(name, args.seconds)
            ours.append(report["works"][0]["ms"])
            shares.append(report["works"][0]["share"])
            ratios.append(theirs[-1][0] / ours[-1])
        middle = statistics.median
        print(
            f"| {words} | {middle(t[0] for t in theirs):.4g} | {middle(ours):.4g} | {middle(ratios):.3g}x "
            f"| {100 * middle(shares):.0f} % | {least}x, {aim}x | {theirs[0][1]} |",
            flush=True,
        )
    one = [own_times("char-lstm", args.seconds, "--threads", "1")["works"][0]["ms"] for _ in range(args.rounds)]
    both = [own_times("char-lstm", args.seconds)["works"][0] for _ in range(args.rounds)]
    print(f"\ntwo threads over one, char-rnn's LSTM: {statistics.median(one) / statistics.median(w['ms'] for w in both):.2f}x")
    torch.set_num_threads(1)
    theirs, ours = Torch(WORKS["char-lstm"][3], False, False).sample(2), both[-1]["sampled_per_second"]
    print(f"characters a second, one by one: PyTorch {theirs:.0f}, rnntui {ours:.0f}: {ours / theirs:.1f}x")
    theirs, ours = memory
    print(f"peak memory of char-rnn's training: PyTorch {theirs:.0f} MB, rnntui {ours:.0f} MB: {ours / theirs:.3f} of it")


if __name__ == "__main__":
    sys.exit(main())
