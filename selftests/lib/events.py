# SPDX-License-Identifier: GPL-2.0
"""The resynchronisations that gre2890 reports, for statements of inject.py."""
import collections
import socket
import struct

from netlink import NETLINK_ADD_MEMBERSHIP, NETLINK_GENERIC, SOL_NETLINK, Socket, commands, named, string
from netns import enter, inside

Event = collections.namedtuple("Event", "dev last number count")


class Events:
    """Listens to the multicast group "events" of the generic netlink family in a namespace."""

    def __init__(self, space):
        enter(space)
        self.space = space
        listener = Socket(NETLINK_GENERIC)
        self.family, groups = listener.family()
        self.sock = listener.socket
        self.sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, groups["events"])
        self.sock.setblocking(False)

    def read(self):
        """The events since the last call"""
        events = []
        while True:
            try:
                data = self.sock.recv(1 << 16)
            except BlockingIOError:
                return events
            if struct.unpack_from("=H", data, 4)[0] != self.family or data[16] != commands()["resync-ntf"]:
                continue
            found = named("netns", data[20:])
            index, last, number = (struct.unpack("=I", found[word])[0]
                                   for word in ("ifindex", "resync-last", "resync-number"))
            name = string(found["ifname"])
            with inside(self.space):
                same = socket.if_nametoindex(name) == index
            events.append(Event(name if same else f"{name}, index {index}", last, number,
                                *struct.unpack("=Q", found["resync-count"])))
