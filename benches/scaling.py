#!/usr/bin/env python3
"""How the training step scales on this machine, without a peer: threads, runs at once, length of the sequences.

    threads   one run with two threads against one with one thread
    runs      two runs of one thread at once, the sum of their tokens/s against one such run
    growth    tokens/s and bytes of activations a token, with sequences of 32 to 4,096 tokens and the same
              number of sequences a step

What is compared runs in turn, round after round; the tables give medians. A machine that is shared with others
does not always give two processors: before and after each round `floor.rs` measures what two threads without
anything in common gain, and a round counts if both times that was 1.9 or more (`counted`).

    cargo build --release
    python benches/scaling.py [--only growth] [--case lstm] [--rounds 3] [--seconds 4] [--json FILE]
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

MODELS = ["attention", "rnn", "gru", "lstm", "s4d", "mamba", "ids4"]
LENGTHS = [32, 128, 512, 2048, 4096]
SEQUENCES = 32
FLOOR = 1.9


def start(args, model, *flags):
    command = [args.binary, "bench", "--json", "--model", model, "--seconds", str(args.seconds), *map(str, flags)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finish(process):
    out, _ = process.communicate()
    if process.returncode != 0:
        sys.exit(f"{' '.join(process.args)} ended with {process.returncode}")
    return json.loads(out)


def floor(args):
    """What two threads that share nothing gain on this machine now, waiting for the slower of the two."""
    command = ["cargo", "bench", "--quiet", "--bench", "floor", "--", "1"]
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
    return float(out.split()[-1])


def in_turn(args, ways):
    """What each of `ways` gives in every round."""
    results = [[] for _ in ways]
    for _ in range(args.rounds):
        for way, result in zip(ways, results):
            result.append(way())
    return results


def runs(args, model, count, threads):
    """Tokens/s of `count` runs at once, together."""
    return sum(finish(p)["tokens_per_s"] for p in [start(args, model, "--threads", threads) for _ in range(count)])


def ratios(args, record, key, title, target, columns, ways):
    """A table of two ways of running every model: their rates, and the second over the first round by round."""
    print(f"{title}; target {target}\n\n| model | {columns[0]} | {columns[1]} | ratio | counted |\n|---|---|---|---|---|")
    for model in args.models:
        rounds = []
        for _ in range(args.rounds):
            before = floor(args)
            rates = [runs(args, model, *way) for way in ways]
            rounds.append({"floor": [before, floor(args)], **dict(zip(columns, rates))})
        record[key][model] = rounds
        counted = [r for r in rounds if min(r["floor"]) >= FLOOR]
        cells = [f"{statistics.median(r[c] for r in counted or rounds) / 1e3:.1f} k" for c in columns]
        ratio = statistics.median(r[columns[1]] / r[columns[0]] for r in counted or rounds)
        share = f"{len(counted)} of {len(rounds)}" if counted else f"none, all {len(rounds)} shown"
        print(f"| {model} | {' | '.join(cells)} | {ratio:.2f} | {share} |", flush=True)
    print()


def growth(args, record):
    """Two tables: tokens/s and bytes a token by length."""
    head = " | ".join(f"{length:,}" for length in LENGTHS)
    rule = "|---" * (len(LENGTHS) + 2) + "|"
    print(f"Tokens/s by the tokens of a sequence, width {args.d_model}, {SEQUENCES} sequences a step; target: the recurrent "
          f"mixers never below 0.8 of {LENGTHS[0]} tokens\n\n| model | {head} | least, of {LENGTHS[0]} |\n{rule}")
    memory = []
    for model in args.models:
        def way(length):
            flags = ["--d-model", args.d_model, "--seq-len", length, "--batch", SEQUENCES]
            return finish(start(args, model, *flags))

        answers = in_turn(args, [lambda length=length: way(length) for length in LENGTHS])
        rates = [[answer["tokens_per_s"] for answer in each] for each in answers]
        held = [each[0]["bytes_per_token"] for each in answers]
        record["growth"][model] = {
            str(length): {"tokens_per_s": r, "bytes_per_token": b} for length, r, b in zip(LENGTHS, rates, held)
        }
        medians = [statistics.median(r) for r in rates]
        cells = " | ".join(f"{rate / 1e3:.1f} k" for rate in medians)
        print(f"| {model} | {cells} | {min(medians) / medians[0]:.2f} |", flush=True)
        cells = " | ".join(f"{b:,.0f}" for b in held)
        memory.append(f"| {model} | {cells} | {max(held) / held[0]:.2f} |")
    print(f"\nBytes a lane holds for each token of its micro-batch\n\n| model | {head} | most, of {LENGTHS[0]} |\n{rule}")
    print("\n".join(memory) + "\n", flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--rounds", type=int, default=2)
    p.add_argument("--seconds", type=float, default=4.0, help="of counted steps in each measurement")
    p.add_argument("--d-model", type=int, default=128, help="width of the models whose growth is measured")
    p.add_argument("--binary", default="target/release/barrington")
    p.add_argument("--case", help="only this architecture")
    p.add_argument("--only", choices=["threads", "runs", "growth"])
    p.add_argument("--json", type=Path, help="file for every single rate")
    args = p.parse_args()
    args.models = [model for model in MODELS if args.case in (None, model)]
    if not args.models:
        sys.exit(f"no architecture is called {args.case}; there are {', '.join(MODELS)}")
    record = {"rounds": args.rounds, "seconds": args.seconds, "threads": {}, "runs": {}, "growth": {}}
    print(f"{cpu()}; medians, {args.rounds} x {args.seconds:g} s\n")
    if args.only in (None, "threads"):
        ratios(args, record, "threads", "One run", "1.85", ["one thread", "two threads"], [(1, 1), (1, 2)])
    if args.only in (None, "runs"):
        ratios(args, record, "runs", "Runs of one thread", "1.9", ["one run", "two at once"], [(1, 1), (2, 1)])
    if args.only in (None, "growth"):
        growth(args, record)
    if args.json:
        args.json.write_text(json.dumps(record, indent=1) + "\n")


def cpu():
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{models[0] if models else 'unknown processor'}, {cores} cores"


if __name__ == "__main__":
    main()
