#!/usr/bin/env python3
"""Static embeddings in the model2vec package, from the local folder."""

import os
from importlib.metadata import version

os.environ["HF_HUB_OFFLINE"] = "1"

from model2vec import StaticModel  # noqa: E402

import text_data  # noqa: E402


def main():
    arguments = text_data.arguments(__doc__)
    model = StaticModel.from_pretrained(str(arguments.encoder))
    text_data.measure(
        arguments, lambda texts: model.encode(texts, show_progress_bar=False),
        {"model2vec": version("model2vec")})


if __name__ == "__main__":
    main()
