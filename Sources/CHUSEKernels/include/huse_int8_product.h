#ifndef HUSE_INT8_PRODUCT_H
#define HUSE_INT8_PRODUCT_H

#include "huse_packed_product.h"

// Products with weights of a byte: a weight is a whole number from −128 to 127 times the scale of
// its output, which is in `scales`. The rows of the input are rotated and rounded to bytes in the
// call.
//
// A few inputs of a transformer are many times as large as the others, and would leave the others
// only a few of the 255 steps. The rotation R mixes each 64 inputs by a Hadamard matrix, so that
// all are about as large (QuaRot, Ashkboos et al. 2024): R x has the sums and differences of blocks
// of 64, twice those of the blocks of 16 that are left, and 8 times the values that are left then.
// R R = 64, and so weights w are packed as w R / 64: then w x = (w R / 64) (R x).
//
// A rotated row becomes s · (b − 128) with bytes b: s is the row's largest magnitude divided by
// 127. A value is rounded to the nearest number of steps, ties to even. The sums are integers,
// so that every level gives the same bits. A row that contains NaN or infinity, or has infinity
// when it is rotated, gives NaN.

/// The longest inner dimension: sums of 65,536 products of bytes fit in 32 bits.
#define HUSE_INT8_LONGEST 65536

/// The byte of 0 in the input.
#define HUSE_INT8_ZERO 128

/// The values of an output that lie side by side in a panel.
#define HUSE_INT8_QUAD 4

/// rotated = R · values, for vectors of `count` floats, which may be the same memory.
typedef void huse_rotate_fn(const float *values, size_t count, float *rotated);

/// R R is the identity times this.
#define HUSE_ROTATION_SQUARE 64

/// Packs weights[outputs][inner] into panels [ceil(outputs / 32)][ceil(inner / 4)][32][4], filled
/// up with zeros, and sets starts[ceil(outputs / 32) · 32] to what the sums of bytes start from:
/// the sum of the weights of each output times −128.
void huse_pack_int8(const int8_t *weights, size_t inner, size_t outputs, int8_t *panels,
                    int32_t *starts);

/// The weights that were packed.
void huse_unpack_int8(const int8_t *panels, size_t inner, size_t outputs, int8_t *weights);

/// values[i] = bytes[i] · scale.
void huse_widen_int8(const int8_t *bytes, float scale, float *values, size_t count);

#endif
