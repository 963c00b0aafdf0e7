#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Pings to the stock kinds, which verify what they receive: every combination of checksum, key and sequence number with
# each kind. IPv4 is pinged from gw1, IPv6 from gw2. Topology: that of interop.sh.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/interop.sh
. "$LIB/interop.sh"
need root module:gre2890 ping jq gre2890

kinds=(gre gretap ip6gre ip6gretap)
combinations=('' 'csum' 'key 7' 'csum key 7' 'seq' 'csum seq' 'key 7 seq' 'csum key 7 seq')

# pings NS FIRST LAST SECONDS ADDRESS NAME      pings the addresses FIRST to LAST, which replace N in ADDRESS, all at once,
#                                               and records which answer
pings() {
	# shellcheck disable=SC2016 # the other shell's
	ns "$1" bash -c '
		for ((n = $1; n <= $2; n++)); do
			ping -n -q -c 1 -w "$3" "${4/N/$n}" >/dev/null && echo "$n $5" &
		done
		wait' pings "${@:2}" >>"$WORK/answered"
}

# answered N                                    did both pings through tunnel N succeed?
answered() {
	awk -v n="$1" '$1 == n { print $2 }' "$WORK/answered" | sort | xargs
}

# Print the drop counters. Several processors may send at once, so old sequence numbers are possible.
drops() {
	ns gw1 gre2890 -j stats | jq -r '.links[] | .ifname as $name | .info_xstats | to_entries[] |
		select((.key | contains("_drop_")) and .key != "rx_drop_seq_old" and .value > 0) | "\($name) \(.key)"' ||
		echo "not to be had"
}

interop_topology
n=0
for kind in "${kinds[@]}"; do
	for options in "${combinations[@]}"; do
		n=$((n + 1))
		interop_pair $n "$kind" "$options"
	done
done
interop_up
pings gw1 1 $n 30 10.N.0.2 IPv4
pings gw2 1 $n 30 fd00:N::1 IPv6

n=0
for kind in "${kinds[@]}"; do
	for options in "${combinations[@]}"; do
		n=$((n + 1))
		equal "$kind ${options:-without options}: gw1 gets answers over IPv4, gw2 over IPv6" \
			"$(answered $n)" "IPv4 IPv6"
	done
done
equal "no packet from a stock kind is dropped" "$(drops)" ""

# Different options at the two ends
interop_pair 41 gre 'key 1' 'key 2'
interop_pair 42 ip6gretap 'key 1' ''
interop_pair 43 gretap 'icsum' ''
interop_pair 44 ip6gre 'iseq' ''
interop_pair 45 gre 'ikey 1 okey 2' 'ikey 2 okey 1'
interop_pair 46 ip6gre 'ocsum' 'icsum'
interop_up
pings gw1 41 46 3 10.N.0.2 IPv4
equal "gre with another key does not answer" "$(answered 41)" ""
equal "ip6gretap without a key does not answer a tunnel with one" "$(answered 42)" ""
equal "gretap without checksums does not reach a tunnel with icsum" "$(answered 43)" ""
equal "ip6gre without sequence numbers does not reach a tunnel with iseq" "$(answered 44)" ""
equal "gre with ikey and okey exchanged answers" "$(answered 45)" "IPv4"
equal "ip6gre with checksums in one direction answers" "$(answered 46)" "IPv4"
equal "the dropped packets are counted" "$(drops | sort | xargs)" "t43 rx_drop_no_checksum t44 rx_drop_no_seq"
