#include "huse_jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

/// libjpeg's handler of errors, which it finds at the same address.
struct reader {
  struct jpeg_error_mgr errors;
  jmp_buf failure;
  int is_starved;
};

static void fail(j_common_ptr jpeg) { longjmp(((struct reader *)jpeg->err)->failure, 1); }

static void note(j_common_ptr jpeg, int level) {
  // Given when bits are missing that a row needs, not when the file ends behind the last of them.
  if (level < 0 && jpeg->err->msg_code == JWRN_HIT_MARKER) {
    ((struct reader *)jpeg->err)->is_starved = 1;
  }
}

static void print_nothing(j_common_ptr jpeg) { (void)jpeg; }

/// a * b / 255, rounded.
static unsigned scaled(unsigned a, unsigned b) {
  unsigned product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/// Files hold how much ink is missing.
static void show_inks(const uint8_t *inks, size_t width, uint8_t *rgb) {
  for (size_t x = 0; x < width; x++, inks += 4, rgb += 3) {
    for (int ink = 0; ink < 3; ink++) {
      rgb[ink] = (uint8_t)(inks[3] - scaled(255 - inks[ink], inks[3]));
    }
  }
}

enum huse_jpeg_result huse_jpeg_decode(
    const uint8_t *data, size_t size, size_t width, size_t height, uint8_t *rgb) {
  struct jpeg_decompress_struct jpeg;
  struct reader reader;
  uint8_t *volatile inks = NULL;
  memset(&jpeg, 0, sizeof jpeg);
  reader.is_starved = 0;
  jpeg.err = jpeg_std_error(&reader.errors);
  reader.errors.error_exit = fail;
  reader.errors.emit_message = note;
  reader.errors.output_message = print_nothing;
  if (setjmp(reader.failure)) {
    jpeg_destroy_decompress(&jpeg);
    free(inks);
    return huse_jpeg_damaged;
  }
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, (unsigned char *)data, size);
  jpeg_read_header(&jpeg, TRUE);
  int has_inks = jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK;
  jpeg.out_color_space = has_inks ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&jpeg);
  if (jpeg.output_width != width || jpeg.output_height != height) fail((j_common_ptr)&jpeg);
  if (has_inks) {
    inks = malloc(width * 4);
    if (inks == NULL) fail((j_common_ptr)&jpeg);
  }
  while (jpeg.output_scanline < jpeg.output_height) {
    uint8_t *target = rgb + jpeg.output_scanline * width * 3;
    JSAMPROW row = has_inks ? inks : target;
    if (jpeg_read_scanlines(&jpeg, &row, 1) != 1) fail((j_common_ptr)&jpeg);
    if (has_inks) show_inks(inks, width, target);
  }
  jpeg_destroy_decompress(&jpeg);
  free(inks);
  return reader.is_starved ? huse_jpeg_starved : huse_jpeg_decoded;
}
