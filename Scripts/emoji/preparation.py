"""The preparation: reads the list of emoji, renders them and writes the tables."""

import shutil
import statistics
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

from pairs import classes, renderer, rows, stamp, tables
from pairs.failure import PreparationFailed
from pairs.groups import first_members

from . import annotations, font, listing, picture, shaping, variants

SCRIPT = "prepare-emoji"
PLACEHOLDER = "emoji"


def prepare(options):
    """Prepares `options.output`, or says that it is up to date."""
    files = _files(options)
    made_from = stamp.Stamp(SCRIPT, options.output, _inputs(options, files))
    if made_from.is_up_to_date():
        return
    emoji = listing.read(options.list)
    counts = [f"{len(emoji)} emoji without skin tone variants"]
    parts = _parts(emoji, options.annotations, counts)
    pngs = _pngs(emoji, options.font, counts)
    kept, paths = classes.merge(
        [(index, item.folder) for index, item in enumerate(emoji) if pngs[index]],
        options.minimum, counts)
    if options.limit:
        kept, paths = classes.limited(kept, paths, options.limit, counts)
    if not kept:
        raise PreparationFailed(
            "No emoji is left: " + "; ".join(counts) + ". Name another list or font, or lower "
            "--minimum.")
    images = [listing.images(emoji)[index] for index in kept]
    made_from.begin()
    digests = _render([pngs[index] for index in kept], images, options)
    groups = _groups([emoji[index] for index in kept], images, digests, counts)
    names = ["/".join(path) for path in paths]
    sizes = Counter(names).values()
    counts.append(
        f"pairs per class: {min(sizes)} to {max(sizes)}, median {statistics.median(sizes):g}")
    plain, hard = rows.rows(
        images, [parts[index] for index in kept], paths, names, groups, PLACEHOLDER, counts,
        keeps_numbers=True)
    tables.finish(options.output, made_from, plain, hard, "emoji", counts)


def _files(options):
    for command in ("hb-shape", "rsvg-convert"):
        if shutil.which(command) is None:
            raise PreparationFailed(f"{command} is not there. Run Scripts/set-up --with-emoji.")
    files = [options.list, options.font]
    files += [options.annotations / name for name in annotations.FILES]
    for path in files:
        if not path.is_file():
            raise PreparationFailed(
                f"{path} is not a file. Run Scripts/set-up --with-emoji, or name the sources with "
                "--list, --annotations and --font.")
    return files


def _inputs(options, files):
    return {
        "size": options.size, "minimum": options.minimum, "limit": options.limit,
        "timeout": options.timeout, "sources": stamp.of_files(files),
        "scripts": stamp.of_code(Path(__file__).resolve().parent),
        "renderer": f"{renderer.version()}, {shaping.version()}",
    }


def _parts(emoji, folder, counts):
    try:
        names, keywords = annotations.read(folder)
    except ElementTree.ParseError as error:
        raise PreparationFailed(f"{folder}: an annotation file is not XML: {error}.") from error
    parts = [annotations.parts(item, names, keywords) for item in emoji]
    counts.append(
        f"{sum(item.key not in names for item in emoji)} named by the list only, "
        f"{sum(not words for _, _, words in parts)} without keywords")
    return parts


def _pngs(emoji, path, counts):
    """The PNG of every emoji in the font, None if the font has no glyph for it."""
    try:
        images = font.images(path.read_bytes())
        glyphs = shaping.glyphs(path, [item.characters for item in emoji])
    except font.BrokenFont as error:
        raise PreparationFailed(f"{path} {error}. Name Debian's with --font.") from error
    except shaping.ShapingFailed as error:
        raise PreparationFailed(f"{path}: hb-shape failed: {error}.") from error
    pngs = [images.get(glyph) for glyph in glyphs]
    counts.append(f"{pngs.count(None)} without a glyph in the font skipped")
    return pngs


def _render(pngs, images, options):
    folder = options.output / "images"
    folder.mkdir(parents=True, exist_ok=True)
    digests, failures = renderer.render_all(
        picture.render,
        [(png, folder / name, options.size, options.timeout) for png, name in zip(pngs, images)],
        options.jobs)
    if failures:
        raise PreparationFailed(f"{failures} emoji were not rendered.")
    return digests


def _groups(emoji, images, digests, counts):
    """The group of every emoji: the image name of the group's first member, without extension.

    Variants of one emoji share a group, and so do emoji with the same image, such as the flags of
    Spain and of Ceuta and Melilla.
    """
    first = first_members([
        [("thing", variants.thing(item.codes)), ("image", digest)]
        for item, digest in zip(emoji, digests)])
    sizes = Counter(first)
    counts.append(
        f"{len(sizes)} groups of variants of one emoji, the largest of {max(sizes.values())}; "
        f"{len(digests) - len(set(digests))} images are exact copies")
    return [images[index][: -len(".png")] for index in first]
