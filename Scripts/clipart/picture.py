"""Pictures: an SVG file rendered by rsvg-convert, cropped to its drawing on a white square."""

import zlib

from pairs import renderer

WHITE_FROM = 250
LARGEST_ZOOM = 32
FIRST_PASS_SIZE = 256
_MARKS = bytes(255 if value >= WHITE_FROM else 0 for value in range(256))


def render(path, output, size, timeout):
    """Renders the drawing centred on a white square; the SHA-256 of the file, None for a blank.

    The first pass finds where on its page the drawing lies, the second renders that part only,
    with a margin of 1/32 of the side.
    """
    first = _convert(path, timeout, width=FIRST_PASS_SIZE, height=FIRST_PASS_SIZE)
    width, height, rows = decode(first)
    if is_one_colour(rows):
        return None
    left, top, right, bottom = bounds(rows) or (0, 0, width, height)
    zoom = min(size * 30 / 32 / max(right - left, bottom - top), LARGEST_ZOOM)
    second = _convert(
        path, timeout, width=width * zoom, height=height * zoom, page=size,
        left=size / 2 - (left + right) / 2 * zoom, top=size / 2 - (top + bottom) / 2 * zoom)
    return renderer.write(second, output)


def _convert(path, timeout, width, height, page=None, left=0.0, top=0.0):
    options = ["--keep-aspect-ratio", f"--width={width:.4f}", f"--height={height:.4f}"]
    if page is not None:
        options += [f"--page-width={page}", f"--page-height={page}"]
        options += [f"--left={left:.4f}", f"--top={top:.4f}"]
    return renderer.convert(options, timeout, path=path)


def decode(png):
    """Width, height and rows (bytes of RGB) of an 8-bit PNG without interlacing."""
    position, data = 8, b""
    width = height = channels = 0
    while position < len(png):
        length = int.from_bytes(png[position:position + 4], "big")
        kind = png[position + 4:position + 8]
        body = png[position + 8:position + 8 + length]
        if kind == b"IHDR":
            width, height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
            channels = {2: 3, 6: 4}.get(body[9], 0)
            if body[8] != 8 or not channels or body[12]:
                raise renderer.RenderingFailed(
                    "a PNG that is not 8-bit RGB or RGBA without interlacing")
        elif kind == b"IDAT":
            data += body
        position += length + 12
    raw, stride, rows = zlib.decompress(data), width * channels, []
    previous = bytes(stride)
    for start in range(0, height * (stride + 1), stride + 1):
        previous = _unfiltered(raw[start], raw[start + 1:start + 1 + stride], previous, channels)
        rows.append(previous)
    if channels == 4:
        rows = [bytes(value for i, value in enumerate(row) if i % 4 != 3) for row in rows]
    return width, height, rows


def _unfiltered(kind, line, above, channels):
    if kind == 0:
        return bytes(line)
    if kind == 2:
        return bytes((a + b) & 255 for a, b in zip(line, above))
    row = bytearray(line)
    for i, value in enumerate(line):
        left = row[i - channels] if i >= channels else 0
        if kind == 1:
            row[i] = (value + left) & 255
        elif kind == 3:
            row[i] = (value + (left + above[i]) // 2) & 255
        else:
            up, corner = above[i], above[i - channels] if i >= channels else 0
            by_left, by_up = abs(up - corner), abs(left - corner)
            by_corner = abs(left + up - 2 * corner)
            if by_left <= by_up and by_left <= by_corner:
                near = left
            else:
                near = up if by_up <= by_corner else corner
            row[i] = (value + near) & 255
    return bytes(row)


def is_one_colour(rows):
    """Whether every pixel has the colour of the first one."""
    return all(row == rows[0][:3] * (len(row) // 3) for row in rows)


def bounds(rows):
    """The smallest rectangle (left, top, right, bottom) outside which all is nearly white."""
    marks = [row.translate(_MARKS) for row in rows]
    inked = [index for index, row in enumerate(marks) if row.strip(b"\xff")]
    if not inked:
        return None
    left = min(len(marks[i]) - len(marks[i].lstrip(b"\xff")) for i in inked) // 3
    right = max(len(marks[i].rstrip(b"\xff")) + 2 for i in inked) // 3
    return left, inked[0], right, inked[-1] + 1
