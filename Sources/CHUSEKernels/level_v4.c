#if defined(__x86_64__)
#include <immintrin.h>

#include "level.h"

#define HUSE_LEVEL_NAME v4
#define HUSE_LEVEL_VALUE HUSE_LEVEL_V4
#define PRODUCT_ROWS 12
#define PRODUCT_VECTORS 2

// For this architecture clang vectorises with 256 bits, which keeps the clock rate of older CPUs.
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#include "training.inc"
#pragma clang attribute pop

// For its features without its name clang takes all 512 bits. Measured, GELU and resampling take
// 0.86 times as long. The width also decides in which order a kernel adds up, and so the last bits
// of features and models: neither region may take the other's target.
#pragma clang attribute push(                                                                   \
    __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,f16c,bmi,bmi2," \
                          "lzcnt,movbe"))),                                                     \
    apply_to = function)
#include "transformer.inc"
#include "images.inc"
#include "product.inc"
#include "quantized_avx2.inc"
#pragma clang attribute pop

#include "quantized_vnni.inc"

// VNNI is no part of x86-64-v4. The sums are integers: both ways have the same bits.
static void quantized_product(const huse_quantized_product *p) {
  if (__builtin_cpu_supports("avx512vnni")) {
    quantized_product_vnni(p);
  } else {
    quantized_product_avx2(p);
  }
}

static void gathered_product(const huse_gathered_product *p) {
  if (__builtin_cpu_supports("avx512vnni")) {
    gathered_product_vnni(p);
  } else {
    gathered_product_avx2(p);
  }
}

#include "table.inc"
#endif
