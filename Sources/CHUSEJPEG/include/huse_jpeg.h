#ifndef HUSE_JPEG_H
#define HUSE_JPEG_H

#include <stddef.h>
#include <stdint.h>

/// What came of decoding a JPEG file.
enum huse_jpeg_result {
  huse_jpeg_damaged,
  /// All rows were written, but the data ended before the last of them.
  huse_jpeg_starved,
  huse_jpeg_decoded
};

/// Decodes a JPEG file to rows of red, green and blue bytes, with libjpeg, which prints nothing.
///
/// Inks are taken as Adobe's programs store them, inverted, whether or not the file has Adobe's
/// marker, as Pillow does.
///
/// @param width, height of the picture; another size in the file makes it damaged.
/// @param rgb room for 3 * width * height bytes.
enum huse_jpeg_result huse_jpeg_decode(
    const uint8_t *data, size_t size, size_t width, size_t height, uint8_t *rgb);

#endif
