#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Answers netlink requests in place of the kernel, as root in a network namespace can.

  hostile_sender.py FORM COUNT-FILE

Sends to every other netlink port of its namespace, or to groups, until it is killed:

  tunnel      a dump of links with the tunnel "forged"
    moved       the same, after the answer to a request for the number of a namespace
  refusal     EPERM
    length      an acknowledgement that claims to hold a request of 2 GiB
    short       messages that end within their first structure
  group       tunnels, addresses, resynchronisations and states, to the groups that monitor joins

Each message has one of the sequence numbers that a command starts with. COUNT-FILE gets the number of datagrams that
were sent to an existing port, whether or not the kernel delivered them.
"""
import os
import socket
import struct
import sys
import time

from netlink import (IFA_ADDRESS, IFA_LOCAL, IFLA_IFNAME, IFLA_INFO_DATA, IFLA_INFO_KIND, IFLA_LINK_NETNSID, IFLA_LINKINFO,
                     IFLA_MTU, NETLINK_GENERIC, NETLINK_ROUTE, NLM_F_ACK_TLVS, NLM_F_MULTI, NLMSG_DONE, NLMSG_ERROR,
                     RTM_DELLINK, RTM_NEWADDR, RTM_NEWLINK, RTM_NEWNSID, Socket, attr, commands, genl, ifinfo, message,
                     numbers, option)
from packets import packed

NETNSA_NSID = 1
GROUP_LINK, GROUP_IPV4_IFADDR = 1, 5
INDEX, EPERM = 4242, 1
SEQUENCES = range(1, 5)


def tunnel():
    info = attr(IFLA_INFO_KIND, b"gre2890\0") + attr(IFLA_INFO_DATA, option("remote=192.0.2.66"))
    return ifinfo(INDEX, 1) + attr(IFLA_IFNAME, b"forged\0") + attr(IFLA_MTU, struct.pack("=I", 1400)) + \
        attr(IFLA_LINKINFO, info)


def dump(sequence, port, link):
    return message(RTM_NEWLINK, NLM_F_MULTI, link, sequence, port) + \
        message(NLMSG_DONE, NLM_F_MULTI, bytes(4), sequence, port)


def error(sequence, port, number, length=16, flags=0):
    return message(NLMSG_ERROR, flags, struct.pack("=iIHHII", -number, length, 0, 0, 0, 0), sequence, port)


def forged_tunnel(port):
    return [dump(sequence, port, tunnel()) for sequence in SEQUENCES]


def moved(port):
    number = struct.pack("=B3x", 0) + attr(NETNSA_NSID, bytes(4))
    link = tunnel() + attr(IFLA_LINK_NETNSID, bytes(4))
    return [message(RTM_NEWNSID, 0, number, 1, port) + error(1, port, 0)] + \
        [dump(sequence, port, link) for sequence in SEQUENCES[1:]]


def refusal(port):
    return [error(sequence, port, EPERM) for sequence in SEQUENCES]


def length(port):
    return [error(sequence, port, 0, 0x7ffffff0, NLM_F_ACK_TLVS) for sequence in SEQUENCES]


def short(port):
    return [message(kind, NLM_F_MULTI, b"", sequence, port) for sequence in SEQUENCES
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


def announcements():
    """Protocol, group and message of each forged event"""
    family, groups = Socket(NETLINK_GENERIC).family()
    address = struct.pack("=BBBBi", socket.AF_INET, 24, 0x80, 0, INDEX)
    address += b"".join(attr(kind, packed("10.66.0.1")) for kind in (IFA_ADDRESS, IFA_LOCAL))
    number = numbers("netns")
    device = attr(number["ifindex"], struct.pack("=I", INDEX)) + attr(number["ifname"], b"forged\0")
    resync = genl(commands()["resync-ntf"]) + device
    state = genl(commands()["state-ntf"]) + device + attr(number["state"], b"\4")
    return ((NETLINK_ROUTE, GROUP_LINK, message(RTM_NEWLINK, 0, tunnel())),
            (NETLINK_ROUTE, GROUP_IPV4_IFADDR, message(RTM_NEWADDR, 0, address)),
            (NETLINK_ROUTE, GROUP_LINK, message(RTM_DELLINK, 0, tunnel())),
            (NETLINK_GENERIC, groups["events"], message(family, 0, resync)),
            (NETLINK_GENERIC, groups["events"], message(family, 0, state)))


def flood_groups(own, events, count):
    for protocol, number, datagram in events:
        count[0] += 1
        try:
            own[protocol].sendto(datagram, socket.MSG_DONTWAIT, (0, 1 << number - 1))
        except OSError:
            pass


def main():
    form, file = sys.argv[1:]
    own = {protocol: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol) for protocol in
           (NETLINK_ROUTE, NETLINK_GENERIC)}
    count = [0]
    for sender in own.values():
        sender.bind((0, 0))
    events = announcements() if form == "group" else None
    while True:
        if form == "group":
            flood_groups(own, events, count)
        else:
            flood_ports(own, UNICAST[form], count)
        # Replace the file as a whole: the test may read it at any time.
        with open(file + ".new", "w") as out:
            print(count[0], file=out)
        os.replace(file + ".new", file)
        time.sleep(0.01)


main()
