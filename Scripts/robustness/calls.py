"""Memory, descriptors and threads of a program that embeds and searches."""

import os
import subprocess

from .violation import check

TASKS = 8
# What the allocator may keep after the first tenth of the calls.
GROWTH = 4 << 20


def run(options):
    """Runs RepeatedCalls, which prints a line of calls, bytes, descriptors and threads each time."""
    result = subprocess.run(
        [options.programs / "RepeatedCalls", str(options.calls), str(TASKS)],
        capture_output=True, text=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "2"})
    check(result.returncode == 0, f"calls: status {result.returncode}: {result.stderr}")
    lines = [[int(cell) for cell in line.split()] for line in result.stdout.splitlines()]
    check(len(lines) > 4 and lines[-1][0] == options.calls, f"calls: found {result.stdout!r}")
    first, *rest = lines
    for calls, memory, descriptors, threads in rest:
        check(
            memory <= first[1] + GROWTH and descriptors <= first[2] and threads <= first[3],
            f"calls: after {calls} of them {memory} bytes, {descriptors} descriptors and "
            f"{threads} threads; after {first[0]} of them {first[1:]}")
    last = rest[-1]
    return (
        f"{last[0]} embeddings and as many searches from {TASKS} tasks; from {first[1] >> 10} to "
        f"{last[1] >> 10} KiB, {first[2]} to {last[2]} descriptors, {first[3]} to {last[3]} threads")
