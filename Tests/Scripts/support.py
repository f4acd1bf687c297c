"""Drawings and images made for the tests of the scripts, and the way to their modules."""

import sys
import zlib
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "Scripts"
sys.path.insert(0, str(SCRIPTS))

from clipart import drawing, wording  # noqa: E402
from pairs import texts  # noqa: E402


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
    return texts.text(wording.Texts([item, *among]).parts[0])


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
        check = zlib.crc32(name + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + name + body + check

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    header += bytes([8, {3: 2, 4: 6}[channels], 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw))
        + chunk(b"IEND", b""))
