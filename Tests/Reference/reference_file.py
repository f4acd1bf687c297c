"""How the fixtures of Tests/HUSETests/Fixtures/reference are written: JSON, a line for each entry."""

import json
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[1] / "HUSETests" / "Fixtures" / "reference"


def single(values):
    """Values as single precision holds them: what both sides start from."""
    return np.asarray(values, dtype=np.float32).astype(np.float64)


def plain(value):
    """Lists and numbers of JSON. Twelve digits hold every single-precision value exactly."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    array = np.asarray(value)
    if array.ndim:
        return [plain(item) for item in array]
    if np.issubdtype(array.dtype, np.integer):
        return int(array)
    assert np.isfinite(array), "a fixture must be finite"
    return float(f"{float(array):.12g}")


def lines(value, depth):
    if depth == 0 or not value or not isinstance(value, (dict, list)):
        return json.dumps(value, separators=(",", ":"))
    if isinstance(value, list):
        return "[\n" + ",\n".join(lines(item, depth - 1) for item in value) + "\n]"
    parts = (f"{json.dumps(key)}: {lines(item, depth - 1)}" for key, item in value.items())
    return "{\n" + ",\n".join(parts) + "\n}"


def write(name, value):
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = lines(plain(value), 2) + "\n"
    assert len(text) < 200_000, f"{name} has {len(text)} bytes"
    (FOLDER / name).write_text(text)
    print(f"{name}: {len(text)} bytes")
