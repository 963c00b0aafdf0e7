#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Checks that the netlink specification has exactly the numbers of the uapi header.

Prints the differences. Reads the header by the compiler (CC, cc by default).
"""
import os
import re
import subprocess
import sys
import tempfile

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.append(os.path.join(REPO, "selftests/lib"))
import netlink  # pylint: disable=wrong-import-position

UAPI = os.path.join(REPO, "include/uapi")
# Constants that are one past the last of an enum, by the prefix of the others
ENDS = {
    "__GRE2890_STAT_MAX": "GRE2890_STAT_",
    "__GRE2890_A_MAX": "GRE2890_A_",
    "__GRE2890_CMD_MAX": "GRE2890_CMD_",
    "__IFLA_GRE2890_MAX": "IFLA_GRE2890_",
}


def c_name(*parts):
    return "".join(parts).upper().replace("-", "_")


def constants(spec):
    """The constants of a specification by their names in C."""
    result = {}
    for space in spec["attribute-sets"]:
        for name, number in netlink.numbers(space["name"]).items():
            result[c_name(space["name-prefix"], name)] = number
    for definition in spec["definitions"]:
        if definition["type"] == "const" and definition.get("scope") != "user":
            result[c_name(spec["name"], "-", definition["name"])] = definition["value"]
        for value, entry in enumerate(definition.get("entries", [])):
            result[c_name(spec["name"], "-", definition["name"], "-", entry["name"])] = value
    for name, number in netlink.commands().items():
        result[c_name(spec["name"], "-cmd-", name)] = number
    for end, prefix in ENDS.items():
        result[end] = max(v for name, v in result.items() if name.startswith(prefix)) + 1
    return result


def main():
    wanted = constants(netlink.specification())
    lines = ["#include <linux/if_link.h>", "#include <linux/if_tunnel.h>", "#include <linux/gre2890.h>"]
    lines += [f'_Static_assert({name} == {value}, "{name} is not {value}");' for name, value in wanted.items()]
    with tempfile.NamedTemporaryFile("w", suffix=".c") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        run = subprocess.run([os.environ.get("CC", "cc"), f"-I{UAPI}", "-fsyntax-only", file.name],
                             capture_output=True, text=True, check=False)
    if run.returncode:
        print("\n".join(re.findall(r"error: .*", run.stderr)) or run.stderr)
    return run.returncode


sys.exit(main())
