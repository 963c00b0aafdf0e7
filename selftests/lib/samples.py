#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Sends the same few packets through each tunnel, and one packet with a wrong checksum past them.

  samples.py FRAME-DEVICE TUNNEL...

Each tunnel carries IPv4 of even and of odd length and IPv6 of odd length, in Ethernet frames if the device takes frames.
Then the IP stack sends a datagram, whose checksum it leaves to the device. FRAME-DEVICE sends GRE over IPv4 from
192.0.2.1 to 198.51.100.255 with a wrong checksum.
"""
import socket
import sys

from packets import GRE, ethernet, ip4, ip6, protocol, udp

TTL = 33
ARPHRD_ETHER = 1


def datagram(text):
    return udp(text, port=9)


def inner4(text):
    return ip4("10.9.9.1", "10.9.9.2", datagram(text), ttl=TTL)


def send(device, packet, always_frame=False):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
        sock.bind((device, protocol(packet)))
        ether = always_frame or sock.getsockname()[3] == ARPHRD_ETHER
        sock.send(ethernet("02:00:00:00:00:09", "02:00:00:00:00:08", packet) if ether else packet)


for tunnel in sys.argv[2:]:
    send(tunnel, inner4("even" * 5))
    send(tunnel, inner4("odd" * 7))
    send(tunnel, ip6("fd00::1", "fd00::2", datagram("odd" * 11), ttl=TTL))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, tunnel.encode())
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, TTL)
        sender.sendto(b"stack" * 5, ("10.9.9.2", 9))
wrong = bytes.fromhex("8000080012340000") + inner4("wrong")
send(sys.argv[1], ip4("192.0.2.1", "198.51.100.255", (GRE, wrong), ttl=TTL), True)
