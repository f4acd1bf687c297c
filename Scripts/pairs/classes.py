"""Classes: the path of an item, with small classes merged into the one above."""

from collections import Counter, defaultdict


def merged(folders, minimum):
    """The class path of every item, in order; None where it has to be dropped.

    The deepest folders first, a folder with fewer than `minimum` items gives them to the
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


def merge(entries, minimum, counts):
    """The positions and merged paths of the entries (position, path) that `merged` keeps."""
    before = [path for _, path in entries]
    after = merged(before, minimum)
    dropped = after.count(None)
    moved = sum(new is not None and new != old for new, old in zip(after, before))
    if moved or dropped:
        counts.append(
            f"{moved} moved to the parent of a class of fewer than {minimum}"
            + (f", {dropped} without such a parent dropped" if dropped else ""))
    kept = [(entry[0], path) for entry, path in zip(entries, after) if path is not None]
    return [position for position, _ in kept], [path for _, path in kept]


def limited(positions, paths, limit, counts):
    """At most `limit` positions of every class, and their paths."""
    members = defaultdict(list)
    for index, path in enumerate(paths):
        members[path].append(index)
    chosen = spread(members, limit)
    counts.append(f"{len(chosen)} chosen: at most {limit} of every class")
    return [positions[index] for index in chosen], [paths[index] for index in chosen]
