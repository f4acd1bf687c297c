#ifndef HUSE_COPENBLAS_SHIM_H
#define HUSE_COPENBLAS_SHIM_H

#include <cblas.h>
#include <lapacke.h>

#endif
