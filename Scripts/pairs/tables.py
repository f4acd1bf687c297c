"""The end of a preparation: the tables are written and a report is printed."""

import csv
import io
import os
from collections import Counter


def finish(output, stamp, plain, hard, items, counts):
    """Writes both tables, removes images that are in no row, stamps the folder, prints a report."""
    _write(output / "data.csv", plain)
    _write(output / "data-hard.csv", hard)
    _remove_others(output / "images", {row[0] for row in plain})
    sizes = Counter(row[2] for row in plain)
    stamp.finish(f"{len(plain)} {items} in {len(sizes)} classes")
    print("\n".join(counts))
    for name, size in sorted(sizes.items(), key=lambda entry: (-entry[1], entry[0])):
        print(f"  {size:5}  {name}")
    print(f"{output}: {stamp.summary()}")


def _write(path, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("image", "text", "classes", "group"))
    writer.writerows(rows)
    temporary = path.with_name(path.name + ".partial")
    temporary.write_bytes(text.getvalue().encode())
    os.replace(temporary, path)


def _remove_others(images, names):
    for path in images.iterdir():
        if path.name not in names:
            path.unlink()
