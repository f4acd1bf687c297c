#include "huse_packed_product.h"

#include <string.h>

void huse_pack(const float *kernel, size_t inner, size_t outputs, float *panels) {
  for (size_t column = 0; column < outputs; column += HUSE_PANEL) {
    for (size_t k = 0; k < inner; k++) {
      for (size_t lane = 0; lane < HUSE_PANEL; lane++) {
        *panels++ = column + lane < outputs ? kernel[k * outputs + column + lane] : 0;
      }
    }
  }
}

void huse_pack_transposed(const float *weights, size_t inner, size_t outputs, float *panels) {
  for (size_t column = 0; column < outputs; column += HUSE_PANEL) {
    for (size_t k = 0; k < inner; k++) {
      for (size_t lane = 0; lane < HUSE_PANEL; lane++) {
        *panels++ = column + lane < outputs ? weights[(column + lane) * inner + k] : 0;
      }
    }
  }
}

void huse_pack_halves_transposed(const uint16_t *weights, size_t inner, size_t outputs,
                                 uint16_t *panels) {
  for (size_t column = 0; column < outputs; column += HUSE_PANEL) {
    for (size_t k = 0; k < inner; k++) {
      for (size_t lane = 0; lane < HUSE_PANEL; lane++) {
        *panels++ = column + lane < outputs ? weights[(column + lane) * inner + k] : 0;
      }
    }
  }
}

void huse_unpack_halves_transposed(const uint16_t *panels, size_t inner, size_t outputs,
                                   uint16_t *weights) {
  for (size_t column = 0; column < outputs; column++) {
    const uint16_t *lane = panels + column / HUSE_PANEL * inner * HUSE_PANEL + column % HUSE_PANEL;
    for (size_t k = 0; k < inner; k++) weights[column * inner + k] = lane[k * HUSE_PANEL];
  }
}

void huse_widen_bfloat16(const uint16_t *halves, float *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t bits = (uint32_t)halves[i] << 16;
    memcpy(values + i, &bits, sizeof bits);
  }
}

void huse_unpack_transposed(const float *panels, size_t inner, size_t outputs, float *weights) {
  for (size_t column = 0; column < outputs; column++) {
    const float *lane = panels + column / HUSE_PANEL * inner * HUSE_PANEL + column % HUSE_PANEL;
    for (size_t k = 0; k < inner; k++) weights[column * inner + k] = lane[k * HUSE_PANEL];
  }
}

void huse_unpack(const float *panels, size_t inner, size_t outputs, float *kernel) {
  for (size_t k = 0; k < inner; k++) {
    for (size_t column = 0; column < outputs; column++) {
      kernel[k * outputs + column] =
          panels[(column / HUSE_PANEL * inner + k) * HUSE_PANEL + column % HUSE_PANEL];
    }
  }
}
