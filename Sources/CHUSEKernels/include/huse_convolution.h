#ifndef HUSE_CONVOLUTION_H
#define HUSE_CONVOLUTION_H

#include <stddef.h>
#include <stdint.h>

/// The geometry of a window that slides over a feature map, the channels of a place side by side
/// in memory: input [input_height * input_width * channels], output
/// [output_height * output_width * channels]. Places outside the input count as zero.
typedef struct {
  size_t input_height, input_width, channels;
  size_t output_height, output_width;
  size_t kernel_height, kernel_width, stride;
  size_t padding_top, padding_left;
} huse_window;

/// Copies the window of each output place into a row of `columns`,
/// [output_height * output_width][kernel_height * kernel_width * channels], so that a convolution
/// becomes a matrix product.
void huse_conv_unfold(const float *input, huse_window window, float *columns);

/// Convolves each channel with its own kernel, adds the bias and clamps to [lower, upper].
/// `kernel` is [kernel_height * kernel_width][channels].
typedef void huse_depthwise_fn(const float *input, const float *kernel, const float *bias,
                               float lower, float upper, huse_window window, float *output);

/// The maximum of each channel in each window; places outside the input are skipped.
typedef void huse_pool_maximum_fn(const float *input, huse_window window, float *output);

/// The mean of each channel over all places, [rows][channels] to [channels].
typedef void huse_pool_mean_fn(const float *input, size_t rows, size_t channels, float *output);

/// kernel[place][input][output] = weights[output][input][place] * scale[output].
/// Returns whether every value of the kernel is finite.
int huse_conv_fold(const float *weights, const float *scale, size_t outputs, size_t inputs,
                   size_t places, float *kernel);

/// One pass of a separable resampling of 8-bit values: for each of `count` outputs along an axis,
/// out = (sum of weights[k] * in[(first + k)] + half) >> bits, clamped to 0...255.
///
/// `lines` lines lie `input_line` (read) and `output_line` (written) bytes apart; neighbours along
/// the axis lie `step` bytes apart in both; `width` adjacent bytes are treated alike.
/// `weights` is [count][taps]; `first` and `used` give the input range of each output.
typedef void huse_resample_fn(const uint8_t *input, size_t lines, size_t input_line,
                              size_t output_line, size_t step, size_t width, size_t count,
                              size_t taps, const int32_t *weights, const int32_t *first,
                              const int32_t *used, uint8_t *output);

/// The bits after the binary point of the weights of a resampling.
#define HUSE_RESAMPLE_BITS 22

#endif
