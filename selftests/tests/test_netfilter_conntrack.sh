#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Stateful INPUT rules: connection tracking follows the flows of tunnels as those of any protocol, no matter whether it
# or the receive hook was registered first in the namespace.
#
# Topology: gw_topology. gw2 has tunnels to gw1 (p4, p6), from which the rules accept replies only, and to 192.0.2.3 and
# 2001:db8::3 (x4, x6), which a rule accepts. gw1 also sends from these addresses.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need module:gre2890 python3 nft conntrack

rules() {
	ns gw2 nft -f - <<-END
		table inet filter {
			chain input {
				type filter hook input priority filter
				policy drop
				ip saddr 192.0.2.3 accept
				ip6 saddr 2001:db8::3 accept
				ct state established,related accept
				icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
			}
		}
	END
}

# tunnels GW N PEER             makes p4 and p6 in GW between the addresses N and PEER
tunnels() {
	ns "$1" ip -batch - <<-END
		link add p4 type gre2890 local 192.0.2.$2 remote 192.0.2.$3
		link add p6 type gre2890 local 2001:db8::$2 remote 2001:db8::$3
		address add 10.0.4.$2/24 dev p4
		address add 10.0.6.$2/24 dev p6
		link set p4 up
		link set p6 up
	END
}

others() {
	ns gw2 ip -batch - <<-END
		link add x4 type gre2890 local 192.0.2.2 remote 192.0.2.3
		link add x6 type gre2890 local 2001:db8::2 remote 2001:db8::3
		address add 10.1.4.2/24 dev x4
		address add 10.1.6.2/24 dev x6
		link set x4 up
		link set x6 up
		neighbor replace 192.0.2.3 lladdr 02:00:00:00:00:03 dev u0
		neighbor replace 2001:db8::3 lladdr 02:00:00:00:00:03 dev u0
	END
}

# entry FAMILY SOURCE PATTERN   does gw2 have a confirmed entry for GRE from SOURCE that matches?
entry() {
	ns gw2 conntrack -L -f "ipv$1" -p 47 -s "$2" 2>/dev/null | grep -qE -- "$3"
}

# as SOURCE TEXT                 prints what arrives of a packet from SOURCE, before a packet that p4 takes
as() {
	inject "arrived(src, dst, place, ip($1, B4, gre('$2')), ip(X4, B4, gre('last')), 'p4:last')"
}

# claims WHEN                    makes the claims
claims() {
	local f one
	for f in 4 6; do
		if [[ $f -eq 4 ]]; then net=192.0.2.; else net=2001:db8::; fi
		one="arrived(src, dst, place, ip(A$f, B$f, gre('one')), ip(X$f, B$f, gre('last')), 'x$f:last')"
		equal "$1, IPv$f: packets of a peer without an established flow are dropped" "$(inject "$one")" ''
		check_fail "$1, IPv$f: they leave no entry" entry $f ${net}1 .
		check "$1, IPv$f: a packet to this peer is answered" ns gw2 ping -c 2 -i 0.2 -W 5 10.0.$f.1
		check "$1, IPv$f: the entry of this flow is assured" entry $f ${net}2 'ASSURED'
		equal "$1, IPv$f: then packets of this peer are accepted" "$(inject "$one")" p$f:one

		check "$1, IPv$f: a flow started by an accepted peer has an entry without a reply" entry $f ${net}3 UNREPLIED
		ns gw2 ping -c 2 -i 0.2 -W 0.1 10.1.$f.3 >/dev/null || true
		check "$1, IPv$f: the entry is assured after a reply" entry $f ${net}3 ASSURED
	done
}

inject_topology
let_be 'X4, X6 = "192.0.2.3", "2001:db8::3"'
for n in 1 2; do
	# Only these claims may send through the tunnels.
	ns gw$n sysctl -qw net.ipv6.conf.default.disable_ipv6=1
done
tunnels gw1 1 2
rules
tunnels gw2 2 1
others
let_be "place = Tunnels('$PFX-gw2')"
claims "conntrack first"

# The other order: remove both from the namespace, and add the tunnels first.
ns gw2 nft delete table inet filter
printf 'link del %s\n' p4 p6 x4 x6 | ns gw2 ip -batch -
tunnels gw2 2 1
others
rules
ns gw2 conntrack -F 2>/dev/null
claims "tunnels first"

# A rule rewrites the source .3 to .1. Packets from .1 itself would then have the same replies, which two entries cannot
# have, so they are dropped: by the receive hook if it confirms the entry, which it never does over IPv6. NAT drops
# packets with fewer than eight octets from the GRE header on.
printf 'link del %s\n' p4 p6 x4 x6 | ns gw2 ip -batch -
ns gw2 nft -f - <<-END
	delete table inet filter
	table ip nat {
		chain input {
			type nat hook input priority 100
			ip saddr 192.0.2.3 snat to 192.0.2.1
		}
	}
END
tunnels gw2 2 1
ns gw2 conntrack -F 2>/dev/null
equal "packets with a rewritten source are accepted" "$(as X4 first)" p4:first
before=$(reason gw2 p4 rx_drop_conntrack)
equal "packets from the host with this source are dropped" "$(as A4 second)" ''
equal "  and counted" $(($(reason gw2 p4 rx_drop_conntrack) - before)) 1
