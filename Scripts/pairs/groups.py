"""Groups: items that share a key, directly or through other items."""


def first_members(keys):
    """The position of the first member of each item's group.

    `keys` holds the keys of each item. Items with a key in common are in the same group.
    """
    parent = list(range(len(keys)))

    def root(index):
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first_with = {}
    for index, own in enumerate(keys):
        for key in own:
            a, b = root(first_with.setdefault(key, index)), root(index)
            parent[max(a, b)] = min(a, b)
    return [root(index) for index in range(len(keys))]
