"""Drawings made for the tests of Scripts/prepare-clipart, and the way to its modules."""

import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "Scripts"
sys.path.insert(0, str(SCRIPTS))

from clipart import drawing, wording  # noqa: E402


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
