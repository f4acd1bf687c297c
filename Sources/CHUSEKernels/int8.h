#ifndef HUSE_INT8_H
#define HUSE_INT8_H

#include <math.h>
#include <string.h>

#include "huse_int8_product.h"
#include "vector.h"

enum { INT8_PANEL = HUSE_PANEL, INT8_QUAD = HUSE_INT8_QUAD };

// The rows that are rounded at a time, so that they stay in the second-level cache.
enum { INT8_BLOCK_BYTES = HUSE_INT8_LONGEST, INT8_BLOCK_ROWS = 256 };

// How a row is rounded: a value is scale · (byte − zero).
typedef struct {
  float scale;
  int32_t zero;
} int8_rounding;

// A row whose range is smaller counts as zeros: 255 divided by it could be infinite.
#define INT8_SMALLEST_RANGE 0x1p-100f

INLINE size_t int8_quads(const huse_product *p) {
  return (p->inner + INT8_QUAD - 1) / INT8_QUAD;
}

// The rounding of a row with values between `low` ≤ 0 and `high` ≥ 0, and the number of steps
// that the value 1 has.
INLINE int8_rounding int8_rounding_of(float low, float high, int is_finite, float *steps) {
  const float range = high - low;
  *steps = 0;
  if (!is_finite || range > 0x1p127f) return (int8_rounding){NAN, 0};
  if (range < INT8_SMALLEST_RANGE) return (int8_rounding){0, 0};
  *steps = 255 / range;
  const float zero = -low * *steps;
  return (int8_rounding){range / 255, (int32_t)rintf(zero)};
}

INLINE int32_t int8_byte(int32_t value) { return value < 0 ? 0 : value > 255 ? 255 : value; }

#endif
