"""The losses of the paper in double precision, from its equations; JAX differentiates them.

Embeddings and logits are [2N, ...]: N rows of images, then N of texts. Distances are 1 - a.b.
"""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402


def classification(embeddings, logits, labels):
    """Eq. 8: the mean over the 2N embeddings of -log softmax(z)[y]."""
    chosen = jnp.take_along_axis(logits, labels[:, None], axis=1)[:, 0]
    return jnp.mean(jax.scipy.special.logsumexp(logits, axis=1) - chosen)


def graph_mask(embeddings, labels, distances, margin):
    """sigma of eq. 10; an embedding and itself are no pair."""
    actual = 1 - embeddings @ embeddings.T
    target = distances[labels][:, labels]
    apart = ~jnp.eye(len(labels), dtype=bool)
    return (target < margin) & (actual < margin) & apart


def graph(embeddings, logits, labels, distances, margin):
    """Eq. 11 over all ordered pairs; no gradient flows through the mask."""
    mask = jax.lax.stop_gradient(graph_mask(embeddings, labels, distances, margin))
    difference = 1 - embeddings @ embeddings.T - distances[labels][:, labels]
    return jnp.sum(mask * difference**2) / len(labels) ** 2


def gap(embeddings, logits, labels):
    """Eq. 12: the mean over the N pairs."""
    images, texts = jnp.split(embeddings, 2)
    return jnp.mean(1 - jnp.sum(images * texts, axis=1))


def projection(embeddings, logits, labels, class_embeddings):
    """Eq. 13: the mean over the N pairs of the distances of both members to their class."""
    targets = class_embeddings / jnp.linalg.norm(class_embeddings, axis=1, keepdims=True)
    distances = 1 - jnp.sum(embeddings * targets[labels], axis=1)
    return 2 * jnp.mean(distances)


def terms(recipe, batch, graph_distances=None, class_embeddings=None):
    """The terms of a recipe [(name, weight, margin or None), ...]: [(name, weight, value), ...]."""
    result = []
    for name, weight, margin in recipe:
        if name == "classification":
            value = classification(*batch)
        elif name == "graph":
            value = graph(*batch, graph_distances, margin)
        elif name == "gap":
            value = gap(*batch)
        else:
            value = projection(*batch, class_embeddings)
        result.append((name, weight, value))
    return result


def total(*arguments):
    """Eq. 5: the weighted sum of the terms."""
    return sum(weight * value for _, weight, value in terms(*arguments))
