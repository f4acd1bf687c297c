#include "huse_jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

/// The error handler of libjpeg, which must be the first member.
struct reader {
  struct jpeg_error_mgr errors;
  jmp_buf failure;
  int is_incomplete;
};

static void fail(j_common_ptr jpeg) { longjmp(((struct reader *)jpeg->err)->failure, 1); }

static void record_warning(j_common_ptr jpeg, int level) {
  // This warning means that a row lacks data, not that the file ends after the last row.
  if (level < 0 && jpeg->err->msg_code == JWRN_HIT_MARKER) {
    ((struct reader *)jpeg->err)->is_incomplete = 1;
  }
}

static void print_nothing(j_common_ptr jpeg) { (void)jpeg; }

/// a * b / 255, rounded.
static unsigned scaled(unsigned a, unsigned b) {
  unsigned product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/// Converts a row of inverted CMYK.
static void convert_cmyk(const uint8_t *cmyk, size_t width, uint8_t *rgb) {
  for (size_t x = 0; x < width; x++, cmyk += 4, rgb += 3) {
    for (int ink = 0; ink < 3; ink++) {
      rgb[ink] = (uint8_t)(cmyk[3] - scaled(255 - cmyk[ink], cmyk[3]));
    }
  }
}

enum huse_jpeg_result huse_jpeg_decode(const uint8_t *data, size_t size, size_t width,
                                       size_t height, uint8_t *rgb) {
  struct jpeg_decompress_struct jpeg;
  struct reader reader;
  uint8_t *volatile cmyk = NULL;
  memset(&jpeg, 0, sizeof jpeg);
  reader.is_incomplete = 0;
  jpeg.err = jpeg_std_error(&reader.errors);
  reader.errors.error_exit = fail;
  reader.errors.emit_message = record_warning;
  reader.errors.output_message = print_nothing;
  if (setjmp(reader.failure)) {
    jpeg_destroy_decompress(&jpeg);
    free(cmyk);
    return huse_jpeg_damaged;
  }
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, (unsigned char *)data, size);
  jpeg_read_header(&jpeg, TRUE);
  int is_cmyk = jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK;
  jpeg.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&jpeg);
  if (jpeg.output_width != width || jpeg.output_height != height) fail((j_common_ptr)&jpeg);
  if (is_cmyk) {
    cmyk = malloc(width * 4);
    if (cmyk == NULL) fail((j_common_ptr)&jpeg);
  }
  while (jpeg.output_scanline < jpeg.output_height) {
    uint8_t *target = rgb + jpeg.output_scanline * width * 3;
    JSAMPROW row = is_cmyk ? cmyk : target;
    if (jpeg_read_scanlines(&jpeg, &row, 1) != 1) fail((j_common_ptr)&jpeg);
    if (is_cmyk) convert_cmyk(cmyk, width, target);
  }
  jpeg_destroy_decompress(&jpeg);
  free(cmyk);
  return reader.is_incomplete ? huse_jpeg_incomplete : huse_jpeg_decoded;
}
