#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Makes packets octet by octet, sends them as frames, and tells what of them arrived where.

Each line of standard input is a Python statement or expression; each is answered with one line, the
expression's value. Nothing here but the standard library: it starts ten times as fast as scapy does.
"""
import ctypes
import fcntl
import itertools
import os
import select
import socket
import struct
import sys
import time

ETH_IP, ETH_IP6, ETH_TEXT = 0x0800, 0x86DD, 0x88B5
HOP, ICMP, UDP, ROUTING, FRAGMENT, GRE, ICMP6, DEST = 0, 1, 17, 43, 44, 47, 58, 60
DISCOVERY = set(range(130, 138)) | {143}
SECONDS = 5

idents = itertools.count(1)
libc = ctypes.CDLL(None, use_errno=True)


# ---- packets: an IP header is given parts, functions of the next header's number but for the last ---------

def packed(addr):
    return socket.inet_pton(socket.AF_INET6 if ":" in addr else socket.AF_INET, addr)


def checksum(data):
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def pseudo(src, dst, number, data):
    return packed(src) + packed(dst) + struct.pack("!II", len(data), number) + data


def chain(parts):
    number, data = parts[-1]
    for part in reversed(parts[:-1]):
        number, head = part(number)
        data = head + data
    return number, data


def ip4(src, dst, *parts, ident=0, offset=0, more=False, opts=b""):
    number, data = chain(parts)
    fields = [0x45 + len(opts) // 4, 0, 20 + len(opts) + len(data), ident, offset // 8 | more << 13, 64, number, 0,
              packed(src), packed(dst)]
    fields[7] = checksum(struct.pack("!BBHHHBBH4s4s", *fields) + opts)
    return struct.pack("!BBHHHBBH4s4s", *fields) + opts + data


def ip6(src, dst, *parts):
    number, data = chain(parts)
    return struct.pack("!IHBB16s16s", 6 << 28, len(data), number, 64, packed(src), packed(dst)) + data


def ip(src, dst, *parts, **more):
    return (ip6 if ":" in src else ip4)(src, dst, *parts, **more)


def options(number, tlvs):
    body = b"".join(tlvs)
    pad = -(len(body) + 2) % 8
    body += b"\0" if pad == 1 else bytes([1, pad - 2]) + bytes(pad - 2) if pad else b""
    return lambda following: (number, bytes([following, len(body) // 8]) + body)


def tlv(kind, data=b""):
    return bytes([kind, len(data)]) + data


def dest(*tlvs):
    return options(DEST, tlvs)


def hop(*tlvs):
    return options(HOP, tlvs)


def routing(kind, left, *addrs):
    body = b"".join(packed(addr) for addr in addrs)
    return lambda following: (ROUTING, bytes([following, len(body) // 8, kind, left, 0, 0, 0, 0]) + body)


def gre(text, key=None, flags=0, proto=ETH_TEXT):
    """A GRE header and a text, which an IP tunnel takes for a packet of an experimental EtherType."""
    fields = b"" if key is None else struct.pack("!I", key)
    return GRE, struct.pack("!HH", flags | 0x2000 * bool(fields), proto) + fields + text.encode()


def gre_csum(payload, key, proto=ETH_TEXT):
    """The same with a checksum, of octets."""
    data = struct.pack("!HHII", 0xA000, proto, 0, key) + payload
    return GRE, data[:4] + struct.pack("!H", checksum(data)) + data[6:]


def udp(text, src, dst, port=4000):
    data = struct.pack("!HHHH", port, port, 8 + len(text), 0) + text.encode()
    return UDP, data[:6] + struct.pack("!H", checksum(pseudo(src, dst, UDP, data)) or 0xFFFF) + data[8:]


def echo(src, dst):
    if ":" not in src:
        return ICMP, struct.pack("!BBHI", 8, 0, 0xF7FF, 0)
    data = struct.pack("!BBHI", 128, 0, 0, 0)
    return ICMP6, data[:2] + struct.pack("!H", checksum(pseudo(src, dst, ICMP6, data))) + data[4:]


def fragments(src, dst, ranges, *parts, before=()):
    """The octets ranges[n][0] up to, but not with, ranges[n][1] of what parts make (None: the end)."""
    number, data = chain(parts)
    ident = next(idents)
    for start, end in ranges:
        end = len(data) if end is None else end
        more = end < len(data)
        if ":" in src:
            def header(following, start=start, more=more):
                return FRAGMENT, struct.pack("!BBHI", following, 0, start | more, ident)
            yield ip6(src, dst, *before, header, (number, data[start:end]))
        else:
            yield ip4(src, dst, (number, data[start:end]), ident=ident, offset=start, more=more)


# ---- what is told of a packet --------------------------------------------------------------------------

def describe(proto, data):
    """None: the network's own noise, which no claim is about."""
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


# ---- where packets come from and get to ----------------------------------------------------------------

def open_socket(space, *kind):
    fd = os.open(f"/run/netns/{space}", os.O_RDONLY)
    if libc.setns(fd, 0x40000000):
        raise OSError(ctypes.get_errno(), "setns")
    os.close(fd)
    sock = socket.socket(*kind)
    sock.setblocking(False)
    return sock


class Tap:
    """What comes in by a device; out=True: what goes out as well. Sends to another Tap's device."""

    def __init__(self, space, dev, out=False):
        self.out = out
        self.sock = open_socket(space, socket.AF_PACKET, socket.SOCK_DGRAM, 0)
        self.sock.bind((dev, 3))
        self.mac = self.sock.getsockname()[4]
        self.dev = dev

    def send(self, packet, to):
        proto = ETH_IP if packet[0] >> 4 == 4 else ETH_IP6
        self.sock.sendto(packet, (self.dev, proto, 0, 0, to.mac))

    def read(self):
        data, (_, proto, kind, _, _) = self.sock.recvfrom(65535)
        return None if kind == 4 and not self.out else describe(proto, data)


class Tunnels(Tap):
    """Which of all devices get the texts: DEVICE:TEXT."""

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
    """Space-separated: all that has arrived at a place, or within some seconds up to a certain thing."""
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
    """Send; which packets reach the place before the last, of which that is sure?"""
    heard(place)
    for packet in [packets] if isinstance(packets, bytes) else packets:
        src.send(packet, dst)
    src.send(last, dst)
    return heard(place, SECONDS, word)


def main():
    # Frames from one processor arrive in their order.
    os.sched_setaffinity(0, {0})
    for line in sys.stdin:
        try:
            try:
                code = compile(line.strip(), "line", "eval")
            except SyntaxError:
                code = compile(line.strip(), "line", "exec")
            value = eval(code, globals())
        except Exception as error:  # for the claim to show
            value = f"error: {error!r}"
        print(value, flush=True)


if __name__ == "__main__":
    main()
