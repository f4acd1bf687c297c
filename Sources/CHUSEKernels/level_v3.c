#if defined(__x86_64__)
#include <immintrin.h>

#include "level.h"

#define HUSE_LEVEL_NAME v3
#define HUSE_LEVEL_VALUE HUSE_LEVEL_V3
#define HUSE_WIDENS_FLOAT16
#define PRODUCT_ROWS 6
#define PRODUCT_VECTORS 1

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "training.inc"
#include "softmax.inc"
#include "transformer.inc"
#include "images.inc"
#include "product.inc"
#include "attention.inc"
#include "quantized_avx2.inc"
#include "rotation.inc"
#include "int8_rows.inc"
#include "int8_avx2.inc"
#include "bfloat16_packing.inc"
#include "bfloat16_fma.inc"
#pragma clang attribute pop

static void packed_product_int8(const huse_product *p) { int8_avx2_product(p); }

static void quantized_product(const huse_quantized_product *p) { quantized_product_avx2(p); }

static void gathered_product(const huse_gathered_product *p) { gathered_product_avx2(p); }

static void bfloat16_product(const huse_bfloat16_product *p) { bfloat16_run_fma(p); }

#include "table.inc"
#endif
