"""Retrieval and classification measured the plain way: sort, then look."""

import numpy as np

from reference_taxonomy import common_path, dissimilarity

DIRECTIONS = {
    "imageToImage": (0, 0), "imageToText": (0, 1), "textToImage": (1, 0), "textToText": (1, 1)}


def ranked_labels(query, items, labels, excluded):
    """The classes of the items, nearest first; equal distances by position."""
    order = sorted(
        (1 - float(np.dot(query, item)), position)
        for position, item in enumerate(items) if position != excluded)
    return [labels[position] for _, position in order]


def first_rank(ranked, label):
    """The rank, from 1, of the nearest item of the query's class."""
    return ranked.index(label) + 1 if label in ranked else np.inf


def average_precision(ranked, label, depth=None):
    """The mean of the precision at each item of the class, with `depth` at those up to there."""
    relevant = np.array([found == label for found in ranked], dtype=float)
    if relevant.sum() == 0:
        return 0.0
    precisions = np.cumsum(relevant) / np.arange(1, len(ranked) + 1)
    depth = depth or len(ranked)
    return float((precisions * relevant)[:depth].sum() / min(relevant.sum(), depth))


def correct_classes(paths, present, label, count):
    """The class, then all classes below the node of each shorter beginning of its path."""
    correct = {label}
    for length in range(len(paths[label]), -1, -1):
        if len(correct) >= count:
            break
        correct = {other for other in present if paths[other][:length] == paths[label][:length]}
    return correct


def hierarchical_precision(ranked, label, correct, count):
    """The share of correct classes among the first different classes."""
    classes = list(dict.fromkeys(ranked))[:count]
    return sum(found in correct for found in classes) / len(classes) if classes else 0.0


def distances_in_tree(paths):
    """The dissimilarities of all classes in the tree that their paths form."""
    tree = {}
    for path in paths:
        node = tree
        for level in path:
            node = node.setdefault(level, {})
    root = common_path(*paths)
    return np.array([[dissimilarity(tree, a, b, root) for b in paths] for a in paths])


def distance_of_first(ranked, distances):
    """The distance of the first result, the largest if there is none."""
    return distances[ranked[0]] if ranked else 1.0


def average_hierarchical_precision(ranked, distances, depth=250):
    """Barz and Denzler's: the area under the curve of the similarities of the first k results over
    the largest that k results can have, divided by the length of the curve."""
    similarities = 1 - distances[ranked]
    best = np.cumsum(np.sort(similarities)[::-1])[:depth]
    curve = np.cumsum(similarities)[:depth]
    curve = np.divide(curve, best, out=np.zeros(len(best)), where=best > 1e-9)
    return float(np.trapezoid(curve) / (len(curve) - 1)) if len(curve) > 1 else sum(curve)


def retrieval(images, texts, labels, paths, ranks=(1, 5, 10), hierarchical_ranks=(1, 2, 5, 10)):
    """The measures in four directions; a median of None is infinite."""
    result = {}
    labels, present = [int(label) for label in labels], {int(label) for label in labels}
    distances = distances_in_tree(paths)
    for name, (of_query, of_item) in DIRECTIONS.items():
        queries, items = (images, texts)[of_query], (images, texts)[of_item]
        ranked = [ranked_labels(query, items, labels, row if of_query == of_item else None)
                  for row, query in enumerate(queries)]

        def mean(measure):
            return float(np.mean([measure(*each) for each in zip(ranked, labels)]))

        firsts = np.array([first_rank(*each) for each in zip(ranked, labels)])
        median = float(np.median(firsts))
        result[name] = {
            "recall": [float(np.mean(firsts <= rank)) for rank in ranks],
            "medianRank": median if np.isfinite(median) else None,
            "meanAveragePrecision": mean(average_precision),
            "meanAveragePrecisionAt50": mean(lambda *each: average_precision(*each, depth=50)),
            "hierarchicalPrecision": [
                mean(lambda found, label: hierarchical_precision(
                    found, label, correct_classes(paths, present, label, count), count))
                for count in hierarchical_ranks],
            "treeDistanceAt1": mean(
                lambda found, label: distance_of_first(found, distances[label])),
            "meanAverageHierarchicalPrecision": mean(
                lambda found, label: average_hierarchical_precision(found, distances[label]))}
    return result


def smallest_margin(images, texts, labels):
    """How little would change an order: the smallest difference, not zero, of a query's distances to
    two items."""
    smallest = np.inf
    for of_query, of_item in DIRECTIONS.values():
        products = (images, texts)[of_query] @ (images, texts)[of_item].T
        gaps = np.diff(np.sort(products))
        smallest = min(smallest, gaps[gaps > 1e-12].min())
    return smallest


def accuracy(probabilities, labels):
    """The share of rows whose largest score, the first of equal ones, is at the label."""
    return float(np.mean([int(np.argmax(row)) == label
                          for row, label in zip(probabilities, labels)]))


def macro_accuracy(probabilities, labels):
    """The mean over classes of the accuracy on the rows of one class."""
    return float(np.mean([accuracy(probabilities[labels == label], labels[labels == label])
                          for label in np.unique(labels)]))


def calibration_error(probabilities, labels, bins):
    """The mean over rows of how far the accuracy of their bin is from its mean largest score."""
    hits, best = np.argmax(probabilities, axis=1) == labels, probabilities.max(axis=1)
    edges, error = np.linspace(0, 1, bins + 1), 0.0
    assert np.abs(best[:, None] - edges[:-1]).min() > 1e-5, "at an edge: take another seed"
    for low, high in zip(edges, edges[1:]):
        inside = (best > low) & (best <= high)
        if inside.any():
            error += inside.mean() * abs(hits[inside].mean() - best[inside].mean())
    return float(error)


def negative_log_likelihood(probabilities, labels):
    """The mean over rows of minus the logarithm of the score at the label."""
    return float(np.mean([-np.log(row[label]) for row, label in zip(probabilities, labels)]))


def best_fusion_weight(images, texts, labels):
    """Of 0, 0.05, ... 1 the most accurate; of equally good ones the nearest to 0.5."""
    weights = [step / 20 for step in range(21)]
    scores = [accuracy(w * images + (1 - w) * texts, labels) for w in weights]
    best = [w for w, score in zip(weights, scores) if score == max(scores)]
    near = min(abs(w - 0.5) for w in best)
    nearest = [w for w in best if abs(abs(w - 0.5) - near) < 1e-9]
    assert len(nearest) == 1, "which of two is not said: take another seed"
    return nearest[0], scores
