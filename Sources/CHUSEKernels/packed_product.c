#include "huse_packed_product.h"
#include "vector.h"

#include <string.h>

// The product with weights that stay the same: they are packed once, where OpenBLAS packs them in
// every call, which takes longer than the product itself where there are few rows. Sums of a tile of
// rows and outputs stay in registers over the whole inner dimension, and bias, residual and clamp
// are applied before they are stored.

// Of the input, what is reused for each panel of the kernel; half of a small second-level cache.
enum { BLOCK_BYTES = 128 << 10 };

// How many rows of a panel are on their way to the cache.
enum { AHEAD = 16 };

typedef huse_packed_product product;

INLINE void finish(const product *p, size_t row, size_t column, const vector *sum) {
  size_t place = row * p->stride + column;
  vector value = *sum + *(const vector *)(p->bias + column);
  if (p->residual) value += *(const vector *)(p->residual + place);
  clamp(&value, p->lower, p->upper);
  *(vector *)(p->output + place) = value;
}

// The same for `lanes` outputs, which is constant where this is used.
INLINE void finish_lanes(const product *p, size_t row, size_t column, const float *sums,
                         size_t lanes) {
  size_t place = row * p->stride + column;
  const float lower = p->lower, upper = p->upper;
  float values[LANES];
  for (size_t i = 0; i < lanes; i++) values[i] = sums[i] + p->bias[column + i];
  if (p->residual) {
    for (size_t i = 0; i < lanes; i++) values[i] += p->residual[place + i];
  }
  for (size_t i = 0; i < lanes; i++) {
    const float value = values[i] < lower ? lower : values[i];
    values[i] = value > upper ? upper : value;
  }
  memcpy(p->output + place, values, lanes * sizeof(float));
}

// The outputs of a row that fill no tile.
INLINE void finish_rest(const product *p, size_t row, size_t column, const float *sums) {
  size_t count = p->outputs - column, i = 0;
  for (; i + LANES <= count; i += LANES) finish_lanes(p, row, column + i, sums + i, LANES);
  for (; i + LANES / 2 <= count; i += LANES / 2) {
    finish_lanes(p, row, column + i, sums + i, LANES / 2);
  }
  for (; i < count; i++) finish_lanes(p, row, column + i, sums + i, 1);
}

// `rows` rows and `vectors` vectors of outputs, both constant where this is used.
INLINE void tile(const product *p, size_t row, size_t column, size_t rows, size_t vectors) {
  const float *a = p->input + row * p->inner;
  const float *b = p->panels + column / HUSE_PANEL * p->inner * HUSE_PANEL + column % HUSE_PANEL;
  vector sums[12][2];
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) sums[r][v] = (vector){};
  }
#pragma clang loop unroll(disable)
  for (size_t k = 0; k < p->inner; k++, b += HUSE_PANEL) {
    // With few rows the kernel comes from beyond the second-level cache.
    __builtin_prefetch(b + AHEAD * HUSE_PANEL);
    __builtin_prefetch(b + AHEAD * HUSE_PANEL + LANES);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) {
        sums[r][v] += a[r * p->inner + k] * *(const vector *)(b + v * LANES);
      }
    }
  }
  if (column + vectors * LANES <= p->outputs) {
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) {
        // A copy: an array whose address is used would not stay in registers.
        vector sum = sums[r][v];
        finish(p, row + r, column + v * LANES, &sum);
      }
    }
    return;
  }
  float rest[12][2 * LANES];
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) *(vector *)(rest[r] + v * LANES) = sums[r][v];
  }
#pragma clang loop unroll(disable)
  for (size_t r = 0; r < rows; r++) finish_rest(p, row + r, column, rest[r]);
}

// A tile of up to `tall` rows, each height compiled by itself; the order of the sums is the same in
// all.
INLINE void tile_of_height(const product *p, size_t row, size_t column, size_t height, size_t tall,
                           size_t vectors) {
#define HEIGHT(rows)                                                      \
  case rows:                                                              \
    if ((rows) <= tall) tile(p, row, column, (rows), vectors);            \
    return;
  switch (height) {
    HEIGHT(1) HEIGHT(2) HEIGHT(3) HEIGHT(4) HEIGHT(5) HEIGHT(6)
    HEIGHT(7) HEIGHT(8) HEIGHT(9) HEIGHT(10) HEIGHT(11) HEIGHT(12)
  }
#undef HEIGHT
}

// As few tiles as there can be, all of about the same height: low ones are slower.
INLINE void strip(const product *p, size_t row, size_t end, size_t column, size_t tall,
                  size_t vectors) {
  for (size_t tiles = (end - row + tall - 1) / tall; tiles > 0; tiles--) {
    size_t height = (end - row + tiles - 1) / tiles;
    tile_of_height(p, row, column, height, tall, vectors);
    row += height;
  }
}

INLINE void run(const product *p, size_t tall, size_t vectors) {
  size_t block = BLOCK_BYTES / sizeof(float) / (p->inner ? p->inner : 1) / tall * tall;
  if (block < tall) block = tall;
  for (size_t first = 0; first < p->rows; first += block) {
    size_t end = first + block < p->rows ? first + block : p->rows;
    for (size_t column = 0; column < p->outputs; column += vectors * LANES) {
      if (p->outputs - column <= LANES) {
        strip(p, first, end, column, tall, 1);
      } else {
        strip(p, first, end, column, tall, vectors);
      }
    }
  }
}

// Sizes of tiles for which the sums, and what they are made of, fill the registers of each level.
static void run_baseline(const product *p) { run(p, 2, 1); }

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static void run_v3(const product *p) { run(p, 6, 1); }

__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))) static void run_v4(
    const product *p) {
  run(p, 12, 2);
}
#endif

static void run_scalar(const product *p) {
  for (size_t row = 0; row < p->rows; row++) {
    for (size_t column = 0; column < p->outputs; column++) {
      const float *b =
          p->panels + column / HUSE_PANEL * p->inner * HUSE_PANEL + column % HUSE_PANEL;
      size_t place = row * p->stride + column;
      double sum = (double)p->bias[column] + (p->residual ? p->residual[place] : 0);
      for (size_t k = 0; k < p->inner; k++) {
        sum += (double)p->input[row * p->inner + k] * b[k * HUSE_PANEL];
      }
      sum = sum < p->lower ? p->lower : sum;
      p->output[place] = (float)(sum > p->upper ? p->upper : sum);
    }
  }
}

void huse_compute(huse_level level, const huse_packed_product *p) {
  switch (level) {
#if defined(__x86_64__)
    case HUSE_LEVEL_V4:
      run_v4(p);
      return;
    case HUSE_LEVEL_V3:
      run_v3(p);
      return;
#endif
    case HUSE_LEVEL_SCALAR:
      run_scalar(p);
      return;
    default:
      run_baseline(p);
  }
}

void huse_pack(const float *kernel, size_t inner, size_t outputs, float *panels) {
  for (size_t column = 0; column < outputs; column += HUSE_PANEL) {
    for (size_t k = 0; k < inner; k++) {
      for (size_t lane = 0; lane < HUSE_PANEL; lane++) {
        *panels++ = column + lane < outputs ? kernel[k * outputs + column + lane] : 0;
      }
    }
  }
}

void huse_pack_transposed(const float *weights, size_t inner, size_t outputs, float *panels) {
  for (size_t column = 0; column < outputs; column += HUSE_PANEL) {
    for (size_t k = 0; k < inner; k++) {
      for (size_t lane = 0; lane < HUSE_PANEL; lane++) {
        *panels++ = column + lane < outputs ? weights[(column + lane) * inner + k] : 0;
      }
    }
  }
}

void huse_unpack(const float *panels, size_t inner, size_t outputs, float *kernel) {
  for (size_t k = 0; k < inner; k++) {
    for (size_t column = 0; column < outputs; column++) {
      kernel[k * outputs + column] = panels[(column / HUSE_PANEL * inner + k) * HUSE_PANEL +
                                            column % HUSE_PANEL];
    }
  }
}
