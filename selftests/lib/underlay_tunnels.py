#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Speaks the TUNNEL commands of the generic netlink family gre2890.

Reads commands, one a line, and answers each with one line; with a file's name for an argument the answer goes there,
and "answered" to standard output, as a shell reads a pipe octet by octet:

    dump [EVERY [PROGRAM]]           JSON: "tunnels", a list, and "interrupted". With EVERY, one of the lines that
                                     PROGRAM prints is run by sh before every so many-th read of the socket.
    get ID                           JSON: the tunnel
    same ID                          "same", or the attributes of RTM_GETLINK that the answer has otherwise
    set ID [ATTR=VALUE]...           OK, or: ERROR ATTR TEXT, where ATTR is the number that the kernel points at
    del ID...                        likewise
    send COMMAND FLAGS [TYPE=HEX]...     likewise: a command with any attributes; @ID in HEX is a number

ATTR=VALUE as in config_netlink.py, beside which "kind=KIND", "nokind", "nodata", "nolink" and "ifla:N=HEX" (an
attribute next to IFLA_LINKINFO), "info:N=HEX" (one in it) stand for themselves. An error of a dump or get is told as
that of a set.
"""
import errno
import json
import socket
import struct
import subprocess
import sys

from config_netlink import (ACK, ACK_TLVS, BY_NUMBER, CAPPED, EXT_ACK, IFLA_LINKINFO, INFO_DATA, INFO_KIND, NESTED,
                            NLMSG_ERROR, REQUEST, RTM_GETLINK, SOL_NETLINK, attr, attrs, encode)

GENERIC, ROUTE = 16, 0
GENL_ID_CTRL, CTRL_GETFAMILY, CTRL_FAMILY_ID, CTRL_FAMILY_NAME = 16, 3, 1, 2
NLMSG_DONE, DUMP, DUMP_INTR = 3, 0x300, 0x10
GET, SET, DEL = 4, 5, 6
IFINDEX, IFNAME, ID, INODE, NSID, FLAGS, LINK = 5, 6, 12, 13, 14, 15, 16
MTU, OPERSTATE, ALIAS, STATS64, GROUP, CARRIER, MASTER, ADDRESS, INFO_XSTATS = 4, 16, 20, 23, 27, 33, 10, 1, 3
PLAIN = {MTU: "mtu", OPERSTATE: "operstate", GROUP: "group", CARRIER: "carrier", MASTER: "master"}
SMALL = 8192


class Refused(Exception):
    pass


def number(value):
    return int.from_bytes(value, sys.byteorder)


def table(data):
    return {kind: value for kind, value, _ in attrs(data)}


def describe(data):
    """The attributes of an answer, by name"""
    found = table(data)
    link = table(found[LINK])
    info = table(link[IFLA_LINKINFO])
    tunnel = {"id": number(found[ID]), "inode": number(found[INODE]), "ifindex": number(found[IFINDEX]),
              "name": found[IFNAME].rstrip(b"\0").decode(errors="backslashreplace"), "flags": number(found[FLAGS]),
              "kind": info[INFO_KIND].rstrip(b"\0").decode(), "address": link[ADDRESS].hex(),
              "rx_packets": number(link[STATS64][:8]), "counters": len(table(info[INFO_XSTATS])),
              "data": {BY_NUMBER.get(kind, str(kind)): value.hex() for kind, value in table(info[INFO_DATA]).items()}}
    tunnel.update({name: number(link[kind]) for kind, name in PLAIN.items() if kind in link})
    if NSID in found:
        tunnel["nsid"] = struct.unpack("=i", found[NSID])[0]
    if ALIAS in link:
        tunnel["alias"] = link[ALIAS].rstrip(b"\0").decode()
    return tunnel


class Netlink:
    def __init__(self, protocol):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        self.socket.bind((0, 0))
        self.socket.setsockopt(SOL_NETLINK, EXT_ACK, 1)
        self.socket.settimeout(60)
        self.sequence = 0

    def send(self, kind, flags, payload):
        self.sequence += 1
        message = struct.pack("=IHHII", 16 + len(payload), kind, REQUEST | flags, self.sequence, 0) + payload
        self.socket.send(message)
        return message

    def receive(self, size=1 << 18):
        """One read of the socket: type, flags and payload of each message"""
        data = self.socket.recv(size)
        while data:
            length, kind, flags, sequence, _ = struct.unpack_from("=IHHII", data)
            assert sequence == self.sequence
            yield kind, flags, data[16:length]
            data = data[(length + 3) & ~3:]


def judge(message, flags, answer):
    """Raises what an error says; the kernel's zero is none."""
    error, = struct.unpack_from("=i", answer)
    if not error:
        return
    text, where = "", "-"
    if flags & ACK_TLVS:
        for kind, value, _ in attrs(answer[20 if flags & CAPPED else 4 + len(message):]):
            if kind == 1:
                text = value.rstrip(b"\0").decode()
            elif kind == 2:
                where = struct.unpack_from("=H", message, number(value) + 2)[0] & 0x3fff
    name = "EOPNOTSUPP" if error == -errno.EOPNOTSUPP else errno.errorcode[-error]
    raise Refused(f"{name} {where} {text}".rstrip())


class Peer:
    """The kernel fills as large buffers as the socket was ever read with: a dump of many parts has its own."""

    def __init__(self):
        self.generic = Netlink(GENERIC)
        self.generic.send(GENL_ID_CTRL, 0, struct.pack("=BBH", CTRL_GETFAMILY, 1, 0) +
                          attr(CTRL_FAMILY_NAME, b"gre2890\0"))
        (_, _, answer), = self.generic.receive()
        self.family = number(table(answer[4:])[CTRL_FAMILY_ID])

    def send(self, command, flags, payload=b""):
        return self.generic.send(self.family, flags, struct.pack("=BBH", command, 1, 0) + payload)

    def ask(self, command, payload):
        message = self.send(command, ACK, payload)
        for kind, flags, answer in self.generic.receive():
            assert kind == NLMSG_ERROR
            judge(message, flags, answer)
        return "OK"

    def answer(self, ident):
        message = self.send(GET, 0, attr(ID, struct.pack("=I", int(ident))))
        (kind, flags, answer), = self.generic.receive()
        if kind == NLMSG_ERROR:
            judge(message, flags, answer)
        return answer[4:]

    def get(self, ident):
        return json.dumps(describe(self.answer(ident)))

    def dump(self, every="0", *program):
        self.generic = Netlink(GENERIC)
        actions = subprocess.run(program, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines() \
            if program else []
        message = self.send(GET, DUMP)
        tunnels, interrupted, reads, done = [], False, 0, False
        while not done:
            reads += 1
            if actions and reads % int(every) == 0:
                subprocess.run(["sh", "-c", actions.pop(0)], check=True)
            for kind, flags, answer in self.generic.receive(SMALL if program else 1 << 18):
                interrupted |= bool(flags & DUMP_INTR)
                if kind == NLMSG_ERROR:
                    judge(message, flags, answer)
                if kind == NLMSG_DONE:
                    judge(message, flags, answer)
                    done = True
                else:
                    tunnels.append(describe(answer[4:]))
        assert not actions, "the dump is over too soon"
        return json.dumps({"tunnels": tunnels, "interrupted": interrupted})

    def same(self, ident):
        found = table(self.answer(ident))
        route = Netlink(ROUTE)
        route.send(RTM_GETLINK, 0, struct.pack("=BxHiII", 0, 0, number(found[IFINDEX]), 0, 0))
        (_, _, answer), = route.receive()
        wanted = table(answer[16:])
        differ = [str(kind) for kind, value in table(found[LINK]).items()
                  if kind not in (0, IFLA_LINKINFO) and value != wanted.get(kind)]
        info, wanted_info = table(table(found[LINK])[IFLA_LINKINFO]), table(wanted[IFLA_LINKINFO])
        differ += [f"info:{kind}" for kind in info.keys() | wanted_info.keys()
                   if info.get(kind) != wanted_info.get(kind)]
        if number(found[FLAGS]) != struct.unpack_from("=I", answer, 8)[0]:
            differ.append("flags")
        return " ".join(differ) or "same"

    def set(self, ident, *words):
        kind, beside, inside, data = attr(INFO_KIND, b"gre2890"), b"", b"", b""
        for word in words:
            name, _, value = word.partition("=")
            if name == "kind":
                kind = attr(INFO_KIND, value.encode() + b"\0")
            elif name == "nokind":
                kind = b""
            elif name.startswith("ifla:"):
                beside += attr(int(name[5:]), bytes.fromhex(value))
            elif name.startswith("info:"):
                inside += attr(int(name[5:]), bytes.fromhex(value))
            elif name not in ("nodata", "nolink"):
                data += encode(word)
        info = kind + inside + (b"" if "nodata" in words else attr(INFO_DATA, data))
        payload = attr(ID, struct.pack("=I", int(ident)))
        if "nolink" not in words:
            payload += attr(LINK | NESTED, attr(IFLA_LINKINFO, info) + beside)
        return self.ask(SET, payload)

    def run(self, verb, *rest):
        if verb == "del":
            return self.ask(DEL, b"".join(attr(ID, struct.pack("=I", int(ident))) for ident in rest))
        if verb == "send":
            command, flags, *words = rest
            payload = b""
            for word in words:
                kind, _, value = word.partition("=")
                payload += attr(int(kind, 0), struct.pack("=I", int(value[1:])) if value.startswith("@") else
                                bytes.fromhex(value))
            message = self.send(int(command), ACK | int(flags, 0), payload)
            for kind, flags, answer in self.generic.receive():
                if kind == NLMSG_ERROR:
                    judge(message, flags, answer)
            return "OK"
        return {"dump": self.dump, "get": self.get, "same": self.same, "set": self.set}[verb](*rest)


def answer_to(peer, line):
    try:
        return peer.run(*line.split())
    except Refused as refusal:
        return refusal
    except (OSError, ValueError, KeyError, AssertionError, subprocess.CalledProcessError) as error:
        return f"helper: {error!r}"


def main():
    peer = Peer()
    for line in sys.stdin:
        answer = answer_to(peer, line)
        if len(sys.argv) > 1:
            with open(sys.argv[1], "w", encoding="utf-8") as file:
                print(answer, file=file)
            answer = "answered"
        print(answer, flush=True)


if __name__ == "__main__":
    main()
