"""The rules by which a drawing's text is made from its metadata."""

import tempfile
import unittest
from pathlib import Path

from support import a_drawing, svg, text_of

from clipart import drawing, wording
from pairs import texts, words


class MetadataTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name) / "pear.svg"

    def test_reads_the_work_and_not_its_agents(self):
        keywords = ["fruit", "", "pear", "fruit"]
        self.path.write_text(svg("Green  Pear", "Ripe.", keywords, "A. Smith"))
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
        self.assertEqual(
            text_of(a_drawing("p", "Apple Pie", description="Apple pie.")), "Apple Pie")

    def test_entities_and_white_space(self):
        self.assertEqual(
            text_of(a_drawing("g", "Gelato  all&amp;#39;italiana\n")), "Gelato all'italiana")

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
        for title in (
            "Jo Doe", "Open Clip Art Library", "jo@doe.org", "public domain", "Untitled", "…",
        ):
            self.assertEqual(text_of(a_drawing("tart_jo_doe_01", title, author="Jo Doe")), "tart")
        self.assertEqual(
            text_of(a_drawing(
                "p", "Pizza", description="A hot slice. Created by jo. Email: a@b.no. HASH(0x85)",
                keywords=["hash", "11", "0x861c9f4", "hash(0x85c8ce4)", "ã\x82", "doe"],
                author="Jo Doe")),
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
        author = "Jean-Victor Balin"
        self.assertEqual(wording.file_words("flat_cake_bw_jean-vic_01", author), "flat cake")
        self.assertEqual(wording.file_words("pear_jean_victor_balin_01r", author), "pear")
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
            ("eggplant", "egg"), ("carrot", "carb"), ("apple", "fruit"), ("bread", "break"),
        ):
            self.assertFalse(words.names_class(word, [name]), word)

    def test_removal_leaves_nothing_dangling(self):
        for text, expected in (
            ("Bowl of fruits", "Bowl"), ("Fruit and cake", "cake"), ("Fruit", ""),
            ("Apple (fruit), red", "Apple, red"), ("A worm in it", "A worm in it"),
            ("Red fruit: 4 apples", "Red: 4 apples"),
        ):
            self.assertEqual(words.without_class(text, ["fruit"]), expected)

    def test_hard_text(self):
        path = ("food", "fruit")
        parts = ("Fruit salad", "A seafood dish. Fresh", ("food", "fruits", "green"))
        self.assertEqual(texts.hard_text(parts, path, "drawing"), "salad. dish. Fresh. green")
        self.assertEqual(texts.hard_text(("Fruit", "", ("food",)), path, "drawing"), "drawing")
        self.assertFalse(
            words.spells_class(texts.hard_text(parts, path, "drawing"), ["food", "fruit"]))

    def test_numbers_are_hard_texts_only_where_they_say_something(self):
        parts, path = ("keycap: 7", "", ("keycap",)), ("symbols", "keycap")
        self.assertEqual(texts.hard_text(parts, path, "emoji"), "emoji")
        self.assertEqual(texts.hard_text(parts, path, "emoji", keeps_numbers=True), "7")


if __name__ == "__main__":
    unittest.main()
