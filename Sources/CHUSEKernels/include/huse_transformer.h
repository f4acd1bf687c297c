#ifndef HUSE_TRANSFORMER_H
#define HUSE_TRANSFORMER_H

#include <stddef.h>

// The elementwise parts of a transformer, compiled for several instruction sets where the platform
// allows it. Matrices are row-major. No function allocates or keeps state.

// x ← gelu(x), in place, [rows × columns], rows `stride` floats apart; gelu(x) = x Φ(x) with Φ of the
// normal distribution itself (no tanh), to about 3e-7 · (1 + x²) relative.
void huse_gelu(float *x, size_t rows, size_t columns, size_t stride);

// x ← gain · (x − mean(x)) / sqrt(variance(x) + epsilon) + offset for each row, in place,
// [rows × columns].
void huse_layer_norm(float *x, const float *gain, const float *offset, float epsilon, size_t rows,
                     size_t columns);

#endif
