# SPDX-License-Identifier: GPL-2.0
"""The tunnels to compare, as commands of `ip`"""
from place import FAR, NEAR

NUMBER = 2890                       # the key, or what else a kind has for one
VXLAN_PORT = 4789
ENDS = {"ipv4": ("192.0.2.1", "192.0.2.2"), "ipv6": ("2001:db8::1", "2001:db8::2")}

# By default the kernel's tunnels over IPv6 add an option to each packet, which no other kind does
KINDS = {
    "ipv4": {"ip_gre": "gre", "gre2890": "gre2890", "ipip": "ipip", "vxlan": "vxlan"},
    "ipv6": {"ip6_gre": "ip6gre encaplimit none", "gre2890": "gre2890",
             "ip6_tunnel": "ip6tnl mode ipip6 encaplimit none", "vxlan": "vxlan"},
}
ETHER = {"gre": "gretap", "ip6gre encaplimit none": "ip6gretap encaplimit none", "gre2890": "gre2890 mode ether"}
VXLAN = f"vxlan id {NUMBER} dstport {VXLAN_PORT} nolearning udp6zerocsumtx udp6zerocsumrx"
MODULES = "dummy", "veth", "ip_gre", "ip6_gre", "ipip", "ip6_tunnel", "vxlan", "gre2890"


def underlay(first):
    """The addresses of u0 at one end, and the neighbours"""
    lines = []
    for ends in ENDS.values():
        near, far = ends if first else ends[::-1]
        lines += [f"address add {near}/{64 if ':' in near else 24} dev u0",
                  f"neigh add {far} lladdr {FAR if first else NEAR} dev u0 nud permanent"]
    return lines


def tunnel(family, kind, words, first):
    """The commands for t0 at one end; with `ether` among the words it carries frames"""
    near, far = ENDS[family] if first else ENDS[family][::-1]
    text = KINDS[family][kind].replace("vxlan", VXLAN)
    if "ether" in words:
        text, words = ETHER[text], words.replace("ether", "")
    name, _, more = text.partition(" ")
    key = words.replace("key", f"key {NUMBER}")
    lines = [f"link add t0 type {name} local {near} remote {far} {key} {more}"]
    if name in ("vxlan", "gretap", "ip6gretap") or "ether" in more:
        lines += [f"link set t0 address {NEAR if first else FAR} addrgenmode none"]
    return lines + ["link set t0 up"]
