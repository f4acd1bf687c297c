"""The images in a colour font: PNG files in the table CBDT, located by the table CBLC.

Source: the OpenType specification, tables EBLC, CBLC and CBDT.
"""

import struct

# The number of bytes of metrics before the length of the PNG, by the format of the image.
METRICS = {17: 5, 18: 8, 19: 0}
OFFSETS = {1: "I", 3: "H"}


class BrokenFont(Exception):
    """The file has no such images, or has them in a format that is not supported."""


def images(data):
    """The PNG files of the largest size, by glyph number."""
    try:
        tables = _tables(data)
        if b"CBLC" not in tables or b"CBDT" not in tables:
            raise BrokenFont("has no colour bitmaps (tables CBLC and CBDT)")
        return _images(tables[b"CBLC"], tables[b"CBDT"])
    except struct.error as error:
        raise BrokenFont(f"is damaged: {error}") from error


def _tables(data):
    count = struct.unpack_from(">H", data, 4)[0]
    found = {}
    for index in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * index)
        found[tag] = data[offset:offset + length]
    return found


def _images(locations, data):
    sizes = [8 + 48 * index for index in range(struct.unpack_from(">I", locations, 4)[0])]
    if not sizes:
        raise BrokenFont("has no colour bitmaps in its table CBLC")
    largest = max(sizes, key=lambda size: locations[size + 45])
    start, _, count = struct.unpack_from(">III", locations, largest)
    found = {}
    for index in range(count):
        first, last, offset = struct.unpack_from(">HHI", locations, start + 8 * index)
        found.update(_range(locations, data, start + offset, first, last))
    return found


def _range(locations, data, start, first, last):
    """The images of one range of glyphs."""
    form, image_form, base = struct.unpack_from(">HHI", locations, start)
    if form not in OFFSETS or image_form not in METRICS:
        raise BrokenFont(f"has bitmaps in an unsupported format (index {form}, image {image_form})")
    count = last - first + 2
    offsets = struct.unpack_from(f">{count}{OFFSETS[form]}", locations, start + 8)
    for glyph, (here, after) in enumerate(zip(offsets, offsets[1:]), start=first):
        if after > here:
            begin = base + here + METRICS[image_form]
            length = struct.unpack_from(">I", data, begin)[0]
            yield glyph, data[begin + 4:begin + 4 + length]
