#if defined(__x86_64__)
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
#pragma clang attribute push(                                                                  \
    __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,f16c,bmi,bmi2," \
                          "lzcnt,movbe"))),                                                    \
    apply_to = function)
#include "transformer.inc"
#include "images.inc"
#include "product.inc"
#pragma clang attribute pop

#include "table.inc"
#endif
