"""The API reference: guides as articles, and public types in groups."""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import SCRIPTS
from test_documentation import public_types

sys.path.insert(0, str(SCRIPTS / "reference"))

import guides  # noqa: E402


class GuideTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def article(self, text):
        page, other = self.folder / "Page.md", self.folder / "Decisions/README.md"
        other.parent.mkdir(exist_ok=True)
        other.write_text("# Other\n\n```bash\n# Not a heading\n```\n\n## Text, `code` & more\n")
        (self.folder / "data.csv").touch()
        page.write_text("# Page\n\n" + text + "\n\n## At the end\n")
        return guides.article(page, {page: "Page", other: "Decisions"}).split("\n\n")[1]

    def test_links_lead_to_articles_and_headings(self):
        self.assertEqual(
            self.article("[a](Decisions/README.md) [b](Decisions/README.md#text-code--more) [c](#at-the-end)"),
            "[a](doc:Decisions) [b](doc:Decisions#Text,-code-&-more) [c](doc:Page#At-the-end)")

    def test_files_that_are_not_articles_are_text(self):
        self.assertEqual(self.article("[the data](data.csv)"), "the data")

    def test_code_images_and_addresses_stay(self):
        text = "`[a](b.md)` ![c](d.svg) [e](https://example.org)"
        self.assertEqual(self.article(text), text)

    def test_a_link_that_leads_nowhere_is_an_error(self):
        for link, problem in (
                ("Missing.md", "leads nowhere"), ("#missing", "has no heading"),
                ("Decisions/README.md#not-a-heading", "has no heading")):
            with self.subTest(link), self.assertRaisesRegex(SystemExit, problem):
                self.article(f"[a]({link})")

    def test_every_guide_is_an_article(self):
        subprocess.run(
            [sys.executable, "-I", "-B", SCRIPTS / "reference/guides.py", self.folder], check=True)
        names = {file.stem for file in self.folder.glob("*.md")}
        listed = (SCRIPTS.parent / "Sources/HUSE/HUSE.docc/HUSE.md").read_text()
        self.assertEqual(names - {name for name in names if f"<doc:{name}>" in listed}, set())

    def test_every_public_type_is_in_a_group(self):
        for page in (SCRIPTS.parent / "Sources").glob("*/*.docc/*.md"):
            listed = set(re.findall(r"^- ``(\w+)``$", page.read_text(), re.MULTILINE))
            with self.subTest(page.name):
                self.assertEqual(public_types(page.stem) - listed, set())


if __name__ == "__main__":
    unittest.main()
