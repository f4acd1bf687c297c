"""Scripts/make-manual: man pages and completions that name every command of huse."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import SCRIPTS

SOURCES = SCRIPTS.parent / "Sources/HUSECommand"
DECLARATION = (SOURCES / "Huse.swift").read_text()


def command_name(type_name):
    """The name that a command gives itself, else that of its type."""
    [source] = SOURCES.rglob(f"{type_name}.swift")
    given = re.search(r'commandName: "(\w+)"', source.read_text())
    return given[1] if given else type_name.lower()


COMMANDS = [
    command_name(name) for name in
    re.findall(r"(\w+)\.self", re.search(r"subcommands: \[(.*?)\]", DECLARATION, re.DOTALL)[1])]


class ManualTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name) / "a manual"
        cls.result = subprocess.run(
            [SCRIPTS / "make-manual", cls.folder], capture_output=True, text=True)

    def test_is_made(self):
        self.assertEqual(self.result.returncode, 0, self.result.stderr)
        self.assertEqual(self.result.stdout.splitlines()[-1], f"Wrote {self.folder}")

    def test_every_command_has_a_page_that_the_first_names(self):
        self.assertGreater(len(COMMANDS), 7)
        first = (self.folder / "huse.1").read_text()
        for command in COMMANDS:
            page = (self.folder / f"huse.{command}.1").read_text()
            self.assertIn(".Sh NAME", page)
            self.assertIn(f".Nm \"huse {command}\"", page)
            self.assertIn(command, first)
        self.assertIn("checkpoint-every", (self.folder / "huse.train.1").read_text())

    def test_every_shell_completes_every_command(self):
        for name in ["huse.bash", "_huse", "huse.fish"]:
            script = (self.folder / name).read_text()
            for word in [*COMMANDS, "resume", "checkpoint-every", "precision"]:
                with self.subTest(script=name, word=word):
                    self.assertRegex(script, rf"\b{word}\b")

    def test_completions_are_scripts_of_their_shell(self):
        for shell, name in [("bash", "huse.bash"), ("zsh", "_huse"), ("fish", "huse.fish")]:
            if shutil.which(shell):
                checked = subprocess.run(
                    [shell, "-n", self.folder / name], capture_output=True, text=True)
                self.assertEqual((checked.returncode, checked.stderr), (0, ""), shell)

    def test_one_folder_at_most(self):
        result = subprocess.run(
            [SCRIPTS / "make-manual", "one", "two"], capture_output=True, text=True)
        self.assertEqual(result.returncode, 64)
        self.assertEqual(result.stderr, "usage: Scripts/make-manual [FOLDER]\n")


if __name__ == "__main__":
    unittest.main()
