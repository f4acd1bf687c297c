"""The whole model in double precision: two towers, one classifier, ten steps of training.

A tower is {"layers": [{"weights", "bias"}], "rectifiesOutput", "inputScaling": {...} or None}.
The parameters are a list: W and b of the image tower's layers, of the text tower's, of the
classifier, then the logarithm of the logit scale where it is learned.
"""

import jax
import jax.numpy as jnp
import numpy as np

import reference_losses as losses
import reference_optimizers as optimizers
from reference_file import single


def random_parameters(generator, image_widths, text_widths, classes, learned_scale):
    parameters = []
    for widths in (image_widths, text_widths, [image_widths[-1], classes]):
        for inputs, outputs in zip(widths, widths[1:]):
            parameters.append(single(generator.normal(size=(inputs, outputs)) / inputs**0.5))
            parameters.append(single(0.3 * generator.normal(size=(1, outputs))))
    if learned_scale is not None:
        parameters.append(np.full((1, 1), np.log(learned_scale)))
    return parameters


def standardizing(features):
    """Mean 0 and (population) deviation 1, column by column."""
    return {"mean": features.mean(axis=0), "deviation": features.std(axis=0)}


class Model:
    def __init__(self, image_layers, text_layers, rectifies_output, scalings, fixed_scale):
        self.layers = image_layers, text_layers
        self.rectifies_output = rectifies_output
        self.scalings = scalings
        self.fixed_scale = fixed_scale

    def activations(self, parameters, features, tower):
        """The values before each ReLU, then the output before normalisation."""
        rows = jnp.asarray(features)
        if self.scalings[tower]:
            rows = (rows - self.scalings[tower]["mean"]) / self.scalings[tower]["deviation"]
        first = 2 * self.layers[0] * tower
        kinks = []
        for layer in range(self.layers[tower]):
            rows = rows @ parameters[first + 2 * layer] + parameters[first + 2 * layer + 1]
            if layer < self.layers[tower] - 1 or self.rectifies_output:
                kinks.append(rows)
                rows = jnp.maximum(rows, 0)
        return kinks, rows

    def embed(self, parameters, features, tower):
        rows = self.activations(parameters, features, tower)[1]
        return rows / jnp.sqrt(jnp.sum(rows**2, axis=1, keepdims=True))

    def logits(self, parameters, embeddings):
        """Eq. 6, with a scale on the product."""
        first = 2 * sum(self.layers)
        scale = self.fixed_scale
        if scale is None:
            scale = jnp.exp(parameters[first + 2][0, 0])
        return scale * (embeddings @ parameters[first]) + parameters[first + 1]

    def probabilities(self, parameters, features, tower):
        """Eq. 7."""
        embeddings = self.embed(parameters, features, tower)
        return jax.nn.softmax(self.logits(parameters, embeddings), axis=1)

    def batch(self, parameters, images, texts, labels):
        embeddings = jnp.concatenate(
            [self.embed(parameters, images, 0), self.embed(parameters, texts, 1)])
        return embeddings, self.logits(parameters, embeddings), jnp.concatenate([labels, labels])


def train(model, start, data, recipe, constants, penalty, optimizer, rate, schedule, longest, steps):
    """Trains on all pairs at once; tells the terms, the rate and the gradient's length by step."""
    images, texts, labels = (jnp.asarray(part) for part in data)
    constants = [jnp.asarray(part) for part in constants]

    def terms(parameters):
        batch = model.batch(parameters, images, texts, labels)
        found = losses.terms(recipe, batch, *constants)
        if penalty:
            squares = sum(strength * jnp.sum(parameters[i] ** 2) for i, strength in penalty)
            found.append(("l2", 1.0, squares))
        return found

    def total(parameters):
        return sum(weight * value for _, weight, value in terms(parameters))

    gradient = jax.jit(jax.grad(total))
    parameters, report = start, []
    for step in range(steps):
        check_kinks(model, parameters, images, texts, labels, recipe, constants)
        gradients = [np.asarray(g) for g in gradient([jnp.asarray(w) for w in parameters])]
        now = rate * schedule(step)
        report.append({
            "terms": [{"name": n, "weight": w, "value": v} for n, w, v in terms(parameters)],
            "learningRate": now, "gradientNorm": optimizers.norm(gradients)})
        parameters = optimizer.step(parameters, optimizers.clipped(gradients, longest), now)
    return parameters, report


def check_kinks(model, parameters, images, texts, labels, recipe, constants):
    """Nothing may lie so near to a kink or a margin that rounding decides."""
    for tower, features in enumerate((images, texts)):
        for rows in model.activations(parameters, features, tower)[0]:
            assert jnp.min(abs(rows)) > 1e-5, "take another seed: a ReLU"
    embeddings = model.batch(parameters, images, texts, labels)[0]
    assert jnp.isfinite(embeddings).all(), "take another seed: a row of zeros"
    apart = ~np.eye(len(embeddings), dtype=bool)
    actual = np.asarray(1 - embeddings @ embeddings.T)[apart]
    for name, _, margin in recipe:
        if name == "graph":
            assert np.min(abs(actual - margin)) > 1e-5, "take another seed: a margin"
            assert np.min(abs(constants[0] - margin)) > 1e-5
            shares = losses.graph_mask(
                embeddings, jnp.concatenate([labels, labels]), *constants[:1], margin)
            assert 0.05 < jnp.mean(shares) < 0.95, "the margin must divide the pairs"
