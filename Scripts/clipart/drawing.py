"""A drawing of the collection: where its file is and what its metadata say."""

import os
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Drawing:
    """One SVG file; `folder` is its path below the source, top folder first."""

    path: Path
    folder: tuple
    stem: str
    title: str = ""
    description: str = ""
    keywords: tuple = ()
    author: str = ""

    @property
    def image(self):
        """The name of its rendering: folders and file name joined by hyphens."""
        return "-".join((*self.folder, self.stem)) + ".png"


class BrokenDrawing(Exception):
    """The file cannot be read as XML."""


def files(source, tops):
    """The SVG files below the given top folders as (path, folder) in one fixed order."""
    found = []
    for top in tops:
        for folder, _, names in os.walk(source / top):
            parts = Path(folder).relative_to(source).parts
            found += [(Path(folder) / name, parts) for name in names if name.endswith(".svg")]
    return sorted(found, key=lambda entry: (entry[1], entry[0].name))


def read(path, folder):
    """Reads Dublin Core metadata (dc:title, dc:description, dc:subject, dc:creator).

    A file may describe its work twice: the first title, description and creator that are not
    empty count, and the keywords of all of them, each once.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, UnicodeError, LookupError, ValueError) as error:
        raise BrokenDrawing(f"{path}: {error}") from error
    works = [element for element in root.iter() if _name(element) == "Work"]
    children = [child for work in works for child in work]
    keywords = {}
    for child in children:
        if _name(child) == "subject":
            items = [item for item in child.iter() if _name(item) == "li"] or [child]
            keywords.update((_text(item), None) for item in items)
    keywords.pop("", None)
    return Drawing(
        path=path, folder=tuple(folder), stem=path.stem,
        title=_first(children, "title"), description=_first(children, "description"),
        keywords=tuple(keywords), author=_first(children, "creator"))


def _name(element):
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element):
    return " ".join(" ".join(element.itertext()).split())


def _first(elements, name):
    texts = [_text(element) for element in elements if _name(element) == name]
    return next((text for text in texts if text), "")
