#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Answers netlink questions in the kernel's place, as the root of a network namespace can.

  hostile_sender.py FORM COUNT-FILE

Sends to every netlink port of the namespace that it runs in but its own, or to groups, until it is killed:

  tunnel      a dump of links with the tunnel "forged"
  moved       the same to a command that asked for a namespace's number before
  refusal     EPERM
  length      an acknowledgement that says that it holds a request of 2 GiB
  short       messages that end within the structure that they begin with
  group       tunnels, addresses and resynchronisations, to the groups that monitor joins

Each with the sequence numbers that a command begins with. COUNT-FILE gets the number of the datagrams that were sent
to a port that exists, whether or not the kernel let them through.
"""
import os
import socket
import struct
import sys
import time

from config_netlink import (ACK_TLVS, IFLA_IFNAME, IFLA_LINKINFO, INFO_DATA, INFO_KIND, NLMSG_ERROR, REQUEST,
                            RTM_NEWLINK, attr, attrs)
from hostile_netlink import (CTRL_FAMILY_ID, CTRL_FAMILY_NAME, CTRL_GETFAMILY, GENERIC, GENL_ID_CTRL, IFLA_MTU, ROUTE,
                             RTM_DELLINK, RTM_NEWADDR, Socket)

CTRL_MCAST_GROUPS, GROUP_ID = 7, 2
RESYNC_NTF, A_IFINDEX, A_IFNAME = 3, 5, 6
NLMSG_DONE, MULTI = 3, 2
RTM_NEWNSID, NETNSA_NSID, IFLA_LINK_NETNSID = 88, 1, 37
IFA_ADDRESS, IFA_LOCAL = 1, 2
GROUP_LINK, GROUP_IPV4_IFADDR = 1, 5
INDEX, EPERM = 4242, 1
SEQUENCES = range(1, 5)


def message(kind, flags, sequence, port, payload):
    return struct.pack("=IHHII", 16 + len(payload), kind, flags, sequence, port) + payload + bytes(-len(payload) % 4)


def tunnel():
    data = attr(7, socket.inet_pton(socket.AF_INET, "192.0.2.66"))
    info = attr(INFO_KIND, b"gre2890\0") + attr(INFO_DATA, data)
    return struct.pack("=BxHiII", 0, 0, INDEX, 1, 0) + attr(IFLA_IFNAME, b"forged\0") + \
        attr(IFLA_MTU, struct.pack("=I", 1400)) + attr(IFLA_LINKINFO, info)


def dump(sequence, port, link):
    return message(RTM_NEWLINK, MULTI, sequence, port, link) + message(NLMSG_DONE, MULTI, sequence, port, bytes(4))


def error(sequence, port, number, length=16, flags=0):
    return message(NLMSG_ERROR, flags, sequence, port, struct.pack("=iIHHII", -number, length, 0, 0, 0, 0))


def forged_tunnel(port):
    return [dump(sequence, port, tunnel()) for sequence in SEQUENCES]


def moved(port):
    number = struct.pack("=B3x", 0) + attr(NETNSA_NSID, bytes(4))
    link = tunnel() + attr(IFLA_LINK_NETNSID, bytes(4))
    return [message(RTM_NEWNSID, 0, 1, port, number) + error(1, port, 0)] + \
        [dump(sequence, port, link) for sequence in SEQUENCES[1:]]


def refusal(port):
    return [error(sequence, port, EPERM) for sequence in SEQUENCES]


def length(port):
    return [error(sequence, port, 0, 0x7ffffff0, ACK_TLVS) for sequence in SEQUENCES]


def short(port):
    return [message(kind, MULTI, sequence, port, b"") for sequence in SEQUENCES
            for kind in (RTM_NEWLINK, RTM_NEWADDR, RTM_NEWNSID, NLMSG_DONE, NLMSG_ERROR)]


UNICAST = {"tunnel": forged_tunnel, "moved": moved, "refusal": refusal, "length": length, "short": short}


def ports(own):
    """The protocols and ports of the namespace's netlink sockets."""
    with open("/proc/self/net/netlink") as lines:
        next(lines)
        for line in lines:
            protocol, port = (int(word) for word in line.split()[1:3])
            if protocol in own and port and port % (1 << 32) != own[protocol].getsockname()[0]:
                yield protocol, port % (1 << 32)


def flood_ports(own, datagrams, count):
    for protocol, port in ports(own):
        for datagram in datagrams(port):
            try:
                count[0] += 1
                own[protocol].sendto(datagram, socket.MSG_DONTWAIT, (port, 0))
            except OSError:
                pass


def find_group():
    """The family's number, and that of its group."""
    sock = Socket(GENERIC)
    name = attr(CTRL_FAMILY_NAME, b"gre2890\0")
    answer = sock.wait(sock.send(GENL_ID_CTRL, REQUEST, struct.pack("=BBH", CTRL_GETFAMILY, 1, 0) + name))[2]
    family = {kind: value for kind, value, _ in attrs(answer[4:])}
    group = {kind: value for _, nest, _ in attrs(family[CTRL_MCAST_GROUPS]) for kind, value, _ in attrs(nest)}
    return struct.unpack("=H", family[CTRL_FAMILY_ID])[0], struct.unpack("=I", group[GROUP_ID])[0]


def flood_groups(own, group, count):
    address = struct.pack("=BBBBi", socket.AF_INET, 24, 0x80, 0, INDEX)
    address += b"".join(attr(kind, socket.inet_pton(socket.AF_INET, "10.66.0.1")) for kind in (IFA_ADDRESS, IFA_LOCAL))
    resync = struct.pack("=BBH", RESYNC_NTF, 1, 0) + attr(A_IFINDEX, struct.pack("=I", INDEX)) + attr(A_IFNAME, b"forged\0")
    for protocol, number, datagram in (
            (ROUTE, GROUP_LINK, message(RTM_NEWLINK, 0, 0, 0, tunnel())),
            (ROUTE, GROUP_IPV4_IFADDR, message(RTM_NEWADDR, 0, 0, 0, address)),
            (ROUTE, GROUP_LINK, message(RTM_DELLINK, 0, 0, 0, tunnel())),
            (GENERIC, group[1], message(group[0], 0, 0, 0, resync))):
        count[0] += 1
        try:
            own[protocol].sendto(datagram, socket.MSG_DONTWAIT, (0, 1 << number - 1))
        except OSError:
            pass


def main():
    form, file = sys.argv[1:]
    own = {protocol: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol) for protocol in (ROUTE, GENERIC)}
    count = [0]
    for sender in own.values():
        sender.bind((0, 0))
    group = find_group() if form == "group" else None
    while True:
        if form == "group":
            flood_groups(own, group, count)
        else:
            flood_ports(own, UNICAST[form], count)
        # As a whole: the test reads it at any time.
        with open(file + ".new", "w") as out:
            print(count[0], file=out)
        os.replace(file + ".new", file)
        time.sleep(0.01)


main()
