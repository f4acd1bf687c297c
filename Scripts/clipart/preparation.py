"""The preparation: reads the drawings, renders them, writes the tables and says what it did."""

import shutil
from collections import Counter
from pathlib import Path

from pairs import classes, renderer, rows, stamp, tables, texts, words
from pairs.failure import PreparationFailed

from . import drawing, groups, picture, wording

SCRIPT = "prepare-clipart"
PLACEHOLDER = "drawing"


def prepare(options, tops):
    """Prepares `options.output`, or says that it is up to date."""
    files = _files(options.source, tops)
    made_from = stamp.Stamp(SCRIPT, options.output, _inputs(options, tops, files))
    if made_from.is_up_to_date():
        return
    counts = [f"{len(files)} drawings found below {', '.join(tops)}"]
    drawings = _read(files, counts)
    found = wording.Texts(drawings)
    counts.append(f"{found.named_by_file} without a title of their own are named by their file")
    kept = [index for index, parts in enumerate(found.parts) if words.words(texts.text(parts))]
    counts.append(f"{len(drawings) - len(kept)} without a usable text dropped")
    kept, paths = classes.merge(
        [(index, drawings[index].folder) for index in kept], options.minimum, counts)
    if options.limit:
        kept, paths = classes.limited(kept, paths, options.limit, counts)
    made_from.begin()
    digests = _render([drawings[index] for index in kept], options, counts)
    shown = [position for position, digest in enumerate(digests) if digest]
    if options.drop_copies:
        depths = [len(path) for path in paths]
        originals = groups.originals(digests, depths)
        counts.append(f"{len(shown) - len(originals)} exact copies dropped")
        shown = originals
    minimum = min(options.minimum, options.limit or options.minimum)
    positions, paths = classes.merge([(p, paths[p]) for p in shown], minimum, counts)
    if not positions:
        raise PreparationFailed(
            "No drawing is left: " + "; ".join(counts) + ". Name other folders with --top, or "
            "lower --minimum.")
    chosen = [kept[position] for position in positions]
    plain, hard = _rows(
        [drawings[index] for index in chosen], [found.titles[index] for index in chosen],
        [found.parts[index] for index in chosen], paths,
        [digests[position] for position in positions], len(tops), counts)
    tables.finish(options.output, made_from, plain, hard, "drawings", counts)


def _inputs(options, tops, files):
    return {
        "source": str(options.source), "tops": tops, "size": options.size,
        "minimum": options.minimum, "limit": options.limit, "timeout": options.timeout,
        "drop copies": options.drop_copies, "drawings": stamp.of_files(path for path, _ in files),
        "scripts": stamp.of_code(Path(__file__).resolve().parent), "renderer": renderer.version(),
    }


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


def _render(drawings, options, counts):
    """The digest of every rendering; None for a blank one and for one that failed."""
    images = options.output / "images"
    images.mkdir(parents=True, exist_ok=True)
    digests, failures = renderer.render_all(
        picture.render,
        [(item.path, images / item.image, options.size, options.timeout) for item in drawings],
        options.jobs)
    blanks = digests.count(None) - failures
    counts.append(f"{failures} failed to render, {blanks} blank ones dropped")
    return digests


def _rows(drawings, titles, parts, paths, digests, top_count, counts):
    """The rows of data.csv and of data-hard.csv, and what there is to say about them."""
    group = groups.grouped(drawings, titles, digests)
    sizes = Counter(group)
    counts.append(
        f"{len(sizes)} groups of one picture's versions, the largest of {max(sizes.values())}; "
        f"{len(digests) - len(set(digests))} renderings are exact copies")
    names = [classes.name(path, top_count) for path in paths]
    return rows.rows(
        [item.image for item in drawings], parts, paths, names, group, PLACEHOLDER, counts)
