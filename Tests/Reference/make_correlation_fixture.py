"""Writes reference/correlation.json: canonical correlations by QR and SVD, with NumPy.

Björck and Golub (1973): the singular values of Q_Iᵀ Q_T, where Q_I and Q_T are the orthonormal
factors of the centred features. No covariance is formed.
"""

import json
from pathlib import Path

import numpy as np

FIXTURE = Path(__file__).resolve().parent.parent / "HUSETests/Fixtures/reference/correlation.json"


def correlations(images, texts):
    image_basis, _ = np.linalg.qr(images - images.mean(axis=0))
    text_basis, _ = np.linalg.qr(texts - texts.mean(axis=0))
    return np.linalg.svd(image_basis.T @ text_basis, compute_uv=False)


def main():
    generator = np.random.default_rng(11)
    hidden = generator.normal(size=(60, 3))
    images = hidden @ generator.normal(size=(3, 6)) + generator.normal(size=(60, 6))
    texts = hidden @ generator.normal(size=(3, 5)) + 0.5 * generator.normal(size=(60, 5)) + 2
    images, texts = (x.round(4) for x in (images, texts))
    FIXTURE.write_text(json.dumps({
        "images": images.tolist(), "texts": texts.tolist(),
        "correlations": correlations(images, texts).round(9).tolist(),
    }) + "\n")


if __name__ == "__main__":
    main()
