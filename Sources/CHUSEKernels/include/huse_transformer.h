#ifndef HUSE_TRANSFORMER_H
#define HUSE_TRANSFORMER_H

#include <stddef.h>

// The elementwise parts of a transformer, compiled for several instruction sets where the platform
// allows it. Matrices are row-major and contiguous. No function allocates or keeps state.

// x ← gelu(x + bias), in place, [rows × columns]; gelu(x) = x Φ(x) with Φ of the normal
// distribution itself (no tanh), to about 3e-7 · (1 + x²) relative.
void huse_bias_gelu(float *x, const float *bias, size_t rows, size_t columns);

// x ← gain · (s − mean(s)) / sqrt(variance(s) + epsilon) + offset with s = x + bias + residual, for
// each row, in place, [rows × columns].
void huse_layer_norm(float *x, const float *bias, const float *residual, const float *gain,
                     const float *offset, float epsilon, size_t rows, size_t columns);

#endif
