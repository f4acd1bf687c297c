"""A font made for the tests of Scripts/prepare-emoji: characters and PNG images."""

import struct


def font(images, characters):
    """The bytes of a font.

    `images` holds the PNG of the glyphs 1, 2, … (None for a glyph without one), `characters` the
    character of each. Sequences of characters are never one glyph.
    """
    locations, data = bitmaps(images)
    tables = {
        b"CBDT": data, b"CBLC": locations, b"cmap": _cmap(characters), b"head": _head(),
        b"maxp": struct.pack(">IH", 0x00005000, len(images) + 1),
    }
    offset, directory, body = 12 + 16 * len(tables), b"", b""
    for tag, table in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, 0, offset + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return struct.pack(">IHHHH", 0x00010000, len(tables), 0, 0, 0) + directory + body


def bitmaps(images):
    """The tables CBLC and CBDT: two sizes, of which the smaller one holds no glyph."""
    data, offsets = struct.pack(">HH", 3, 0), [0]
    for image in images:
        if image is not None:
            data += bytes(5) + struct.pack(">I", len(image)) + image
        offsets.append(len(data) - 4)
    sizes = b""
    for ranges, pixels in ((0, 20), (1, 109)):
        sizes += struct.pack(">IIII", 8 + 2 * 48, 0, ranges, 0) + bytes(24)
        sizes += struct.pack(">HHBBBb", 1, len(images), pixels, pixels, 32, 1)
    ranges = struct.pack(">HHI", 1, len(images), 8)
    ranges += struct.pack(">HHI", 1, 17, 4) + struct.pack(f">{len(offsets)}I", *offsets)
    return struct.pack(">HHI", 3, 0, 2) + sizes + ranges, data


def _cmap(characters):
    entries = sorted((ord(character), glyph) for glyph, character in enumerate(characters, 1))
    groups = b"".join(struct.pack(">III", code, code, glyph) for code, glyph in entries)
    table = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(entries)) + groups
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table


def _head():
    return struct.pack(
        ">IIIIHH16xhhhhHHhhh", 0x00010000, 0, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, 0, 0, 8, 2, 0, 0)
