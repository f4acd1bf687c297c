"""The stamp: what a prepared folder was made from, so that an unchanged second run ends at once."""

import hashlib
import json
import os
import subprocess
from pathlib import Path

NAME = "prepared.json"


class Stamp:
    """Arguments, drawings and versions behind an output folder."""

    def __init__(self, options, tops, files):
        self.path = options.output / NAME
        self.output = options.output
        code = hashlib.sha256()
        for path in sorted(Path(__file__).resolve().parent.glob("*.py")):
            code.update(path.read_bytes())
        listing = hashlib.sha256()
        for path, _ in files:
            status = path.stat()
            listing.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
        renderer = subprocess.run(
            ["rsvg-convert", "--version"], capture_output=True, text=True, check=False)
        self.inputs = {
            "source": str(options.source), "tops": tops, "size": options.size,
            "minimum": options.minimum, "limit": options.limit, "timeout": options.timeout,
            "drop copies": options.drop_copies,
            "drawings": listing.hexdigest(), "scripts": code.hexdigest(),
            "renderer": renderer.stdout.strip(),
        }
        self.found = self._read()

    def is_current(self):
        """Whether the folder was made from the same inputs and is still whole."""
        return (
            self.found.get("inputs") == self.inputs
            and self.found.get("outputs") == self._outputs())

    def may_write(self):
        """Whether the folder is new, or one that this script wrote or began to write."""
        return self.path.exists() or not any(
            (self.output / name).exists() for name in ("data.csv", "images"))

    def begin(self):
        """Marks the folder as one of ours, not finished."""
        self.output.mkdir(parents=True, exist_ok=True)
        self._write({})

    def finish(self, summary):
        """Marks the folder as finished."""
        self._write({"inputs": self.inputs, "outputs": self._outputs(), "summary": summary})

    def summary(self):
        """One line about the finished folder."""
        return self.found.get("summary", "")

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
