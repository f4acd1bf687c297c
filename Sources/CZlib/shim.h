#ifndef HUSE_CZLIB_SHIM_H
#define HUSE_CZLIB_SHIM_H

#include <zlib.h>

#endif
