#ifndef HUSE_WINDOW_H
#define HUSE_WINDOW_H

#include <stddef.h>

#include "vector.h"

typedef struct {
  size_t first, last;
} huse_range;

// The kernel positions whose input lies inside 0 ..< size, for the window that begins at
// output * stride - padding.
INLINE huse_range inside(size_t output, size_t stride, size_t padding, size_t kernel, size_t size) {
  size_t begin = output * stride;
  size_t first = begin < padding ? padding - begin : 0;
  size_t room = size + padding > begin ? size + padding - begin : 0;
  size_t last = room < kernel ? room : kernel;
  huse_range range = {first < last ? first : last, last};
  return range;
}

INLINE int same(huse_range a, huse_range b) { return a.first == b.first && a.last == b.last; }

#endif
