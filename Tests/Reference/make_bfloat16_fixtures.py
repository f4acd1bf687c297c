"""Makes Tests/HUSETests/Fixtures/core/bfloat16.json: rounding to bfloat16 and sums of products.

Numbers are rounded by ml_dtypes. Sums are computed with fractions, rounded to 24 bits after each
product and flushed to zero below the smallest normal number, as Intel's and AMD's manuals describe
VDPBF16PS. All numbers are given as bits.

Needs ml_dtypes and numpy. Run from the root: python3 Tests/Reference/make_bfloat16_fixtures.py
"""

import json
import pathlib
from fractions import Fraction

import ml_dtypes
import numpy as np

FILE = (pathlib.Path(__file__).resolve().parents[1] / "HUSETests" / "Fixtures" / "core"
        / "bfloat16.json")
SMALLEST = Fraction(1, 2**126)
INFINITY = 0x7F800000


def rounding(generator):
    """Bits of binary32 numbers and of the nearest bfloat16 numbers; no NaN."""
    edges = [0, 0x80000000, 1, 0x7FFF, 0x8000, 0x8001, 0x18000, 0x7FFFFF, 0x800000, 0x3F808000,
             0x3F818000, 0x3F7FFFFF, 0x7F7F7FFF, 0x7F7F8000, 0x7F7FFFFF, INFINITY, 0xFF800000]
    bits = np.concatenate([
        np.array(edges, np.uint32), generator.integers(0, 2**32, 300, np.uint32)])
    bits = bits[~np.isnan(bits.view(np.float32))]
    return bits, bits.view(np.float32).astype(ml_dtypes.bfloat16).view(np.uint16)


def fraction(bits):
    """The number with these bits; a subnormal one counts as 0."""
    value = Fraction(np.array([bits], np.uint32).view(np.float32)[0].item())
    return value if abs(value) >= SMALLEST else Fraction(0)


def exponent(value):
    """e with 2^e ≤ |value| < 2^(e + 1)."""
    e = value.numerator.bit_length() - value.denominator.bit_length()
    return e if abs(value) >= Fraction(2) ** e else e - 1


def rounded(value):
    """The nearest number of 24 bits, whatever its exponent, ties to even; then 0 if it is small."""
    if value == 0:
        return value
    unit = Fraction(2) ** (exponent(abs(value)) - 23)
    nearest = round(value / unit) * unit
    return nearest if abs(nearest) >= SMALLEST else Fraction(0)


def dot(start, left, right):
    """Bits of start + Σ left · right, of each pair the second product first."""
    total = fraction(start)
    for pair in range(0, len(left), 2):
        for index in (pair + 1, pair):
            total = rounded(total + fraction(left[index] << 16) * fraction(right[index] << 16))
    assert abs(total) < Fraction(2) ** 128
    # The sign of a zero is not computed here.
    return int(np.array([float(total)], np.float32).view(np.uint32)[0])


def numbers(generator, count, lowest):
    """Bits of bfloat16 numbers with exponents in a range of eight."""
    sign = generator.integers(0, 2, count) << 15
    return [int(bits) for bits in sign | (lowest + generator.integers(0, 8, count)) << 7
            | generator.integers(0, 128, count)]


def main():
    generator = np.random.default_rng(17)
    values, nearest = rounding(generator)
    sums = []
    # Near 1, and near the smallest normal number, where sums are flushed.
    for lowest, start_exponent in [(124, 120), (60, 1), (62, 1), (64, 0)]:
        for _ in range(40):
            count = 2 * int(generator.integers(1, 9))
            start = int(generator.integers(0, 2) << 31
                        | (start_exponent + generator.integers(0, 8)) << 23
                        | generator.integers(0, 2**23))
            left, right = (numbers(generator, count, lowest) for _ in range(2))
            sums.append({"start": start, "left": left, "right": right,
                         "sum": dot(start, left, right)})
    # 2⁻¹²⁶ − 2⁻¹⁵⁰ and − 2⁻¹⁵¹: the first has 24 bits and is flushed, the second is rounded up.
    for factor in (0x9A00, 0x9980):
        left, right = [0, 0x1A00], [0, factor]
        sums.append({"start": 0x800000, "left": left, "right": right,
                     "sum": dot(0x800000, left, right)})
    FILE.write_text(json.dumps({
        "values": values.tolist(), "nearest": nearest.tolist(), "sums": sums}) + "\n")


if __name__ == "__main__":
    main()
