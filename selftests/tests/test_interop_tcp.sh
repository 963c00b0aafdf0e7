#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Bulk TCP to and from each stock kind, compared by hash. Packets that a tunnel sends cross the underlay larger than its
# MTU, with sequence numbers or without, because the device below segments them. GRO merges received segments.
# Topology: that of interop.sh.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/interop.sh
. "$LIB/interop.sh"
need root module:gre2890 python3 nft ethtool

size=$((4 << 20))
kinds=('' gre gretap ip6gre ip6gretap gre ip6gre)
options=('' 'key 7' 'csum' 'csum key 7' 'key 7' 'key 7 seq' 'csum seq')
pairs="1 2 3 4 5 6"

# transfers FROM TO N...      transfers data through these tunnels; the results are in $WORK/result.FROM.N
transfers() {
	local from=$1 to=$2 n addresses=()
	shift 2
	for n in "$@"; do
		# Every other transfer is over IPv6.
		addresses[n]=$( ((n & 1)) && echo "10.$n.0.${to#gw}" || echo "fd00:$n::${to#gw}")
		echo "$PFX-$from $PFX-$to ${addresses[n]} $size"
	done | /usr/bin/python3 -SE "$LIB/transfer.py" >"$WORK/results" 2>"$WORK/transfer.err"
	for n in "$@"; do
		read -r "result[$n]" || result[n]=$(<"$WORK/transfer.err")
	done <"$WORK/results"
}

# large_counters NS DEV [MATCH]...     counts the packets of more than 2000 octets that DEV receives, by MATCH
large_counters() {
	local space=$1 device=$2 match
	shift 2
	ns "$space" nft -f - <<-END
		table netdev large {
			chain $device {
				type filter hook ingress device $device priority 0
				$(for match in "$@"; do echo "$match meta length > 2000 counter"; done)
			}
		}
	END
}

# counted NS DEV      prints a word for each rule: large or none
counted() {
	ns "$1" nft list chain netdev large "$2" |
		awk '/counter/ { for (i = 1; i < NF; i++) if ($i == "packets") print $(i + 1) ? "large" : "none" }' | xargs
}

interop_topology
for n in $pairs; do
	interop_pair "$n" "${kinds[n]}" "${options[n]}"
done
interop_up
# Count by the far address of each kind.
matches=()
for n in $pairs; do
	case ${kinds[n]} in
	ip6*) matches+=("ip6 daddr 2001:db8::1:$n") ;;
	*) matches+=("ip daddr 192.0.2.$((100 + n))") ;;
	esac
done
large_counters gw2 u0 "${matches[@]}"

result=()
# shellcheck disable=SC2086 # a list
transfers gw1 gw2 $pairs
for n in $pairs; do
	equal "to ${kinds[n]} ${options[n]}: the data arrives unchanged" "${result[n]:-}" same
done
equal "all tunnels send large packets, with sequence numbers or without" \
	"$(counted gw2 u0)" "large large large large large large"

# Now the underlay delivers single segments.
ns gw2 ethtool -K u0 tso off gso off >/dev/null
large_counters gw1 u0 ""
for n in $pairs; do
	large_counters gw1 "t$n" ""
done
# shellcheck disable=SC2086
transfers gw2 gw1 $pairs
for n in $pairs; do
	equal "from ${kinds[n]} ${options[n]}: the data arrives unchanged" "${result[n]:-}" same
done
equal "the underlay delivers single segments" "$(counted gw1 u0)" none
for n in $pairs; do
	equal "from ${kinds[n]} ${options[n]}: GRO merges the segments" "$(counted gw1 "t$n")" large
done
