#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What one tunnel costs where there are 10, 1,000 or 10,000: it should be the same.

   +------------------------+               veth               +----------+
   | a                      | 192.0.2.1 ----- u0 ----- 192.0.2.2 |      b |
   |   t0 t1 ... all up     |                                  |          |
   +------------------------+                                  +----------+

Each kind has its namespaces a and b for each number. Requests are made beforehand and sent in batches, so that next
to nothing but the kernel is counted. Where there are N, a hundred more are added, changed and deleted by turns.
"""
import json
import os
import random
import socket
import statistics
import struct
import subprocess
import time

import measure

SIZES = (10, 1000, 10000)
KINDS = ("dummy", "gre", "gre2890")
MORE = 100
ROUNDS = 3
PACKETS = 200
BATCH = 100
CLEARING = 5                        # seconds, of which those that are idle do not count

RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK = 16, 17, 18
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, NLM_F_CREATE, NLM_F_EXCL = 1, 4, 0x300, 0x400, 0x200
NLMSG_ERROR, NLMSG_DONE = 2, 3
IFLA_IFNAME, IFLA_LINKINFO, IFLA_GROUP = 3, 18, 27
IFLA_INFO_KIND, IFLA_INFO_DATA = 1, 2
IFLA_GRE_IFLAGS, IFLA_GRE_OFLAGS, IFLA_GRE_IKEY, IFLA_GRE_OKEY, IFLA_GRE_LOCAL, IFLA_GRE_REMOTE = 2, 3, 4, 5, 6, 7
GRE_KEY = 0x2000
IFF_UP = 1
LOCAL, REMOTE = (socket.inet_aton(f"192.0.2.{end}") for end in (1, 2))
MACS = {"a": bytes((2, 0, 0, 0, 0, 1)), "b": bytes((2, 0, 0, 0, 0, 2))}
MORE_GROUP = 2890


# ---- netlink --------------------------------------------------------------------------------------------

def attr(number, value):
    return struct.pack("=HH", 4 + len(value), number) + value + bytes(-len(value) % 4)


def request(kind, flags, attrs, up=0):
    body = struct.pack("=BxHiII", 0, 0, 0, up, up) + attrs
    return struct.pack("=IHHII", 16 + len(body), kind, NLM_F_REQUEST | flags, 1, 0) + body


def link(kind, number, group, change):
    """Adds one whose key is its number, or gives it another key."""
    key = number | change << 24
    info = attr(IFLA_INFO_KIND, kind.encode())
    if kind != "dummy":
        info += attr(IFLA_INFO_DATA, b"".join((
            attr(IFLA_GRE_LOCAL, LOCAL), attr(IFLA_GRE_REMOTE, REMOTE),
            attr(IFLA_GRE_IFLAGS, struct.pack(">H", GRE_KEY)), attr(IFLA_GRE_OFLAGS, struct.pack(">H", GRE_KEY)),
            attr(IFLA_GRE_IKEY, struct.pack(">I", key)), attr(IFLA_GRE_OKEY, struct.pack(">I", key)))))
    attrs = (attr(IFLA_IFNAME, f"t{number}".encode() + b"\0"), attr(IFLA_GROUP, struct.pack("=I", group)),
             attr(IFLA_LINKINFO, info))
    return request(RTM_NEWLINK, 0 if change else NLM_F_CREATE | NLM_F_EXCL, b"".join(attrs), IFF_UP)


def delete_group(group):
    return request(RTM_DELLINK, 0, attr(IFLA_GROUP, struct.pack("=I", group)))


def links(kind, numbers, group, change=False):
    return batches([link(kind, number, group, change) for number in numbers])


def batches(requests):
    """Only the last one of each is answered, unless there is an error."""
    result = []
    for start in range(0, len(requests), BATCH):
        *first, last = requests[start:start + BATCH]
        length, kind, flags = struct.unpack_from("=IHH", last)
        result.append(b"".join(first) + struct.pack("=IHH", length, kind, flags | NLM_F_ACK) + last[8:])
    return result


class Netlink:
    """In the namespace where it is made."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self.buffer = bytearray(1 << 16)

    def send(self, batches_):
        for batch in batches_:
            self.socket.send(batch)
            self.socket.recv_into(self.buffer)
            error = struct.unpack_from("=i", self.buffer, 16)[0]
            if error:
                raise OSError(-error, "netlink")

    def dump(self):
        self.socket.send(request(RTM_GETLINK, NLM_F_DUMP, b""))
        while True:
            size = self.socket.recv_into(self.buffer)
            # alone, or the last in a buffer
            if struct.unpack_from("=IH", self.buffer, size - 20) == (20, NLMSG_DONE):
                return


# ---- packets --------------------------------------------------------------------------------------------

def header(protocol, source, destination, payload):
    words = struct.pack(">BBHHHBB", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol), source + destination
    total = sum(struct.unpack(">9H", b"".join(words)))
    total = (total & 0xffff) + (total >> 16)
    return words[0] + struct.pack(">H", ~(total + (total >> 16)) & 0xffff) + words[1] + payload


def frames(keys):
    """GRE packets whose payload is for nobody."""
    payload = header(17, bytes((10, 0, 0, 2)), bytes((10, 0, 0, 1)), b"")
    return [MACS["a"] + MACS["b"] + b"\x08\0" +
            header(47, REMOTE, LOCAL, struct.pack(">HHI", GRE_KEY, 0x0800, key) + payload) for key in keys]


# ---- what is measured -----------------------------------------------------------------------------------

class Place:
    """Namespaces a and b; this process is in a."""

    def __init__(self):
        for name in "a", "b":
            measure.ip("netns", "add", name)
            measure.enter(name)
            for family, setting, value in ("ipv6", "disable_ipv6", "1"), ("ipv4", "rp_filter", "0"):
                with open(f"/proc/sys/net/{family}/conf/default/{setting}", "w", encoding="ascii") as file:
                    file.write(value)
        measure.ip("link", "add", "u0", "address", MACS["a"].hex(":"), "netns", "a", "type", "veth",
                   "peer", "name", "u0", "address", MACS["b"].hex(":"), "netns", "b")
        for end, name in (1, "a"), (2, "b"):
            measure.ip("-n", name, "address", "add", f"192.0.2.{end}/24", "dev", "u0")
            measure.ip("-n", name, "link", "set", "u0", "up")
        # this one is in b
        self.tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.tap.bind(("u0", 0))
        measure.enter("a")
        self.netlink = Netlink()

    def receive(self, packets):
        for packet in packets:
            self.tap.send(packet)

    def remove(self):
        """Takes a while, in which the namespace is cleared."""
        self.netlink.socket.close()
        self.tap.close()
        measure.enter("b")
        measure.ip("netns", "del", "a")
        time.sleep(CLEARING)


def count(function, *arguments):
    meter = measure.Instructions()
    function(*arguments)
    return meter.stop() - EMPTY


def removed(place):
    figure = count(place.remove)
    measure.ip("netns", "del", "b")
    return figure


def received(place, number):
    text = subprocess.run(("ip", "-n", "a", "-j", "-s", "link", "show", "dev", f"t{number}"), check=True,
                          stdout=subprocess.PIPE).stdout
    return json.loads(text)[0]["stats64"]["rx"]["packets"]


def octets():
    """In use: all, and what there is for each processor."""
    with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as file:
        file.write("3")
    with open("/proc/meminfo", encoding="ascii") as file:
        kib = {line.split(":")[0]: int(line.split()[1]) for line in file}
    return (kib["MemTotal"] - kib["MemFree"]) << 10, kib["Percpu"] << 10


def measure_size(kind, size, empty):
    """Returns the instructions of each operation, in lists, and the octets."""
    place = Place()
    netlink = place.netlink
    first = links(kind, range(size), 0)
    without = count(netlink.dump)
    before = octets()
    netlink.send(first)
    used = [(after - base) / size for after, base in zip(octets(), before)]
    more = range(size, size + MORE)
    add, change = links(kind, more, MORE_GROUP), links(kind, more, MORE_GROUP, True)
    delete = batches([delete_group(MORE_GROUP)])
    figures = {"add": [], "change": [], "delete": [], "dump": [], "receive": []}
    keys = random.Random(size).choices(range(size), k=PACKETS)
    packets = frames(keys)
    place.receive(packets)              # neighbours are known from here on
    for _ in range(ROUNDS):
        figures["dump"].append((count(netlink.dump) - without) / size)
        if kind != "dummy":
            figures["receive"].append(count(place.receive, packets) / PACKETS)
        figures["add"].append(count(netlink.send, add) / MORE)
        if kind != "dummy":
            figures["change"].append(count(netlink.send, change) / MORE)
        figures["delete"].append(count(netlink.send, delete) / MORE)
    if kind != "dummy" and received(place, keys[0]) != keys.count(keys[0]) * (ROUNDS + 1):
        raise RuntimeError("packets did not arrive")
    # of few, it is not told from the namespace's own
    rest = removed(place) - empty
    figures["namespace"] = [rest / size] if size > MORE else []
    return figures, used


# ---- the table ------------------------------------------------------------------------------------------

def row(operation, kind, values):
    """One number below each size, and the last one against the one before."""
    medians = [statistics.median(value) if value else None for value in values]
    ratio = medians[-1] / medians[-2]
    columns = "".join(f"{'' if median is None else round(median):>10}" for median in medians)
    print(f"{operation:<12}{kind:<10}{columns}{ratio:>10.2f}")
    return {"operation": operation, "kind": kind, "sizes": SIZES, "medians": medians, "values": values, "ratio": ratio}


def main():
    figures, used = {}, {}
    empty = statistics.median(removed(Place()) for _ in range(ROUNDS))
    for kind in KINDS:
        for size in SIZES:
            figures[kind, size], used[kind, size] = measure_size(kind, size, empty)
    print(f"scale: instructions per tunnel (receive: per packet), where there are so many; median of {ROUNDS} rounds\n")
    print(f"{'':<22}" + "".join(f"{size:>10}" for size in SIZES) + f"{'last two':>10}")
    rows = [row(operation, kind, [figures[kind, size][operation] for size in SIZES])
            for operation in figures[KINDS[0], SIZES[0]] for kind in KINDS if figures[kind, SIZES[-1]][operation]]
    memory = []
    print(f"\n{'octets per tunnel':<22}{'in all':>10}{'per CPU':>10}, where there are {SIZES[-1]}\n")
    for kind in KINDS:
        total, percpu = used[kind, SIZES[-1]]
        percpu /= os.cpu_count()
        print(f"{'memory':<12}{kind:<10}{total:>10.0f}{percpu:>10.0f}")
        memory.append({"kind": kind, "octets": total, "per_cpu": percpu, "cpus": os.cpu_count()})
    measure.save("scale", "instructions per tunnel", {"cases": rows, "memory": memory})


measure.need_counting_clock()
for module in "dummy", "ip_gre", "gre2890":
    subprocess.run(("modprobe", module), check=True)
EMPTY = 0
EMPTY = statistics.median(count(int) for _ in range(9))
main()
# While the guest waits for the host's files, its clock leaps to whatever is due next, as to the end of the time that
# there is for this at the end of a guest. Here it has all the time.
subprocess.run(("modprobe", "-r", "gre2890"), check=True)
