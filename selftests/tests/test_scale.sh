#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# One tunnel for each tenant of a large provider, from one file. The tenants have the same addresses in a hundred VRFs, and
# only the key separates them on the wire. A few have a far end, whose counters show who received what.
#
#   +-------------------------------+                  +-------------------------------+
#   | gw1                           |                  |                           gw2 |
#   |   v0  t00001  10.0.0.0/31     |                  |   v0  t00001  10.0.0.1/31     |
#   |       t00101  10.0.0.2/31     |                  |       t00101  10.0.0.3/31     |
#   |       ...                     | 192.0.2.1        |   v1  t00002  10.0.0.1/31     |
#   |   v1  t00002  10.0.0.0/31  u0 |------------------| u0    ... some of them        |
#   |       ...                     |        192.0.2.2 |                               |
#   |   v99 ...                     |                  |   none, with a key that       |
#   |                               |                  |         gw1 does not have     |
#   +-------------------------------+                  +-------------------------------+
#
#   TUNNELS=N     number of tunnels in gw1 (10000; 1000 at least)
#
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/silent.sh
. "$LIB/silent.sh"
need root module:gre2890 module:vrf gre2890 jq python3 ping busybox

TUNNELS=${TUNNELS:-10000}
VRFS=100

# name NUMBER                   prints the name of the tunnel with this key
name() {
	printf 't%05d' "$1"
}

vrf() {
	echo "v$((($1 - 1) % VRFS))"
}

# far NUMBER                    prints the address of the far end in the tenant's network
far() {
	local tenant=$((($1 - 1) / VRFS))
	local address=$((2 * tenant + 1))
	echo "10.0.$((address / 256)).$((address % 256))"
}

# describe TTL                  prints the file as export does; every hundredth tunnel has this ttl
describe() {
	python3 -SE - "$TUNNELS" "$VRFS" "$1" <<-'END'
		import json, sys
		tunnels, vrfs = map(int, sys.argv[1:3])
		ttl = json.loads(sys.argv[3])

		def tunnel(number):
		    tenant, vrf = divmod(number - 1, vrfs)
		    key = ".".join(map(str, number.to_bytes(4, "big")))
		    return {"name": f"t{number:05}", "local": "192.0.2.1", "remote": "192.0.2.2", "mode": "ip",
		            "ttl": "inherit" if number % 100 else ttl, "ikey": key, "okey": key,
		            "mtu": 1400, "group": 0, "alias": "", "up": True, "master": f"v{vrf}",
		            "addresses": [f"10.0.{2 * tenant // 256}.{2 * tenant % 256}/31"]}

		print(json.dumps({"tunnels": [tunnel(number + 1) for number in range(tunnels)]}))
	END
}

vrfs() {
	local i
	for ((i = 0; i < VRFS; i++)); do
		echo "link add v$i type vrf table $((1000 + i))"
		echo "link set v$i up"
	done
}

far_end() {
	local i
	for i in "${SAMPLE[@]}"; do
		cat <<-END
			link add $(name "$i") type gre2890 local 192.0.2.2 remote 192.0.2.1 key $i
			link set $(name "$i") master $(vrf "$i") up
			address add $(far "$i")/31 dev $(name "$i")
		END
	done
	cat <<-END
		link add none type gre2890 local 192.0.2.2 remote 192.0.2.1 key $((TUNNELS + 1))
		link set none up
		address add 10.255.0.2/24 dev none
	END
}

# apply WORD...                 prints both outputs of the command, and its exit status if that is not 0
apply() {
	gre2890 -n "$PFX-gw1" apply "$@" 2>&1 || echo "status $?"
}

# same DESC FILE                claims that export prints the same as FILE, in any order
same() {
	local sorted='.tunnels | sort_by(.name)[]'
	gre2890 -n "$PFX-gw1" export >"$WORK/export"
	jq -cS "$sorted" "$WORK/export" >"$WORK/got"
	jq -cS "$sorted" "$2" >"$WORK/wanted"
	if cmp -s "$WORK/got" "$WORK/wanted"; then
		ok "$1"
	else
		not_ok "$1" "$(wc -l <"$WORK/got") of $(wc -l <"$WORK/wanted")" \
			"$(diff "$WORK/got" "$WORK/wanted" | head -n 10)"
	fi
}

# netns NAME                    prints a number of the namespace gw1, from text, which is faster than JSON
netns() {
	gre2890 -n "$PFX-gw1" stats | awk -v name="$1" '
		/^[0-9]/ { tunnels = 1 }
		!tunnels { for (i = 1; i < NF; i++) if ($i == name) value = $(i + 1) }
		END { print value + 0 }'
}

# indexes                       prints the indexes of all devices in gw1
indexes() {
	ns gw1 sh -c 'cd /sys/class/net && grep . */ifindex' | sort
}

# answers NUMBER [SECONDS]      does the far end of this tenant answer? The usual ping would list all addresses.
answers() {
	ns gw1 busybox ping -q -I "$(vrf "$1")" -c 1 -W "${2:-20}" "$(far "$1")"
}

# received                      prints how many packets each far end has received
received() {
	local i
	for i in "${SAMPLE[@]}"; do
		ns gw2 ip -j -s link show dev "$(name "$i")" | jq '.[0].stats64.rx.packets'
	done | xargs
}

# each COUNT                    prints COUNT for each far end
each() {
	printf "$1%.0s " "${SAMPLE[@]}" | xargs
}

# The first and the last tunnel, adjacent ones, several of one VRF, and some others
mapfile -t SAMPLE < <(printf '%d\n' 1 2 3 $((VRFS + 1)) $((VRFS + 2)) $((TUNNELS / 3)) $((TUNNELS / 2)) \
	$((TUNNELS / 2 + 1)) $((TUNNELS - VRFS)) "$TUNNELS")
UNSERVED=4
gw_topology
# Prevent router solicitations and multicast reports by the tunnels.
for n in 1 2; do
	ns gw$n sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	vrfs | ns gw$n ip -batch -
done
far_end | ns gw2 ip -batch -

# ---- from nothing ---------------------------------------------------------------------------------------

describe '"inherit"' >"$WORK/file"
equal "apply makes $TUNNELS tunnels" "$(apply "$WORK/file")" ""
equal "  there are so many tunnels" "$(netns tunnels)" "$TUNNELS"
for i in "${SAMPLE[@]}"; do
	check "tenant $i in $(vrf "$i") has its far end at $(far "$i")" answers "$i"
done
equal "each far end has received the packet of its own tenant" "$(received)" "$(each 1)"
check_fail "a tenant without a far end gets no answer" answers $UNSERVED 1
equal "  and the other far ends receive nothing from it" "$(received)" "$(each 1)"
before=$(netns rx_no_tunnel)
check_fail "a packet with a key of no tenant gets no answer" ns gw2 ping -n -q -I none -c 1 -W 1 10.255.0.1
equal "  and it is counted" "$(netns rx_no_tunnel)" $((before + 1))

# ---- there and back -------------------------------------------------------------------------------------

same "export prints the same as the file" "$WORK/file"
equal "  and the plan for it is empty" "$(apply --dry-run --prune "$WORK/export")" ""
indexes >"$WORK/indexes"
silent "a second apply changes nothing" gw1 apply --prune "$WORK/file"
equal "  each device is the same as before" "$(indexes | diff - "$WORK/indexes")" ""

# ---- a change -------------------------------------------------------------------------------------------

describe 64 >"$WORK/changed"
equal "the plan changes each hundredth tunnel" \
	"$(apply --dry-run "$WORK/changed" | sed -E 's/ t[0-9]+00:/ tN00:/' | sort | uniq -c | xargs)" \
	"$((TUNNELS / 100)) change tN00: -ttl inherit +ttl 64"
equal "apply makes these changes" "$(apply "$WORK/changed")" ""
same "  export prints the same as the changed file" "$WORK/changed"
equal "  each device is still the same" "$(indexes | diff - "$WORK/indexes")" ""
for i in 1 "$TUNNELS"; do
	check "tenant $i has its far end" answers "$i"
done

# ---- to nothing -----------------------------------------------------------------------------------------

equal "--prune with an empty file deletes all tunnels" "$(echo '{"tunnels": []}' | apply --prune -)" ""
equal "no tunnel is left" "$(gre2890 -n "$PFX-gw1" -j stats | jq -c '[.netns.tunnels, .links]')" "[0,[]]"
equal "  no device is left" "$(indexes | cut -d / -f 1 | xargs)" \
	"$(grep -v "^t" "$WORK/indexes" | cut -d / -f 1 | xargs)"
equal "  and export is empty" "$(gre2890 -n "$PFX-gw1" export)" '{"tunnels":[]}'
