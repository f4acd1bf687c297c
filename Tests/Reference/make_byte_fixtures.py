"""Makes small weights and inputs, and what products of bytes make of them, in double precision.

The rotation is built from Kronecker products, as SciPy's hadamard is. Run from the root of the
repository. Needs numpy and safetensors.
"""

import os

import numpy as np
from safetensors.numpy import save_file

FOLDER = "Tests/HUSETests/Fixtures/core"
# Of 100 inputs 64 are in one block, 32 in two blocks, and four by themselves.
ROWS, INPUTS, OUTPUTS = 7, 100, 33
PAIR = np.array([[1.0, 1.0], [1.0, -1.0]])


def hadamard(doublings):
    matrix = np.ones((1, 1))
    for _ in range(doublings):
        matrix = np.kron(PAIR, matrix)
    return matrix


def rotation(size):
    """The rotation R of rows of a size, R R = 64."""
    matrix = np.zeros((size, size))
    start = 0
    for doublings, factor in (6, 1), (4, 2), (0, 8):
        block = factor * hadamard(doublings)
        while start + len(block) <= size:
            part = slice(start, start + len(block))
            matrix[part, part] = block
            start += len(block)
    return matrix


def rounded(rows):
    """Whole numbers and the scale of each row; refuses what rounding could decide differently."""
    scales = np.abs(rows).max(axis=1, keepdims=True) / 127
    steps = rows / scales
    numbers = np.rint(steps)
    if np.any(np.abs(np.abs(steps - numbers) - 0.5) < 1e-4):
        raise SystemExit("A value is halfway between two steps: take another seed.")
    return numbers, scales


def main():
    generator = np.random.default_rng(4)
    weights = generator.normal(size=(OUTPUTS, INPUTS)).astype(np.float32)
    inputs = generator.normal(size=(ROWS, INPUTS)).astype(np.float32)
    inputs[:, 9] += 20  # As transformers have it.
    rotated = rotation(INPUTS)
    assert np.array_equal(rotated @ rotated, 64 * np.eye(INPUTS))
    numbers, scales = rounded(weights.astype(float) @ rotated / 64)
    bytes_, steps = rounded(inputs.astype(float) @ rotated)
    product = (bytes_ @ numbers.T) * steps * scales.T
    save_file(
        {"weights": weights, "inputs": inputs, "bytes": numbers.astype(np.int32),
         "scales": scales[:, 0].astype(np.float32),
         "widened": ((numbers * scales) @ rotated).astype(np.float32),
         "product": product.astype(np.float32)},
        os.path.join(FOLDER, "bytes.safetensors"))


if __name__ == "__main__":
    main()
