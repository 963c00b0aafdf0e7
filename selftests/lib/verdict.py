#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Sends packets past or through tunnels, one a claim, and tells what became of each.

  verdict.py NAMESPACE-OF-THE-TUNNELS NAMESPACE-AT-THE-OTHER-END-OF-u0 <TABLE

verdict.sh, which starts it, describes the table. Packets are made and read octet by octet by Python's
standard library alone, which starts in a tenth of Scapy's time.
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

MAC = {1: bytes([2, 0, 0, 0, 0, 1]), 2: bytes([2, 0, 0, 0, 0, 2])}
ADDRESS = {4: ("192.0.2.2", "192.0.2.1"), 6: ("2001:db8::2", "2001:db8::1")}
CSUM, ROUTING, KEY, SEQ = 0x8000, 0x4000, 0x2000, 0x1000
IP, IPV6, TEB, TEST = 0x0800, 0x86DD, 0x6558, 0x88B5
VLAN, PROVIDER_VLAN = 0x8100, 0x88A8
ALL = 3
NHRP = 0x2001
TUNSETIFF, IFF_TAP_IN_PIECES = 0x400454CA, 0x2 | 0x10 | 0x20 | 0x1000
SYNC_KEY, ORDER_KEY = 0xFFFFFFFF, 0xFFFF0000
SECONDS = 10


def fold(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ip_packet(src, dst, protocol, payload, tos=0, ttl=64):
    if ":" in src:
        return struct.pack("!IHBB", 6 << 28 | tos << 20, len(payload), protocol, ttl) + \
            socket.inet_pton(socket.AF_INET6, src) + socket.inet_pton(socket.AF_INET6, dst) + payload
    head = struct.pack("!BBHHHBBH4s4s", 0x45, tos, 20 + len(payload), 0, 0, ttl, protocol, 0,
                       socket.inet_aton(src), socket.inet_aton(dst))
    return head[:10] + struct.pack("!H", fold(head)) + head[12:] + payload


def tagged(proto, packet, vlans):
    for vlan in reversed(vlans):
        packet = struct.pack("!HH", vlan, proto) + packet
        proto = PROVIDER_VLAN if proto in (VLAN, PROVIDER_VLAN) else VLAN
    return struct.pack("!H", proto) + packet


def inner_packet(kind, tos, ident, pad=0, vlans=()):
    udp = struct.pack("!HHHH", 9, 9, 16 + pad, 0) + ident + b"z" * pad
    if kind == "4":
        return IP, ip_packet("10.0.0.2", "10.0.0.1", 17, udp, tos)
    if kind == "6":
        return IPV6, ip_packet("fd00::2", "fd00::1", 17, udp, tos)
    if kind.startswith("ether"):
        proto, packet = inner_packet(kind[5:] or "4", tos, ident, pad)
        return TEB, MAC[1] + MAC[2] + tagged(proto, packet, vlans)
    return {"": IP, "v6": IPV6, "eth": TEB}[kind.lstrip("0123456789")], b"E" * int(kind.rstrip("veth6") or 0)


def vlans_of(word):
    return [int(vlan) for vlan in word.get("tags", "").split(",") if vlan]


def gre_packet(word, ident):
    """GRE header and payload as the words of a line describe them"""
    number = lambda name, default="0": int(word.get(name, default), 0)
    proto, payload = inner_packet(word.get("inner", "4"), number("itos"), ident, number("pad"), vlans_of(word))
    flags = number("flags") | CSUM * ("csum" in word) | KEY * ("key" in word) | SEQ * ("seq" in word)
    fields = b""
    if flags & (CSUM | ROUTING):
        fields += bytes(4)
    if "key" in word:
        fields += struct.pack("!I", number("key"))
    if "seq" in word:
        fields += struct.pack("!I", number("seq"))
    packet = struct.pack("!HH", flags, number("proto", str(proto))) + fields + payload
    if flags & CSUM:
        value = fold(packet) ^ (word.get("csum") == "bad")
        packet = packet[:4] + struct.pack("!H", value) + packet[6:]
    return packet[:number("cut", str(len(packet)))]


def frame(word, ident):
    over = int(word.get("over", "4"))
    src, dst = word.get("src", ADDRESS[over][0]), word.get("dst", ADDRESS[over][1])
    packet = ip_packet(src, dst, 47, gre_packet(word, ident), int(word.get("otos", "0"), 0))
    return MAC[1] + MAC[2] + struct.pack("!H", IP if over == 4 else IPV6) + packet


def describe(packet):
    """An outer packet, as far as a line can want it"""
    if packet[0] >> 4 == 4:
        family, tos, protocol, rest = socket.AF_INET, packet[1], packet[9], packet[20:]
        src, dst = packet[12:16], packet[16:20]
    else:
        family, protocol, rest = socket.AF_INET6, packet[6], packet[40:]
        tos, src, dst = struct.unpack("!H", packet[:2])[0] >> 4 & 0xFF, packet[8:24], packet[24:40]
    if protocol != 47:
        return None
    flags = struct.unpack("!H", rest[:2])[0]
    text = f"{socket.inet_ntop(family, src)} > {socket.inet_ntop(family, dst)}"
    if flags & KEY:
        text += " key %d" % struct.unpack("!I", rest[8 if flags & CSUM else 4:][:4])
    return text + (f" tos {tos}" if tos else "")


def inner_tos(packet, vlans=()):
    # The kernel has taken the first tag off.
    packet = packet[4 * len(vlans[1:]):]
    return packet[1] if packet[0] >> 4 == 4 else struct.unpack("!H", packet[:2])[0] >> 4 & 0xFF


class Counters:
    """The counters of all tunnels, as ethtool -S reads them, and of the namespace, as gre2890 does"""

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
    """Sockets on both sides; this process lives in the tunnels' namespace, on one CPU, so that nothing overtakes"""

    def __init__(self, here, there):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.enter(there)
        self.far = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL))
        self.far.bind(("u0", ALL))
        self.enter(here)
        self.near = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.near.bind(("u0", 0))
        self.taken = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ALL))
        self.left = [socket.socket(family, socket.SOCK_RAW, 47) for family in (socket.AF_INET, socket.AF_INET6)]
        self.counters = Counters()
        self.netns = self.counters.netns()
        self.tap = None
        # ascending from one process to the next
        self.ordered = int(time.monotonic() * 1000)

    def enter(self, name):
        with open(f"/run/netns/{name}", "rb") as file:
            if self.libc.setns(file.fileno(), 0x40000000):
                raise OSError(ctypes.get_errno(), name)

    @staticmethod
    def pending(sock, seconds=0):
        while select.select([sock], [], [], seconds)[0]:
            yield sock.recvfrom(65536)

    def make_tap(self):
        """A device by which frames come in pieces that only who looks at them joins; GRO would read the headers ahead"""
        tap = open("/dev/net/tun", "r+b", buffering=0)
        fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", b"pieces", IFF_TAP_IN_PIECES))
        with open("/proc/sys/net/ipv6/conf/pieces/disable_ipv6", "w") as file:
            file.write("0")
        subprocess.run(["ip", "link", "set", "pieces", "address", MAC[1].hex(":"), "up"], check=True)
        subprocess.run(["ethtool", "-K", "pieces", "gro", "off"], check=True)
        return tap

    def give(self, word, ident):
        data = frame(word, ident)
        if "pieces" not in word:
            self.far.send(data)
            return
        self.tap = self.tap or self.make_tap()
        headers = len(data) - len(gre_packet(word, ident))
        os.writev(self.tap.fileno(), [data[:headers], data[headers:]])

    def flush(self):
        for sock in [self.far, self.taken, *self.left]:
            for _ in self.pending(sock):
                pass

    def receive(self, word, ident):
        """Sends a packet to the tunnels, another one after it, and yields who got the first"""
        self.give(word, ident)
        self.far.send(frame({"key": str(SYNC_KEY)}, b"SYNCSYNC"))
        anonymous = "cut" in word or not word.get("inner", "4").rstrip("46") in ("", "ether")
        for data, (device, _, kind, _, _) in self.pending(self.taken, SECONDS):
            if device == "tsync" and b"SYNCSYNC" in data:
                break
            if device[0] == "t" and kind != socket.PACKET_OUTGOING and (anonymous or ident in data):
                yield device + (f" tos {inner_tos(data, vlans_of(word))}" if "itos" in word else "")
        else:
            yield "the packet behind it is lost"
        if any(True for sock in self.left for _ in self.pending(sock)):
            yield "stack"

    def receive_in_order(self, word):
        """Sends a packet with a number, another one after it, and yields the numbers that came meanwhile

        The other one takes the way of packets that are kept in order.
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
        """A header as the outer one, of which the addresses count, and less behind it than an inner one has"""
        far = socket.inet_pton(socket.AF_INET6 if ":" in word["far"] else socket.AF_INET, word["far"])
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as raw:
            raw.bind((word["tx"], NHRP))
            raw.send(bytes({4: 16, 16: 24}[len(far)]) + far + b"datagram")

    def send(self, word):
        """Sends a datagram through a tunnel, a frame after it, and yields what left for the other end"""
        try:
            (self.give_frame if "far" in word else self.give_datagram)(word)
        except OSError as error:
            yield os.strerror(error.errno)
        self.near.send(MAC[2] + MAC[1] + struct.pack("!H", TEST) + b"SYNCSYNC" * 8)
        for data, (_, proto, kind, _, _) in self.pending(self.far, SECONDS):
            if kind == socket.PACKET_OUTGOING:
                continue
            if proto == TEST:
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
