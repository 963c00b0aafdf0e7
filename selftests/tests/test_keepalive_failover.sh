#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two tunnels with keepalive to two gateways. One gateway dies without a word: traffic moves to the other one, and returns
# with the gateway, for routes, nexthop objects, a bond and BGP.
#
#                   +---------------------------------+              +---------------------------------+
#                   | gw1                             |              |                             gw2 |
#                   |  ta, ea: 192.0.2.1/24        u2 |--------------| u2  ta, ea: 192.0.2.2/24        |
#                   |  tb, eb: 2001:db8:3::1/64    u3 |-----+        | 10.9.0.0/24, fd09::/64 are here |
#                   |  10.8.0.1, fd08::1 (lo)         |     |        +---------------------------------+
#                   |  inside: 10.1.0.1, 10.2.0.1     |     |        +---------------------------------+
#                   |                                 |     |        |                             gw3 |
#                   |                                 |     +--------| u3  tb, eb: 2001:db8:3::2/64    |
#                   |                                 |              | 10.9.0.0/24, fd09::/64 are here |
#                   +---------------------------------+              +---------------------------------+
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/keepalive.sh
. "$LIB/keepalive.sh"
# shellcheck source=selftests/lib/traffic.sh
. "$LIB/traffic.sh"
need root module:gre2890 gre2890 jq ping nft

interval=$((${POLL_FACTOR:-1} > 1 ? 500 : 100))
options="keepalive $interval ms keepalive-retries 3 keepalive-hold 3"

# far GW N WORDS DEV ETHER-DEV           sets up a far gateway; N is that of its networks
far() {
	ns "$1" ip -batch - <<-END
		link add $4 type gre2890 $3 key 1 $options
		link set $4 up
		address add 10.$2.0.2/24 dev $4
		address add fd0$2::2/64 dev $4 nodad
		link add $5 type gre2890 $3 key 2 mode ether $options
		link set $5 address 02:00:00:00:00:97 up
		address add 10.7.0.2/24 dev $5
		route add local 10.9.0.0/24 dev lo
		route add local fd09::/64 dev lo
		route add 10.8.0.1 via 10.$2.0.1
		route add fd08::1 via fd0$2::1
	END
}

# die GW                        drops all that the gateway sends and receives
die() {
	ns "$1" nft -f - <<-END
		table inet dead {
			chain in {
				type filter hook prerouting priority -400
				iifname != "lo" drop
			}
			chain out {
				type filter hook postrouting priority 400
				oifname != "lo" drop
			}
		}
	END
}

live() {
	ns "$1" nft delete table inet dead
}

ns_add gw1 gw2 gw3
for n in 2 3; do
	ip link add name u$n netns "$PFX-gw1" type veth peer name u$n netns "$PFX-gw$n"
done
ns gw1 ip -batch - <<-END
	link set u2 up
	address add 192.0.2.1/24 dev u2
	link set u3 up
	address add 2001:db8:3::1/64 dev u3 nodad
	address add 10.8.0.1/32 dev lo
	address add fd08::1/128 dev lo nodad
	link add ta type gre2890 local 192.0.2.1 remote 192.0.2.2 key 1 $options
	link add tb type gre2890 local 2001:db8:3::1 remote 2001:db8:3::2 key 1 $options
	link set ta up
	link set tb up
	address add 10.1.0.1/24 dev ta
	address add fd01::1/64 dev ta nodad
	address add 10.2.0.1/24 dev tb
	address add fd02::1/64 dev tb nodad
END
ns gw2 ip -batch - <<-END
	link set u2 up
	address add 192.0.2.2/24 dev u2
END
ns gw3 ip -batch - <<-END
	link set u3 up
	address add 2001:db8:3::2/64 dev u3 nodad
END
far gw2 1 "local 192.0.2.2 remote 192.0.2.1" ta ea
far gw3 2 "local 2001:db8:3::2 remote 2001:db8:3::1" tb eb
for f in 4 6; do
	for dev in ta tb; do
		ns gw1 sysctl -qw net.ipv$f.conf.$dev.ignore_routes_with_linkdown=1
	done
done

# routes FAMILY                 prints 200 destinations, each with the device by which the routes of gw1 send to it
routes() {
	local net=10.9.0. from=10.8.0.1
	[[ $1 == 4 ]] || net=fd09:: from=fd08::1
	seq -f "route get $net%g from $from" 200 | ns gw1 ip -batch - | sed -nE 's/^([^ ]+) .*dev ([^ ]+) .*/\1 \2/p'
}

# chosen FAMILY                 prints how many of them the routes send by ta, and how many by tb
chosen() {
	routes "$1" | awk '{ n[$2]++ } END { print n["ta"] + 0, n["tb"] + 0 }'
}

# by FAMILY DEV                 prints a destination that the routes send by this device
by() {
	routes "$1" | awk -v dev="$2" '$2 == dev && !found { print $1; found = 1 }'
}

both_chosen() {
	local ta tb
	read -r ta tb < <(chosen "$1")
	[[ $ta -gt 0 && $tb -gt 0 ]]
}

all_by() {
	[[ $(chosen "$1") == "$2" ]]
}

# gap NAME                      prints for how many milliseconds the pings had no answers, at most
gap() {
	sed -nE 's/.*icmp_seq=([0-9]+) .*time=.*/\1/p' "$WORK/traffic.$1" | sort -nu |
		awk 'last && $1 - last > most { most = $1 - last } { last = $1 } END { print most * 20 }'
}

# moves HOW                     claims that traffic moves from ta to tb when gw2 dies, for routes of both families
moves() {
	local f
	for f in 4 6; do
		traffic "a$f" gw1 "$(by $f ta)" -I "$([[ $f == 4 ]] && echo 10.8.0.1 || echo fd08::1)"
	done
	die gw2
	for f in 4 6; do
		check "$1, IPv$f: traffic moves when a gateway dies" traffic_flows "a$f"
		check "$1, IPv$f:   all of it" poll 10 all_by $f "0 200"
	done
	equal "$1: the tunnel has no carrier" "$(state gw1 ta)" "up DOWN no-answer"
	for f in 4 6; do
		traffic_stop "a$f"
		lib_diag "IPv$f: no answers for $(gap "a$f") ms; 3 intervals are $((3 * interval)) ms"
		# The kernel's time is the guest's; that of its processes is what a busy host leaves them.
		check "$1, IPv$f:   in time" test "$(gap "a$f")" -le $((4 * interval + 3000 * ${POLL_FACTOR:-1}))
	done
}

# ---- routes with two next hops ------------------------------------------------------------------------------

enters "both tunnels have a carrier" gw1 ta "up UP ok"
enters "  and the other one" gw1 tb "up UP ok"
for weight in 1 4; do
	how="weight $weight"
	ns gw1 ip -batch - <<-END
		route replace 10.9.0.0/24 src 10.8.0.1 nexthop via 10.1.0.2 dev ta weight $weight nexthop via 10.2.0.2 dev tb weight 1
		route replace fd09::/64 src fd08::1 nexthop via fd01::2 dev ta weight $weight nexthop via fd02::2 dev tb weight 1
	END
	for f in 4 6; do
		read -r ta tb < <(chosen $f)
		if [[ $weight -eq 1 ]]; then
			check "$how, IPv$f: both tunnels carry some destinations ($ta and $tb)" test "$ta" -gt 40 -a "$tb" -gt 40
		else
			check "$how, IPv$f: the heavier one carries more ($ta and $tb)" test "$ta" -gt "$tb" -a "$tb" -gt 0
		fi
	done
	moves "$how"
	live gw2
	for f in 4 6; do
		check "$how, IPv$f: traffic returns with the gateway" poll 20 both_chosen $f
	done
	enters "$how: the tunnel has a carrier again" gw1 ta "up UP ok"
	check "$how: and carries traffic" poll 10 ns gw1 ping -n -q -c 1 -W 1 -I 10.8.0.1 "$(by 4 ta)"
done
for dev in ta tb; do
	ns gw1 sysctl -qw net.ipv4.conf.$dev.ignore_routes_with_linkdown=0
done
die gw2
enters "without ignore_routes_with_linkdown the tunnel loses its carrier as well" gw1 ta "up DOWN no-answer"
check "  but the route still uses it" both_chosen 4
live gw2
enters "  until the gateway returns" gw1 ta "up UP ok"
ns gw1 ip route del 10.9.0.0/24
ns gw1 ip -6 route del fd09::/64

# ---- nexthop objects ----------------------------------------------------------------------------------------

# The kernel deletes a nexthop object whose device has no carrier, and its place in groups, whatever the sysctl is. It
# does not return with the carrier: who made it has to make it again, as FRR does.
nexthops() {
	ns gw1 ip -batch - <<-END
		nexthop replace id 1 via 10.1.0.2 dev ta
		nexthop replace id 2 via 10.2.0.2 dev tb
		nexthop replace id 61 via fd01::2 dev ta
		nexthop replace id 62 via fd02::2 dev tb
		nexthop replace id 10 group 1,$1/2
		nexthop replace id 60 group 61,$1/62
		route replace 10.9.0.0/24 nhid 10 src 10.8.0.1
		route replace fd09::/64 nhid 60 src fd08::1
	END
}

ids() {
	ns gw1 ip -j nexthop show | jq -c '[.[].id] | sort'
}

if nexthops 1 2>/dev/null; then
	for f in 4 6; do
		check "nexthop group, IPv$f: both tunnels carry some destinations" both_chosen $f
	done
	moves "nexthop group"
	equal "nexthop group: the kernel has deleted the nexthops without carrier" "$(ids)" "[2,10,60,62]"
	live gw2
	enters "nexthop group: the tunnel has a carrier again" gw1 ta "up UP ok"
	equal "  but the kernel has not made its nexthops" "$(ids)" "[2,10,60,62]"
	nexthops 4
	for f in 4 6; do
		read -r ta tb < <(chosen $f)
		check "weighted nexthop group, IPv$f: made again, the heavier one carries more ($ta and $tb)" \
			test "$ta" -gt "$tb" -a "$tb" -gt 0
	done
	moves "weighted nexthop group"
	live gw2
	enters "weighted nexthop group: the tunnel has a carrier again" gw1 ta "up UP ok"
	ns gw1 ip nexthop flush >/dev/null 2>&1
else
	skip "nexthop groups" "the kernel has none"
fi

# ---- a bond of two tunnels in mode ether ------------------------------------------------------------------------

if modprobe -q bonding && ns gw1 ip link add bond0 type bond mode active-backup miimon 50 2>/dev/null; then
	ns gw1 ip -batch - <<-END
		link add ea type gre2890 local 192.0.2.1 remote 192.0.2.2 key 2 mode ether $options
		link add eb type gre2890 local 2001:db8:3::1 remote 2001:db8:3::2 key 2 mode ether $options
		link set ea master bond0
		link set eb master bond0
		link set bond0 type bond primary ea
		link set bond0 up
		address add 10.7.0.1/24 dev bond0
	END
	active_is() { [[ $(ns gw1 cat /sys/class/net/bond0/bonding/active_slave) == "$1" ]]; }
	check "bond: the first tunnel is active" poll 20 active_is ea
	traffic bond gw1 10.7.0.2
	die gw2
	check "bond: the second one becomes active when the gateway of the first dies" poll 20 active_is eb
	check "  and carries traffic" traffic_flows bond
	equal "  the first one has no carrier" "$(state gw1 ea)" "up DOWN no-answer"
	live gw2
	check "bond: with the gateway the first one becomes active again" poll 20 active_is ea
	check "  and carries traffic" traffic_flows bond
	traffic_stop bond
	lib_diag "no answers for $(gap bond) ms; 3 intervals are $((3 * interval)) ms"
	ns gw1 ip link del bond0
else
	skip "a bond of two tunnels" "the kernel has no bonding"
fi

# ---- BGP --------------------------------------------------------------------------------------------------------

frr=/usr/lib/frr

# bgp GW AS NEIGHBOR=AS... NETWORK     starts FRR in a gateway. The timers of BGP are so long that they move nothing.
bgp() {
	local gw=$1 as=$2 run=/run/frr/$PFX-$1 peer
	install -d -o frr -g frr /run/frr "$run"
	defer rm -rf "$run"
	{
		printf '%s\n' "router bgp $as" "bgp router-id 10.255.0.${gw#gw}" "no bgp ebgp-requires-policy" \
			"no bgp network import-check" "bgp bestpath as-path multipath-relax"
		for peer in "${@:3:$# - 3}"; do
			printf 'neighbor %s %s\n' "${peer%=*}" "remote-as ${peer#*=}" "${peer%=*}" "timers 600 1800" \
				"${peer%=*}" "timers connect 1"
		done
		printf '%s\n' "address-family ipv4 unicast" "network ${*: -1}" "maximum-paths 2"
	} >"$run/bgpd.conf"
	# With nexthop objects, FRR 8.4 leaves the one that the kernel has deleted out of its group for ever.
	echo "no zebra nexthop kernel enable" >"$run/zebra.conf"
	ns "$gw" $frr/zebra -N "$PFX-$gw" -f "$run/zebra.conf" -P 0 >"$WORK/zebra-$gw.log" 2>&1 &
	poll 20 test -S "$run/zserv.api"
	ns "$gw" $frr/bgpd -N "$PFX-$gw" -f "$run/bgpd.conf" -P 0 >"$WORK/bgpd-$gw.log" 2>&1 &
}

hops() {
	ns gw1 ip -j route show 10.9.0.0/24 | jq -r '[.[0] | .nexthops // [.] | .[].dev] | sort | join(" ")'
}

hops_are() {
	[[ $(hops) == "$1" ]]
}

# check.sh names the folder of FRR's packages to its guests.
if [[ -n ${FRR:-} && ! -x $frr/bgpd ]]; then
	"$LIB/../vm/frr.sh" unpack "$FRR" >"$WORK/frr.log" 2>&1 || lib_diag "$(<"$WORK/frr.log")"
fi
if [[ -x $frr/zebra && -x $frr/bgpd ]]; then
	for gw in gw2 gw3; do
		ns $gw ip route del 10.8.0.1
	done
	bgp gw1 65001 10.1.0.2=65002 10.2.0.2=65003 10.8.0.1/32
	bgp gw2 65002 10.1.0.1=65001 10.9.0.0/24
	bgp gw3 65003 10.2.0.1=65001 10.9.0.0/24
	check "BGP: the route has both tunnels" poll 40 hops_are "ta tb"
	check "  and carries traffic" poll 20 ns gw1 ping -n -q -c 1 -W 1 -I 10.8.0.1 10.9.0.1
	die gw2
	check "BGP: the tunnel to a gateway that dies leaves the route" poll 20 hops_are tb
	check "  which carries traffic" poll 20 ns gw1 ping -n -q -c 1 -W 1 -I 10.8.0.1 10.9.0.1
	live gw2
	check "BGP: with the gateway it returns to the route" poll 40 hops_are "ta tb"
	check "  which carries traffic" poll 20 ns gw1 ping -n -q -c 1 -W 1 -I 10.8.0.1 10.9.0.1
else
	skip "BGP over two tunnels" "FRR ($frr/bgpd) is missing"
fi
