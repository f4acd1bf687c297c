#ifndef HUSE_KERNELS_H
#define HUSE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "huse_bfloat16.h"
#include "huse_convolution.h"
#include "huse_int8_product.h"
#include "huse_packed_product.h"
#include "huse_quantized_product.h"
#include "huse_transformer.h"

// Loops that a generic build of Swift code leaves slow: each exists as a plain scalar twin and, on
// x86-64, compiled for each instruction level; the level is chosen at run time. Those of a training
// step are here, those of the encoders in the headers above. Matrices are row-major and contiguous.
// No function allocates or keeps state, and each may be called from many threads on different rows.

typedef enum huse_level {
  HUSE_LEVEL_SCALAR = 0,    // plain loops, which define every kernel
  HUSE_LEVEL_BASELINE = 1,  // the compiler's default for the platform
  HUSE_LEVEL_V3 = 2,        // x86-64-v3: AVX2 and FMA
  HUSE_LEVEL_V4 = 3,        // x86-64-v4: AVX-512 F, BW, CD, DQ, VL
} huse_level;

// x ← dropout(relu(x + bias)), in place, [rows × columns]. An element is dropped where the hash
// of (seed, first_row · columns + its index) falls below drop_probability, so that the outcome
// does not depend on how rows are spread over threads; what is kept is scaled by 1/(1 − p).
// relu == 0 turns off the rectifier, drop_probability == 0 the dropout.
typedef void huse_bias_activation_fn(float *x, const float *bias, size_t rows, size_t columns,
                                     int relu, float drop_probability, uint64_t seed,
                                     size_t first_row);

// gradient ← gradient · scale where output > 0, else 0: the way back through dropout(relu(·)).
typedef void huse_relu_backward_fn(float *gradient, const float *output, size_t count, float scale);

// sums[column] ← Σ over rows of x.
typedef void huse_column_sums_fn(float *sums, const float *x, size_t rows, size_t columns);

// y ← x / max(‖x‖, 1e-12) for each row; norms[row] ← ‖x‖. A zero row stays zero. x may
// be y.
typedef void huse_normalize_fn(float *y, float *norms, const float *x, size_t rows, size_t columns);

// gradient ← (gradient − y (y · gradient)) / norm for each row, in place; zero where the norm
// is at most 1e-12.
typedef void huse_normalize_backward_fn(float *gradient, const float *y, const float *norms,
                                        size_t rows, size_t columns);

// Σ over rows of −log softmax(logits)[label]; gradient += scale · (softmax(logits) − onehot).
// gradient may be NULL. Labels lie in 0..<columns.
typedef double huse_cross_entropy_fn(float *gradient, const float *logits, const int32_t *labels,
                                     size_t rows, size_t columns, float scale);

// logits ← softmax(logits) for each row, in place.
typedef void huse_softmax_fn(float *logits, size_t rows, size_t columns);

// One tile of the graph loss. products[rows × columns] holds a·b of unit vectors on entry and
// scale · ∂L/∂(a·b) on return, where L = Σ σ (d − A)², d = 1 − a·b,
// σ = [A < margin][d < margin], A = distances[row_labels[i] · classes + column_labels[j]].
// Returns Σ σ (d − A)² and adds the number of σ = 1 to *active. The pair (i, i − diagonal)
// is skipped: an embedding with itself, where the first row and column of the tile are `diagonal`
// apart.
typedef double huse_graph_tile_fn(float *products, size_t rows, size_t columns,
                                  const int32_t *row_labels, const int32_t *column_labels,
                                  const float *distances, size_t classes, float margin, float scale,
                                  ptrdiff_t diagonal, size_t *active);

// w ← w − m, m ← momentum · m + rate · g / sqrt(s + epsilon),
// s ← decay · s + (1 − decay) g², with g = gradient_scale · gradient. m may be NULL if
// momentum is 0.
typedef void huse_rmsprop_fn(float *w, float *s, float *m, const float *gradient, size_t count,
                             float rate, float decay, float momentum, float epsilon,
                             float gradient_scale);

// Adam: the corrections are 1/(1 − βᵗ); decoupled is AdamW's decay times the rate.
typedef void huse_adam_fn(float *w, float *m, float *v, const float *gradient, size_t count,
                          float rate, float beta1, float beta2, float epsilon, float correction1,
                          float correction2, float gradient_scale, float decoupled);

// v ← momentum · v + g; w ← w − rate · (nesterov ? g + momentum · v : v). v may be NULL if
// momentum is 0.
typedef void huse_sgd_fn(float *w, float *v, const float *gradient, size_t count, float rate,
                         float momentum, int nesterov, float gradient_scale);

// Σ x².
typedef double huse_sum_of_squares_fn(const float *x, size_t count);

// Σ x · y.
typedef double huse_dot_fn(const float *x, const float *y, size_t count);

// The position of the first value above the threshold, `count` if there is none; NaN is not above.
typedef size_t huse_first_above_fn(const float *x, size_t count, float threshold);

typedef struct huse_kernels {
  huse_level level;
  huse_bias_activation_fn *bias_activation;
  huse_relu_backward_fn *relu_backward;
  huse_column_sums_fn *column_sums;
  huse_normalize_fn *normalize;
  huse_normalize_backward_fn *normalize_backward;
  huse_cross_entropy_fn *cross_entropy;
  huse_softmax_fn *softmax;
  huse_graph_tile_fn *graph_tile;
  huse_rmsprop_fn *rmsprop;
  huse_adam_fn *adam;
  huse_sgd_fn *sgd;
  huse_sum_of_squares_fn *sum_of_squares;
  huse_dot_fn *dot;
  huse_first_above_fn *first_above;
  huse_gelu_fn *gelu;
  huse_gelu_fn *coarse_gelu;
  huse_sigmoid_gate_fn *sigmoid_gate;
  huse_layer_norm_fn *layer_norm;
  huse_attention_scores_fn *attention_scores;
  huse_attention_context_fn *attention_context;
  huse_attention_fn *attention_bfloat16;
  huse_depthwise_fn *depthwise;
  huse_pool_maximum_fn *pool_maximum;
  huse_pool_mean_fn *pool_mean;
  huse_resample_fn *resample;
  huse_packed_product_fn *packed_product;
  huse_packed_product_fn *packed_product_bfloat16;
  huse_packed_product_fn *packed_product_float16;
  huse_packed_product_fn *packed_product_int8;
  huse_rotate_fn *rotate;
  huse_quantized_product_fn *quantized_product;
  huse_gathered_product_fn *gathered_product;
  huse_widen_halves_fn *widen_halves;
  huse_bfloat16_rows_fn *bfloat16_rows;
  huse_bfloat16_pack_fn *bfloat16_pack;
  huse_bfloat16_pack_transposed_fn *bfloat16_pack_transposed;
  huse_bfloat16_product_fn *bfloat16_product;
} huse_kernels;

// The kernels of a level, NULL if this CPU or this platform does not have it.
const huse_kernels *huse_kernels_at(huse_level level);

// The highest level that this CPU has.
huse_level huse_best_level(void);

// Whether this CPU has AVX-512 F, DQ, BW, VL and CD.
int huse_cpu_has_avx512(void);

#endif
