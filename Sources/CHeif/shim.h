#ifndef HUSE_CHEIF_SHIM_H
#define HUSE_CHEIF_SHIM_H

#include <libheif/heif.h>

#endif
