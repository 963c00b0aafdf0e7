#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Configures links by netlink messages that no tool would send.

Reads commands, one a line, and answers each with one line:

    add NAME KIND [ATTR=VALUE]...    OK, or: ERROR ATTR TEXT, where ATTR is the attribute that the kernel points at
    set NAME KIND [ATTR=VALUE]...    likewise
    keep NAME KIND [ATTR=VALUE]...   a set; answers with the attributes that came out changed
    get NAME                         the attributes of IFLA_INFO_DATA

ATTR is a name of IFLA_GRE_* in small letters, with its right format, or a number with VALUE as hexadecimal octets.
The words "nested" (the nests carry NLA_F_NESTED), "nodata" (there is no IFLA_INFO_DATA), "junk" (three octets too
many in it) and "address=HEX" stand for themselves.
"""
import errno
import ipaddress
import socket
import struct
import sys

NLMSG_ERROR = 2
RTM_NEWLINK, RTM_GETLINK = 16, 18
REQUEST, ACK, EXCL, CREATE = 1, 4, 0x200, 0x400
CAPPED, ACK_TLVS = 0x100, 0x200
IFLA_ADDRESS, IFLA_IFNAME, IFLA_LINKINFO = 1, 3, 18
INFO_KIND, INFO_DATA = 1, 2
NESTED = 0x8000
SOL_NETLINK, EXT_ACK = 270, 11

NAMES = {
    "link": (1, "=I"), "iflags": (2, ">H"), "oflags": (3, ">H"), "ikey": (4, ">I"), "okey": (5, ">I"),
    "local": (6, "address"), "remote": (7, "address"), "ttl": (8, "=B"), "tos": (9, "=B"), "pmtudisc": (10, "=B"),
    "encap_limit": (11, "=B"), "flowinfo": (12, ">I"), "flags": (13, "=I"), "encap_type": (14, "=H"),
    "encap_flags": (15, "=H"), "encap_sport": (16, ">H"), "encap_dport": (17, ">H"), "collect_metadata": (18, "flag"),
    "ignore_df": (19, "=B"), "fwmark": (20, "=I"), "erspan_index": (21, "=I"), "erspan_ver": (22, "=B"),
    "erspan_dir": (23, "=B"), "erspan_hwid": (24, "=H"), "mode": (64, "=B"),
    "seq_mode": (65, "=B"), "seq_window": (66, "=I"), "reorder_timeout": (67, "=I"), "reorder_buffer": (68, "=I"),
    "resync_packets": (69, "=I"), "resync_idle": (70, "=I"),
    "local_dev": (71, "=I"), "state": (72, "=B"), "link_name": (73, "text"), "local_dev_name": (74, "text"),
}
BY_NUMBER = {number: name for name, (number, _) in NAMES.items()}


def attr(kind, payload):
    pad = -len(payload) % 4
    return struct.pack("=HH", 4 + len(payload), kind) + payload + bytes(pad)


def attrs(data):
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        if length < 4:
            return
        yield kind & 0x3fff, data[at + 4:at + length], at
        at += (length + 3) & ~3


def encode(word):
    name, _, value = word.partition("=")
    if name.isdigit():
        return attr(int(name), bytes.fromhex(value))
    number, form = NAMES[name]
    if form == "address":
        return attr(number, ipaddress.ip_address(value).packed)
    if form == "text":
        return attr(number, value.encode() + b"\0")
    if form == "flag":
        return attr(number, b"")
    return attr(number, struct.pack(form, int(value, 0)))


class Link:
    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
        self.socket.bind((0, 0))
        self.socket.setsockopt(SOL_NETLINK, EXT_ACK, 1)
        self.sequence = 0

    def talk(self, kind, flags, payload):
        self.sequence += 1
        message = struct.pack("=IHHII", 16 + len(payload), kind, REQUEST | flags, self.sequence, 0) + payload
        self.socket.send(message)
        return message, self.socket.recv(1 << 16)

    def change(self, verb, name, kind, *words):
        nested = NESTED if "nested" in words else 0
        data, outer = b"", b""
        for word in words:
            if word.startswith("address="):
                outer += attr(IFLA_ADDRESS, bytes.fromhex(word[8:]))
            elif word not in ("nested", "nodata", "junk"):
                data += encode(word)
        if "junk" in words:
            data += b"\x01\x02\x03"
        info = attr(INFO_KIND, kind.encode() + b"\0")
        if "nodata" not in words:
            info += attr(INFO_DATA | nested, data)
        create = verb == "add"
        payload = struct.pack("=BxHiII", 0, 0, 0 if create else socket.if_nametoindex(name), 0, 0)
        if create:
            payload += attr(IFLA_IFNAME, name.encode() + b"\0")
        payload += outer + attr(IFLA_LINKINFO | nested, info)
        message, answer = self.talk(RTM_NEWLINK, ACK | (CREATE | EXCL if create else 0), payload)
        return self.verdict(message, answer)

    def verdict(self, message, answer):
        _, kind, flags, _, _, error = struct.unpack_from("=IHHIIi", answer)
        assert kind == NLMSG_ERROR
        if not error:
            return "OK"
        text, offset = "", None
        if flags & ACK_TLVS:
            at = 36 if flags & CAPPED else 20 + len(message)
            for number, value, _ in attrs(answer[at:]):
                if number == 1:
                    text = value.rstrip(b"\0").decode()
                elif number == 2:
                    offset = struct.unpack("=I", value)[0]
        where = "-"
        if offset is not None:
            number = struct.unpack_from("=H", message, offset + 2)[0] & 0x3fff
            where = BY_NUMBER.get(number, str(number)) if self.in_data(message, offset) else f"ifla:{number}"
        name = "EOPNOTSUPP" if error == -errno.EOPNOTSUPP else errno.errorcode[-error]
        return f"{name} {where} {text}".rstrip()

    @staticmethod
    def in_data(message, offset):
        for kind, value, at in attrs(message[32:]):
            if kind == IFLA_LINKINFO:
                return 32 + at < offset
        return False

    def get(self, name):
        payload = struct.pack("=BxHiII", 0, 0, socket.if_nametoindex(name), 0, 0)
        _, answer = self.talk(RTM_GETLINK, 0, payload)
        for kind, info, _ in attrs(answer[32:]):
            if kind == IFLA_LINKINFO:
                for number, data, _ in attrs(info):
                    if number == INFO_DATA:
                        return {BY_NUMBER.get(n, str(n)): value.hex() for n, value, _ in attrs(data)}
        return {}

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
