"""The rules of Scripts/prepare-clipart, on drawings made here."""

import csv
import shutil
import subprocess
import sys
import tempfile
import unittest
import zlib
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "Scripts"
sys.path.insert(0, str(SCRIPTS))

from clipart import classes, drawing, groups, picture, wording, words  # noqa: E402


def svg(title="", description="", keywords=(), author="", shape=""):
    items = "".join(f"<rdf:li>{keyword}</rdf:li>" for keyword in keywords)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:cc="http://web.resource.org/cc/" width="100" height="200"
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <metadata><rdf:RDF><cc:Work>
    <dc:title>{title}</dc:title><dc:description>{description}</dc:description>
    <dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject>
    <dc:creator><cc:Agent><dc:title>{author}</dc:title></cc:Agent></dc:creator>
    <dc:publisher><cc:Agent><dc:title>Open Clip Art Library</dc:title></cc:Agent></dc:publisher>
  </cc:Work></rdf:RDF></metadata>{shape}</svg>"""


def a_drawing(stem, title="", keywords=(), author="", description="", folder=("food", "fruit")):
    return drawing.Drawing(
        Path(stem + ".svg"), folder, stem, title, description, tuple(keywords), author)


def text_of(item, among=()):
    return wording.text(wording.Texts([item, *among]).parts[0])


class MetadataTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name) / "pear.svg"

    def test_reads_the_work_and_not_its_agents(self):
        self.path.write_text(svg("Green  Pear", "Ripe.", ["fruit", "", "pear", "fruit"], "A. Smith"))
        found = drawing.read(self.path, ("food",))
        self.assertEqual(
            (found.title, found.description, found.keywords, found.author),
            ("Green Pear", "Ripe.", ("fruit", "pear"), "A. Smith"))

    def test_broken_xml_is_an_error_of_its_own(self):
        for content in ("<svg><title>", "", "<svg>&nothing;</svg>"):
            self.path.write_text(content)
            with self.assertRaises(drawing.BrokenDrawing):
                drawing.read(self.path, ("food",))

    def test_finds_svg_files_in_one_order(self):
        for name in ("food/b.svg", "food/a.svg", "food/fruit/c.svg", "food/readme.txt"):
            path = Path(self.folder.name) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(svg())
        found = drawing.files(Path(self.folder.name), ["food"])
        self.assertEqual(
            [(path.name, folder) for path, folder in found],
            [("a.svg", ("food",)), ("b.svg", ("food",)), ("c.svg", ("food", "fruit"))])


class WordingTests(unittest.TestCase):
    def test_title_description_keywords(self):
        self.assertEqual(
            text_of(a_drawing("p_01", "Pear", ["food", "pear"], description="A ripe one.")),
            "Pear. A ripe one. food, pear")

    def test_description_that_repeats_the_title_is_left_out(self):
        self.assertEqual(text_of(a_drawing("p", "Apple Pie", description="Apple pie.")), "Apple Pie")

    def test_entities_and_white_space(self):
        self.assertEqual(text_of(a_drawing("g", "Gelato  all&amp;#39;italiana\n")), "Gelato all'italiana")

    def test_black_and_white_is_said_in_words(self):
        for title in ("Bacon (B and W)", "Bacon (B &amp; W)", "Bacon_bw", "Bacon (b/w)"):
            self.assertEqual(text_of(a_drawing("bacon_bw", title)), "Bacon, black and white")

    def test_counting_numbers_go_and_meant_ones_stay(self):
        titles = {
            "pumpkin2": "pumpkin", "glace_01_bw": "glace, black and white", "Half_egg": "Half egg",
            "Pizza 4 stagioni": "Pizza 4 stagioni", "CayennePepper": "Cayenne Pepper",
        }
        for title, expected in titles.items():
            self.assertEqual(text_of(a_drawing("x_y", title)), expected)

    def test_template_title_stays_only_on_its_own_file(self):
        title = "Clipart by Nicu Buculei - pear"
        self.assertEqual(text_of(a_drawing("pear", title, author="Nicu Buculei")), "pear")
        self.assertEqual(text_of(a_drawing("pineapple", title, author="Nicu Buculei")), "pineapple")

    def test_title_of_a_collection_gives_way_to_the_file(self):
        items = [
            a_drawing(stem, "R16 sibmission", author="G.")
            for stem in ("peach_simple_bw", "apple_wedge", "grapes")
        ]
        self.assertEqual(text_of(items[0], items[1:]), "peach simple, black and white")
        self.assertEqual(text_of(items[0]), "R16 sibmission")
        same = [a_drawing(f"candy_0{number}", "Candy", author="G.") for number in range(4)]
        self.assertEqual(text_of(same[0], same[1:]), "Candy")
        self.assertEqual(text_of(a_drawing("cup_ganson", "Diner Menu collection")), "cup ganson")

    def test_authors_libraries_and_addresses_are_no_text(self):
        for title in ("Jo Doe", "Open Clip Art Library", "jo@doe.org", "public domain", "Untitled", "…"):
            self.assertEqual(text_of(a_drawing("tart_jo_doe_01", title, author="Jo Doe")), "tart")
        self.assertEqual(
            text_of(a_drawing(
                "p", "Pizza", description="A hot slice. Created by jo. Email: a@b.no. HASH(0x85)",
                keywords=["hash", "11", "0x861c9f4", "hash(0x85c8ce4)", "ã\x82", "doe"], author="Jo Doe")),
            "Pizza. A hot slice")

    def test_hash_is_a_keyword_only_of_hash(self):
        self.assertEqual(text_of(a_drawing("h", "Hash Browns", ["hash"])), "Hash Browns. hash")

    def test_keywords_run_together_are_left_out(self):
        self.assertEqual(
            text_of(a_drawing("o", "Onion", ["plants", "onion", "foodfruit", "plantsonion"])),
            "Onion. plants, onion")

    def test_no_words_at_all_is_no_text(self):
        self.assertEqual(text_of(a_drawing("01", "", ["11"])), "")

    def test_file_words_end_where_the_author_begins(self):
        self.assertEqual(wording.file_words("flat_cake_bw_jean-vic_01", "Jean-Victor Balin"), "flat cake")
        self.assertEqual(wording.file_words("pear_jean_victor_balin_01r", "Jean-Victor Balin"), "pear")
        self.assertEqual(wording.file_words("jean_01", "Jean Doe"), "jean")


class ClassWordTests(unittest.TestCase):
    def test_words_of_a_path(self):
        self.assertEqual(
            words.class_words(("food", "breads_and_carbs")), ["breads", "carbs", "food"])

    def test_singular_plural_hidden_and_misspelt(self):
        for word, name in (
            ("fruits", "fruit"), ("cherry", "cherries"), ("leaf", "leaves"), ("box", "boxes"),
            ("carbohydrate", "carbs"), ("fruitcollection", "fruit"), ("deserts", "desserts"),
            ("vegitable", "vegetables"),
        ):
            self.assertTrue(words.names_class(word, [name]), word)
        for word, name in (
            ("eggplant", "egg"), ("carrot", "carb"), ("apple", "fruit"), ("olive", "olives" + "x"),
            ("bread", "break"),
        ):
            self.assertFalse(words.names_class(word, [name]), word)

    def test_removal_leaves_nothing_dangling(self):
        for text, expected in (
            ("Bowl of fruits", "Bowl"), ("Fruit and cake", "cake"), ("Apple (fruit), red", "Apple, red"),
            ("A worm in it", "A worm in it"), ("Fruit", ""), ("Red fruit: 4 apples", "Red: 4 apples"),
        ):
            self.assertEqual(words.without_class(text, ["fruit"]), expected)

    def test_hard_text(self):
        path = ("food", "fruit")
        parts = ("Fruit salad", "A seafood dish. Fresh", ("food", "fruits", "green"))
        self.assertEqual(wording.hard_text(parts, path), "salad. dish. Fresh. green")
        self.assertEqual(wording.hard_text(("Fruit", "", ("food",)), path), "drawing")
        self.assertFalse(words.spells_class(wording.hard_text(parts, path), ["food", "fruit"]))


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
            a_drawing("pie_apple", "Pie", author="G."), a_drawing("pie_apple_bw_02", "Tart", author="G."),
            a_drawing("apple_jo_01", "Apple", author="Jo"), a_drawing("sugarbox", "Sugar", author="F."),
            a_drawing("galette_01", "Galette", author="H."),
        ]
        found = groups.grouped(items, [item.title for item in items], list("abcdegg"))
        self.assertEqual(found, [
            "food-fruit-apple_bw", "food-fruit-apple_bw", "food-fruit-pie_apple",
            "food-fruit-pie_apple", "food-fruit-apple_jo_01", "food-fruit-sugarbox",
            "food-fruit-sugarbox"])

    def test_of_copies_the_deepest_is_the_original(self):
        self.assertEqual(groups.originals(["a", None, "a", "b", "a"], [1, 1, 2, 1, 2]), [2, 3])


def png(rows, channels, kinds):
    """Filters the rows of a picture as the PNG specification says and packs them."""
    previous, raw = bytes(len(rows[0])), b""
    for row, kind in zip(rows, kinds):
        raw += bytes([kind])
        for i, value in enumerate(row):
            a = row[i - channels] if i >= channels else 0
            b, c = previous[i], previous[i - channels] if i >= channels else 0
            paeth = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            raw += bytes([(value - (0, a, b, (a + b) // 2, paeth)[kind]) % 256])
        previous = row
    width, height = len(rows[0]) // channels, len(rows)

    def chunk(name, body):
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    header += bytes([8, {3: 2, 4: 6}[channels], 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw))
        + chunk(b"IEND", b""))


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
        self.assertEqual(
            picture.bounds([white * 4, white + red + white * 2, grey + white + red + white, white * 4]),
            (1, 1, 3, 3))


@unittest.skipUnless(shutil.which("rsvg-convert"), "rsvg-convert is not there")
class WholeTests(unittest.TestCase):
    def run_script(self, *arguments):
        return subprocess.run(
            [sys.executable, SCRIPTS / "prepare-clipart", *arguments], capture_output=True, text=True,
            check=False)

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
            self.assertIn("that prepare-clipart did not write. Choose another --output.", run.stderr)


if __name__ == "__main__":
    unittest.main()
