#ifndef HUSE_LEVEL_H
#define HUSE_LEVEL_H

// What the kernels of every level take from headers. A file level_….c compiles all kernels for
// one set of instructions: it defines HUSE_LEVEL_NAME, HUSE_LEVEL_VALUE and the size of a tile of
// the packed product, for which the sums, and what they are made of, fill the registers.

#include <math.h>
#include <string.h>

#include "bfloat16.h"
#include "exponential.h"
#include "int8.h"
#include "levels.h"
#include "quantized.h"
#include "vector.h"
#include "window.h"

#endif
