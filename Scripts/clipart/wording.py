"""Wording: the text of a drawing from its metadata, without what says nothing about the picture."""

import html
import re
from collections import defaultdict

from pairs.words import class_words, words

COLLECTION_SIZE = 3
COLLECTION = re.compile(r"\b(?:collection|icons|theme|clip ?art)\b", re.IGNORECASE)
NOTHING = {
    "anonymous", "clip art", "clipart", "copyleft", "drawing", "new document", "no title", "none",
    "open clip art library", "open clip art project", "openclipart", "public domain", "svg",
    "title", "unknown", "unnamed", "untitled",
}
BLACK_AND_WHITE = re.compile(r"[\s_(]*\b(?:b\s*(?:and|&|/)\s*w|bw)\b\)?", re.IGNORECASE)
CONTACT = re.compile(r"\S+@\S+|https?:|www\.|\b\w+\.(?:com|org|net|de)\b", re.IGNORECASE)
ADDRESS = re.compile(r"\b0x[0-9a-f]+\b")
PROVENANCE = re.compile(
    r"creative ?commons|copyright|licen[cs]e|public domain|HASH\(0x|"
    r"^\W*(?:created?|made|drawn|converted|traced|eps converted)\b.*"
    r"\b(?:by|with|in|using|from)\b", re.IGNORECASE)
TEMPLATE_TITLE = re.compile(r"clip ?art by .*? - (.*)", re.IGNORECASE)


def folded(text):
    """Entities decoded (also those encoded twice), control characters and white space folded."""
    text = html.unescape(html.unescape(text))
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def author_name(author):
    """The author's name in small letters, without addresses: what groups compare."""
    return " ".join(re.sub(r"\(.*?\)|\[.*?\]|\S+@\S+", " ", author.lower()).split())


def without_number(text):
    """Without the number at the end that only counts: glace_01, pumpkin2, Example 2."""
    return re.sub(r"[\s_-]*\d+\s*$", "", text)


def file_words(stem, author=""):
    """The words of a file's name, which is built as title_author_01, "bw" and numbers left out.

    The name ends where a word of the author's name begins; names are cut after 24 characters,
    so that the last word may be a beginning only.
    """
    authors = words(author_name(author))
    tokens = [token for token in words(re.sub(r"\d+r?$|_r$", "", stem)) if token != "bw"]
    for index, token in enumerate(tokens[1:], start=1):
        is_last = index == len(tokens) - 1
        if token in authors or (is_last and any(name.startswith(token) for name in authors)):
            return " ".join(tokens[:index])
    return " ".join(tokens)


def clean_title(title, stem, author):
    """The title as words, or "" where it is none.

    None are: an author's or a library's name, an address, and the name of the file that served
    as a template ("Clipart by Nicu Buculei - pear" on a pineapple; it stays on pear.svg).
    """
    title = folded(title)
    template = TEMPLATE_TITLE.fullmatch(title)
    if template:
        title = template.group(1)
        if without_number(title) != without_number(stem):
            return ""
    if CONTACT.search(title) or PROVENANCE.search(title) or _is_nothing(title, author):
        return ""
    title = re.sub(r"_\d+(?=_|$)|\s0\d+\b", "", title)
    title, count = BLACK_AND_WHITE.subn("", title.replace("_", " "))
    title = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", title)
    title = re.sub(r"(?<=[^\W\d])\d{1,3}$", "", title).strip(" -")
    return ", ".join(part for part in (title, "black and white" if count else "") if part)


def clean_description(description, title, author):
    """The sentences of the description that speak of the picture and are not the title again."""
    kept = []
    for sentence in re.split(r"(?<=[.!?])\s+", folded(description)):
        if CONTACT.search(sentence) or PROVENANCE.search(sentence):
            continue
        sentence = " ".join(BLACK_AND_WHITE.sub("", sentence).split())
        said = words(title.removesuffix("black and white"))
        if words(sentence) != said and not _is_nothing(sentence, author):
            kept.append(sentence.rstrip("."))
    return ". ".join(kept)


def clean_keywords(keywords, title, author, folder_words):
    """The keywords without numbers, damaged ones, the author, and several run together in one.

    "hash" is an artefact of the collection's tools and stays only where the title has the word.
    """
    decoded = [html.unescape(html.unescape(keyword)).lower() for keyword in keywords]
    known = set(words(title)) | set(folder_words) | {k for k in decoded if k.isalpha()}
    kept = {}
    for keyword in decoded:
        if not keyword.isprintable() or not words(keyword) or ADDRESS.search(keyword):
            continue
        if keyword == "hash" and "hash" not in words(title):
            continue
        if CONTACT.search(keyword) or _is_nothing(keyword, author):
            continue
        if not _is_run_together(keyword, known - {keyword}):
            kept[" ".join(keyword.replace("_", " ").split())] = None
    return tuple(kept)


def collection_titles(files_by_title):
    """The (author, title) keys that name a collection and not a picture, from the words of the
    names of the files that carry them.

    Either three files or more say something of their own beyond the title ("R16 sibmission" on
    peach_simple, apple_wedge, ...), or the title calls itself a collection and shares no word
    with its file.
    """
    found = set()
    for key, names in files_by_title.items():
        said = set(words(key[1]))
        own = {tuple(sorted(set(words(name)) - said)) for name in names} - {()}
        shared = any(set(words(name)) & said for name in names)
        if len(own) >= COLLECTION_SIZE or (COLLECTION.search(key[1]) and not shared):
            found.add(key)
    return found


class Texts:
    """The cleaned parts of every drawing's text."""

    def __init__(self, drawings):
        titles = [clean_title(d.title, d.stem, d.author) for d in drawings]
        keys = [(author_name(d.author), title) for d, title in zip(drawings, titles)]
        files_by_title = defaultdict(list)
        for drawing, key in zip(drawings, keys):
            files_by_title[key].append(file_words(drawing.stem, drawing.author))
        collections = collection_titles(files_by_title)
        self.titles = ["" if key in collections else key[1] for key in keys]
        self.named_by_file = 0
        self.parts = []
        for drawing, title in zip(drawings, self.titles):
            keywords = clean_keywords(
                drawing.keywords, title, drawing.author, class_words(drawing.folder))
            description = clean_description(drawing.description, title, drawing.author)
            if not title:
                title = file_words(drawing.stem, drawing.author)
                if "bw" in words(drawing.stem) and title:
                    title += ", black and white"
                self.named_by_file += 1
            self.parts.append((title, description, keywords))


def _is_nothing(title, author):
    found = words(title)
    return not found or " ".join(found) in NOTHING or set(found) <= set(words(author_name(author)))


def _is_run_together(keyword, known):
    """Whether the keyword is two or more of the known words written as one."""
    known = [word for word in known if len(word) > 2]

    def splits(rest, count):
        if not rest:
            return count > 1
        return any(splits(rest[len(word):], count + 1) for word in known if rest.startswith(word))

    return keyword.isalpha() and splits(keyword, 0)
