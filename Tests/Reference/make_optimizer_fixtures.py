"""Makes optimizers.json: ten steps of each optimizer on given gradients, and the schedules.

    python3 Tests/Reference/make_optimizer_fixtures.py [--check-against-optax]
"""

import sys

import numpy as np

import reference_optimizers as optimizers
from reference_file import single, write

STEPS = 10
SHAPES = [(4, 3), (1, 3)]  # weights and a bias
RMSPROP = {"decay": 0.9, "epsilon": 1e-7}
ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
CASES = [
    ("RMSProp", {"momentum": 0.9, **RMSPROP}, 0.01),
    ("RMSProp", {"momentum": 0.0, **RMSPROP}, 0.05),
    ("RMSProp", {"momentum": 0.5, "decay": 0.99, "epsilon": 1e-3}, 0.02),
    ("Adam", {"weightDecay": 0.0, **ADAM}, 0.05),
    ("Adam", {"weightDecay": 0.1, **ADAM}, 0.05),
    ("Adam", {"weightDecay": 0.0, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-2}, 0.05),
    ("SGD", {"momentum": 0.0, "isNesterov": False}, 0.05),
    ("SGD", {"momentum": 0.9, "isNesterov": False}, 0.02),
    ("SGD", {"momentum": 0.9, "isNesterov": True}, 0.02),
]
SCHEDULES = [
    ({"kind": "constant"}, optimizers.constant),
    ({"kind": "cosine", "warmUp": 3, "total": 12, "finalShare": 0.1},
     optimizers.cosine(3, 12, 0.1)),
    ({"kind": "cosine", "warmUp": 0, "total": 10, "finalShare": 0.0},
     optimizers.cosine(0, 10, 0.0)),
    ({"kind": "stepwise", "interval": 4, "factor": 0.3}, optimizers.stepwise(4, 0.3)),
]


def run(kind, settings, rate, rates, start, gradients):
    extra = {"isBias": [len(w) == 1 for w in start]} if kind == "Adam" else {}
    optimizer = getattr(optimizers, kind)(start, **settings, **extra)
    parameters, path = start, []
    for factor, gradient in zip(rates, gradients):
        parameters = optimizer.step(parameters, gradient, rate * factor)
        path.append(parameters)
    return path


def by_optax(kind, settings, rate, start, gradients):
    """The same from optax at a constant rate."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    if kind == "RMSProp":
        chain = optax.rmsprop(
            rate, decay=settings["decay"], eps=settings["epsilon"], eps_in_sqrt=True,
            momentum=settings["momentum"])
    elif kind == "Adam":
        chain = optax.adamw(
            rate, settings["beta1"], settings["beta2"], settings["epsilon"],
            weight_decay=settings["weightDecay"], mask=[len(w) > 1 for w in start])
    else:
        chain = optax.sgd(rate, settings["momentum"], nesterov=settings["isNesterov"])
    parameters, state = start, chain.init(start)
    for gradient in gradients:
        updates, state = chain.update(gradient, state, parameters)
        parameters = optax.apply_updates(parameters, updates)
    return parameters


def case(index, kind, settings, rate):
    generator = np.random.default_rng(100 + index)
    start = [single(generator.uniform(-0.5, 0.5, size=shape)) for shape in SHAPES]
    gradients = [
        [single(generator.normal(size=shape) * 10.0 ** generator.integers(-3, 2))
         for shape in SHAPES] for _ in range(STEPS)]
    settings = {key: value if isinstance(value, bool) else float(value)
                for key, value in settings.items()}
    if "--check-against-optax" in sys.argv:
        ours = run(kind, settings, rate, [1] * STEPS, start, gradients)[-1]
        theirs = by_optax(kind, settings, rate, start, gradients)
        for a, b in zip(ours, theirs):
            # optax keeps some settings in single precision.
            assert np.max(abs(a - np.asarray(b))) < 1e-6 * np.max(abs(a)), (kind, settings)
    # A rate and a gradient scale that differ from step to step, as schedules and clipping give.
    factors = [1.0 if index % 2 else 1 / (1 + step) for step in range(STEPS)]
    scales = [1.0 if step % 3 else 0.25 for step in range(STEPS)]
    scaled = [[scale * g for g in gradient] for scale, gradient in zip(scales, gradients)]
    return {
        "kind": kind, "settings": settings, "learningRate": rate,
        "rates": [rate * factor for factor in factors], "gradientScales": scales,
        "start": start, "gradients": gradients,
        "path": run(kind, settings, rate, factors, start, scaled),
    }


write("optimizers.json", {
    "cases": [case(index, *entry) for index, entry in enumerate(CASES)],
    "schedules": [
        {**settings, "factors": [factor(step) for step in range(16)]}
        for settings, factor in SCHEDULES],
})
