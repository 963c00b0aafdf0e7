#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Changes under traffic: settings that both ends need not share change without the loss of a packet, and a
# packet has all of the old settings or all of the new.
# Topology: as gw_topology draws it; t0 between gw1 and gw2, over IPv4 and then over IPv6.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/traffic.sh
. "$LIB/traffic.sh"
need root module:gre2890 tcpdump ping

gw_topology

# ends OUTER                    as tunnel_pair has it
ends() {
	tunnel_pair t0 "$1" 10.0.0. key 7
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

# unharmed DESC CMD...          claims that no ping of the traffic is lost while CMD runs
unharmed() {
	local desc=$1
	shift
	traffic t gw1 10.0.0.2
	"$@"
	check "$desc: no ping is lost" traffic_whole t
}

checksums() {
	change gw1 ocsum && change gw2 ocsum icsum && change gw1 icsum
	change gw1 noicsum && change gw2 noicsum noocsum && change gw1 noocsum
}

# capture                       captures what gw1 sends, until captured; tcpdump is fast enough for the traffic
capture() {
	rm -f "$WORK/tcpdump"
	ip netns exec "$PFX-gw1" tcpdump -i u0 -n -U --immediate-mode -w "$WORK/pcap" "$1" 2>"$WORK/tcpdump" &
	tcpdump=$!
	poll 20 grep -q 'listening on' "$WORK/tcpdump"
}

captured() {
	kill -INT "$tcpdump"
	wait "$tcpdump" || true
}

# packets FILTER                prints how many captured packets pass the filter
packets() {
	tcpdump -n -r "$WORK/pcap" "$1" 2>/dev/null | wc -l
}

# claims HOW TOS-WORD NEAR IP HEADER-LENGTH     makes the claims; IP and HEADER-LENGTH are for filters
claims() {
	local how=$1 word=$2 near=$3 ip=$4 len=$5 old new
	old="${ip}[$len:2] = 0x2000 and ${ip}[$((len + 4)):4] = 7"
	new="${ip}[$len:2] = 0xa000 and ${ip}[$((len + 8)):4] = 8"
	unharmed "$how: ttl and $word" both "ttl 64 $word 0x10" "ttl inherit $word inherit"
	unharmed "$how: fwmark and dev" both "fwmark 1 dev u0" "fwmark 0"
	unharmed "$how: checksums, the sender's first" checksums

	traffic t gw1 10.0.0.2
	capture "$ip proto 47 and src $near"
	change gw1 "key 8 csum" "key 7 nocsum" "key 8 csum" "key 7 nocsum" "key 8 csum"
	sleep 0.2
	change gw1 "key 7 nocsum" "key 8 csum" "key 7 nocsum" "key 8 csum" "key 7 nocsum"
	check "$how: with the old key again the tunnel works at once" traffic_flows t
	captured
	check "$how: packets were sent with the old key" test "$(packets "$old")" -gt 0
	check "$how: packets were sent with the new key and checksums" test "$(packets "$new")" -gt 0
	equal "$how: no packet had a mix of old and new settings" \
		"$(packets "not ($old) and not ($new)")" 0
	change gw1 "key 9"
	change gw2 "key 9"
	check "$how: with a new key at both ends the tunnel works" traffic_flows t
	traffic_stop t

	traffic t gw1 10.0.0.2
	refused "$how: a change of the mode is refused" "mode can't be changed" \
		ns gw1 ip link change t0 type gre2890 ttl 7 mode ether
	check "$how: no ping is lost by the refusal" traffic_whole t
}

ends 192.0.2.
claims "IPv4" tos 192.0.2.1 ip 20
for n in 1 2; do
	ns gw$n ip link del t0
done
ends 2001:db8::
claims "IPv6" tclass 2001:db8::1 ip6 40
