"""The stamp: what a prepared folder was made from, so that an unchanged second run ends at once."""

import hashlib
import json
import os
from pathlib import Path

from .failure import PreparationFailed

NAME = "prepared.json"


class Stamp:
    """The script and the inputs behind an output folder."""

    def __init__(self, script, output, inputs):
        self.script = script
        self.path = output / NAME
        self.output = output
        self.inputs = inputs
        self.found = self._read()

    def _is_current(self):
        """Whether the folder was made from the same inputs and is still whole."""
        return (
            self.found.get("script") == self.script
            and self.found.get("inputs") == self.inputs
            and self.found.get("outputs") == self._outputs())

    def is_up_to_date(self):
        """Whether the folder is up to date; prints so if it is.

        Raises `PreparationFailed` if another script or a user wrote the folder.
        """
        if self._is_current():
            print(f"{self.output} is up to date: {self.summary()}")
            return True
        if not self._may_write():
            raise PreparationFailed(
                f"{self.output} holds a data.csv or images that {self.script} did not write. "
                "Choose another --output.")
        return False

    def begin(self):
        """Marks the folder as one of ours, not finished."""
        self.output.mkdir(parents=True, exist_ok=True)
        self._write({"script": self.script})

    def finish(self, summary):
        """Marks the folder as finished."""
        self._write({
            "script": self.script, "inputs": self.inputs, "outputs": self._outputs(),
            "summary": summary})

    def summary(self):
        """One line about the finished folder."""
        return self.found.get("summary", "")

    def _may_write(self):
        """Whether the folder is new, or one that this script wrote or began to write."""
        if self.path.exists():
            return self.found.get("script", self.script) == self.script
        return not any((self.output / name).exists() for name in ("data.csv", "images"))

    def _outputs(self):
        tables = {}
        for name in ("data.csv", "data-hard.csv"):
            path = self.output / name
            tables[name] = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None
        images = self.output / "images"
        names = sorted(os.listdir(images)) if images.is_dir() else []
        tables["images"] = hashlib.sha256("\n".join(names).encode()).hexdigest()
        return tables

    def _read(self):
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, value):
        self.found = value
        temporary = self.path.with_suffix(".partial")
        temporary.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
        os.replace(temporary, self.path)


def of_code(folder):
    """The digest of the modules in a folder and in this one."""
    code = hashlib.sha256()
    for modules in (folder, Path(__file__).resolve().parent):
        for path in sorted(modules.glob("*.py")):
            code.update(path.read_bytes())
    return code.hexdigest()


def of_files(paths):
    """The digest of the paths, sizes and modification times of files."""
    listing = hashlib.sha256()
    for path in paths:
        status = path.stat()
        listing.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return listing.hexdigest()
