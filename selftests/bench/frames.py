# SPDX-License-Identifier: GPL-2.0
"""Sends a frame many times at almost no cost in this process."""
import ctypes
import socket
import struct

import measure

# size_t count, uint32_t *slot: for each word, *slot = word and write(fd, frame, size)
write_each = measure.function(
    b"\x49\x89\xca"                # mov %rcx, %r10
    b"\x41\x8b\x02"                # 1: mov (%r10), %eax
    b"\x41\x89\x01"                # mov %eax, (%r9)
    b"\x49\x83\xc2\x04"            # add $4, %r10
    b"\xb8\x01\x00\x00\x00"        # mov $1, %eax
    b"\x0f\x05"                    # syscall
    b"\x49\xff\xc8"                # dec %r8
    b"\x75\xea"                    # jnz 1b
    b"\xc3",                       # ret
    ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)


def tap(device):
    """A socket that sends frames by a device of this namespace"""
    result = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    result.bind((device, 0))
    return result


class Burst:
    """A frame that is sent once for each of `words`, with this word at `offset`, by default at its end"""

    def __init__(self, frame, words, offset=-4):
        self.frame, self.count, self.offset = bytearray(frame), len(words), offset % len(frame)
        self.words = struct.pack(f"!{len(words)}I", *words)

    def send(self, by):
        frame = (ctypes.c_char * len(self.frame)).from_buffer(self.frame)
        write_each(by.fileno(), ctypes.addressof(frame), len(self.frame), self.words, self.count,
                   ctypes.addressof(frame) + self.offset)
