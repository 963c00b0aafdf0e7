#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Path MTU and large packets over an IPv4 underlay: the path MTU is learned and reported to inner senders, and DF follows
# the rules.
# Topology: path_topology; t0 between gw1 and gw2.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/path.sh
. "$LIB/path.sh"
# shellcheck source=selftests/lib/pmtu.sh
. "$LIB/pmtu.sh"
need root module:gre2890 python:scapy ping socat

path_topology
wire_open
path_tunnel 4 t0 0 key 7
wire listen u0 "$PFX-gw1" u0
wire listen b0 "$PFX-r" b0

pmtu_beside_gre 4 t0 0 28
pmtu_below_1280 4 t0 0 28 'o.dst == "198.51.100.2" and o.flags.MF'
pmtu_by_mark 4 t0 0

# ---- DF of the outer header -----------------------------------------------------------------------------

change() {
	ns gw1 ip link change t0 type gre2890 "$@"
	path_mtu 1500
	forget
}
echoes='g and i.dst == "10.0.0.2" and ICMP in i'

change pmtudisc
wire_all "pmtudisc: DF is set, although the inner one is not" u0 "$echoes" 'o.flags.DF' \
	ping_size h1 100 -Mdont 10.0.0.2
change nopmtudisc
wire_all "nopmtudisc: DF is not set without the inner one" u0 "$echoes" 'not o.flags.DF' \
	ping_size h1 100 -Mdont 10.0.0.2
wire_all "nopmtudisc: the inner DF is copied" u0 "$echoes" 'o.flags.DF' ping_size h1 100 -Mdo 10.0.0.2
path_mtu 1400
reason_rises "nopmtudisc: a large packet with DF causes an error, from which the path MTU is learned" gw1 t0 icmp_too_big \
	ping_size h1 1400 -W 1 -Mdo 10.0.0.2
reason_rises "nopmtudisc: the next one is answered by an error" gw1 t0 tx_drop_too_big ping_size h1 1400 -W 1 -Mdo 10.0.0.2
reason_stays "nopmtudisc: a large packet without DF is not too big" gw1 t0 tx_drop_too_big \
	ping_size h1 1400 -Mdont 10.0.0.4
check "nopmtudisc: it arrives" ping_size h1 1400 -Mdont 10.0.0.4

change nopmtudisc ignore-df
wire_all "ignore-df: the inner DF is not copied" u0 "$echoes" 'not o.flags.DF' ping_size h1 100 -Mdo 10.0.0.2
path_mtu 1400
check "ignore-df: a large packet with DF arrives in fragments" ping_size h1 1400 -Mdo 10.0.0.2
refused "ignore-df with pmtudisc is refused" 'ignore-df needs nopmtudisc' \
	ns gw1 ip link change t0 type gre2890 pmtudisc
