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

typedef struct {
  float factor, scale;
} huse_steps;

// The number of steps in 1, and the length of a step. Both are 0 for values below 2⁻¹⁰⁰,
// whose factor may be infinite.
static huse_steps steps_of(const float *values, size_t count) {
  const float largest = largest_of(values, count);
  if (largest < 0x1p-100f) return (huse_steps){0, 0};
  return (huse_steps){127 / largest, largest / 127};
}

static int32_t rounded(float value) {
  // Plus this number, one below 2²² in magnitude is rounded to a whole one, ties to even.
  const float sum = value + 0x1.8p23f;
  int32_t bits;
  memcpy(&bits, &sum, sizeof bits);
  return bits - 0x4B400000;
}

float huse_quantize(const float *values, size_t count, int8_t *result, size_t quads) {
  const huse_steps steps = steps_of(values, count);
  for (size_t i = 0; i < count; i++) result[i] = (int8_t)rounded(values[i] * steps.factor);
  for (size_t i = count; i < quads * 4; i++) result[i] = 0;
  return steps.scale;
}

void huse_quantize_panel(const float *rows, size_t row_count, size_t columns, size_t quads,
                         uint8_t *panel, float *scales) {
  memset(panel, HUSE_QUANTIZED_OFFSET, quads * PANEL * 4);
  for (size_t item = 0; item < PANEL; item++) {
    scales[item] = 0;
    if (item >= row_count) continue;
    const float *values = rows + item * columns;
    const huse_steps steps = steps_of(values, columns);
    for (size_t i = 0; i < columns; i++) {
      panel[(i / 4 * PANEL + item) * 4 + i % 4] =
          (uint8_t)(rounded(values[i] * steps.factor) + HUSE_QUANTIZED_OFFSET);
    }
    scales[item] = steps.scale;
  }
}

float huse_quantize_row(const float *values, size_t count, uint8_t *row, size_t stride) {
  const huse_steps steps = steps_of(values, count);
  memset(row, HUSE_QUANTIZED_OFFSET, stride);
  for (size_t i = 0; i < count; i++) {
    row[i] = (uint8_t)(rounded(values[i] * steps.factor) + HUSE_QUANTIZED_OFFSET);
  }
  return steps.scale;
}

int32_t huse_query_of_row(const uint8_t *row, int8_t *query, size_t stride) {
  int32_t sum = 0;
  for (size_t i = 0; i < stride; i++) {
    query[i] = (int8_t)(row[i] ^ HUSE_QUANTIZED_OFFSET);
    sum += query[i];
  }
  return sum * HUSE_QUANTIZED_OFFSET;
}
