# SPDX-License-Identifier: GPL-2.0
"""Links by the thousand: requests are made beforehand, so that next to nothing but the kernel is measured."""
import socket
import struct

BATCH = 100

RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK = 16, 17, 18
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, NLM_F_CREATE, NLM_F_EXCL = 1, 4, 0x300, 0x400, 0x200
NLMSG_DONE = 3
IFLA_IFNAME, IFLA_LINKINFO, IFLA_GROUP = 3, 18, 27
IFLA_INFO_KIND, IFLA_INFO_DATA = 1, 2
IFLA_GRE_IFLAGS, IFLA_GRE_OFLAGS, IFLA_GRE_IKEY, IFLA_GRE_OKEY, IFLA_GRE_LOCAL, IFLA_GRE_REMOTE = 2, 3, 4, 5, 6, 7
GRE_KEY = 0x2000
IFF_UP = 1
LOCAL, REMOTE = (socket.inet_aton(f"192.0.2.{end}") for end in (1, 2))


def attr(number, value):
    return struct.pack("=HH", 4 + len(value), number) + value + bytes(-len(value) % 4)


def request(kind, flags, attrs, up=0):
    body = struct.pack("=BxHiII", 0, 0, 0, up, up) + attrs
    return struct.pack("=IHHII", 16 + len(body), kind, NLM_F_REQUEST | flags, 1, 0) + body


def link(kind, number, group, change):
    """Adds one whose key is its number, or gives it another key."""
    key = number | change << 24
    info = attr(IFLA_INFO_KIND, kind.encode())
    if kind != "dummy":
        info += attr(IFLA_INFO_DATA, b"".join((
            attr(IFLA_GRE_LOCAL, LOCAL), attr(IFLA_GRE_REMOTE, REMOTE),
            attr(IFLA_GRE_IFLAGS, struct.pack(">H", GRE_KEY)), attr(IFLA_GRE_OFLAGS, struct.pack(">H", GRE_KEY)),
            attr(IFLA_GRE_IKEY, struct.pack(">I", key)), attr(IFLA_GRE_OKEY, struct.pack(">I", key)))))
    attrs = (attr(IFLA_IFNAME, f"t{number}".encode() + b"\0"), attr(IFLA_GROUP, struct.pack("=I", group)),
             attr(IFLA_LINKINFO, info))
    return request(RTM_NEWLINK, 0 if change else NLM_F_CREATE | NLM_F_EXCL, b"".join(attrs), IFF_UP)


def delete_group(group):
    return request(RTM_DELLINK, 0, attr(IFLA_GROUP, struct.pack("=I", group)))


def links(kind, numbers, group, change=False):
    return batches([link(kind, number, group, change) for number in numbers])


def batches(requests):
    """Only the last one of each is answered, unless there is an error."""
    result = []
    for start in range(0, len(requests), BATCH):
        *first, last = requests[start:start + BATCH]
        length, kind, flags = struct.unpack_from("=IHH", last)
        result.append(b"".join(first) + struct.pack("=IHH", length, kind, flags | NLM_F_ACK) + last[8:])
    return result


class Netlink:
    """In the namespace where it is made."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self.buffer = bytearray(1 << 16)

    def send(self, batches_):
        for batch in batches_:
            self.socket.send(batch)
            self.socket.recv_into(self.buffer)
            error = struct.unpack_from("=i", self.buffer, 16)[0]
            if error:
                raise OSError(-error, "netlink")

    def dump(self):
        self.socket.send(request(RTM_GETLINK, NLM_F_DUMP, b""))
        while True:
            size = self.socket.recv_into(self.buffer)
            # alone, or the last in a buffer
            if struct.unpack_from("=IH", self.buffer, size - 20) == (20, NLMSG_DONE):
                return
