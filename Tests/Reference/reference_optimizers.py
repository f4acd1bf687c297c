"""The optimizers, schedules and clipping as the documentation of HUSE states them, in NumPy.

An optimizer changes a list of parameters along gradients; `settings` are those of the fixture.
"""

import math

import numpy as np


class RMSProp:
    """TensorFlow's: epsilon under the root, the rate inside the momentum."""

    def __init__(self, parameters, momentum, decay, epsilon):
        self.settings = momentum, decay, epsilon
        self.square = [np.zeros_like(w) for w in parameters]
        self.velocity = [np.zeros_like(w) for w in parameters]

    def step(self, parameters, gradients, rate):
        momentum, decay, epsilon = self.settings
        result = []
        for i, (w, g) in enumerate(zip(parameters, gradients)):
            self.square[i] = decay * self.square[i] + (1 - decay) * g**2
            push = rate * g / np.sqrt(self.square[i] + epsilon)
            self.velocity[i] = momentum * self.velocity[i] + push
            result.append(w - self.velocity[i])
        return result


class Adam:
    """Kingma and Ba, algorithm 1; with decoupled decay of weights, not of biases, AdamW."""

    def __init__(self, parameters, beta1, beta2, epsilon, weightDecay, isBias):
        self.settings = beta1, beta2, epsilon, weightDecay
        self.is_bias = isBias
        self.mean = [np.zeros_like(w) for w in parameters]
        self.square = [np.zeros_like(w) for w in parameters]
        self.count = 0

    def step(self, parameters, gradients, rate):
        beta1, beta2, epsilon, decay = self.settings
        self.count += 1
        result = []
        for i, (w, g) in enumerate(zip(parameters, gradients)):
            self.mean[i] = beta1 * self.mean[i] + (1 - beta1) * g
            self.square[i] = beta2 * self.square[i] + (1 - beta2) * g**2
            mean = self.mean[i] / (1 - beta1**self.count)
            square = self.square[i] / (1 - beta2**self.count)
            shrink = 0 if self.is_bias[i] else rate * decay * w
            result.append(w - rate * mean / (np.sqrt(square) + epsilon) - shrink)
        return result


class SGD:
    """Sutskever et al. in the form of PyTorch."""

    def __init__(self, parameters, momentum, isNesterov):
        self.settings = momentum, isNesterov
        self.velocity = [np.zeros_like(w) for w in parameters]

    def step(self, parameters, gradients, rate):
        momentum, nesterov = self.settings
        result = []
        for i, (w, g) in enumerate(zip(parameters, gradients)):
            self.velocity[i] = momentum * self.velocity[i] + g
            along = g + momentum * self.velocity[i] if nesterov else self.velocity[i]
            result.append(w - rate * along)
        return result


def constant(step):
    return 1.0


def cosine(warm_up, total, final_share):
    """A linear rise over the first steps, then half a cosine down to the final share."""
    def factor(step):
        if step < warm_up:
            return (step + 1) / warm_up
        if step >= total:
            return final_share
        angle = math.pi * (step - warm_up) / (total - warm_up)
        return final_share + (1 - final_share) * 0.5 * (1 + math.cos(angle))
    return factor


def stepwise(interval, share):
    return lambda step: share ** (step // interval)


def norm(gradients):
    return math.sqrt(sum(float(np.sum(np.square(g))) for g in gradients))


def clipped(gradients, longest):
    """All gradients together, scaled down to a length (Pascanu et al. 2013)."""
    length = norm(gradients)
    factor = longest / length if longest is not None and length > longest else 1.0
    return [factor * g for g in gradients]
