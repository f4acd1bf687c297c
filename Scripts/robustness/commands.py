"""The commands that are killed and made to fail, and what their results are."""

import json
import os
import subprocess

from . import inputs

NAMES = ("train", "encode", "compare", "tune")

SETTINGS = """\
data: features
graph: taxonomy
image-hidden: [16]
text-hidden: [16]
dimension: 8
batch-size: 16
test-fraction: 0.2
curves-every: 1
checkpoint-every: 1
"""


class Workplace:
    """A folder with inputs, in which `huse` runs."""

    def __init__(self, folder, options):
        self.folder = folder
        self._program = options.programs.resolve() / "huse"
        self._encoders = options.encoders.resolve()
        inputs.write_features(folder / "features")
        inputs.write_items(folder / "items")
        (folder / "train.yaml").write_text(SETTINGS + "recipe: manual\nepochs: 6\n")
        (folder / "tune.yaml").write_text(SETTINGS + "epochs: 3\nfolds: 2\n")

    def arguments(self, name, output, more=()):
        """The command that writes to a folder, or resumes what was begun there."""
        if name == "train":
            is_begun = (self.folder / output / "checkpoints/huse.yaml").exists()
            how = [] if more else ["--resume"] if is_begun else ["--config", "train.yaml"]
            given = ["train", "--output", output, *how, *more]
        elif name == "tune":
            given = ["tune", "--config", "tune.yaml", "--trials", "3", "--output", output, *more]
        elif name == "compare":
            given = [
                "compare", "--data", "features", "--systems", "huse-losses,cca,triplet",
                "--graph", "taxonomy", "--seeds", "1", "--trials", "2", "--output", output, *more]
        else:
            given = [
                "encode", "--data", "items", "--encoders", self._encoders, "--text-encoder",
                "ngrams", "--shard-size", "2", "--output", output, *more]
        return [self._program, *given, "--quiet"]

    def start(self, arguments, before=None, **variables):
        """The running command; `before` is called in its process first."""
        return subprocess.Popen(
            arguments, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, preexec_fn=before,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no",
                 **variables})

    def run(self, arguments, before=None, **variables):
        """The status of the command, negative for a signal, and its standard error."""
        process = self.start(arguments, before, **variables)
        errors = process.communicate()[1]
        return process.returncode, errors.decode(errors="replace")

    def results(self, output):
        """The bytes of every file in a folder that are the same whenever it is filled."""
        folder = self.folder / output
        return {
            str(path.relative_to(folder)): _timeless(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and _is_result(path.relative_to(folder))}


def _is_result(path):
    # Which checkpoints are kept, with the time that training took, is no result; events hold
    # the time.
    return path.parts[0] != "checkpoints" and not path.name.startswith("events.")


def _timeless(path):
    """The bytes of a file without the time that work took."""
    data = path.read_bytes()
    if path.name == "curves.csv":
        rows = [line.split(",") for line in data.decode().splitlines()]
        if not rows or "rows_per_second" not in rows[0]:
            # A fault has cut the names of the columns.
            return data
        speed = rows[0].index("rows_per_second")
        return "\n".join(",".join(row[:speed] + row[speed + 1:]) for row in rows).encode()
    if path.name == "journal.jsonl":
        return "\n".join(_without_seconds(line) for line in data.decode().splitlines()).encode()
    return data


def _without_seconds(line):
    if not line.startswith("{"):
        return line
    entry = json.loads(line)
    entry.pop("seconds", None)
    return json.dumps(entry, sort_keys=True)
