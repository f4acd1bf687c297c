#ifndef HUSE_CPQ_SHIM_H
#define HUSE_CPQ_SHIM_H

#include <libpq-fe.h>

#endif
