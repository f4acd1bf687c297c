#ifndef HUSE_QUANTIZED_PRODUCT_H
#define HUSE_QUANTIZED_PRODUCT_H

#include <stddef.h>
#include <stdint.h>

/// The vectors of a panel lie side by side: four values of each of them, then the next four.
#define HUSE_QUANTIZED_PANEL 16

/// What is added to the values of a panel, which are stored without a sign.
#define HUSE_QUANTIZED_OFFSET 128

/// output[query][item] = (Σ query · (item − 128)) · query scale · item scale.
///
/// The sums are integers, so that every level computes the same bits.
typedef struct {
  const uint8_t *panels;      ///< [panel_count][quads][16][4], each value plus 128
  const float *item_scales;   ///< [panel_count · 16]
  const int8_t *queries;      ///< [query_count][quads · 4]
  const float *query_scales;  ///< [query_count]
  float *output;              ///< [query_count][panel_count · 16]
  size_t panel_count, query_count, quads;
} huse_quantized_product;

typedef void huse_quantized_product_fn(const huse_quantized_product *product);

/// A row of vectors in any order is padded to a multiple of this many bytes.
#define HUSE_GATHERED_STRIDE 64

/// output[i] = (Σ query · (rows[ids[i]] − 128)) · query scale · scale of the row.
typedef struct {
  const uint8_t *rows;       ///< [rows][stride], each value plus 128
  const float *item_scales;  ///< [rows]
  const int8_t *query;       ///< [stride]
  const uint32_t *ids;       ///< [count], the rows
  float *output;             ///< [count]
  size_t count, stride;      ///< stride is a multiple of HUSE_GATHERED_STRIDE
  float query_scale;
  int32_t correction;        ///< 128 · Σ query
} huse_gathered_product;

typedef void huse_gathered_product_fn(const huse_gathered_product *product);

/// Asks for a cache line that is read soon.
static inline void huse_prefetch(const void *address) { __builtin_prefetch(address); }

/// Quantises a vector: values[i] ≈ result[i] · scale, with |result[i]| ≤ 127 and zeros up to
/// quads · 4 if that is more. Returns the scale, which is 0 if all values are below 2^-100.
float huse_quantize(const float *values, size_t count, int8_t *result, size_t quads);

/// Quantises up to 16 vectors into a panel; those that are missing become zeros.
void huse_quantize_panel(const float *rows, size_t row_count, size_t columns, size_t quads,
                         uint8_t *panel, float *scales);

/// Quantises a vector into a row of `stride` bytes, each value plus 128. Returns the scale.
float huse_quantize_row(const float *values, size_t count, uint8_t *row, size_t stride);

/// Sets a query of `stride` bytes to a row. Returns 128 · Σ query.
int32_t huse_query_of_row(const uint8_t *row, int8_t *query, size_t stride);

/// values[i] = the number of the IEEE 754 binary16 bit pattern halves[i].
typedef void huse_widen_halves_fn(const uint16_t *halves, float *values, size_t count);

#endif
