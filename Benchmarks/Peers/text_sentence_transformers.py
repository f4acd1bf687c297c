#!/usr/bin/env python3
"""all-MiniLM-L6-v2 in sentence-transformers, from the local folder."""

import os
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import sentence_transformers  # noqa: E402
from sentence_transformers import SentenceTransformer  # noqa: E402
from sentence_transformers.sentence_transformer import modules  # noqa: E402

import text_data  # noqa: E402


def model(folder):
    """The model of a folder that holds the files of its transformer alone."""
    transformer = modules.Transformer(str(folder))
    pooling = modules.Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
    return SentenceTransformer(modules=[transformer, pooling, modules.Normalize()], device="cpu")


def main():
    arguments = text_data.arguments(__doc__)
    encoder = model(arguments.encoder)
    text_data.measure(
        arguments,
        lambda texts: encoder.encode(
            texts, batch_size=arguments.batch, show_progress_bar=False),
        {"sentence-transformers": sentence_transformers.__version__})


if __name__ == "__main__":
    main()
