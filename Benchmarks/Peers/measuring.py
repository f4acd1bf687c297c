"""What all peers share: options, timing, and the one line of JSON that a run prints."""

import argparse
import json
import os
import resource
import time

THREADS = len(os.sched_getaffinity(0))


def options(description):
    """A parser with the options of every peer."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--repetitions", type=int, default=30)
    return parser


def _processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def time_and_print(case, body, arguments, versions):
    """Times repetitions of `body`, which must not return before its work is done."""
    for _ in range(arguments.warm_up):
        body()
    samples = []
    processor_start = _processor_seconds()
    for _ in range(arguments.repetitions):
        start = time.perf_counter()
        body()
        samples.append(1000 * (time.perf_counter() - start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({
        "case": case,
        "samples_ms": samples,
        "peak_mb": peak / 1e6,
        "cpu_s": _processor_seconds() - processor_start,
        "wall_s": sum(samples) / 1000,
        "versions": versions,
    }))
