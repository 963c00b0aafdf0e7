#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The cost of a small packet of one flow through one tunnel: forwarding, and each half of it.

   +---------+        +---------------+   veth, MTU 1500   +---------------+
   | s       |        | gN            | 192.0.2.1     .2   |            hN |
   |      eN ------------ e0       u0 ----------------------- u0      d0   |
   |         |  veth  |               | 2001:db8::1   ::2  |       (dummy) |
   +---------+        |   t0 ============= tunnel =============== t0       |
                      +---------------+                    +---------------+

Each case has gateways of its own, and all take turns. "forward" is what is drawn; for "transmit" u0 of gN is a
dummy, and there is no hN; for "receive" there is no gN: packets in their outer headers enter u0 of hN. "routing" is
the same way without a tunnel. That every packet arrives is told by the counter of the dummy.
"""
import collections

import frames
import measure
import pktgen
import place
from netns import enter
from packets import ETH_IP, IPIP, ethernet, gre, ip, udp, vxlan
from place import FAR, NEAR
from tunnels import ENDS, KINDS, MODULES, NUMBER, VXLAN_PORT, tunnel, underlay

PACKETS = 500 if measure.QUICK else 1000
WARM_UP = 200
VIA = "10.9.0.2"                    # the far end of a tunnel for frames
INNER_NETWORK = "10.2.0.0/24"
INNER = ip(pktgen.SOURCE, pktgen.DESTINATION, udp(bytes(18), port=pktgen.PORT, source=4000))

GRE_WORDS = "", "key", "key csum", "key seq"

# `again`: a second tunnel of the same kind, to show the noise in the figures
Case = collections.namedtuple("Case", "path underlay kind words again", defaults=("", False))


def all_cases():
    for path in "forward", "transmit", "receive":
        yield Case(path, "ipv4", "routing")
        for underlay, kinds in KINDS.items():
            for kind in kinds:
                yield from (Case(path, underlay, kind, words) for words in (GRE_WORDS if "gre" in kind else ("",)))
            yield Case(path, underlay, "gre2890", "key", True)


# ---- places ---------------------------------------------------------------------------------------------

def end(case, first):
    """The `ip` commands for one end"""
    lines = underlay(first)
    if case.kind != "routing":
        lines += tunnel(case.underlay, case.kind, case.words, first)
    if case.kind == "vxlan":
        lines += [f"neigh add {VIA} lladdr {FAR if first else NEAR} dev t0 nud permanent"]
    return lines


def route(case):
    if case.kind == "routing":
        return [f"route add {INNER_NETWORK} via {ENDS['ipv4'][1]}"]
    return [f"route add {INNER_NETWORK} via {VIA} dev t0 onlink" if case.kind == "vxlan" else
            f"route add {INNER_NETWORK} dev t0"]


class Way:
    """A path from a generator, or from a socket for packets with outer headers, to a dummy"""

    def __init__(self, number, case):
        self.case, self.sent = case, 0
        first, last, entrance = f"g{number}", f"h{number}", f"e{number}"
        if case.path != "receive":
            place.namespace(first)
            place.veth("s", entrance, first, "e0")
        if case.path != "transmit":
            place.namespace(last)
            place.sink(last, INNER_NETWORK)
        if case.path == "forward":
            place.veth(first, "u0", last, "u0")
        elif case.path == "transmit":
            measure.batch(first, ["link add u0 type dummy", "link set u0 up"])
        else:
            place.veth("s", entrance, last, "u0")
        if case.path != "receive":
            measure.batch(first, end(case, True) + route(case))
        if case.path != "transmit":
            measure.batch(last, end(case, False))
        self.sink = (first, "u0") if case.path == "transmit" else (last, "d0")
        enter("s")
        self.entrance, self.tap = entrance, frames.tap(entrance)

    def burst(self, count):
        """A function that sends `count` further packets"""
        start, self.sent = self.sent, self.sent + count
        if self.case.path != "receive":
            generator = pktgen.Burst(self.entrance, count)
            generator.prepare()
            return generator.send
        if "seq" not in self.case.words:
            burst = frames.Burst(outer(self.case), [0] * count)
        else:
            burst = frames.Burst(outer(self.case), range(start, start + count), -len(INNER) - 4)
        return lambda: burst.send(self.tap)

    def arrived(self):
        return place.counted(*self.sink, "tx")


# ---- packets --------------------------------------------------------------------------------------------

def outer(case):
    """The packet with the headers of the tunnel"""
    near, far = ENDS[case.underlay]
    if case.kind == "routing":
        return ethernet(FAR, NEAR, INNER)
    if "gre" in case.kind:
        part = gre(INNER, NUMBER if "key" in case.words else None, 0 if "seq" in case.words else None,
                   "csum" in case.words, proto=ETH_IP)
    elif case.kind == "vxlan":
        part = vxlan(VXLAN_PORT, NUMBER, ethernet(FAR, NEAR, INNER))
    else:
        part = IPIP, INNER
    return ethernet(FAR, NEAR, ip(near, far, part))


def main():
    measure.modprobe("pktgen", *MODULES)
    measure.sysctl("core/fb_tunnels_only_for_init_net", 2)
    measure.ip("netns", "add", "s")
    ways = [Way(number, case) for number, case in enumerate(all_cases())]
    plan = measure.Plan("forward")
    # the first one finds the caches empty
    plan.warm_up(ways[0].burst(PACKETS))
    for _ in range(measure.ROUNDS):
        for way in ways:
            plan.warm_up(way.burst(WARM_UP))
            plan.measure(way.case._asdict(), PACKETS, way.burst(PACKETS))
    for way in ways:
        if way.arrived() != way.sent:
            raise RuntimeError(f"{way.case}: {way.arrived()} of {way.sent} packets arrived")
    plan.save()


main()
