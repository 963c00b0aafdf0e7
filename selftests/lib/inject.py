#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Sends packets as frames, and observes which of them arrive where.

Each line of standard input is a Python statement or expression, and is answered by one line: the expression's value.
Statements and expressions see all that is defined here and in packets.py.
"""
import ctypes
import fcntl
import os
import select
import socket
import struct
import sys
import time

from netns import libc, open_socket
from packets import *  # pylint: disable=wildcard-import,unused-wildcard-import

DISCOVERY = set(range(130, 138)) | {143}
SECONDS = 5


# ---- words for packets ---------------------------------------------------------------------------------

def describe(proto, data):
    """A word for a packet; None for multicast and neighbour discovery, which no claim is about."""
    if proto == ETH_TEXT:
        return data.decode()
    numbers = "proto"
    if proto == ETH_IP:
        number, rest = data[9], data[data[0] % 16 * 4:]
    elif proto == ETH_IP6:
        number, rest = data[6], data[40:]
        while number in (HOP, ROUTING, DEST) and len(rest) > 1:
            numbers += f"-{number}"
            number, rest = rest[0], rest[rest[1] * 8 + 8:]
    else:
        return None
    if number == ICMP6 and rest[0] in DISCOVERY:
        return None
    if number in (ICMP, ICMP6):
        return f"icmp-{rest[0]}/{rest[1]}"
    return f"{numbers}-{number}"


# ---- sources and places --------------------------------------------------------------------------------

class Tap:
    """The packets that a device receives, with out=True also those that it sends. Can send to the device of another Tap."""

    def __init__(self, space, dev, out=False):
        self.out = out
        self.sock = open_socket(space, socket.AF_PACKET, socket.SOCK_DGRAM, 0)
        self.sock.bind((dev, 3))
        self.mac = self.sock.getsockname()[4]
        self.dev = dev

    def send(self, packet, to):
        self.sock.sendto(packet, (self.dev, protocol(packet), 0, 0, to.mac))

    def read(self):
        data, (_, proto, kind, _, _) = self.sock.recvfrom(65535)
        return None if kind == 4 and not self.out else describe(proto, data)


class Tunnels(Tap):
    """The texts that all devices of a namespace receive, as DEVICE:TEXT"""

    def __init__(self, space):
        self.sock = open_socket(space, socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))

    def read(self):
        data, (dev, proto, kind, _, _) = self.sock.recvfrom(65535)
        return f"{dev}:{data.decode()}" if proto == ETH_TEXT and kind != 4 else None


class Udp:
    def __init__(self, space, addr, port=4000, dev=None):
        self.sock = open_socket(space, socket.AF_INET6 if ":" in addr else socket.AF_INET, socket.SOCK_DGRAM, 0)
        if dev:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, dev.encode())
        self.sock.bind((addr, port))

    def read(self):
        return self.sock.recv(65535).decode()


class Raw(Udp):
    """A raw socket for an IP protocol."""

    def __init__(self, space, family, number):
        self.sock = open_socket(space, family, socket.SOCK_RAW, number)

    def read(self):
        return f"raw-{len(self.sock.recv(65535))}"


class Pptp:
    """One end of a PPTP call, without PPP."""

    def __init__(self, space, local, call, remote, peer):
        self.call = open_socket(space, 24, socket.SOCK_STREAM, 2)
        for function, ident, addr in (libc.bind, call, local), (libc.connect, peer, remote):
            if function(self.call.fileno(), struct.pack("=HIHxx4s16x", 24, 2, ident, packed(addr)), 30):
                raise OSError(ctypes.get_errno(), function.__name__)
        number = fcntl.ioctl(self.call, 0x80047437, bytes(4))
        self.sock = open("/dev/ppp", "r+b", buffering=0)
        fcntl.ioctl(self.sock, 0x40047438, number)

    def send(self, text):
        self.sock.write(b"\xc0\x21" + text.encode())

    def read(self):
        return self.sock.read(2000)[2:].decode()


def heard(place, seconds=0.0, until=None):
    """The words that have arrived at a place, separated by spaces; with `until`, wait some seconds for this word."""
    end = time.monotonic() + seconds
    words = []
    while True:
        wait = max(end - time.monotonic(), 0)
        if not select.select([place.sock], [], [], wait)[0]:
            return " ".join(words + ["(and no end)"] * bool(until))
        word = place.read()
        if word == until and until:
            return " ".join(words)
        if word:
            words.append(word)


def arrived(src, dst, place, packets, last, word="last"):
    """Send packets, then the last one. Returns the words that reach the place before that of the last one."""
    heard(place)
    for packet in [packets] if isinstance(packets, bytes) else packets:
        src.send(packet, dst)
    src.send(last, dst)
    return heard(place, SECONDS, word)


def main():
    # Frames sent by one processor arrive in order.
    os.sched_setaffinity(0, {0})
    for line in sys.stdin:
        try:
            try:
                code = compile(line.strip(), "line", "eval")
            except SyntaxError:
                code = compile(line.strip(), "line", "exec")
            value = eval(code, globals())
        except Exception as error:  # the claim shows it
            value = f"error: {error!r}"
        print(value, flush=True)


if __name__ == "__main__":
    main()
