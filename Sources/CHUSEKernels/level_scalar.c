// The meaning of every kernel in plain loops and double precision: what the fast ones are tested
// against.
#include <math.h>

#include "bfloat16.h"
#include "int8.h"
#include "levels.h"
#include "window.h"

#include "scalar_training.inc"
#include "scalar_transformer.inc"
#include "scalar_images.inc"
#include "scalar_quantized.inc"
#include "scalar_product.inc"
#include "scalar_attention.inc"
#include "scalar_rotation.inc"
#include "scalar_int8.inc"
#include "scalar_bfloat16.inc"
#include "bfloat16_plain.inc"

#define HUSE_LEVEL_NAME scalar
#define HUSE_LEVEL_VALUE HUSE_LEVEL_SCALAR
#include "table.inc"
