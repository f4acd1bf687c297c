"""The texts that all peers embed, and the options of the text cases."""

from pathlib import Path

import numpy as np

import measuring

SHORT = "thin-crust pizza with basil"
CASES = ["text-latency", "text-throughput", "first-embedding"]


def arguments(description):
    """The options of the text cases."""
    parser = measuring.options(description)
    parser.add_argument("--case", choices=CASES, default=CASES[0])
    parser.add_argument("--encoder", type=Path, required=True, help="folder of the text model")
    parser.add_argument("--model", default="minilm", help="name of the ONNX model in the inputs")
    parser.add_argument("--check", type=Path, help="a .npy file to write the features to")
    parser.add_argument("--inputs", type=Path, required=True,
                        help="folder that `huse-measure write-inputs` wrote")
    parser.add_argument("--batch", type=int, default=32, help="sentences of a batch")
    return parser.parse_args()


def sentences(folder):
    """Sentences as long as the steps of recipes."""
    return (folder / "sentences.txt").read_text().splitlines()


def measure(arguments, embed, versions):
    """Measures a case with `embed`, which takes a list of texts.

    A first embedding is embedded once; the caller times the process.
    """
    texts = [SHORT]
    if arguments.case == "text-throughput":
        texts = sentences(arguments.inputs)
    if arguments.case == "first-embedding":
        arguments.warm_up, arguments.repetitions = 0, 1
    if arguments.check:
        np.save(arguments.check, embed(texts))
    measuring.time_and_print(arguments.case, lambda: embed(texts), arguments, versions)
