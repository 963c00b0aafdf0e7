#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Bulk TCP through tunnels between two network namespaces, sender and receiver together.

   +--------+           veth, MTU 1500                +--------+
   | a      | 192.0.U.1 --------- uU ------ 192.0.U.2 |      b |
   |        |  10.N.0.1 ==== tunnel N ====== 10.N.0.2 |        |
   +--------+                                         +--------+

U is 1 for an underlay that takes large packets whole, as between namespaces of a host, and 2 for one where
segments are made before it, as for a wire.
"""
import select
import socket
import subprocess

import measure

WARM_UP = 32 << 20
OCTETS = 64 << 20
WRITE = 1 << 20
PORT = 2890

KINDS = {"ip_gre": "gre", "gre2890": "gre2890"}
WORDS = ("key", "key seq", "key csum", "key csum seq")
UNDERLAYS = {"": 1, "wire: ": 2}
OFFLOADS = ("tso", "gso", "tx-gre-segmentation", "tx-gre-csum-segmentation")


def underlay(number):
    device = f"u{number}"
    measure.ip("link", "add", device, "netns", "a", "type", "veth", "peer", "name", device, "netns", "b")
    for end, name in (1, "a"), (2, "b"):
        measure.ip("-n", name, "address", "add", f"192.0.{number}.{end}/24", "dev", device)
        measure.ip("-n", name, "link", "set", device, "up")
        if number == 2:
            subprocess.run(["ip", "netns", "exec", name, "ethtool", "-K", device,
                            *(word for offload in OFFLOADS for word in (offload, "off"))], check=True)


def tunnel(number, below, kind, words):
    """Returns the address of its end in b."""
    words = words.replace("key", f"key {number}").split()
    device = f"t{number}"
    for name, near, far in ("a", 1, 2), ("b", 2, 1):
        measure.ip("-n", name, "link", "add", device, "type", kind, "local", f"192.0.{below}.{near}",
                   "remote", f"192.0.{below}.{far}", *words)
        measure.ip("-n", name, "address", "add", f"10.{number}.0.{near}/24", "dev", device)
        measure.ip("-n", name, "link", "set", device, "up")
    return f"10.{number}.0.2"


def connect(address):
    """Returns the two ends of a connection from a to b."""
    measure.enter("b")
    server = socket.create_server((address, PORT))
    measure.enter("a")
    source = socket.create_connection((address, PORT))
    sink = server.accept()[0]
    server.close()
    for end in source, sink:
        end.setblocking(False)
    return source, sink


def carry(source, sink, octets):
    """One process writes and reads by turns, so that no figure depends on when which of two was woken."""
    data, buffer = bytes(WRITE), bytearray(WRITE)
    while octets:
        readable, writable, _ = select.select([sink], [source], [])
        if writable:
            source.send(data)
        if readable:
            octets -= sink.recv_into(buffer, min(octets, len(buffer)))


def transfer(address):
    """Returns instructions per kB."""
    source, sink = connect(address)
    carry(source, sink, WARM_UP)
    meter = measure.Instructions()
    carry(source, sink, OCTETS)
    count = meter.stop()
    source.close()
    sink.close()
    return count / (OCTETS / 1000)


def without_seq(case):
    return case.removesuffix(" seq") if case.endswith(" seq") else None


measure.need_counting_clock()
for namespace in "a", "b":
    measure.ip("netns", "add", namespace)
cases = {}
for prefix, below in UNDERLAYS.items():
    underlay(below)
    cases[f"{prefix}no tunnel"] = f"192.0.{below}.2"
    for words in WORDS:
        for title, kind in KINDS.items():
            cases[f"{prefix}{title} {words}"] = tunnel(len(cases), below, kind, words)
measure.report("tcp", "instructions per kB (1000 octets), both ends", measure.rounds(cases, transfer), without_seq)
