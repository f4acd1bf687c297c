"""Words: how names are split, which words name a class, and how those are taken out of a text."""

import re

SMALL_WORDS = {
    "a", "an", "and", "as", "at", "by", "di", "for", "from", "in", "of", "on", "or", "the", "to",
    "with",
}
WORD = re.compile(r"[^\W\d_]+")


def words(text):
    """The runs of letters of a text, in small letters."""
    return WORD.findall(text.lower())


def forms(word):
    """A word and what its singular may be: cherries → cherry, loaves → loaf, boxes → box."""
    found = {word}
    for ending, singulars in (("s", ("",)), ("es", ("",)), ("ies", ("y",)), ("ves", ("f", "fe"))):
        if word.endswith(ending):
            found.update(word[: -len(ending)] + singular for singular in singulars)
    return {form for form in found if len(form) > 2 or form == word}


def class_words(class_path):
    """The words of a class path, without the small ones: breads_and_carbs → breads, carbs."""
    found = {word for part in class_path for word in words(part)}
    return sorted(found - SMALL_WORDS)


def names_class(word, naming):
    """Whether a word spells one of the class words `naming`.

    It does when the two share a singular or plural form; when a class word of four letters or
    more hides inside it ("fruitcollection", "seafood"); or when it is a slip of one letter from
    a class word of six letters or more ("deserts", "vegitable").
    """
    word_forms = forms(word)
    for name in naming:
        singular = name[:-1] if name.endswith("s") else name
        if word_forms & forms(name) or (len(singular) >= 4 and singular in word):
            return True
        if any(
            len(form) >= 6 and _is_one_slip_apart(form, other)
            for form in (name, singular) for other in word_forms
        ):
            return True
    return False


def spells_class(text, naming):
    """Whether any word of the text spells one of the class words."""
    return any(names_class(word, naming) for word in words(text))


def without_class(text, naming):
    """The text without the words that spell its class, and without what that leaves dangling."""
    if not spells_class(text, naming):
        return text
    kept = WORD.sub(
        lambda match: "" if names_class(match.group().lower(), naming) else match.group(), text)
    kept = re.sub(r"\(\W*\)", "", kept)
    kept = re.sub(r"\s+([,.;:!?])", r"\1", " ".join(kept.split()))
    kept = re.sub(r"([,;:])[,.;:]+", r"\1", kept)
    tokens = kept.strip(" ,.;:-_/&'").split()
    while tokens and _is_dangling(tokens[-1]):
        tokens.pop()
    while tokens and _is_dangling(tokens[0]):
        tokens.pop(0)
    return " ".join(tokens)


def _is_dangling(token):
    found = words(token)
    return all(word in SMALL_WORDS for word in found) and not re.search(r"\d", token)


def _is_one_slip_apart(a, b):
    if abs(len(a) - len(b)) > 1 or a == b:
        return a == b
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    return (
        a[start + 1:] == b[start + 1:] or a[start + 1:] == b[start:] or a[start:] == b[start + 1:])
