"""Failing calls and kills at each write of the commands."""

import errno
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from .commands import Workplace
from .violation import check

SOURCE = Path(__file__).with_name("fault.c")
# A full disk that is emptied at once, one that stays full, one that takes a part of a write, a
# broken disk, a closed descriptor, and a kill.
KINDS = (
    ("once", errno.ENOSPC), ("lasting", errno.ENOSPC), ("short", errno.ENOSPC),
    ("once", errno.EIO), ("lasting", errno.EIO), ("once", errno.EBADF), ("kill", 0))
SIZES = (0, 1, 100, 1000, 4096, 10_000, 50_000)


def run(options):
    folder = options.work or Path(tempfile.mkdtemp(prefix="huse-faults-"))
    folder.mkdir(exist_ok=True)
    folder = folder.resolve()
    library = folder / "fault.so"
    subprocess.run(
        ["cc", "-O1", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"], check=True)
    workplace = Workplace(folder, options)
    end = time.monotonic() + (options.seconds or float("inf"))
    cases = [_Case(workplace, name, library) for name in options.commands]
    if "train" in options.commands:
        cases.append(_Replacement(workplace, "train", library))
    count = 0
    for left, case in zip(range(len(cases), 0, -1), cases):
        # Each has its share of what time is left.
        now = time.monotonic()
        calls, runs = case.prove(options.first, options.every, now + (end - now) / left)
        print(f"faults: {case}: {calls} writing calls, {runs} faults", flush=True)
        count += runs
    shutil.rmtree(folder)
    return f"{count} faults, each with a message or the complete work, and a next run that succeeds"


class _Case:
    """A command that fills a new folder."""

    def __init__(self, workplace, name, library):
        self.workplace, self.name, self.library = workplace, name, library
        self.output = f"{name}-out"
        self.path = workplace.folder / self.output

    def __str__(self):
        return self.name

    def prepare(self):
        shutil.rmtree(self.path, ignore_errors=True)

    def arguments(self, output):
        return self.workplace.arguments(self.name, output)

    def check_files(self, place):
        """What must be so directly after a fault."""

    def prove(self, first, every, end):
        self.prepare()
        self.expected = self._undisturbed()
        self.prepare()
        log = self.workplace.folder / "calls.txt"
        log.unlink(missing_ok=True)
        status, errors = self._run(HUSE_FAULT_AT="0", HUSE_FAULT_LOG=str(log))
        check(status == 0, f"{self}: status {status}: {errors}")
        calls = [line.split()[1] for line in log.read_text().splitlines()]
        runs = 0
        for number, call in list(enumerate(calls, 1))[first - 1::every]:
            for kind, error in KINDS:
                if time.monotonic() > end:
                    return len(calls), runs
                name = errno.errorcode.get(error, "SIGKILL")
                self._fault(
                    f"{self}: {kind} {name} at call {number}, {call}",
                    HUSE_FAULT_AT=str(number), HUSE_FAULT_KIND=kind, HUSE_FAULT_ERROR=str(error))
                runs += 1
        for size in SIZES:
            self._fault(f"{self}: files of at most {size} bytes", size=size)
            runs += 1
        return len(calls), runs

    def _undisturbed(self):
        status, errors = self.workplace.run(self.arguments(self.output))
        check(status == 0, f"{self}: status {status}: {errors}")
        return self.workplace.results(self.output)

    def _run(self, size=None, **variables):
        limit = None if size is None else (
            lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY)))
        return self.workplace.run(
            self.arguments(self.output), before=limit,
            **{"LD_PRELOAD": str(self.library), "HUSE_FAULT_FOLDER": str(self.path), **variables})

    def _fault(self, place, size=None, **variables):
        self.prepare()
        status, errors = self._run(size, **variables)
        place = f"{place}: {{}} See {self.path}."
        if status == 0:
            check(
                self.workplace.results(self.output) == self.expected,
                place.format("status 0 without the complete work."))
        elif variables.get("HUSE_FAULT_KIND") != "kill" or status != -9:
            check(
                status == 1 and errors.startswith("Error: ") and str(self.output) in errors,
                place.format(f"status {status}, {errors!r}."))
        self.check_files(place)
        status, errors = self.workplace.run(self.arguments(self.output))
        check(status == 0, place.format(f"then status {status}, {errors!r}."))
        check(
            self.workplace.results(self.output) == self.expected,
            place.format("then other results than without a fault."))
        left = [path.name for path in self.path.rglob("*.partial")]
        check(not left, place.format(f"then {', '.join(left)} stays."))


class _Replacement(_Case):
    """A training that replaces an older one of other settings."""

    NAMES = ("model.huse", "huse.yaml")

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.old = self.workplace.folder / f"{self.name}-old"
        status, errors = self.workplace.run(
            self.workplace.arguments(
                self.name, self.old.name, ["--config", "train.yaml", "--seed", "3"]))
        check(status == 0, f"{self}: status {status}: {errors}")

    def __str__(self):
        return f"{self.name} --overwrite"

    def prepare(self):
        super().prepare()
        shutil.copytree(self.old, self.path)

    def arguments(self, output):
        return self.workplace.arguments(
            self.name, output, ["--config", "train.yaml", "--overwrite"])

    def check_files(self, place):
        found = self._state()
        allowed = ("old old", "new new", "none old", "none new", "none none")
        check(found in allowed, place.format(f"model and settings are {found}."))

    def _state(self):
        found = self.workplace.results(self.output)
        old = self.workplace.results(self.old.name)
        return " ".join(
            "none" if name not in found else "old" if found[name] == old[name]
            else "new" if found[name] == self.expected[name] else "damaged"
            for name in self.NAMES)
