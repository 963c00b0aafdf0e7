#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# local-dev: the local address of a tunnel is the primary address of an underlay device, and follows its changes, over
# both families.
#
#   +---------------------------------+                +------------------------+
#   | gw1                             |                |                    gw2 |
#   |  t4, t6: local-dev v0, key 7    |                |  w4, w6: no remote,    |
#   |                                 |                |  key 7                 |
#   |  v0 (dummy) 203.0.113.1/32      |                |                        |
#   |             2001:db8:1::1/128   |                |                        |
#   |        192.0.2.1/24 u0          |----------------| u0 192.0.2.2/24        |
#   |     2001:db8::1/64              |                |    2001:db8::2/64      |
#   +---------------------------------+                +------------------------+
#
# gw2 routes 203.0.113.0/24 and 2001:db8:1::/64 to gw1. The remote of its tunnels is changed with gw1's address.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/probe.sh
. "$LIB/probe.sh"
need root module:gre2890 gre2890 jq ping module:dummy

# shown NS DEV JQ               prints a part of the JSON of a link
shown() {
	ns "$1" gre2890 -j show "$2" | jq -r ".[0].linkinfo.info_data | $3"
}

shown_is() {
	[[ $(shown "$1" "$2" "$3") == "$4" ]]
}

carrier_is() {
	ns gw1 ip -j link show "$1" | jq -e "(.[0].flags | index(\"NO-CARRIER\")) $2 null" >/dev/null
}

# works FAMILY                  pings through the tunnel: gw1 must send from the new address and receive at it
answers() {
	ns gw1 ping -n -q -c 1 -W 1 "10.0.$1.2"
}

# far_remote FAMILY ADDRESS     sets the remote of gw2's tunnel
far_remote() {
	ns gw2 ip link set "w$1" type gre2890 remote "$2"
}

heard_anything() {
	ns gw1 ip link set dev lo alias "$EPOCHREALTIME"
	[[ -s $WORK/monitor ]]
}

gw_topology
ns gw1 ip -batch - <<-END
	link add v0 type dummy
	link set v0 up
	address add 203.0.113.1/32 dev v0
	address add 2001:db8:1::1/128 dev v0 nodad
	link add t4 type gre2890 local-dev v0 remote 192.0.2.2 key 7
	link add t6 type gre2890 local-dev v0 remote 2001:db8::2 key 7
	link set t4 up
	link set t6 up
	address add 10.0.4.1/24 dev t4
	address add 10.0.6.1/24 dev t6
END
ns gw2 ip -batch - <<-END
	route add 203.0.113.0/24 via 192.0.2.1
	route add 2001:db8:1::/64 via 2001:db8::1
	link add w4 type gre2890 local 192.0.2.2 remote 203.0.113.1 key 7
	link add w6 type gre2890 local 2001:db8::2 remote 2001:db8:1::1 key 7
	link set w4 up
	link set w6 up
	address add 10.0.4.2/24 dev w4
	address add 10.0.6.2/24 dev w6
END

# follows FAMILY FIRST SECOND WIDTH     makes the claims
follows() {
	local f=$1 first=$2 second=$3 width=$4 nodad=()
	[[ $f == 4 ]] || nodad=(nodad)
	equal "IPv$f: local is the address of local-dev" "$(shown gw1 "t$f" .local)" "$first"
	equal "IPv$f: local-dev is shown" "$(shown gw1 "t$f" .local_dev)" v0
	check "IPv$f: packets pass in both directions" poll 10 answers "$f"

	ns gw1 ip address add "$second/$width" dev v0 "${nodad[@]}"
	equal "IPv$f: a second address changes nothing" "$(shown gw1 "t$f" .local)" "$first"
	stdbuf -oL ip -n "$PFX-gw1" monitor link >"$WORK/monitor" &
	poll 10 heard_anything
	ns gw1 ip address del "$first/$width" dev v0
	[[ $f == 4 ]] || ns gw1 ip address add "$first/$width" dev v0 preferred_lft 0 nodad
	check "IPv$f: when the first address is deleted, the second becomes local" poll 10 shown_is gw1 "t$f" .local "$second"
	check "IPv$f: which is told to who listens" poll 10 grep -q ": t${f}[:@]" "$WORK/monitor"
	check_fail "IPv$f: the far end still sends to the first address" answers "$f"
	far_remote "$f" "$second"
	check "IPv$f: packets pass in both directions with the second address" poll 10 answers "$f"
	[[ $f == 4 ]] || ns gw1 ip address del "$first/$width" dev v0

	ns gw1 ip address del "$second/$width" dev v0
	check "IPv$f: without an address there is no carrier" poll 10 carrier_is "t$f" '!='
	equal "IPv$f: the reason is no-local" "$(shown gw1 "t$f" .carrier_reason)" no-local
	check_fail "IPv$f: and no packet passes then" answers "$f"
	ns gw1 ip address add "$first/$width" dev v0 "${nodad[@]}"
	check "IPv$f: with an address again there is a carrier" poll 10 carrier_is "t$f" '=='
	equal "IPv$f: and no reason is shown" "$(shown gw1 "t$f" .carrier_reason)" null
	far_remote "$f" "$first"
	check "IPv$f: packets pass again" poll 10 answers "$f"
}
follows 4 203.0.113.1 203.0.113.2 32
follows 6 2001:db8:1::1 2001:db8:1::2 128

# ---- changes and refusals ----

refused "an address beside it is refused" "local is the address of local-dev" \
	ns gw1 ip link set t4 type gre2890 local 192.0.2.1
refused "so is one when the tunnel is made" "local is the address of local-dev" \
	ns gw1 ip link add x type gre2890 local 192.0.2.1 local-dev v0 remote 192.0.2.9
refused "and a device that is not there" "no such device" \
	ns gw1 ip link add x type gre2890 local-dev nosuch remote 192.0.2.9
refused "the reason can't be set" "unknown option" ns gw1 ip link set t4 type gre2890 carrier-reason ok
ns gw1 ip link set t4 type gre2890 ttl 9
equal "a change of another option keeps local-dev" "$(shown gw1 t4 '"\(.local) \(.local_dev) \(.ttl)"')" "203.0.113.1 v0 9"
ns gw1 ip link set t4 type gre2890 local-dev none local 203.0.113.1
equal "local-dev none with an address sets a fixed local address" "$(shown gw1 t4 '"\(.local) \(.local_dev)"')" "203.0.113.1 null"
ns gw1 ip address add 203.0.113.9/32 dev v0
ns gw1 ip link set t4 type gre2890 local-dev u0 local any
equal "a change of local-dev changes the local address" "$(shown gw1 t4 .local)" 192.0.2.1
ns gw1 ip link set t4 type gre2890 local-dev none
equal "local-dev none alone leaves the source to the route" "$(shown gw1 t4 '"\(.local) \(.local_dev)"')" "any null"

# ---- an identity that is taken ----

ns gw1 ip -batch - <<-END
	link add hold type gre2890 local 203.0.113.5 remote 192.0.2.2 key 8
	link add late type gre2890 local-dev v0 remote 192.0.2.2 key 8
	address del 203.0.113.1/32 dev v0
	address del 203.0.113.9/32 dev v0
	address add 203.0.113.5/32 dev v0
END
check "if a new address gives two tunnels the same identity, the later one has no identity" \
	poll 10 shown_is gw1 late .carrier_reason identity-taken
equal "  it shows the address" "$(shown gw1 late .local)" 203.0.113.5
check "  its other options can be changed" ns gw1 ip link set late type gre2890 ttl 5
equal "  and the reason stays" "$(shown gw1 late '"\(.ttl) \(.carrier_reason)"')" "5 identity-taken"
ns gw1 ip link del hold
check "a change gives it the identity when it is free" ns gw1 ip link set late type gre2890 ttl 6
equal "  and its reason is gone" "$(shown gw1 late .carrier_reason)" null
refused "then it is taken for others" "late has this local, remote and key" \
	ns gw1 ip link add hold type gre2890 local 203.0.113.5 remote 192.0.2.2 key 8

# ---- addresses that no tunnel takes ----

# Each change makes a new route cache. follow_later() handles IPv6 addresses.
many_follow() {
	local n confs looks
	for n in {1..20}; do
		echo "link add f$n type gre2890 local-dev v0 remote 192.0.2.$((n + 100)) key 9"
		echo "link add g$n type gre2890 local-dev v0 remote 2001:db8::$n key 9"
	done | ns gw1 ip -batch -
	ns gw1 ip link add b0 type gre2890 dev u0 remote 192.0.2.100 key 9

	confs=$(probe_count confs)
	ns gw1 ip address add 2001:db8:1::77/128 dev v0 nodad
	check "IPv6: the tunnels handle the event of another address" poll 10 looked
	ns gw1 ip address add 203.0.113.77/32 dev v0
	equal "40 tunnels get no new settings by an address that is not theirs" \
		"$(($(probe_count confs) - confs))" 0

	looks=$(probe_count looks)
	ns gw1 ip address add 2001:db8::77/64 dev u0 nodad
	ns gw1 ip address del 2001:db8:1::1/128 dev v0
	check "IPv6: each tunnel follows when its address is deleted" poll 10 shown_is gw1 g1 .local 2001:db8:1::77
	equal "addresses of a device that is no local-dev are not handled" "$(($(probe_count looks) - looks))" 1
	equal "  and each tunnel, t6 too, gets new settings once" "$(($(probe_count confs) - confs))" 21
}

looked() {
	[[ $(probe_count looks) -gt 0 ]]
}

if probe_start looks gre2890:follow_later && probe_start confs dst_cache_init; then
	many_follow
else
	skip "tunnels get no new settings by an address that is not theirs" "the kernel has no probes"
fi

# ---- the device goes ----

ns gw1 ip link del v0
check "without local-dev there is no carrier" poll 10 shown_is gw1 late .carrier_reason no-local
check "  and the tunnel can be deleted" ns gw1 ip link del late
