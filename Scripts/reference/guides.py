"""Writes the pages of Documentation as articles for DocC.

    python3 Scripts/reference/guides.py CATALOG

A page keeps its text. Links between pages become links between articles; a link to another file of the
repository, which the reference does not contain, becomes its text. A link that leads nowhere is an error.
"""

import os
import re
import shutil
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENTATION = REPOSITORY / "Documentation"

CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


def pages():
    """The file of each article by the article's name."""
    files = [REPOSITORY / "CONTRIBUTING.md", *DOCUMENTATION.rglob("*.md")]
    return {article_name(file): file for file in files}


def article_name(file):
    if file.name == "README.md":
        return file.parent.name
    return "Contributing" if file.name == "CONTRIBUTING.md" else file.stem


def slug(heading):
    """The anchor that a heading has on GitHub."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def anchors(text):
    """The headings of a page, without its title, by their anchors on GitHub."""
    headings = [heading for level, heading in HEADING.findall(CODE.sub(blank, text)) if level != "#"]
    return {slug(heading): heading for heading in headings}


def blank(match):
    """Keeps the lines of a block of code, and code within a line as it is."""
    return "\n" * match[0].count("\n") if match[0].startswith("```") else match[0]


def fragment(heading):
    """The anchor that DocC gives a heading."""
    return "#" + re.sub(r"[\s]+", "-", re.sub(r"['\"`]", "", heading.strip()))


def article(file, articles):
    """The text of an article."""
    text = file.read_text()

    def replaced(match):
        title, target = match.groups()
        if re.match(r"[a-z]+:", target):
            return match[0]
        path, _, anchor = target.partition("#")
        linked = Path(os.path.normpath(file.parent / path)) if path else file
        if not linked.exists():
            sys.exit(f"guides: {file}: {target} leads nowhere. Mend the link.")
        if linked not in articles:
            return title
        if not anchor:
            return f"[{title}](doc:{articles[linked]})"
        headings = anchors(linked.read_text())
        if anchor not in headings:
            sys.exit(f"guides: {file}: {linked.name} has no heading for #{anchor}. Mend the link.")
        return f"[{title}](doc:{articles[linked]}{fragment(headings[anchor])})"

    # Split at code, which keeps its text.
    parts = re.split(f"({CODE.pattern})", text, flags=CODE.flags)
    return "".join(
        part if CODE.fullmatch(part) else LINK.sub(replaced, part) for part in parts)


def main(catalog):
    names = pages()
    articles = {file: name for name, file in names.items()}
    for name, file in names.items():
        (catalog / f"{name}.md").write_text(
            article(file, articles).replace("](Images/", "]("))
    for image in (DOCUMENTATION / "Images").iterdir():
        shutil.copyfile(image, catalog / image.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
