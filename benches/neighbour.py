#!/usr/bin/env python3
"""What a run loses beside another: where the time of its steps goes, alone and beside two kinds of neighbour.

    alone       one run with one thread
    registers   beside it a process that computes in registers and touches no memory (`floor.rs`)
    twin        beside it a second run of the same kind

What `registers` costs is the machine's (clock, other guests); what `twin` costs beyond that goes through the
caches and the memory that two processors share. The three are taken in turn. Each is sampled by `perf`, and the
samples are counted by the source file of the kernel; a line is ms of a step.

Wants Linux with `perf` and `addr2line`.

    cargo build --release
    cargo bench --no-run --bench floor
    python benches/neighbour.py --case gru [--rounds 3] [--seconds 2]
"""
import argparse
import collections
import json
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

WAYS = ["alone", "registers", "twin"]
# seconds before the steps: the rate of the matrix product, the first steps
BEFORE = 0.6
# helpers that are compiled into the kernels that call them
INLINED = ("simd.rs", "real.rs", "elementary.rs", "vector.rs")


def bench(args, seconds):
    return [args.binary, "bench", "--json", "--threads", "1", "--model", args.case, "--seconds", str(seconds)]


def floor():
    """The program that computes in registers, for as long as it is let."""
    command = ["cargo", "bench", "--no-run", "--bench", "floor", "--message-format", "json"]
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
    built = [json.loads(line) for line in out.splitlines()]
    return next(line["executable"] for line in built if line.get("target", {}).get("name") == "floor" and line.get("executable"))


def sampled(args, neighbour):
    """Seconds of a step, and the share of each source file, beside `neighbour`."""
    other = neighbour and subprocess.Popen(neighbour, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with tempfile.TemporaryDirectory() as folder:
            data = f"{folder}/perf.data"
            record = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "2000", "-o", data, "--"]
            run = subprocess.run(record + bench(args, args.seconds), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            if run.returncode != 0:
                sys.exit(f"perf: {(run.stderr.strip().splitlines() or ['no answer'])[-1]}")
            if other and other.poll() is not None:
                sys.exit("the neighbour ended before the run did; raise its time")
            return json.loads(run.stdout)["step_ms"], shares(data, args.binary)
    finally:
        if other:
            other.kill()
            other.wait()


def shares(data, binary):
    """The share of the samples in each source file of the program; what is outside of it is `system`."""
    script = ["perf", "script", "-i", data]
    events = subprocess.run([*script, "--show-mmap-events"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    name = re.escape(Path(binary).name)
    found = re.search(rf"\[0x([0-9a-f]+)\(0x([0-9a-f]+)\) @ (0x[0-9a-f]+|0) .*\]: r-xp .*/{name}$", events, re.M)
    begin, length, offset = (int(number, 16) for number in found.groups())
    samples = subprocess.run([*script, "-F", "time,ip"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    samples = [(float(time), int(place, 16)) for time, place in re.findall(r"([\d.]+):\s+([0-9a-f]+)", samples)]
    counts = collections.Counter(place for time, place in samples if time > samples[0][0] + BEFORE)
    inside = {place: count for place, count in counts.items() if begin <= place < begin + length}
    segments = [
        (int(f[1], 16), int(f[2], 16), int(f[4], 16))
        for f in map(str.split, subprocess.run(["readelf", "-lW", binary], stdout=subprocess.PIPE, text=True).stdout.splitlines())
        if f and f[0] == "LOAD"
    ]

    def address(place):
        at = place - begin + offset
        return next(at - o + v for o, v, size in segments if o <= at < o + size)

    asked = [hex(address(place)) for place in inside]
    lines = subprocess.run(["addr2line", "-e", binary, "-i", "-a"], input="\n".join(asked), stdout=subprocess.PIPE, text=True).stdout
    frames = re.split(r"^0x[0-9a-f]+$", lines, flags=re.M)[1:]
    files = collections.Counter({"system": sum(counts.values()) - sum(inside.values())})
    for count, frame in zip(inside.values(), frames):
        ours = [line.split("/src/")[-1].split(":")[0] for line in frame.split("\n") if "/src/tensor/" in line or "/src/train/" in line or "/src/problem/" in line]
        kernels = [file for file in ours if not file.endswith(INLINED)]
        files[(kernels or ours or ["other"])[-1]] += count
    total = sum(files.values())
    return {file: count / total for file, count in files.items()}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--case", required=True, help="the architecture")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--seconds", type=float, default=2.0, help="of counted steps in each measurement")
    p.add_argument("--lines", type=int, default=8, help="of the table; the rest is summed up")
    p.add_argument("--binary", default="target/release/barrington")
    args = p.parse_args()
    neighbours = {"alone": None, "registers": [floor(), "1000"], "twin": bench(args, 1000)}
    rounds = {way: [] for way in WAYS}
    for _ in range(args.rounds):
        for way in WAYS:
            rounds[way].append(sampled(args, neighbours[way]))
    steps = {way: statistics.median(step for step, _ in rounds[way]) for way in WAYS}
    files = {file for way in WAYS for _, files in rounds[way] for file in files}
    parts = {
        file: [statistics.median(step * files.get(file, 0) for step, files in rounds[way]) for way in WAYS]
        for file in files
    }
    order = sorted(parts, key=lambda file: -parts[file][0])
    print(f"| {args.case} | {' | '.join(WAYS)} |\n|---|---|---|---|")
    for file in order[:args.lines]:
        print(f"| {file} | {' | '.join(f'{ms:.2f}' for ms in parts[file])} |")
    rest = [sum(parts[file][way] for file in order[args.lines:]) for way in range(3)]
    print(f"| others | {' | '.join(f'{ms:.2f}' for ms in rest)} |")
    print(f"| step | {' | '.join(f'{steps[way]:.2f}' for way in WAYS)} |")
    print(f"| two at once, of one | | {2 * steps['alone'] / steps['registers']:.2f} | {2 * steps['alone'] / steps['twin']:.2f} |")


if __name__ == "__main__":
    main()
