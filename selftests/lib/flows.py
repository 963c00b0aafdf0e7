#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Flows of packets with sequence numbers, for statements and expressions of inject.py.

One processor sends and delivers everything, so that packets stay in the order of sending.
"""
import collections
import gc
import os
import socket
import struct
import threading
import time

from netns import open_socket
from packets import ETH_IP, ETH_IP6, ETH_TEB, TCP, UDP, decode

SO_RCVBUFFORCE = 33
SOL_PACKET, PACKET_STATISTICS = 263, 6
UDP_SEGMENT, UDP_GRO = 103, 104


def segments(packet, mtu, unit=None):
    """How many packets does segmentation make of one? A segment has `unit` octets, or a packet is limited by the MTU."""
    data, proto = packet.payload, packet.proto
    if proto == ETH_TEB:
        proto, = struct.unpack_from("!H", data, 12)
        data = data[14:]
    if proto == ETH_IP:
        hlen, proto = data[0] % 16 * 4, data[9]
    elif proto == ETH_IP6:
        hlen, proto = 40, data[6]
    else:
        return 1
    if proto == TCP:
        hlen += data[hlen + 12] // 16 * 4
    elif proto == UDP:
        hlen += 8
    else:
        return 1
    return max(1, -(-(len(data) - hlen) // (unit or mtu - hlen)))


def ears(sock, octets=256 << 20):
    sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, octets)
    return sock


def hang_up(space):
    """Close all sockets, and stay in this namespace only."""
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket):
            thing.close()
    open_socket(space, socket.AF_INET, socket.SOCK_DGRAM).close()


class Capture:
    """The GRE packets that a device sends, or with out=False receives, in their order"""

    def __init__(self, space, dev, out=True):
        self.sock = ears(open_socket(space, socket.AF_PACKET, socket.SOCK_DGRAM, 0))
        self.sock.bind((dev, 3))
        self.out = out
        self.kept = collections.defaultdict(list)
        self.due = collections.defaultdict(int)

    def read(self):
        while True:
            try:
                data, (_, proto, kind, _, _) = self.sock.recvfrom(1 << 17)
            except BlockingIOError:
                break
            packet = decode(data) if proto in (ETH_IP, ETH_IP6) and (kind == 4) == self.out else None
            if packet:
                self.kept[packet.dst].append(packet)
        if struct.unpack("=II", self.sock.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))[1]:
            raise OSError("the capture is not whole")

    def take(self, dst):
        self.read()
        return self.kept.pop(dst, [])

    def numbers(self, dst):
        return [packet.seq for packet in self.take(dst)]

    def tell(self, dst, mtu=1500, inner=1400, unit=None, sums=False):
        """Describe the packets to an address since the last call: order of the sequence numbers, sizes, and with `sums` whether
        the checksums are right."""
        words, large, right = "consecutive", 0, set()
        for packet in self.take(dst):
            if packet.seq != self.due[dst] and words == "consecutive":
                words = f"{packet.seq} where {self.due[dst]} was due"
            count = segments(packet, inner, unit)
            self.due[dst] = packet.seq + count
            large += packet.size > mtu
            right.add(packet.csum)
        return f"{words}, {'large' if large else 'single'}" + f", {right}" * sums


class Sink:
    """Receives datagrams that begin with a number. With gro they may arrive merged, each of `gro` octets."""

    def __init__(self, space, addr, port=4000, gro=0):
        family = socket.AF_INET6 if ":" in addr else socket.AF_INET
        self.sock = ears(open_socket(space, family, socket.SOCK_DGRAM, 0))
        self.sock.bind((addr, port))
        self.sock.setsockopt(socket.IPPROTO_UDP, UDP_GRO, bool(gro))
        self.kept = []
        self.size = gro or 1 << 16

    def read(self):
        """The numbers that have arrived since the last call"""
        got = []
        while True:
            try:
                data = self.sock.recv(1 << 16)
            except BlockingIOError:
                return got
            got += [struct.unpack_from("!I", data, at)[0] for at in range(0, len(data), self.size)]

    def wait(self, done, seconds=20.0):
        """Read until done() holds for the numbers so far, or until the time is over."""
        end, got = time.monotonic() + seconds, self.read()
        while not done(got) and time.monotonic() < end:
            time.sleep(0.002)
            got += self.read()
        return got

    def more(self):
        """Wait for further numbers and keep them. Returns whether any arrived."""
        got = self.wait(len)
        self.kept += got
        return len(got) > 0

    def many(self, count):
        return self.wait(lambda got: len(got) >= count)

    def until(self, number):
        return self.wait(lambda got: number in got[-16:])


class Source:
    """Sends datagrams with ascending numbers to an address."""

    def __init__(self, space, addr, port=4000):
        family = socket.AF_INET6 if ":" in addr else socket.AF_INET
        self.sock = open_socket(space, family, socket.SOCK_DGRAM, 0)
        self.sock.setblocking(True)
        self.to = addr, port
        self.next = 0
        self.thread = None

    def send(self, count=1, size=100):
        for _ in range(count):
            self.sock.sendto(struct.pack("!I", self.next).ljust(size, b"."), self.to)
            self.next += 1

    def send_large(self, count, size=1000):
        """Send `count` datagrams in one call (UDP_SEGMENT)."""
        self.sock.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, size)
        data = b"".join(struct.pack("!I", self.next + n).ljust(size, b".") for n in range(count))
        self.sock.sendto(data, self.to)
        self.sock.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 0)
        self.next += count

    def begin(self, cpus=None):
        """Send in the background, on these processors if given, until end()."""
        self.running = True

        def stream():
            if cpus:
                os.sched_setaffinity(0, cpus)
            while self.running:
                self.send(8)
                time.sleep(0.001)
        self.thread = threading.Thread(target=stream, daemon=True)
        self.thread.start()

    def end(self):
        """Stop sending, and return how many were sent in all."""
        self.running = False
        self.thread.join()
        return self.next


def together(sources, count, size=64, large=0):
    """All sources send `count` times at once, spread over the processors: one datagram each time, or `large` in one call."""
    cpus = sorted(os.sched_getaffinity(1))
    barrier = threading.Barrier(len(sources))

    def run(source, cpu):
        os.sched_setaffinity(0, {cpu})
        barrier.wait()
        for _ in range(count):
            if large:
                source.send_large(large)
            else:
                source.send(1, size)
    threads = [threading.Thread(target=run, args=(source, cpus[n % len(cpus)])) for n, source in enumerate(sources)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# ---- expected sequence numbers -------------------------------------------------------------------------

def rough(numbers, count, lost=True):
    """Of `count` numbers, did some arrive late and some twice, and with `lost` were some lost, but not all?"""
    once = list(dict.fromkeys(numbers))
    return once != sorted(once) and len(numbers) > len(once) and 0 < len(once) and (len(once) < count) == lost


def model(numbers, mode, window):
    """A model of the receiver. Returns the numbers that it delivers, in order, and its counters in the end. The first
    number is 0."""
    seen, counts = {}, collections.Counter()
    top = passed = 0
    for number in numbers:
        # All numbers up to `passed` are delivered. Only mode reorder holds back numbers behind a gap.
        if mode != "reorder":
            passed = top
        while passed + 1 in seen:
            passed += 1
        if not seen or number > top:
            counts["seq_in_order" if number == top + bool(seen) else "seq_gaps"] += 1
            top = number
        elif number == passed or mode == "reorder" and number > passed and number in seen:
            counts["drop_seq_duplicate"] += 1
            continue
        elif mode == "strict" or mode == "window" and top - number >= window or mode == "reorder" and number < passed:
            counts["drop_seq_old"] += 1
            continue
        elif number in seen:
            counts["drop_seq_duplicate"] += 1
            continue
        else:
            counts["seq_reordered" if mode == "reorder" else "seq_late"] += 1
        seen[number] = True
    # In mode window, a number counts as lost when the ring of marks has moved past it.
    ring = max(64, 1 << (window - 1).bit_length()) if mode == "window" else 0
    counts["seq_lost"] = len([number for number in range(top - ring + 1) if number not in seen])
    order = ("drop_seq_old", "drop_seq_duplicate", "seq_in_order", "seq_gaps", "seq_late", "seq_reordered", "seq_lost")
    return (sorted(seen) if mode == "reorder" else list(seen),
            " ".join(f"{name}: {counts[name]}" for name in order if counts[name]))


def difference(got, wanted):
    if got == wanted:
        return "same"
    at = next((n for n, pair in enumerate(zip(got, wanted)) if pair[0] != pair[1]), min(len(got), len(wanted)))
    return f"{len(got)} of {len(wanted)}, at {at}: {got[at:at + 8]}, wanted: {wanted[at:at + 8]}"


def passing(count, source, sink):
    """Send `count` datagrams. Returns the numbers that arrive, as ranges such as 0-3 5. Waits half a second for the last."""
    sink.read()
    source.send(count)
    got = sink.wait(lambda got: len(got) >= count, 0.5)
    source.sock.close()
    ranges = []
    for number in got:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return " ".join(f"{first}-{last}" if first != last else f"{first}" for first, last in ranges) or "none"
