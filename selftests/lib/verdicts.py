#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Accepts the packets in a queue of netfilter, but for those with a certain word, which it drops.

  verdicts.py QUEUE WORD

Prints a line when it has the queue, and then goes on until it is killed.
"""
import socket
import struct
import sys

from config_netlink import ACK, REQUEST, attr, attrs

NETLINK_NETFILTER = 12
NFQNL_MSG_PACKET, NFQNL_MSG_VERDICT, NFQNL_MSG_CONFIG = (3 << 8 | kind for kind in range(3))
NFQA_CFG_CMD, NFQA_CFG_PARAMS = 1, 2
NFQNL_CFG_CMD_BIND, NFQNL_COPY_PACKET = 1, 2
NFQA_PACKET_HDR, NFQA_VERDICT_HDR, NFQA_PAYLOAD = 1, 2, 10
NF_DROP, NF_ACCEPT = 0, 1


def main():
    queue, word = int(sys.argv[1]), sys.argv[2].encode()
    netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
    netlink.bind((0, 0))

    def send(kind, flags, *attributes):
        payload = struct.pack("!BBH", socket.AF_UNSPEC, 0, queue) + b"".join(attributes)
        netlink.send(struct.pack("=IHHII", 16 + len(payload), kind, REQUEST | flags, 0, 0) + payload)

    send(NFQNL_MSG_CONFIG, ACK, attr(NFQA_CFG_CMD, struct.pack("!BxH", NFQNL_CFG_CMD_BIND, 0)),
         attr(NFQA_CFG_PARAMS, struct.pack("!IB", 0xFFFF, NFQNL_COPY_PACKET)))
    error, = struct.unpack_from("=i", netlink.recv(1 << 16), 16)
    if error:
        sys.exit(f"verdicts.py: queue {queue}: error {-error}")
    print("ready", flush=True)
    while True:
        message = netlink.recv(1 << 17)
        assert struct.unpack_from("=H", message, 4) == (NFQNL_MSG_PACKET,)
        packet = {kind: payload for kind, payload, _ in attrs(message[20:])}
        verdict = NF_DROP if word in packet[NFQA_PAYLOAD] else NF_ACCEPT
        send(NFQNL_MSG_VERDICT, 0, attr(NFQA_VERDICT_HDR, struct.pack("!I", verdict) + packet[NFQA_PACKET_HDR][:4]))


if __name__ == "__main__":
    main()
