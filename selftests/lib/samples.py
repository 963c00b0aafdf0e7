#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Sends the same few packets through each tunnel that is named, and one in error past them.

  samples.py FRAME-DEVICE TUNNEL...

Through a tunnel go IPv4 of even and of odd length, IPv6 of odd length (Ethernet frames with these, if that is
what the device takes), and a datagram of the IP stack's, whose checksum is left to the device. By
FRAME-DEVICE goes GRE over IPv4 from 192.0.2.1 to 198.51.100.255 with a wrong checksum.
"""
import socket
import struct
import sys

TTL = 33
ARPHRD_ETHER = 1


def ipv4(payload, protocol=17, src="10.9.9.1", dst="10.9.9.2"):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0, TTL, protocol, 0,
                       socket.inet_aton(src), socket.inet_aton(dst))
    total = sum(struct.unpack("!10H", head))
    total = (total & 0xFFFF) + (total >> 16)
    return head[:10] + struct.pack("!H", ~total & 0xFFFF) + head[12:] + payload


def ipv6(payload):
    return struct.pack("!IHBB", 6 << 28, len(payload), 17, TTL) + \
        socket.inet_pton(socket.AF_INET6, "fd00::1") + socket.inet_pton(socket.AF_INET6, "fd00::2") + payload


def datagram(data):
    return struct.pack("!HHHH", 9, 9, 8 + len(data), 0) + data


def frame(proto, packet):
    return bytes([2, 0, 0, 0, 0, 9]) + bytes([2, 0, 0, 0, 0, 8]) + struct.pack("!H", proto) + packet


def send(device, proto, packet, always_frame=False):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
        sock.bind((device, proto))
        ether = always_frame or sock.getsockname()[3] == ARPHRD_ETHER
        sock.send(frame(proto, packet) if ether else packet)


for tunnel in sys.argv[2:]:
    send(tunnel, 0x0800, ipv4(datagram(b"even" * 5)))
    send(tunnel, 0x0800, ipv4(datagram(b"odd" * 7)))
    send(tunnel, 0x86DD, ipv6(datagram(b"odd" * 11)))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, tunnel.encode())
        udp.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, TTL)
        udp.sendto(b"stack" * 5, ("10.9.9.2", 9))
send(sys.argv[1], 0x0800, ipv4(bytes.fromhex("8000080012340000") + ipv4(datagram(b"wrong")), 47,
                               "192.0.2.1", "198.51.100.255"), True)
