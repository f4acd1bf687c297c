"""The archives of fuzz inputs: the same inputs give the same bytes, and nothing else is in them."""

import hashlib
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import SCRIPTS

FUZZ = SCRIPTS.parent / "Tests/Fuzz"
ARCHIVES = sorted((FUZZ / "Corpora").glob("*.tar.gz"))


def corpus(*arguments):
    return subprocess.run(
        [sys.executable, "-I", "-B", FUZZ / "corpus.py", *arguments], capture_output=True, text=True)


class FuzzCorporaTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_every_target_has_inputs(self):
        self.assertEqual(
            [archive.name.removesuffix(".tar.gz") for archive in ARCHIVES],
            sorted(path.stem for path in (FUZZ / "Dictionaries").glob("*.dict")))

    def test_packing_again_gives_the_same_bytes(self):
        for archive in ARCHIVES:
            with self.subTest(archive.name):
                corpus("unpack", archive, self.folder / "inputs").check_returncode()
                for file in (self.folder / "inputs").iterdir():
                    self.assertEqual(hashlib.sha1(file.read_bytes()).hexdigest(), file.name)
                corpus("pack", self.folder / "inputs", self.folder / "again").check_returncode()
                self.assertEqual((self.folder / "again").read_bytes(), archive.read_bytes())

    def test_added_files_are_packed_once(self):
        archive = self.folder / "inputs.tar.gz"
        for name, text in {"one": "same", "two": "same", "three": "other"}.items():
            (self.folder / name).write_text(text)
            corpus("add", self.folder / "inputs", self.folder / name).check_returncode()
        corpus("pack", self.folder / "inputs", archive).check_returncode()
        corpus("unpack", archive, self.folder / "unpacked").check_returncode()
        self.assertEqual(
            sorted(file.read_text() for file in (self.folder / "unpacked").iterdir()),
            ["other", "same"])

    def test_an_archive_that_leads_elsewhere_is_refused(self):
        (self.folder / "content").mkdir()
        subprocess.run(["tar", "--create", "--gzip", "--file", self.folder / "bad.tar.gz",
                        "--directory", self.folder / "content", "."], check=True)
        result = corpus("unpack", self.folder / "bad.tar.gz", self.folder / "inputs")
        self.assertEqual(result.returncode, 1)
        self.assertIn("is not the name of an input", result.stderr)


if __name__ == "__main__":
    unittest.main()
