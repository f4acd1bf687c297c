// The meaning of every kernel in plain loops and double precision: what the fast ones are
// tested against.
#include <math.h>

#include "levels.h"

static void bias_activation(float *x, const float *bias, size_t rows, size_t columns, int relu,
                            float drop_probability, uint64_t seed, size_t first_row) {
  const uint32_t threshold = (uint32_t)((double)drop_probability * 4294967296.0);
  for (size_t row = 0; row < rows; row++) {
    for (size_t column = 0; column < columns; column++) {
      double value = (double)x[row * columns + column] + bias[column];
      if (relu && value < 0) value = 0;
      if (drop_probability > 0) {
        const uint32_t index = (uint32_t)((first_row + row) * columns + column);
        const uint32_t hash = huse_hash(index, (uint32_t)seed, (uint32_t)(seed >> 32));
        value = hash < threshold ? 0 : value / (1.0 - drop_probability);
      }
      x[row * columns + column] = (float)value;
    }
  }
}

static void relu_backward(float *gradient, const float *output, size_t count, float scale) {
  for (size_t i = 0; i < count; i++) gradient[i] = output[i] > 0 ? gradient[i] * scale : 0;
}

static void column_sums(float *sums, const float *x, size_t rows, size_t columns) {
  for (size_t column = 0; column < columns; column++) {
    double sum = 0;
    for (size_t row = 0; row < rows; row++) sum += x[row * columns + column];
    sums[column] = (float)sum;
  }
}

static void normalize(float *y, float *norms, const float *x, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    double squares = 0;
    for (size_t i = 0; i < columns; i++) squares += (double)x[row * columns + i] * x[row * columns + i];
    const double norm = sqrt(squares);
    norms[row] = (float)norm;
    for (size_t i = 0; i < columns; i++)
      y[row * columns + i] = (float)(x[row * columns + i] / fmax(norm, 1e-12));
  }
}

static void normalize_backward(float *gradient, const float *y, const float *norms, size_t rows,
                               size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    float *g = gradient + row * columns;
    const float *unit = y + row * columns;
    double along = 0;
    for (size_t i = 0; i < columns; i++) along += (double)g[i] * unit[i];
    for (size_t i = 0; i < columns; i++)
      g[i] = norms[row] > 1e-12f ? (float)((g[i] - unit[i] * along) / norms[row]) : 0;
  }
}

static double cross_entropy(float *gradient, const float *logits, const int32_t *labels,
                            size_t rows, size_t columns, float scale) {
  double loss = 0;
  for (size_t row = 0; row < rows; row++) {
    const float *z = logits + row * columns;
    double largest = z[0], sum = 0;
    for (size_t i = 1; i < columns; i++) largest = fmax(largest, z[i]);
    for (size_t i = 0; i < columns; i++) sum += exp(z[i] - largest);
    loss += log(sum) + largest - z[labels[row]];
    for (size_t i = 0; gradient && i < columns; i++) {
      const double p = exp(z[i] - largest) / sum;
      gradient[row * columns + i] += (float)(scale * (p - (i == (size_t)labels[row])));
    }
  }
  return loss;
}

static void softmax(float *logits, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    float *z = logits + row * columns;
    double largest = z[0], sum = 0;
    for (size_t i = 1; i < columns; i++) largest = fmax(largest, z[i]);
    for (size_t i = 0; i < columns; i++) sum += exp(z[i] - largest);
    for (size_t i = 0; i < columns; i++) z[i] = (float)(exp(z[i] - largest) / sum);
  }
}

static double graph_tile(float *products, size_t rows, size_t columns, const int32_t *row_labels,
                         const int32_t *column_labels, const float *distances, size_t classes,
                         float margin, float scale, ptrdiff_t diagonal, size_t *active) {
  double loss = 0;
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < columns; j++) {
      float *entry = products + i * columns + j;
      const float target = distances[(size_t)row_labels[i] * classes + (size_t)column_labels[j]];
      const float distance = 1 - *entry;
      const int pair = (ptrdiff_t)i - diagonal != (ptrdiff_t)j;
      if (pair && target < margin && !(distance >= margin)) {
        const float error = distance - target;
        loss += (double)error * error;
        *entry = -2 * scale * error;
        *active += 1;
      } else {
        *entry = 0;
      }
    }
  }
  return loss;
}

static void rmsprop(float *w, float *s, float *m, const float *gradient, size_t count, float rate,
                    float decay, float momentum, float epsilon, float gradient_scale) {
  for (size_t i = 0; i < count; i++) {
    const double g = (double)gradient_scale * gradient[i];
    s[i] = (float)(decay * (double)s[i] + (1.0 - decay) * g * g);
    double step = rate * g / sqrt((double)s[i] + epsilon);
    if (m) {
      step += momentum * (double)m[i];
      m[i] = (float)step;
    }
    w[i] = (float)(w[i] - step);
  }
}

static void adam(float *w, float *m, float *v, const float *gradient, size_t count, float rate,
                 float beta1, float beta2, float epsilon, float correction1, float correction2,
                 float gradient_scale, float decoupled) {
  for (size_t i = 0; i < count; i++) {
    const double g = (double)gradient_scale * gradient[i];
    m[i] = (float)(beta1 * (double)m[i] + (1.0 - beta1) * g);
    v[i] = (float)(beta2 * (double)v[i] + (1.0 - beta2) * g * g);
    const double step = m[i] * (double)correction1 / (sqrt(v[i] * (double)correction2) + epsilon);
    w[i] = (float)(w[i] - rate * step - (double)decoupled * w[i]);
  }
}

static void sgd(float *w, float *v, const float *gradient, size_t count, float rate,
                float momentum, int nesterov, float gradient_scale) {
  for (size_t i = 0; i < count; i++) {
    const double g = (double)gradient_scale * gradient[i];
    double step = g;
    if (v) {
      v[i] = (float)(momentum * (double)v[i] + g);
      step = nesterov ? g + momentum * (double)v[i] : v[i];
    }
    w[i] = (float)(w[i] - rate * step);
  }
}

static double sum_of_squares(const float *x, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += (double)x[i] * x[i];
  return sum;
}

static double dot(const float *x, const float *y, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += (double)x[i] * y[i];
  return sum;
}

static size_t first_above(const float *x, size_t count, float threshold) {
  size_t i = 0;
  while (i < count && !(x[i] > threshold)) i++;
  return i;
}

const huse_kernels huse_kernels_scalar = {
    HUSE_LEVEL_SCALAR, bias_activation, relu_backward, column_sums, normalize, normalize_backward,
    cross_entropy, softmax, graph_tile, rmsprop, adam, sgd, sum_of_squares, dot,
    first_above,
};
