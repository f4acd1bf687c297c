"""Makes losses.json: values, terms and gradients of the losses on random batches."""

import jax
import jax.numpy as jnp
import numpy as np

import reference_losses as losses
from reference_file import single, write

# 0.5 equals a margin below: the mask is strict.
DISTANCES = single([
    [0, 0.3, 0.5, 0.95], [0.3, 0, 0.45, 1.2], [0.5, 0.45, 0, 0.1], [0.95, 1.2, 0.1, 0]])
RECIPES = {
    "classification": [("classification", 1, None)],
    "graph, margin 0.5": [("graph", 1, 0.5)],
    "graph, margin 0.8": [("graph", 1, 0.8)],
    "graph, margin 1.3": [("graph", 1, 1.3)],
    "graph, all pairs": [("graph", 1, 2.5)],
    "gap": [("gap", 1, None)],
    "projection": [("projection", 1, None)],
    "HUSE": [("classification", 0.6, None), ("graph", 0.2, 0.8), ("gap", 0.2, None)],
    "HUSE-P": [("classification", 0.5, None), ("projection", 0.3, None), ("gap", 0.2, None)],
}


def units(generator, rows, dimension):
    values = generator.normal(size=(rows, dimension))
    return single(values / np.linalg.norm(values, axis=1, keepdims=True))


def from_margins(embeddings):
    """How far each distance lies from the nearest margin."""
    actual = 1 - embeddings @ embeddings.T + 10 * np.eye(len(embeddings))
    return np.min([abs(actual - margin) for margin in (0.5, 0.8, 1.3)], axis=0)


def on_margin(embeddings):
    return bool((from_margins(embeddings) == 0).any())


def check_gradient(value, point, gradient):
    """Central differences along a random direction."""
    direction = np.random.default_rng(0).normal(size=point.shape)
    step = 1e-6
    slope = (value(point + step * direction) - value(point - step * direction)) / (2 * step)
    assert abs(slope - np.sum(gradient * direction)) <= 1e-7 * max(1, abs(slope))


def expectation(name, recipe, embeddings, logits, labels, class_embeddings):
    def total(embeddings, logits):
        batch = (embeddings, logits, jnp.asarray(labels))
        return losses.total(recipe, batch, DISTANCES, class_embeddings)

    batch = (embeddings, logits, jnp.asarray(labels))
    by_embeddings, by_logits = jax.grad(total, argnums=(0, 1))(embeddings, logits)
    if not on_margin(embeddings):  # the loss jumps there
        check_gradient(lambda point: total(point, logits), embeddings, by_embeddings)
    check_gradient(lambda point: total(embeddings, point), logits, by_logits)
    terms = losses.terms(recipe, batch, DISTANCES, class_embeddings)
    return {
        "loss": name,
        "terms": [{"name": n, "weight": float(w), "value": v} for n, w, v in terms],
        "total": total(embeddings, logits),
        "embeddingGradient": by_embeddings, "logitGradient": by_logits,
    }


def batch(name, labels, seed, dimension=5, embeddings=None, recipes=RECIPES, logit_size=2):
    generator = np.random.default_rng(seed)
    classes = len(DISTANCES)
    if embeddings is None:
        embeddings = units(generator, 2 * len(labels), dimension)
    embeddings = np.asarray(embeddings, dtype=np.float64)
    # No distance may lie so near to a margin that rounding decides.
    near = from_margins(embeddings)
    assert ((near == 0) | (near > 1e-5)).all(), "take another seed"
    logits = single(logit_size * generator.normal(size=(2 * len(labels), classes)))
    class_embeddings = single(generator.normal(size=(classes, embeddings.shape[1])))
    doubled = np.concatenate([labels, labels])
    return {
        "name": name, "labels": labels, "embeddings": embeddings, "logits": logits,
        "classEmbeddings": class_embeddings,
        "expected": [
            expectation(key, recipe, embeddings, logits, doubled, class_embeddings)
            for key, recipe in recipes.items()],
    }


many = np.random.default_rng(7).integers(0, 4, size=40)
axes = [[1, 0, 0, 0], [0, 1, 0, 0], [0.5, 0.5, 0.5, 0.5],
        [-1, 0, 0, 0], [1, 0, 0, 0], [0.5, 0.5, 0.5, 0.5]]
batches = [
    batch("seven pairs", [0, 1, 2, 3, 0, 1, 2], 1),
    batch("one pair", [2], 2),
    batch("one class", [1, 1, 1, 1], 3),
    batch("forty pairs", many, 4, dimension=8, recipes={
        key: RECIPES[key] for key in ("graph, margin 0.8", "HUSE", "HUSE-P")}),
    batch("large logits", [3, 0, 1], 5, logit_size=60),
    # Distances of exactly 0.5, and the same embedding twice.
    batch("on the margin", [0, 1, 2], 6, embeddings=axes),
]
write("losses.json", {"distances": DISTANCES, "batches": batches})
