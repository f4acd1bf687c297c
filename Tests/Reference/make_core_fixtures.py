"""Makes Tests/HUSETests/Fixtures/core: safetensors files as the library of Hugging Face writes them.

Needs ml_dtypes, numpy and safetensors. Run from the root: python3 Tests/Reference/make_core_fixtures.py
"""

import pathlib

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "HUSETests" / "Fixtures" / "core"


def types():
    """One tensor of each type that is read, with the edges of its range."""
    tensors = {
        "f32": np.array([[-1.5, 0, 2], [0.25, 1024, -3]], "<f4"),
        "f64": np.array([1 / 3, -1e300, 5e-324], "<f8"),
        "f16": np.array([1 / 3, 65504, 2**-24, -(2**-14), -0.0, np.inf, -np.inf], "<f2"),
        "f16-nan": np.array([np.nan], "<f2"),
        "bf16": np.array([1.5, -3e38, 2**-130, np.inf, 1 / 3], ml_dtypes.bfloat16),
        "i64": np.array([0, -1, 2**63 - 1, -(2**63)], "<i8"),
        "i32": np.array([[7], [-(2**31)], [2**31 - 1]], "<i4"),
        "single": np.array(42, "<f4"),
        "empty": np.zeros((0, 3), "<f4"),
        "cube": np.arange(24, dtype="<f4").reshape(2, 3, 4),
    }
    save_file(tensors, FOLDER / "types.safetensors", {"format": "np", "note": "crème brûlée"})


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    types()
    save_file({"mask": np.array([1, 0], "u1")}, FOLDER / "unsigned.safetensors")
    save_file({}, FOLDER / "nothing.safetensors")
