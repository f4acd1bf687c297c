"""Shaping: the glyph of a font that shows an emoji, found by HarfBuzz's hb-shape."""

import json
import subprocess


class ShapingFailed(Exception):
    """hb-shape reported an error, or did not write one line per emoji."""


def glyphs(font, texts):
    """The glyph number of each text, None if the font has no single glyph for it.

    A sequence of code points that the font does not know as one emoji becomes several glyphs.
    """
    run = subprocess.run(
        ["hb-shape", "--no-glyph-names", "--output-format=json", f"--font-file={font}",
         "--text-file=-"],
        input="".join(text + "\n" for text in texts).encode(), capture_output=True, check=False)
    lines = run.stdout.decode("utf-8", "replace").splitlines()
    if run.returncode != 0 or len(lines) != len(texts):
        message = run.stderr.decode("utf-8", "replace").strip()
        raise ShapingFailed(message or f"{len(lines)} lines for {len(texts)} emoji")
    found = []
    for line in lines:
        numbers = [glyph["g"] for glyph in json.loads(line)]
        found.append(numbers[0] if len(numbers) == 1 and numbers[0] else None)
    return found


def version():
    """The version that hb-shape reports."""
    run = subprocess.run(["hb-shape", "--version"], capture_output=True, text=True, check=False)
    return run.stdout.partition("\n")[0]
