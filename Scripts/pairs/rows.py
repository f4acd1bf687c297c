"""The rows of the tables, and how many of their texts name the class."""

from collections import Counter, defaultdict

from . import texts, words


def rows(images, parts, paths, names, groups, placeholder, counts, keeps_numbers=False):
    """The rows of data.csv and of data-hard.csv. Lines about them are added to `counts`.

    `paths` are the class paths and `names` the class names in the tables; `placeholder` and
    `keeps_numbers` are passed to `hard_text`.
    """
    plain, hard = [], []
    for image, part, path, name, group in zip(images, parts, paths, names, groups):
        plain.append((image, texts.text(part), name, group))
        left = texts.hard_text(part, path, placeholder, keeps_numbers)
        hard.append((image, left, name, group))
    for label, table in (("data.csv", plain), ("data-hard.csv", hard)):
        named = sum(
            words.spells_class(row[1], words.class_words(path[-1:]))
            for row, path in zip(table, paths))
        anywhere = sum(
            words.spells_class(row[1], words.class_words(path)) for row, path in zip(table, paths))
        counts.append(
            f"{label}: {named} of {len(table)} texts spell out their class name, {anywhere} any "
            f"word of their class path; {sum(row[1] == placeholder for row in table)} are "
            f"just “{placeholder}”")
    counts += [
        f"keyword “{keyword}” is in {count} of {size} texts of “{name}” and hardly elsewhere: "
        "it names the class by another word and stays"
        for keyword, name, count, size in _telling(parts, plain, hard)]
    return plain, hard


def _telling(parts, plain, hard):
    """Keywords that 90 % of the hard texts of a class have, and hardly any others."""
    sizes, holders = Counter(row[2] for row in plain), defaultdict(Counter)
    for (_, _, keywords), row, hard_row in zip(parts, plain, hard):
        for keyword in set(keywords) & set(hard_row[1].rpartition(". ")[2].split(", ")):
            holders[keyword][row[2]] += 1
    for keyword in sorted(holders):
        name, count = holders[keyword].most_common(1)[0]
        if count >= 0.9 * sizes[name] and count >= 0.9 * sum(holders[keyword].values()):
            yield keyword, name, count, sizes[name]
