#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The cost of keepalives: of answering a request, of asking and receiving the answer, and of doing so with many tunnels.

   +---------+                +-----------------------------+
   | s       |      veth      | gre, gre2890, or asking     |
   |      eN ------------------- u0 192.0.2.1               |
   |         |  192.0.2.2     |    t0 t1 ...                |
   +---------+  (not there)   +-----------------------------+

The peer has an address, but no tunnel: its packets are sent by a socket, and nothing receives what goes to it. The
tunnels of `asking` differ by key. They are measured for the same time first without keepalive and then with it, when
each of them asks about once, and then all of them receive the answer.
"""
import struct
import time

import frames
import links
import measure
import place
from netlink import (IFLA_IFNAME, IFLA_INFO_DATA, IFLA_INFO_KIND, IFLA_LINKINFO, NETLINK_GENERIC, RTM_NEWLINK, Socket, attr,
                     attribute_set, commands, genl, ifinfo, option)
from netns import enter
from packets import ETH_IP, ethernet, gre, ip

NEAR, FAR = "192.0.2.1", "192.0.2.2"
KEY = 2890
KINDS = {"ip_gre": "gre", "gre2890": "gre2890"}
TUNNELS = 5000 if measure.QUICK else 50000
PACKETS = 1000 if measure.QUICK else 3000
INTERVAL = 10                       # of requests, in s
WAIT = INTERVAL + 0.5               # a moment longer, as timers have a granularity
NOBODY = "02:00:00:00:00:03"        # so that the veth's other end ignores a packet, at little cost
UNLIMITED = (1 << 32) - 1


def underlay(name):
    """A namespace with u0, and a socket that sends frames to it"""
    place.namespace(name)
    measure.sysctl("ipv6/conf/default/disable_ipv6", 1)
    place.veth("s", f"e-{name}", name, "u0")
    measure.batch(name, [f"address add {NEAR}/24 dev u0", f"neigh add {FAR} lladdr {NOBODY} dev u0 nud permanent"])
    enter("s")
    return frames.tap(f"e-{name}")


def frame(payload, key):
    return ethernet(place.FAR, place.NEAR, ip(FAR, NEAR, gre(payload, key, proto=ETH_IP if payload else 0)))


# ---- the side that answers ------------------------------------------------------------------------------

def answer_all():
    """Lift the limits of this namespace."""
    netlink, names = Socket(NETLINK_GENERIC), attribute_set("netns")
    limits = b"".join(attr(names[name].number, struct.pack("=I", UNLIMITED))
                      for name in ("netns-answer-rate", "netns-answer-rate-tunnel"))
    family, _ = netlink.family()
    verdict = netlink.ask(family, 0, genl(commands()["netns-set"]) + limits)
    if verdict.error:
        raise OSError(verdict.error, verdict.text)


class Answering:
    """One tunnel of a kind. ip_gre answers by forwarding, which the namespace must allow."""

    def __init__(self, title, kind):
        self.title, self.name, self.sent = title, kind, 0
        self.tap = underlay(kind)
        enter(kind)
        measure.batch(kind, [f"link add t0 type {kind} local {NEAR} remote {FAR} key {KEY}", "link set t0 up"])
        if kind == "gre2890":
            answer_all()
        else:
            measure.sysctl("ipv4/conf/t0/accept_local", 1)
        self.before = place.counted(kind, "u0", "tx")

    def burst(self, count):
        self.sent += count
        request = ip(NEAR, FAR, gre(b"", KEY, proto=0), ttl=255)
        return frames.Burst(frame(request, KEY), [KEY] * count).send

    def check(self):
        answered = place.counted(self.name, "u0", "tx") - self.before
        if answered != self.sent:
            raise RuntimeError(f"{self.title}: {answered} of {self.sent} requests answered")


def answering(plan):
    kinds = [Answering(title, kind) for title, kind in KINDS.items()]
    for _ in range(measure.ROUNDS):
        for tunnel in kinds:
            plan.warm_up(tunnel.burst(PACKETS), tunnel.tap)
            plan.measure({"operation": "answer", "kind": tunnel.title}, PACKETS, tunnel.burst(PACKETS), tunnel.tap)
    for tunnel in kinds:
        tunnel.check()


# ---- the side that asks ---------------------------------------------------------------------------------

def ask(number):
    """A request that lets a link ask each 10 s. Without the many retries, their carriers might go off meanwhile."""
    words = option(f"keepalive={INTERVAL * 1000}") + option("keepalive_retries=255")
    info = attr(IFLA_INFO_KIND, b"gre2890") + attr(IFLA_INFO_DATA, words)
    name = attr(IFLA_IFNAME, f"t{number}".encode() + b"\0")
    return links.request(RTM_NEWLINK, 0, ifinfo() + name + attr(IFLA_LINKINFO, info))


def wait(measured):
    """Measure idle tunnels with measured(). Return how many packets they sent."""
    before = place.counted("asking", "u0", "tx")
    measured(time.sleep, WAIT)
    return place.counted("asking", "u0", "tx") - before


def without(plan):
    for _ in range(measure.ROUNDS):
        if wait(lambda *work: plan.measure({"operation": "idle", "kind": "gre2890"}, TUNNELS, *work)):
            raise RuntimeError("tunnels without keepalive send packets")


def asking(plan):
    tap = underlay("asking")
    enter("asking")
    netlink = links.Links()
    netlink.send(links.links("gre2890", range(TUNNELS), 0))
    answers = frames.Burst(frame(b"", 0), range(TUNNELS))
    time.sleep(INTERVAL)
    without(plan)
    netlink.send(links.batches([ask(number) for number in range(TUNNELS)]))
    time.sleep(INTERVAL)
    wait(plan.warm_up)
    plan.warm_up(answers.send, tap)
    for _ in range(measure.ROUNDS):
        sent = wait(lambda *work: plan.measure({"operation": "request", "kind": "gre2890"}, TUNNELS, *work))
        if not 0.95 < sent / TUNNELS < 1.1:
            raise RuntimeError(f"{TUNNELS} tunnels sent {sent} requests")
        plan.measurements[-1]["units"] = sent
        plan.measure({"operation": "receive answer", "kind": "gre2890"}, TUNNELS, answers.send, tap)
    for number in 0, TUNNELS // 2, TUNNELS - 1:
        dropped = [place.counted("asking", f"t{number}", "rx", what) for what in ("dropped", "errors")]
        if any(dropped):
            raise RuntimeError(f"tunnel {number}: bad answers, {dropped}")


def main():
    measure.modprobe("veth", "ip_gre", "gre2890")
    measure.sysctl("core/fb_tunnels_only_for_init_net", 2)
    measure.sysctl("core/netdev_max_backlog", TUNNELS)
    measure.ip("netns", "add", "s")
    plan = measure.Plan("keepalive")
    answering(plan)
    asking(plan)
    plan.save(tunnels=TUNNELS, interval=INTERVAL, wait=WAIT)
    measure.unload()


main()
