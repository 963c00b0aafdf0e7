# SPDX-License-Identifier: GPL-2.0
"""Frames, made beforehand, and a way to send many of them at next to no cost of this process's own."""
import ctypes
import os
import socket
import struct
import sys

import measure

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# pylint: disable=wrong-import-position
from inject import ETH_IP, ETH_IP6, GRE, UDP, checksum, ip  # noqa: E402

IPIP = 4
GRE_CSUM, GRE_KEY, GRE_SEQ = 0x8000, 0x2000, 0x1000
AT_ONCE = 1000                      # the kernel takes up to 1,024


def ethernet(source, destination, packet):
    proto = ETH_IP if packet[0] >> 4 == 4 else ETH_IP6
    return bytes.fromhex((destination + source).replace(":", "")) + struct.pack("!H", proto) + packet


def udp(port, data):
    """Without a checksum."""
    return UDP, struct.pack("!HHHH", 4000, port, 8 + len(data), 0) + data


def gre(packet, key=None, csum=False, seq=None):
    flags = GRE_KEY * (key is not None) | GRE_CSUM * csum | GRE_SEQ * (seq is not None)
    head = struct.pack("!HH", flags, ETH_IP)
    rest = b"".join(struct.pack("!I", field) for field in (key, seq) if field is not None) + packet
    if csum:
        head += struct.pack("!HH", checksum(head + bytes(4) + rest), 0)
    return GRE, head + rest


def vxlan(port, number, frame):
    return udp(port, struct.pack("!II", 1 << 27, number << 8) + frame)


# ---- sending --------------------------------------------------------------------------------------------

class IoVec(ctypes.Structure):
    _fields_ = ("base", ctypes.c_void_p), ("len", ctypes.c_size_t)


class MsgHdr(ctypes.Structure):
    _fields_ = (("name", ctypes.c_void_p), ("namelen", ctypes.c_uint), ("iov", ctypes.POINTER(IoVec)),
                ("iovlen", ctypes.c_size_t), ("control", ctypes.c_void_p), ("controllen", ctypes.c_size_t),
                ("flags", ctypes.c_int))


class MMsgHdr(ctypes.Structure):
    _fields_ = ("header", MsgHdr), ("len", ctypes.c_uint)


def tap(device):
    """A socket that sends frames by a device of this namespace."""
    result = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    result.bind((device, 0))
    return result


class Burst:
    """Frames that are sent with a system call for every thousand."""

    def __init__(self, frames):
        buffers = {frame: ctypes.create_string_buffer(frame, len(frame)) for frame in set(frames)}
        self.buffers = [buffers[frame] for frame in frames]
        self.iovecs = (IoVec * len(frames))(*((ctypes.addressof(buffer), len(buffer)) for buffer in self.buffers))
        self.messages = (MMsgHdr * len(frames))()
        for message, iovec in zip(self.messages, self.iovecs):
            message.header.iov, message.header.iovlen = ctypes.pointer(iovec), 1

    def send(self, by):
        for start in range(0, len(self.messages), AT_ONCE):
            count = min(AT_ONCE, len(self.messages) - start)
            first = ctypes.byref(self.messages, start * ctypes.sizeof(MMsgHdr))
            if measure.libc.sendmmsg(by.fileno(), first, count, 0) != count:
                raise OSError(ctypes.get_errno(), "sendmmsg")
