"""Makes hierarchy_losses.json: values and gradients of the losses with a class hierarchy.

Needs NumPy 2.4.6 alone; with the same version the file comes out the same.
"""

import numpy as np

import reference_hierarchy_losses as losses
from reference_file import single, write

BALANCED = ["a/p", "a/q", "b/p", "b/q", "c/p", "c/q"]
# A class above others, one of them above another; a level with one child; levels that all share.
UNEVEN = [
    "all/food/fruit/pome/apple", "all/food/fruit/pome/pear", "all/food/fruit", "all/food/pizza",
    "all/food/bread/rye/dark/whole", "all/food/bread/white", "all/food/bread/rye", "all/water"]
FLAT = ["red", "green", "blue", "white"]
UNDER_ONE = ["thing", "thing/tool/saw", "thing/tool/axe", "thing/toy"]


def check_gradient(value, point, gradient):
    """Central differences along a random direction."""
    direction = np.random.default_rng(0).normal(size=point.shape)
    step = 1e-6
    slope = (value(point + step * direction) - value(point - step * direction)) / (2 * step)
    slope = slope.real
    assert abs(slope - np.sum(gradient * direction)) <= 1e-6 * max(1, abs(slope))


def logit_expectation(name, setting, value, logits):
    """The setting as single precision holds it: what both sides start from."""
    setting = single(setting).item()
    gradient = losses.gradient(lambda point: value(point, setting), logits)
    check_gradient(lambda point: value(point, setting), logits.astype(complex), gradient)
    return {
        "loss": name, "setting": setting,
        "value": value(logits.astype(complex), setting).real, "gradient": gradient}


def check_against_the_paper(distances, decay, smallest):
    """The paper takes the smallest of a hundred numbers whose matrix is semidefinite."""
    classes = len(distances)
    grid = []
    for number in np.linspace(-1 / (classes - 1), -1, 100):
        similarities = losses.similarities(distances, decay, number)
        if losses.is_semidefinite(similarities + 1e-9 * np.eye(classes)):
            grid.append(number)
    width = (1 - 1 / (classes - 1)) / 99
    assert smallest - 1e-6 <= min(grid) <= smallest + width + 1e-6, (smallest, min(grid))


def frame(distances, decay, dimension, scale, share, labels, generator):
    decay, scale, share = (single(number).item() for number in (decay, scale, share))
    smallest = losses.smallest_similarity(distances, decay)
    if len(distances) > 2:
        check_against_the_paper(distances, decay, smallest)
    similarities = losses.similarities(distances, decay, smallest)
    values = np.linalg.eigvalsh(similarities)[::-1]
    if dimension < len(values) - 1:
        assert values[dimension - 1] - values[dimension] > 0.02, "a cut between equal eigenvalues"
    directions = losses.frame(similarities, dimension)
    vectors = single(directions)
    rows = vectors[labels] + 0.5 * generator.normal(size=(len(labels), dimension))
    embeddings = single(rows / np.linalg.norm(rows, axis=1, keepdims=True))

    def terms(point):
        return (
            losses.frame_classification(point, labels, vectors, scale),
            losses.frame_cosines(point, labels, vectors))

    def total(point):
        classification, cosines = terms(point)
        return (1 - share) * classification + share * cosines

    gradient = losses.gradient(total, embeddings)
    check_gradient(total, embeddings.astype(complex), gradient)
    return {
        "decay": decay, "dimension": dimension, "scale": scale, "share": share,
        "cosines": directions @ directions.T, "vectors": vectors, "embeddings": embeddings,
        "terms": [value.real for value in terms(embeddings.astype(complex))],
        "gradient": gradient,
    }


def case(name, classes, labels, seed, frames, logit_size=2):
    generator = np.random.default_rng(seed)
    distances = losses.distances(classes)
    doubled = np.concatenate([labels, labels])
    logits = single(logit_size * generator.normal(size=(len(doubled), len(classes))))
    expected = [
        logit_expectation(
            "soft labels", hardness,
            lambda point, setting: losses.soft_labels(point, doubled, distances, setting), logits)
        for hardness in (4, 30)]
    expected += [
        logit_expectation(
            "hierarchical cross entropy", discount,
            lambda point, setting: losses.hierarchical_cross_entropy(
                point, doubled, classes, setting), logits)
        for discount in (0, 0.1, 0.6)]
    return {
        "name": name, "classes": classes, "labels": labels, "distances": distances,
        "logits": logits, "expected": expected,
        "frames": [frame(distances, *settings, doubled, generator) for settings in frames],
    }


write("hierarchy_losses.json", {"cases": [
    case("balanced", BALANCED, [0, 3, 5, 2, 4], 1, [(2, 6, 16, 0.5), (5, 5, 4, 0)]),
    case("uneven", UNEVEN, [0, 1, 2, 3, 4, 5, 6, 7], 2, [(3, 8, 16, 0.5), (1, 11, 8, 0.3)]),
    case("one level", FLAT, [1, 3, 0], 3, [(3, 3, 16, 0.5), (3, 5, 10, 1)]),
    case("under one class", UNDER_ONE, [0, 1, 3, 2, 0], 4, [(3, 2, 16, 0.4)]),
    case("one pair", UNEVEN, [6], 5, [(3, 7, 16, 0.5)]),
    case("one class", ["food/fruit/apple"], [0, 0], 6, [(3, 3, 16, 0.5)]),
    case("two classes", ["food/apple", "food/pear"], [0, 1, 1], 7, [(0.5, 2, 16, 0.5)]),
    case("large logits", UNEVEN, [4, 7, 2, 0], 8, [(3, 8, 100, 0.5)], logit_size=60),
]})
