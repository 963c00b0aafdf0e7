# SPDX-License-Identifier: GPL-2.0
"""Packets that a peer sends through a tunnel to test it, and what becomes of each. inject.py loads this: see answers.sh."""
import ctypes
import fcntl
import itertools
import select
import socket
import struct
import time

from netns import enter, open_socket
from packets import ETH_IP, GRE, ICMP, ICMP6, checksum, decode, gre, ip, ip4, ip6, protocol, pseudo

ALL = 3
ENDS = {4: ("192.0.2.1", "192.0.2.2"), 6: ("2001:db8::1", "2001:db8::2")}       # of gw1 and gw2
MARK_KEY = 99
SECONDS = 10
GRE_FIELDS = ("key", "seq", "csum", "flags", "proto")


# ---- packets --------------------------------------------------------------------------------------------

def through(over, inner, src=None, dst=None, **fields):
    """An inner packet in GRE, over IPv4 or IPv6, from gw1 to gw2"""
    return ip(src or ENDS[over][0], dst or ENDS[over][1], gre(inner, **{"proto": protocol(inner), **fields}))


def loop(over, payload=b"", src=None, dst=None, **fields):
    """The inner packet of a loop-back request, from gw2 to gw1 if its addresses are not given"""
    head = {name: fields.pop(name) for name in list(fields) if name not in GRE_FIELDS}
    return ip(src or ENDS[over][1], dst or ENDS[over][0], gre(payload, **{"proto": 0, **fields}), **{"ttl": 255, **head})


def echo_reply(src, dst, kind=None, payload=b"probe", **head):
    """An ICMP echo reply, or another message of ICMP"""
    over6 = ":" in src
    data = struct.pack("!BBHI", (129 if over6 else 0) if kind is None else kind, 0, 0, 0x12340001) + payload
    number = ICMP6 if over6 else ICMP
    total = checksum(pseudo(src, dst, number, data) if over6 else data)
    return ip(src, dst, (number, data[:2] + struct.pack("!H", total) + data[4:]), **{"ttl": 64, **head})


def changed(packet, at, value):
    """A packet with other octets from an offset on, and its checksums as they were"""
    return packet[:at] + value + packet[at + len(value):]


def onward(packet):
    """A packet as a router sends it on: with a TTL one lower"""
    if protocol(packet) != ETH_IP:
        return changed(packet, 7, bytes([packet[7] - 1]))
    size = packet[0] % 16 * 4
    head = changed(changed(packet[:size], 8, bytes([packet[8] - 1])), 10, bytes(2))
    return changed(head, 10, struct.pack("!H", checksum(head))) + packet[size:]


MARK = ip4("192.0.2.11", "192.0.2.22",
           gre(ip4("10.99.0.1", "10.99.0.2", (ICMP, struct.pack("!BBHI", 8, 0, 0xF7FF, 0))), MARK_KEY, proto=ETH_IP))


# ---- fates ----------------------------------------------------------------------------------------------

class Counters:
    """The counters of a namespace's tunnels"""

    def __init__(self, space):
        self.space = space
        self.socket = open_socket(space, socket.AF_INET, socket.SOCK_DGRAM)
        self.names = []

    def ethtool(self, device, request, room):
        data = ctypes.create_string_buffer(request, room)
        fcntl.ioctl(self.socket, 0x8946, struct.pack("16sP16x", device.encode(), ctypes.addressof(data)))
        return data.raw

    def devices(self):
        enter(self.space)
        return [name for _, name in socket.if_nameindex() if name[-1] in "46"]

    def read(self):
        """The counters of each device, as the kernel writes them"""
        devices = self.devices()
        if not self.names:
            data = self.ethtool(devices[0], struct.pack("=III", 0x1B, 1, 0), 8192)
            count = struct.unpack_from("=I", data, 8)[0]
            self.names = [data[12 + 32 * n:44 + 32 * n].split(b"\0")[0].decode() for n in range(count)]
        count = len(self.names)
        return {device: self.ethtool(device, struct.pack("=II", 0x1D, count), 8 + 8 * count)[8:] for device in devices}

    def risen(self, before, after):
        """The counters that differ"""
        for device in (device for device in after if after[device] != before[device]):
            for at, name in enumerate(self.names):
                more = struct.unpack_from("=Q", after[device], 8 * at)[0] - struct.unpack_from("=Q", before[device], 8 * at)[0]
                if more:
                    yield f"{device} {name}" + f" x{more}" * (more > 1)


class Fates:
    """Sockets in gw1, which sends, and in the namespaces of the tunnels' devices"""

    def __init__(self, near, far, *spaces):
        self.wire = self.listen(near)
        self.places = [self.listen(space) for space in spaces]
        self.counters = [Counters(space) for space in spaces]
        self.macs = {}
        for dev in "u0", "ua":
            sock = open_socket(far, socket.AF_PACKET, socket.SOCK_DGRAM, 0)
            sock.bind((dev, 0))
            self.macs[dev] = sock.getsockname()[4]

    @staticmethod
    def listen(space):
        return open_socket(space, socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ALL))

    @staticmethod
    def pending(sock, seconds=0):
        """Packets that devices have received, except by loopback"""
        while select.select([sock], [], [], seconds)[0]:
            data, (dev, _, kind, _, _) = sock.recvfrom(65535)
            if kind != socket.PACKET_OUTGOING and dev != "lo":
                yield dev, data

    def send(self, packet, by="u0"):
        self.wire.sendto(packet, (by, protocol(packet), 0, 0, self.macs[by]))

    def back(self, *packets, by="u0"):
        """Send packets, and one more that is answered. Yields what comes back before that answer, with its device."""
        for sock in [self.wire, *self.places]:
            for _ in self.pending(sock):
                pass
        for packet in packets:
            self.send(packet, by)
        self.send(MARK)
        for dev, data in self.pending(self.wire, SECONDS):
            found = dev[0] == "u" and decode(data)
            if found and found.key == MARK_KEY:
                return
            if dev[0] == "u":
                yield dev, data
        yield "u0", b"the answer behind it is lost"

    @staticmethod
    def describe(data, inner):
        """The words for a packet that comes back"""
        if data == onward(inner):
            return "answer"
        found = data[0] >> 4 in (4, 6) and decode(data)
        if not found or found.payload != onward(inner) or found.proto != protocol(inner):
            return "sent " + data.hex()
        fields = "".join(f" {name}" for name in ("csum", "seq") if getattr(found, name) not in (None, False))
        return f"inside {found.src} > {found.dst}" + ("" if found.key is None else f" key {found.key}") + fields

    def of(self, packet, by="u0"):
        """What becomes of a packet, in the words of answers.sh"""
        before = [counters.read() for counters in self.counters]
        inner = decode(packet).payload
        words = [self.describe(data, inner) + f" by {dev}" * (dev != "u0") for dev, data in self.back(packet, by=by)]
        for place in self.places:
            words += [dev if data == inner else f"{dev} changed" for dev, data in self.pending(place)
                      if dev[-1] in "46"]
        for counters, old in zip(self.counters, before):
            words += counters.risen(old, counters.read())
        return ", ".join(words) or "nothing"

    def octets(self, packet):
        """All that comes back, in hexadecimal"""
        return " ".join(data.hex() for _, data in self.back(bytes.fromhex(packet)))

    def storm(self, rate, count, *packets):
        """Send packets in turn, so many in all: "some" if that many in a second may have come back, and not none"""
        start = time.monotonic()
        came = sum(1 for _ in self.back(*itertools.islice(itertools.cycle(packets), count)))
        seconds = time.monotonic() - start
        return "some" if 0 < came <= rate * (seconds + 2) else f"{came} in {seconds:.1f} s"
