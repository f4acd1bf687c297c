#!/usr/bin/env python3
"""EfficientNet-Lite0 or a vision transformer in ONNX Runtime, with Pillow for decoding and
scaling.

Pictures are dealt out to one thread for each core, each picture by itself; or with `--mode batch`
they are one batch, whose operators share the cores.
"""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

import measuring


def efficientnet_pixels(file):
    """Bicubic to 256, the middle 224, (x − 127) / 128."""
    image = Image.open(BytesIO(file)).convert("RGB").resize((256, 256), Image.Resampling.BICUBIC)
    values = np.asarray(image.crop((16, 16, 240, 240)), np.float32)
    return ((values - 127) / 128).transpose(2, 0, 1)[None]


def vit_pixels(file):
    """Bilinear to 224, (x / 255 − 0.5) / 0.5."""
    image = Image.open(BytesIO(file)).convert("RGB").resize((224, 224), Image.Resampling.BILINEAR)
    values = np.asarray(image, np.float32)
    return (values / 127.5 - 1).transpose(2, 0, 1)[None]


def main():
    parser = measuring.options(__doc__)
    parser.add_argument("--inputs", type=Path, required=True,
                        help="folder that `huse-measure write-inputs` wrote")
    parser.add_argument("--mode", choices=["pictures", "batch"], default="pictures")
    parser.add_argument("--model", default="efficientnet-lite0",
                        choices=["efficientnet-lite0", "vit-b-32", "vit-b-16"])
    parser.add_argument("--check", type=Path, help="a .npy file to write the features to")
    arguments = parser.parse_args()
    pixels = vit_pixels if arguments.model.startswith("vit") else efficientnet_pixels
    files = [path.read_bytes() for path in sorted((arguments.inputs / "pictures").iterdir())]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = measuring.THREADS if arguments.mode == "batch" else 1
    session = onnxruntime.InferenceSession(
        arguments.inputs / f"{arguments.model}.onnx", options,
        providers=["CPUExecutionProvider"])
    threads = ThreadPoolExecutor(measuring.THREADS)

    def encode(file):
        return session.run(None, {"pixels": pixels(file)})[0]

    def encode_all():
        if arguments.mode == "pictures":
            return np.concatenate(list(threads.map(encode, files)))
        batch = np.concatenate(list(threads.map(pixels, files)))
        return session.run(None, {"pixels": batch})[0]

    if arguments.check:
        np.save(arguments.check, encode_all())
    measuring.time_and_print(
        "image-throughput", encode_all, arguments, {"onnxruntime": onnxruntime.__version__})


if __name__ == "__main__":
    main()
