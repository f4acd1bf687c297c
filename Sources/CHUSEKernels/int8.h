#ifndef HUSE_INT8_H
#define HUSE_INT8_H

#include <math.h>
#include <string.h>

#include "huse_int8_product.h"
#include "vector.h"

enum { INT8_PANEL = HUSE_PANEL, INT8_QUAD = HUSE_INT8_QUAD };

// The rows that are rounded at a time, so that they stay in the second-level cache.
enum { INT8_BLOCK_BYTES = HUSE_INT8_LONGEST, INT8_BLOCK_ROWS = 256 };

// The byte of 0. A byte is the nearest whole number of steps plus this.
enum { INT8_ZERO = HUSE_INT8_ZERO };

// A number below 2²² in magnitude plus this is a float whose lowest byte is that of the number.
#define INT8_MAGIC (0x1.8p23f + INT8_ZERO)

// A row whose largest magnitude is smaller counts as zeros: 127 divided by it could be infinite.
#define INT8_SMALLEST 0x1p-100f

INLINE size_t int8_quads(const huse_product *p) {
  return (p->inner + INT8_QUAD - 1) / INT8_QUAD;
}

// The scale of a row with this largest magnitude, and the number of steps that the value 1 has; 0
// if all bytes are that of 0.
INLINE float int8_scale(float largest, float *steps) {
  *steps = 0;
  if (!isfinite(largest)) return NAN;
  if (largest < INT8_SMALLEST) return 0;
  *steps = 127 / largest;
  return largest / 127;
}

INLINE uint8_t int8_byte(float value, float steps) {
  const float place = value * steps;
  return (uint8_t)((int32_t)rintf(place) + INT8_ZERO);
}

#endif
