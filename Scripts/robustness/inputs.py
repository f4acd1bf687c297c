"""Small inputs of the commands: features of six classes, and drawn images with texts."""

import random
import zlib

CLASSES = ("fruit/apple", "fruit/pear", "drink/tea", "drink/coffee", "bread/toast", "bread/roll")
PAIRS = 90
ITEMS = 12


def write_features(folder):
    """Writes rows that scatter around a place for each class."""
    generator = random.Random(4)

    def vector(length):
        return [generator.uniform(-1, 1) for _ in range(length)]

    folder.mkdir()
    for name, length in (("images", 12), ("texts", 10)):
        places = [vector(length) for _ in CLASSES]
        rows = [
            [place + 0.4 * noise for place, noise in zip(places[i % 6], vector(length))]
            for i in range(PAIRS)]
        (folder / f"{name}.csv").write_text(
            "".join(",".join(f"{value:.6f}" for value in row) + "\n" for row in rows))
    (folder / "labels.csv").write_text("".join(f"{i % 6}\n" for i in range(PAIRS)))
    (folder / "classes.txt").write_text("\n".join(CLASSES) + "\n")


def write_items(folder):
    """Writes data.csv beside images/."""
    (folder / "images").mkdir(parents=True)
    table = "image,text,classes\n"
    for i in range(ITEMS):
        colour = bytes((40 * (i % 6), 20 * i, 255 - 20 * i))
        (folder / f"images/{i}.png").write_bytes(_png(16, colour))
        table += f"{i}.png,text {i} of {CLASSES[i % 6]},{CLASSES[i % 6]}\n"
    (folder / "data.csv").write_text(table)


def _png(side, colour):
    """A square of one colour, by the PNG specification."""
    def chunk(name, body):
        body = name + body
        return (
            (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big"))

    header = side.to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    rows = (b"\0" + colour * side) * side
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b""))
