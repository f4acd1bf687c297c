"""Images: a bitmap of the font, scaled once, in the centre of a white square."""

import base64

from pairs import renderer

# Image networks see the central 224 of 256 pixels: the whole emoji lies within.
SHARE = 7 / 8


def render(png, output, size, timeout):
    """Renders a PNG of the font on a white square and returns the SHA-256 of the file."""
    width, height = (int.from_bytes(png[at:at + 4], "big") for at in (16, 20))
    side = max(width, height) / SHARE
    data = base64.b64encode(png).decode()
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}"
      viewBox="0 0 {side:.4f} {side:.4f}">
      <image x="{(side - width) / 2:.4f}" y="{(side - height) / 2:.4f}" width="{width}"
        height="{height}" href="data:image/png;base64,{data}"/></svg>"""
    return renderer.write(renderer.convert([], timeout, svg=svg.encode()), output)
