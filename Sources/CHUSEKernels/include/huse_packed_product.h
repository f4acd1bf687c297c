#ifndef HUSE_PACKED_PRODUCT_H
#define HUSE_PACKED_PRODUCT_H

#include <stddef.h>
#include <stdint.h>

/// output = clamp(scales ⊙ (input * kernel) + bias + residual), for some or all outputs of a
/// packed kernel.
typedef struct {
  const float *input;     ///< [rows][inner]
  const void *panels;     ///< the packed kernel, from the panel of the first output on
  const float *scales;    ///< [outputs], factors of the sums; NULL for 1
  const int32_t *starts;  ///< what sums of bytes start from; only for weights of a byte
  const float *bias;      ///< [outputs]
  const float *residual;  ///< [rows][outputs], rows `stride` floats apart; may be NULL
  float *output;          ///< [rows][outputs], rows `stride` floats apart
  size_t rows, inner, outputs, stride;
  float lower, upper;
} huse_product;

/// Computes a product. A row of the output has the same bits whatever the number of rows.
///
/// There is a function for each type of the numbers in the panels: float, the bit patterns of
/// bfloat16 and of IEEE 754 binary16, and bytes (huse_int8_product.h). Numbers of 16 bits are
/// widened where they are multiplied, so that the output has the bits that the same numbers as
/// floats give.
typedef void huse_packed_product_fn(const huse_product *product);

/// The outputs of a packed kernel that lie side by side.
#define HUSE_PANEL 32

/// Packs kernel[inner][outputs] into panels [ceil(outputs / 32)][inner][32], filled up with zeros.
void huse_pack(const float *kernel, size_t inner, size_t outputs, float *panels);

/// The same for weights[outputs][inner], the kernel transposed.
void huse_pack_transposed(const float *weights, size_t inner, size_t outputs, float *panels);

/// The same for weights of 16 bits.
void huse_pack_halves_transposed(const uint16_t *weights, size_t inner, size_t outputs,
                                 uint16_t *panels);

/// The kernel that was packed.
void huse_unpack(const float *panels, size_t inner, size_t outputs, float *kernel);

/// The same as weights[outputs][inner].
void huse_unpack_transposed(const float *panels, size_t inner, size_t outputs, float *weights);

/// The same for weights of 16 bits.
void huse_unpack_halves_transposed(const uint16_t *panels, size_t inner, size_t outputs,
                                   uint16_t *weights);

/// values[i] = the number of the bfloat16 bit pattern halves[i].
void huse_widen_bfloat16(const uint16_t *halves, float *values, size_t count);

#endif
