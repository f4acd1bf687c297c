#ifndef HUSE_TRANSFORMER_H
#define HUSE_TRANSFORMER_H

#include <stddef.h>

// What a transformer computes besides its products with weights. Matrices are row-major. No
// function allocates or keeps state.

// x ← gelu(x), in place, [rows × columns], rows `stride` floats apart; gelu(x) = x Φ(x) with Φ
// of the normal distribution itself (no tanh), to about 3e-7 · (1 + x²) relative. As coarse_gelu,
// for what is rounded to bytes next: to 1e-4 + 1e-6 · |x|, absolute, in half the time.
typedef void huse_gelu_fn(float *x, size_t rows, size_t columns, size_t stride);

// x ← x σ(linear · x + cubic · x³), in place, [rows × columns], rows `stride` floats apart,
// with the logistic σ: GELU by the hyperbolic tangent or by σ(1.702 x).
typedef void huse_sigmoid_gate_fn(float *x, size_t rows, size_t columns, size_t stride,
                                  float linear, float cubic);

// x ← gain · (x − mean(x)) / sqrt(variance(x) + epsilon) + offset for each row, in place,
// [rows × columns].
typedef void huse_layer_norm_fn(float *x, const float *gain, const float *offset, float epsilon,
                                size_t rows, size_t columns);

// scores = scale · queries · keysᵀ, [queries × keys], for queries and keys of `size` numbers,
// rows `stride` floats apart. A sum is in the order of these numbers and has the same bits
// whatever the number of queries.
typedef void huse_attention_scores_fn(const float *queries, const float *keys, size_t query_count,
                                      size_t key_count, size_t size, size_t stride, float scale,
                                      float *scores);

// context = scores · values, [queries × size], rows `context_stride` floats apart, for scores
// [queries × keys] and values [keys × size], rows `stride` floats apart. A sum is in the order of
// the keys, as above.
typedef void huse_attention_context_fn(const float *scores, const float *values, size_t query_count,
                                       size_t key_count, size_t size, size_t stride, float *context,
                                       size_t context_stride);

// The most tokens of a huse_attention, the longest head, and the most numbers of a head with both
// rounded up to 32.
#define HUSE_ATTENTION_LONGEST 512
#define HUSE_ATTENTION_MOST 32768

// Attention of one head in a sequence.
typedef struct {
  const float *queries, *keys, *values;  // [tokens × size], rows `stride` floats apart
  float *context;                        // [tokens × size], rows `context_stride` floats apart
  size_t tokens, size, stride, context_stride;
  float scale;
} huse_attention;

// context = softmax(scale · queries · keysᵀ) · values, with scaled queries, keys, values and
// powers rounded to bfloat16: about as exact as the bytes that made queries, keys and values.
// Only for a CPU of which huse_cpu_has_bfloat16 is true; NULL at other levels than the highest.
typedef void huse_attention_fn(const huse_attention *attention);

#endif
