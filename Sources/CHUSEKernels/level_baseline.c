#include "level.h"

#define HUSE_LEVEL_NAME baseline
#define HUSE_LEVEL_VALUE HUSE_LEVEL_BASELINE
#if defined(__aarch64__)
#define HUSE_WIDENS_FLOAT16
#endif
#define PRODUCT_ROWS 2
#define PRODUCT_VECTORS 1

#include "training.inc"
#include "softmax.inc"
#include "transformer.inc"
#include "images.inc"
#include "product.inc"
#include "attention.inc"
#include "quantized.inc"
#include "rotation.inc"
#include "int8_rows.inc"
#include "int8_plain.inc"
#include "bfloat16_packing.inc"
#include "bfloat16_plain.inc"

static void packed_product_int8(const huse_product *p) { int8_plain_product(p); }

#include "table.inc"
