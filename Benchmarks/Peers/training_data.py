"""One batch of the paper's network, its weights, and the settings of its training."""

from pathlib import Path

import numpy as np

import measuring

IMAGE_WIDTHS = [2048, 512, 512, 512, 512, 512]
TEXT_WIDTHS = [3072, 512, 512]
CLASSES = 101
DROPOUT = 0.15
CLASS_WEIGHT, GRAPH_WEIGHT, GAP_WEIGHT = 0.6, 0.2, 0.2
LEARNING_RATE, MOMENTUM, DECAY, EPSILON = 1.6192e-5, 0.9, 0.9, 1e-7


def arguments(description, modes):
    """The options of a training step."""
    parser = measuring.options(description)
    parser.add_argument("--batch", type=int, default=1024, help="pairs of a batch")
    parser.add_argument("--margin", type=float, default=0.8, help="of the graph loss")
    parser.add_argument("--without-graph-loss", action="store_true")
    parser.add_argument("--mode", choices=modes, default=modes[0])
    parser.add_argument("--inputs", type=Path, required=True,
                        help="folder that `huse-measure write-inputs` wrote")
    return parser.parse_args()


def batch(size):
    """Image features, text features and labels."""
    generator = np.random.default_rng(1)
    images = generator.random((size, IMAGE_WIDTHS[0]), np.float32)
    texts = generator.random((size, TEXT_WIDTHS[0]), np.float32) * 2 - 1
    return images, texts, generator.integers(0, CLASSES, size).astype(np.int32)


def class_distances(folder):
    """The distances A between the classes."""
    return np.load(folder / "class-distances.npy")


def parameters():
    """Weights and biases of both towers, then of the classifier: (image, text, classifier)."""
    generator = np.random.default_rng(2)

    def layer(inputs, outputs):
        deviation = np.sqrt(2 / inputs, dtype=np.float32)
        weights = generator.standard_normal((inputs, outputs), np.float32) * deviation
        return weights, np.zeros(outputs, np.float32)

    image = [layer(*shape) for shape in zip(IMAGE_WIDTHS, IMAGE_WIDTHS[1:])]
    text = [layer(*shape) for shape in zip(TEXT_WIDTHS, TEXT_WIDTHS[1:])]
    return image, text, layer(IMAGE_WIDTHS[-1], CLASSES)
