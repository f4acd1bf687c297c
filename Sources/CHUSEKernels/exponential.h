#ifndef HUSE_EXPONENTIAL_H
#define HUSE_EXPONENTIAL_H

#include <math.h>
#include <stdint.h>
#include <string.h>

// eˣ for x ≤ 0 to about 2 units in the last place; 0 below −87.3, NaN for NaN.
// x = n ln 2 + r with
// |r| ≤ ln 2 / 2, ln 2 in two parts, eʳ by a polynomial of degree 6.
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

#endif
