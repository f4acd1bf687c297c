#ifndef HUSE_CONVOLUTION_VECTOR_H
#define HUSE_CONVOLUTION_VECTOR_H

#include <stddef.h>

// 16 floats anywhere in memory; the compiler splits them where the CPU's registers are shorter.
typedef float vector __attribute__((vector_size(64), aligned(4)));
enum { LANES = 16 };

// Inlined into callers compiled for each instruction level.
#define INLINE static inline __attribute__((always_inline))

// The larger and the smaller of each lane with a limit.
INLINE void clamp(vector *value, float lower, float upper) {
  *value = __builtin_elementwise_max(*value, (vector){} + lower);
  *value = __builtin_elementwise_min(*value, (vector){} + upper);
}

#endif
