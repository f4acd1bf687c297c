#ifndef HUSE_EXPONENTIAL_H
#define HUSE_EXPONENTIAL_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "vector.h"

// eˣ for x ≤ 0 to about 2 units in the last place; 0 below −87.3, NaN for NaN.
// x = n ln 2 + r with |r| ≤ ln 2 / 2, ln 2 in two parts, eʳ by a polynomial of degree 6.
static inline __attribute__((always_inline)) float exponential(float x) {
  const float clamped = x > -87.3f ? x : -87.3f;
  const float n = floorf(clamped * 1.44269504089f + 0.5f);
  const float r = (clamped - n * 0.693145752f) - n * 1.42860677e-6f;
  float p = 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  const uint32_t bits = (uint32_t)((int32_t)n + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return x >= -87.3f ? p * power : x < -87.3f ? 0 : x;
}

// eˣ for each lane x ≤ 0, to about 2 units in the last place; 0 below −87.3, NaN for NaN.
// As above, but n by adding 1.5 · 2²³, which leaves n in the low bits, and eʳ by a polynomial
// of degree 5 that was fitted to a relative error of 9.2e-8.
INLINE void exponentials(vector *values) {
#pragma clang fp contract(fast)
  const vector x = *values;
  const vector shifted = x * 1.44269504089f + 0x1.8p23f;
  const vector n = shifted - 0x1.8p23f;
  vector r = x - n * 0.693145752f;
  r = r - n * 1.42860677e-6f;
  vector p = r * 0.008290272111756565f + 0.04189815961872537f;
  p = p * r + 0.16667638127251688f;
  p = p * r + 0.4999914784112696f;
  p = p * r + 0.9999997063133553f;
  p = p * r + 1.0f;
  const vector power = (vector)(((lane_bits)shifted << 23) + (127u << 23));
  // A product, in which NaN stays, and not a sum of bits.
  *values = (vector)((lane_mask)(p * power) & ~(x < -87.3f));
}

#endif
