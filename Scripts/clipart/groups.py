"""Groups: drawings that are one picture in several versions, which a split should not separate."""

from .wording import author_name, file_words, without_number


def grouped(drawings, titles, digests):
    """The group of every drawing: the image name of the group's first member, without ending.

    Two drawings belong together when their renderings are the same bytes, or when they have the
    same author and the same file name without author, numbers and "bw", or when they have the
    same author and the same cleaned title without its number.
    """
    parent = list(range(len(drawings)))

    def root(index):
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first_with = {}
    for index, (drawing, title, digest) in enumerate(zip(drawings, titles, digests)):
        author = author_name(drawing.author)
        keys = [("rendering", digest), ("file", author, file_words(drawing.stem, drawing.author))]
        if title:
            keys.append(("title", author, without_number(title).lower()))
        for key in keys:
            if key[-1]:
                a, b = root(first_with.setdefault(key, index)), root(index)
                parent[max(a, b)] = min(a, b)
    return [drawings[root(index)].image[: -len(".png")] for index in range(len(drawings))]


def originals(digests, depths):
    """The positions left when of every rendering only the one in the deepest folder stays."""
    best = {}
    for position, digest in enumerate(digests):
        if digest and (digest not in best or depths[position] > depths[best[digest]]):
            best[digest] = position
    return sorted(best.values())
