#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Path MTU and large packets over an IPv6 underlay: the path MTU is learned and reported to inner senders.
# Topology: path_topology; t0 between gw1 and gw2.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/path.sh
. "$LIB/path.sh"
# shellcheck source=selftests/lib/pmtu.sh
. "$LIB/pmtu.sh"
need root module:gre2890 python:scapy ping socat

path_topology
wire_open
path_tunnel 6 t0 0 key 7
wire listen b0 "$PFX-r" b0

pmtu_beside_gre 6 t0 0 48
pmtu_below_1280 6 t0 0 48 'o.dst == "2001:db8:1::2" and IPv6ExtHdrFragment in p and p[IPv6ExtHdrFragment].nh == 47'
pmtu_by_mark 6 t0 0

# The option adds eight octets to the overhead.
ns gw1 ip link change t0 type gre2890 encaplimit 4
pmtu_learn "with encaplimit" 6 t0 0 56
