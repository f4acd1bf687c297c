"""Annotations: the English names and keywords of emoji in Unicode's CLDR."""

import xml.etree.ElementTree as ElementTree

FILES = ("annotations/en.xml", "annotationsDerived/en.xml")


def read(folder):
    """The names and the keywords of emoji, both by the emoji without variation selectors."""
    names, keywords = {}, {}
    for file in FILES:
        for element in ElementTree.parse(folder / file).getroot().iter("annotation"):
            characters, text = element.get("cp"), element.text or ""
            if element.get("type") == "tts":
                names.setdefault(characters, " ".join(text.split()))
            else:
                words = (" ".join(part.split()) for part in text.split("|"))
                keywords.setdefault(characters, tuple(filter(None, words)))
    return names, keywords


def parts(emoji, names, keywords):
    """The parts of a text: the name, no description, and the keywords without the name.

    An emoji newer than the annotations gets its name from the list and has no keywords.
    """
    name = names.get(emoji.key, emoji.name)
    kept = [word for word in keywords.get(emoji.key, ()) if word.lower() != name.lower()]
    return name, "", tuple(dict.fromkeys(kept))
