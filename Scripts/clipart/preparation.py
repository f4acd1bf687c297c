"""The preparation: reads the drawings, renders them, writes the tables and says what it did."""

import csv
import io
import os
import shutil
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor

from . import classes, drawing, groups, picture, wording, words
from .stamp import Stamp


class PreparationFailed(Exception):
    """The preparation cannot be done; the text says why and what to do."""


def prepare(options, tops):
    """Prepares `options.output`, or says that it is up to date."""
    files = _files(options.source, tops)
    stamp = Stamp(options, tops, files)
    if stamp.is_current():
        print(f"{options.output} is up to date: {stamp.summary()}")
        return
    if not stamp.may_write():
        raise PreparationFailed(
            f"{options.output} holds a data.csv or images that prepare-clipart did not write. "
            "Choose another --output.")
    counts = [f"{len(files)} drawings found below {', '.join(tops)}"]
    drawings = _read(files, counts)
    texts = wording.Texts(drawings)
    counts.append(f"{texts.named_by_file} without a title of their own are named by their file")
    kept = [index for index, parts in enumerate(texts.parts) if words.words(wording.text(parts))]
    counts.append(f"{len(drawings) - len(kept)} without a usable text dropped")
    kept, paths = _merged(
        [(index, drawings[index].folder) for index in kept], options.minimum, counts)
    if options.limit:
        kept, paths = _limited(kept, paths, options.limit)
        counts.append(f"{len(kept)} chosen: at most {options.limit} of every class")
    stamp.begin()
    digests = _render([drawings[index] for index in kept], options, counts)
    shown = [position for position, digest in enumerate(digests) if digest]
    if options.drop_copies:
        depths = [len(path) for path in paths]
        originals = groups.originals(digests, depths)
        counts.append(f"{len(shown) - len(originals)} exact copies dropped")
        shown = originals
    minimum = min(options.minimum, options.limit or options.minimum)
    positions, paths = _merged([(p, paths[p]) for p in shown], minimum, counts)
    if not positions:
        raise PreparationFailed(
            "No drawing is left: " + "; ".join(counts) + ". Name other folders with --top, or "
            "lower --minimum.")
    chosen = [kept[position] for position in positions]
    rows = _rows(
        [drawings[index] for index in chosen], [texts.titles[index] for index in chosen],
        [texts.parts[index] for index in chosen], paths,
        [digests[position] for position in positions], len(tops), counts)
    _write(options.output, rows)
    _remove_others(options.output / "images", {row[0] for row in rows[0]})
    sizes = Counter(row[2] for row in rows[0])
    stamp.finish(f"{len(chosen)} drawings in {len(sizes)} classes")
    print("\n".join(counts))
    for name, size in sorted(sizes.items(), key=lambda entry: (-entry[1], entry[0])):
        print(f"  {size:5}  {name}")
    print(f"{options.output}: {stamp.summary()}")


def _files(source, tops):
    if shutil.which("rsvg-convert") is None:
        raise PreparationFailed("rsvg-convert is not there. Run Scripts/set-up --with-data.")
    for top in tops:
        if not (source / top).is_dir():
            raise PreparationFailed(
                f"{source / top} is not a folder. Run Scripts/set-up --with-data, or name the "
                "collection with --source and its top folders with --top.")
    return drawing.files(source, tops)


def _read(files, counts):
    drawings = []
    for path, folder in files:
        try:
            drawings.append(drawing.read(path, folder))
        except drawing.BrokenDrawing as error:
            print(f"not XML: {error}")
    counts.append(f"{len(files) - len(drawings)} of them not readable as XML")
    first_with = {}
    for item in drawings:
        other = first_with.setdefault(item.image, item)
        if other is not item:
            raise PreparationFailed(
                f"{other.path} and {item.path} would both become {item.image}. Rename one.")
    return drawings


def _merged(entries, minimum, counts):
    before = [path for _, path in entries]
    after = classes.merged(before, minimum)
    dropped = after.count(None)
    moved = sum(new is not None and new != old for new, old in zip(after, before))
    if moved or dropped:
        counts.append(
            f"{moved} moved to the parent of a class of fewer than {minimum}"
            + (f", {dropped} without such a parent dropped" if dropped else ""))
    kept = [(entry[0], path) for entry, path in zip(entries, after) if path is not None]
    return [position for position, _ in kept], [path for _, path in kept]


def _limited(kept, paths, limit):
    members = defaultdict(list)
    for position, path in enumerate(paths):
        members[path].append(position)
    chosen = classes.spread(members, limit)
    return [kept[position] for position in chosen], [paths[position] for position in chosen]


def _render(drawings, options, counts):
    """The digest of every rendering; None for a blank one and for one that failed."""
    images = options.output / "images"
    images.mkdir(parents=True, exist_ok=True)
    failures, blanks, digests = 0, 0, []
    with ProcessPoolExecutor(options.jobs) as pool:
        renderings = [
            pool.submit(
                picture.render, drawing.path, images / drawing.image, options.size, options.timeout)
            for drawing in drawings
        ]
        for rendering in renderings:
            try:
                digest = rendering.result()
                blanks += digest is None
            except picture.RenderingFailed as error:
                print(f"not rendered: {error}")
                digest, failures = None, failures + 1
            digests.append(digest)
    counts.append(f"{failures} failed to render, {blanks} blank ones dropped")
    return digests


def _rows(drawings, titles, parts, paths, digests, top_count, counts):
    """The rows of data.csv and of data-hard.csv, and what there is to say about them."""
    group = groups.grouped(drawings, titles, digests)
    sizes = Counter(group)
    counts.append(
        f"{len(sizes)} groups of one picture's versions, the largest of {max(sizes.values())}; "
        f"{len(digests) - len(set(digests))} renderings are exact copies")
    plain, hard = [], []
    for item, part, path, member in zip(drawings, parts, paths, group):
        name = classes.name(path, top_count)
        plain.append((item.image, wording.text(part), name, member))
        hard.append((item.image, wording.hard_text(part, path), name, member))
    for label, rows in (("data.csv", plain), ("data-hard.csv", hard)):
        named = sum(
            words.spells_class(row[1], words.class_words(path[-1:]))
            for row, path in zip(rows, paths))
        anywhere = sum(
            words.spells_class(row[1], words.class_words(path)) for row, path in zip(rows, paths))
        counts.append(
            f"{label}: {named} of {len(rows)} texts spell out their class name, {anywhere} any "
            f"word of their class path; {sum(row[1] == wording.PLACEHOLDER for row in rows)} are "
            f"just “{wording.PLACEHOLDER}”")
    counts += [
        f"keyword “{keyword}” is in {count} of {size} texts of “{name}” and hardly elsewhere: "
        "it names the class by another word and stays"
        for keyword, name, count, size in _telling(parts, plain, hard)]
    return plain, hard


def _telling(parts, plain, hard):
    """Keywords of the hard texts in nine tenths of a class whose holders are nine tenths of it."""
    sizes, holders = Counter(row[2] for row in plain), defaultdict(Counter)
    for (_, _, keywords), row, hard_row in zip(parts, plain, hard):
        for keyword in set(keywords) & set(hard_row[1].rpartition(". ")[2].split(", ")):
            holders[keyword][row[2]] += 1
    for keyword in sorted(holders):
        name, count = holders[keyword].most_common(1)[0]
        if count >= 0.9 * sizes[name] and count >= 0.9 * holders[keyword].total():
            yield keyword, name, count, sizes[name]


def _write(output, rows):
    for name, table in zip(("data.csv", "data-hard.csv"), rows):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("image", "text", "classes", "group"))
        writer.writerows(table)
        temporary = output / (name + ".partial")
        temporary.write_text(text.getvalue(), encoding="utf-8", newline="\n")
        os.replace(temporary, output / name)


def _remove_others(images, names):
    for path in images.iterdir():
        if path.name not in names:
            path.unlink()
