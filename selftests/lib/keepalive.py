# SPDX-License-Identifier: GPL-2.0
"""Far ends that treat loop-back requests (GRE keepalives) as vendors' routers do, for statements of inject.py.

No kernel answers for a far end's address: it is on no device, and the sender needs a permanent neighbour entry for it.
"""
import collections
import select
import struct
import threading
import time

from inject import Tap
from packets import ETH_IP, ETH_IP6, checksum, decode, gre, ip, packed


def gre_of(packet):
    """The octets of an IP packet from its GRE header on"""
    return packet[packet[0] % 16 * 4 if packet[0] >> 4 == 4 else 40:]


def ttl(packet):
    """The TTL or hop limit of an IP packet"""
    return packet[8 if packet[0] >> 4 == 4 else 7]


def forwarded(packet):
    """The packet as the next router sends it"""
    packet = bytearray(packet)
    if packet[0] >> 4 == 4:
        packet[8] -= 1
        packet[10:12] = bytes(2)
        packet[10:12] = struct.pack("!H", checksum(packet[:20]))
    else:
        packet[7] -= 1
    return bytes(packet)


def swapped(packet, src):
    """The packet with another source address"""
    packet = bytearray(packet)
    if packet[0] >> 4 == 4:
        packet[10:16] = bytes(2) + packed(src)
        packet[10:12] = struct.pack("!H", checksum(packet[:20]))
    else:
        packet[8:24] = packed(src)
    return bytes(packet)


def request(local, remote, ikey=None, okey=None, seq=None, csum=False, tos=0, payload=b""):
    """From the GRE header on, the request that a tunnel sends: `ikey` is inside, `okey` in the outer header."""
    more = {} if ":" in local else {"df": True}
    inner = ip(remote, local, gre(payload, ikey, proto=0), ttl=255, tos=tos, **more)
    return gre(inner, okey, seq, csum, proto=ETH_IP6 if ":" in local else ETH_IP)[1]


# ---- how far ends answer: each function returns pairs of a delay in seconds and a packet -----------------

def native(asked, _):
    return [(0, forwarded(asked.payload))]


def silent(_asked, _number):
    return []


def twice(asked, _):
    return [(0, forwarded(asked.payload)), (0, forwarded(asked.payload))]


def late(seconds):
    return lambda asked, _: [(seconds, forwarded(asked.payload))]


def inside(key):
    """Routes the answer into its end of the tunnel, whose key is `key`."""
    return lambda asked, _: [(0, ip(asked.dst, asked.src, gre(forwarded(asked.payload), key, proto=asked.proto)))]


def behind_nat(private):
    """Returns the packet from its private address."""
    return lambda asked, _: [(0, forwarded(swapped(asked.payload, private)))]


def bare(proto):
    """Answers with another protocol type, and without a payload, as its own requests have."""
    def answer(asked, _):
        inner = asked.payload
        at = len(inner) - len(gre_of(inner)) + 2
        return [(0, forwarded(inner[:at] + struct.pack("!H", proto) + inner[at + 2:]))]
    return answer


def changed(at, mask):
    """Changes an octet of the answer, counted from its end."""
    def answer(asked, _):
        inner = bytearray(forwarded(asked.payload))
        inner[at] ^= mask
        return [(0, bytes(inner))]
    return answer


class Replay:
    """Answers each request with the answer to the first."""

    def __init__(self):
        self.first = None

    def __call__(self, asked, _):
        self.first = self.first or forwarded(asked.payload)
        return [(0, self.first)]


def every(nth):
    """Answers every nth request."""
    return lambda asked, number: [] if number % nth else native(asked, number)


class Some:
    """Answers the next `count` requests."""

    def __init__(self, count):
        self.count = count

    def __call__(self, asked, number):
        self.count -= 1
        return native(asked, number) if self.count >= 0 else []


class Peers(threading.Thread):
    """Far ends at a device of a namespace. They send to the device of the Tap `to`."""

    def __init__(self, space, dev, to):
        super().__init__(daemon=True)
        self.tap = Tap(space, dev)
        self.to = to
        self.dialects = {}                              # by address
        self.heard = collections.defaultdict(list)      # by address: the requests
        self.due = []                                   # times and packets
        self.start()

    def at(self, address, dialect):
        """Set how a far end answers from now on."""
        self.dialects[address] = dialect

    def handle(self, packet):
        asked = decode(packet)
        if asked is None or asked.dst not in self.dialects or not asked.payload:
            return
        self.heard[asked.dst].append(packet)
        now = time.monotonic()
        for delay, answer in self.dialects[asked.dst](asked, len(self.heard[asked.dst])):
            self.due.append((now + delay, answer))

    def run(self):
        while True:
            wait = min((when for when, _ in self.due), default=time.monotonic() + 1) - time.monotonic()
            if select.select([self.tap.sock], [], [], max(wait, 0))[0]:
                packet, (_, _, kind, _, _) = self.tap.sock.recvfrom(65535)
                if kind != 4 and packet:
                    self.handle(packet)
            now = time.monotonic()
            for when, answer in [entry for entry in self.due if entry[0] <= now]:
                self.tap.send(answer, self.to)
                self.due.remove((when, answer))

    # ---- what the claims look at ----

    def wait(self, address, count=1, seconds=20):
        """The requests that a far end has got, once there are `count`"""
        end = time.monotonic() + seconds
        while len(self.heard[address]) < count and time.monotonic() < end:
            time.sleep(0.02)
        return self.heard[address]

    def forget(self, address):
        self.heard[address] = []

    def compare(self, address, auth=False, **more):
        """"same" if the first request is that which request() makes; else both, in hexadecimal"""
        for packet in self.wait(address)[:1]:
            asked, got = decode(packet), gre_of(packet)
            wanted = request(asked.src, asked.dst, payload=got[-16:] if auth else b"", **more)
            return "same" if got == wanted else f"{got.hex()}, not {wanted.hex()}"
        return "no request"

    def payloads(self, address, count):
        """The payloads of 16 octets of some requests, each as its number, the 0 behind it and its digest"""
        return [struct.unpack("!IIQ", packet[-16:]) for packet in self.wait(address, count)[:count]]
