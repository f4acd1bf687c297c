"""Makes the fixtures of Tests/HUSETests/Fixtures/data/matlab: .mat files as SciPy and GNU Octave write
them.

Run from the root of the repository. Made with scipy 1.17.1 and Octave 7.3.0 (octave-cli).
"""

import struct
import subprocess
from pathlib import Path

import numpy as np
from scipy.io import loadmat, savemat

FOLDER = Path("Tests/HUSETests/Fixtures/data/matlab").resolve()
IMAGES = np.arange(18, dtype=np.float32).reshape(6, 3) - 5.25
TEXTS = (np.arange(12, dtype=np.float64).reshape(6, 2) - 5.25) * 2
LABELS = np.array([2, 1, 3, 2, 1, 3])
CLASSES = ["apple pie", "cr\u00e8me br\u00fbl\u00e9e", "sushi"]
IDENTIFIERS = [f"item {row}" for row in range(6)]


def cells(texts):
    return np.array(texts, dtype=object).reshape(-1, 1)


def scipy_files():
    pairs = dict(images=IMAGES, texts=TEXTS, labels=LABELS.astype(np.float64).reshape(-1, 1),
                 classes=cells(CLASSES), identifiers=cells(IDENTIFIERS))
    savemat(FOLDER / "scipy.mat", pairs)
    savemat(FOLDER / "scipy-compressed.mat", pairs, do_compression=True)
    numbers = {name: np.array([[0, 1], [2, 100]], dtype=name) for name in (
        "float64", "float32", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64",
        "uint64")}
    numbers["negative"] = np.array([[-1, -128, 127]], dtype=np.int8)
    numbers["large"] = np.array([[2**62 + 1], [-2**62 - 1]], dtype=np.int64)
    numbers["beyond"] = np.array([[2**64 - 1]], dtype=np.uint64)
    numbers["halves"] = np.array([[0.5, 1]])
    numbers["logical"] = np.array([[True, False, True]])
    numbers["complex"] = np.array([[1 + 2j]])
    numbers["cube"] = np.zeros((2, 3, 4))
    numbers["empty"] = np.zeros((0, 3))
    numbers["structure"] = dict(a=1)
    numbers["characters"] = np.array(["ab  ", "c d ", "\u00e9   "])
    numbers["emoji"] = cells(["\U0001F355 pizza", ""])
    numbers["mixed"] = np.array([["a", 1.0]], dtype=object)
    import scipy.sparse
    numbers["sparse"] = scipy.sparse.csc_matrix(np.eye(3))
    savemat(FOLDER / "types.mat", numbers)
    savemat(FOLDER / "version-4.mat", {"images": TEXTS}, format="4")


def octave_files():
    """The same pairs, and whole numbers in doubles, which are stored in fewer bytes."""
    script = f"""
      images = single(reshape(0:17, 3, 6)' - 5.25);
      texts = (reshape(0:11, 2, 6)' - 5.25) * 2;
      labels = [2; 1; 3; 2; 1; 3];
      classes = {{'apple pie'; 'cr\u00e8me br\u00fbl\u00e9e'; 'sushi'}};
      identifiers = cellfun(@(n) sprintf('item %d', n), num2cell(0:5), 'UniformOutput', false);
      bytes = double([0 1 255; 7 8 9]);
      words = [-300 300];
      names = ['ab '; 'c d'];
      cd {FOLDER}
      save('-v6', 'octave-6.mat', 'images', 'texts', 'labels', 'classes', 'identifiers', 'bytes', \
           'words', 'names')
      save('-v7', 'octave-7.mat', 'images', 'texts', 'labels', 'classes', 'identifiers', 'bytes', \
           'words', 'names')
    """
    subprocess.run(["octave-cli", "--norc", "--eval", script], check=True)


def big_endian():
    """A file of a machine of that order, which no program writes any more; SciPy reads it."""
    def element(type, content):
        return struct.pack(">II", type, len(content)) + content + b"\0" * (-len(content) % 8)

    values = np.array([[1.5, -2], [3, 4e5]])
    matrix = (element(6, struct.pack(">II", 6, 0)) + element(5, struct.pack(">ii", 2, 2))
              + struct.pack(">HH", 3, 1) + b"big\0"
              + element(9, values.T.astype(">f8").tobytes()))
    header = b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack(">H", 0x100) + b"MI"
    (FOLDER / "big-endian.mat").write_bytes(header + element(14, matrix))
    assert (loadmat(FOLDER / "big-endian.mat")["big"] == values).all()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    scipy_files()
    octave_files()
    big_endian()
