#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define HUSE_LEVEL_NAME v3
#define HUSE_LEVEL_VALUE HUSE_LEVEL_V3
#include "kernels.inc"
#pragma clang attribute pop
#endif
