"""Tests of Scripts/draw-curves."""

import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "Scripts" / "draw-curves"


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)], capture_output=True, text=True)


class DrawCurvesTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.curves = self.folder / "curves.csv"
        self.curves.write_text(
            "step,epoch,validation/recall\n10,1,0.25\n15,1,\n100,2,0.5\n", encoding="utf-8")
        self.output = self.folder / "curves.svg"

    def test_a_curve_has_a_point_for_each_value(self):
        done = run("--output", self.output, f"A & B={self.curves}")
        self.assertEqual(done.returncode, 0, done.stderr)
        picture = ElementTree.parse(self.output).getroot()
        lines = [item for item in picture if item.tag.endswith("polyline")]
        self.assertEqual([len(line.get("points").split()) for line in lines], [2])
        first, last = (point.split(",") for point in lines[0].get("points").split())
        self.assertLess(float(first[0]), float(last[0]))
        self.assertGreater(float(first[1]), float(last[1]))
        self.assertIn("A & B", [item.text for item in picture])

    def test_a_column_that_is_missing_is_named(self):
        done = run("--output", self.output, "--tag", "loss/total", f"A={self.curves}")
        self.assertEqual(done.returncode, 1)
        self.assertIn("has no column 'loss/total'. It has: step, epoch", done.stderr)
        self.assertFalse(self.output.exists())

    def test_a_file_that_is_missing_is_named(self):
        done = run("--output", self.output, f"A={self.folder / 'none.csv'}")
        self.assertEqual(done.returncode, 1)
        self.assertIn("none.csv: No such file", done.stderr)


if __name__ == "__main__":
    unittest.main()
