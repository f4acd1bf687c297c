#include <string.h>

#include "huse_int8_product.h"

enum { PANEL = HUSE_PANEL, QUAD = HUSE_INT8_QUAD };

static size_t panel_size(size_t inner) { return (inner + QUAD - 1) / QUAD * PANEL * QUAD; }

void huse_pack_int8(const int8_t *weights, size_t inner, size_t outputs, int8_t *panels,
                    int32_t *starts) {
  const size_t size = panel_size(inner), count = (outputs + PANEL - 1) / PANEL;
  memset(panels, 0, count * size);
  for (size_t output = 0; output < count * PANEL; output++) {
    int8_t *panel = panels + output / PANEL * size + output % PANEL * QUAD;
    starts[output] = 0;
    if (output >= outputs) continue;
    for (size_t k = 0; k < inner; k++) {
      const int8_t weight = weights[output * inner + k];
      panel[k / QUAD * PANEL * QUAD + k % QUAD] = weight;
      starts[output] -= weight * HUSE_INT8_ZERO;
    }
  }
}

void huse_unpack_int8(const int8_t *panels, size_t inner, size_t outputs, int8_t *weights) {
  const size_t size = panel_size(inner);
  for (size_t output = 0; output < outputs; output++) {
    const int8_t *panel = panels + output / PANEL * size + output % PANEL * QUAD;
    for (size_t k = 0; k < inner; k++) {
      weights[output * inner + k] = panel[k / QUAD * PANEL * QUAD + k % QUAD];
    }
  }
}

void huse_widen_int8(const int8_t *bytes, float scale, float *values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = (float)bytes[i] * scale;
}
