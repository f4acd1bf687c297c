"""Rounds of Scripts/fuzz until so many inputs were tried."""

import re
import subprocess
import time
from pathlib import Path

from .violation import check

SCRIPT = Path(__file__).resolve().parents[1] / "fuzz"
LINE = re.compile(r"^fuzz: (\S+): #(\d+)", re.MULTILINE)
FIRST_SECONDS, LONGEST_SECONDS = 2, 600


def run(options):
    executions, rounds, seconds = 0, 0, FIRST_SECONDS
    targets = set()
    kind = ["--fast"] if options.fast else []
    end = time.monotonic() + (options.seconds or float("inf"))
    while executions < options.executions and time.monotonic() < end:
        result = subprocess.run(
            [SCRIPT, "--seconds", str(seconds), "--jobs", "2", *kind],
            capture_output=True, text=True)
        check(result.returncode == 0, f"fuzz: {result.stdout}{result.stderr}")
        found = LINE.findall(result.stdout)
        check(found, f"fuzz: no counts in {result.stdout!r}")
        executions += sum(int(count) for _, count in found)
        targets.update(name for name, _ in found)
        rounds += 1
        print(f"fuzz: {executions} executions", flush=True)
        seconds = min(2 * seconds, LONGEST_SECONDS)
    how = " without the address sanitizer" if options.fast else ""
    return f"{executions} executions over {len(targets)} targets{how}, no finding"
