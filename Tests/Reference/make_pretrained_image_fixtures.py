"""Makes the folders of pretrained image encoders: small random models as transformers saves them,
and the features that it computes in double precision, preprocessing with Pillow included.

usage: make_pretrained_image_fixtures.py

Run from the root of the repository. Needs numpy, pillow, safetensors, torch and transformers (made
with transformers 5.24, torch 2.13 and Pillow 13).
"""

import json
import os
import shutil

import numpy as np
import torch
import transformers
from PIL import Image
from safetensors.numpy import save_file
from transformers import (
    BitImageProcessorPil, CLIPConfig, CLIPImageProcessorPil, CLIPModel, CLIPVisionConfig,
    CLIPVisionModel, ConvNextImageProcessorPil, Dinov2Config, Dinov2Model, ResNetConfig,
    ResNetForImageClassification, ResNetModel, SiglipConfig, SiglipImageProcessorPil, SiglipModel,
    ViTConfig, ViTForImageClassification, ViTImageProcessorPil)

FOLDER = "Tests/HUSETests/Fixtures/image/pretrained"
SIZES = ((61, 43), (30, 47))
IMAGENET = dict(image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225])


def image(width, height, seed):
    """Smooth colours with a disc and some noise: neither flat nor random."""
    y, x = np.mgrid[0:height, 0:width]
    values = np.stack([x * 255 / width, y * 255 / height, (x + y) * 127 / (width + height)], -1)
    disc = (x - width / 2) ** 2 + (y - height / 3) ** 2 < (min(width, height) / 4) ** 2
    values[disc] = [230, 40, 60]
    noise = np.random.default_rng(seed).integers(-12, 13, values.shape)
    return Image.fromarray(np.clip(values + noise, 0, 255).astype(np.uint8))


def randomize(model, seed):
    """Weights that every part of the network shows in its features."""
    generator = np.random.default_rng(seed)
    with torch.no_grad():
        for name, tensor in sorted(model.state_dict().items()):
            if not tensor.is_floating_point():
                continue
            count = tensor.numel()
            uniform = generator.uniform(-1, 1, count)
            if tensor.ndim == 4:
                values = uniform * np.sqrt(6 / np.prod(tensor.shape[1:]))
            elif name.endswith("running_var") or (tensor.ndim == 1 and "bias" not in name
                                                  and "running_mean" not in name):
                values = 1 + uniform / 2
            elif tensor.ndim == 2 and "position" not in name and "token" not in name:
                values = uniform * np.sqrt(6 / tensor.shape[1])
            else:
                values = uniform / 2
            tensor.copy_(torch.from_numpy(values.astype(np.float32)).reshape(tensor.shape))


def transformer(**changes):
    return dict(dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=3,
                     intermediate_size=40, image_size=20, patch_size=4), **changes)


def text(**changes):
    return dict(dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2,
                     intermediate_size=8, vocab_size=50, max_position_embeddings=8,
                     bos_token_id=0, eos_token_id=1, pad_token_id=1), **changes)


def dinov2():
    settings = transformer(image_size=28, mlp_ratio=2)
    del settings["intermediate_size"]
    return Dinov2Model(Dinov2Config(**settings))


FOLDERS = {
    "vit": (
        lambda: ViTForImageClassification(ViTConfig(**transformer())),
        ViTImageProcessorPil(size={"height": 20, "width": 20}),
        lambda model, x: model.vit(x).last_hidden_state[:, 0]),
    "dinov2": (
        dinov2,
        BitImageProcessorPil(size={"shortest_edge": 23}, crop_size={"height": 20, "width": 20},
                             **IMAGENET),
        lambda model, x: model(x).pooler_output),
    "clip": (
        lambda: CLIPModel(CLIPConfig(vision_config=transformer(), text_config=text(),
                                     projection_dim=16)),
        CLIPImageProcessorPil(size={"shortest_edge": 20}, crop_size={"height": 20, "width": 20}),
        lambda model, x: model.get_image_features(x).pooler_output),
    "clip-vision": (
        lambda: CLIPVisionModel(CLIPVisionConfig(**transformer(hidden_act="gelu"))),
        CLIPImageProcessorPil(size={"shortest_edge": 20}, crop_size={"height": 20, "width": 20},
                              resample=1),
        lambda model, x: model(x).pooler_output),
    "siglip": (
        lambda: SiglipModel(SiglipConfig(vision_config=transformer(image_size=22),
                                         text_config=text(projection_size=24))),
        SiglipImageProcessorPil(size={"height": 22, "width": 22}),
        lambda model, x: model.get_image_features(x).pooler_output),
    "resnet-basic": (
        lambda: ResNetForImageClassification(ResNetConfig(
            embedding_size=6, hidden_sizes=[6, 10], depths=[1, 2], layer_type="basic")),
        ConvNextImageProcessorPil(size={"shortest_edge": 32}, crop_pct=0.875, **IMAGENET),
        lambda model, x: model.resnet(x).pooler_output.flatten(1)),
    "resnet-bottleneck": (
        lambda: ResNetModel(ResNetConfig(
            embedding_size=6, hidden_sizes=[8, 16], depths=[2, 1], layer_type="bottleneck")),
        ConvNextImageProcessorPil(size={"shortest_edge": 384}, **IMAGENET),
        lambda model, x: model(x).pooler_output.flatten(1)),
}


def resized(picture, processor):
    """The picture that a processor resizes to a square, rows first.

    Pillow 13 resizes the columns of some tall images first, which changes values by 1 of 255;
    earlier versions, from which published weights come, and HUSE resize the rows first.
    """
    size = dict(processor.size)
    if "height" not in size:
        return picture
    picture = picture.resize((size["width"], picture.height), processor.resample)
    return picture.resize((size["width"], size["height"]), processor.resample)


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    images = []
    for index, (width, height) in enumerate(SIZES):
        path = os.path.join(FOLDER, f"{width}x{height}.png")
        image(width, height, seed=index).save(path, optimize=True)
        images.append(Image.open(path).convert("RGB"))
    expected, inputs = {}, {}
    for seed, (name, (make, processor, features)) in enumerate(FOLDERS.items()):
        folder = os.path.join(FOLDER, name)
        model = make().eval()
        randomize(model, seed)
        # One of the folders has its weights in parts.
        model.save_pretrained(folder, max_shard_size="20KB" if name == "vit" else "1GB")
        processor.save_pretrained(folder)
        # The features of the weights as they are stored, not of rounded ones.
        model = model.double()
        rows = []
        with torch.no_grad():
            for picture in images:
                pixels = processor(resized(picture, processor), return_tensors="np")["pixel_values"]
                # Every place of small inputs, some of large ones.
                step = max(1, pixels.shape[-1] // 24)
                inputs.setdefault(name, []).append(
                    pixels[0].transpose(1, 2, 0)[::step, ::step].astype(np.float32))
                rows.append(features(model, torch.from_numpy(pixels).double())[0].numpy())
        expected[name] = np.stack(rows).astype(np.float32)
        print(name, expected[name].shape, expected[name].std(),
              np.abs(rows[0] - rows[1]).max())
    # save_file writes the memory of an array, whatever its strides.
    save_file({name: np.ascontiguousarray(np.stack(pixels)) for name, pixels in inputs.items()},
              os.path.join(FOLDER, "inputs.safetensors"))
    save_file(expected, os.path.join(FOLDER, "features.safetensors"))


if __name__ == "__main__":
    transformers.logging.set_verbosity_error()
    main()
