#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Bulk TCP through tunnels between two network namespaces, sender and receiver together.

   +----+         veth, MTU 1500         +----+
   | aN | u0 ------------------------ u0 | bN |
   |    | t0 10.9.0.1 == tunnel == .2 t0 |    |
   +----+                                +----+

Each case has its two, and all take turns. The underlay takes large packets whole, as between namespaces of a host,
except in the path "wire", where segments are made before it.
"""
import collections
import select
import socket
import subprocess

import measure
import place
from netns import enter
import tunnels

WARM_UP = 32 << 20                  # until windows have grown
OCTETS = (4 if measure.QUICK else 8) << 20
DATA, BUFFER = bytes(1 << 20), bytearray(1 << 20)
PORT = 2890

WORDS = "", "key", "key seq", "key csum", "key csum seq", "ether key"
UNDERLAYS = ("whole", "ipv4"), ("wire", "ipv4"), ("whole", "ipv6")
OFFLOADS = ("tso", "gso", "tx-gre-segmentation", "tx-gre-csum-segmentation", "tx-ipxip4-segmentation",
            "tx-udp_tnl-segmentation", "tx-udp_tnl-csum-segmentation")

# `again`: a second tunnel of the same kind, to show the noise in the figures
Case = collections.namedtuple("Case", "path underlay kind words again", defaults=("", False))


def all_cases():
    for path, underlay in UNDERLAYS:
        yield Case(path, underlay, "routing")
        for kind in tunnels.KINDS[underlay]:
            yield from (Case(path, underlay, kind, words) for words in (WORDS if "gre" in kind else ("",)))
        yield Case(path, underlay, "gre2890", "key", True)


class Pair:
    """A pair of namespaces"""

    def __init__(self, number, case):
        self.case, self.names = case, (f"a{number}", f"b{number}")
        for name in self.names:
            place.namespace(name)
        place.veth(self.names[0], "u0", self.names[1], "u0")
        for name, first in zip(self.names, (True, False)):
            if case.path == "wire":
                subprocess.run(["ip", "netns", "exec", name, "ethtool", "-K", "u0",
                                *(word for offload in OFFLOADS for word in (offload, "off"))], check=True)
            lines = tunnels.underlay(first)
            if case.kind != "routing":
                lines += tunnels.tunnel(case.underlay, case.kind, case.words, first)
                lines += [f"address add 10.9.0.{1 if first else 2}/24 dev t0"]
            measure.batch(name, lines)
        self.address = tunnels.ENDS[case.underlay][1] if case.kind == "routing" else "10.9.0.2"

    def connect(self):
        """Connect from a to b, and return both ends."""
        near, far = self.names
        enter(far)
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        server = socket.create_server((self.address, PORT), family=family)
        enter(near)
        source = socket.create_connection((self.address, PORT))
        sink = server.accept()[0]
        server.close()
        for end in source, sink:
            end.setblocking(False)
        return source, sink


def carry(source, sink, octets):
    """One process writes and reads in turn, so that the figures do not depend on the scheduling of two."""
    while octets:
        readable, writable, _ = select.select([sink], [source], [])
        if writable:
            source.send(DATA)
        if readable:
            octets -= sink.recv_into(BUFFER, min(octets, len(BUFFER)))


def transfer(plan, pair, case):
    source, sink = pair.connect()
    carry(source, sink, WARM_UP)
    plan.warm_up(carry, source, sink, OCTETS // 4)
    plan.measure(case, OCTETS / 1000, carry, source, sink, OCTETS)
    source.close()
    sink.close()


def main():
    measure.modprobe(*tunnels.MODULES)
    measure.sysctl("core/fb_tunnels_only_for_init_net", 2)
    pairs = [Pair(number, case) for number, case in enumerate(all_cases())]
    plan = measure.Plan("tcp")
    # the first one finds the caches empty
    transfer(plan, pairs[0], None)
    for _ in range(measure.ROUNDS):
        for pair in pairs:
            transfer(plan, pair, pair.case._asdict())
    plan.save()


main()
