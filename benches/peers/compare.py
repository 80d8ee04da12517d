#!/usr/bin/env python3
"""Training throughput beside PyTorch's, on this machine: `barrington bench` and torch_throughput.py in turn.

Every case is measured in rounds: ours, then each variant of the peer (eager, eager with a malloc that keeps
its memory, compiled, one thread; of every module that computes the same model), then ours again, and so on.
The table gives the median of our rounds and the median of the peer's best variant. A variant that fails or
takes longer than --limit is named on the standard error, left out and not tried again.

The target is that of the project, in times the peer's best. For sequences of 2,048 tokens it is the ratio at 32
tokens. Mamba has a second row, against the best eager variant of the parallel scan alone.

    pip install torch mambapy
    cargo build --release
    python benches/peers/compare.py [--rounds 2] [--seconds 4] [--case attention] [--tokens 32] [--json FILE]
"""
import argparse
import importlib.metadata
import json
import os
import signal
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEEPING = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": "10000000000",
    "MALLOC_MMAP_THRESHOLD_": "10000000000",
}
VARIANTS = [
    ("eager", [], {}),
    ("eager, keeping malloc", [], KEEPING),
    ("compiled, keeping malloc", ["--compile"], KEEPING),
    ("one thread, keeping malloc", ["--threads", "1"], KEEPING),
]
SHORT, LONG = 32, 2048
BY_TOKEN = "ids4, peer by token"


@dataclass(frozen=True)
class Case:
    """What is compared: our model, the peer's modules for it, and the sizes."""

    model: str
    peers: tuple
    width: int
    tokens: int
    sequences: int
    target: float | None
    # the target against the eager variants of the first peer
    eager_target: float | None = None
    # the name in the table, if it is not that of the model
    label: str | None = None


CASES = [
    Case("attention", ("transformer",), 128, SHORT, 256, 2.5),
    Case("lstm", ("lstm",), 128, SHORT, 256, 2.0),
    Case("gru", ("gru",), 128, SHORT, 256, 2.0),
    Case("rnn", ("rnn",), 128, SHORT, 256, 2.0),
    Case("mamba", ("mamba", "mamba-seq"), 128, SHORT, 256, 4.0, 10.0),
    Case("ids4", ("dense-linear",), 128, SHORT, 256, 20.0),
    # the fairer peer: it too makes a matrix once for each token
    Case("ids4", ("dense-linear-by-token",), 128, SHORT, 256, None, label=BY_TOKEN),
    Case("s4d", ("s4d", "s4d-toeplitz"), 128, SHORT, 256, 4.0),
    Case("attention", ("transformer",), 512, 21, 512, 2.0),
    Case("attention", ("transformer",), 64, LONG, 4, None),
    Case("lstm", ("lstm",), 64, LONG, 4, None),
    Case("gru", ("gru",), 64, LONG, 4, None),
    Case("rnn", ("rnn",), 64, LONG, 4, None),
    Case("mamba", ("mamba", "mamba-seq"), 64, LONG, 4, None),
    Case("ids4", ("dense-linear",), 64, LONG, 4, None),
    Case("ids4", ("dense-linear-by-token",), 64, LONG, 4, None, label=BY_TOKEN),
    # the matrix of the convolution is too large here
    Case("s4d", ("s4d",), 64, LONG, 4, None),
]


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    label: str
    case: Case
    ours: float
    best: tuple | None
    target: str

    def ratio(self):
        return self.ours / self.best[1] if self.best else None

    def __str__(self):
        c, name, rate, ratio = self.case, "none ran", "", ""
        if self.best:
            name, rate, ratio = self.best[0], thousands(self.best[1]), f"{self.ratio():.1f}"
        cells = [self.label, c.width, f"{c.tokens:,}", c.sequences, thousands(self.ours), rate, name, ratio, self.target]
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


def thousands(rate):
    return f"{rate / 1e3:.0f} k" if rate >= 1e5 else f"{rate / 1e3:.1f} k"


def tokens_per_s(command, environment, limit):
    """The rate that `command` prints last, or why there is none."""
    # a group of its own, so that the compiler's workers end with it
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, errors = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        return None, f"not done after {limit:.0f} s"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode != 0:
        return None, (errors.strip().splitlines() or [f"ended with {process.returncode}"])[-1]
    return json.loads(out.strip().splitlines()[-1])["tokens_per_s"], None


def measure(case, args):
    """Our rates, the peer's by variant, and why variants are missing."""
    size = ["--d-model", case.width, "--seq-len", case.tokens, "--batch", case.sequences, "--seconds", args.seconds]
    size = [str(part) for part in size]
    variants = {
        (peer, name): ([sys.executable, str(HERE / "torch_throughput.py"), "--model", peer, *size, *flags], environment)
        for peer in case.peers
        for name, flags, environment in VARIANTS
    }
    ours, theirs, left_out = [], {key: [] for key in variants}, {}
    for _ in range(args.rounds):
        rate, why = tokens_per_s([args.binary, "bench", "--json", "--model", case.model, *size], {}, None)
        if why:
            sys.exit(f"{args.binary} bench --model {case.model}: {why}")
        ours.append(rate)
        for key, (command, environment) in variants.items():
            if key in left_out:
                continue
            rate, why = tokens_per_s(command, environment, args.limit)
            if why:
                left_out[key] = why
                del theirs[key]
                print(f"left out at {case.tokens} tokens: {', '.join(key)}: {why}", file=sys.stderr, flush=True)
            else:
                theirs[key].append(rate)
    return ours, theirs, left_out


def rows(case, ours, theirs, ratios):
    """The lines of a case. `ratios` holds those at 32 tokens by the first peer, and is added to."""
    medians = {key: statistics.median(rates) for key, rates in theirs.items()}
    mine = statistics.median(ours)

    def best(keys):
        key = max(keys, key=medians.get, default=None)
        return key and (variant(case, key), medians[key])

    if case.tokens == LONG:
        known = ratios.get(case.peers[0])
        target = f"{known:.1f} (as at {SHORT})" if known else f"as at {SHORT}"
    else:
        target = f"{case.target:g}" if case.target else "none"
    row = Row(case.label or case.model, case, mine, best(medians), target)
    if case.tokens == SHORT and row.best:
        ratios[case.peers[0]] = row.ratio()
    yield row
    if case.eager_target:
        eager = [key for key in medians if key[0] == case.peers[0] and key[1].startswith("eager")]
        yield Row(f"{case.model}, eager scan", case, mine, best(eager), f"{case.eager_target:g}")


def variant(case, key):
    peer, name = key
    return name if len(case.peers) == 1 else f"{peer}: {name}"


def machine():
    """What the table was taken on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": models[0] if models else "unknown processor",
        "cores": os.cpu_count() if not hasattr(os, "sched_getaffinity") else len(os.sched_getaffinity(0)),
        "torch": importlib.metadata.version("torch"),
        "mambapy": importlib.metadata.version("mambapy"),
    }


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--rounds", type=int, default=2)
    p.add_argument("--seconds", type=float, default=4.0, help="of counted steps in each measurement")
    p.add_argument("--limit", type=float, default=120.0, help="seconds after which a variant is given up")
    p.add_argument("--binary", default="target/release/barrington")
    p.add_argument("--case", help="only the cases of this architecture")
    p.add_argument("--tokens", type=int, help="only the cases with sequences of this length")
    p.add_argument("--json", type=Path, help="file for every single rate")
    args = p.parse_args()
    here = machine()
    record = {"machine": here, "rounds": args.rounds, "seconds": args.seconds, "cases": []}
    cases = [c for c in CASES if args.case in (None, c.model) and args.tokens in (None, c.tokens)]
    if not cases:
        sys.exit(f"no case has --case {args.case} --tokens {args.tokens}; the models are: "
                 + ", ".join(dict.fromkeys(c.model for c in CASES)))
    print(f"{here['cpu']}, {here['cores']} cores, torch {here['torch']}, mambapy {here['mambapy']}; "
          f"one layer, medians, {args.rounds} x {args.seconds:g} s, tokens/s of whole training steps\n")
    print("| model | width | tokens | sequences | Barrington | PyTorch, best | of | ratio | target |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    ratios = {}
    for case in cases:
        ours, theirs, left_out = measure(case, args)
        record["cases"].append({
            "model": case.model, "d_model": case.width, "seq_len": case.tokens, "batch": case.sequences,
            "barrington": ours,
            "peers": [{"model": key[0], "variant": key[1], "tokens_per_s": r} for key, r in theirs.items()],
            "left_out": [{"model": key[0], "variant": key[1], "why": why} for key, why in left_out.items()],
        })
        if args.json:
            # after every case: an hour of measurements outlives an interruption
            args.json.write_text(json.dumps(record, indent=1) + "\n")
        for row in rows(case, ours, theirs, ratios):
            print(row, flush=True)


if __name__ == "__main__":
    main()
