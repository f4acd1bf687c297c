"""Barz and Denzler's dissimilarity (2019, eq. 1) on trees given as nested dictionaries.

    {"fruit": {"apple": {}, "pear": {}}, "pizza": {}}
"""


def height(tree):
    """The number of levels on the longest way down."""
    return max((1 + height(child) for child in tree.values()), default=0)


def subtree(tree, path):
    for level in path:
        tree = tree[level]
    return tree


def common_path(*paths):
    shared = []
    for levels in zip(*paths):
        if len(set(levels)) > 1:
            break
        shared.append(levels[0])
    return shared


def dissimilarity(tree, first, second, root):
    """height(lowest common ancestor) / height(root); 0 for a class and itself."""
    if first == second:
        return 0.0
    return height(subtree(tree, common_path(first, second))) / height(subtree(tree, root))
