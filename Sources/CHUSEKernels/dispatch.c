#include "levels.h"

int huse_cpu_has_avx512(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512cd");
#else
  return 0;
#endif
}

int huse_cpu_has_bfloat16(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512bf16");
#else
  return 0;
#endif
}

const huse_kernels *huse_kernels_at(huse_level level) {
  switch (level) {
    case HUSE_LEVEL_SCALAR:
      return &huse_kernels_scalar;
    case HUSE_LEVEL_BASELINE:
      return &huse_kernels_baseline;
#if defined(__x86_64__)
    // All that the compiler may use at a level: a virtual machine can lack any part of it.
    case HUSE_LEVEL_V3:
      return __builtin_cpu_supports("x86-64-v3") ? &huse_kernels_v3 : NULL;
    case HUSE_LEVEL_V4:
      return __builtin_cpu_supports("x86-64-v4") ? &huse_kernels_v4 : NULL;
#endif
    default:
      return NULL;
  }
}

huse_level huse_best_level(void) {
  if (huse_kernels_at(HUSE_LEVEL_V4)) return HUSE_LEVEL_V4;
  if (huse_kernels_at(HUSE_LEVEL_V3)) return HUSE_LEVEL_V3;
  return HUSE_LEVEL_BASELINE;
}
