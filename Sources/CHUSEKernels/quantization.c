#include <math.h>
#include <string.h>

#include "huse_quantized_product.h"

enum { PANEL = HUSE_QUANTIZED_PANEL };

// The largest magnitude of some values.
static float largest_of(const float *values, size_t count) {
  float largest = 0;
  for (size_t i = 0; i < count; i++) {
    const float magnitude = fabsf(values[i]);
    largest = magnitude > largest ? magnitude : largest;
  }
  return largest;
}

float huse_quantize(const float *values, size_t count, int8_t *result, size_t quads) {
  const float largest = largest_of(values, count), factor = largest > 0 ? 127 / largest : 0;
  for (size_t i = 0; i < count; i++) result[i] = (int8_t)rintf(values[i] * factor);
  for (size_t i = count; i < quads * 4; i++) result[i] = 0;
  return largest / 127;
}

void huse_quantize_panel(const float *rows, size_t row_count, size_t columns, size_t quads,
                         uint8_t *panel, float *scales) {
  memset(panel, HUSE_QUANTIZED_OFFSET, quads * PANEL * 4);
  for (size_t item = 0; item < PANEL; item++) {
    scales[item] = 0;
    if (item >= row_count) continue;
    const float *values = rows + item * columns;
    const float largest = largest_of(values, columns), factor = largest > 0 ? 127 / largest : 0;
    for (size_t i = 0; i < columns; i++) {
      panel[(i / 4 * PANEL + item) * 4 + i % 4] =
          (uint8_t)((int)rintf(values[i] * factor) + HUSE_QUANTIZED_OFFSET);
    }
    scales[item] = largest / 127;
  }
}

float huse_quantize_row(const float *values, size_t count, uint8_t *row, size_t stride) {
  const float largest = largest_of(values, count), factor = largest > 0 ? 127 / largest : 0;
  memset(row, HUSE_QUANTIZED_OFFSET, stride);
  for (size_t i = 0; i < count; i++) {
    row[i] = (uint8_t)((int)rintf(values[i] * factor) + HUSE_QUANTIZED_OFFSET);
  }
  return largest / 127;
}

int32_t huse_query_of_row(const uint8_t *row, int8_t *query, size_t stride) {
  int32_t sum = 0;
  for (size_t i = 0; i < stride; i++) {
    query[i] = (int8_t)(row[i] ^ HUSE_QUANTIZED_OFFSET);
    sum += query[i];
  }
  return sum * HUSE_QUANTIZED_OFFSET;
}
