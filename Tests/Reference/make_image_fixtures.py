"""Makes the fixtures of the image encoders: what Pillow, torchvision and PyTorch compute.

usage: make_image_fixtures.py [EFFICIENTNET.safetensors]

Run from the root of the repository. Needs numpy, pillow, safetensors, torch, torchvision and
efficientnet_lite_pytorch. With the converted EfficientNet-Lite0 checkpoint it also writes the
features of the two drawings in Tests/HUSESlowTests/Fixtures/image (public domain, from Open
Clip Art).
"""

import io
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from PIL import Image
from safetensors.numpy import load_file, save_file
from torchvision import transforms

QUICK = "Tests/HUSETests/Fixtures/image"
SLOW = "Tests/HUSESlowTests/Fixtures/image"


def write(name, tensors, folder=QUICK):
    save_file({key: np.ascontiguousarray(value, dtype=np.float32)
               for key, value in tensors.items()}, os.path.join(folder, name))


# MARK: - Pictures

def picture(width, height, seed=7):
    """Smooth colours with a disc and some noise: neither flat nor random."""
    y, x = np.mgrid[0:height, 0:width]
    values = np.stack([x * 255 / width, y * 255 / height, (x + y) * 127 / (width + height)], -1)
    disc = (x - width / 2) ** 2 + (y - height / 3) ** 2 < (min(width, height) / 4) ** 2
    values[disc] = [230, 40, 60]
    noise = np.random.default_rng(seed).integers(-12, 13, values.shape)
    return np.clip(values + noise, 0, 255).astype(np.uint8)


def on_white(image):
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return np.asarray(Image.alpha_composite(white, image).convert("RGB"))


def make_decoding():
    os.makedirs(QUICK, exist_ok=True)
    base = Image.fromarray(picture(23, 17))
    alpha = np.linspace(0, 255, 23 * 17).reshape(17, 23).astype(np.uint8)
    rgba = base.copy()
    rgba.putalpha(Image.fromarray(alpha))
    palette = base.quantize(16)
    cut = rgba.copy()
    cut.putalpha(Image.fromarray(np.where(alpha > 128, 255, 0).astype(np.uint8)))
    see_through = base.quantize(16)
    see_through.info["transparency"] = 3
    deep = Image.fromarray(np.arange(23 * 17, dtype=np.uint16).reshape(17, 23) * 160)
    files = {
        "rgb.png": (base, {}),
        "rgba.png": (rgba, {}),
        "gray.png": (base.convert("L"), {}),
        "gray-alpha.png": (rgba.convert("LA"), {}),
        "palette.png": (palette, {}),
        "palette-transparent.png": (see_through, {"transparency": 3}),
        "sixteen-bit.png": (deep, {}),
        "rgb.jpg": (base, {"quality": 90}),
        "progressive.jpg": (base, {"quality": 90, "progressive": True}),
        "gray.jpg": (base.convert("L"), {"quality": 90}),
        "cmyk.jpg": (base.convert("CMYK"), {"quality": 95}),
        "lossy.webp": (base, {"quality": 90}),
        "lossless-alpha.webp": (rgba, {"lossless": True, "exact": True}),
        "palette.gif": (palette, {}),
        "transparent.gif": (see_through, {"transparency": 3}),
        "rgb.bmp": (base, {}),
        "rgb.tiff": (base, {"compression": "tiff_lzw"}),
        "gray.tiff": (base.convert("L"), {}),
    }
    expected = {}
    for name, (image, options) in files.items():
        path = os.path.join(QUICK, name)
        image.save(path, **options)
        read = Image.open(path)
        if read.mode == "I;16":
            # The high byte, as PNG readers reduce 16 bits to 8.
            read = Image.fromarray((np.asarray(read) >> 8).astype(np.uint8))
        expected[name] = on_white(read)
    write("decoding.safetensors", expected)


def make_resampling():
    tensors = {}
    image = Image.fromarray(picture(61, 43))
    tensors["input"] = np.asarray(image)
    for name, kind in (("bilinear", Image.BILINEAR), ("bicubic", Image.BICUBIC),
                       ("lanczos", Image.LANCZOS)):
        for width, height in ((20, 14), (61, 20), (7, 5), (100, 90), (1, 1), (33, 43)):
            tensors[f"{name}.{width}x{height}"] = np.asarray(image.resize((width, height), kind))
    write("resampling.safetensors", tensors)


def make_preprocessing():
    """Every 16th place of the 224 x 224 that the networks see, of pictures of four shapes."""
    tensors = {}
    modes = transforms.InterpolationMode
    published = {
        "efficientnet": transforms.Compose([
            transforms.Resize(256, modes.BICUBIC), transforms.CenterCrop(224),
            transforms.PILToTensor(), transforms.Lambda(lambda x: (x.double() - 127) / 128)]),
        "resnet": transforms.Compose([
            transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]),
    }
    for size in ((335, 290), (143, 300), (40, 40), (300, 301)):
        image = Image.fromarray(picture(*size))
        key = f"{size[0]}x{size[1]}"
        image.save(os.path.join(QUICK, f"picture-{key}.jpg"), quality=85)
        image = Image.open(os.path.join(QUICK, f"picture-{key}.jpg"))
        for name, steps in published.items():
            tensors[f"{name}.{key}"] = steps(image).numpy().transpose(1, 2, 0)[::16, ::16]
    write("preprocessing.safetensors", tensors)


# MARK: - Layers

def make_layers():
    generator = np.random.default_rng(11)
    tensors = {}

    def random(*shape, low=-1, high=1):
        return generator.uniform(low, high, shape).astype(np.float32)

    def case(name, height, width, inputs, outputs, side, stride, padding, depthwise=False):
        x = random(height, width, inputs)
        w = random(outputs, 1 if depthwise else inputs, side, side)
        norm = {"weight": random(outputs, low=.5, high=1.5), "bias": random(outputs),
                "running_mean": random(outputs),
                "running_var": random(outputs, low=.5, high=1.5)}
        t = torch.from_numpy(x).double().permute(2, 0, 1)[None]
        if padding == "same":
            pads = []
            for length in (width, height):
                total = max((-(-length // stride) - 1) * stride + side - length, 0)
                pads += [total // 2, total - total // 2]
            t, padding = F.pad(t, pads), 0
        y = F.conv2d(t, torch.from_numpy(w).double(), stride=stride, padding=padding,
                     groups=inputs if depthwise else 1)
        n = {key: torch.from_numpy(value).double() for key, value in norm.items()}
        y = F.batch_norm(y, n["running_mean"], n["running_var"], n["weight"], n["bias"], eps=1e-3)
        tensors[f"{name}.input"] = x
        tensors[f"{name}.conv.weight"] = w
        for key, value in norm.items():
            tensors[f"{name}.bn.{key}"] = value
        tensors[f"{name}.output"] = y[0].permute(1, 2, 0).numpy()

    case("pointwise", 4, 5, 6, 7, 1, 1, 0)
    case("strided-pointwise", 5, 6, 4, 3, 1, 2, 0)
    case("same", 5, 7, 3, 4, 3, 1, "same")
    case("same-stride-even", 6, 8, 3, 4, 3, 2, "same")
    case("same-stride-odd", 7, 5, 3, 4, 3, 2, "same")
    case("symmetric-7", 9, 11, 3, 5, 7, 2, 3)
    case("larger-than-map", 1, 2, 3, 4, 5, 1, "same")
    case("depthwise-3", 6, 5, 45, 45, 3, 1, "same", depthwise=True)
    case("depthwise-5-stride", 9, 8, 71, 71, 5, 2, "same", depthwise=True)
    case("depthwise-larger-than-map", 2, 1, 33, 33, 5, 2, "same", depthwise=True)

    x = random(7, 8, 5)
    tensors["maximum.input"] = x
    y = F.max_pool2d(torch.from_numpy(x).permute(2, 0, 1)[None], 3, stride=2, padding=1)
    tensors["maximum.output"] = y[0].permute(1, 2, 0).numpy()
    tensors["maximum.mean"] = x.astype(np.float64).mean((0, 1))
    write("layers.safetensors", tensors)


# MARK: - Networks

def seeded(name, count):
    """Numbers in [0, 1) that depend on a name only: SplitMix64 from the FNV-1a hash of the name."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 % 2**64
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(
            0x9E3779B97F4A7C15)
        z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def seeded_weights(state):
    """Weights in ranges that keep the activations of a deep network in range; see the Swift twin
    SeededWeights."""
    result = {}
    for name, tensor in state.items():
        if not tensor.is_floating_point():
            result[name] = tensor
            continue
        uniform = seeded(name, tensor.numel())
        if tensor.ndim == 4:
            bound = np.sqrt(6 / np.prod(tensor.shape[1:]))
            values = (uniform * 2 - 1) * bound
        elif name.endswith("running_var") or (tensor.ndim == 1 and name.endswith("weight")):
            values = uniform + 0.5
        else:
            values = (uniform * 2 - 1) * 0.1
        result[name] = torch.from_numpy(
            values.astype(np.float32).astype(np.float64)).reshape(tensor.shape)
    return result


def network_input(side):
    values = (seeded("input", side * side * 3) * 2 - 1).astype(np.float32)
    return torch.from_numpy(values.reshape(1, side, side, 3)).permute(0, 3, 1, 2).double()


def resnet_features(model, x):
    model.fc = torch.nn.Identity()
    return model(x)


def efficientnet_features(model, x):
    return model.extract_features(x).mean((2, 3))


def efficientnet(side):
    from efficientnet_lite_pytorch import EfficientNet
    return EfficientNet.from_name("efficientnet-lite0", image_size=side)


def make_networks():
    os.makedirs(SLOW, exist_ok=True)
    tensors = {}
    with torch.no_grad():
        for name, model, side, features in (
            ("efficientnet-lite0", efficientnet(64), 64, efficientnet_features),
            ("resnet18", torchvision.models.resnet18(), 64, resnet_features),
            ("resnet34", torchvision.models.resnet34(), 64, resnet_features),
            ("resnet50", torchvision.models.resnet50(), 64, resnet_features),
            ("resnet101", torchvision.models.resnet101(), 64, resnet_features),
            ("resnet152", torchvision.models.resnet152(), 64, resnet_features),
        ):
            model = model.double().eval()
            model.load_state_dict(seeded_weights(model.state_dict()))
            result = features(model, network_input(side))[0].numpy()
            print(name, result[:4], result.std() / result.mean(), (result == 0).mean())
            tensors[name] = result
    write("networks.safetensors", tensors, SLOW)


def make_real_features(checkpoint):
    model = efficientnet(224).double().eval()
    weights = {key: torch.from_numpy(value) for key, value in load_file(checkpoint).items()}
    missing = model.load_state_dict(weights, strict=False).missing_keys
    assert all(key.endswith("num_batches_tracked") for key in missing), missing
    steps = transforms.Compose([
        transforms.Resize(256, transforms.InterpolationMode.BICUBIC), transforms.CenterCrop(224),
        transforms.PILToTensor(), transforms.Lambda(lambda x: (x.double() - 127) / 128)])
    rows = []
    with torch.no_grad():
        for name in ("banana.png", "strawberry.jpg"):
            image = Image.fromarray(on_white(Image.open(os.path.join(SLOW, name))))
            features = efficientnet_features(model, steps(image)[None])
            print(name, "classes", model._fc(features).softmax(-1)[0].topk(3))
            rows.append(features[0].numpy())
    write("efficientnet-lite0-features.safetensors", {"features": np.stack(rows)}, SLOW)


if __name__ == "__main__":
    make_decoding()
    make_resampling()
    make_preprocessing()
    make_layers()
    make_networks()
    if len(sys.argv) > 1:
        make_real_features(sys.argv[1])
