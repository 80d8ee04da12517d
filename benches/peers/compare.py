#!/usr/bin/env python3
"""Training throughput beside PyTorch's, on this machine: `barrington bench` and torch_throughput.py in turn.

Every case is measured in rounds: ours, then each variant of the peer (eager, eager with a malloc that keeps
its memory, compiled, one thread), then ours again, and so on. The table gives the median of our rounds and
the median of the peer's best variant. A variant that fails is named on the standard error and left out.

    pip install torch mambapy
    cargo build --release
    python benches/peers/compare.py [--rounds 2] [--seconds 4] [--case transformer]
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEEPING = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": "10000000000",
    "MALLOC_MMAP_THRESHOLD_": "10000000000",
}
# our name, the peer's name, width, letters of a word, words
CASES = [
    ("transformer", "transformer", 128, 32, 256),
    ("lstm", "lstm", 128, 32, 256),
    ("gru", "gru", 128, 32, 256),
    ("rnn", "rnn", 128, 32, 256),
    ("mamba", "mamba", 128, 32, 256),
    ("ids4", "dense-linear", 128, 32, 256),
    ("transformer", "transformer", 512, 21, 512),
]
VARIANTS = [
    ("eager", [], {}),
    ("eager, keeping malloc", [], KEEPING),
    ("compiled, keeping malloc", ["--compile"], KEEPING),
    ("one thread, keeping malloc", ["--threads", "1"], KEEPING),
]


def tokens_per_s(command, environment):
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"left out: {' '.join(command)}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])["tokens_per_s"]


def measure(case, args):
    ours, theirs, width, letters, words = case
    size = ["--d-model", str(width), "--seq-len", str(letters), "--batch", str(words), "--seconds", str(args.seconds)]
    peer = [sys.executable, str(HERE / "torch_throughput.py"), "--model", theirs, *size]
    rates = {"": []} | {name: [] for name, _, _ in VARIANTS}
    for _ in range(args.rounds):
        rates[""].append(tokens_per_s([args.binary, "bench", "--json", "--model", ours, *size], {}))
        for name, flags, environment in VARIANTS:
            rates[name].append(tokens_per_s([*peer, *flags], environment))
    medians = {name: statistics.median(r) for name, r in rates.items() if None not in r}
    mine = medians.pop("")
    best = max(medians, key=medians.get)
    return mine, best, medians[best]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--rounds", type=int, default=2)
    p.add_argument("--seconds", type=float, default=4.0)
    p.add_argument("--binary", default="target/release/barrington")
    p.add_argument("--case", help="only the cases of this architecture")
    args = p.parse_args()
    print("| model | width | letters | words | Barrington | PyTorch, best | of | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for case in CASES:
        if args.case in (None, case[0]):
            mine, best, theirs = measure(case, args)
            sizes = " | ".join(str(n) for n in case[2:])
            row = f"| {case[0]} | {sizes} | {mine / 1e3:.0f} k | {theirs / 1e3:.1f} k | {best} | {mine / theirs:.1f} |"
            print(row, flush=True)


if __name__ == "__main__":
    main()
