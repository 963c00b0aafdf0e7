# SPDX-License-Identifier: GPL-2.0
"""Netlink messages, attributes and sockets, and the numbers and formats of gre2890, which its specification has.

A format is that of struct for a number, or "address", "string", "flag", "nest", "binary", "pad".
"""
import collections
import errno
import functools
import os
import site
import socket
import struct
import sys

from packets import packed

# From here in this repository, and in a kernel tree
SPECIFICATIONS = [os.path.join(os.path.dirname(os.path.abspath(__file__)), root, "Documentation/netlink/specs/gre2890.yaml")
                  for root in ("../..", "../../../../..")]
NETLINK_ROUTE, NETLINK_NETFILTER, NETLINK_GENERIC = 0, 12, 16
SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, NETLINK_EXT_ACK = 270, 1, 11
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLM_F_REQUEST, NLM_F_MULTI, NLM_F_ACK, NLM_F_DUMP_INTR = 1, 2, 4, 0x10
NLM_F_EXCL, NLM_F_DUMP, NLM_F_CREATE = 0x200, 0x300, 0x400
NLM_F_CAPPED, NLM_F_ACK_TLVS = 0x100, 0x200
NLMSGERR_ATTR_MSG, NLMSGERR_ATTR_OFFS = 1, 2
NLA_F_NESTED = 0x8000
RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK, RTM_SETLINK, RTM_NEWADDR, RTM_DELADDR, RTM_NEWNSID = 16, 17, 18, 19, 20, 21, 88
IFLA_ADDRESS, IFLA_IFNAME, IFLA_MTU, IFLA_LINKINFO, IFLA_GROUP, IFLA_NET_NS_FD, IFLA_LINK_NETNSID = 1, 3, 4, 18, 27, 28, 37
IFLA_INFO_KIND, IFLA_INFO_DATA = 1, 2
IFA_ADDRESS, IFA_LOCAL = 1, 2
GENL_ID_CTRL, CTRL_CMD_GETFAMILY = 16, 3
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME, CTRL_ATTR_MCAST_GROUPS = 1, 2, 7
CTRL_ATTR_MCAST_GRP_NAME, CTRL_ATTR_MCAST_GRP_ID = 1, 2

Attribute = collections.namedtuple("Attribute", "number form")
# An acknowledgement. error: 0 or of errno; text: the kernel's sentence; offset: of the attribute in the request, or None
Verdict = collections.namedtuple("Verdict", "error text offset")


# ---- the specification ----------------------------------------------------------------------------------

@functools.lru_cache(None)
def specification():
    # Tests start Python with -S, without the folder that has the module yaml: it starts faster.
    if sys.flags.no_site:
        site.main()
    import yaml  # pylint: disable=import-outside-toplevel
    with open(next(filter(os.path.exists, SPECIFICATIONS)), encoding="utf-8") as file:
        return yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def attribute_form(attribute):
    size = {"u8": "B", "u16": "H", "u32": "I", "s32": "i", "u64": "Q"}.get(attribute["type"])
    if size:
        return (">" if attribute.get("byte-order") == "big-endian" else "=") + size
    return "address" if attribute.get("display-hint") == "ipv4" else attribute["type"]


@functools.lru_cache(None)
def attribute_set(name):
    """The attributes of a set, by their names in the specification"""
    space, = (space for space in specification()["attribute-sets"] if space["name"] == name)
    found, number = {}, 0
    for attribute in space["attributes"]:
        number = attribute.get("value", number + 1)
        found[attribute["name"]] = Attribute(number, attribute_form(attribute))
    return found


@functools.lru_cache(None)
def numbers(name):
    return {name: attribute.number for name, attribute in attribute_set(name).items()}


def named(name, data):
    """The payloads of attributes of a set, by their names"""
    found = table(data)
    return {word: found[number] for word, number in numbers(name).items() if number in found}


@functools.lru_cache(None)
def options():
    """The attributes in IFLA_INFO_DATA, by names such as ikey and seq_mode"""
    return {name.partition("-")[2].replace("-", "_"): attribute
            for name, attribute in attribute_set("linkinfo-gre2890-attrs").items()}


def enumeration(name):
    """The words of an enumeration, in order"""
    found, = (definition for definition in specification()["definitions"] if definition["name"] == name)
    return [entry["name"] for entry in found["entries"]]


def commands():
    """The commands of the generic netlink family, by their names"""
    return {operation["name"]: operation["value"] for operation in specification()["operations"]["list"]}


# ---- attributes and messages ----------------------------------------------------------------------------

def attr(kind, payload):
    return struct.pack("=HH", 4 + len(payload), kind) + payload + bytes(-len(payload) % 4)


def attrs(data):
    """Number, payload and offset of each attribute"""
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        if length < 4:
            return
        yield kind & 0x3FFF, data[at + 4:at + length], at
        at += (length + 3) & ~3


def table(data):
    return {kind: payload for kind, payload, _ in attrs(data)}


def encode(form, text):
    """The payload that a text stands for"""
    if form == "address":
        return packed(text)
    if form == "string":
        return os.fsencode(text) + b"\0"
    return b"" if form == "flag" else struct.pack(form, int(text, 0))


def option(word):
    """The attribute that NAME=VALUE stands for, or NUMBER=HEX"""
    name, _, value = word.partition("=")
    if name.isdigit():
        return attr(int(name), bytes.fromhex(value))
    found = options()[name]
    return attr(found.number, encode(found.form, value))


@functools.lru_cache(None)
def option_name(number):
    return next((name for name, option in options().items() if option.number == number), str(number))


def string(payload):
    return os.fsdecode(payload.rstrip(b"\0"))


def message(kind, flags, payload, sequence=0, port=0, length=None):
    """A netlink message; its length may be a lie."""
    return struct.pack("=IHHII", 16 + len(payload) if length is None else length, kind, flags, sequence, port) + payload


def ifinfo(index=0, flags=0, change=0):
    """struct ifinfomsg"""
    return struct.pack("=BxHiII", 0, 0, index, flags, change)


def genl(command):
    """struct genlmsghdr"""
    return struct.pack("=BBH", command, 1, 0)


def error_name(error):
    return "EOPNOTSUPP" if error == errno.EOPNOTSUPP else errno.errorcode[error]


def verdict(kind, flags, answer):
    """Read an acknowledgement, or the end of a dump, with what the extended acknowledgement says."""
    error, = struct.unpack_from("=i", answer)
    at = 4
    if kind == NLMSG_ERROR:
        at = 20 if flags & NLM_F_CAPPED else 4 + struct.unpack_from("=I", answer, 4)[0]
    told = table(answer[at:]) if flags & NLM_F_ACK_TLVS else {}
    offset = told.get(NLMSGERR_ATTR_OFFS)
    return Verdict(-error, string(told.get(NLMSGERR_ATTR_MSG, b"")), offset and struct.unpack("=I", offset)[0])


# ---- sockets --------------------------------------------------------------------------------------------

class Socket:
    """A netlink socket of the network namespace that it is made in"""

    def __init__(self, protocol, timeout=60):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        self.socket.bind((0, 0))
        self.socket.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.socket.settimeout(timeout)
        self.sequence = 0

    def send(self, kind, flags=0, payload=b"", length=None):
        """Send a request, and return its octets."""
        self.sequence += 1
        request = message(kind, NLM_F_REQUEST | flags, payload, self.sequence, length=length)
        self.socket.send(request)
        return request

    def receive(self, size=1 << 18):
        """Read once: type, flags and payload of each message that answers the last request."""
        data = self.socket.recv(size)
        while len(data) >= 16:
            length, kind, flags, sequence, _ = struct.unpack_from("=IHHII", data)
            if sequence == self.sequence:
                yield kind, flags, data[16:length]
            data = data[(length + 3) & ~3:]

    def answer(self):
        """The first message that answers the last request"""
        while True:
            for found in self.receive():
                return found

    def dump(self, kind, payload=b""):
        """The payloads of the answers to a request for a dump"""
        self.send(kind, NLM_F_DUMP, payload)
        while True:
            for answered, _, found in self.receive():
                if answered in (NLMSG_DONE, NLMSG_ERROR):
                    return
                yield found

    def ask(self, kind, flags, payload):
        """Send a request, and return the verdict of its acknowledgement."""
        self.send(kind, NLM_F_ACK | flags, payload)
        kind, flags, answer = self.answer()
        assert kind == NLMSG_ERROR
        return verdict(kind, flags, answer)

    def family(self, name="gre2890"):
        """The number of a generic netlink family, and the numbers of its multicast groups by name"""
        self.send(GENL_ID_CTRL, 0, genl(CTRL_CMD_GETFAMILY) + attr(CTRL_ATTR_FAMILY_NAME, name.encode() + b"\0"))
        kind, flags, answer = self.answer()
        if kind == NLMSG_ERROR:
            raise LookupError(f"{name}: {verdict(kind, flags, answer)}")
        found = table(answer[4:])
        groups = map(table, table(found.get(CTRL_ATTR_MCAST_GROUPS, b"")).values())
        return (struct.unpack("=H", found[CTRL_ATTR_FAMILY_ID])[0],
                {string(group[CTRL_ATTR_MCAST_GRP_NAME]): struct.unpack("=I", group[CTRL_ATTR_MCAST_GRP_ID])[0]
                 for group in groups})
