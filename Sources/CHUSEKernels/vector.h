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
typedef uint32_t lane_bits __attribute__((vector_size(64), aligned(4)));

// Vectors are passed by address: how they are passed by value depends on the instructions.

// Sets each lane to the larger of two, and leaves it if the other is NaN: an instruction of x86.
INLINE void keep_larger(vector *value, const vector *other) {
  const lane_mask larger = *other > *value;
  *value = (vector)((larger & (lane_mask)*other) | (~larger & (lane_mask)*value));
}

INLINE void keep_smaller(vector *value, const vector *other) {
  const lane_mask smaller = *other < *value;
  *value = (vector)((smaller & (lane_mask)*other) | (~smaller & (lane_mask)*value));
}

// Lanes in another order, for sums and comparisons across lanes: their halves exchanged, and the
// halves of these, until each lane has met every other. The builtin functions go from lane to lane.
#define EXCHANGED(v, distance)                                                                  \
  __builtin_shufflevector(v, v, 0 ^ distance, 1 ^ distance, 2 ^ distance, 3 ^ distance,         \
                          4 ^ distance, 5 ^ distance, 6 ^ distance, 7 ^ distance, 8 ^ distance, \
                          9 ^ distance, 10 ^ distance, 11 ^ distance, 12 ^ distance,            \
                          13 ^ distance, 14 ^ distance, 15 ^ distance)

// Sets the lanes of each half to the largest of the half.
INLINE void spread_largest_of_half(vector *value) {
  vector other = EXCHANGED(*value, 4);
  keep_larger(value, &other);
  other = EXCHANGED(*value, 2);
  keep_larger(value, &other);
  other = EXCHANGED(*value, 1);
  keep_larger(value, &other);
}

// Sets all lanes to the largest.
INLINE void spread_largest(vector *value) {
  const vector other = EXCHANGED(*value, 8);
  keep_larger(value, &other);
  spread_largest_of_half(value);
}

// Sets all lanes to their sum.
INLINE void spread_sum(vector *value) {
  *value += EXCHANGED(*value, 8);
  *value += EXCHANGED(*value, 4);
  *value += EXCHANGED(*value, 2);
  *value += EXCHANGED(*value, 1);
}

// Each lane within limits; NaN stays.
INLINE void clamp(vector *value, float lower, float upper) {
  const vector low = (vector){} + lower, high = (vector){} + upper;
  keep_larger(value, &low);
  keep_smaller(value, &high);
}

#endif
