#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The packets on the wire as an independent decoder (tshark) reads them: every combination of checksum, key and sequence
# number, over both underlays, in both modes.
#
# Topology: verdict_topology, with one capture at gw2. gw1 has the tunnels t<N> to 198.51.100.<N> or 2001:db8:ff::<N>,
# which are routed by gw2. Of N, bit 0 is csum, bit 1 key 10.20.30.<N>, bit 2 seq, bit 3 an IPv6 underlay, bit 4 mode
# ether. From 32 on the tunnels have other options for the outer header.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/verdict.sh
. "$LIB/verdict.sh"
need root module:gre2890 tcpdump tshark python3 ethtool

last=37
# Lengths and protocol types of the packets that samples.py sends through each tunnel
lengths=(48 49 81 53)
types=(0x0800 0x0800 0x86dd 0x0800)

# ends N           prints the addresses of tunnel N
ends() {
	if (($1 & 8)); then
		echo "local 2001:db8::1 remote 2001:db8:ff::$1"
	else
		echo "local 192.0.2.1 remote 198.51.100.$1"
	fi
}

# options N        prints the other options of tunnel N
options() {
	((!($1 & 1))) || echo -n "csum "
	((!($1 & 2))) || echo -n "key 10.20.30.$1 "
	((!($1 & 4))) || echo -n "seq "
	((!($1 & 16))) || echo -n "mode ether"
}

# arp off: frames need no neighbour
tunnels() {
	local n
	for ((n = 0; n < 32; n++)); do
		echo "link add t$n arp off type gre2890 $(ends $n) $(options $n)"
	done
	cat <<-END
		link add t32 type gre2890 local 192.0.2.1 remote 198.51.100.32 ttl 77 tos 0x48
		link add t33 type gre2890 local 2001:db8::1 remote 2001:db8:ff::33 ttl 77 tclass 0x48
		link add t34 type gre2890 local 2001:db8::1 remote 2001:db8:ff::34 encaplimit 4
		link add t35 type gre2890 local 192.0.2.1 remote 198.51.100.35 ttl inherit nopmtudisc
		link add t36 type gre2890 local 2001:db8::1 remote 2001:db8:ff::36 ttl inherit
		link add t37 type gre2890 local 192.0.2.1 remote 198.51.100.37 nopmtudisc ignore-df
		route add 198.51.100.0/24 via 192.0.2.2
		route add 2001:db8:ff::/64 via 2001:db8::2
	END
	for ((n = 0; n <= last; n++)); do
		echo "link set t$n up"
	done
}

capture() {
	ns gw2 tcpdump -Z root -U -i u0 -w "$WORK/capture" proto 47 or ip6 proto 47 or ip6 proto 60 2>"$WORK/tcpdump.err" &
	poll 20 grep -q 'listening on' "$WORK/tcpdump.err"
}

captured() {
	tcpdump -nr "$WORK/capture" dst "$1" 2>/dev/null | grep -q .
}

# Print one line for each packet: N|outer header|GRE header. A missing field is -. Use the first occurrence of a field, as
# the payload may have an IP header as well. eth.type shows the family of the outer one.
decode() {
	local field names=()
	for field in eth.type ip.src ip.dst ip.proto ip.ttl ip.flags.df ip.dsfield \
		ipv6.src ipv6.dst ipv6.nxt ipv6.hlim ipv6.tclass ipv6.opt.tel frame.len \
		gre.flags_and_version gre.proto gre.checksum.status gre.offset gre.key gre.sequence_number; do
		names+=(-e "$field")
	done
	tshark -n -r "$WORK/capture" -T fields -E occurrence=f -E 'separator=|' "${names[@]}" 2>"$WORK/tshark.err" |
		awk -F '|' '{
			for (i = 1; i <= 20; i++)
				if ($i == "")
					$i = "-"
			four = $1 == "0x0800"
			n = four ? $3 : $9
			sub(/.*[.:]/, "", n)
			outer = four ? $2 " proto " $4 " ttl " $5 " df " $6 " tos " $7 : \
				       $8 " proto " $10 " ttl " $11 " tos " $12 " limit " $13
			print n "|" outer "|" $14, $15, $16, $17, $18, $19, $20
		}' >"$WORK/decoded"
}

# outer_of N...       prints the different outer headers of the packets of these tunnels
outer_of() {
	local n
	for n in "$@"; do
		awk -F '|' -v n="$n" '$1 == n { print $2 }' "$WORK/decoded"
	done | sort -u
}

gre_of() {
	awk -F '|' -v n="$1" '$1 == n { print $3 }' "$WORK/decoded"
}

# expected N       prints what gre_of should: length of the frame, flags and version, protocol type, state of the checksum
#                  (1: right) and Reserved1 after it, key, sequence number
expected() {
	local n=$1 flags=0 checksum="- -" key=- length=$((14 + 20 + 4)) i
	((!(n & 1))) || flags=$((flags | 0x8000)) checksum="1 0" length=$((length + 4))
	((!(n & 2))) || flags=$((flags | 0x2000)) key=$(printf '0x0a141e%02x' "$n") length=$((length + 4))
	((!(n & 4))) || flags=$((flags | 0x1000)) length=$((length + 4))
	((!(n & 8))) || length=$((length + 20))
	((!(n & 16))) || length=$((length + 14))
	for i in "${!lengths[@]}"; do
		printf '%d 0x%04x %s %s %s %s\n' $((length + lengths[i])) $flags \
			"$( ((n & 16)) && echo 0x6558 || echo "${types[i]}")" "$checksum" "$key" \
			"$( ((n & 4)) && echo "$i" || echo -)"
	done
}

verdict_topology
ns gw1 ethtool -K u0 tx off >/dev/null
tunnels >"$WORK/tunnels"
ns gw1 ip -batch "$WORK/tunnels"
capture
# shellcheck disable=SC2046 # a list
ns gw1 /usr/bin/python3 -SE "$LIB/samples.py" u0 $(seq -f 't%g' 0 $last)
poll 20 captured 198.51.100.255
decode

for ((n = 0; n < 32; n++)); do
	equal "IPv$(((n & 8) ? 6 : 4)), options '$(options $n)': GRE header" "$(gre_of $n)" "$(expected $n)"
done
equal "the decoder knows a wrong checksum" "$(gre_of 255 | cut -d ' ' -f 4)" 0

# shellcheck disable=SC2046 # lists
{
	equal "IPv4, packets: the outer header by default" "$(outer_of $(seq 0 7))" "192.0.2.1 proto 47 ttl 33 df 1 tos 0x00"
	equal "IPv4, frames: the outer header by default" "$(outer_of $(seq 16 23))" "192.0.2.1 proto 47 ttl 33 df 1 tos 0x00"
	equal "IPv6, packets: the outer header by default, no encapsulation limit" \
		"$(outer_of $(seq 8 15))" "2001:db8::1 proto 47 ttl 64 tos 0x00000000 limit -"
	equal "IPv6, frames: the outer header by default, no encapsulation limit" "$(outer_of $(seq 24 31))" "2001:db8::1 proto 47 ttl 64 tos 0x00000000 limit -"
}
equal "IPv4: ttl and tos are in the outer header" "$(outer_of 32)" "192.0.2.1 proto 47 ttl 77 df 1 tos 0x48"
equal "IPv6: ttl and tclass are in the outer header" "$(outer_of 33)" "2001:db8::1 proto 47 ttl 77 tos 0x00000048 limit -"
equal "IPv6: encaplimit sends the option" "$(outer_of 34)" "2001:db8::1 proto 60 ttl 64 tos 0x00000000 limit 4"
equal "IPv6: GRE follows the option" "$(gre_of 34 | head -n 1)" "$((14 + 40 + 8 + 4 + 48)) 0x0000 0x0800 - - - -"
equal "IPv4: nopmtudisc copies DF from the payload" "$(outer_of 35)" \
	"192.0.2.1 proto 47 ttl 33 df 0 tos 0x00"$'\n'"192.0.2.1 proto 47 ttl 33 df 1 tos 0x00"
equal "IPv4: ignore-df clears DF" "$(outer_of 37)" "192.0.2.1 proto 47 ttl 33 df 0 tos 0x00"
equal "IPv6: ttl inherit copies the hop limit" "$(outer_of 36)" "2001:db8::1 proto 47 ttl 33 tos 0x00000000 limit -"
