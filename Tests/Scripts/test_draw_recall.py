"""Tests of Benchmarks/draw-recall."""

import json
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "Benchmarks" / "draw-recall"


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)], capture_output=True, text=True)


class DrawRecallTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.results = Path(folder.name, "results.jsonl")
        self.output = Path(folder.name, "recall.svg")

    def write(self, *points):
        self.results.write_text("".join(
            json.dumps(dict(zip(("peer", "queries", "recall", "queriesPerSecond"), point))) + "\n"
            for point in points), encoding="utf-8")

    def test_a_curve_for_each_program_and_kind_of_queries(self):
        self.write(
            ("A & B", "texts", 0.99, 1000), ("A & B", "texts", 0.95, 2000),
            ("A & B", "texts", 0.5, 9000), ("C", "texts", 0.98, 500), ("C", "images", 0.92, 100))
        done = run("--output", self.output, self.results)
        self.assertEqual(done.returncode, 0, done.stderr)
        picture = ElementTree.parse(self.output).getroot()
        lines = [item for item in picture if item.tag.endswith("polyline")]
        self.assertEqual([len(line.get("points").split()) for line in lines], [2, 1, 1])
        first, last = (
            [float(number) for number in point.split(",")]
            for point in lines[0].get("points").split())
        self.assertLess(first[0], last[0])
        self.assertLess(first[1], last[1])
        texts = [item.text for item in picture]
        self.assertEqual([texts.count(text) for text in ("A & B", "C", "texts")], [1, 2, 1])

    def test_another_line_is_named(self):
        self.results.write_text('{"recall": 1}\n', encoding="utf-8")
        done = run("--output", self.output, self.results)
        self.assertEqual(done.returncode, 1)
        self.assertIn("results.jsonl, line 1: is not a line of approximate search.", done.stderr)
        self.assertFalse(self.output.exists())


if __name__ == "__main__":
    unittest.main()
