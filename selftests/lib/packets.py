# SPDX-License-Identifier: GPL-2.0
"""Builds packets octet by octet, and reads them.

A part is a pair: the protocol number of a header, and the octets from that header to the end of the packet. IP headers
take parts, all of which but the last are functions that return a part for the protocol number of the next header:

    ip6(src, dst, dest(tlv(4, b"\\4")), gre("text", key=7))

This module uses only the standard library, which starts in a tenth of the time that Scapy needs.
"""
import collections
import itertools
import socket
import struct

ETH_IP, ETH_IP6, ETH_VLAN, ETH_PROVIDER_VLAN = 0x0800, 0x86DD, 0x8100, 0x88A8
ETH_TEB = 0x6558            # an Ethernet frame as the payload of GRE
ETH_TEXT = 0x88B5           # for experiments (IEEE 802): the payload is a text
HOP, ICMP, IPIP, TCP, UDP, ROUTING, FRAGMENT, GRE, ICMP6, DEST = 0, 1, 4, 6, 17, 43, 44, 47, 58, 60
GRE_CSUM, GRE_ROUTING, GRE_KEY, GRE_SEQ = 0x8000, 0x4000, 0x2000, 0x1000

idents = itertools.count(1)

# A received GRE packet. size: octets of the IP packet; label: flow label, None over IPv4; csum: True if the checksum
# is right, None if there is none.
Gre = collections.namedtuple("Gre", "src dst tos label size csum key seq proto payload")


def packed(addr):
    return socket.inet_pton(socket.AF_INET6 if ":" in addr else socket.AF_INET, addr)


def checksum(data):
    """The Internet checksum (RFC 1071): 0 if the data includes its own right one."""
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def pseudo(src, dst, number, data):
    return packed(src) + packed(dst) + struct.pack("!II", len(data), number) + data


# ---- Ethernet and IP ------------------------------------------------------------------------------------

def protocol(packet):
    """The EtherType of an IP packet"""
    return ETH_IP if packet[0] >> 4 == 4 else ETH_IP6


def ethernet(dst, src, payload, proto=None, vlans=()):
    """A frame; the addresses are text. The innermost of the VLAN tags is 802.1Q, the others are 802.1ad."""
    proto = proto or protocol(payload)
    for vlan in reversed(vlans):
        payload = struct.pack("!HH", vlan, proto) + payload
        proto = ETH_PROVIDER_VLAN if proto in (ETH_VLAN, ETH_PROVIDER_VLAN) else ETH_VLAN
    return bytes.fromhex((dst + src).replace(":", "")) + struct.pack("!H", proto) + payload


def chain(parts):
    number, data = parts[-1]
    for part in reversed(parts[:-1]):
        number, head = part(number)
        data = head + data
    return number, data


def ip4(src, dst, *parts, ident=0, offset=0, more=False, df=False, opts=b"", tos=0, ttl=64):
    number, data = chain(parts)
    fields = [0x45 + len(opts) // 4, tos, 20 + len(opts) + len(data), ident, offset // 8 | more << 13 | df << 14, ttl,
              number, 0, packed(src), packed(dst)]
    fields[7] = checksum(struct.pack("!BBHHHBBH4s4s", *fields) + opts)
    return struct.pack("!BBHHHBBH4s4s", *fields) + opts + data


def ip6(src, dst, *parts, tos=0, ttl=64):
    number, data = chain(parts)
    return struct.pack("!IHBB16s16s", 6 << 28 | tos << 20, len(data), number, ttl, packed(src), packed(dst)) + data


def ip(src, dst, *parts, **more):
    return (ip6 if ":" in src else ip4)(src, dst, *parts, **more)


def fragments(src, dst, ranges, *parts, before=()):
    """A packet in fragments: each has the octets [start, end) of what the parts make. An end of None is the last octet."""
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


# ---- extension headers of IPv6 --------------------------------------------------------------------------

def tlv(kind, data=b""):
    return bytes([kind, len(data)]) + data


def options(number, tlvs):
    body = b"".join(tlvs)
    pad = -(len(body) + 2) % 8
    body += b"\0" if pad == 1 else bytes([1, pad - 2]) + bytes(pad - 2) if pad else b""
    return lambda following: (number, bytes([following, len(body) // 8]) + body)


def dest(*tlvs):
    return options(DEST, tlvs)


def hop(*tlvs):
    return options(HOP, tlvs)


def routing(kind, left, *addrs):
    body = b"".join(packed(addr) for addr in addrs)
    return lambda following: (ROUTING, bytes([following, len(body) // 8, kind, left, 0, 0, 0, 0]) + body)


# ---- last parts -----------------------------------------------------------------------------------------

def octets(payload):
    return payload.encode() if isinstance(payload, str) else payload


def gre(payload, key=None, seq=None, csum=False, flags=0, proto=ETH_TEXT):
    """A GRE header (RFC 2784, 2890) and its payload, octets or a text. The flags are set in addition."""
    flags |= GRE_CSUM * csum | GRE_KEY * (key is not None) | GRE_SEQ * (seq is not None)
    fields = bytes(4) if flags & (GRE_CSUM | GRE_ROUTING) else b""
    for value in key, seq:
        fields += b"" if value is None else struct.pack("!I", value % (1 << 32))
    data = struct.pack("!HH", flags, proto) + fields + octets(payload)
    if flags & GRE_CSUM:
        data = data[:4] + struct.pack("!H", checksum(data)) + data[6:]
    return GRE, data


def udp(payload, src=None, dst=None, port=4000, source=None):
    """A datagram from a source port, by default the same as the other; without addresses it has no checksum."""
    payload = octets(payload)
    data = struct.pack("!HHHH", source or port, port, 8 + len(payload), 0) + payload
    if src:
        data = data[:6] + struct.pack("!H", checksum(pseudo(src, dst, UDP, data)) or 0xFFFF) + data[8:]
    return UDP, data


def vxlan(port, number, frame):
    return udp(struct.pack("!II", 1 << 27, number << 8) + frame, port=port, source=4000)


def echo(src, dst):
    """An echo request"""
    if ":" not in src:
        return ICMP, struct.pack("!BBHI", 8, 0, 0xF7FF, 0)
    data = struct.pack("!BBHI", 128, 0, 0, 0)
    return ICMP6, data[:2] + struct.pack("!H", checksum(pseudo(src, dst, ICMP6, data))) + data[4:]


# ---- reading --------------------------------------------------------------------------------------------

def tos(packet):
    """The type of service of an IPv4 packet, the traffic class of an IPv6 packet"""
    return packet[1] if packet[0] >> 4 == 4 else int.from_bytes(packet[:2], "big") >> 4 & 0xFF


def decode(packet):
    """The GRE packet that an IP packet carries, as Gre; None if it carries something else."""
    if packet[0] >> 4 == 4:
        family, addrs, size, label = socket.AF_INET, packet[12:20], packet[0] % 16 * 4, None
        number = packet[9]
    else:
        family, addrs, size, label = socket.AF_INET6, packet[8:40], 40, int.from_bytes(packet[1:4], "big") & 0xFFFFF
        number = packet[6]
    if number != GRE:
        return None
    data = packet[size:]
    flags, proto = struct.unpack_from("!HH", data)
    at = 8 if flags & GRE_CSUM else 4
    found = {}
    for flag in GRE_KEY, GRE_SEQ:
        if flags & flag:
            found[flag], = struct.unpack_from("!I", data, at)
            at += 4
    src, dst = (socket.inet_ntop(family, addr) for addr in (addrs[:len(addrs) // 2], addrs[len(addrs) // 2:]))
    return Gre(src, dst, tos(packet), label, len(packet), checksum(data) == 0 if flags & GRE_CSUM else None,
               found.get(GRE_KEY), found.get(GRE_SEQ), proto, data[at:])
