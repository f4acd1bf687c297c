"""The options that all preparations have in common."""

import argparse
import os
from pathlib import Path


def positive(value):
    """A whole number from 1."""
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1, found {value}")
    return number


def parser(description):
    """A parser whose help shows the description of the script unchanged."""
    return argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)


def add_output(to, items):
    """Adds the output folder, the size of the images, and the limits on the size of a class."""
    to.add_argument("--output", type=Path, required=True, help="folder to write")
    to.add_argument(
        "--size", type=positive, default=256,
        help="side of the images in pixels (default: %(default)s)")
    to.add_argument(
        "--minimum", type=positive, default=8,
        help=f"a class with fewer {items} is merged into its parent (default: %(default)s)")
    to.add_argument("--limit", type=positive, help=f"at most this many {items} per class")


def add_rendering(to):
    """Adds the time that a rendering may take and the number of renderings at a time."""
    to.add_argument(
        "--timeout", type=positive, default=30,
        help="seconds that a rendering may take (default: %(default)s)")
    to.add_argument(
        "--jobs", type=positive, default=os.cpu_count() or 1,
        help="number of renderings at a time (default: one per processor)")
