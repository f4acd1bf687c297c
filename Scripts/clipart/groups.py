"""Groups: drawings that are one picture in several versions, which a split should not separate."""

from pairs.groups import first_members

from .wording import author_name, file_words, without_number


def grouped(drawings, titles, digests):
    """The group of every drawing: the image name of the group's first member, without ending.

    Two drawings belong together when their renderings are the same bytes, or when they have the
    same author and the same file name without author, numbers and "bw", or when they have the
    same author and the same cleaned title without its number.
    """
    keys = []
    for drawing, title, digest in zip(drawings, titles, digests):
        author = author_name(drawing.author)
        own = [("rendering", digest), ("file", author, file_words(drawing.stem, drawing.author))]
        if title:
            own.append(("title", author, without_number(title).lower()))
        keys.append([key for key in own if key[-1]])
    return [drawings[index].image[: -len(".png")] for index in first_members(keys)]


def originals(digests, depths):
    """The positions left when of every rendering only the one in the deepest folder stays."""
    best = {}
    for position, digest in enumerate(digests):
        if digest and (digest not in best or depths[position] > depths[best[digest]]):
            best[digest] = position
    return sorted(best.values())
