"""No script runs a Python file of the working folder or of PYTHONPATH."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import SCRIPTS

# What the scripts import or run as a module.
NAMES = ("pip", "venv", "zipfile", "json", "argparse", "csv", "shutil", "struct", "unittest", "pairs",
         "clipart", "emoji", "robustness", "sitecustomize")


class IsolationTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.trace = self.folder / "trace"
        for name in NAMES:
            (self.folder / f"{name}.py").write_text(f"open({str(self.trace)!r}, 'a').write('{name}')")

    def run_script(self, name, *arguments, **variables):
        return subprocess.run(
            [SCRIPTS / name, *arguments], cwd=self.folder, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(self.folder), **variables})

    def test_programs(self):
        for name in ("convert-checkpoint", "draw-curves", "draw-retrieval", "prepare-clipart",
                     "prepare-emoji", "prove-robustness"):
            result = self.run_script(name, "--help")
            self.assertEqual(result.returncode, 0, f"{name}: {result.stderr}")
            self.assertFalse(self.trace.exists(), name)

    def test_every_call_of_python_is_isolated(self):
        """With a python3 that only writes down what it is asked for."""
        programs = self.folder / "bin"
        programs.mkdir()
        record = self.folder / "record"
        python = programs / "python3"
        python.write_text('#!/usr/bin/env bash\necho "$*" >> "$RECORD"\n')
        python.chmod(0o755)
        for name in ("fetch-encoders", "make-python-environment"):
            self.run_script(
                name, str(self.folder / f"{name}-target"), RECORD=str(record),
                PATH=f"{programs}:{os.environ['PATH']}")
            calls = record.read_text().splitlines()
            self.assertTrue(calls, name)
            self.assertEqual([call for call in calls if not call.startswith("-I ")], [], name)
            record.unlink()


class FetchedFilesTests(unittest.TestCase):
    def check(self, name):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder).resolve() / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("other bytes")
            result = subprocess.run(
                [SCRIPTS / "fetch-encoders", folder], capture_output=True, text=True)
            self.assertEqual(result.returncode, 1)
            self.assertRegex(
                result.stderr,
                f"^fetch-encoders: {path}: expected SHA-256 [0-9a-f]{{64}}, found [0-9a-f]{{64}}. "
                "Do not use it; remove it and run this again.\n$")
            self.assertEqual(path.read_text(), "other bytes")

    def test_files_that_are_there_are_checked(self):
        self.check("all-MiniLM-L6-v2/vocab.txt")
        self.check("efficientnet-lite0.safetensors")


if __name__ == "__main__":
    unittest.main()
