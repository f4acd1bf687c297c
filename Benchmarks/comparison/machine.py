"""What a table says of the machine and of the library."""

import os
import platform
import subprocess
from pathlib import Path

LEVELS = [("AVX-512 (x86-64-v4)", {"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"}),
          ("AVX2 (x86-64-v3)", {"avx2", "fma"})]


def cpu_information():
    """The fields that /proc/cpuinfo gives for the first core."""
    try:
        lines = Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines()
    except OSError:
        return {}
    return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}


def has_bf16():
    """Whether the CPU has products of bf16; without them they are far slower than float32."""
    return "avx512_bf16" in cpu_information().get("flags", "").split()


def description(cores):
    """The CPU, its cores in use, its instructions and its memory."""
    information = cpu_information()
    flags = set(information.get("flags", "").split())
    level = next((name for name, needed in LEVELS if needed <= flags), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    family = f"family {information.get('cpu family')}, model {information.get('model')}"
    return (f"{information.get('model name', platform.processor())} ({family}), {cores} cores in "
            f"use, {level}, {memory:.0f} GiB of memory, {platform.system()}")


def commit(folder):
    """The commit of the working tree."""
    found = subprocess.run(
        ["git", "-C", folder, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return found.stdout.strip() or "unknown"
