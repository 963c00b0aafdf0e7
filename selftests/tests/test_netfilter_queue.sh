#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An INPUT rule lets a program decide (NFQUEUE), as inline intrusion prevention does. A packet that the program accepts
# continues in the context of its process, with softirqs enabled, and not in the softirq that received it.
#
# Topology: gw_topology. gw2 has tunnels to gw1 (p4, p6), whose packets the rule queues, and to 192.0.2.3 and 2001:db8::3
# (x4, x6), whose packets it does not. gw1 also sends from these addresses.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need module:gre2890 python3 nft module:nft_queue

# tunnel NAME OPTION...         makes a tunnel in gw2
tunnel() {
	ns gw2 ip link add "$1" type gre2890 "${@:2}"
	ns gw2 ip link set "$1" up
}

inject_topology
tunnel p4 local 192.0.2.2 remote 192.0.2.1
tunnel p6 local 2001:db8::2 remote 2001:db8::1
tunnel x4 local 192.0.2.2 remote 192.0.2.3
tunnel x6 local 2001:db8::2 remote 2001:db8::3
let_be "place = Tunnels('$PFX-gw2'); X4, X6 = '192.0.2.3', '2001:db8::3'"
ns gw2 nft -f - <<-END
	table inet filter {
		chain input {
			type filter hook input priority filter
			ip saddr 192.0.2.1 ip protocol gre queue num 1
			ip6 saddr 2001:db8::1 meta l4proto gre queue num 1
		}
	}
END

for f in 4 6; do
	equal "IPv$f: without a program no packet is accepted" \
		"$(inject "arrived(src, dst, place, ip(A$f, B$f, gre('good')), ip(X$f, B$f, gre('last')), 'x$f:last')")" ''
done

ip netns exec "$PFX-gw2" python3 -SE "$LIB/verdicts.py" 1 bad >"$WORK/verdicts" 2>&1 &
defer kill $!
check "there is one" poll 20 grep -qx ready "$WORK/verdicts"

# gets DESC FAMILY WORDS PACKETS     claims which words the packets bring to gw2's tunnels
gets() {
	equal "IPv$2: $1" "$(inject "arrived(src, dst, place, $4, ip(A$2, B$2, gre('last')), 'p$2:last')")" "$3"
}

for f in 4 6; do
	gets "a packet that the program accepts reaches its tunnel" $f p$f:good "ip(A$f, B$f, gre('good'))"
	gets "a packet that the program drops does not" $f '' "ip(A$f, B$f, gre('bad'))"
done
gets "an accepted packet with an extension header reaches its tunnel" 6 p6:good 'ip6(A6, B6, dest(), gre("good"))'
gets "an accepted packet in fragments reaches its tunnel" 6 p6:good 'fragments(A6, B6, [(0, 8), (8, None)], gre("good"))'
