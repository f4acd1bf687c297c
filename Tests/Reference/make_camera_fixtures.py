"""Makes the pictures of cameras and of the web, and what Pillow shows of them on white.

AVIF with all its colours: libavif and libheif enlarge halved colours in different ways.

Run from the root of the repository. Needs numpy, pillow (11.3 or later, for AVIF), pillow_heif and
safetensors.
"""

import io
import os
import struct

import numpy as np
import pillow_heif
from PIL import Image, ImageOps, PngImagePlugin
from safetensors.numpy import save_file

FOLDER = "Tests/HUSETests/Fixtures/image/camera"
WIDTH, HEIGHT = 23, 17

pillow_heif.register_heif_opener()


def picture():
    """Colours that tell the four corners apart."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return np.stack([x * 11, y * 15, (x + y) * 6], -1).astype(np.uint8)


def alpha():
    return np.linspace(0, 255, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH).astype(np.uint8)


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def on_white(image):
    image = ImageOps.exif_transpose(image).convert("RGBA")
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return np.asarray(Image.alpha_composite(white, image).convert("RGB"))


def exif(orientation, order="<"):
    """An EXIF block of one entry, in either byte order."""
    mark = b"II" if order == "<" else b"MM"
    return b"Exif\0\0" + mark + struct.pack(
        order + "HIHHHIHHI", 42, 8, 1, 274, 3, 1, orientation, 0, 0)


def xmp(orientation, is_element=False):
    """An XMP packet, with the orientation as an attribute or as an element."""
    name = "tiff:Orientation"
    attribute, element = f' {name}="{orientation}"', ""
    if is_element:
        attribute, element = "", f"<{name}>{orientation}</{name}>"
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/"{attribute}>{element}'
        "</rdf:Description></rdf:RDF></x:xmpmeta>").encode()


def without_segment(jpeg, marker):
    start = jpeg.index(b"\xff" + marker)
    return jpeg[:start] + jpeg[start + 2 + struct.unpack(">H", jpeg[start + 2:start + 4])[0]:]


def tiff(samples, photometric, extra):
    """An uncompressed file of 8 bits a sample, with any kind of extra samples."""
    height, width, count = samples.shape
    fields = [(256, [width]), (257, [height]), (258, [8] * count), (259, [1]), (262, [photometric]),
              (273, None), (277, [count]), (278, [height]), (279, [samples.size])]
    if extra is not None:
        fields.append((338, extra))
    start = 8 + 2 + 12 * len(fields) + 4
    lists = b"".join(struct.pack(f"<{len(v)}H", *v) for _, v in fields if v and len(v) > 2)
    entries, place = b"", start
    for tag, values in fields:
        if values is None:
            entries += struct.pack("<HHII", tag, 4, 1, start + len(lists))
        elif len(values) > 2:
            entries += struct.pack("<HHII", tag, 3, len(values), place)
            place += 2 * len(values)
        else:
            packed = struct.pack(f"<{len(values)}H", *values).ljust(4, b"\0")
            entries += struct.pack("<HHI", tag, 3, len(values)) + packed
    return (b"II*\0" + struct.pack("<IH", 8, len(fields)) + entries + bytes(4) + lists
            + samples.astype(np.uint8).tobytes())


def gif(screen, place, transparent=None, background=0):
    """A first frame of 4 x 3 somewhere on a screen."""
    colours = bytes([10, 20, 30, 200, 0, 0, 0, 200, 0, 0, 0, 200])
    frame = Image.frombytes("P", (4, 3), bytes(index % 4 for index in range(12)))
    frame.putpalette(colours)
    file = saved(frame, "GIF")
    palette_end = 13 + (3 << ((file[10] & 7) + 1))
    image = file.index(b"\x2c", palette_end)
    control = b"" if transparent is None else bytes([0x21, 0xF9, 4, 1, 0, 0, transparent, 0])
    return (b"GIF89a" + struct.pack("<HH", *screen) + bytes([file[10], background, 0])
            + file[13:palette_end] + control + b"\x2c" + struct.pack("<4H", *place, 4, 3)
            + file[image + 9:])


def orientations(base):
    files = {}
    for number in range(1, 9):
        files[f"orientation-{number}.jpg"] = saved(base, "JPEG", quality=90, exif=exif(number))
        files[f"orientation-{number}.tiff"] = saved(
            base, "TIFF", tiffinfo={274: number}, compression="tiff_lzw")
    files["orientation-8-big-endian.jpg"] = saved(base, "JPEG", quality=90, exif=exif(8, ">"))
    files["orientation-6.png"] = saved(base, "PNG", exif=exif(6))
    files["orientation-8.webp"] = saved(base, "WEBP", lossless=True, exif=exif(8))
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", xmp(3, is_element=True).decode())
    files["orientation-3-xmp.png"] = saved(base, "PNG", pnginfo=text)
    files["orientation-6-xmp.jpg"] = saved(base, "JPEG", quality=90, xmp=xmp(6))
    files["orientation-8-xmp.webp"] = saved(base, "WEBP", lossless=True, xmp=xmp(8))
    files["orientation-2-exif-6-xmp.jpg"] = saved(
        base, "JPEG", quality=90, exif=exif(2), xmp=xmp(6))
    files["orientation-0-exif-6-xmp.jpg"] = saved(
        base, "JPEG", quality=90, exif=exif(0), xmp=xmp(6))
    for number in (2, 5, 6):
        block = Image.Exif()
        block[274] = number
        files[f"orientation-{number}.avif"] = saved(
            base, "AVIF", quality=90, subsampling="4:4:4", exif=block)
    return files


def inks(base):
    with_marker = saved(base.convert("CMYK"), "JPEG", quality=95)
    return {"cmyk-adobe.jpg": with_marker,
            "cmyk-without-adobe.jpg": without_segment(with_marker, b"\xee")}


def transparency(base):
    rgb, a = picture(), alpha()[..., None]
    rgba = np.concatenate([rgb, a], -1)
    multiplied = np.concatenate([(rgb.astype(int) * a + 127) // 255, a], -1)
    grey = rgba[..., [0, 3]]
    see_through = base.copy()
    see_through.putalpha(Image.fromarray(alpha()))
    return {
        "key-colour.png": saved(base, "PNG", transparency=base.getpixel((5, 5))),
        "key-grey.png": saved(
            base.convert("L"), "PNG", transparency=base.convert("L").getpixel((5, 5))),
        "alpha.tiff": tiff(rgba, 2, [2]),
        "alpha-multiplied.tiff": tiff(multiplied, 2, [1]),
        "alpha-unspecified.tiff": tiff(rgba, 2, [0]),
        "alpha-and-another.tiff": tiff(np.concatenate([rgba, rgba[..., :1]], -1), 2, [2, 0]),
        "alpha-grey.tiff": tiff(grey, 1, [2]),
        "alpha.avif": saved(see_through, "AVIF", quality=95, subsampling="4:4:4"),
        "alpha.heic": saved(see_through, "HEIF", quality=95),
    }


def frames(base):
    other = Image.new("RGB", base.size, (0, 255, 0))
    clear = Image.new("RGBA", base.size, (0, 0, 0, 0))
    clear.paste((200, 30, 60, 128), (4, 6, 15, 13))
    return {
        "small-frame.gif": gif((8, 7), (2, 3)),
        "small-frame-background.gif": gif((8, 7), (2, 3), background=2),
        "small-frame-transparent.gif": gif((8, 7), (2, 3), transparent=1),
        "frame-beyond-the-screen.gif": gif((5, 4), (2, 3)),
        "no-screen.gif": gif((0, 0), (0, 0)),
        "animated.webp": saved(base, "WEBP", save_all=True, append_images=[other], quality=90),
        "animated-lossless.webp": saved(
            base, "WEBP", save_all=True, append_images=[other], lossless=True),
        "animated-small-frame.webp": saved(
            clear, "WEBP", save_all=True, append_images=[other.convert("RGBA")], quality=90),
    }


def endings(base):
    jpeg, png = saved(base, "JPEG", quality=90), saved(base, "PNG")
    trailer = b"SEFH" + bytes(range(1, 200)) + b"SEFT"
    return {
        "trailing-bytes.jpg": jpeg + trailer,
        "trailer-without-end-marker.jpg": jpeg[:-2] + trailer,
        "without-end-marker.jpg": jpeg[:-2],
        "without-end.png": png[:-12],
        "with-half-an-end.png": png[:-5],
    }


def main():
    os.makedirs(FOLDER, exist_ok=True)
    base = Image.fromarray(picture())
    files = (orientations(base) | inks(base) | transparency(base) | frames(base) | endings(base)
             | {"rgb.heic": saved(base, "HEIF", quality=95),
                "rgb.avif": saved(base, "AVIF", quality=95, subsampling="4:4:4")})
    expected = {}
    for name, data in files.items():
        with open(os.path.join(FOLDER, name), "wb") as file:
            file.write(data)
        expected[name] = np.ascontiguousarray(on_white(Image.open(io.BytesIO(data))), np.float32)
    save_file(expected, os.path.join(FOLDER, "expected.safetensors"))


if __name__ == "__main__":
    main()
