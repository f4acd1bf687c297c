"""Kills at random times, and the bytes of what is resumed."""

import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from .commands import Workplace
from .violation import check


def run(options):
    folder = options.work or Path(tempfile.mkdtemp(prefix="huse-kills-"))
    folder.mkdir(exist_ok=True)
    workplace = Workplace(folder, options)
    each = -(-options.kills // len(options.commands))
    until = time.monotonic() + (options.seconds or float("inf"))
    counts = []
    for position, name in enumerate(options.commands):
        share = len(options.commands) - position
        end = until if until == float("inf") else time.monotonic() + (
            until - time.monotonic()) / share
        counts.append(_Proof(workplace, name, random.Random(f"{options.seed} {name}")).run(each, end))
        print(f"kills: {counts[-1]}", flush=True)
    shutil.rmtree(folder)
    return f"{sum(count.kills for count in counts)} kills, every result as undisturbed"


class _Count:
    def __init__(self, name):
        self.name, self.kills, self.mid_work, self.completed = name, 0, 0, 0

    def __str__(self):
        return (
            f"{self.name}: {self.kills} kills, {self.mid_work} of them with work on the disk; "
            f"{self.completed} completed runs, every byte as undisturbed")


class _Proof:
    def __init__(self, workplace, name, generator):
        self.workplace, self.name, self.generator = workplace, name, generator
        self.output = f"{name}-out"

    def run(self, kills, end):
        start = time.monotonic()
        whole = f"{self.name}-whole"
        status, errors = self.workplace.run(self.workplace.arguments(self.name, whole))
        check(status == 0, f"{self.name}: status {status}: {errors}")
        duration = time.monotonic() - start
        expected = self.workplace.results(whole)
        count = _Count(self.name)
        while count.kills < kills and time.monotonic() < end:
            self._one_life(count, expected, self.generator.uniform(0, duration))
        while not self._one_life(count, expected, None):
            pass
        return count

    def _one_life(self, count, expected, seconds):
        """Lets the command live so long; whether it came to its end."""
        process = self.workplace.start(self.workplace.arguments(self.name, self.output))
        try:
            errors = process.communicate(timeout=seconds)[1].decode(errors="replace")
        except subprocess.TimeoutExpired:
            process.kill()
            errors = process.communicate()[1].decode(errors="replace")
        path = self.workplace.folder / self.output
        if process.returncode == -9:
            count.kills += 1
            count.mid_work += path.is_dir() and any(path.rglob("*"))
            return False
        check(
            process.returncode == 0,
            f"{self.name} after {count.kills} kills: status {process.returncode}: {errors}\n"
            f"See {path}.")
        found = self.workplace.results(self.output)
        check(
            found == expected,
            f"{self.name} after {count.kills} kills: {_difference(found, expected)}. See {path}.")
        count.completed += 1
        shutil.rmtree(path)
        return True


def _difference(found, expected):
    names = sorted(
        name for name in {*found, *expected} if found.get(name) != expected.get(name))
    return f"{', '.join(names)} differ from those of an undisturbed run"
