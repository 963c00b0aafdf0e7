#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The cost per tunnel with 1,000, 10,000 and 50,000 tunnels, which should be the same.

   +---------+                +-----------------------------+
   | s       |      veth      | KIND                        |
   |      eN ------------------- u0 192.0.2.1               |
   |         |   192.0.2.2    |    t0 t1 ... all up         |
   +---------+                +-----------------------------+

Each kind has a namespace for each number. Requests are made beforehand and sent in batches, so that next to nothing
but the kernel is measured. Where there are N, a hundred more are added, changed and deleted by turns.
"""
import os
import time

import links
import measure
import place
from netns import enter

SIZES = (1000, 4000) if measure.QUICK else (1000, 10000, 50000)
KINDS = {"dummy": "dummy", "ip_gre": "gre", "gre2890": "gre2890"}
ROUNDS = 3
MORE = 100
WHOLE = 10000                       # up to so many, their end with the namespace is measured too
MORE_GROUP = 2890


def octets():
    """Memory in use: all, and the per-CPU part"""
    with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as file:
        file.write("3")
    with open("/proc/meminfo", encoding="ascii") as file:
        kib = {line.split(":")[0]: int(line.split()[1]) for line in file}
    return (kib["MemTotal"] - kib["MemFree"]) << 10, kib["Percpu"] << 10


class Tunnels:
    """A number of tunnels of one kind, in their own namespace"""

    def __init__(self, title, kind, size):
        self.case = {"kind": title, "size": size}
        self.kind, self.size = kind, size
        place.namespace("k")
        measure.sysctl("ipv6/conf/default/disable_ipv6", 1)
        place.veth("s", "e", "k", "u0")
        measure.batch("k", ["address add 192.0.2.1/24 dev u0"])
        self.links = links.Links()
        before = octets()
        self.links.send(links.links(kind, range(size), 0))
        total, percpu = ((after - base) / size for after, base in zip(octets(), before))
        self.memory = self.case | {"octets": total, "per_cpu": percpu / os.cpu_count(), "cpus": os.cpu_count()}

    def measure(self, measured):
        """`measured` has the arguments of Plan.measure()."""
        more = range(self.size, self.size + MORE)
        add = links.links(self.kind, more, MORE_GROUP)
        change = [] if self.kind == "dummy" else links.links(self.kind, more, MORE_GROUP, True)
        delete = links.batches([links.delete_group(MORE_GROUP)])
        measured({"operation": "dump"} | self.case, self.size, self.links.dump)
        for operation, requests in ("add", add), ("change", change), ("delete", delete):
            if requests:
                measured({"operation": operation} | self.case, MORE, self.links.send, requests)

    def remove(self, plan):
        """Delete all tunnels at once with the namespace, which takes a while."""
        self.links.socket.close()
        enter("s")
        if self.size <= WHOLE:
            plan.measure({"operation": "namespace"} | self.case, self.size, self.clear)
        else:
            self.clear()

    def clear(self):
        """The kernel deletes them in the background. Idle time does not count."""
        measure.ip("netns", "del", "k")
        time.sleep(5 + self.size / 1000)


def main():
    measure.modprobe("dummy", "veth", "ip_gre", "gre2890")
    measure.sysctl("core/fb_tunnels_only_for_init_net", 2)
    measure.ip("netns", "add", "s")
    plan = measure.Plan("scale")
    memory = []
    for size in SIZES:
        for title, kind in KINDS.items():
            tunnels = Tunnels(title, kind, size)
            tunnels.measure(lambda case, units, *work: plan.warm_up(*work))
            for _ in range(ROUNDS):
                tunnels.measure(plan.measure)
            memory.append(tunnels.memory)
            tunnels.remove(plan)
    plan.save(memory=memory)
    measure.unload()


main()
