"""Makes retrieval.json, classification.json and taxonomy.json."""

import numpy as np

from reference_file import single, write
from reference_model import Model, random_parameters
from reference_retrieval import (
    accuracy, best_fusion_weight, calibration_error, macro_accuracy, negative_log_likelihood,
    retrieval, smallest_margin)
from reference_taxonomy import common_path, dissimilarity


def units(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def scattered(seed, count, classes, dimension, noise):
    """Embeddings around a centre for each class; the last class has one item only."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, classes - 1, size=count)
    labels[count // 2] = classes - 1
    centers = generator.normal(size=(classes, dimension))
    images, texts = (
        single(units(centers[labels] + noise * generator.normal(size=(count, dimension))))
        for _ in range(2))
    return images, texts, labels


def tied(seed, count, classes):
    """Few different embeddings, whose products are exact in any precision: many ties."""
    generator = np.random.default_rng(seed)
    signs = np.array(np.meshgrid(*[[-0.5, 0.5]] * 4)).reshape(4, -1).T
    points = np.concatenate([signs, np.eye(4), -np.eye(4)])
    labels = generator.integers(0, classes, size=count)
    images, texts = (points[(labels * 5 + generator.integers(0, 7, size=count)) % len(points)]
                     for _ in range(2))
    return images, texts, labels


def duplicated(seed, count, classes, dimension):
    """Every embedding twice, far apart and of two classes: the first of the two ranks first."""
    images, texts, labels = scattered(seed, count, classes, dimension, 1.0)
    order = np.random.default_rng(seed).permutation(count)
    return (np.concatenate([images, images[order]]), np.concatenate([texts, texts[order]]),
            np.concatenate([labels, (labels[order] + 1) % classes]))


def signed(seed, count, classes, dimension):
    """A pattern of signs for each class, some of them turned: products are exact, ties many."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, classes, size=count)
    patterns = generator.choice([-0.25, 0.25], size=(classes, dimension))
    images, texts = (
        patterns[labels] * generator.choice([1, -1], p=[0.75, 0.25], size=(count, dimension))
        for _ in range(2))
    return images, texts, labels


def retrieval_case(name, images, texts, labels):
    assert smallest_margin(units(images), units(texts), labels) > 5e-7, "take another seed"
    # The first class lies above the second; some do not occur.
    paths = CLASS_PATHS[:max(labels) + 1 + 2]
    result = retrieval(units(images), units(texts), labels, [path.split("/") for path in paths])
    for direction, found in result.items():
        print(f"{name}, {direction}: {found}")
    return {"name": name, "images": images, "texts": texts, "labels": labels, "paths": paths,
            "results": result}


def classification_case(seed):
    generator = np.random.default_rng(seed)
    classes, count, image_widths, text_widths = 5, 60, [6, 8, 4], [5, 4]
    parameters = random_parameters(generator, image_widths, text_widths, classes, None)
    images, texts = single(generator.normal(size=(count, 6))), single(
        generator.normal(size=(count, 5)))
    model = Model(2, 1, False, [None, None], 16.0)
    first, second = (np.asarray(model.probabilities(parameters, features, tower))
                     for tower, features in enumerate((images, texts)))
    # Labels that neither kind alone, but both together often get right.
    noise = generator.normal(size=first.shape) * 0.35
    labels = np.argmax(0.35 * first + 0.65 * second + noise, axis=1)
    best, scores = best_fusion_weight(first, second, labels)
    for step in range(21):
        fused = np.sort(step / 20 * first + (1 - step / 20) * second, axis=1)
        assert np.min(fused[:, -1] - fused[:, -2]) > 1e-5, "take another seed"
    print(f"classification: {accuracy(first, labels)}, {accuracy(second, labels)}, {scores}")
    return {
        "images": images, "texts": texts, "labels": labels, "imageLayers": 2, "textLayers": 1,
        "parameters": parameters, "imageScores": first, "textScores": second,
        "imageAccuracy": accuracy(first, labels), "textAccuracy": accuracy(second, labels),
        "imageMacroAccuracy": macro_accuracy(first, labels),
        "textMacroAccuracy": macro_accuracy(second, labels), "fusedAccuracies": scores,
        "bestWeight": best,
        "calibrationErrors": {
            str(bins): [calibration_error(scores, labels, bins)
                        for scores in (first, second, best * first + (1 - best) * second)]
            for bins in (1, 4, 15)},
        "negativeLogLikelihoods": [
            negative_log_likelihood(scores, labels)
            for scores in (first, second, best * first + (1 - best) * second)]}


CLASS_PATHS = [
    "food/fruit", "food/fruit/apple", "food/fruit/citrus/lemon", "food/fruit/citrus/lime",
    "food/bread/rye/pumpernickel", "food/bread/white", "food/pizza", "food/fruit/pear",
    "drink/tea/green", "drink/tea/black", "drink/water", "food/bread/rye/plain", "drink/coffee",
    "food/soup"]
FOOD = {
    "fruit": {"pome": {"apple": {}, "pear": {}}, "citrus": {"lemon": {}}, "banana": {}},
    "baked": {"bread": {"rye": {"pumpernickel": {}}, "white": {}}, "pizza": {}},
    "water": {},
}


def taxonomy_case(name, tree, paths, root):
    split = [path.split("/") for path in paths]
    assert common_path(*split) == root
    return {"name": name, "paths": paths, "dissimilarities": [
        [dissimilarity(tree, first, second, root) for second in split] for first in split]}


LEAVES = [
    "fruit/pome/apple", "fruit/pome/pear", "fruit/citrus/lemon", "fruit/banana",
    "baked/bread/rye/pumpernickel", "baked/bread/white", "baked/pizza", "water"]
write("retrieval.json", [
    retrieval_case("scattered", *scattered(1, 60, 7, 6, 1.0)),
    retrieval_case("tied", *tied(2, 40, 6)),
    retrieval_case("duplicated", *duplicated(4, 51, 5, 9)),
    retrieval_case("more than a block of queries", *signed(3, 300, 12, 16)),
])
write("classification.json", classification_case(5))
write("taxonomy.json", [
    taxonomy_case("leaves", FOOD, LEAVES, []),
    # A level that all paths share does not count.
    taxonomy_case("under one top", {"all": {"food": FOOD}},
                  ["all/food/" + path for path in LEAVES], ["all", "food"]),
    # A class may have others below it.
    taxonomy_case("with inner classes", FOOD, LEAVES + ["fruit", "baked/bread"], []),
])
