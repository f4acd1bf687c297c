#ifndef CHUSEKERNELS_H
#define CHUSEKERNELS_H

#include "huse_bfloat16.h"
#include "huse_checksum.h"
#include "huse_convolution.h"
#include "huse_int8_product.h"
#include "huse_kernels.h"
#include "huse_memory.h"
#include "huse_packed_product.h"
#include "huse_quantized_product.h"
#include "huse_transformer.h"

#endif
