#ifndef HUSE_KERNELS_H
#define HUSE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Whether this CPU has AVX-512 F, DQ, BW, VL and CD.
int huse_cpu_has_avx512(void);

#endif
