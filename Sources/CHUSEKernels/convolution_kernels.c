#include "clones.h"
#include "vector.h"
#include "huse_convolution.h"

#include <string.h>

// Bytes that a resampling, and outputs that a folding treats at a time.
enum { BLOCK = 32 };

typedef struct {
  size_t first, last;
} huse_range;

// The kernel positions whose input lies inside 0 ..< size, for the window that begins at
// output * stride - padding.
static inline huse_range inside(size_t output, size_t stride, size_t padding, size_t kernel,
                                size_t size) {
  size_t begin = output * stride;
  size_t first = begin < padding ? padding - begin : 0;
  size_t room = size + padding > begin ? size + padding - begin : 0;
  size_t last = room < kernel ? room : kernel;
  huse_range range = {first < last ? first : last, last};
  return range;
}

static inline int same(huse_range a, huse_range b) {
  return a.first == b.first && a.last == b.last;
}

// A window of a picture has some ten or twenty values in a row: calls would take longer than they.
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

typedef struct {
  const float *input, *kernel, *bias;
  float lower, upper;
  const huse_window *window;
  huse_range ys, xs;
} depthwise;

// `vectors` vectors of channels of `places` output places side by side, all of whose windows reach
// as far; both constant, so that the sums stay in registers and a weight is read once for all
// places.
INLINE void depthwise_tile(const depthwise *d, size_t channel, size_t places, size_t vectors,
                           float *output) {
  size_t channels = d->window->channels, step = d->window->stride * channels;
  vector sums[4][2];
#pragma clang loop unroll(full)
  for (size_t p = 0; p < places; p++) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) {
      sums[p][v] = *(const vector *)(d->bias + channel + v * LANES);
    }
  }
  for (size_t ky = d->ys.first; ky < d->ys.last; ky++) {
    const float *in = d->input + channel + (ky - d->ys.first) * d->window->input_width * channels;
    const float *weights =
        d->kernel + channel + (ky * d->window->kernel_width + d->xs.first) * channels;
    for (size_t kx = d->xs.first; kx < d->xs.last; kx++, in += channels, weights += channels) {
#pragma clang loop unroll(full)
      for (size_t p = 0; p < places; p++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) {
          sums[p][v] += *(const vector *)(in + p * step + v * LANES) *
                        *(const vector *)(weights + v * LANES);
        }
      }
    }
  }
#pragma clang loop unroll(full)
  for (size_t p = 0; p < places; p++) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) {
      vector sum = sums[p][v];
      clamp(&sum, d->lower, d->upper);
      *(vector *)(output + p * channels + channel + v * LANES) = sum;
    }
  }
}

INLINE void depthwise_channel(const depthwise *d, size_t channel, float *output) {
  size_t channels = d->window->channels;
  float sum = d->bias[channel];
  for (size_t ky = d->ys.first; ky < d->ys.last; ky++) {
    const float *in = d->input + channel + (ky - d->ys.first) * d->window->input_width * channels;
    const float *weights =
        d->kernel + channel + (ky * d->window->kernel_width + d->xs.first) * channels;
    for (size_t kx = d->xs.first; kx < d->xs.last; kx++, in += channels, weights += channels) {
      sum += *in * *weights;
    }
  }
  sum = sum < d->lower ? d->lower : sum;
  output[channel] = sum > d->upper ? d->upper : sum;
}

// All channels of `places` output places side by side.
INLINE void depthwise_places(const depthwise *d, size_t places, float *output) {
  size_t channels = d->window->channels, c = 0;
  for (; c + 2 * LANES <= channels; c += 2 * LANES) depthwise_tile(d, c, places, 2, output);
  for (; c + LANES <= channels; c += LANES) depthwise_tile(d, c, places, 1, output);
  for (size_t p = 0; c < channels && p < places; p++) {
    depthwise place = *d;
    place.input += p * d->window->stride * channels;
    for (size_t rest = c; rest < channels; rest++) {
      depthwise_channel(&place, rest, output + p * channels);
    }
  }
}

HUSE_CLONES
void huse_conv_depthwise(const float *input, const float *kernel, const float *bias, float lower,
                         float upper, huse_window w, float *output) {
  enum { PLACES = 4 };
  for (size_t y = 0; y < w.output_height; y++) {
    huse_range reach = inside(y, w.stride, w.padding_top, w.kernel_height, w.input_height);
    for (size_t x = 0; x < w.output_width;) {
      huse_range xs = inside(x, w.stride, w.padding_left, w.kernel_width, w.input_width);
      huse_range ys = reach;
      // An empty range must not form an address outside the input.
      if (xs.first == xs.last) ys.last = ys.first;
      const float *place = input;
      if (ys.first < ys.last) {
        place += ((y * w.stride + ys.first - w.padding_top) * w.input_width + x * w.stride +
                  xs.first - w.padding_left) * w.channels;
      }
      depthwise d = {place, kernel, bias, lower, upper, &w, ys, xs};
      size_t last = x + PLACES - 1;
      huse_range whole = {0, w.kernel_width};
      if (last < w.output_width && same(xs, whole) &&
          same(inside(last, w.stride, w.padding_left, w.kernel_width, w.input_width), whole)) {
        depthwise_places(&d, PLACES, output);
        x += PLACES;
        output += PLACES * w.channels;
      } else {
        depthwise_places(&d, 1, output);
        x++;
        output += w.channels;
      }
    }
  }
}

HUSE_CLONES
void huse_pool_maximum(const float *input, huse_window w, float *output) {
  for (size_t y = 0; y < w.output_height; y++) {
    huse_range ys = inside(y, w.stride, w.padding_top, w.kernel_height, w.input_height);
    for (size_t x = 0; x < w.output_width; x++, output += w.channels) {
      huse_range xs = inside(x, w.stride, w.padding_left, w.kernel_width, w.input_width);
      for (size_t c = 0; c < w.channels; c++) output[c] = -__builtin_inff();
      for (size_t ky = ys.first; ky < ys.last; ky++) {
        for (size_t kx = xs.first; kx < xs.last; kx++) {
          const float *place =
              input + ((y * w.stride + ky - w.padding_top) * w.input_width + x * w.stride + kx -
                       w.padding_left) * w.channels;
          for (size_t c = 0; c < w.channels; c++) {
            output[c] = place[c] > output[c] ? place[c] : output[c];
          }
        }
      }
    }
  }
}

HUSE_CLONES
void huse_pool_mean(const float *input, size_t rows, size_t channels, float *output) {
  for (size_t c = 0; c < channels; c++) output[c] = 0;
  for (size_t row = 0; row < rows; row++) {
    for (size_t c = 0; c < channels; c++) output[c] += input[row * channels + c];
  }
  for (size_t c = 0; c < channels; c++) output[c] /= (float)rows;
}

// `count` adjacent bytes of one output; a constant count lets the sums stay in registers.
static inline __attribute__((always_inline)) void resample_block(const uint8_t *start,
                                                                 size_t step,
                                                                 const int32_t *weights,
                                                                 int32_t used, size_t count,
                                                                 uint8_t *output) {
  int32_t sums[BLOCK];
  for (size_t byte = 0; byte < count; byte++) sums[byte] = 1 << (HUSE_RESAMPLE_BITS - 1);
  for (int32_t tap = 0; tap < used; tap++) {
    const uint8_t *place = start + (size_t)tap * step;
    for (size_t byte = 0; byte < count; byte++) sums[byte] += weights[tap] * (int32_t)place[byte];
  }
  for (size_t byte = 0; byte < count; byte++) {
    int32_t value = sums[byte] >> HUSE_RESAMPLE_BITS;
    output[byte] = value < 0 ? 0 : value > 255 ? 255 : (uint8_t)value;
  }
}

HUSE_CLONES
void huse_resample(const uint8_t *input, size_t lines, size_t input_line, size_t output_line,
                   size_t step, size_t width, size_t count, size_t taps, const int32_t *weights,
                   const int32_t *first, const int32_t *used, uint8_t *output) {
  for (size_t line = 0; line < lines; line++) {
    const uint8_t *source = input + line * input_line;
    uint8_t *target = output + line * output_line;
    for (size_t index = 0; index < count; index++) {
      const int32_t *row = weights + index * taps;
      const uint8_t *start = source + (size_t)first[index] * step;
      uint8_t *place = target + index * step;
      size_t byte = 0;
      for (; byte + BLOCK <= width; byte += BLOCK) {
        resample_block(start + byte, step, row, used[index], BLOCK, place + byte);
      }
      for (; byte + 3 <= width; byte += 3) {
        resample_block(start + byte, step, row, used[index], 3, place + byte);
      }
      for (; byte < width; byte++) {
        resample_block(start + byte, step, row, used[index], 1, place + byte);
      }
    }
  }
}

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
