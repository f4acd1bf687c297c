"""Writes reference/softmax_regression.json: softmax regressions by Newton's method, with NumPy.

The parameters are those at which 1/N Σ −log softmax(W z + b)[y] + penalty/2 ‖W‖² is smallest, z
being features of mean 0 and deviation 1. The bias is free up to a constant; its mean is 0 here.
"""

import numpy as np

from reference_file import write


def standardized(features):
    deviation = features.std(axis=0)
    return (features - features.mean(axis=0)) / np.where(deviation > 0, deviation, 1)


def softmax(logits):
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def value(parameters, inputs, targets, penalty):
    likelihoods = np.log(softmax(inputs @ parameters))
    return -(likelihoods * targets).sum() / len(inputs) + penalty / 2 * (parameters[:-1] ** 2).sum()


def newton(inputs, targets, penalty):
    (count, columns), classes = inputs.shape, targets.shape[1]
    parameters = np.zeros((columns, classes))
    weight = np.append(np.full(columns - 1, penalty), 0)[:, None]
    for _ in range(100):
        shares = softmax(inputs @ parameters)
        gradient = inputs.T @ (shares - targets) / count + weight * parameters
        if np.abs(gradient).max() < 1e-13:
            return parameters - np.vstack([np.zeros((columns - 1, classes)),
                                           np.full((1, classes), parameters[-1].mean())])
        curvature = np.einsum("na,nk,kl->nakl", inputs, shares, np.eye(classes))
        curvature -= np.einsum("na,nk,nl->nakl", inputs, shares, shares)
        hessian = np.einsum("nakl,nb->akbl", curvature, inputs) / count
        hessian = hessian.reshape(columns * classes, columns * classes)
        hessian += np.diag(np.repeat(weight[:, 0], classes))
        # Not invertible: a constant may be added to every bias.
        step = np.linalg.lstsq(hessian, gradient.ravel(), rcond=1e-12)[0].reshape(gradient.shape)
        length = 1.0
        while value(parameters - length * step, inputs, targets, penalty) > value(
                parameters, inputs, targets, penalty) + 1e-15:
            length /= 2
        parameters = parameters - length * step
    raise SystemExit("Newton's method did not end")


def main():
    generator = np.random.default_rng(17)
    count, dimension, classes = 60, 6, 4
    labels = generator.integers(0, classes, size=count)
    centers = generator.normal(size=(classes, dimension))
    features = centers[labels] + 1.2 * generator.normal(size=(count, dimension))
    # Columns of other scales and places, and a constant one.
    features = features * [1, 20, 0.05, 1, 3, 0] + [0, -40, 0.2, 5, 0, 7]
    features = features.round(4)
    inputs = np.hstack([standardized(features), np.ones((count, 1))])
    targets = np.eye(classes)[labels]
    solutions = []
    for penalty in (0.3, 0.01):
        parameters = newton(inputs, targets, penalty)
        solutions.append({
            "penalty": penalty, "value": value(parameters, inputs, targets, penalty),
            "weights": parameters[:-1], "bias": parameters[-1], "logits": inputs @ parameters})
    write("softmax_regression.json",
          {"features": features, "labels": labels, "classCount": classes, "solutions": solutions})


if __name__ == "__main__":
    main()
