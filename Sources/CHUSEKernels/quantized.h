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

// Asks for the rows that are read next, so that they arrive while others are computed.
INLINE void gathered_prefetch(const huse_gathered_product *p, size_t first, size_t count) {
  for (size_t i = first; i < first + count && i < p->count; i++) {
    const uint8_t *row = p->rows + (size_t)p->ids[i] * p->stride;
    for (size_t line = 0; line < p->stride; line += 64) __builtin_prefetch(row + line);
  }
}

INLINE void gathered_store(const huse_gathered_product *p, size_t index, int32_t sum) {
  p->output[index] = quantized_value(sum - p->correction, p->query_scale,
                                     p->item_scales[p->ids[index]]);
}

#endif
