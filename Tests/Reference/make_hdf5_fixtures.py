"""Makes the fixtures of Tests/HUSETests/Fixtures/data/hdf5: HDF5 files as h5py writes them, and .mat
files of version 7.3 as hdf5storage does.

Run from the root of the repository. Made with h5py 3.16.0 (HDF5 2.0.0), hdf5storage 0.2.2 and mat73
0.69.
"""

from pathlib import Path

import h5py
import numpy as np

from make_matlab_fixtures import CLASSES, IDENTIFIERS, IMAGES, LABELS, TEXTS, cells

FOLDER = Path("Tests/HUSETests/Fixtures/data/hdf5").resolve()


def pairs(name, classes=CLASSES, **options):
    """`options` are those of the datasets of features."""
    with h5py.File(FOLDER / name, "w") as file:
        file.create_dataset("images", data=IMAGES, **options)
        file.create_dataset("texts", data=TEXTS, **options)
        file["labels"] = LABELS - 1
        file["classes"] = classes
        file["identifiers"] = np.array(IDENTIFIERS, dtype="S")


def types():
    with h5py.File(FOLDER / "types.h5", "w") as file:
        for name in ("f2", "f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", ">f4", ">f8",
                     ">i2", ">u4", ">i8"):
            file[name] = np.array([[0, 1], [2, 100]], dtype=name)
        file["negative"] = np.array([-1, -128, 127], dtype="i1")
        file["large"] = np.array([2**62 + 1, -(2**62) - 1])
        file["logical"] = np.array([True, False, True])
        file["halves"] = [0.5, 1]
        file["complex"] = np.array([[1 + 2j]])
        file["cube"] = np.zeros((2, 3, 4))
        file["empty"] = np.zeros((0, 3))
        file["scalar"] = 1.0
        file["fixed"] = np.array([b"ab", "\u00e9".encode(), b""], dtype="S4")
        file["latin"] = np.array([b"\xe9"], dtype="S2")
        file["variable"] = ["pizza", "\U0001F355", ""]
        file["train/images"] = IMAGES
        file["train/deeper/texts"] = TEXTS
        file["lists"] = np.array([np.array([1, 2]), np.array([3])], dtype=object).astype(
            h5py.vlen_dtype(np.int32))
        file["a link"] = h5py.SoftLink("/train/images")
        file.create_dataset("unwritten", shape=(4, 4), chunks=(2, 2))
        file["unwritten"][0:2] = 1
        file.create_dataset("unallocated", shape=(4, 4))
        file.create_dataset("lzf", data=IMAGES, compression="lzf")
        file.create_dataset("scaleoffset", data=LABELS, scaleoffset=0)
        compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        compact.set_layout(h5py.h5d.COMPACT)
        space = h5py.h5s.create_simple((2, 2))
        dataset = h5py.h5d.create(file.id, b"compact", h5py.h5t.IEEE_F32LE, space, compact)
        dataset.write(space, space, np.array([[1, 2], [3, 4]], dtype=np.float32))


def many():
    """More names than a node of a group holds, and many chunks, some over the edge."""
    with h5py.File(FOLDER / "many.h5", "w") as file:
        for index in range(60):
            file[f"array {index}"] = np.array([index], dtype=np.int16)
        rows = np.arange(21 * 10, dtype=np.float32).reshape(21, 10)
        file.create_dataset("chunks", data=rows, chunks=(2, 3), compression="gzip", shuffle=True,
                            fletcher32=True)


def latest():
    with h5py.File(FOLDER / "latest.h5", "w", libver="latest") as file:
        file["images"] = IMAGES
        file.create_dataset("chunks", data=IMAGES, chunks=(2, 3))
    with h5py.File(FOLDER / "userblock.h5", "w", userblock_size=1024) as file:
        file["images"] = IMAGES


def matlab():
    import hdf5storage
    import mat73

    options = hdf5storage.Options(matlab_compatible=True)
    for name, compress in (("version-7.3.mat", False), ("version-7.3-compressed.mat", True)):
        options.compress_size_threshold = 0 if compress else 1 << 30
        options.compress = compress
        path = FOLDER / name
        path.unlink(missing_ok=True)
        hdf5storage.writes(
            {"images": IMAGES, "texts": TEXTS, "labels": LABELS.astype(np.float64).reshape(-1, 1),
             "classes": cells(CLASSES), "identifiers": cells(IDENTIFIERS),
             "name": "apple pie", "structure": {"a": 1.0}},
            filename=str(path), options=options)
        read = mat73.loadmat(str(path))
        assert (read["images"] == IMAGES).all() and (read["texts"] == TEXTS).all()
        assert [str(text[0] if isinstance(text, list) else text) for text in read["classes"]]


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    pairs("pairs.h5")
    pairs("compressed.h5", chunks=(4, 2), compression="gzip", shuffle=True, fletcher32=True)
    pairs("fixed.h5", classes=np.array([name.encode() for name in CLASSES]))
    types()
    many()
    latest()
    matlab()
