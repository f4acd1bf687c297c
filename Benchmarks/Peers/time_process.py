#!/usr/bin/env python3
"""Times a whole process, from its start to its end, and prints the line of JSON of a run."""

import argparse
import json
import resource
import subprocess
import time


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warm-up", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=10)
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    samples, printed = [], ""
    for number in range(arguments.warm_up + arguments.repetitions):
        if number == arguments.warm_up:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        printed = subprocess.run(
            arguments.command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True).stdout
        samples.append(1000 * (time.perf_counter() - start))
    samples = samples[arguments.warm_up:]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    line = json.loads(printed.splitlines()[-1])
    print(json.dumps(line | {
        "samples_ms": samples,
        "peak_mb": after.ru_maxrss * 1024 / 1e6,
        "cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "wall_s": sum(samples) / 1000,
    }))


if __name__ == "__main__":
    main()
