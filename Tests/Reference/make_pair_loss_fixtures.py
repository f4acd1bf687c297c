"""Makes pair_losses.json: values and gradients of the losses over pairs and triplets of a batch."""

import jax
import jax.numpy as jnp
import numpy as np

import reference_pair_losses as losses
from reference_file import single, write

CLASSES = 5
LOSSES = {
    "triplet, margin 0.1": (losses.triplet, [0.1]),
    "triplet, margin 0.8": (losses.triplet, [0.8]),
    "cosine embedding of pairs": (losses.cosine_embedding, [0.1, "pairs"]),
    "cosine embedding of classes": (losses.cosine_embedding, [-0.2, "classes"]),
    "AdaMine, margin 0.3": (losses.adamine, [0.3, 0.3]),
    "AdaMine, margin 1": (losses.adamine, [1.0, 2.0]),
    "hinge rank, margin 0.1": (losses.hinge_rank, [0.1]),
    "hinge rank, margin 0.7": (losses.hinge_rank, [0.7]),
    "contrastive of pairs": (losses.contrastive, [0.07, "pairs"]),
    "contrastive of classes": (losses.contrastive, [0.5, "classes"]),
    "sigmoid of pairs": (losses.sigmoid, [10.0, -10.0, "pairs"]),
    "sigmoid of classes": (losses.sigmoid, [3.0, -1.0, "classes"]),
}


def check_gradient(value, point, gradient):
    """Central differences along a random direction; near a kink they would differ."""
    direction = np.random.default_rng(0).normal(size=point.shape)
    step = 1e-6
    slope = (value(point + step * direction) - value(point - step * direction)) / (2 * step)
    assert abs(slope - np.sum(gradient * direction)) <= 1e-6 * max(1, abs(slope)), "take another seed"


def expectation(name, embeddings, labels, class_embeddings):
    function, settings = LOSSES[name]
    settings = [single(s).item() if isinstance(s, float) else s for s in settings]
    if function is losses.hinge_rank:
        settings = [class_embeddings, *settings]

    def value(point):
        return function(point, jnp.asarray(labels), *settings)

    gradient = np.asarray(jax.grad(value)(embeddings))
    check_gradient(value, embeddings, gradient)
    return {"loss": name, "value": value(embeddings), "embeddingGradient": gradient}


def batch(name, labels, seed, dimension=6, spread=1.0):
    """Pairs around a direction of their class; a small spread makes the classes easy to tell."""
    generator = np.random.default_rng(seed)
    labels = np.asarray(labels)
    centers = generator.normal(size=(CLASSES, dimension))
    rows = np.concatenate([centers[labels]] * 2)
    rows = rows + spread * generator.normal(size=rows.shape)
    embeddings = single(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    class_embeddings = single(centers + 0.3 * generator.normal(size=centers.shape))
    return {
        "name": name, "labels": labels, "classEmbeddings": class_embeddings,
        "embeddings": embeddings,
        "expected": [
            expectation(key, embeddings, labels, class_embeddings) for key in LOSSES],
    }


many = np.random.default_rng(3).integers(0, CLASSES, size=24)
write("pair_losses.json", {"batches": [
    batch("several of a class", [0, 1, 2, 0, 0, 4, 1, 2, 0], 1),
    batch("each of its own class", [3, 0, 4, 1, 2], 2),
    batch("one class", [2, 2, 2, 2], 3),
    batch("one pair", [1], 4),
    batch("easy", [0, 1, 2, 3, 4, 0, 1], 5, spread=0.1),
    batch("many", many, 6, dimension=8, spread=0.7),
]})
