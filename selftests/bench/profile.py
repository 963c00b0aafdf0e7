#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Prints in which functions a measurement spent its instructions and cycles, from the results of `PROFILE=1 run.sh NAME`.

    profile.py FOLDER NAME              lists the measurements by number
    profile.py FOLDER NAME N [BASE]     function by function, per unit; above those of the measurement BASE if given
"""
import bisect
import collections
import json
import sys

USER = "(user space)"
SHOWN = 80


def load(folder, name):
    with open(f"{folder}/{name}.plan", encoding="ascii") as file:
        return json.load(file)["measurements"]


def symbols(folder, name):
    """Addresses in ascending order, and the function at each"""
    found = []
    with open(f"{folder}/{name}.kallsyms", encoding="ascii") as file:
        for line in file:
            address, kind, *words = line.split()
            if kind in "tTwW":
                found.append((int(address, 16), " ".join(words)))
    found.sort()
    return [address for address, _ in found], [function for _, function in found]


def profile(folder, name, number, units, table):
    """(instructions, cycles) per unit, by function"""
    addresses, functions = table
    spent = collections.defaultdict(lambda: (0, 0))
    with open(f"{folder}/{name}.profile.{number}", encoding="ascii") as file:
        for line in file:
            address, instructions, cycles = line.split()
            at = bisect.bisect_right(addresses, int(address, 16)) - 1
            function = functions[at] if int(address, 16) >> 63 and at >= 0 else USER
            before = spent[function]
            spent[function] = before[0] + int(instructions) / units, before[1] + int(cycles) / units
    return spent


def show(spent, base):
    rows = [(spent[function][0] - base[function][0], spent[function][1] - base[function][1], function)
            for function in spent.keys() | base.keys()]
    rows.sort(key=lambda row: -abs(row[0]))
    print(f"{'instructions':>12}{'cycles':>10}  function")
    for instructions, cycles, function in rows[:SHOWN]:
        print(f"{instructions:>12.1f}{cycles:>10.1f}  {function}")
    print(f"{sum(row[0] for row in rows):>12.1f}{sum(row[1] for row in rows):>10.1f}  all")


def main(folder, name, *numbers):
    measurements = load(folder, name)
    if not numbers:
        for number, measurement in enumerate(measurements):
            if measurement["case"]:
                print(number, *(word for word in measurement["case"].values() if word))
        return
    table = symbols(folder, name)
    profiles = [profile(folder, name, number, measurements[int(number)]["units"], table) for number in numbers]
    show(profiles[0], profiles[1] if len(profiles) > 1 else collections.defaultdict(lambda: (0, 0)))


if len(sys.argv) not in (3, 4, 5):
    sys.exit(__doc__)
main(*sys.argv[1:])
