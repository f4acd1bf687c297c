#ifndef HUSE_JPEG_H
#define HUSE_JPEG_H

#include <stddef.h>
#include <stdint.h>

/// The result of decoding a JPEG file.
enum huse_jpeg_result {
  /// The file is damaged; the rows are undefined.
  huse_jpeg_damaged,
  /// All rows were written, but the data ended before the last of them.
  huse_jpeg_incomplete,
  /// All rows were decoded.
  huse_jpeg_decoded
};

/// Decodes a JPEG file to rows of red, green and blue bytes with libjpeg. It prints nothing.
///
/// CMYK values are read as inverted, as Adobe's programs store them, whether or not the file has
/// Adobe's marker. Pillow does the same.
///
/// @param width, height the size of the image; a file of another size counts as damaged.
/// @param rgb memory for 3 * width * height bytes.
enum huse_jpeg_result huse_jpeg_decode(const uint8_t *data, size_t size, size_t width,
                                       size_t height, uint8_t *rgb);

#endif
