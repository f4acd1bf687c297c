#include "huse_memory.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

void huse_release_freed_memory(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}
