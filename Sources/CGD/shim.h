#ifndef HUSE_CGD_SHIM_H
#define HUSE_CGD_SHIM_H

#include <gd.h>

#endif
