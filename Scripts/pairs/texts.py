"""Texts: the parts of a text joined, with or without the words of the class."""

from .words import class_words, without_class, words


def text(parts):
    """Title. Description. Keywords, separated by commas."""
    title, description, keywords = parts
    parts = [part for part in (title, description, ", ".join(keywords)) if part]
    return " ".join([part if part[-1] in ".!?" else part + "." for part in parts[:-1]] + parts[-1:])


def hard_text(parts, class_path, placeholder, keeps_numbers=False):
    """The text without the words that spell the class; the placeholder if no word is left.

    With `keeps_numbers`, a number without words is a text as well.
    """
    naming = class_words(class_path)
    title, description, keywords = parts
    sentences = [without_class(sentence, naming) for sentence in description.split(". ")]
    left = (
        without_class(title, naming), ". ".join(filter(None, sentences)),
        tuple(filter(None, dict.fromkeys(without_class(word, naming) for word in keywords))))
    found = text(left)
    has_number = any(character.isdigit() for character in found)
    return found if words(found) or (keeps_numbers and has_number) else placeholder
