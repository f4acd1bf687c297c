"""Packs the inputs of a fuzz target into its archive in Corpora, and unpacks them.

    python3 corpus.py unpack ARCHIVE FOLDER   # what FOLDER held is removed
    python3 corpus.py pack FOLDER ARCHIVE     # the same inputs always give the same bytes
    python3 corpus.py add FOLDER FILE…        # under the names that the fuzzer gives its inputs
"""
import gzip
import hashlib
import io
import pathlib
import shutil
import sys
import tarfile


def unpack(archive, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tarfile.open(archive) as members:
        for member in members:
            if not member.isfile() or "/" in member.name or member.name.startswith("."):
                sys.exit(f"corpus: {archive}: {member.name!r} is not the name of an input. "
                         "Pack the archive again with corpus.py.")
            (folder / member.name).write_bytes(members.extractfile(member).read())


def pack(folder, archive):
    partial = archive.with_name(archive.name + ".partial")
    archive.parent.mkdir(parents=True, exist_ok=True)
    with (open(partial, "wb") as file,
          gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=9, mtime=0) as packed,
          tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as members):
        for path in sorted(folder.iterdir()):
            # The name and the size are all that a member keeps of a file.
            member = tarfile.TarInfo(path.name)
            data = path.read_bytes()
            member.size = len(data)
            members.addfile(member, io.BytesIO(data))
    partial.replace(archive)


def add(folder, *files):
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        data = file.read_bytes()
        (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


COMMANDS = {"unpack": unpack, "pack": pack, "add": add}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*map(pathlib.Path, sys.argv[2:]))
