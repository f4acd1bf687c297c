"""The list of emoji: Unicode's emoji-test.txt, whose groups and subgroups are the classes."""

import re
import unicodedata
from dataclasses import dataclass

from .sequence import SKIN_TONES, is_variation_selector

LINE = re.compile(r"([0-9A-F ]+?)\s*;\s*([\w-]+)\s*#\s*\S+\s+E\d+\.\d+\s+(.*)")


@dataclass(frozen=True)
class Emoji:
    """A fully-qualified emoji; `folder` holds the slugs of its group and subgroup."""

    codes: tuple
    name: str
    folder: tuple

    @property
    def characters(self):
        """The emoji as a string."""
        return "".join(map(chr, self.codes))

    @property
    def key(self):
        """The emoji as CLDR's annotations write it, without variation selectors."""
        return "".join(chr(code) for code in self.codes if not is_variation_selector(code))


def slug(text):
    """Lower-case letters and digits, with hyphens between words: Food & Drink → food-drink."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))


def read(path):
    """The fully-qualified emoji in the order of the file, without skin tone variants."""
    found, group, subgroup = [], "", ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# group:"):
            group = slug(line.partition(":")[2])
        elif line.startswith("# subgroup:"):
            subgroup = slug(line.partition(":")[2])
        match = LINE.fullmatch(line.strip())
        if match and match[2] == "fully-qualified":
            codes = tuple(int(code, 16) for code in match[1].split())
            if not SKIN_TONES.intersection(codes):
                found.append(Emoji(codes, match[3], (group, subgroup)))
    return found


def images(emoji):
    """The names of the image files: the slugs of the names of the emoji.

    Where several emoji have the same slug (keycap: # and keycap: *), their code points follow.
    """
    slugs = [slug(item.name) for item in emoji]
    names = []
    for item, name in zip(emoji, slugs):
        if not name or slugs.count(name) > 1:
            name = "-".join([name or "emoji", *(f"{code:x}" for code in item.codes)])
        names.append(name + ".png")
    return names
