#include "huse_checksum.h"

#include <string.h>

static const uint64_t prime1 = 0x9E3779B185EBCA87, prime2 = 0xC2B2AE3D27D4EB4F,
                      prime3 = 0x165667B19E3779F9, prime4 = 0x85EBCA77C2B2AE63,
                      prime5 = 0x27D4EB2F165667C5;

static inline uint64_t rotated(uint64_t x, int bits) { return x << bits | x >> (64 - bits); }

static inline uint64_t loaded64(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap64(value);
#endif
  return value;
}

static inline uint64_t loaded32(const uint8_t *bytes) {
  uint32_t value;
  memcpy(&value, bytes, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap32(value);
#endif
  return value;
}

static inline uint64_t mixed(uint64_t lane, uint64_t input) {
  return rotated(lane + input * prime2, 31) * prime1;
}

static inline void add_stripes(uint64_t lanes[4], const uint8_t *bytes, size_t count) {
  uint64_t a = lanes[0], b = lanes[1], c = lanes[2], d = lanes[3];
  for (size_t stripe = 0; stripe < count; stripe++, bytes += 32) {
    a = mixed(a, loaded64(bytes));
    b = mixed(b, loaded64(bytes + 8));
    c = mixed(c, loaded64(bytes + 16));
    d = mixed(d, loaded64(bytes + 24));
  }
  lanes[0] = a, lanes[1] = b, lanes[2] = c, lanes[3] = d;
}

huse_xxh64 huse_xxh64_start(void) {
  huse_xxh64 hash = {{prime1 + prime2, prime2, 0, 0 - prime1}, 0, {0}};
  return hash;
}

void huse_xxh64_add(huse_xxh64 *hash, const void *start, size_t count) {
  if (count == 0) return;
  const uint8_t *bytes = start;
  size_t held = hash->byte_count % 32;
  hash->byte_count += count;
  if (held + count < 32) {
    memcpy(hash->tail + held, bytes, count);
    return;
  }
  if (held > 0) {
    memcpy(hash->tail + held, bytes, 32 - held);
    add_stripes(hash->lanes, hash->tail, 1);
    bytes += 32 - held;
    count -= 32 - held;
  }
  add_stripes(hash->lanes, bytes, count / 32);
  memcpy(hash->tail, bytes + count / 32 * 32, count % 32);
}

uint64_t huse_xxh64_value(const huse_xxh64 *hash) {
  uint64_t value = prime5;
  if (hash->byte_count >= 32) {
    const uint64_t *lanes = hash->lanes;
    value =
        rotated(lanes[0], 1) + rotated(lanes[1], 7) + rotated(lanes[2], 12) + rotated(lanes[3], 18);
    for (int lane = 0; lane < 4; lane++) {
      value = (value ^ mixed(0, lanes[lane])) * prime1 + prime4;
    }
  }
  value += hash->byte_count;
  const uint8_t *tail = hash->tail;
  size_t left = hash->byte_count % 32;
  for (; left >= 8; left -= 8, tail += 8) {
    value = rotated(value ^ mixed(0, loaded64(tail)), 27) * prime1 + prime4;
  }
  if (left >= 4) {
    value = rotated(value ^ loaded32(tail) * prime1, 23) * prime2 + prime3;
    left -= 4;
    tail += 4;
  }
  for (; left > 0; left--, tail++) {
    value = rotated(value ^ *tail * prime5, 11) * prime1;
  }
  value = (value ^ value >> 33) * prime2;
  value = (value ^ value >> 29) * prime3;
  return value ^ value >> 32;
}
