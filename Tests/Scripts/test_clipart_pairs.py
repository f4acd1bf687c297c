"""The classes, groups, pictures and tables that Scripts/prepare-clipart makes."""

import csv
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import SCRIPTS, a_drawing, png, svg

from clipart import groups, picture
from pairs import classes
from pairs.groups import first_members


class ClassTests(unittest.TestCase):
    def test_small_folders_move_up_deepest_first(self):
        folders = (
            [("food",)] * 1 + [("food", "dairy")] * 2 + [("food", "fruit")] * 3
            + [("food", "drinks")] * 2 + [("food", "drinks", "tea")] * 1 + [("tools",)] * 2)
        self.assertEqual(
            classes.merged(folders, 3),
            [("food",)] * 3 + [("food", "fruit")] * 3 + [("food", "drinks")] * 3 + [None] * 2)

    def test_names(self):
        self.assertEqual(classes.name(("food",), 1), "food")
        self.assertEqual(classes.name(("food", "breads_and_carbs"), 1), "breads and carbs")
        self.assertEqual(classes.name(("food", "drinks", "tea"), 2), "food/drinks/tea")

    def test_limit_is_spread_over_each_class(self):
        members = {"a": [0, 1, 2, 3, 8, 9], "b": [4, 5]}
        self.assertEqual(classes.spread(members, 3), [0, 2, 4, 5, 8])


class GroupTests(unittest.TestCase):
    def test_versions_of_one_picture(self):
        items = [
            a_drawing("apple_bw", "Apple", author="G."), a_drawing("applf", "Apple", author="G."),
            a_drawing("pie_apple", "Pie", author="G."),
            a_drawing("pie_apple_bw_02", "Tart", author="G."),
            a_drawing("apple_jo_01", "Apple", author="Jo"),
            a_drawing("sugarbox", "Sugar", author="F."),
            a_drawing("galette_01", "Galette", author="H."),
        ]
        found = groups.grouped(items, [item.title for item in items], list("abcdegg"))
        self.assertEqual(found, [
            "food-fruit-apple_bw", "food-fruit-apple_bw", "food-fruit-pie_apple",
            "food-fruit-pie_apple", "food-fruit-apple_jo_01", "food-fruit-sugarbox",
            "food-fruit-sugarbox"])

    def test_groups_join_by_way_of_others(self):
        self.assertEqual(
            first_members([["a"], ["b"], [], ["c", "a"], ["b", "c"]]), [0, 0, 2, 0, 0])

    def test_of_copies_the_deepest_is_the_original(self):
        self.assertEqual(groups.originals(["a", None, "a", "b", "a"], [1, 1, 2, 1, 2]), [2, 3])


class PictureTests(unittest.TestCase):
    def test_decodes_every_filter(self):
        rows = [bytes((37 * i + 91 * j + i * j) % 256 for i in range(12)) for j in range(5)]
        self.assertEqual(picture.decode(png(rows, 3, range(5))), (4, 5, rows))
        self.assertEqual(
            picture.decode(png(rows, 4, range(5))),
            (3, 5, [row[0:3] + row[4:7] + row[8:11] for row in rows]))

    def test_blank_and_bounds(self):
        white, red, grey = b"\xff\xff\xff", b"\xff\x00\x00", b"\xfb\xfc\xfd"
        self.assertTrue(picture.is_one_colour([red * 3] * 2))
        self.assertFalse(picture.is_one_colour([red * 3, red * 2 + white]))
        self.assertIsNone(picture.bounds([white * 3, grey * 3]))
        rows = [
            white * 4, white + red + white * 2, grey + white + red + white, white * 4,
        ]
        self.assertEqual(picture.bounds(rows), (1, 1, 3, 3))


@unittest.skipUnless(shutil.which("rsvg-convert"), "rsvg-convert is not there")
class WholeTests(unittest.TestCase):
    def run_script(self, *arguments):
        return subprocess.run(
            [sys.executable, SCRIPTS / "prepare-clipart", *arguments], capture_output=True,
            text=True, check=False)

    def test_prepares_once(self):
        with tempfile.TemporaryDirectory() as name:
            source, output = Path(name) / "svg", Path(name) / "out"
            (source / "food" / "fruit").mkdir(parents=True)
            for number, colour in enumerate(("red", "green", "blue")):
                shape = f'<rect x="10" y="10" width="20" height="{10 + number}" fill="{colour}"/>'
                (source / "food" / "fruit" / f"{colour}.svg").write_text(
                    svg(f"{colour} fruit, ripe", shape=shape))
            (source / "food" / "blank.svg").write_text(svg("Nothing"))
            (source / "food" / "broken.svg").write_text("<svg>")
            arguments = ["--source", source, "--output", output, "--size", "64", "--minimum", "1"]
            first = self.run_script(*arguments)
            self.assertEqual(first.returncode, 0, first.stderr)
            self.assertIn("1 of them not readable as XML", first.stdout)
            self.assertIn("0 failed to render, 1 blank ones dropped", first.stdout)
            with open(output / "data.csv", newline="", encoding="utf-8") as table:
                rows = list(csv.reader(table))
            self.assertEqual(rows[0], ["image", "text", "classes", "group"])
            self.assertEqual(
                rows[1],
                ["food-fruit-blue.png", "blue fruit, ripe", "fruit", "food-fruit-blue"])
            with open(output / "data-hard.csv", newline="", encoding="utf-8") as table:
                self.assertEqual(list(csv.reader(table))[1][1], "blue, ripe")
            width, height, pixels = picture.decode((output / "images" / rows[1][0]).read_bytes())
            self.assertEqual((width, height), (64, 64))
            left, top, right, bottom = picture.bounds(pixels)
            self.assertGreaterEqual(right - left, 54)
            self.assertLessEqual(abs(left + right - 64), 2)
            self.assertLessEqual(abs(top + bottom - 64), 2)
            before = (output / "data.csv").stat().st_mtime_ns
            second = self.run_script(*arguments)
            self.assertEqual(second.stdout, f"{output} is up to date: 3 drawings in 1 classes\n")
            self.assertEqual((output / "data.csv").stat().st_mtime_ns, before)

    def test_refuses_a_folder_of_others(self):
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "food").mkdir()
            (Path(name) / "data.csv").write_text("mine")
            run = self.run_script("--source", name, "--output", name)
            self.assertEqual(run.returncode, 1)
            self.assertEqual(
                run.stderr,
                f"prepare-clipart: {name} holds a data.csv or images that prepare-clipart did not "
                "write. Choose another --output.\n")


if __name__ == "__main__":
    unittest.main()
