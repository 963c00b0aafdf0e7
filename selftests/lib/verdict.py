#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Sends packets to tunnels or through them, one for each claim, and prints the fate of each.

  verdict.py NAMESPACE-OF-THE-TUNNELS NAMESPACE-AT-THE-OTHER-END-OF-u0 <TABLE

verdict.sh, which starts it, describes the table.
"""
import ctypes
import fcntl
import os
import select
import socket
import struct
import subprocess
import sys
import time

from netns import enter
from packets import ETH_IP, ETH_IP6, ETH_TEB, ETH_TEXT, decode, ethernet, gre, ip, packed, tos, udp

MAC = {1: "02:00:00:00:00:01", 2: "02:00:00:00:00:02"}
ADDRESS = {4: ("192.0.2.2", "192.0.2.1"), 6: ("2001:db8::2", "2001:db8::1")}
ALL = 3
NHRP = 0x2001
TUNSETIFF, IFF_TAP_IN_PIECES = 0x400454CA, 0x2 | 0x10 | 0x20 | 0x1000
SYNC_KEY, ORDER_KEY = 0xFFFFFFFF, 0xFFFF0000
SECONDS = 10


def inner_packet(kind, tos, ident, pad=0, vlans=()):
    datagram = udp(ident + b"z" * pad, port=9)
    if kind == "4":
        return ETH_IP, ip("10.0.0.2", "10.0.0.1", datagram, tos=tos)
    if kind == "6":
        return ETH_IP6, ip("fd00::2", "fd00::1", datagram, tos=tos)
    if kind.startswith("ether"):
        return ETH_TEB, ethernet(MAC[1], MAC[2], inner_packet(kind[5:] or "4", tos, ident, pad)[1], vlans=vlans)
    return {"": ETH_IP, "v6": ETH_IP6, "eth": ETH_TEB}[kind.lstrip("0123456789")], b"E" * int(kind.rstrip("veth6") or 0)


def vlans_of(word):
    return [int(vlan) for vlan in word.get("tags", "").split(",") if vlan]


def gre_part(word, ident):
    """GRE header and payload as a line describes them"""
    number = lambda name, default=None: int(word[name], 0) if name in word else default
    proto, payload = inner_packet(word.get("inner", "4"), number("itos", 0), ident, number("pad", 0), vlans_of(word))
    protocol, packet = gre(payload, number("key"), number("seq"), "csum" in word, number("flags", 0),
                           number("proto", proto))
    if word.get("csum") == "bad":
        packet = packet[:5] + bytes([packet[5] ^ 1]) + packet[6:]
    return protocol, packet[:number("cut")]


def frame(word, ident):
    src, dst = ADDRESS[int(word.get("over", "4"))]
    return ethernet(MAC[1], MAC[2], ip(word.get("src", src), word.get("dst", dst), gre_part(word, ident),
                                       tos=int(word.get("otos", "0"), 0)))


def describe(packet):
    """The words for an outer packet"""
    found = decode(packet)
    if not found:
        return None
    return f"{found.src} > {found.dst}" + ("" if found.key is None else f" key {found.key}") + \
        (f" tos {found.tos}" if found.tos else "")


class Counters:
    """The counters of all tunnels, as in `ethtool -S`, and those of the namespace, as in `gre2890 stats`"""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.names = {}

    def ethtool(self, device, request):
        data = ctypes.create_string_buffer(request, max(len(request), 8192))
        fcntl.ioctl(self.socket, 0x8946, struct.pack("16sP16x", device.encode(), ctypes.addressof(data)))
        return data.raw

    def of(self, device):
        if not self.names:
            data = self.ethtool(device, struct.pack("=III", 0x1B, 1, 0))
            count = struct.unpack_from("=I", data, 8)[0]
            self.names = [data[12 + 32 * n:44 + 32 * n].split(b"\0")[0].decode() for n in range(count)]
        data = self.ethtool(device, struct.pack("=II", 0x1D, len(self.names)))
        return {(device, name): struct.unpack_from("=Q", data, 8 + 8 * n)[0]
                for n, name in enumerate(self.names)}

    def netns(self):
        text = subprocess.run(["gre2890", "-j", "stats"], stdout=subprocess.PIPE, check=True).stdout
        import json
        return {("netns", name): value for name, value in json.loads(text)["netns"].items() if name.startswith("rx_")}

    def tunnels(self):
        return {key: value for _, device in socket.if_nameindex() if device[0] == "t" and device not in ("tsync", "torder")
                for key, value in self.of(device).items()}


def risen(before, after):
    return [f"{' '.join(key)}{f' x{after[key] - was}' if after[key] - was > 1 else ''}"
            for key, was in before.items() if after.get(key, was) != was]


class Bench:
    """Sockets on both sides. The process runs in the tunnels' namespace, on one CPU, so that packets stay in order."""

    def __init__(self, here, there):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        enter(there)
        self.far = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL))
        self.far.bind(("u0", ALL))
        enter(here)
        self.near = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.near.bind(("u0", 0))
        self.taken = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ALL))
        self.left = [socket.socket(family, socket.SOCK_RAW, 47) for family in (socket.AF_INET, socket.AF_INET6)]
        self.counters = Counters()
        self.netns = self.counters.netns()
        self.tap = None
        # ascends from one process to the next
        self.ordered = int(time.monotonic() * 1000)

    @staticmethod
    def pending(sock, seconds=0):
        while select.select([sock], [], [], seconds)[0]:
            yield sock.recvfrom(65536)

    def make_tap(self):
        """Make a device that receives frames in pieces. Without GRO, which would pull the headers into one piece."""
        tap = open("/dev/net/tun", "r+b", buffering=0)
        fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", b"pieces", IFF_TAP_IN_PIECES))
        with open("/proc/sys/net/ipv6/conf/pieces/disable_ipv6", "w") as file:
            file.write("0")
        subprocess.run(["ip", "link", "set", "pieces", "address", MAC[1], "up"], check=True)
        subprocess.run(["ethtool", "-K", "pieces", "gro", "off"], check=True)
        return tap

    def give(self, word, ident):
        data = frame(word, ident)
        if "pieces" not in word:
            self.far.send(data)
            return
        self.tap = self.tap or self.make_tap()
        headers = len(data) - len(gre_part(word, ident)[1])
        os.writev(self.tap.fileno(), [data[:headers], data[headers:]])

    def flush(self):
        for sock in [self.far, self.taken, *self.left]:
            for _ in self.pending(sock):
                pass

    def receive(self, word, ident):
        """Send a packet to the tunnels and a second one after it. Yields the receivers of the first."""
        self.give(word, ident)
        self.far.send(frame({"key": str(SYNC_KEY)}, b"SYNCSYNC"))
        anonymous = "cut" in word or not word.get("inner", "4").rstrip("46") in ("", "ether")
        for data, (device, _, kind, _, _) in self.pending(self.taken, SECONDS):
            if device == "tsync" and b"SYNCSYNC" in data:
                break
            # The kernel has removed the first tag.
            if device[0] == "t" and kind != socket.PACKET_OUTGOING and (anonymous or ident in data):
                yield device + (f" tos {tos(data[4 * len(vlans_of(word)[1:]):])}" if "itos" in word else "")
        else:
            yield "the packet behind it is lost"
        if any(True for sock in self.left for _ in self.pending(sock)):
            yield "stack"

    def receive_in_order(self, word):
        """Send a packet with a sequence number and a second one after it. Yields the numbers delivered meanwhile.

        The second one passes the same queue, that of packets in order.
        """
        self.give(word, b"N%07d" % (int(word["seq"], 0) % 10000000))
        self.far.send(frame({"key": str(ORDER_KEY), "seq": str(self.ordered)}, b"SYNCSYNC"))
        self.ordered += 1
        came = []
        for data, (device, _, kind, _, _) in self.pending(self.taken, SECONDS):
            if device == "torder" and b"SYNCSYNC" in data:
                break
            if device[0] == "t" and kind != socket.PACKET_OUTGOING:
                came += [device] * (not came) + [str(int(data[-7:]))]
        else:
            yield "the packet behind it is lost"
        if came:
            yield " ".join(came)

    def way(self, word, ident):
        if "tx" in word:
            return self.send(word)
        return self.receive_in_order(word) if "order" in word else self.receive(word, ident)

    @staticmethod
    def give_datagram(word):
        over6 = ":" in word["to"]
        with socket.socket(socket.AF_INET6 if over6 else socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, word["tx"].encode())
            if "itos" in word:
                udp.setsockopt(*((socket.IPPROTO_IPV6, socket.IPV6_TCLASS) if over6 else
                                 (socket.IPPROTO_IP, socket.IP_TOS)), int(word["itos"], 0))
            udp.sendto(b"datagram", (word["to"], 9))

    @staticmethod
    def give_frame(word):
        """Send a frame with a link layer header, of which only the addresses count, and a payload too short for a header."""
        far = packed(word["far"])
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as raw:
            raw.bind((word["tx"], NHRP))
            raw.send(bytes({4: 16, 16: 24}[len(far)]) + far + b"datagram")

    def send(self, word):
        """Send a datagram through a tunnel and a frame after it. Yields the outer packets that left for the other end."""
        try:
            (self.give_frame if "far" in word else self.give_datagram)(word)
        except OSError as error:
            yield os.strerror(error.errno)
        self.near.send(ethernet(MAC[2], MAC[1], b"SYNCSYNC" * 8, ETH_TEXT))
        for data, (_, proto, kind, _, _) in self.pending(self.far, SECONDS):
            if kind == socket.PACKET_OUTGOING:
                continue
            if proto == ETH_TEXT:
                break
            if b"datagram" in data and describe(data[14:]):
                yield describe(data[14:])
        else:
            yield "the frame behind it is lost"

    def judge(self, word, wanted, ident):
        self.flush()
        before = self.counters.tunnels()
        got = list(self.way(word, ident))
        got += risen(before, self.counters.tunnels())
        if "netns" in wanted:
            got += self.netns_risen()
        return ", ".join(sorted(got)) or "nothing"

    def netns_risen(self):
        before, self.netns = self.netns, self.counters.netns()
        return risen(before, self.netns)


def main():
    bench = Bench(*sys.argv[1:3])
    for number, line in enumerate(sys.stdin):
        if line.startswith("!"):
            subprocess.run(["ip", *line[1:].split()], check=True)
            continue
        if not line.strip():
            continue
        claim, wanted, words = (part.strip() for part in line.split("|"))
        word = dict(part.partition("=")[::2] for part in words.split())
        wanted = ", ".join(sorted(wanted.split(", ")))
        print(claim, wanted, bench.judge(word, wanted, b"%08d" % number), sep="|", flush=True)
    print("nothing else was counted for the namespace|", ", ".join(bench.netns_risen()), sep="|")


main()
