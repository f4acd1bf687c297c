#ifndef HUSE_BFLOAT16_H
#define HUSE_BFLOAT16_H

#include <stddef.h>
#include <stdint.h>

// Products of matrices of bfloat16 numbers, the upper halves of binary32, with binary32 sums.
//
// A matrix is stored in one of two ways, zeros filling up what is missing:
// - rows, [rows][stride], for a left side that is used as it is;
// - panels, [columns / 32][rows / 2][32][2]: two rows of 32 columns side by side, then the next
//   two. It is the right side of a product, or a left side that is used transposed.

/// The columns of a panel.
#define HUSE_BFLOAT16_PANEL 32

/// Values that are rounded: the nearest bfloat16 number to scale · value, ties to even.
/// Infinities, NaN and signs stay; what is beyond the largest number becomes infinite.
typedef struct {
  const float *values;  ///< [rows][columns], rows `stride` floats apart
  size_t rows, columns, stride;
  float scale;
} huse_float_block;

/// Rounds to rows that begin with `lead` zeros, 0 or 1, and have an even length.
typedef void huse_bfloat16_rows_fn(const huse_float_block *block, size_t lead, uint16_t *rows,
                                   size_t stride);

/// Rounds to panels, `stride` numbers apart, with `lead` rows of zeros, 0 or 1, before the block.
typedef void huse_bfloat16_pack_fn(const huse_float_block *block, size_t lead, uint16_t *panels,
                                   size_t stride);

/// Rounds the transpose of a block to panels, `stride` numbers apart.
typedef void huse_bfloat16_pack_transposed_fn(const huse_float_block *block, uint16_t *panels,
                                              size_t stride);

/// output = left · right, or left transposed · right.
///
/// A sum starts at 0, or at the output if `adds` is not 0. It takes the pairs of the inner
/// dimension in order, and of each pair the second product and then the first. Each product is
/// added with one rounding, to the nearest even number. Numbers smaller than the smallest normal
/// one count as 0 with their sign, as do such sums after they are rounded. This is what the
/// instruction VDPBF16PS does; every level gives its bits, except those of a NaN.
typedef struct {
  const uint16_t *left;   ///< rows, or panels if `packed_left` is not 0
  const uint16_t *right;  ///< panels, from the first pair of the inner dimension on
  float *output;          ///< [rows][columns], rows `output_stride` floats apart
  size_t rows, columns, pairs;
  size_t first_row;     ///< the place of the first row in the panels of a packed left side
  size_t first_column;  ///< the place of the first column in the panels of the right side
  size_t left_stride;   ///< from row to row, or from panel to panel
  size_t right_stride;  ///< from panel to panel
  size_t output_stride;
  int packed_left, adds;
} huse_bfloat16_product;

typedef void huse_bfloat16_product_fn(const huse_bfloat16_product *product);

/// Whether this CPU has instructions for products of bfloat16 numbers that the kernels use.
int huse_cpu_has_bfloat16(void);

#endif
