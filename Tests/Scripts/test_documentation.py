"""What the documentation promises: its Swift compiles, and its links lead somewhere."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import SCRIPTS

REPOSITORY = SCRIPTS.parent
PAGES = sorted([
    *REPOSITORY.glob("*.md"), *(REPOSITORY / "Documentation").rglob("*.md"),
    *(REPOSITORY / "Sources").glob("*/*.docc/*.md"),
])
# Compiled by a plain `swift build`, and by .ci/run.
COMPILED = sorted([
    *(REPOSITORY / "Snippets").glob("*.swift"),
    *(REPOSITORY / "Examples/EmbedInYourApp").glob("*.swift"),
    *(REPOSITORY / "Examples/EmbedInYourApp/Sources").rglob("*.swift"),
])
MARKER = re.compile(r"^\s*//\s*snippet\.(\S+)\s*$")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def dedented(lines):
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    return "\n".join(line[min(indents, default=0):] for line in lines).strip("\n")


def visible_texts(source):
    """The texts of a snippet file: what is not hidden, and each part between `snippet.NAME` and
    `snippet.end`."""
    whole, parts, is_hidden, part = [], [], False, None
    for line in source.splitlines():
        marker = MARKER.match(line)
        if not marker:
            if part is not None and not is_hidden:
                part.append(line)
            if not is_hidden:
                whole.append(line)
        elif marker[1] in ("hide", "show"):
            is_hidden = marker[1] == "hide"
        elif marker[1] == "end":
            part = None
        else:
            part = []
            parts.append(part)
    return [dedented(lines) for lines in [whole, *parts]]


def public_types(module):
    """The public types of a module that are in no other type."""
    declaration = re.compile(
        r"^(?:@\w+\s+)*public (?:final |indirect )*(?:struct|enum|protocol|class|actor) (\w+)",
        re.MULTILINE)
    files = (REPOSITORY / "Sources" / module).rglob("*.swift")
    return {name for file in files for name in declaration.findall(file.read_text())}


def is_manifest(code):
    return code.startswith("// swift-tools-version:")


def without_code(text):
    return FENCE.sub("", text)


class DocumentationTests(unittest.TestCase):
    def test_swift_is_a_snippet(self):
        snippets = {text for file in COMPILED for text in visible_texts(file.read_text())}
        for page in PAGES:
            for language, code in FENCE.findall(page.read_text()):
                if language == "swift" and not is_manifest(code):
                    with self.subTest(page=page.name, begins=code.partition("\n")[0]):
                        self.assertIn(code.strip("\n"), snippets)

    def test_manifests_are_read_by_the_package_manager(self):
        for page in PAGES:
            for language, code in FENCE.findall(page.read_text()):
                if language == "swift" and is_manifest(code):
                    with self.subTest(page=page.name), tempfile.TemporaryDirectory() as folder:
                        Path(folder, "Package.swift").write_text(code)
                        done = subprocess.run(
                            ["swift", "package", "--package-path", folder, "dump-package"],
                            capture_output=True, text=True)
                        self.assertEqual(done.returncode, 0, done.stderr)
                        self.assertIn('"HUSE"', done.stdout)

    def test_every_fence_names_its_language(self):
        for page in PAGES:
            with self.subTest(page=page.name):
                self.assertNotIn("```", without_code(page.read_text()), "a fence that is not read")
            for language, code in FENCE.findall(page.read_text()):
                with self.subTest(page=page.name, begins=code.partition("\n")[0]):
                    self.assertNotEqual(language, "")

    def test_first_pages_of_modules_name_public_types(self):
        for page in (REPOSITORY / "Sources").glob("*/*.docc/*.md"):
            for path in re.findall(r"``(/?\w[\w/]*)", without_code(page.read_text())):
                module, _, name = path[1:].partition("/") if path[0] == "/" else (
                    page.stem, "", path.partition("/")[0])
                with self.subTest(page=page.name, name=name):
                    self.assertIn(name, public_types(module) | {module})

    def test_links_lead_to_files(self):
        for page in PAGES:
            links = re.findall(r"\]\(([^)\s#]+)[^)]*\)", without_code(page.read_text()))
            for link in links:
                if not re.match(r"[a-z]+:", link):
                    with self.subTest(page=page.name, link=link):
                        self.assertTrue((page.parent / link).exists())

    def test_paths_in_text_exist(self):
        """Pages, doc comments and scripts name files of the repository by their path."""
        sources = [*PAGES, *(REPOSITORY / "Sources").rglob("*.swift")]
        for file in sources:
            names = re.findall(
                r"\b(?:Documentation|Examples|Scripts|Snippets|Sources|Tests)/[\w./+-]*\w",
                file.read_text())
            for name in names:
                with self.subTest(file=file.name, path=name):
                    self.assertTrue((REPOSITORY / name).exists())


class LibraryTests(unittest.TestCase):
    def test_libraries_print_nothing(self):
        command = REPOSITORY / "Sources/HUSECommand"
        for file in (REPOSITORY / "Sources").rglob("*.swift"):
            if command in file.parents:
                continue
            for number, line in enumerate(file.read_text().splitlines(), 1):
                if not line.strip().startswith("//"):
                    with self.subTest(file=file.name, line=number):
                        self.assertNotRegex(line, r"(?<![\w.])(?:debugP|p)rint\(|\bdump\(")


if __name__ == "__main__":
    unittest.main()
