"""The renderer: rsvg-convert, one process per image."""

import hashlib
import os
import subprocess
from concurrent.futures import ProcessPoolExecutor


class RenderingFailed(Exception):
    """rsvg-convert reported an error, wrote nothing usable or took too long."""


def convert(options, timeout, path=None, svg=None):
    """The PNG of an SVG file (`path`) or of an SVG text (`svg`) on a white background."""
    label = path or "an image"
    command = ["rsvg-convert", "--format=png", "--background-color=white", *options]
    source = {"stdin": subprocess.DEVNULL} if svg is None else {"input": svg}
    try:
        run = subprocess.run(
            command + ([str(path)] if path else []), capture_output=True, timeout=timeout,
            check=False, **source)
    except subprocess.TimeoutExpired as error:
        raise RenderingFailed(f"{label}: not rendered after {timeout} s") from error
    if run.returncode != 0 or not run.stdout.startswith(b"\x89PNG"):
        message = run.stderr.decode("utf-8", "replace").strip() or "rsvg-convert wrote no image"
        raise RenderingFailed(f"{label}: {message}")
    return run.stdout


def write(png, output):
    """Writes a PNG atomically and returns its SHA-256."""
    temporary = output.with_suffix(".partial")
    temporary.write_bytes(png)
    os.replace(temporary, output)
    return hashlib.sha256(png).hexdigest()


def version():
    """The version that rsvg-convert reports."""
    run = subprocess.run(["rsvg-convert", "--version"], capture_output=True, text=True, check=False)
    return run.stdout.strip()


def render_all(render, arguments, jobs):
    """The result of `render` for each tuple of arguments, None if it failed; number of failures."""
    results, failures = [], 0
    with ProcessPoolExecutor(jobs) as pool:
        for rendering in [pool.submit(render, *each) for each in arguments]:
            try:
                results.append(rendering.result())
            except RenderingFailed as error:
                print(f"not rendered: {error}")
                results.append(None)
                failures += 1
    return results, failures
