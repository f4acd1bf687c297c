#!/usr/bin/env python3
"""A training step of the paper's network in JAX, compiled, in float32."""

import functools

import jax
import jax.numpy as jnp
import jaxlib

import measuring
import training_data as data

# The generator that is fastest on a CPU.
jax.config.update("jax_default_prng_impl", "rbg")


def tower(layers, features, key):
    """Unit embeddings of features; dropout after each hidden layer."""
    for number, (weights, bias) in enumerate(layers):
        features = features @ weights + bias
        if number < len(layers) - 1:
            key, part = jax.random.split(key)
            keep = jax.random.bernoulli(part, 1 - data.DROPOUT, features.shape)
            features = jnp.where(keep, jax.nn.relu(features) / (1 - data.DROPOUT), 0)
    return features * jax.lax.rsqrt(jnp.sum(features * features, 1, keepdims=True))


def graph_loss(embeddings, distances, margin):
    """The loss of all pairs, from the distances of the classes of each pair."""
    found = 1 - embeddings @ embeddings.T
    active = (distances < margin) & (found < margin)
    active &= ~jnp.eye(len(embeddings), dtype=bool)
    return jnp.sum(jnp.where(active, (found - distances) ** 2, 0)) / len(embeddings) ** 2


def loss(parameters, batch, distances, key, margin):
    """All three losses of the paper, or without a margin those that are not the graph's."""
    image, text, (weights, bias) = parameters
    images, texts, labels = batch
    image_key, text_key = jax.random.split(key)
    image_embeddings = tower(image, images, image_key)
    text_embeddings = tower(text, texts, text_key)
    embeddings = jnp.concatenate([image_embeddings, text_embeddings])
    labels = jnp.concatenate([labels, labels])
    scores = jax.nn.log_softmax(embeddings @ weights + bias)
    classification = -jnp.mean(jnp.take_along_axis(scores, labels[:, None], 1))
    gap = 1 - jnp.mean(jnp.sum(image_embeddings * text_embeddings, 1))
    total = data.CLASS_WEIGHT * classification + data.GAP_WEIGHT * gap
    if margin is not None:
        total += data.GRAPH_WEIGHT * graph_loss(
            embeddings, distances[labels][:, labels], margin)
    return total


@functools.partial(jax.jit, static_argnames="margin", donate_argnums=(0, 1, 2))
def step(parameters, squares, velocities, batch, distances, key, margin):
    """One update of RMSProp with momentum."""
    key, part = jax.random.split(key)
    gradients = jax.grad(loss)(parameters, batch, distances, part, margin)
    squares = jax.tree.map(
        lambda s, g: data.DECAY * s + (1 - data.DECAY) * g * g, squares, gradients)
    velocities = jax.tree.map(
        lambda m, s, g: data.MOMENTUM * m
        + data.LEARNING_RATE * g * jax.lax.rsqrt(s + data.EPSILON),
        velocities, squares, gradients)
    parameters = jax.tree.map(jnp.subtract, parameters, velocities)
    return parameters, squares, velocities, key


def main():
    arguments = data.arguments(__doc__, modes=["jit"])
    margin = None if arguments.without_graph_loss else arguments.margin
    batch = jax.tree.map(jnp.asarray, data.batch(arguments.batch))
    distances = jnp.asarray(data.class_distances(arguments.inputs))
    parameters = jax.tree.map(jnp.asarray, data.parameters())
    state = [parameters, jax.tree.map(jnp.zeros_like, parameters),
             jax.tree.map(jnp.zeros_like, parameters), jax.random.key(3)]

    def take_step():
        *moving, key = state
        state[:] = jax.block_until_ready(step(*moving, batch, distances, key, margin))

    measuring.time_and_print(
        "training-step", take_step, arguments,
        {"jax": jax.__version__, "jaxlib": jaxlib.__version__})


if __name__ == "__main__":
    main()
