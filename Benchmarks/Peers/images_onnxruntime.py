#!/usr/bin/env python3
"""EfficientNet-Lite0 in ONNX Runtime, with Pillow for decoding and scaling.

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


def pixels(file):
    """Bicubic to 256, the middle 224, (x − 127) / 128."""
    image = Image.open(BytesIO(file)).convert("RGB").resize((256, 256), Image.Resampling.BICUBIC)
    values = np.asarray(image.crop((16, 16, 240, 240)), np.float32)
    return ((values - 127) / 128).transpose(2, 0, 1)[None]


def main():
    parser = measuring.options(__doc__)
    parser.add_argument("--inputs", type=Path, required=True,
                        help="folder that `huse-measure write-inputs` wrote")
    parser.add_argument("--mode", choices=["pictures", "batch"], default="pictures")
    arguments = parser.parse_args()
    files = [path.read_bytes() for path in sorted((arguments.inputs / "pictures").iterdir())]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = measuring.THREADS if arguments.mode == "batch" else 1
    session = onnxruntime.InferenceSession(
        arguments.inputs / "efficientnet-lite0.onnx", options,
        providers=["CPUExecutionProvider"])
    threads = ThreadPoolExecutor(measuring.THREADS)

    def encode(file):
        return session.run(None, {"pixels": pixels(file)})[0]

    def encode_all():
        if arguments.mode == "pictures":
            return np.concatenate(list(threads.map(encode, files)))
        batch = np.concatenate(list(threads.map(pixels, files)))
        return session.run(None, {"pixels": batch})[0]

    measuring.time_and_print(
        "image-throughput", encode_all, arguments, {"onnxruntime": onnxruntime.__version__})


if __name__ == "__main__":
    main()
