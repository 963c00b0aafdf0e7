# SPDX-License-Identifier: GPL-2.0
"""Packet sockets of every kind, for statements of inject.py: the addresses that they report, and frames that they send"""
import mmap
import select
import socket
import struct
import time

from inject import SECONDS
from netns import open_socket
from packets import ETH_TEB, ETH_TEXT, ethernet, gre, packed

SOL_PACKET, RX_RING, VERSION, TX_RING = 263, 5, 10, 13
TPACKET_V2, TO_USER, SEND_REQUEST = 1, 1, 1
BLOCK, FRAME, COUNT = 1 << 16, 2048, 32
TPACKET2_HDR = 32


def packet_socket(space, kind):
    return open_socket(space, socket.AF_PACKET, socket.SOCK_DGRAM if "dgram" in kind else socket.SOCK_RAW, 0)


def add_ring(sock, direction):
    sock.setsockopt(SOL_PACKET, VERSION, TPACKET_V2)
    sock.setsockopt(SOL_PACKET, direction, struct.pack("=4I", BLOCK, 1, FRAME, COUNT))
    return mmap.mmap(sock.fileno(), BLOCK)


class Ear:
    """The packets that a device receives, with out=True also those that it sends, as words: ADDRESS:FIRST:TEXT for a text,
    where FIRST is the first octet that the socket delivers, ADDRESS:PROTOCOL for others. kind: dgram, raw, ring-dgram or
    ring-raw."""

    def __init__(self, space, dev, kind="dgram", out=False):
        self.out = out
        self.sock = packet_socket(space, kind)
        self.ring = add_ring(self.sock, RX_RING) if "ring" in kind else None
        self.at = 0
        self.sock.bind((dev, 3))

    def from_ring(self):
        frame = self.ring[self.at:self.at + FRAME]
        _, _, snaplen, mac, _ = struct.unpack_from("=IIIHH", frame)
        proto, kind, halen = struct.unpack_from("!2xH4x2xBB", frame, TPACKET2_HDR)
        address = frame[TPACKET2_HDR + 12:][:halen]
        self.ring[self.at:self.at + 4] = bytes(4)
        self.at = (self.at + FRAME) % BLOCK
        return frame[mac:mac + snaplen], proto, kind, address

    def read(self):
        if self.ring:
            data, proto, kind, address = self.from_ring()
        else:
            data, (_, proto, kind, _, address) = self.sock.recvfrom(65535)
        if kind == 4 and not self.out:
            return None
        word = address.hex() or "none"
        if proto == ETH_TEXT:
            return f"{word}:{data[0]:02x}:{data[-4:].decode(errors='replace')}"
        return f"{word}:{proto:04x}"


def word(ear):
    """The word for the first packet, or "nothing" after some seconds"""
    end = time.monotonic() + SECONDS
    while select.select([ear.sock], [], [], max(end - time.monotonic(), 0))[0]:
        found = ear.read()
        if found:
            return found
    return "nothing"


class Mouth:
    """Sends frames by a device. The kernel determines their protocol unless one is given."""

    def __init__(self, space, dev, kind="raw", proto=0):
        self.sock = packet_socket(space, kind)
        self.ring = add_ring(self.sock, TX_RING) if "ring" in kind else None
        self.sock.bind((dev, 0))
        self.to = (dev, proto, 0, 0, b"")

    def send(self, frame):
        if self.ring:
            self.ring[TPACKET2_HDR:TPACKET2_HDR + len(frame)] = frame
            self.ring[:8] = struct.pack("=II", SEND_REQUEST, len(frame))
            self.sock.send(b"")
        else:
            self.sock.sendto(frame, self.to)


def link_layer(src, dst):
    """The link layer header of a tunnel without a remote"""
    src, dst = packed(src), packed(dst)
    return bytes(12 if len(src) == 4 else 8) + src + dst


def frame(text, key):
    """A GRE packet with an Ethernet frame inside"""
    return gre(ethernet("ff:ff:ff:ff:ff:ff", "02:00:00:00:00:aa", text.encode(), ETH_TEXT), key, csum=True, proto=ETH_TEB)
