#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""A small packet of one flow through one tunnel: the whole way, and either half of it.

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
import functools
import json
import subprocess

import frames
import measure

PACKETS = 500 if measure.QUICK else 1000
WARM_UP = 200
NUMBER = 2890                       # the key, or what else a kind has for one
VXLAN_PORT = 4789
NEAR, FAR = "02:00:00:00:00:01", "02:00:00:00:00:02"
ENDS = {"ipv4": ("192.0.2.1", "192.0.2.2"), "ipv6": ("2001:db8::1", "2001:db8::2")}
VIA = "10.9.0.2"                    # the far end of a tunnel for frames
INNER = frames.ip("10.1.0.1", "10.2.0.1", frames.udp(9, bytes(18)))

# The kernel's tunnels over IPv6 would put an option into each packet, and no other does
KINDS = {
    "ipv4": {"ip_gre": "gre", "gre2890": "gre2890", "ipip": "ipip", "vxlan": "vxlan"},
    "ipv6": {"ip6_gre": "ip6gre encaplimit none", "gre2890": "gre2890",
             "ip6_tunnel": "ip6tnl mode ipip6 encaplimit none", "vxlan": "vxlan"},
}
GRE_WORDS = "", "key", "key csum", "key seq"

# `again`: the same made twice, for what chance there is in the figures
Case = collections.namedtuple("Case", "path underlay kind words again", defaults=("", False))


def all_cases():
    for path in "forward", "transmit", "receive":
        yield Case(path, "ipv4", "routing")
        for underlay, kinds in KINDS.items():
            for kind in kinds:
                yield from (Case(path, underlay, kind, words) for words in (GRE_WORDS if "gre" in kind else ("",)))
            yield Case(path, underlay, "gre2890", "key", True)


# ---- places ---------------------------------------------------------------------------------------------

def namespace(name):
    measure.ip("netns", "add", name)
    measure.enter(name)
    measure.sysctl("ipv4/ip_forward", 1)
    for setting in "accept_dad", "router_solicitations":
        measure.sysctl(f"ipv6/conf/default/{setting}", 0)
    for which in "all", "default":
        measure.sysctl(f"ipv4/conf/{which}/rp_filter", 0)


def veth(near, device, far, peer):
    measure.ip("link", "add", device, "netns", near, "address", NEAR, "type", "veth",
               "peer", "name", peer, "netns", far, "address", FAR)
    measure.ip("-n", near, "link", "set", device, "up")
    measure.ip("-n", far, "link", "set", peer, "up")


def tunnel(case, mac, far_mac):
    """`ip` commands for one end: the underlay's addresses, and what is on it."""
    lines = []
    for near, far in ENDS.values():
        near, far = (near, far) if mac == NEAR else (far, near)
        lines += [f"address add {near}/{64 if ':' in near else 24} dev u0",
                  f"neigh add {far} lladdr {far_mac} dev u0 nud permanent"]
    if case.kind == "routing":
        return lines
    near, far = ENDS[case.underlay] if mac == NEAR else ENDS[case.underlay][::-1]
    kind, _, more = KINDS[case.underlay][case.kind].partition(" ")
    words = case.words.replace("key", f"key {NUMBER}")
    if kind == "vxlan":
        more = f"id {NUMBER} dstport {VXLAN_PORT} nolearning udp6zerocsumtx udp6zerocsumrx"
    lines += [f"link add t0 type {kind} local {near} remote {far} {words} {more}"]
    if kind == "vxlan":
        lines += [f"link set t0 address {mac} addrgenmode none", f"neigh add {VIA} lladdr {far_mac} dev t0 nud permanent"]
    return lines + ["link set t0 up"]


def route(case):
    if case.kind == "routing":
        return [f"route add 10.2.0.0/24 via {ENDS['ipv4'][1]}"]
    return [f"route add 10.2.0.0/24 via {VIA} dev t0 onlink" if case.kind == "vxlan" else
            "route add 10.2.0.0/24 dev t0"]


class Way:
    """From a socket to a dummy."""

    def __init__(self, number, case):
        self.case, self.sent = case, 0
        first, last, entrance = f"g{number}", f"h{number}", f"e{number}"
        if case.path != "receive":
            namespace(first)
            veth("s", entrance, first, "e0")
        if case.path != "transmit":
            namespace(last)
            measure.batch(last, ["link add d0 type dummy", "link set d0 up", "route add 10.2.0.0/24 dev d0"])
        if case.path == "forward":
            veth(first, "u0", last, "u0")
        elif case.path == "transmit":
            measure.batch(first, ["link add u0 type dummy", "link set u0 up"])
        else:
            veth("s", entrance, last, "u0")
        if case.path != "receive":
            measure.batch(first, tunnel(case, NEAR, FAR) + route(case))
        if case.path != "transmit":
            measure.batch(last, tunnel(case, FAR, NEAR))
        self.sink = (first, "u0") if case.path == "transmit" else (last, "d0")
        measure.enter("s")
        self.tap = frames.tap(entrance)

    def burst(self, count):
        """So many packets more, to be sent in their order."""
        start, self.sent = self.sent, self.sent + count
        if self.case.path != "receive":
            return same(frames.ethernet(NEAR, FAR, INNER), count)
        if "seq" not in self.case.words:
            return same(outer(self.case), count)
        return frames.Burst([outer(self.case, start + number) for number in range(count)])

    def arrived(self):
        namespace_, device = self.sink
        output = subprocess.run(("ip", "-n", namespace_, "-j", "-s", "link", "show", "dev", device), check=True,
                                stdout=subprocess.PIPE).stdout
        return json.loads(output)[0]["stats64"]["tx"]["packets"]


# ---- packets --------------------------------------------------------------------------------------------

@functools.cache
def same(frame, count):
    return frames.Burst([frame] * count)


def outer(case, number=None):
    """What a tunnel makes of the packet."""
    near, far = ENDS[case.underlay]
    if case.kind == "routing":
        return frames.ethernet(NEAR, FAR, INNER)
    if "gre" in case.kind:
        part = frames.gre(INNER, NUMBER if "key" in case.words else None, "csum" in case.words, number)
    elif case.kind == "vxlan":
        part = frames.vxlan(VXLAN_PORT, NUMBER, frames.ethernet(NEAR, FAR, INNER))
    else:
        part = frames.IPIP, INNER
    return frames.ethernet(NEAR, FAR, frames.ip(near, far, part))


def main():
    measure.modprobe("dummy", "veth", "ip_gre", "ip6_gre", "ipip", "ip6_tunnel", "vxlan", "gre2890")
    measure.sysctl("core/fb_tunnels_only_for_init_net", 2)
    measure.ip("netns", "add", "s")
    ways = [Way(number, case) for number, case in enumerate(all_cases())]
    plan = measure.Plan("forward")
    for _ in range(measure.ROUNDS):
        for way in ways:
            plan.warm_up(way.burst(WARM_UP).send, way.tap)
            plan.measure(way.case._asdict(), PACKETS, way.burst(PACKETS).send, way.tap)
    for way in ways:
        if way.arrived() != way.sent:
            raise RuntimeError(f"{way.case}: {way.arrived()} of {way.sent} packets arrived")
    plan.save()


main()
