#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The cost of receiving packets for random tunnels between the same two addresses: up to 50,000, which differ by key.

   +---------+                +-----------------------------+
   | s       |      veth      | gre, or gre2890             |
   |      eN ------------------- u0 192.0.2.1               |
   |         |  192.0.2.2     |    t0 t1 ...      d0 dummy  |
   +---------+  (not there)   +-----------------------------+

The tunnels grow in number, those of one kind in one namespace, and the kinds take turns. Before each size every
tunnel has received a packet, as it would have when all of them are in use.
"""
import random

import frames
import links
import measure
import place
from netns import enter
from packets import ETH_IP, ethernet, gre, ip, udp

KINDS = {"ip_gre": "gre", "gre2890": "gre2890"}
SIZES = (1, 100, 1000, 10000) if measure.QUICK else (1, 100, 1000, 10000, 50000)
PACKETS = 1000 if measure.QUICK else 3000
NETWORK = "10.2.0.0/24"
INNER = ip("10.1.0.1", "10.2.0.1", udp(bytes(18), port=9, source=4000))


class Tunnels:
    """All tunnels of one kind"""

    def __init__(self, title, kind):
        self.title, self.kind, self.count, self.sent = title, kind, 0, 0
        place.namespace(kind)
        measure.sysctl("ipv6/conf/default/disable_ipv6", 1)
        place.sink(kind, NETWORK)
        place.veth("s", f"e-{kind}", kind, "u0")
        measure.batch(kind, ["address add 192.0.2.1/24 dev u0"])
        enter(kind)
        self.links = links.Links()
        enter("s")
        self.tap = frames.tap(f"e-{kind}")

    def grow(self, size):
        self.links.send(links.links(self.kind, range(self.count, size), 0))
        self.count = size

    def burst(self, keys):
        self.sent += len(keys)
        part = gre(INNER, 0, proto=ETH_IP)
        frame = ethernet(place.FAR, place.NEAR, ip("192.0.2.2", "192.0.2.1", part))
        return frames.Burst(frame, keys, -len(INNER) - 4)


def main():
    measure.modprobe("dummy", "veth", "ip_gre", "gre2890")
    measure.sysctl("core/fb_tunnels_only_for_init_net", 2)
    measure.ip("netns", "add", "s")
    kinds = [Tunnels(title, kind) for title, kind in KINDS.items()]
    plan = measure.Plan("receive")
    chance = random.Random(2890)
    for size in SIZES:
        for tunnels in kinds:
            tunnels.grow(size)
            plan.warm_up(tunnels.burst(chance.sample(range(size), size)).send, tunnels.tap)
        for _ in range(measure.ROUNDS):
            keys = chance.choices(range(size), k=PACKETS)
            for tunnels in kinds:
                case = {"operation": "receive", "kind": tunnels.title, "size": size}
                plan.measure(case, PACKETS, tunnels.burst(keys).send, tunnels.tap)
    for tunnels in kinds:
        arrived = place.counted(tunnels.kind, "d0", "tx")
        if arrived != tunnels.sent:
            raise RuntimeError(f"{tunnels.kind}: {arrived} of {tunnels.sent} packets arrived")
    plan.save()
    measure.unload()


main()
