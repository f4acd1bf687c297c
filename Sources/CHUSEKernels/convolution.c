// The layout of the data of convolutions: what is copied and not computed.

#include "huse_convolution.h"

#include <string.h>

#include "window.h"

// A window of an image has some ten or twenty values in a row: calls would take longer than they.
INLINE void copy(float *target, const float *source, size_t count) {
  enum { AT_ONCE = 8 };
  size_t i = 0;
  for (; i + AT_ONCE <= count; i += AT_ONCE) {
    memcpy(target + i, source + i, AT_ONCE * sizeof(float));
  }
#pragma clang loop vectorize(disable) unroll(disable)
  for (; i < count; i++) target[i] = source[i];
}

void huse_conv_unfold(const float *input, huse_window w, float *columns) {
  size_t row = w.kernel_width * w.channels;
  for (size_t y = 0; y < w.output_height; y++) {
    huse_range ys = inside(y, w.stride, w.padding_top, w.kernel_height, w.input_height);
    for (size_t x = 0; x < w.output_width; x++) {
      huse_range xs = inside(x, w.stride, w.padding_left, w.kernel_width, w.input_width);
      for (size_t ky = 0; ky < w.kernel_height; ky++, columns += row) {
        if (ky < ys.first || ky >= ys.last || xs.first == xs.last) {
          memset(columns, 0, row * sizeof(float));
          continue;
        }
        size_t input_y = y * w.stride + ky - w.padding_top;
        size_t input_x = x * w.stride + xs.first - w.padding_left;
        size_t before = xs.first * w.channels, after = xs.last * w.channels;
        if (before > 0) memset(columns, 0, before * sizeof(float));
        copy(columns + before, input + (input_y * w.input_width + input_x) * w.channels,
             after - before);
        if (after < row) memset(columns + after, 0, (row - after) * sizeof(float));
      }
    }
  }
}

// Outputs that a folding treats at a time.
enum { BLOCK = 32 };

int huse_conv_fold(const float *weights, const float *scale, size_t outputs, size_t inputs,
                   size_t places, float *kernel) {
  // A sum of x * 0 is NaN exactly where some x is not finite.
  float check = 0;
  for (size_t block = 0; block < outputs; block += BLOCK) {
    size_t end = block + BLOCK < outputs ? block + BLOCK : outputs;
    for (size_t i = 0; i < inputs; i++) {
      for (size_t k = 0; k < places; k++) {
        float *row = kernel + (k * inputs + i) * outputs;
        for (size_t o = block; o < end; o++) {
          row[o] = weights[(o * inputs + i) * places + k] * scale[o];
          check += row[o] * 0;
        }
      }
    }
  }
  return check == 0;
}
