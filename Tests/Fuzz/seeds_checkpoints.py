"""Checkpoint files, as `Documentation/Saving.md` describes them, with the XXH64 of their bytes."""
import json
import struct

import seeds_models

MASK = (1 << 64) - 1
P1, P2, P3, P4, P5 = (
    0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63,
    0x27D4EB2F165667C5)


def rotated(value, count):
    return (value << count | value >> (64 - count)) & MASK


def mixed(lane, word):
    return rotated((lane + word * P2) & MASK, 31) * P1 & MASK


def xxh64(data):
    """XXH64 with the seed 0."""
    end = len(data) - len(data) % 32
    value = P5
    if end:
        lanes = [(P1 + P2) & MASK, P2, 0, -P1 & MASK]
        for words in struct.iter_unpack("<4Q", data[:end]):
            lanes = [mixed(lane, word) for lane, word in zip(lanes, words)]
        value = sum(rotated(lane, count) for lane, count in zip(lanes, (1, 7, 12, 18))) & MASK
        for lane in lanes:
            value = ((value ^ mixed(0, lane)) * P1 + P4) & MASK
    value = (value + len(data)) & MASK
    rest = data[end:]
    while len(rest) >= 8:
        word, rest = struct.unpack("<Q", rest[:8])[0], rest[8:]
        value = (rotated(value ^ mixed(0, word), 27) * P1 + P4) & MASK
    if len(rest) >= 4:
        word, rest = struct.unpack("<I", rest[:4])[0], rest[4:]
        value = (rotated(value ^ word * P1 & MASK, 23) * P2 + P3) & MASK
    for byte in rest:
        value = rotated(value ^ byte * P5 & MASK, 11) * P1 & MASK
    value = (value ^ value >> 33) * P2 & MASK
    value = (value ^ value >> 29) * P3 & MASK
    return f"xxh64:{value ^ value >> 32:016x}"


def checkpoint(keeps_best, **options):
    """A checkpoint after the first epoch of the training in `Targets/Checkpoints.swift`."""
    tensors, structure = seeds_models.parts(fixedLogitScale=16, **options)
    image, text, classifier = [(3, 2), (1, 2)], [(2, 3), (1, 3), (3, 2), (1, 2)], [(2, 2), (1, 2)]
    # The optimizer's memory of each parameter, in the order of `parameterShapes`.
    for index, shape in enumerate(image + text + classifier):
        tensors[f"optimizer.{index}.first"] = seeds_models.filled(*shape)
        tensors[f"optimizer.{index}.second"] = [*shape], shape[0] * shape[1] * [0.25]
        if keeps_best:
            tensors[f"best.{index}"] = seeds_models.filled(*shape)
    state = {
        "settings": {
            "optimizer": "Adam", "batchSize": 3, "seed": 7, "sampling": "everyPair", "pairCount": 4,
            "labels": xxh64(struct.pack("<4q", 0, 1, 0, 1)),
            "validation": "loss, keeping the best"},
        "step": 2, "epoch": 1, "firstEpoch": 0, "updateCount": 2, "generator": 1906020184575502138,
        "samplerEpoch": 0, "samplerPosition": 4, "skippedBatches": 0,
        "validation": {"values": [0.5], "sinceBest": 0, "lastEpoch": 1}}
    if keeps_best:
        state["validation"] |= {"bestValue": 0.5, "bestEpoch": 1}
    digits = "xxh64:" + 16 * "0"
    data = seeds_models.safetensors(tensors, {
        "format": "huse-checkpoint", "format_version": "1", "checksum": digits,
        "model": json.dumps(structure), "training": json.dumps(state)})
    return data.replace(digits.encode(), xxh64(data).encode(), 1)


def checkpoints():
    return {
        "plain": checkpoint(keeps_best=False),
        "best": checkpoint(keeps_best=True, scaled=True),
    }
