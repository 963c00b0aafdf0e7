#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Sends one GRE packet from this host to itself and prints the link layer address that netfilter reports for it.

  netfilter_log.py log|queue NUMBER SRC DST KEY packet|MAC

Listens to group or queue NUMBER. MAC is the destination of an Ethernet frame around the inner IPv4 packet. Prints
DEVICE ADDRESS TEXT: the device that the packet came in by, "none" if the kernel reports no address, and the packet's
text. An instance of nfnetlink_log or nfnetlink_queue has 8 octets for the address.
"""
import socket
import struct
import sys

from netlink import NETLINK_NETFILTER, Socket, attr, error_name, table
from packets import ETH_IP, ETH_TEB, ethernet, gre, ip4, udp

SECONDS = 20
COPY_PACKET = 2

# subsystem, configuration message, bind command, its format, parameters
LOG = (4, 1, lambda number: struct.pack("=B", 1), lambda: struct.pack("!IBx", 0xFFFF, COPY_PACKET))
QUEUE = (3, 2, lambda number: struct.pack("!BxH", 1, 0), lambda: struct.pack("!IB", 0xFFFF, COPY_PACKET))
LOG_INDEV, LOG_HWADDR, LOG_PAYLOAD = 4, 8, 9
QUEUE_INDEV, QUEUE_HWADDR, QUEUE_PAYLOAD = 5, 9, 10


def listen(kind, number):
    subsystem, config, bind, params = kind
    netlink = Socket(NETLINK_NETFILTER, SECONDS)
    threshold = attr(5, struct.pack("!I", 1)) if kind is LOG else b""
    for attribute in attr(1, bind(number)), attr(2, params()) + threshold:
        error = netlink.ask(subsystem << 8 | config, 0, struct.pack("!BBH", socket.AF_INET, 0, number) + attribute).error
        if error:
            sys.exit(f"netfilter_log.py: {number}: {error_name(error)}")
    return netlink.socket


def send(src, dst, key, frame):
    inner = ip4("10.0.0.1", "10.9.0.2", udp("text", "10.0.0.1", "10.9.0.2"))
    proto = ETH_IP
    if frame != "packet":
        inner = ethernet(frame, "02:00:00:00:00:aa", inner)
        proto = ETH_TEB
    number, packet = gre(inner, int(key), csum=True, proto=proto)
    family = socket.AF_INET6 if ":" in src else socket.AF_INET
    with socket.socket(family, socket.SOCK_RAW, number) as sock:
        sock.bind((src, 0))
        sock.sendto(packet, (dst, 0))


def address(hw):
    """struct nfulnl_msg_packet_hw, or nfqnl's, which is the same"""
    if hw is None:
        return "none"
    return hw[4:4 + struct.unpack_from("!H", hw)[0]].hex(":")


def main():
    kind, number = sys.argv[1], int(sys.argv[2])
    log = kind == "log"
    netlink = listen(LOG if log else QUEUE, number)
    send(*sys.argv[3:])
    try:
        message = netlink.recv(1 << 17)
    except socket.timeout:
        sys.exit("netfilter_log.py: nothing came")
    found = table(message[20:])
    indev, hwaddr, payload = ((LOG_INDEV, LOG_HWADDR, LOG_PAYLOAD) if log else
                              (QUEUE_INDEV, QUEUE_HWADDR, QUEUE_PAYLOAD))
    device = socket.if_indextoname(int.from_bytes(found[indev], "big"))
    print(device, address(found.get(hwaddr)), found[payload][28:].decode())


if __name__ == "__main__":
    main()
