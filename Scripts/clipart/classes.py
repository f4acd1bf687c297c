"""Classes: the folder of a drawing, with small folders merged into the one above."""

from collections import Counter


def merged(folders, minimum):
    """The class path of every drawing, in order; None where it has to be dropped.

    The deepest folders first, a folder with fewer than `minimum` drawings gives them to the
    folder above it. A top folder that still has fewer has nowhere to give them: they are dropped.
    """
    paths = list(folders)
    for depth in range(max((len(path) for path in paths), default=0), 1, -1):
        sizes = Counter(paths)
        paths = [
            path[:-1] if len(path) == depth and sizes[path] < minimum else path for path in paths
        ]
    sizes = Counter(paths)
    return [path if sizes[path] >= minimum else None for path in paths]


def name(path, top_count):
    """The class name: the path below the top (the top itself is named by its own name); with
    several tops, the whole path. Underscores read as spaces."""
    parts = path if top_count > 1 else (path[1:] or path)
    return "/".join(parts).replace("_", " ")


def spread(positions_by_class, limit):
    """At most `limit` positions of every class, evenly spread over its members, in order."""
    chosen = []
    for members in positions_by_class.values():
        count = min(limit, len(members))
        chosen += [members[index * len(members) // count] for index in range(count)]
    return sorted(chosen)
