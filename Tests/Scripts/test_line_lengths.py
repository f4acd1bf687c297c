"""Lines of Swift and C have at most 100 bytes. `swift format` measures code, but not comments."""

import os
import unittest
from pathlib import Path

from support import SCRIPTS

REPOSITORY = SCRIPTS.parent
LONGEST = 100
SUFFIXES = {".swift", ".c", ".h", ".inc"}


def sources():
    for folder, subfolders, names in os.walk(REPOSITORY):
        # What is built and fetched is in hidden folders.
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            if Path(name).suffix in SUFFIXES:
                yield Path(folder, name)


class LineLengthTests(unittest.TestCase):
    def test_lines_fit(self):
        paths = list(sources())
        self.assertIn(REPOSITORY / "Package.swift", paths)
        self.assertEqual([
            f"{path.relative_to(REPOSITORY)}:{number}: {len(line)} bytes"
            for path in paths
            for number, line in enumerate(path.read_bytes().split(b"\n"), 1)
            if len(line) > LONGEST], [])
