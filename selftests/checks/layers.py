#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Check that includes and calls between the folders of src/ point down only.

layers.py includes           every #include "..." of src/
layers.py calls OBJECTS      every undefined symbol of the object files in OBJECTS, a build's src/

Prints each one that points up, and fails if there is one.
"""
import collections
import pathlib
import re
import subprocess
import sys

# Each may use those to its right.  Older kernels are no business of any one layer.
ORDER = ("main", "control", "data", "state", "pure", "compat")


def layer_of(path):
    """The layer of a path below src/, None for tests"""
    first = pathlib.PurePath(path).parts[0]
    name = first.partition(".")[0]
    if name == "test":
        return None
    if name not in ORDER:
        sys.exit(f"src/{path} is in no layer")
    return ORDER.index(name)


def upward_includes(src):
    """Yield a line for each include of a higher layer"""
    for path in sorted(src.rglob("*.[ch]")):
        own = layer_of(path.relative_to(src))
        if own is None:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'#include "(\w+/\S+)"', line)
            if match and layer_of(match[1]) < own:
                yield f"src/{path.relative_to(src)}:{number}: includes {match[1]}"


def symbols(path):
    """What an object file defines and what it wants, as two sets"""
    output = subprocess.run(["nm", path], check=True, capture_output=True, text=True).stdout
    found = collections.defaultdict(set)
    for line in output.splitlines():
        *_, kind, name = line.split()
        found[kind == "U"].add(name)
    return found[False], found[True]


def upward_calls(objects):
    """Yield a line for each symbol that a higher layer defines"""
    defined, wanted = {}, {}
    for path in sorted(objects.rglob("*.o")):
        name = path.relative_to(objects).with_suffix("")
        if layer_of(name) is None or name.name.endswith(".mod"):
            continue
        has, wanted[name] = symbols(path)
        defined.update({symbol: name for symbol in has if symbol.startswith("gre2890_")})
    if not wanted:
        sys.exit(f"{objects} has no object files")
    for name, symbols_wanted in wanted.items():
        for symbol in sorted(symbols_wanted):
            if symbol in defined and layer_of(defined[symbol]) < layer_of(name):
                yield f"src/{name}.c: uses {symbol} of src/{defined[symbol]}.c"


def main():
    """Print what points up"""
    if sys.argv[1:] == ["includes"]:
        lines = upward_includes(pathlib.Path("src"))
    elif len(sys.argv) == 3 and sys.argv[1] == "calls":
        lines = upward_calls(pathlib.Path(sys.argv[2]))
    else:
        sys.exit(__doc__)
    lines = list(lines)
    print(*lines, sep="\n", end="\n" if lines else "")
    sys.exit(bool(lines))


main()
