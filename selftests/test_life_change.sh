#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Changes under traffic: settings that both ends need not share change without the loss of a packet, and a
# packet has all of the old settings or all of the new.
# Topology: as gw_topology draws it; t0 between gw1 and gw2, over IPv4 and then over IPv6.
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/path.sh
. "$(dirname "$0")/path.sh"
# shellcheck source=selftests/traffic.sh
. "$(dirname "$0")/traffic.sh"
need root module:gre2890 python:scapy ping

gw_topology
wire_open
wire listen u0 "$PFX-gw1" u0

# ends LOCAL1 LOCAL2
ends() {
	ns gw1 ip -batch - <<-END
		link add t0 type gre2890 local $1 remote $2 key 7
		link set t0 up
		address add 10.0.0.1/24 dev t0
	END
	ns gw2 ip -batch - <<-END
		link add t0 type gre2890 local $2 remote $1 key 7
		link set t0 up
		address add 10.0.0.2/24 dev t0
	END
	poll 10 ns gw1 ping -n -c 1 -W 1 10.0.0.2
}

# change NS WORDS...            each argument is one change
change() {
	local space=$1
	shift
	printf 'link change t0 type gre2890 %s\n' "$@" | ns "$space" ip -batch -
}

# both WORDS WORDS              by turns, at both ends at once
both() {
	change gw1 "$1" "$2" "$1" "$2" "$1" "$2" "$1" "$2" &
	change gw2 "$2" "$1" "$2" "$1" "$2" "$1" "$2" "$1"
	wait $!
}

# The number of echoes of the traffic in the middle of which CMD ran, and nothing was lost
# unharmed DESC CMD...
unharmed() {
	local desc=$1
	shift
	traffic t gw1 10.0.0.2
	"$@"
	check "$desc: nothing is lost" traffic_whole t
}

checksums() {
	change gw1 ocsum && change gw2 ocsum icsum && change gw1 icsum
	change gw1 noicsum && change gw2 noicsum noocsum && change gw1 noocsum
}

# claims HOW TOS-WORD NEAR
claims() {
	local how=$1 word=$2 near=$3
	unharmed "$how: ttl and $word" both "ttl 64 $word 0x10" "ttl inherit $word inherit"
	unharmed "$how: fwmark and dev" both "fwmark 1 dev u0" "fwmark 0"
	unharmed "$how: checksums, the sender's first" checksums

	traffic t gw1 10.0.0.2
	wire clear
	change gw1 "key 8 csum" "key 7 nocsum" "key 8 csum" "key 7 nocsum" "key 8 csum"
	check "$how: traffic with a new key goes out" wire seen u0 10 "g.key == 8 and o.src == '$near'"
	change gw1 "key 7 nocsum" "key 8 csum" "key 7 nocsum"
	check "$how: with the old one again the tunnel works at once" traffic_flows t
	check "$how: each packet has all of one setting or all of the other" wire all u0 \
		"g and o.src == '$near' ?? g.key in (7, 8) and (g.key == 8) == bool(g.chksum_present)"
	change gw1 "key 9"
	change gw2 "key 9"
	check "$how: with a new key at both ends as well" traffic_flows t
	wire clear
	check "$how: and that is what is sent" wire seen u0 10 "g.key == 9 and o.src == '$near'"
	traffic_end t >/dev/null

	traffic t gw1 10.0.0.2
	refused "$how: a change that can't be done is refused" "mode can't be changed" \
		ns gw1 ip link change t0 type gre2890 ttl 7 mode ether
	check "$how: and nothing is lost by it" traffic_whole t
}

ends 192.0.2.1 192.0.2.2
claims "IPv4" tos 192.0.2.1
for n in 1 2; do
	ns gw$n ip link del t0
done
ends 2001:db8::1 2001:db8::2
claims "IPv6" tclass 2001:db8::1
