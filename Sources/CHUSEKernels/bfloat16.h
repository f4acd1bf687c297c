#ifndef HUSE_BFLOAT16_PARTS_H
#define HUSE_BFLOAT16_PARTS_H

#include <math.h>
#include <string.h>

#include "huse_bfloat16.h"
#include "vector.h"

enum { BFLOAT16_PANEL = HUSE_BFLOAT16_PANEL };

INLINE uint32_t bits_of_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

INLINE float float_of_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// The nearest bfloat16 number, in the upper half of the result.
INLINE uint32_t bfloat16_rounded(float value) {
  const uint32_t bits = bits_of_float(value);
  const uint32_t nearest = bits + 0x7FFF + (bits >> 16 & 1), quiet_nan = bits | 0x400000;
  return ((bits & 0x7FFFFFFF) > 0x7F800000 ? quiet_nan : nearest) & 0xFFFF0000;
}

// A pair of numbers, the first in the lower half.
INLINE uint32_t bfloat16_pair(const uint16_t *numbers) {
  uint32_t pair;
  memcpy(&pair, numbers, sizeof pair);
  return pair;
}

// The first pair of a row of the left side; the next is `bfloat16_step` numbers further.
INLINE const uint16_t *bfloat16_left(const huse_bfloat16_product *p, size_t row) {
  if (!p->packed_left) return p->left + row * p->left_stride;
  const size_t place = p->first_row + row;
  return p->left + place / BFLOAT16_PANEL * p->left_stride + place % BFLOAT16_PANEL * 2;
}

INLINE size_t bfloat16_step(const huse_bfloat16_product *p) {
  return p->packed_left ? BFLOAT16_PANEL * 2 : 2;
}

INLINE float flushed(float value) {
  return fabsf(value) < 0x1p-126f ? copysignf(0, value) : value;
}

// a · b + sum, rounded once, as the instruction does it.
INLINE float bfloat16_fma(float a, float b, float sum) {
  a = flushed(a), b = flushed(b), sum = flushed(sum);
  const float result = fmaf(a, b, sum);
  if (fabsf(result) == 0x1p-126f) {
    // The instruction rounds to 24 bits whatever the exponent: what then lies below the smallest
    // normal number is flushed, although fmaf, which has 23 bits there, may have rounded it up.
    // The difference has at most 53 bits.
    const double limit = copysign(0x1p-126 - 0x1p-151, result);
    const double excess = fma(a, b, sum - limit);
    if (result > 0 ? excess < 0 : excess > 0) return copysignf(0, result);
  }
  return flushed(result);
}

// sum + the products of two pairs.
INLINE float bfloat16_dot(float sum, uint32_t left, uint32_t right) {
  sum = bfloat16_fma(float_of_bits(left & 0xFFFF0000), float_of_bits(right & 0xFFFF0000), sum);
  return bfloat16_fma(float_of_bits(left << 16), float_of_bits(right << 16), sum);
}

// The pairs of a part of the inner dimension, so that a panel of it stays in the cache.
enum { PART_PAIRS = 768, BLOCK_NUMBERS = 128 << 10, TILE_HEIGHT = 12 };
typedef uint32_t pair_vector __attribute__((vector_size(64), aligned(2), may_alias));

// A tile: up to 12 rows of the left side with the wanted columns of a panel.
typedef struct {
  const uint16_t *left, *right;
  float *output;  // of lane 0 of the panel
  size_t left_stride, output_stride, pairs, low, high;
  int adds;
} bfloat16_tile;

#endif
