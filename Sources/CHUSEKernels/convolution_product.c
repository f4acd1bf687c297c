#include "convolution_vector.h"
#include "huse_convolution.h"

// The product of a convolution: sums of a tile of places and outputs stay in registers over the
// whole inner dimension, and bias, residual and clamp are applied before they are stored.
//
// OpenBLAS is not used here: it cannot be told to use one thread in one call and its own in
// another, and the callers already run one picture on each core.

// Of the input, what is reused for each panel of the kernel; half of a small second-level cache.
enum { BLOCK_BYTES = 128 << 10 };

typedef struct {
  const float *input, *panels, *bias, *residual;
  size_t rows, inner, outputs;
  float lower, upper;
  float *output;
} product;

// The last outputs, fewer than a vector.
INLINE void finish_part(const product *p, size_t row, size_t column, const float *sums) {
  for (size_t lane = 0; column + lane < p->outputs; lane++) {
    size_t place = row * p->outputs + column + lane;
    float value = sums[lane] + p->bias[column + lane];
    if (p->residual) value += p->residual[place];
    value = value < p->lower ? p->lower : value;
    p->output[place] = value > p->upper ? p->upper : value;
  }
}

INLINE void finish(const product *p, size_t row, size_t column, const vector *sum) {
  if (column + LANES > p->outputs) {
    if (column < p->outputs) finish_part(p, row, column, (const float *)sum);
    return;
  }
  size_t place = row * p->outputs + column;
  vector value = *sum + *(const vector *)(p->bias + column);
  if (p->residual) value += *(const vector *)(p->residual + place);
  clamp(&value, p->lower, p->upper);
  *(vector *)(p->output + place) = value;
}

// `rows` places and `vectors` vectors of outputs, both constant where this is used.
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
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) {
        sums[r][v] += a[r * p->inner + k] * *(const vector *)(b + v * LANES);
      }
    }
  }
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) {
      // A copy: an array whose address is used would not stay in registers.
      vector sum = sums[r][v];
      finish(p, row + r, column + v * LANES, &sum);
    }
  }
}

// Tiles of `tall` rows, then of `middle`, then of one; the order of the sums is the same in each.
INLINE void strip(const product *p, size_t row, size_t end, size_t column, size_t tall,
                  size_t middle, size_t vectors) {
  for (; row + tall <= end; row += tall) tile(p, row, column, tall, vectors);
  for (; row + middle <= end; row += middle) tile(p, row, column, middle, vectors);
  for (; row < end; row++) tile(p, row, column, 1, vectors);
}

INLINE void run(const product *p, size_t tall, size_t middle, size_t vectors) {
  size_t block = BLOCK_BYTES / sizeof(float) / (p->inner ? p->inner : 1) / tall * tall;
  if (block < tall) block = tall;
  for (size_t first = 0; first < p->rows; first += block) {
    size_t end = first + block < p->rows ? first + block : p->rows;
    for (size_t column = 0; column < p->outputs; column += vectors * LANES) {
      if (p->outputs - column <= LANES) {
        strip(p, first, end, column, tall, middle, 1);
      } else {
        strip(p, first, end, column, tall, middle, vectors);
      }
    }
  }
}

// Sizes of tiles for which the sums, and what they are made of, fill the registers of each level.
static void run_baseline(const product *p) { run(p, 2, 1, 1); }

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static void run_v3(const product *p) { run(p, 6, 2, 1); }

__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))) static void run_v4(
    const product *p) {
  run(p, 12, 4, 2);
}
#endif

static void run_scalar(const product *p) {
  for (size_t row = 0; row < p->rows; row++) {
    for (size_t column = 0; column < p->outputs; column++) {
      const float *b =
          p->panels + column / HUSE_PANEL * p->inner * HUSE_PANEL + column % HUSE_PANEL;
      size_t place = row * p->outputs + column;
      double sum = (double)p->bias[column] + (p->residual ? p->residual[place] : 0);
      for (size_t k = 0; k < p->inner; k++) {
        sum += (double)p->input[row * p->inner + k] * b[k * HUSE_PANEL];
      }
      sum = sum < p->lower ? p->lower : sum;
      p->output[place] = (float)(sum > p->upper ? p->upper : sum);
    }
  }
}

void huse_conv_product(huse_level level, const float *input, const float *panels,
                       const float *bias, const float *residual, size_t rows, size_t inner,
                       size_t outputs, float lower, float upper, float *output) {
  product p = {input, panels, bias, residual, rows, inner, outputs, lower, upper, output};
  switch (level) {
#if defined(__x86_64__)
    case HUSE_LEVEL_V4:
      run_v4(&p);
      return;
    case HUSE_LEVEL_V3:
      run_v3(&p);
      return;
#endif
    case HUSE_LEVEL_SCALAR:
      run_scalar(&p);
      return;
    default:
      run_baseline(&p);
  }
}

void huse_conv_pack(const float *kernel, size_t inner, size_t outputs, float *panels) {
  for (size_t column = 0; column < outputs; column += HUSE_PANEL) {
    for (size_t k = 0; k < inner; k++) {
      for (size_t lane = 0; lane < HUSE_PANEL; lane++) {
        *panels++ = column + lane < outputs ? kernel[k * outputs + column + lane] : 0;
      }
    }
  }
}

void huse_conv_unpack(const float *panels, size_t inner, size_t outputs, float *kernel) {
  for (size_t k = 0; k < inner; k++) {
    for (size_t column = 0; column < outputs; column++) {
      kernel[k * outputs + column] = panels[(column / HUSE_PANEL * inner + k) * HUSE_PANEL +
                                            column % HUSE_PANEL];
    }
  }
}
