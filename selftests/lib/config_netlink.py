#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Configures links by netlink messages that no tool sends.

Reads commands, one a line, and answers each with one line:

    add NAME KIND [ATTR=VALUE]...    OK, or: ERROR ATTR TEXT, where ATTR is the attribute that the kernel points at
    set NAME KIND [ATTR=VALUE]...    likewise
    keep NAME KIND [ATTR=VALUE]...   a set; answers with the attributes that came out changed
    get NAME                         the attributes of IFLA_INFO_DATA; of ages only that they are there

ATTR is the name of an option in the specification, as ikey and seq_mode, or a number with VALUE as hexadecimal octets.
The words "nested" (the nests carry NLA_F_NESTED), "nodata" (there is no IFLA_INFO_DATA), "junk" (three octets too
many in it) and "address=HEX" stand for themselves.
"""
import socket
import sys

from netlink import (IFLA_ADDRESS, IFLA_IFNAME, IFLA_INFO_DATA, IFLA_INFO_KIND, IFLA_LINKINFO, NETLINK_ROUTE, NLA_F_NESTED,
                     NLM_F_ACK, NLM_F_CREATE, NLM_F_EXCL, RTM_GETLINK, RTM_NEWLINK, Socket, attr, attrs, error_name,
                     ifinfo, option, option_name, table, verdict)

AGES = "state_age", "keepalive_answer_age"


class Link:
    def __init__(self):
        self.socket = Socket(NETLINK_ROUTE)

    def change(self, verb, name, kind, *words):
        nested = NLA_F_NESTED if "nested" in words else 0
        data, outer = b"", b""
        for word in words:
            if word.startswith("address="):
                outer += attr(IFLA_ADDRESS, bytes.fromhex(word[8:]))
            elif word not in ("nested", "nodata", "junk"):
                data += option(word)
        if "junk" in words:
            data += b"\x01\x02\x03"
        info = attr(IFLA_INFO_KIND, kind.encode() + b"\0")
        if "nodata" not in words:
            info += attr(IFLA_INFO_DATA | nested, data)
        create = verb == "add"
        payload = ifinfo(0 if create else socket.if_nametoindex(name))
        if create:
            payload += attr(IFLA_IFNAME, name.encode() + b"\0")
        payload += outer + attr(IFLA_LINKINFO | nested, info)
        request = self.socket.send(RTM_NEWLINK, NLM_F_ACK | (NLM_F_CREATE | NLM_F_EXCL if create else 0), payload)
        return self.judged(request, verdict(*self.socket.answer()))

    def judged(self, request, found):
        if not found.error:
            return "OK"
        where = "-"
        if found.offset is not None:
            number = int.from_bytes(request[found.offset + 2:found.offset + 4], sys.byteorder) & 0x3FFF
            where = option_name(number) if self.in_data(request, found.offset) else f"ifla:{number}"
        return f"{error_name(found.error)} {where} {found.text}".rstrip()

    @staticmethod
    def in_data(request, offset):
        for kind, _, at in attrs(request[32:]):
            if kind == IFLA_LINKINFO:
                return 32 + at < offset
        return False

    def get(self, name):
        self.socket.send(RTM_GETLINK, 0, ifinfo(socket.if_nametoindex(name)))
        link = table(self.socket.answer()[2][16:])
        info = table(link.get(IFLA_LINKINFO, b""))
        data = {option_name(number): value.hex() for number, value in table(info.get(IFLA_INFO_DATA, b"")).items()}
        return {name: "age" if name in AGES else value for name, value in data.items()}

    def run(self, verb, name, *rest):
        if verb == "get":
            return " ".join(f"{key}={value}" for key, value in sorted(self.get(name).items()))
        if verb != "keep":
            return self.change(verb, name, *rest)
        before = self.get(name)
        verdict = self.change("set", name, *rest)
        after = self.get(name)
        changed = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
        return " ".join([verdict, *changed])


def main():
    link = Link()
    for line in sys.stdin:
        try:
            print(link.run(*line.split()), flush=True)
        except (OSError, ValueError, KeyError, AssertionError) as error:
            print(f"helper: {error!r}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
