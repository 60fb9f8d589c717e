#!/usr/bin/env python3
"""Runs the Python of README.md on real exports, and compares what it says with what `rnntui sample` says.

  pip install torch numpy safetensors
  cargo build && python3 tests/readme_exports.py

The tests of rnntui need no Python; run this when an export or the README's code changes.
"""
import os, re, shutil, subprocess, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RNNTUI = os.path.join(ROOT, "target", "debug", "rnntui")
LESSONS = os.path.join(ROOT, "src", "lessons", "")
with open(os.path.join(ROOT, "README.md")) as readme:
    COMMON, TEXT, SERIES, CLASSIFY, GENERATE, TRANSLATE = re.findall(r"```python\n(.*?)```", readme.read(), re.S)


def answer(command, directory, given=None):
    done = subprocess.run(command, input=given, capture_output=True, text=True, cwd=directory)
    if done.returncode:
        sys.exit(f"{command}\n{done.stderr}")
    return done.stdout.strip()


def same(ours, theirs):
    def alike(a, b):
        try:
            return abs(float(a) - float(b)) < 2e-4 * max(1, abs(float(b)))
        except ValueError:
            return a == b

    ours, theirs = ours.split(), theirs.split()
    return len(ours) == len(theirs) and all(map(alike, ours, theirs))


def check(file, options, sample, code, given=None, pick=lambda text: text):
    with tempfile.TemporaryDirectory() as directory:
        shutil.copy(LESSONS + "timeseries/prices.csv", directory)
        shutil.copy(os.path.join(ROOT, "ship.txt"), directory)
        answer([RNNTUI, file, *options.split(), "--headless", "--session", "s.ron"], directory)
        answer([RNNTUI, "export", "s.ron", "net.safetensors"], directory)
        ours = pick(answer([RNNTUI, "sample", "s.ron", *sample], directory, given))
        theirs = answer([sys.executable, "-c", COMMON + code], directory)
    if not same(ours, theirs):
        sys.exit(f"{file} {options}:\nrnntui  {ours}\nPyTorch {theirs}")
    print(f"alike: {os.path.basename(file)} {options}")


def last_value(table):
    return table.split(",")[-1]


greedy = ["--prime", "if you", "-n", "100", "--temperature", "0"]
for options in [
    "--epochs 60",
    "--epochs 60 --cell gru --embed 7 --lr 0.02",
    "--epochs 60 --cell lstm --stateful --batch 3 --layers 1",
    "--epochs 40 --nonlinearity relu --lr 0.005 --hidden 30",
    "--epochs 60 --no-linear",
]:
    check("ship.txt", options, greedy, TEXT)
for options in [
    "--epochs 100",
    "--epochs 100 --scale lab --horizon 3 --bidirectional --layers 2",
    "--epochs 100 --scale standard --newest-first --cell rnn --target open",
    "--epochs 40 --base season --season 5",
    "--epochs 40 --base seasonal-change --season 5 --horizon 7",
    "--epochs 40 --base seasonal-ratio --season 4 --scale minmax",
]:
    check("prices.csv", options, [], SERIES, pick=last_value)
for options in ["--epochs 5", "--epochs 5 --bidirectional --layers 2 --embed 5 --cell gru"]:
    check(LESSONS + "memory/gap20.tsv", "--task classify " + options, [], CLASSIFY, "Bzzy\n")
for options in ["--cell lstm", "--embed 6 --cell gru --layers 2"]:
    owl = ["--label", "owl", "--temperature", "0"]
    check(LESSONS + "intro/sounds.tsv", "--task generate " + options, owl, GENERATE)
for options in [
    "--embed 16 --batch 1 --optimizer sgd --lr 0.05 --epochs 30",
    "--embed 16 --epochs 40 --attention",
    "--embed 0 --epochs 40 --attention --bidirectional --cell lstm --layers 2",
    "--embed 5 --epochs 30 --bidirectional --cell rnn",
]:
    check(LESSONS + "seq2seq/pairs.tsv", "--hidden 16 " + options, [], TRANSLATE, "we see the sea today\n")
