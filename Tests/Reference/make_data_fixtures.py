"""Makes Tests/HUSETests/Fixtures/data: files as NumPy, zipfile and safetensors write them, and
splits and batches from an independent implementation.

Needs ml_dtypes, numpy and safetensors. Run from the root: python3 Tests/Reference/make_data_fixtures.py
"""

import json
import pathlib
import warnings
import zipfile

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "HUSETests" / "Fixtures" / "data"


def grid(rows, columns):
    """Numbers that every floating-point type holds exactly."""
    return np.arange(rows * columns, dtype=np.float64).reshape(rows, columns) - 5.25


def save(name, array, version=None):
    with open(FOLDER / f"{name}.npy", "wb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a version that is newer than needed
        np.lib.format.write_array(file, np.asanyarray(array), version=version)


def arrays():
    save("float32", grid(3, 4).astype("<f4"))
    save("float32_version2", grid(3, 4).astype("<f4"), (2, 0))
    save("float32_version3", grid(3, 4).astype("<f4"), (3, 0))
    save("float64", grid(3, 4).astype("<f8"))
    save("float16", grid(3, 4).astype("<f2"))
    save("bfloat16", grid(3, 4).astype(ml_dtypes.bfloat16))
    save("float32_big_endian", grid(3, 4).astype(">f4"))
    save("float64_big_endian", grid(3, 4).astype(">f8"))
    save("float16_big_endian", grid(3, 4).astype(">f2"))
    special = np.array([[0, -0.0, 1, -2, 65504, 2**-14, 2**-24, 1023 * 2**-24],
                        [np.inf, -np.inf, 1 / 3, 0.1, 6.1e-5, 3.14159, -1e-7, 2048.5]])
    for name, kind in [("float16", "<f2"), ("bfloat16", ml_dtypes.bfloat16)]:
        save(f"{name}_special", special.astype(kind))
        bits = special.astype(kind).astype("<f4").view("<u4").ravel().tolist()
        (FOLDER / f"{name}_special.json").write_text(json.dumps([f"{x:08x}" for x in bits]) + "\n")
    save("float64_large", np.array([[1e300, 1]]))
    save("fortran", np.asfortranarray(grid(3, 4).astype("<f4")))
    save("one_dimension", grid(1, 4).astype("<f4")[0])
    save("three_dimensions", grid(3, 4).astype("<f4").reshape(3, 2, 2))
    save("scalar", np.float32(1))
    save("zero_rows", np.zeros((0, 4), "<f4"))
    save("wide_zero_rows", np.zeros((0, 1234567890), "<f4"))
    save("twelve_rows", grid(12, 1).astype("<f4"))
    for kind in ["i1", "<i2", "<i4", "<i8", "u1", "<u2", "<u4", "<u8", ">i4"]:
        save(f"integers_{kind.strip('<').replace('>', 'big_')}", np.array([3, 0, 2, 1, 100], kind))
    save("integers_negative", np.array([-1, -128], "i1"))
    save("integers_too_large", np.array([7, 2**63], "<u8"))
    save("integers_two_dimensions", np.zeros((2, 3), "<i8"))
    save("texts", np.array(["apple pie", "crème brûlée", "", "寿司 🍣"]))
    save("texts_big_endian", np.array(["apple pie", "寿司 🍣"]).astype(">U9"))
    save("bool", np.zeros((2, 2), bool))
    save("complex", np.zeros((2, 2), "<c8"))
    save("structured", np.zeros(2, [("a", "<f4"), ("b", "<i4", (2,))]))
    save("bytes", np.array([b"a", b"b"]))
    save("void", np.zeros(2, "V2"))


IMAGES = grid(6, 3).astype("<f4")
TEXTS = (grid(6, 2) * 2).astype("<f4")
LABELS = np.array([1, 0, 2, 1, 0, 2], "<i8")
CLASSES = ["apple pie", "crème brûlée", "sushi"]
IDENTIFIERS = [f"item {row}.jpg" for row in range(6)]


def archives():
    parts = dict(images=IMAGES, texts=TEXTS.astype("<f8"), labels=LABELS,
                 classes=np.array(CLASSES), identifiers=np.array(IDENTIFIERS))
    np.savez(FOLDER / "stored.npz", **parts)
    np.savez_compressed(FOLDER / "compressed.npz", **parts)
    np.savez(FOLDER / "pairs_16_bits.npz", **parts | dict(
        images=IMAGES.astype("<f2"), texts=TEXTS.astype(ml_dtypes.bfloat16)))
    words = np.array([CLASSES[label] for label in LABELS])
    np.savez(FOLDER / "class_names_as_labels.npz", images=IMAGES, texts=TEXTS, labels=words)
    np.savez(FOLDER / "without_classes.npz", images=IMAGES, texts=TEXTS, labels=LABELS)
    # A large array that deflates well, in more than one piece of the reader's buffer.
    np.savez_compressed(FOLDER / "large.npz", numbers=np.tile(np.arange(100.0), (700, 1)))
    with zipfile.ZipFile(FOLDER / "bzip2.npz", "w") as archive:
        add(archive, "images.npy", FOLDER / "float32.npy", zipfile.ZIP_BZIP2)
    zip64(FOLDER / "zip64.npz")


def add(archive, name, path, method):
    """Adds a file without its time, so that a second run makes the same bytes."""
    archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), compress_type=method)


def zip64(path):
    """An archive of small arrays with Zip64 records throughout."""
    limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 16, 0
    with zipfile.ZipFile(path, "w") as archive:
        archive.comment = b"written with Zip64 records throughout"
        add(archive, "images.npy", FOLDER / "float32.npy", zipfile.ZIP_DEFLATED)
        add(archive, "texts.npy", FOLDER / "float64.npy", zipfile.ZIP_STORED)
        comment = len(archive.comment)
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits
    # The end record still holds the small numbers: all ones send the reader to the Zip64 record.
    data = bytearray(path.read_bytes())
    end = len(data) - comment - 22
    data[end + 8:end + 20] = b"\xff" * 12
    path.write_bytes(data)


def safetensors():
    tensors = dict(images=IMAGES, texts=TEXTS.astype("<f8"), labels=LABELS)
    metadata = dict(classes=json.dumps(CLASSES), identifiers=json.dumps(IDENTIFIERS))
    save_file(tensors, FOLDER / "pairs.safetensors", metadata)
    save_file(tensors | dict(images=IMAGES.astype("<f2"), texts=TEXTS.astype(ml_dtypes.bfloat16)),
              FOLDER / "pairs_16_bits.safetensors", metadata)
    save_file(tensors, FOLDER / "without_classes.safetensors")
    save_file(tensors, FOLDER / "classes_not_json.safetensors", dict(classes="apple pie, sushi"))
    save_file(tensors | dict(images=IMAGES.reshape(6, 3, 1)),
              FOLDER / "three_dimensions.safetensors", metadata)


MASK = 2**64 - 1


class SplitMix64:
    """Steele, Lea and Flood (2014); bounded integers after Lemire (2019)."""

    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        threshold = (2**64 - bound) % bound
        while True:
            product = self.next() * bound
            if product & MASK >= threshold:
                return product >> 64

    def shuffle(self, values):
        for last in range(len(values) - 1, 0, -1):
            other = self.below(last + 1)
            values[last], values[other] = values[other], values[last]


def half_up(value):
    return int(np.floor(value + 0.5))


def split(labels, fractions, seed):
    """(validation fraction, test fraction) -> rows of train, validation, test."""
    validation_fraction, test_fraction = fractions
    generator = SplitMix64(seed)
    parts = dict(train=[], validation=[], test=[])
    for label in range(max(labels) + 1):
        rows = [row for row, other in enumerate(labels) if other == label]
        generator.shuffle(rows)
        n = len(rows)
        tests = validations = 0
        if n >= 2:
            kept = 2 if validation_fraction and n > 2 else 1
            tests = min(max(half_up(n * test_fraction), 1), n - kept)
        if validation_fraction and n >= 3:
            validations = min(max(half_up(n * validation_fraction), 1), n - tests - 1)
        rows.reverse()  # parts are taken from the end
        parts["test"] += rows[:tests]
        parts["validation"] += rows[tests:tests + validations]
        parts["train"] += rows[tests + validations:]
    return {name: sorted(rows) for name, rows in parts.items()}


def splits():
    result = []
    for seed, fractions, sizes in [
        (7, (0, 0.1), [10, 25, 2, 1, 15]), (8, (0, 0.5), [2, 3, 4, 5]),
        (2**64 - 1, (0, 0.2), [50, 7]), (7, (0.1, 0.2), [1, 2, 3, 4, 20]),
        (1, (0.1, 0.8), [3, 10, 30]),
    ]:
        labels = [label for label, size in enumerate(sizes) for _ in range(size)]
        SplitMix64(99).shuffle(labels)
        result.append(dict(seed=str(seed), validationFraction=fractions[0],
                           testFraction=fractions[1], labels=labels,
                           **split(labels, fractions, seed)))
    (FOLDER / "splits.json").write_text(json.dumps(result) + "\n")


def batches():
    result = []
    for count, size, seed in [(10, 4, 7), (5, 5, 0), (7, 3, 2**63 + 1)]:
        epochs = []
        for epoch in range(3):
            mixed = SplitMix64(SplitMix64(seed).next() + epoch).next()
            order = list(range(count))
            SplitMix64(mixed).shuffle(order)
            epochs.append([order[start:start + size] for start in range(0, count, size)])
        result.append(dict(count=count, batchSize=size, seed=str(seed), epochs=epochs))
    (FOLDER / "batches.json").write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    arrays()
    archives()
    safetensors()
    splits()
    batches()
