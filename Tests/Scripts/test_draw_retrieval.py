"""Tests of Scripts/draw-retrieval."""

import json
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from support import SCRIPTS, png


def row(name, classes, text="a text of twenty letters"):
    return {"image": name, "text": text, "classes": classes, "group": name}


class DrawRetrievalTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "images").mkdir()
        for name in "abc":
            (self.folder / f"images/{name}.png").write_bytes(png([[0, 0, 0]], 3, [0]))

    def draw(self, results):
        (self.folder / "results.json").write_text(json.dumps(results))
        output = self.folder / "picture.svg"
        done = subprocess.run(
            [sys.executable, "-I", "-B", SCRIPTS / "draw-retrieval", "--data", self.folder,
             "--results", self.folder / "results.json", "--output", output],
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout, ElementTree.parse(output).getroot()

    def test_results_are_marked_by_their_class(self):
        found = [row("a.png", "food/fruit"), row("b.png", "food"), row("c.png", "tools")]
        note, picture = self.draw([[row("a.png", "food/fruit", "apples & pears, all of them"), found]])
        texts = [item.text for item in picture if item.tag.endswith("text")]
        self.assertEqual(texts[1:], ["apples & pears, all of them", "food/fruit", "✓ fruit", "≈ food", "✗ tools"])
        self.assertEqual(len([item for item in picture if item.tag.endswith("image")]), 3)
        self.assertIn("✓ right 100%, ≈ near 0%, ✗ distant 0%", note)

    def test_shares_are_of_all_texts_and_one_of_a_top_class_is_drawn(self):
        note, picture = self.draw([
            [row("a.png", "food"), [row("a.png", "food")]], [row("b.png", "food"), [row("c.png", "tools")]],
            [row("c.png", "tools", "short"), [row("b.png", "tools/saws")]],
            [row("c.png", "tools"), [row("c.png", "tools")]]])
        self.assertIn("4 held-out texts", note)
        self.assertIn("✓ right 50%, ≈ near 25%, ✗ distant 25%", note)
        self.assertEqual(len([item for item in picture if item.tag.endswith("image")]), 2)


if __name__ == "__main__":
    unittest.main()
