"""Runs contestants, one process each, and keeps what they print."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
HUSE = "HUSE"
# Settings for the OpenBLAS of HUSE's process, which are not meant for those that peers bring along.
OPENBLAS_SETTINGS = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]


class Runner:
    """Starts processes with the folders, the launcher and the cores that the user chose."""

    def __init__(self, options, cores):
        self.launcher = shlex.split(options.launcher)
        self.cache = options.cache
        self.folders = {"cache": options.cache, "inputs": options.cache / "benchmarks",
                        "encoders": options.cache / "encoders"}
        self.cores = cores
        self.is_quick = options.quick

    def command(self, case, command):
        """The whole command of a contestant."""
        repetitions = min(case.repetitions, 3) if self.is_quick else case.repetitions
        repeat = f"--warm-up {case.warm_up} --repetitions {repetitions}"
        program, *arguments = shlex.split(command.format(**self.folders))
        if program == "huse-measure":
            start = [BENCHMARKS / ".build/release/huse-measure"]
        else:
            start = [self.cache / "peers/bin/python", BENCHMARKS / "Peers" / program]
        whole = [*start, *arguments, *shlex.split(case.common)]
        if case.is_process:
            timer = BENCHMARKS / "Peers/time_process.py"
            return [*self.launcher, "python3", timer, *repeat.split(), "--", *whole]
        return [*self.launcher, *whole, *repeat.split()]

    def run(self, case, contestant, command):
        """What a run printed, or None for one that failed."""
        cores = self.cores[:case.threads or len(self.cores)]
        environment = os.environ | {
            "OPENBLAS_NUM_THREADS": str(len(cores)), "OMP_NUM_THREADS": str(len(cores)),
            "PYTHONDONTWRITEBYTECODE": "1"}
        if not command.startswith("huse-measure"):
            for name in OPENBLAS_SETTINGS:
                environment.pop(name, None)
        try:
            process = subprocess.run(
                list(map(str, self.command(case, command))), env=environment, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                preexec_fn=lambda: os.sched_setaffinity(0, cores))
            line = json.loads(process.stdout.splitlines()[-1]) if process.stdout else None
        except (OSError, ValueError) as error:
            line, process = None, error
        if line is None or not line.get("samples_ms"):
            reason = getattr(process, "stderr", None) or str(process)
            print(f"{case.name}: {contestant} failed: {reason.strip()[-300:]}", file=sys.stderr)
            return None
        return line


def interleaved(runner, cases, skipped, rounds, keep):
    """Runs each contestant once in every round, each round in another order.

    `keep` takes the case's name, the contestant and what it printed. One that fails is left out of
    later rounds.
    """
    failed = set()
    for number in range(rounds):
        for case in cases:
            contestants = [(HUSE, f"huse-measure {case.huse}"), *case.peers.items()]
            shift = number % len(contestants)
            for contestant, command in contestants[shift:] + contestants[:shift]:
                if contestant in skipped or (case.name, contestant) in failed:
                    continue
                print(f"round {number + 1}: {case.name}: {contestant}", file=sys.stderr)
                line = runner.run(case, contestant, command)
                keep(case.name, contestant, line)
                if line is None:
                    failed.add((case.name, contestant))
