#ifndef HUSE_VECTOR_H
#define HUSE_VECTOR_H

#include <stddef.h>
#include <stdint.h>

// 16 floats anywhere in memory; the compiler splits them where the CPU's registers are shorter.
typedef float vector __attribute__((vector_size(64), aligned(4)));
enum { LANES = 16 };

// Inlined into callers compiled for each instruction level.
#define INLINE static inline __attribute__((always_inline))

typedef int32_t lane_mask __attribute__((vector_size(64), aligned(4)));

// Each lane within limits; NaN stays.
INLINE void clamp(vector *value, float lower, float upper) {
  const vector low = (vector){} + lower, high = (vector){} + upper;
  const lane_mask below = *value < low;
  *value = (vector)((below & (lane_mask)low) | (~below & (lane_mask)*value));
  const lane_mask above = *value > high;
  *value = (vector)((above & (lane_mask)high) | (~above & (lane_mask)*value));
}

#endif
