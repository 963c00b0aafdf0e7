# SPDX-License-Identifier: GPL-2.0
"""What the benchmarks stand on: marks that begin and end a measurement, and the list of what was measured.

The figures are taken outside of the guest, by the plugin meter.c; report.py puts them and the list together.
"""
import ctypes
import gc
import json
import mmap
import os
import statistics
import subprocess
import sys
import time

QUICK = "QUICK" in os.environ
ROUNDS = 3 if QUICK else 5
SKIP = 4
CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def ip(*words):
    subprocess.run(("ip", *words), check=True)


def batch(namespace, lines):
    subprocess.run(("ip", "-n", namespace, "-batch", "-"), input="\n".join(lines).encode(), check=True)


def modprobe(*modules):
    for module in modules:
        subprocess.run(("modprobe", module), check=True)


def enter(name):
    """Goes into a network namespace; sockets that are open stay where they are."""
    with open(f"/run/netns/{name}", "rb") as file:
        if libc.setns(file.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), name)


def sysctl(path, value):
    """Here, in the network namespace."""
    with open(f"/proc/sys/net/{path}", "w", encoding="ascii") as file:
        file.write(str(value))


# ---- marks ----------------------------------------------------------------------------------------------

def function(code):
    """Machine code as a function."""
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    start = ctypes.c_char.from_buffer(page)
    result = ctypes.CFUNCTYPE(None)(ctypes.addressof(start))
    result.page = start
    return result


begin = function(b"\xa9\x01\x00\x90\x28\xc3")       # test $0x28900001, %eax; ret
end = function(b"\xa9\x02\x00\x90\x28\xc3")


class Plan:
    """The measurements, in the order in which they are made."""

    def __init__(self, benchmark, **about):
        self.about = {"benchmark": benchmark, "kernel": os.uname().release, "quick": QUICK} | about
        self.measurements = []
        gc.disable()
        self.check()

    def measure(self, case, units, work, *arguments):
        """The cost of work(*arguments), which does so many units of what `case`, a dict, describes."""
        begin()
        work(*arguments)
        end()
        self.measurements.append({"case": case, "units": units})

    def warm_up(self, work, *arguments):
        """The caches of the model are touched in a measurement only: this one is not for the report."""
        self.measure(None, 1, work, *arguments)

    def check(self):
        """What is known beforehand: a loop, a second asleep; and what a measurement costs by itself."""
        turns = 1_000_000
        loop = function(b"\xb9" + turns.to_bytes(4, "little") + b"\xff\xc9\x75\xfc\xc3")    # mov; dec; jnz -4; ret
        self.measure({"check": "loop"}, 2 * turns, loop)
        self.measure({"check": "asleep"}, 1, time.sleep, 1)
        for _ in range(9):
            self.measure({"check": "empty"}, 1, int)

    def save(self, **facts):
        with open(f"{os.environ['OUT']}/{self.about['benchmark']}.plan", "w", encoding="ascii") as file:
            json.dump(self.about | facts | {"measurements": self.measurements}, file)


def skip(why):
    print(f"SKIP: {why}")
    sys.exit(SKIP)


# ---- instructions ---------------------------------------------------------------------------------------

def idle_ns():
    with open("/proc/timer_list", encoding="ascii") as file:
        return sum(int(line.split()[-2]) for line in file if "_sleeptime" in line)


class Instructions:
    """Counts what the one processor executes from here on, for whomever, without the time that it is idle."""

    def __init__(self):
        self.idle = idle_ns()
        self.start = time.monotonic_ns()

    def stop(self):
        """Returns how many there were."""
        now = time.monotonic_ns()
        return now - self.start - (idle_ns() - self.idle)


def loop(turns):
    """Executes a known number of instructions, which is returned."""
    code = b"\xb9" + turns.to_bytes(4, "little")      # mov turns, %ecx
    code += b"\xff\xc9\x75\xfc\xc3"                   # dec %ecx; jnz -4; ret
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    ctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
    return 2 * turns + 2


def need_counting_clock():
    """Another clock would give figures that mean nothing."""
    meter = Instructions()
    executed = loop(50_000_000)
    count = meter.stop()
    if abs(count / executed - 1) > 0.01:
        skip(f"{executed} instructions count as {count}")
    meter = Instructions()
    time.sleep(1)
    count = meter.stop()
    if not 0 <= count < 10_000_000:
        skip(f"a second asleep counts as {count} instructions")


# ---- rounds and results ---------------------------------------------------------------------------------

def rounds(cases, measure):
    """Measures all cases by turns; returns the values of each."""
    values = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, case in cases.items():
            values[name].append(measure(case))
    return values


def report(name, unit, values, base):
    """Prints a table and leaves NAME.json in $OUT; base(CASE) is the case that one is compared with, or None."""
    medians = {case: statistics.median(figures) for case, figures in values.items()}
    rows = []
    print(f"{name}: {unit}; median of {ROUNDS} rounds, spread from least to most\n")
    print(f"{'case':<30}{'median':>8}{'spread':>8}  ratio")
    for case, figures in values.items():
        median, other = medians[case], base(case)
        row = {"case": case, "median": median, "spread": (max(figures) - min(figures)) / median, "values": figures}
        ratio = ""
        if other:
            row |= {"ratio": median / medians[other], "to": other}
            ratio = f"  {row['ratio']:.2f} to {other}"
        print(f"{case:<30}{median:>8.0f}{row['spread']:>8.1%}{ratio}")
        rows.append(row)
    save(name, unit, {"cases": rows})


def save(name, unit, content):
    with open(f"{os.environ['OUT']}/{name}.json", "w", encoding="ascii") as file:
        json.dump({"benchmark": name, "unit": unit, "kernel": os.uname().release} | content, file, indent=1)
