#if defined(__x86_64__)
#include <immintrin.h>

#include "level.h"

#define HUSE_LEVEL_NAME v4
#define HUSE_LEVEL_VALUE HUSE_LEVEL_V4
#define HUSE_WIDENS_FLOAT16
#define HUSE_HAS_ATTENTION_BFLOAT16
#define PRODUCT_ROWS 12
#define PRODUCT_VECTORS 2

// For this architecture clang vectorises with 256 bits, which keeps the clock rate of older CPUs.
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#include "training.inc"
#pragma clang attribute pop

// For its features without its name clang takes all 512 bits. Measured, softmax takes 0.85 times as
// long, GELU 0.94 times, the sigmoid gate 0.76 times, resampling 0.86 times. The width also decides
// in which order a kernel adds up, and so the last bits of features and models: neither region may
// take the other's target.
#pragma clang attribute push(                                                                   \
    __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,f16c,bmi,bmi2," \
                          "lzcnt,movbe"))),                                                     \
    apply_to = function)
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

#pragma clang attribute push(                                                     \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16"))),     \
    apply_to = function)
#define BFLOAT16(name) bfloat16_avx512_##name
#define BFLOAT16_ADD(sum, left, right) \
  sum = (vector)_mm512_dpbf16_ps((__m512)(sum), (__m512bh)(left), (__m512bh)(right))
#include "bfloat16_product.inc"
#include "attention_bfloat16.inc"
#pragma clang attribute pop

#pragma clang attribute push(                                                                   \
    __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,f16c,bmi,bmi2," \
                          "lzcnt,movbe,avx512vnni"))),                                          \
    apply_to = function)
#include "int8_vnni.inc"
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

static void packed_product_int8(const huse_product *p) {
  if (__builtin_cpu_supports("avx512vnni")) {
    int8_vnni_product(p);
  } else {
    int8_avx2_product(p);
  }
}

static void gathered_product(const huse_gathered_product *p) {
  if (__builtin_cpu_supports("avx512vnni")) {
    gathered_product_vnni(p);
  } else {
    gathered_product_avx2(p);
  }
}

// Nor is AVX512_BF16, and again both ways have the same bits.
static void bfloat16_product(const huse_bfloat16_product *p) {
  if (__builtin_cpu_supports("avx512bf16")) {
    bfloat16_avx512_product(p);
  } else {
    bfloat16_run_fma(p);
  }
}

#include "table.inc"
#endif
