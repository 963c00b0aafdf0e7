#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Accepts the packets in a netfilter queue, and drops those that contain a word.

  verdicts.py QUEUE WORD

Prints a line when it is bound to the queue, and runs until it is killed.
"""
import socket
import struct
import sys

from netlink import NETLINK_NETFILTER, Socket, attr, error_name, table

NFQNL_MSG_PACKET, NFQNL_MSG_VERDICT, NFQNL_MSG_CONFIG = (3 << 8 | kind for kind in range(3))
NFQA_CFG_CMD, NFQA_CFG_PARAMS = 1, 2
NFQNL_CFG_CMD_BIND, NFQNL_COPY_PACKET = 1, 2
NFQA_PACKET_HDR, NFQA_VERDICT_HDR, NFQA_PAYLOAD = 1, 2, 10
NF_DROP, NF_ACCEPT = 0, 1


def main():
    queue, word = int(sys.argv[1]), sys.argv[2].encode()
    netlink = Socket(NETLINK_NETFILTER, None)
    nfgenmsg = struct.pack("!BBH", socket.AF_UNSPEC, 0, queue)
    error = netlink.ask(NFQNL_MSG_CONFIG, 0, nfgenmsg + attr(NFQA_CFG_CMD, struct.pack("!BxH", NFQNL_CFG_CMD_BIND, 0)) +
                        attr(NFQA_CFG_PARAMS, struct.pack("!IB", 0xFFFF, NFQNL_COPY_PACKET))).error
    if error:
        sys.exit(f"verdicts.py: queue {queue}: {error_name(error)}")
    print("ready", flush=True)
    while True:
        message = netlink.socket.recv(1 << 17)
        assert struct.unpack_from("=H", message, 4) == (NFQNL_MSG_PACKET,)
        packet = table(message[20:])
        verdict = NF_DROP if word in packet[NFQA_PAYLOAD] else NF_ACCEPT
        netlink.send(NFQNL_MSG_VERDICT, 0, nfgenmsg + attr(NFQA_VERDICT_HDR, struct.pack("!I", verdict) +
                                                           packet[NFQA_PACKET_HDR][:4]))


if __name__ == "__main__":
    main()
