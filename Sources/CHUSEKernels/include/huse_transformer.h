#ifndef HUSE_TRANSFORMER_H
#define HUSE_TRANSFORMER_H

#include <stddef.h>

// The elementwise parts of a transformer. Matrices are row-major. No function allocates or keeps
// state.

// x ← gelu(x), in place, [rows × columns], rows `stride` floats apart; gelu(x) = x Φ(x) with Φ
// of the normal distribution itself (no tanh), to about 3e-7 · (1 + x²) relative.
typedef void huse_gelu_fn(float *x, size_t rows, size_t columns, size_t stride);

// x ← x σ(linear · x + cubic · x³), in place, [rows × columns], rows `stride` floats apart,
// with the logistic σ: GELU by the hyperbolic tangent or by σ(1.702 x).
typedef void huse_sigmoid_gate_fn(float *x, size_t rows, size_t columns, size_t stride,
                                  float linear, float cubic);

// x ← gain · (x − mean(x)) / sqrt(variance(x) + epsilon) + offset for each row, in place,
// [rows × columns].
typedef void huse_layer_norm_fn(float *x, const float *gain, const float *offset, float epsilon,
                                size_t rows, size_t columns);

#endif
