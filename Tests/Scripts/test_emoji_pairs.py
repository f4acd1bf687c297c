"""The images in a font, and the folder that Scripts/prepare-emoji makes of a made-up one."""

import csv
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from fonts import bitmaps, font
from support import SCRIPTS, png

from clipart import picture
from emoji import font as emoji_font, shaping


def square(colour, side=8):
    """A PNG of one colour (red, green, blue, opacity)."""
    return png([bytes(colour) * side] * side, 4, [0] * side)


RED, GREEN, CLEAR = (square(c) for c in ((255, 0, 0, 255), (0, 255, 0, 255), (255, 0, 0, 0)))


class FontTests(unittest.TestCase):
    def test_images_of_the_largest_size(self):
        data = font([RED, None, GREEN], "🍎🍏🥝")
        self.assertEqual(emoji_font.images(data), {1: RED, 3: GREEN})

    def test_says_what_is_wrong(self):
        whole = font([RED], "🍎")
        for data, message in (
            (whole.replace(b"CBDT", b"none"), "has no colour bitmaps"), (b"\0\1", "is damaged"),
            (whole.replace(bitmaps([RED])[0], bytes(len(bitmaps([RED])[0]))), "in its table CBLC"),
        ):
            with self.assertRaisesRegex(emoji_font.BrokenFont, message):
                emoji_font.images(data)


@unittest.skipUnless(shutil.which("hb-shape"), "hb-shape is not there")
class ShapingTests(unittest.TestCase):
    def test_one_glyph_or_none(self):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "font.ttf"
            path.write_bytes(font([RED, GREEN], "🍎🍏"))
            self.assertEqual(shaping.glyphs(path, ["🍏", "🍎", "🥝", "🍎🍏"]), [2, 1, None, None])
            with self.assertRaises(shaping.ShapingFailed):
                shaping.glyphs(Path(name) / "none.ttf", ["🍏"])


LIST = """# group: Food & Drink
# subgroup: food-fruit
1F34E ; fully-qualified # 🍎 E0.6 red apple
1F34F ; fully-qualified # 🍏 E0.6 green apple
1F95D ; fully-qualified # 🥝 E3.0 kiwi fruit
1F34A ; fully-qualified # 🍊 E0.6 tangerine
# subgroup: drink
1F375 ; fully-qualified # 🍵 E0.6 teacup
# subgroup: dishware
1F37D ; fully-qualified # 🍽 E0.7 plate
# group: People & Body
# subgroup: person-sport
1F3C3 ; fully-qualified # 🏃 E0.6 person running
1F468 ; fully-qualified # 👨 E0.6 man
1F469 ; fully-qualified # 👩 E0.6 woman
"""
ANNOTATIONS = """<ldml><annotations>
<annotation cp="🍎">apple | fruit | red</annotation>
<annotation cp="🍎" type="tts">red apple</annotation>
<annotation cp="🏃">marathon</annotation><annotation cp="🏃" type="tts">person running</annotation>
</annotations></ldml>"""
ROWS = """image,text,classes,group
red-apple.png,"red apple. apple, fruit, red",food-drink/food-fruit,red-apple
green-apple.png,green apple,food-drink/food-fruit,green-apple
tangerine.png,tangerine,food-drink/food-fruit,red-apple
teacup.png,teacup,food-drink,teacup
plate.png,plate,food-drink,plate
person-running.png,person running. marathon,people-body/person-sport,person-running
man.png,man,people-body/person-sport,man
woman.png,woman,people-body/person-sport,man
"""


@unittest.skipUnless(
    shutil.which("hb-shape") and shutil.which("rsvg-convert"),
    "hb-shape or rsvg-convert is not there")
class WholeTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "list.txt").write_text(LIST, encoding="utf-8")
        for name in ("annotations", "annotationsDerived"):
            (self.folder / name).mkdir()
            (self.folder / name / "en.xml").write_text(ANNOTATIONS, encoding="utf-8")
        shades = [square((20 * index, 90, 200, 255)) for index in range(5)]
        (self.folder / "font.ttf").write_bytes(font([RED, GREEN, RED, *shades], "🍎🍏🍊🍵🍽🏃👨👩"))
        self.output = self.folder / "out"

    def run_script(self, *arguments):
        return subprocess.run(
            [sys.executable, SCRIPTS / "prepare-emoji", "--list", self.folder / "list.txt",
             "--annotations", self.folder, "--font", self.folder / "font.ttf", "--size", "64",
             "--output", self.output, *arguments],
            capture_output=True, text=True, check=False)

    def read(self, name):
        return (self.output / name).read_bytes()

    def test_prepares_once(self):
        first = self.run_script("--minimum", "2")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("1 without a glyph in the font skipped", first.stdout)
        self.assertIn("2 moved to the parent of a class of fewer than 2", first.stdout)
        self.assertEqual(self.read("data.csv").decode(), ROWS)
        hard = list(csv.DictReader(self.read("data-hard.csv").decode().splitlines()))
        self.assertEqual(hard[0]["text"], "red apple. apple, red")
        self.assertEqual(hard[5]["text"], "running. marathon")
        images = {path.name: path.read_bytes() for path in (self.output / "images").iterdir()}
        self.assertEqual(sorted(images), sorted(row["image"] for row in hard))
        second = self.run_script("--minimum", "2")
        self.assertEqual(second.stdout, f"{self.output} is up to date: 8 emoji in 3 classes\n")
        third = self.run_script("--minimum", "2", "--limit", "1")
        self.assertEqual(third.returncode, 0, third.stderr)
        self.assertEqual(
            [row.partition(",")[0] for row in self.read("data.csv").decode().splitlines()[1:]],
            ["red-apple.png", "teacup.png", "person-running.png"])
        self.assertEqual(len(list((self.output / "images").iterdir())), 3)
        self.run_script("--minimum", "2")
        self.assertEqual(self.read("data.csv").decode(), ROWS)
        self.assertEqual(
            {path.name: path.read_bytes() for path in (self.output / "images").iterdir()}, images)

    def test_the_emoji_lies_in_the_middle_on_white(self):
        (self.folder / "font.ttf").write_bytes(font([RED, CLEAR], "🍎🍏"))
        run = self.run_script("--minimum", "1")
        self.assertEqual(run.returncode, 0, run.stderr)
        width, height, rows = picture.decode(self.read("images/red-apple.png"))
        self.assertEqual((width, height), (64, 64))
        self.assertEqual(picture.bounds(rows), (4, 4, 60, 60))
        self.assertEqual(rows[32][96:99], b"\xff\x00\x00")
        blank = picture.decode(self.read("images/green-apple.png"))[2]
        self.assertEqual(set(b"".join(blank)), {255})

    def test_says_what_is_missing(self):
        (self.folder / "list.txt").unlink()
        run = self.run_script()
        self.assertEqual(run.returncode, 1)
        self.assertEqual(
            run.stderr,
            f"prepare-emoji: {self.folder / 'list.txt'} is not a file. Run Scripts/set-up "
            "--with-emoji, or name the sources with --list, --annotations and --font.\n")

    def test_refuses_a_folder_of_another_script(self):
        self.output.mkdir()
        (self.output / "data.csv").write_text("mine")
        for stamp in (None, '{"script": "prepare-clipart"}'):
            if stamp:
                (self.output / "prepared.json").write_text(stamp)
            run = self.run_script("--minimum", "1")
            self.assertEqual(run.returncode, 1)
            self.assertIn("images that prepare-emoji did not write", run.stderr)
        self.assertEqual((self.output / "data.csv").read_text(), "mine")


if __name__ == "__main__":
    unittest.main()
