#ifndef HUSE_LEVELS_H
#define HUSE_LEVELS_H

#include "huse_kernels.h"

extern const huse_kernels huse_kernels_scalar;
extern const huse_kernels huse_kernels_baseline;
#if defined(__x86_64__)
extern const huse_kernels huse_kernels_v3;
extern const huse_kernels huse_kernels_v4;
#endif

// Whether the element at `index` is dropped: a hash of (seed, index) below the probability.
// The finalizer of MurmurHash3 (32 bit) over a seed-dependent odd multiple: it vectorises, and its
// outcome depends on nothing but the position.
static inline uint32_t huse_hash(uint32_t index, uint32_t seed_low, uint32_t seed_high) {
  uint32_t x = (index ^ seed_low) * 0x9E3779B1u + seed_high;
  x ^= x >> 16;
  x *= 0x85EBCA6Bu;
  x ^= x >> 13;
  x *= 0xC2B2AE35u;
  x ^= x >> 16;
  return x;
}

#endif
