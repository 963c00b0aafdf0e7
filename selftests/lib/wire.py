#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Captures and sends packets in namespaces: one process for a whole test.

Reads one command a line and answers each with one line:

    listen NAME NS DEV        start to keep, under NAME, the packets that DEV sends and receives
    clear                     forget the packets kept so far
    seen NAME SECONDS EXPR    "yes" once EXPR holds for a packet kept, else "no" and a summary
    all NAME SELECT ?? EXPR   "yes" if SELECT holds for at least one packet kept, and EXPR for all these packets
  send NS EXPR              send the IP packet that EXPR makes

EXPR is a Python expression with Scapy's names. An expression that raises an exception does not hold. Variables: p the
packet, o its outer IP header, g its GRE header or None, i the IP header behind that or None.
"""
import errno
import select
import socket
import sys
import time

from scapy.layers.inet import ICMP, IP, UDP, IPOption_RR
from scapy.layers.inet6 import (HBHOptUnknown, ICMPv6DestUnreach, ICMPv6EchoRequest, ICMPv6PacketTooBig,
                                ICMPv6ParamProblem, ICMPv6TimeExceeded, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment,
                                IPv6ExtHdrHopByHop, IPv6ExtHdrRouting)
from scapy.layers.l2 import ARP, GRE, Dot1AD, Dot1Q, Ether
from scapy.packet import Raw, bind_layers

from netns import inside

SO_RCVBUFFORCE = 33
ETH_P_ALL = 3
ARPHRD_ETHER = 1
ARPHRD_LOOPBACK = 772
bind_layers(GRE, Ether, proto=0x6558)


def names(packet):
    """The variables that an expression sees."""
    is_ip = lambda layer: isinstance(layer, (IP, IPv6))
    layers = [packet.getlayer(n) for n in range(len(packet.layers()))]
    gre = next((n for n, layer in enumerate(layers) if isinstance(layer, GRE)), None)
    return {
        "p": packet,
        "o": next(filter(is_ip, layers), None),
        "g": None if gre is None else layers[gre],
        "i": None if gre is None else next(filter(is_ip, layers[gre:]), None),
    }


def holds(expression, packet):
    try:
        return bool(eval(expression, globals(), names(packet)))  # pylint: disable=eval-used
    except (AttributeError, IndexError, TypeError):
        return False


class Wire:
    def __init__(self):
        self.ears = {}
        self.kept = {}

    def listen(self, name, space, dev):
        with inside(space):
            ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        ear.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
        ear.bind((dev, ETH_P_ALL))
        ear.setblocking(False)
        # Packets of a device without Ethernet headers begin with the IP header.
        self.ears[name] = (ear, ear.getsockname()[3])
        self.kept[name] = []
        return "yes"

    def waiting(self, name):
        while True:
            try:
                yield self.ears[name][0].recv(65536 + 64)
            except BlockingIOError:
                return
            except OSError as error:
                # Reported once after the device went down
                if error.errno != errno.ENETDOWN:
                    raise

    def read(self, name):
        for data in self.waiting(name):
            first = Ether if self.ears[name][1] in (ARPHRD_ETHER, ARPHRD_LOOPBACK) else IPv6 if data[0] >> 4 == 6 else IP
            self.kept[name].append(first(data))

    def clear(self):
        for name in self.ears:
            for _ in self.waiting(name):
                pass
            self.kept[name].clear()
        return "yes"

    def summary(self, name):
        return "no: " + " | ".join(packet.summary() for packet in self.kept[name][:12])

    def seen(self, name, seconds, expression):
        end, tried = time.monotonic() + float(seconds), 0
        while True:
            self.read(name)
            if any(holds(expression, packet) for packet in self.kept[name][tried:]):
                return "yes"
            tried = len(self.kept[name])
            if time.monotonic() > end:
                return self.summary(name)
            select.select([self.ears[name][0]], [], [], 0.1)

    def all(self, name, both):
        selection, expression = both.split("??")
        self.read(name)
        chosen = [packet for packet in self.kept[name] if holds(selection.strip(), packet)]
        if chosen and all(holds(expression.strip(), packet) for packet in chosen):
            return "yes"
        return self.summary(name)

    @staticmethod
    def send(space, expression):
        packet = eval(expression)  # pylint: disable=eval-used
        family = socket.AF_INET if isinstance(packet, IP) else socket.AF_INET6
        with inside(space):
            sender = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_RAW)
        with sender:
            sender.sendto(bytes(packet), (packet.dst, 0))
        return "yes"

    def answer(self, line):
        verb, _, rest = line.partition(" ")
        counts = {"listen": 2, "clear": 0, "seen": 2, "all": 1, "send": 1}
        return getattr(self, verb)(*(rest.split(" ", counts[verb]) if rest else []))


def main():
    wire = Wire()
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            reply = wire.answer(line.rstrip("\n"))
        except Exception as error:  # pylint: disable=broad-except
            reply = f"error: {error!r}"
        print(reply.replace("\n", " "), flush=True)


if __name__ == "__main__":
    main()
