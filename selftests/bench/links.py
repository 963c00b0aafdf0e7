# SPDX-License-Identifier: GPL-2.0
"""Adds, changes and deletes thousands of links. Requests are made in advance, so that mostly the kernel is measured."""
import struct

from netlink import (IFLA_GROUP, IFLA_IFNAME, IFLA_INFO_DATA, IFLA_INFO_KIND, IFLA_LINKINFO, NETLINK_ROUTE, NLM_F_ACK,
                     NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL, NLM_F_REQUEST, NLMSG_DONE, RTM_DELLINK, RTM_GETLINK, RTM_NEWLINK,
                     Socket, attr, ifinfo, message, option)

BATCH = 100
IFF_UP = 1
ENDS = b"".join(map(option, ("local=192.0.2.1", "remote=192.0.2.2", "iflags=0x2000", "oflags=0x2000")))


def request(kind, flags, payload):
    return message(kind, NLM_F_REQUEST | flags, payload, 1)


def link(kind, number, group, change):
    """A request that adds a link whose key is its number, or changes the key"""
    key = number | change << 24
    info = attr(IFLA_INFO_KIND, kind.encode())
    if kind != "dummy":
        info += attr(IFLA_INFO_DATA, ENDS + option(f"ikey={key}") + option(f"okey={key}"))
    attrs = (attr(IFLA_IFNAME, f"t{number}".encode() + b"\0"), attr(IFLA_GROUP, struct.pack("=I", group)),
             attr(IFLA_LINKINFO, info))
    return request(RTM_NEWLINK, 0 if change else NLM_F_CREATE | NLM_F_EXCL, ifinfo(0, IFF_UP, IFF_UP) + b"".join(attrs))


def delete_group(group):
    return request(RTM_DELLINK, 0, ifinfo() + attr(IFLA_GROUP, struct.pack("=I", group)))


def links(kind, numbers, group, change=False):
    return batches([link(kind, number, group, change) for number in numbers])


def batches(requests):
    """Only the last request of each batch is answered, unless there is an error."""
    result = []
    for start in range(0, len(requests), BATCH):
        *first, last = requests[start:start + BATCH]
        length, kind, flags = struct.unpack_from("=IHH", last)
        result.append(b"".join(first) + struct.pack("=IHH", length, kind, flags | NLM_F_ACK) + last[8:])
    return result


class Links:
    """A netlink socket in the namespace where it is made"""

    def __init__(self):
        self.socket = Socket(NETLINK_ROUTE).socket
        self.buffer = bytearray(1 << 16)

    def send(self, batches_):
        for batch in batches_:
            self.socket.send(batch)
            self.socket.recv_into(self.buffer)
            error = struct.unpack_from("=i", self.buffer, 16)[0]
            if error:
                raise OSError(-error, "netlink")

    def dump(self):
        self.socket.send(request(RTM_GETLINK, NLM_F_DUMP, ifinfo()))
        while True:
            size = self.socket.recv_into(self.buffer)
            # alone, or the last message in a buffer
            if struct.unpack_from("=IH", self.buffer, size - 20) == (20, NLMSG_DONE):
                return
