#ifndef HUSE_CHECKSUM_H
#define HUSE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/// XXH64 with seed 0 (Collet, https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md), computed
/// piece by piece: the result depends on the bytes alone and not on how they are cut.
typedef struct {
  uint64_t lanes[4];
  uint64_t byte_count;
  uint8_t tail[32];
} huse_xxh64;

huse_xxh64 huse_xxh64_start(void);
void huse_xxh64_add(huse_xxh64 *hash, const void *bytes, size_t count);
uint64_t huse_xxh64_value(const huse_xxh64 *hash);

#endif
