# SPDX-License-Identifier: GPL-2.0
"""The library of the benchmarks: marks at the start and the end of a measurement, and the list of measurements.

The plugin meter.c takes the figures outside of the guest; report.py combines them with the list.
"""
import ctypes
import gc
import json
import mmap
import os
import shutil
import subprocess
import time

QUICK = "QUICK" in os.environ
ROUNDS = 3 if QUICK else 5


def ip(*words):
    subprocess.run(("ip", *words), check=True)


def batch(namespace, lines):
    subprocess.run(("ip", "-n", namespace, "-batch", "-"), input="\n".join(lines).encode(), check=True)


def modprobe(*modules):
    for module in modules:
        subprocess.run(("modprobe", module), check=True)


def unload():
    """Unload here, without a time limit. While the guest waits for the host's files, its clock leaps to the next timer, and so
    to the limit for unloading at the end of a guest."""
    subprocess.run(("modprobe", "-r", "gre2890"), check=True)


def sysctl(path, value):
    """Set a sysctl in this network namespace."""
    with open(f"/proc/sys/net/{path}", "w", encoding="ascii") as file:
        file.write(str(value))


# ---- marks ----------------------------------------------------------------------------------------------

def function(code, *arguments):
    """Machine code as a function with these arguments"""
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    start = ctypes.c_char.from_buffer(page)
    result = ctypes.CFUNCTYPE(None, *arguments)(ctypes.addressof(start))
    result.page = start
    return result


begin = function(b"\xa9\x01\x00\x90\x28\xc3")       # test $0x28900001, %eax; ret
end = function(b"\xa9\x02\x00\x90\x28\xc3")


class Plan:
    """The measurements in their order"""

    def __init__(self, benchmark, **about):
        self.about = {"benchmark": benchmark, "kernel": os.uname().release, "quick": QUICK} | about
        self.measurements = []
        gc.disable()
        self.check()

    def measure(self, case, units, work, *arguments):
        """Measure work(*arguments), which does `units` units of the work that `case`, a dict, describes."""
        begin()
        work(*arguments)
        end()
        self.measurements.append({"case": case, "units": units})

    def warm_up(self, work, *arguments):
        """Fill the caches of the model by a measurement that is not reported."""
        self.measure(None, 1, work, *arguments)

    def check(self):
        """Measure cases with known results: a loop, a second asleep, and an empty measurement."""
        turns = 1_000_000
        loop = function(b"\xb9" + turns.to_bytes(4, "little") + b"\xff\xc9\x75\xfc\xc3")    # mov; dec; jnz -4; ret
        self.measure({"check": "asleep"}, 1, time.sleep, 1)
        for _ in range(9):
            self.measure({"check": "loop"}, 2 * turns, loop)
            self.measure({"check": "empty"}, 1, int)

    def save(self, **facts):
        path = f"{os.environ['OUT']}/{self.about['benchmark']}"
        if "PROFILE" in os.environ:
            shutil.copyfile("/proc/kallsyms", f"{path}.kallsyms")
        with open(f"{path}.plan", "w", encoding="ascii") as file:
            json.dump(self.about | facts | {"measurements": self.measurements}, file)
