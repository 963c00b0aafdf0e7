#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The operator's INPUT rules apply before a tunnel gets a packet.
#
# Topology: gw_topology. gw2 has tunnels to gw1 (p4, p6), which the rules accept, and to 192.0.2.3 and 2001:db8::3 (x4,
# x6). gw1 also sends from these addresses.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need module:gre2890 python3

inject_topology
tunnel_end 2 p4 192.0.2. "" key 7
tunnel_end 2 p6 2001:db8:: "" key 7
ns gw2 ip -batch - <<-END
	link add x4 type gre2890 local 192.0.2.2 remote 192.0.2.3 key 7
	link add x6 type gre2890 local 2001:db8::2 remote 2001:db8::3 key 7
	link set x4 up
	link set x6 up
END
let_be "place = Tunnels('$PFX-gw2'); X4, X6 = '192.0.2.3', '2001:db8::3'"

# gets DESC WORDS PACKETS       claims which words the packets bring to gw2's tunnels
gets() {
	equal "IPv$f: $1" "$(inject "arrived(src, dst, place, $3, ip(A$f, B$f, gre('last', 7)), 'p$f:last')")" "$2"
}

for f in 4 6; do
	gets "without a rule another peer reaches its tunnel" x$f:one "ip(X$f, B$f, gre('one', 7))"
done

# nothing_passes RULES          claims that only packets from gw1's own address pass
nothing_passes() {
	local f cut='[(0, 16), (16, None)]'
	for f in 4 6; do
		gets "$1 for one peer accept its packets" p$f:one "ip(A$f, B$f, gre('one', 7))"
		gets "$1 for one peer drop those of another peer" '' "ip(X$f, B$f, gre('one', 7))"
		gets "$1 for one peer drop fragments of another peer" '' \
			"fragments(X$f, B$f, $cut, gre('one-in-fragments', 7))"
	done
}

if lib_has nft; then
	ns gw2 nft -f - <<-END
		table inet filter {
			chain input {
				type filter hook input priority filter
				policy drop
				ip saddr 192.0.2.1 ip protocol gre accept
				ip6 saddr 2001:db8::1 meta l4proto gre accept
				icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
			}
		}
	END
	nothing_passes "nft rules"
	ns gw2 nft delete table inet filter
	f=4
	gets "without the rules another peer reaches its tunnel again" x4:one 'ip(X4, B4, gre("one", 7))'
else
	skip "nft rules for one peer" "nft is missing"
fi

if lib_has iptables && lib_has ip6tables; then
	ns gw2 sh -c '
		iptables -A INPUT -p 47 -s 192.0.2.1 -j ACCEPT
		iptables -A INPUT -p 47 -j DROP
		ip6tables -A INPUT -p 47 -s 2001:db8::1 -j ACCEPT
		ip6tables -A INPUT -p 47 -j DROP
		ip6tables -A INPUT -m ipv6header --header frag --soft -s 2001:db8::3 -j DROP'
	nothing_passes "iptables rules"
else
	skip "iptables rules for one peer" "iptables is missing"
fi
