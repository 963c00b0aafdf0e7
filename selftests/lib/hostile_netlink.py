#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Configures links by hostile netlink messages, and judges the answers.

  hostile_netlink.py SEED WORKER COUNT [--outside FD]

In some turns it makes, changes and deletes a link of its own, which no other worker touches, with attributes that may
be wrong in any way. It checks the answers to these. In other turns it sends messages in no particular order about links
that all workers share. It ignores the answers to those. SEED and WORKER determine all messages.

    --outside FD    a descriptor of a network namespace without rights for this worker: requests there must be refused

Prints one line of JSON: how many messages were granted, refused and ignored, and which claims did not hold.
"""
import argparse
import errno
import json
import os
import random
import socket
import struct

from netlink import (IFA_ADDRESS, IFA_LOCAL, IFLA_ADDRESS, IFLA_IFNAME, IFLA_INFO_DATA, IFLA_INFO_KIND, IFLA_LINKINFO,
                     IFLA_MTU, IFLA_NET_NS_FD, NETLINK_GENERIC, NETLINK_ROUTE, NLA_F_NESTED, NLM_F_ACK, NLM_F_CREATE,
                     NLM_F_DUMP, NLM_F_EXCL, NLMSG_ERROR, RTM_DELADDR, RTM_DELLINK, RTM_GETLINK, RTM_NEWADDR,
                     RTM_NEWLINK, RTM_SETLINK, Socket, attr, commands, genl, ifinfo, numbers, option, option_name, options,
                     string, table)
from packets import packed

OPTIONS, COMMANDS, TUNNEL = options(), commands(), numbers("netns")
ADDRESSES = ["192.0.2.1", "192.0.2.2", "198.51.100.7", "0.0.0.0", "2001:db8::1", "2001:db8::2", "::", "fe80::1",
             "224.0.0.1", "255.255.255.255", "ff02::1", "::ffff:192.0.2.1", "127.0.0.1"]
# The last name is not UTF-8 and has characters that are special in ip's batches and output; the kernel allows it.
SHARED = ["shared0", "shared1", "shared2", "shared3", "shared4", "own\udcff@\"\\#"]
ONLY = {4: ["tos", "pmtudisc", "ignore_df"], 6: ["encap_limit", "flowinfo", "flags"]}
# Attributes that the kernel refuses or ignores
RARE = ("encap_flags", "encap_sport", "encap_dport", "erspan_", "state", "keepalive_misses", "keepalive_answer_age",
        "keepalive_rtt_", "keepalive_lost")
# What a link reports of itself; ages change while the worker looks
READINGS = ("state_age",) + RARE[RARE.index("state") + 1:]
COMMON = [name for name, attribute in OPTIONS.items()
          if attribute.form[0] in "=>" and name not in ONLY[4] + ONLY[6] and not name.startswith(RARE)]


def named(name):
    return attr(IFLA_IFNAME, os.fsencode(name) + b"\0")


def not_from_others(link):
    """The attributes of a link without those that depend on addresses of a shared device"""
    if link is None or (link["local_dev"] == bytes(4) and "local_dev_name" not in link):
        return link
    return {name: value for name, value in link.items() if name not in ("local", "state")}


class Worker:
    def __init__(self, args):
        self.random = random.Random(f"{args.SEED} {args.WORKER}")
        self.route, self.generic, self.orderly = Socket(NETLINK_ROUTE), Socket(NETLINK_GENERIC), Socket(NETLINK_GENERIC)
        self.own = f"own{args.WORKER}"
        self.outside = args.outside
        self.underlay = [1, socket.if_nametoindex("u0") if args.outside is None else 1]
        self.family = self.generic.family()[0]
        self.counts = {"granted": 0, "refused": 0, "any": 0, "outside": 0}
        self.wrong = []

    def one_in(self, n):
        return self.random.randrange(n) == 0

    # ---- attributes ----

    def value(self, name):
        form = OPTIONS[name].form
        pick = self.random.choice
        if form == "address":
            return packed(pick(ADDRESSES))
        if form == "flag":
            return b""
        if form == "string":
            return os.fsencode(pick(["", "lo", "u0", "nosuch", "n" * 127, "n" * 128])) + b"\0"
        bits = 8 * struct.calcsize(form)
        number = pick([0, 1, 2, 3, 4, 5, 64, 0x1000, 0x2000, 0x8000, 0xb000, self.random.getrandbits(bits)])
        if name in ("link", "local_dev"):
            number = pick([0, 9999] + self.underlay)
        return struct.pack(form, number & ((1 << bits) - 1))

    def data(self):
        """Attributes that are mostly valid, in any order"""
        v6 = self.one_in(2)
        names = self.random.sample(COMMON + ONLY[6 if v6 else 4], self.random.randrange(6))
        if self.one_in(8):
            names.append(self.random.choice(list(OPTIONS)))
        parts = [attr(OPTIONS[name].number, self.value(name)) for name in names]
        ends = ("2001:db8::1", "2001:db8::2") if v6 else ("192.0.2.1", "192.0.2.2")
        parts += [option(f"{name}={end}") for name, end in zip(("local", "remote"), ends)
                  if not (name == "local" and {"local_dev", "local_dev_name"} & set(names))]
        if not self.one_in(4):
            parts += self.random_key()
        self.random.shuffle(parts)
        return b"".join(parts)

    def random_key(self):
        return [option("iflags=0x2000"), attr(OPTIONS["ikey"].number, self.random.randbytes(4))]

    def mutated(self, data):
        """The data with random mistakes"""
        data = bytearray(data)
        for _ in range(self.random.randrange(1, 4)):
            at = self.random.randrange(len(data)) if data else 0
            how = self.random.randrange(7)
            if how == 0 and data:
                data[at] ^= 1 << self.random.randrange(8)
            elif how == 1 and data:
                data[at] = self.random.randrange(256)
            elif how == 2:
                del data[at:]
            elif how == 3:
                data += self.random.randbytes(self.random.randrange(40))
            elif how == 4:
                data += attr(self.random.randrange(1 << 16), bytes(data[:200]))
            elif how == 5:
                data = bytearray(attr(self.random.choice(list(OPTIONS.values())).number | NLA_F_NESTED, bytes(data[:4000])))
            else:
                data = bytearray(attr(self.random.randrange(100), self.random.randbytes(at % 64))) + data
        return bytes(data)

    def linkinfo(self, data):
        nested = NLA_F_NESTED * self.one_in(2)
        info = [attr(IFLA_INFO_KIND, b"gre2890\0"), attr(IFLA_INFO_DATA | nested, data)]
        self.random.shuffle(info)
        return attr(IFLA_LINKINFO | nested, b"".join(info))

    def request(self, name, data, before=b""):
        return ifinfo() + named(name) + before + self.linkinfo(data)

    # ---- requests by tunnel id, from the underlay ----

    def tunnels(self):
        """The ids of all tunnels of this underlay, by the names of their devices"""
        found = [table(answer[4:]) for answer in self.orderly.dump(self.family, genl(COMMANDS["tunnel-get"]))]
        return {string(tunnel[TUNNEL["ifname"]]): attr(TUNNEL["tunnel-id"], tunnel[TUNNEL["tunnel-id"]]) for tunnel in found}

    def by_id(self, command, link=b""):
        """Send a command about the own link. None if the dump does not have the link."""
        ident = self.tunnels().get(self.own)
        self.must(ident, "what is granted shows among the tunnels of its underlay")
        return ident and self.orderly.ask(self.family, 0, genl(COMMANDS[command]) + ident + link)

    # ---- the worker's own link ----

    def must(self, holds, claim, *details):
        if not holds and len(self.wrong) < 20:
            self.wrong.append(" ".join([claim + ":"] + [str(detail) for detail in details]))

    def get(self, name):
        """IFLA_INFO_DATA; None if there is no such link."""
        self.route.send(RTM_GETLINK, 0, ifinfo() + named(name))
        kind, _, answer = self.route.answer()
        info = {} if kind == NLMSG_ERROR else table(table(answer[16:]).get(IFLA_LINKINFO, b""))
        if info.get(IFLA_INFO_KIND) != b"gre2890\0":
            return None
        data = {option_name(number): value for number, value in table(info[IFLA_INFO_DATA]).items()}
        return {name: value for name, value in data.items() if not name.startswith(READINGS)}

    def judged(self, flags, data):
        """Send a request about the own link. A refusal must give a reason and change nothing."""
        before = self.get(self.own)
        answer = None
        if not flags and self.one_in(2):
            answer = self.by_id("tunnel-set", attr(TUNNEL["link"] | NLA_F_NESTED, self.linkinfo(data)))
        error, text, _ = answer or self.route.ask(RTM_NEWLINK, flags, self.request(self.own, data))
        self.counts["refused" if error else "granted"] += 1
        if error:
            # The netlink core refuses data too short for an attribute, without a message.
            self.must(text or 0 < len(data) < 4, "a refusal says why", os.strerror(error), data.hex())
            after = self.get(self.own)
            self.must(not_from_others(after) == not_from_others(before), "what is refused changes nothing", text,
                      data.hex(), before, after)
        return not error

    def repeat(self):
        """The attributes that a link reports must be accepted as a change."""
        now = self.get(self.own)
        self.must(now is not None, "what is granted can be read")
        if now is None:
            return
        same = [attr(OPTIONS[name].number, value) for name, value in not_from_others(now).items() if name != "state"]
        if self.judged(0, b"".join(same)):
            after = self.get(self.own)
            self.must(not_from_others(after) == not_from_others(now), "what is repeated changes nothing", now, after)
        else:
            self.must(False, "what a link shows can be said to it", now)

    def turn(self):
        data = self.data()
        if not self.judged(NLM_F_CREATE | NLM_F_EXCL, self.mutated(data) if self.one_in(2) else data):
            return
        self.repeat()
        for _ in range(self.random.randrange(4)):
            data = self.data()
            self.judged(0, self.mutated(data) if self.one_in(2) else data)
        self.repeat()
        answer = self.by_id("tunnel-del") if self.one_in(2) else None
        error, text, _ = answer or self.route.ask(RTM_DELLINK, 0, self.request(self.own, b""))
        self.must(not error, "what is granted can be deleted", text)
        self.must(self.get(self.own) is None, "what is deleted is not there")

    # ---- shared links ----

    def shared_link(self):
        name = self.random.choice(SHARED)
        before = self.random.choice([b"", attr(IFLA_MTU, self.random.randbytes(4)),
                                     attr(IFLA_ADDRESS, self.random.randbytes(self.random.randrange(20)))])
        payload = self.request(name, self.data(), before)
        if self.one_in(3):
            payload = payload[:16] + self.mutated(payload[16:])
        kind = self.random.choice([RTM_NEWLINK, RTM_NEWLINK, RTM_NEWLINK, RTM_SETLINK, RTM_GETLINK])
        flags = self.random.choice([NLM_F_CREATE, NLM_F_CREATE | NLM_F_EXCL, 0, NLM_F_DUMP if kind == RTM_GETLINK else 0])
        return kind, flags, payload

    def shared_end(self):
        name = self.random.choice([self.random.choice(SHARED), f"other{self.random.randrange(3)}"])
        return RTM_DELLINK, 0, ifinfo() + named(name)

    def other_link(self):
        """Make a device that tunnels may follow."""
        name = f"other{self.random.randrange(3)}"
        return RTM_NEWLINK, NLM_F_CREATE, ifinfo(0, 1, 1) + named(name) + \
            attr(IFLA_LINKINFO, attr(IFLA_INFO_KIND, b"dummy\0"))

    def other_address(self):
        index = self.random.randrange(1, 40)
        address = packed(self.random.choice(["10.77.0.1", "10.77.0.2", "2001:db8:77::1"]))
        family, prefix = (socket.AF_INET, 24) if len(address) == 4 else (socket.AF_INET6, 64)
        return self.random.choice([RTM_NEWADDR, RTM_DELADDR]), NLM_F_CREATE, \
            struct.pack("=BBBBi", family, prefix, 0, 0, index) + attr(IFA_LOCAL, address) + attr(IFA_ADDRESS, address)

    def follower(self):
        """Make a tunnel that follows the device with a random index."""
        data = option("remote=192.0.2.2") + b"".join(self.random_key())
        data += option(f"{self.random.choice(['link', 'local_dev'])}={self.random.randrange(40)}")
        return RTM_NEWLINK, NLM_F_CREATE, self.request(self.random.choice(SHARED), data)

    def shared(self):
        make = self.random.choice([self.shared_link] * 4 + [self.shared_end, self.other_link, self.other_address,
                                                            self.follower])
        kind, flags, payload = make()
        length = 16 + len(payload)
        if self.one_in(16):
            length = self.random.randrange(length + 64)
        self.route.send(kind, NLM_F_ACK * self.one_in(2) | flags, payload, length)
        self.route.ask(RTM_SETLINK, 0, ifinfo(1))
        self.counts["any"] += 1

    def shared_tunnel(self):
        """The ids are always valid: a wrong one could be that of another worker's own tunnel."""
        tunnels = self.tunnels()
        idents = [tunnels[name] for name in SHARED if name in tunnels] + [attr(TUNNEL["tunnel-id"], b"\xff\xff\xff\x7f")]
        command = self.random.choice(["tunnel-get", "tunnel-set", "tunnel-set", "tunnel-del"])
        payload = b"".join(self.random.choices(idents, k=1 if self.one_in(2) else self.random.randrange(4)))
        data = self.data()
        link = attr(TUNNEL["link"] | NLA_F_NESTED, self.linkinfo(self.mutated(data) if self.one_in(3) else data)) \
            if command == "tunnel-set" or self.one_in(4) else b""
        return COMMANDS[command], payload + (self.mutated(link) if self.one_in(4) else link)

    def genl(self):
        if self.one_in(2):
            command, payload = self.shared_tunnel()
        else:
            command = self.random.choice([COMMANDS["netns-get"], COMMANDS["netns-set"], self.random.randrange(256)])
            payload = b"".join(attr(self.random.randrange(max(TUNNEL.values()) + 1),
                                    self.random.randbytes(self.random.choice([0, 1, 2, 4, 8])))
                               for _ in range(self.random.randrange(4)))
            if self.one_in(3):
                payload = self.mutated(payload)
        flags = self.random.choice([0, 0, 0, NLM_F_DUMP, NLM_F_CREATE])
        self.generic.send(self.family, NLM_F_ACK | flags, genl(command) + payload)
        self.generic.family()
        self.counts["any"] += 1

    # ---- requests without rights ----

    def denied(self, what, answer):
        self.counts["outside"] += 1
        self.must(answer.error == errno.EPERM, "outside of one's own namespace: EPERM", what, answer)

    def trespass(self):
        there = attr(IFLA_NET_NS_FD, struct.pack("=i", self.outside))
        plain = option("remote=192.0.2.2")
        ask = self.route.ask
        self.denied("make there", ask(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, self.request("there", self.data(), there)))
        self.denied("change what was given", ask(RTM_NEWLINK, 0, self.request("given", self.data())))
        if not ask(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, self.request("move", plain)).error:
            self.denied("move there", ask(RTM_NEWLINK, 0, self.request("move", plain, there)))
            ask(RTM_DELLINK, 0, self.request("move", b""))
        self.must("given" not in self.tunnels(), "a tenant sees no tunnel of another underlay")
        self.denied("set what is the host's", self.generic.ask(
            self.family, 0, genl(COMMANDS["netns-set"]) + attr(TUNNEL["netns-reorder-memory"], self.random.randbytes(4))))

    def run(self, count):
        for _ in range(count):
            if self.outside is not None and self.one_in(4):
                self.trespass()
            elif self.one_in(3):
                self.turn()
            elif self.one_in(4):
                self.genl()
            else:
                self.shared()
        return {**self.counts, "wrong": self.wrong}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("SEED")
    parser.add_argument("WORKER")
    parser.add_argument("COUNT", type=int)
    parser.add_argument("--outside", type=int)
    args = parser.parse_args()
    print(json.dumps(Worker(args).run(args.COUNT)))


if __name__ == "__main__":
    main()
