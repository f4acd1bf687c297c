#ifndef HUSE_QUANTIZED_H
#define HUSE_QUANTIZED_H

#include "huse_quantized_product.h"
#include "vector.h"

enum { QUANTIZED = HUSE_QUANTIZED_PANEL };

// Σ query, times the offset that the items carry.
INLINE int32_t quantized_correction(const int8_t *query, size_t count) {
  int32_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += query[i];
  return sum * HUSE_QUANTIZED_OFFSET;
}

INLINE float quantized_value(int32_t sum, float query_scale, float item_scale) {
  return (float)sum * query_scale * item_scale;
}

#endif
