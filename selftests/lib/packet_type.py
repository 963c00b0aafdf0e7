#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Sends one packet of each protocol type by a device, and prints the types that another device receives.

  packet_type.py NETNS DEVICE NETNS DEVICE TYPE...      types in hexadecimal; printed as they were given
"""
import socket
import sys

from netns import enter

ETH_P_ALL = 3
SECONDS = 5
TEXT = b"type "


def packet_socket(kind, space, device):
    enter(space)
    sock = socket.socket(socket.AF_PACKET, kind, socket.htons(ETH_P_ALL))
    sock.bind((device, ETH_P_ALL))
    return sock


# A datagram socket would need an address of 16 octets, for which its structure has no room.
sender = packet_socket(socket.SOCK_RAW, *sys.argv[1:3])
receiver = packet_socket(socket.SOCK_DGRAM, *sys.argv[3:5])
receiver.settimeout(SECONDS)
types = sys.argv[5:]
# The last packet is sent after all others, and must arrive.
for name in types + ["0800"]:
    sender.sendto(TEXT + name.encode() + bytes(40), (sys.argv[2], int(name, 16)))
came = []
try:
    while "0800" not in came:
        data, (_, proto, kind, _, _) = receiver.recvfrom(4096)
        if kind != socket.PACKET_OUTGOING and data.startswith(TEXT):
            came.append(f"{proto:04x}")
except TimeoutError:
    pass
print(*came)
