#ifndef HUSE_INT8_PRODUCT_H
#define HUSE_INT8_PRODUCT_H

#include "huse_packed_product.h"

// Products with weights of a byte: a weight is a whole number from −128 to 127 times the scale of
// its output, which is in `scales`. The rows of the input are rounded to bytes in the call.
//
// A row of the input becomes s · (b − z) with bytes b: s is the range of the row, 0 included,
// divided by 255, and z the byte of 0. A value is rounded to the nearest number of steps, ties to
// even. The sums are integers, so that every level gives the same bits. A row that contains NaN or
// infinity, or whose range is beyond 2^127, gives NaN.

/// The longest inner dimension: sums of 65,536 products of bytes fit in 32 bits.
#define HUSE_INT8_LONGEST 65536

/// The values of an output that lie side by side in a panel.
#define HUSE_INT8_QUAD 4

/// Packs weights[outputs][inner] into panels [ceil(outputs / 32)][ceil(inner / 4)][32][4], filled
/// up with zeros, and sets sums[ceil(outputs / 32) · 32] to the sums of the weights of each
/// output.
void huse_pack_int8(const int8_t *weights, size_t inner, size_t outputs, int8_t *panels,
                    int32_t *sums);

/// The weights that were packed.
void huse_unpack_int8(const int8_t *panels, size_t inner, size_t outputs, int8_t *weights);

/// values[i] = bytes[i] · scale.
void huse_widen_int8(const int8_t *bytes, float scale, float *values, size_t count);

#endif
