"""Makes training.json: whole models before and after ten steps of training."""

import numpy as np

import reference_optimizers as optimizers
from reference_file import single, write
from reference_model import Model, random_parameters, standardizing, train

PAIRS, CLASSES, STEPS = 12, 4, 10
IMAGE_WIDTHS, TEXT_WIDTHS = [6, 8, 7, 5], [4, 9, 5]
IMAGE_LAYERS, TEXT_LAYERS = len(IMAGE_WIDTHS) - 1, len(TEXT_WIDTHS) - 1
CLASSIFIER = 2 * (IMAGE_LAYERS + TEXT_LAYERS)
DISTANCES = single([
    [0, 0.3, 0.6, 0.9], [0.3, 0, 0.5, 1.1], [0.6, 0.5, 0, 0.2], [0.9, 1.1, 0.2, 0]])


def case(name, seed, recipe, optimizer, rate, schedule, fixed_scale=None, learned_scale=None,
         rectifies_output=False, scaled=False, penalty=(), longest=None):
    generator = np.random.default_rng(seed)
    labels = np.arange(PAIRS) % CLASSES
    images = single(generator.normal(size=(CLASSES, 6))[labels]
                    + 0.7 * generator.normal(size=(PAIRS, 6)))
    texts = single(generator.normal(size=(CLASSES, 4))[labels]
                   + 0.7 * generator.normal(size=(PAIRS, 4)))
    class_embeddings = single(generator.normal(size=(CLASSES, IMAGE_WIDTHS[-1])))
    start = random_parameters(generator, IMAGE_WIDTHS, TEXT_WIDTHS, CLASSES, learned_scale)
    scalings = [standardizing(images), standardizing(texts)] if scaled else [None, None]
    model = Model(IMAGE_LAYERS, TEXT_LAYERS, rectifies_output, scalings, fixed_scale)
    end, report = train(
        model, start, (images, texts, labels), recipe, (DISTANCES, class_embeddings), penalty,
        optimizer(start), rate, schedule, longest, STEPS)
    print(f"{name}: loss {sum(t['weight'] * t['value'] for t in report[0]['terms']):.4f} to "
          f"{sum(t['weight'] * t['value'] for t in report[-1]['terms']):.4f}, gradients "
          + " ".join(f"{step['gradientNorm']:.2f}" for step in report))
    return {
        "name": name, "images": images, "texts": texts, "labels": labels, "distances": DISTANCES,
        "classEmbeddings": class_embeddings, "imageLayers": IMAGE_LAYERS,
        "textLayers": TEXT_LAYERS, "start": start, "end": end, "steps": report}


def rmsprop(start):
    return optimizers.RMSProp(start, momentum=0.9, decay=0.9, epsilon=1e-7)


def sgd(start):
    return optimizers.SGD(start, momentum=0.9, isNesterov=True)


def adamw(start):
    return optimizers.Adam(
        start, beta1=0.9, beta2=0.999, epsilon=1e-8, weightDecay=0.1,
        isBias=[len(w) == 1 for w in start])


HUSE = [("classification", 0.6, None), ("graph", 0.2, 0.8), ("gap", 0.2, None)]
write("training.json", [
    case("as in the paper", 1, HUSE, rmsprop, 0.005, optimizers.constant, fixed_scale=1.0),
    case("a fixed scale, clipped", 2, HUSE, sgd, 0.1, optimizers.stepwise(4, 0.5),
         fixed_scale=16.0, longest=2.0),
    case("all settings", 12,
         [("classification", 0.5, None), ("graph", 0.3, 0.4), ("gap", 0.1, None),
          ("projection", 0.1, None)],
         adamw, 0.02, optimizers.cosine(3, 10, 0.1), learned_scale=4.0, rectifies_output=True,
         scaled=True, longest=0.9,
         penalty=[(2 * (IMAGE_LAYERS - 1), 0.01), (CLASSIFIER - 2, 0.02), (CLASSIFIER, 0.03)]),
])
