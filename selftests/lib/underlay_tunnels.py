#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Speaks the TUNNEL commands of the generic netlink family gre2890.

Reads commands, one a line, and answers each with one line. If a file is named as the argument, it writes the answer to
the file and "answered" to standard output, because a shell reads long lines from a pipe slowly:

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
import json
import struct
import subprocess
import sys

from netlink import (IFLA_INFO_DATA, IFLA_INFO_KIND, IFLA_LINKINFO, NETLINK_GENERIC, NETLINK_ROUTE, NLA_F_NESTED, NLM_F_ACK,
                     NLM_F_DUMP, NLM_F_DUMP_INTR, NLMSG_DONE, NLMSG_ERROR, RTM_GETLINK, Socket, attr, commands, error_name,
                     genl, ifinfo, named, numbers, option, option_name, string, table, verdict)

COMMANDS, TUNNEL = commands(), numbers("netns")
PLAIN = "mtu", "operstate", "group", "carrier", "master"
SMALL = 8192


class Refused(Exception):
    pass


def number(value):
    return int.from_bytes(value, sys.byteorder)


def identity(ident):
    return attr(TUNNEL["tunnel-id"], struct.pack("=I", int(ident)))


def describe(data):
    """The attributes of an answer, by name"""
    found = named("netns", data)
    link = named("link", found["link"])
    info = named("linkinfo", link["linkinfo"])
    tunnel = {"id": number(found["tunnel-id"]), "inode": number(found["netns-inode"]), "ifindex": number(found["ifindex"]),
              "name": found["ifname"].rstrip(b"\0").decode(errors="backslashreplace"), "flags": number(found["flags"]),
              "kind": string(info["kind"]), "address": link["address"].hex(), "rx_packets": number(link["stats64"][:8]),
              "counters": len(table(info["xstats"])),
              "data": {option_name(kind): value.hex() for kind, value in table(info["data"]).items()}}
    tunnel.update({name: number(link[name]) for name in PLAIN if name in link})
    if "netnsid" in found:
        tunnel["nsid"] = struct.unpack("=i", found["netnsid"])[0]
    if "ifalias" in link:
        tunnel["alias"] = string(link["ifalias"])
    return tunnel


def judge(request, found):
    """Raise Refused for an acknowledgement with an error."""
    if not found.error:
        return
    where = "-"
    if found.offset is not None:
        where = number(request[found.offset + 2:found.offset + 4]) & 0x3FFF
    raise Refused(f"{error_name(found.error)} {where} {found.text}".rstrip())


class Peer:
    """The kernel fills buffers as large as the largest read of a socket: a dump in many parts has a socket of its own."""

    def __init__(self):
        self.generic = Socket(NETLINK_GENERIC)
        self.family, _ = self.generic.family()

    def send(self, command, flags, payload=b""):
        return self.generic.send(self.family, flags, genl(command) + payload)

    def ask(self, command, flags, payload):
        request = self.send(command, NLM_F_ACK | flags, payload)
        for kind, flags, answer in self.generic.receive():
            if kind == NLMSG_ERROR:
                judge(request, verdict(kind, flags, answer))
        return "OK"

    def answer(self, ident):
        request = self.send(COMMANDS["tunnel-get"], 0, identity(ident))
        kind, flags, answer = self.generic.answer()
        if kind == NLMSG_ERROR:
            judge(request, verdict(kind, flags, answer))
        return answer[4:]

    def get(self, ident):
        return json.dumps(describe(self.answer(ident)))

    def dump(self, every="0", *program):
        self.generic = Socket(NETLINK_GENERIC)
        actions = subprocess.run(program, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines() \
            if program else []
        request = self.send(COMMANDS["tunnel-get"], NLM_F_DUMP)
        tunnels, interrupted, reads, done = [], False, 0, False
        while not done:
            reads += 1
            if actions and reads % int(every) == 0:
                subprocess.run(["sh", "-c", actions.pop(0)], check=True)
            for kind, flags, answer in self.generic.receive(SMALL if program else 1 << 18):
                interrupted |= bool(flags & NLM_F_DUMP_INTR)
                done = kind in (NLMSG_ERROR, NLMSG_DONE)
                if done:
                    judge(request, verdict(kind, flags, answer))
                else:
                    tunnels.append(describe(answer[4:]))
        assert not actions, "the dump is over too soon"
        return json.dumps({"tunnels": tunnels, "interrupted": interrupted})

    def same(self, ident):
        found = named("netns", self.answer(ident))
        route = Socket(NETLINK_ROUTE)
        route.send(RTM_GETLINK, 0, ifinfo(number(found["ifindex"])))
        _, _, answer = route.answer()
        link, wanted = table(found["link"]), table(answer[16:])
        differ = [str(kind) for kind, value in link.items()
                  if kind not in (0, IFLA_LINKINFO) and value != wanted.get(kind)]
        info, wanted_info = table(link[IFLA_LINKINFO]), table(wanted[IFLA_LINKINFO])
        for found_info in info, wanted_info:
            # The next answer may be of the next second.
            found_info[IFLA_INFO_DATA] = {kind: value for kind, value in table(found_info[IFLA_INFO_DATA]).items()
                                          if option_name(kind) != "state_age"}
        differ += [f"info:{kind}" for kind in info.keys() | wanted_info.keys()
                   if info.get(kind) != wanted_info.get(kind)]
        if number(found["flags"]) != struct.unpack_from("=I", answer, 8)[0]:
            differ.append("flags")
        return " ".join(differ) or "same"

    def set(self, ident, *words):
        kind, beside, inside, data = attr(IFLA_INFO_KIND, b"gre2890"), b"", b"", b""
        for word in words:
            name, _, value = word.partition("=")
            if name == "kind":
                kind = attr(IFLA_INFO_KIND, value.encode() + b"\0")
            elif name == "nokind":
                kind = b""
            elif name.startswith("ifla:"):
                beside += attr(int(name[5:]), bytes.fromhex(value))
            elif name.startswith("info:"):
                inside += attr(int(name[5:]), bytes.fromhex(value))
            elif name not in ("nodata", "nolink"):
                data += option(word)
        info = kind + inside + (b"" if "nodata" in words else attr(IFLA_INFO_DATA, data))
        payload = identity(ident)
        if "nolink" not in words:
            payload += attr(TUNNEL["link"] | NLA_F_NESTED, attr(IFLA_LINKINFO, info) + beside)
        return self.ask(COMMANDS["tunnel-set"], 0, payload)

    def run(self, verb, *rest):
        if verb == "del":
            return self.ask(COMMANDS["tunnel-del"], 0, b"".join(map(identity, rest)))
        if verb == "send":
            command, flags, *words = rest
            payload = b""
            for word in words:
                kind, _, value = word.partition("=")
                payload += attr(int(kind, 0), struct.pack("=I", int(value[1:])) if value.startswith("@") else
                                bytes.fromhex(value))
            return self.ask(int(command), int(flags, 0), payload)
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
