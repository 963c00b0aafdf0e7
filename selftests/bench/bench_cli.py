#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The cost of `gre2890 apply` and `export` with 1,000 and 10,000 tunnels.

The whole of a process is measured, the kernel's part of it too: new tunnels, the same file once more (nothing to do),
a file in which every tunnel has another TTL, export, and an empty file that prunes all of them.
"""
import json
import os
import subprocess

import measure
import place

ROUNDS = {100: 3, 1000: 1} if measure.QUICK else {1000: 3, 10000: 1}     # for each number of tunnels


def write(name, size, **settings):
    path = f"{os.environ['TMPDIR']}/{name}-{size}.json"
    with open(path, "w", encoding="ascii") as file:
        json.dump({"tunnels": [{"name": f"t{number}", "local": "192.0.2.1", "remote": "192.0.2.2", "key": number,
                                "up": True} | settings for number in range(size)]}, file)
    return path


def run(*words):
    """Returns the output."""
    return subprocess.run(("gre2890", *words), check=True, stdout=subprocess.PIPE).stdout


def main():
    measure.modprobe("veth", "gre2890")
    measure.ip("netns", "add", "s")
    place.namespace("k")
    measure.sysctl("ipv6/conf/default/disable_ipv6", 1)
    place.veth("s", "e", "k", "u0")
    measure.batch("k", ["address add 192.0.2.1/24 dev u0"])
    plan = measure.Plan("cli")
    for size, rounds in ROUNDS.items():
        full, other, empty = write("full", size), write("other", size, ttl=33), write("empty", 0)
        for _ in range(rounds):
            for operation, words in (("apply, all new", ("apply", full)), ("apply, nothing to do", ("apply", full)),
                                     ("apply, all changed", ("apply", other)), ("export", ("export",)),
                                     ("apply --prune, none left", ("apply", "--prune", empty))):
                plan.measure({"operation": operation, "kind": "gre2890", "size": size}, size, run, *words)
                if operation == "export" and len(json.loads(run("export"))["tunnels"]) != size:
                    raise RuntimeError(f"export has not {size} tunnels")
    plan.save()
    measure.unload()


main()
