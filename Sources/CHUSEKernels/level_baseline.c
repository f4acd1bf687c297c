#define HUSE_LEVEL_NAME baseline
#define HUSE_LEVEL_VALUE HUSE_LEVEL_BASELINE
#include "kernels.inc"
