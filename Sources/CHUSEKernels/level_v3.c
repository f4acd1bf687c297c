#if defined(__x86_64__)
#include "level.h"

#define HUSE_LEVEL_NAME v3
#define HUSE_LEVEL_VALUE HUSE_LEVEL_V3
#define PRODUCT_ROWS 6
#define PRODUCT_VECTORS 1

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "training.inc"
#include "transformer.inc"
#include "images.inc"
#include "product.inc"
#pragma clang attribute pop

#include "table.inc"
#endif
