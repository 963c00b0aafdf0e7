#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two tenants with the same addresses, each in a namespace of its own, over the same pair of underlay addresses: only
# the key separates them. The stock kinds at the far end show that the keys are on the wire.
#
#   +----------------+                                                        +----------------+
#   | a1    10.0.0.1 | key 1 +-----+                            +-----+ key 1 | 10.0.0.2    a2 |
#   |        gre2890 |=======|     | 192.0.2.1        192.0.2.2 |     |=======| gre            |
#   +----------------+       | gw1 |----------------------------| gw2 |       +----------------+
#   +----------------+       |     | 2001:db8::1    2001:db8::2 |     |       +----------------+
#   | b1    10.0.0.1 |=======|     |                            |     |=======| 10.0.0.2    b2 |
#   |        gre2890 | key 2 +-----+                            +-----+ key 2 | gre            |
#   +----------------+                                                        +----------------+
#
# and the same with ip6gre, inner addresses 10.0.6.1 and 10.0.6.2. The device is t4 or t6 everywhere.
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 module:ip_gre module:ip6_gre ping nft jq

# tenant NAME      moves t4 and t6 at both ends to the namespaces of a tenant
tenant() {
	local name=$1 end
	for end in 1 2; do
		ns gw$end ip -batch - <<-END
			link set t4 netns $PFX-$name$end
			link set t6 netns $PFX-$name$end
		END
		ns "$name$end" ip -batch - <<-END
			link set t4 up
			link set t6 up
			address add 10.0.0.$end/24 dev t4
			address add 10.0.6.$end/24 dev t6
			address add fd00:4::$end/64 dev t4 nodad
			address add fd00:6::$end/64 dev t6 nodad
		END
	done
}

# tunnels KEY      makes t4 and t6 at both ends
tunnels() {
	local key=$1
	ns gw1 ip -batch - <<-END
		link add t4 type gre2890 local 192.0.2.1 remote 192.0.2.2 key $key
		link add t6 type gre2890 local 2001:db8::1 remote 2001:db8::2 key $key
	END
	ns gw2 ip -batch - <<-END
		link add t4 type gre local 192.0.2.2 remote 192.0.2.1 key $key
		link add t6 type ip6gre local 2001:db8::2 remote 2001:db8::1 key $key
	END
}

# received NS...      prints how many ICMP and ICMPv6 echo requests and replies each namespace has received, in one line
received() {
	local name
	for name in "$@"; do
		# shellcheck disable=SC2016 # awk's, not the shell's
		ns "$name" awk '
			$1 == "Icmp:" && names { for (i in name) if (name[i] ~ /^InEcho/) sum += $i }
			$1 == "Icmp:" && !names { names = split($0, name) }
			/^Icmp6InEcho/ { sum += $2 }
			END { print sum + 0 }' /proc/net/snmp /proc/net/snmp6
	done | xargs
}

# moved BEFORE AFTER      prints the difference for each number
moved() {
	paste -d ' ' <(tr ' ' '\n' <<<"$1") <(tr ' ' '\n' <<<"$2") | awk '{ print $2 - $1 }' | xargs
}

# tell DESC NS ADDRESS WANTED      claims what the four ends of the tenants receive of two echo requests and their answers
tell() {
	local after
	check "$1: answers" ns "$2" ping -n -q -c 2 -i 0.2 -w 10 "$3"
	after=$(received a1 b1 a2 b2)
	equal "$1: no other tenant receives packets" "$(moved "$before" "$after")" "$4"
	before=$after
}

# classes NS DEV...             gives a traffic class to packets that leave by these devices, and to GRE that arrives.
# Counts the GRE packets that leave with this class, and the packets that arrive by these devices with it.
classes() {
	local devices="${*:2}"
	ns "$1" nft -f - <<-END
		table inet classes {
			counter sent {}
			counter received {}
			chain output {
				type filter hook output priority 0
				oifname { ${devices// /, } } meta priority set 1:10
				meta l4proto gre meta priority 1:10 counter name sent
			}
			chain prerouting {
				type filter hook prerouting priority 0
				meta l4proto gre meta priority set 1:10
				iifname { ${devices// /, } } meta priority 1:10 counter name received
			}
		}
	END
}

# classed NS COUNTER            prints one of these counters
classed() {
	ns "$1" nft -j list counter inet classes "$2" | jq '.nftables[].counter.packets // empty'
}

gw_topology
ns_add a1 b1 a2 b2
for name in a b; do
	tunnels "$([[ $name == a ]] && echo 1 || echo 2)"
	tenant $name
done

before="0 0 0 0"
#                                                a1 b1 a2 b2
tell "tenant a over IPv4" a1 10.0.0.2           "2 0 2 0"
tell "tenant a over IPv6" a1 10.0.6.2           "2 0 2 0"
tell "tenant b over IPv4" b1 10.0.0.2           "0 2 0 2"
tell "tenant b over IPv6" b1 10.0.6.2           "0 2 0 2"
tell "tenant b from the other end" b2 10.0.0.1  "0 2 0 2"
tell "tenant a from the other end" a2 fd00:6::1 "2 0 2 0"
ns a2 ip link del t4
check_fail "the other tenant's far end does not answer a tenant without a far end" ns a1 ping -n -q -c 1 -W 1 10.0.0.2
check "  and still answers its own tenant" ns b1 ping -n -q -c 1 -w 10 10.0.0.2

# ---- classes --------------------------------------------------------------------------------------------

classes b1 t4 t6
classes gw1 t9
check "with classes: answers over IPv4" ns b1 ping -n -q -c 2 -i 0.2 -w 10 10.0.0.2
check "with classes: answers over IPv6" ns b1 ping -n -q -c 2 -i 0.2 -w 10 10.0.6.2
equal "the traffic class that a tenant sets does not reach the underlay" "$(classed gw1 sent)" 0
equal "  and that of the underlay does not reach the tenant" "$(classed b1 received)" 0
for n in 1 2; do
	ns gw$n ip -batch - <<-END
		link add t9 type $([[ $n == 1 ]] && echo gre2890 || echo gre) local 192.0.2.$n remote 192.0.2.$((3 - n)) key 9
		link set t9 up
		address add 10.9.0.$n/24 dev t9
	END
done
check "with classes: answers in one namespace" ns gw1 ping -n -q -c 2 -i 0.2 -w 10 10.9.0.2
check "  there the traffic class stays on transmission" test "$(classed gw1 sent)" -ge 2
check "  and on reception" test "$(classed gw1 received)" -ge 2
