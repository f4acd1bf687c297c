"""Retrieval and classification measured the plain way: sort, then look."""

import numpy as np

DIRECTIONS = {
    "imageToImage": (0, 0), "imageToText": (0, 1), "textToImage": (1, 0), "textToText": (1, 1)}


def first_rank(query, items, labels, label, excluded):
    """The rank, from 1, of the nearest item of the query's class; equal distances by position."""
    order = sorted(
        (1 - float(np.dot(query, item)), position)
        for position, item in enumerate(items) if position != excluded)
    for rank, (_, position) in enumerate(order, start=1):
        if labels[position] == label:
            return rank
    return np.inf


def retrieval(images, texts, labels, ranks=(1, 5, 10)):
    """R@K and the median of the first ranks in four directions; None is infinite."""
    result = {}
    for name, (of_query, of_item) in DIRECTIONS.items():
        queries, items = (images, texts)[of_query], (images, texts)[of_item]
        firsts = np.array([
            first_rank(query, items, labels, labels[row], row if of_query == of_item else None)
            for row, query in enumerate(queries)])
        median = float(np.median(firsts))
        result[name] = {
            "recall": [float(np.mean(firsts <= rank)) for rank in ranks],
            "medianRank": median if np.isfinite(median) else None}
    return result


def smallest_margin(images, texts, labels):
    """How little would change a rank: the smallest difference, not zero, of a query's distances to
    its nearest of the class and to an item of another class."""
    labels, smallest = np.asarray(labels), np.inf
    for of_query, of_item in DIRECTIONS.values():
        products = (images, texts)[of_query] @ (images, texts)[of_item].T
        for row, line in enumerate(products):
            same = labels == labels[row]
            same[row] &= of_query != of_item
            if same.any():
                gaps = abs(line[labels != labels[row]] - line[same].max())
                smallest = min(smallest, gaps[gaps > 1e-12].min())
    return smallest


def accuracy(probabilities, labels):
    """The share of rows whose largest score, the first of equal ones, is at the label."""
    return float(np.mean([int(np.argmax(row)) == label
                          for row, label in zip(probabilities, labels)]))


def best_fusion_weight(images, texts, labels):
    """Of 0, 0.05, ... 1 the most accurate; of equally good ones the nearest to 0.5."""
    weights = [step / 20 for step in range(21)]
    scores = [accuracy(w * images + (1 - w) * texts, labels) for w in weights]
    best = [w for w, score in zip(weights, scores) if score == max(scores)]
    near = min(abs(w - 0.5) for w in best)
    nearest = [w for w in best if abs(abs(w - 0.5) - near) < 1e-9]
    assert len(nearest) == 1, "which of two is not said: take another seed"
    return nearest[0], scores
