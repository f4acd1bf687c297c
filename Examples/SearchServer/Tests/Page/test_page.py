"""Uses the page of the server as a person does, in headless Chromium.

    python3 test_page.py SERVER MODEL INDEX DATA PICTURES

SERVER is the program, DATA the folder of the items, and PICTURES a new folder for screenshots.
Needs Debian's chromium and chromium-driver.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

from browser import ENTER, TAB, Browser

SERVER, MODEL, INDEX, DATA, PICTURES = (Path(path).resolve() for path in sys.argv[1:6])
WIDE, NARROW = (1280, 900), (390, 844)


class Server:
    """A running server; `address` is where it answers."""

    def __init__(self, data=DATA, **environment):
        self.process = subprocess.Popen(
            [SERVER, MODEL, "--index", INDEX, "--data", data, "--port", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, **environment})
        for line in self.process.stdout:
            if "listening on" in line:
                self.address = f"http://{line.split()[-1]}"
                return
        raise RuntimeError(f"the server ended with {self.process.wait()}")

    def close(self):
        self.process.terminate()
        self.process.communicate(timeout=30)
        return self.process.returncode


class PageTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        PICTURES.mkdir(parents=True, exist_ok=True)
        cls.server = Server()
        cls.browser = Browser()
        cls.item = cls.first_item()

    @classmethod
    def first_item(cls):
        """Some item of the index."""
        request = urllib.request.Request(
            cls.server.address + "/search", json.dumps({"text": "a", "k": 1}).encode(),
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as response:
            return json.load(response)["data"][0]

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        assert cls.server.close() == 0, "the server did not end well"

    def setUp(self):
        self.open(WIDE)

    def tearDown(self):
        problems = [line for line in self.browser.messages() if line.startswith("SEVERE")]
        expected = [line for line in problems if "status of 4" in line]
        self.assertEqual(problems, expected, "the page printed errors")

    def open(self, size, scheme="light", server=None):
        self.browser.show((server or self.server).address, *size, scheme)
        self.browser.wait("document.getElementById('status').textContent !== ''")

    def results(self):
        """Waits for the end of a search and returns its cards."""
        self.browser.wait(
            "!document.getElementById('main').classList.contains('busy')"
            " && !document.getElementById('status').textContent.includes('Searching')")
        return self.browser.script("""
          return [...document.querySelectorAll('#results li')].map(card => ({
            text: card.querySelector('.text').textContent,
            className: card.querySelector('.class')?.textContent,
            mark: card.querySelector('.mark')?.textContent,
            distance: parseFloat(card.querySelector('.distance').textContent.slice(9)),
          }))""")

    def search(self, text):
        self.browser.script("document.getElementById('text').value = ''")
        self.browser.press(text + ENTER, "#text")
        return self.results()

    def images_are_shown(self):
        self.browser.wait("""(() => {
          const images = [...document.querySelectorAll('#results img')]
          return images.length > 0 && images.every(image => image.naturalWidth > 0)
        })()""")

    def choose(self, value, selector):
        self.browser.script(
            "const s = document.querySelector(arguments[0]); s.value = arguments[1];"
            "s.dispatchEvent(new Event('change'))", selector, value)

    def test_typing_and_enter_finds_pictures_and_texts(self):
        cards = self.search(self.item["text"])
        self.assertIn(len(cards), range(1, 25))
        distances = [card["distance"] for card in cards]
        self.assertEqual(distances, sorted(distances))
        self.assertTrue(all(card["text"] and card["className"] for card in cards))
        self.assertIn(f"{len(cards)} found", self.browser.text("#status"))
        self.images_are_shown()

    def test_what_is_right_is_marked(self):
        cards = self.search(self.item["text"])
        name = cards[-1]["className"]
        self.choose(name, "#right")
        for card in self.results():
            is_close = card["className"].split("/")[0] == name.split("/")[0]
            self.assertEqual(
                card["mark"],
                "✓ right" if card["className"] == name
                else "≈ close" if is_close else "✗ other")
        self.assertIn(f"of the class {name}.", self.browser.text("#status"))

    def test_an_uploaded_picture_finds_itself(self):
        self.browser.press(str(DATA / "images" / self.item["id"]), "#file")
        cards = self.results()
        self.assertEqual(cards[0]["distance"], 0)
        self.assertTrue(
            self.browser.script("return document.getElementById('preview').naturalWidth > 0"))
        self.browser.click("#clear")
        self.assertEqual(self.results(), [])

    def test_a_dropped_picture_is_searched_with(self):
        self.browser.script("""
          const canvas = Object.assign(document.createElement('canvas'), {width: 8, height: 8})
          canvas.toBlob(blob => {
            const data = new DataTransfer()
            data.items.add(new File([blob], 'drop.png', {type: 'image/png'}))
            document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true}))
          })""")
        self.browser.wait("document.querySelectorAll('#results li').length > 0")
        self.assertGreater(len(self.results()), 0)

    def test_the_filter_leaves_one_class(self):
        name = self.search(self.item["text"])[-1]["className"]
        self.choose(name, "#class")
        classes = {card["className"] for card in self.results()}
        self.assertEqual(classes, {name})

    def test_a_result_finds_what_is_like_it(self):
        self.search(self.item["text"])
        self.images_are_shown()
        self.browser.press(ENTER, "#results li:nth-child(2) .picture")
        self.browser.wait("document.getElementById('text').value === ''")
        self.browser.wait(
            "parseFloat(document.querySelector('#results .distance').textContent.slice(9)) === 0")
        self.assertEqual(self.results()[0]["mark"], "✓ right")

    def test_everything_is_reached_by_the_keyboard(self):
        self.assertEqual(self.browser.focus(), "text")
        self.browser.press("a" + ENTER)
        self.results()
        self.images_are_shown()
        order = []
        for _ in range(5):
            self.browser.press(TAB)
            order.append(self.browser.focus())
        self.assertEqual(order[:4], ["go", "choose", "class", "right"])
        self.assertIn("Find what is like", order[4])
        outline = self.browser.script(
            "return getComputedStyle(document.activeElement).outlineWidth")
        self.assertEqual(outline, "3px")

    def test_a_file_that_is_no_picture_is_an_error_on_the_page(self):
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            file.write(b"no picture")
            file.flush()
            self.browser.press(file.name, "#file")
            self.browser.wait("document.querySelector('#status.error')")
        self.assertIn("This picture cannot be read.", self.browser.text("#status"))
        self.assertEqual(
            self.browser.script("return document.querySelectorAll('#results li').length"), 0)
        self.browser.picture(PICTURES / "error.png")

    def test_nothing_to_search_with(self):
        self.browser.press(ENTER, "#text")
        self.assertIn("Type a text", self.browser.text("#status"))

    def test_it_fits_every_width_and_scheme(self):
        for name, size in ("wide", WIDE), ("narrow", NARROW):
            for scheme in "light", "dark":
                self.open(size, scheme)
                self.browser.picture(PICTURES / f"empty-{name}-{scheme}.png")
                self.search(self.item["text"])
                self.images_are_shown()
                self.browser.picture(PICTURES / f"results-{name}-{scheme}.png")
                wide = self.browser.script("return document.documentElement.scrollWidth")
                self.assertLessEqual(wide, size[0], f"{name} page scrolls sideways")
                small = self.browser.script("""
                  return [...document.querySelectorAll('form button, form select, form input')]
                    .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)
                    .map(e => e.id)""")
                self.assertEqual(small, [], "too small to be touched")

    def test_text_has_enough_contrast(self):
        for scheme in "light", "dark":
            self.open(WIDE, scheme)
            self.search(self.item["text"])
            for selector in "body", ".guess", "li .distance", "li .mark", "label", "button.main":
                self.assertGreaterEqual(self.contrast(selector), 4.5, f"{selector}, {scheme}")

    def contrast(self, selector):
        def luminance(color):
            parts = [int(part) / 255 for part in color[color.index("(") + 1:-1].split(",")[:3]]
            linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
            return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear))

        ink, ground = self.browser.script("""
          let element = document.querySelector(arguments[0])
          const ink = getComputedStyle(element).color
          const clear = 'rgba(0, 0, 0, 0)'
          const ground = () => getComputedStyle(element).backgroundColor
          while (ground() === clear) element = element.parentElement
          return [ink, ground()]""", selector)
        low, high = sorted((luminance(ink), luminance(ground)))
        return (high + 0.05) / (low + 0.05)

    def test_texts_and_classes_are_no_markup(self):
        text, name = "<b id='injected'>bold</b> & \"quoted\"", "<i id='injected'>class</i>"
        with tempfile.TemporaryDirectory() as folder:
            image = Path(folder, "images", self.item["id"])
            image.parent.mkdir(parents=True)
            shutil.copy(DATA / "images" / self.item["id"], image)
            with open(Path(folder, "data.csv"), "w", newline="") as file:
                csv.writer(file).writerows(
                    [["image", "text", "class"], [self.item["id"], text, name]])
            server = Server(folder)
            try:
                self.open(WIDE, server=server)
                self.choose(name, "#class")
                card = self.search("a")[0]
            finally:
                self.assertEqual(server.close(), 0)
        self.assertEqual((card["text"], card["className"]), (text, name))
        self.assertTrue(
            self.browser.script("return document.getElementById('injected') === null"))

    def test_a_server_with_a_token_asks_for_it(self):
        server = Server(HUSE_SERVER_TOKEN="a secret")
        try:
            self.open(NARROW, server=server)
            self.assertEqual(self.browser.text("#status"), "This server asks for its token.")
            self.assertEqual(self.browser.focus(), "token")
            self.browser.picture(PICTURES / "token.png")
            self.browser.press("a secret" + ENTER, "#token")
            self.browser.wait("document.getElementById('token-row').hidden")
            self.search(self.item["text"])
            self.images_are_shown()
        finally:
            self.assertEqual(server.close(), 0)

    def test_a_server_that_has_gone(self):
        server = Server()
        self.open(WIDE, server=server)
        server.close()
        self.browser.press("a" + ENTER, "#text")
        self.browser.wait("document.querySelector('#status.error')")
        self.assertEqual(self.browser.text("#status"), "The server cannot be reached.")
        self.browser.messages()


if __name__ == "__main__":
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    unittest.main(argv=sys.argv[:1] + sys.argv[6:])
