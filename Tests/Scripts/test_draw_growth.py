"""Tests of Benchmarks/draw-growth."""

import json
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "Benchmarks" / "draw-growth"
STEP = {"batch": 1024, "classes": 101, "dimension": 512}


def line(case, milliseconds, **details):
    return json.dumps({"case": case, "samples_ms": [milliseconds] * 3, "details": details}) + "\n"


class DrawGrowthTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.results = Path(folder.name, "growth.jsonl")
        self.output = Path(folder.name, "growth.svg")

    def draw(self, *lines):
        self.results.write_text("".join(lines), encoding="utf-8")
        return subprocess.run(
            [sys.executable, str(SCRIPT), "--output", str(self.output), str(self.results)],
            capture_output=True, text=True)

    def test_a_point_is_in_the_panels_of_the_sizes_that_it_varies(self):
        done = self.draw(
            line("training-step", 100, **STEP, margin=0.5), line("training-step", 90, **STEP),
            line("training-step", 400, **STEP | {"batch": 4096}, margin=0.5),
            line("training-step", 120, **STEP | {"classes": 300}, margin=0.5),
            line("exact-search", 3, items=1000, queries=1, dimension=512, bits=8),
            line("exact-search", 30, items=10000, queries=1, dimension=512, bits=8))
        self.assertEqual(done.returncode, 0, done.stderr)
        picture = ElementTree.parse(self.output).getroot()
        points = [
            len(item.get("points").split()) for item in picture if item.tag.endswith("polyline")]
        self.assertEqual(points, [2, 1, 2, 1, 1, 1, 2])
        texts = [item.text for item in picture]
        for text in ("ζ = 0.5", "no graph loss", "int8", "4,096", "300"):
            self.assertIn(text, texts)

    def test_what_was_not_measured_is_named(self):
        done = self.draw(line("training-step", 100, **STEP))
        self.assertEqual(done.returncode, 1)
        self.assertIn("no line of exact-search varies 'items'", done.stderr)
        self.assertFalse(self.output.exists())

    def test_another_line_is_named(self):
        done = self.draw(line("training-step", 100, **STEP), '{"case": "training-step"}\n')
        self.assertEqual(done.returncode, 1)
        self.assertIn("growth.jsonl, line 2: is not a line of measure-growth.", done.stderr)


if __name__ == "__main__":
    unittest.main()
