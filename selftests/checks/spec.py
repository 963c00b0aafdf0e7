#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Does the netlink specification have the numbers of the uapi header, and all of them?

Prints what differs. The header is asked through the compiler (CC, cc by default).
"""
import os
import re
import subprocess
import sys
import tempfile

import yaml

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SPEC = os.path.join(REPO, "Documentation/netlink/specs/gre2890.yaml")
UAPI = os.path.join(REPO, "include/uapi")
# one past the last of each enum
ENDS = {
    "__GRE2890_STAT_MAX": "GRE2890_STAT_",
    "__GRE2890_A_MAX": "GRE2890_A_",
    "__GRE2890_CMD_MAX": "GRE2890_CMD_",
    "__IFLA_GRE2890_MAX": "IFLA_GRE2890_",
}


def c_name(*parts):
    return "".join(parts).upper().replace("-", "_")


def constants(spec):
    """The constants that a specification stands for, by their names in C."""
    result = {}
    for space in spec["attribute-sets"]:
        value = 0
        for attr in space["attributes"]:
            value = attr.get("value", value + 1)
            result[c_name(space["name-prefix"], attr["name"])] = value
    for definition in spec["definitions"]:
        if definition["type"] == "const" and definition.get("scope") != "user":
            result[c_name(spec["name"], "-", definition["name"])] = definition["value"]
        for value, entry in enumerate(definition.get("entries", [])):
            result[c_name(spec["name"], "-", definition["name"], "-", entry["name"])] = value
    for operation in spec["operations"]["list"]:
        result[c_name(spec["name"], "-cmd-", operation["name"])] = operation["value"]
    for end, prefix in ENDS.items():
        result[end] = max(v for name, v in result.items() if name.startswith(prefix)) + 1
    return result


def main():
    with open(SPEC, encoding="utf-8") as file:
        wanted = constants(yaml.safe_load(file))
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
