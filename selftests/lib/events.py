# SPDX-License-Identifier: GPL-2.0
"""The events that gre2890 reports, for statements of inject.py."""
import collections
import socket
import struct

from netlink import NETLINK_ADD_MEMBERSHIP, NETLINK_GENERIC, SOL_NETLINK, Socket, commands, enumeration, named, string
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

    def messages(self, command):
        """The devices and attributes of the events with this name since the last call"""
        while True:
            try:
                data = self.sock.recv(1 << 16)
            except BlockingIOError:
                return
            if struct.unpack_from("=H", data, 4)[0] != self.family or data[16] != commands()[command]:
                continue
            found = named("netns", data[20:])
            index, = struct.unpack("=I", found["ifindex"])
            name = string(found["ifname"])
            with inside(self.space):
                same = socket.if_nametoindex(name) == index
            yield name if same else f"{name}, index {index}", found

    def read(self):
        """The resynchronisations since the last call"""
        return [Event(dev, *(struct.unpack("=I", found[word])[0] for word in ("resync-last", "resync-number")),
                      *struct.unpack("=Q", found["resync-count"])) for dev, found in self.messages("resync-ntf")]

    def states(self):
        """The states that tunnels have entered since the last call"""
        return [f"{dev} {enumeration('state')[found['state'][0]]}" for dev, found in self.messages("state-ntf")]
