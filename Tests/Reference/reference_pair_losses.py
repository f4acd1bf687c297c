"""The losses of the systems that HUSE is compared with, in double precision, from their papers.

Every pair and every triplet is a number of an array; JAX differentiates. Embeddings are [2N, D]: N
rows of images, then N of texts; labels are the N classes. `matching` is "pairs" or "classes".
"""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402


def directions(embeddings):
    """Distances [anchor, candidate] from images to texts, and from texts to images."""
    images, texts = jnp.split(embeddings, 2)
    distances = 1 - images @ texts.T
    return distances, distances.T


def matches(labels, matching):
    if matching == "pairs":
        return jnp.eye(len(labels), dtype=bool)
    return labels[:, None] == labels[None, :]


def triplet(embeddings, labels, margin):
    """Schroff et al. 2015, with TensorFlow's choice where no negative lies beyond the positive."""
    same = matches(labels, "classes")
    hinges = 0.0
    for distances in directions(embeddings):
        positive, candidate = distances[:, :, None], distances[:, None, :]
        beyond = ~same[:, None, :] & (candidate > positive)
        semi_hard = jnp.min(jnp.where(beyond, candidate, jnp.inf), axis=2)
        farthest = jnp.max(jnp.where(same, -jnp.inf, distances), axis=1, keepdims=True)
        negative = jnp.where(beyond.any(axis=2), semi_hard, farthest)
        has_negative = ~same.all(axis=1, keepdims=True)
        chosen = same & has_negative
        hinge = jnp.maximum(0, margin + distances - jnp.where(chosen, negative, 0))
        hinges += jnp.sum(jnp.where(chosen, hinge, 0))
    return hinges / (2 * same.sum())


def cosine_embedding(embeddings, labels, margin, matching):
    """Salvador et al. 2017, over all pairs; the matching and the others each have their mean."""
    distances = directions(embeddings)[0]
    match = matches(labels, matching)
    pulled = jnp.where(match, distances, 0)
    pushed = jnp.where(match, 0, jnp.maximum(0, 1 - distances - margin))
    return pulled.sum() / match.sum() + pushed.sum() / jnp.maximum((~match).sum(), 1)


def active_mean(distances, positive, negative, margin):
    """The mean over the triplets [a, p, n] whose hinge is above 0."""
    hinges = margin + distances[:, :, None] - distances[:, None, :]
    active = positive[:, :, None] & negative[:, None, :] & (hinges > 0)
    return jnp.where(active, hinges, 0).sum() / jnp.maximum(active.sum(), 1)


def adamine(embeddings, labels, margin, class_weight):
    """Carvalho et al. 2018: triplets of pairs and, weighted, of classes."""
    pair, same = matches(labels, "pairs"), matches(labels, "classes")
    pairs = classes = 0.0
    for distances in directions(embeddings):
        pairs += active_mean(distances, pair, ~pair, margin)
        classes += active_mean(distances, same & ~pair, ~same, margin)
    return pairs + class_weight * classes


def hinge_rank(embeddings, labels, class_embeddings, margin):
    """Frome et al. 2013, eq. 1, for images and texts."""
    units = class_embeddings / jnp.linalg.norm(class_embeddings, axis=1, keepdims=True)
    cosines = embeddings @ units.T
    doubled = jnp.concatenate([labels, labels])
    own = jnp.take_along_axis(cosines, doubled[:, None], axis=1)
    others = jnp.arange(len(units))[None, :] != doubled[:, None]
    return jnp.where(others, jnp.maximum(0, margin - own + cosines), 0).sum() / len(labels)


def contrastive(embeddings, labels, temperature, matching):
    """Radford et al. 2021; for classes Khosla et al. 2020, L_out."""
    match = matches(labels, matching)
    total = 0.0
    for distances in directions(embeddings):
        logs = jax.nn.log_softmax((1 - distances) / temperature, axis=1)
        total -= jnp.mean(jnp.where(match, logs, 0).sum(axis=1) / match.sum(axis=1))
    return total / 2


def sigmoid(embeddings, labels, scale, bias, matching):
    """Zhai et al. 2023, algorithm 1."""
    signs = 2.0 * matches(labels, matching) - 1
    logits = scale * (1 - directions(embeddings)[0]) + bias
    return -jax.nn.log_sigmoid(signs * logits).sum() / len(labels)
