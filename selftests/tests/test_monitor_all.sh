#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `gre2890 monitor -A` reports events of tunnels to the operator of the underlay when their devices are in namespaces of
# tenants.
#
#   +----------------+    +------------------------+    +------------------------+
#   | t1, and one    |    | gw1                    |    |                    gw2 |
#   | without a name |    |        192.0.2.1/24 u0 |----| u0 192.0.2.2/24        |
#   +----------------+    +------------------------+    +------------------------+
#
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 module:dummy gre2890 jq python3 python:yaml
gw_topology
ns_add t1

# says DESC REGEX CMD...        claims that CMD makes the monitor print a line of text that matches
says() {
	local desc=$1 regex=$2
	shift 2
	"$@"
	if poll 60 grep -qE "$regex" "$WORK/text"; then
		ok "$desc"
	else
		not_ok "$desc" "$*" "$(<"$WORK/text")" "no line matches '$regex'"
	fi
}

heard() {
	ns gw1 ip link add probe type gre2890 key 999
	ns gw1 ip link del probe
	poll 5 grep -q probe "$WORK/text" && grep -q probe "$WORK/json"
}

in_hidden() {
	nsenter --net="/proc/$hidden/ns/net" "$@"
}

unshare -n sleep 1000 &
hidden=$!
hidden_is_apart() {
	[[ $(readlink "/proc/$hidden/ns/net") != "$(readlink /proc/self/ns/net)" ]]
}
poll 60 hidden_is_apart
name=$(readlink "/proc/$hidden/ns/net")

ns gw1 ip link add m0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 1
gre2890 -n "$PFX-gw1" monitor -A >>"$WORK/text" &
gre2890 -n "$PFX-gw1" -j monitor --all-netns >>"$WORK/json" &
gre2890 -n "$PFX-gw1" monitor -A m9 >>"$WORK/one" &
gre2890 -n "$PFX-gw1" monitor --timestamp >>"$WORK/stamped" &
gre2890 -n "$PFX-gw1" -j monitor -t >>"$WORK/stamped.json" &
check "all monitors listen" poll 60 heard
equal "an existing tunnel is no event" "$(grep -c m0 "$WORK/text")" 0

says "a move of a tunnel to a tenant is reported" "^changed [0-9]+: m0 netns $PFX-t1: \+netns $PFX-t1$" ns gw1 ip link set m0 netns "$PFX-t1"
says "a change by the tenant is reported" "^changed [0-9]+: m0 netns $PFX-t1: -mtu [0-9]+ \+mtu 1300$" ns t1 ip link set m0 mtu 1300
says "  and setting it up" "^state [0-9]+: m0 netns $PFX-t1: up$" ns t1 ip link set m0 up
poll 60 jq -es 'any(.event == "state" and .state == "up")' "$WORK/json" || true
# Linux 6.1 cannot rename a device that is up.
says "  and setting it down" "^state [0-9]+: m0 netns $PFX-t1: down$" ns t1 ip link set m0 down
escape=$'m\e[2J'
says "a name that acts on a terminal is reported escaped" "^changed [0-9]+: m.033\[2J netns $PFX-t1: -name m0 \+name m.033\[2J$" \
	ns t1 ip link set m0 name "$escape"
# shellcheck disable=SC2016 # a name
dollar='$(x)'
says "  and a name that a shell would expand" "^changed [0-9]+: .\(x\) netns $PFX-t1: -name" ns t1 ip link set "$escape" name "$dollar"
says "a move to a namespace without a name is reported" "^changed [0-9]+: m1 netns net:.*: -netns $PFX-t1 \+netns net:.*-name .*\+name m1$" \
	ns t1 ip link set "$dollar" netns $hidden name m1
says "  and a change there" "^changed [0-9]+: m1 netns ${name//[\[\]]/.}: -mtu 1300 \+mtu 1200$" in_hidden ip link set m1 mtu 1200
says "  and its deletion" "^deleted [0-9]+: m1 netns ${name//[\[\]]/.}$" in_hidden ip link del m1
ns t1 ip link add u1 type dummy
ns t1 ip link add x0 type gre2890 remote 192.0.2.2 key 1
says "after the tenant has added own tunnels, one of this underlay is reported" "^created [0-9]+: m9: " ns gw1 ip link add m9 type gre2890 remote 192.0.2.2 key 9
equal "  the tenant's own tunnels and other devices are not" "$(grep -cE ': (x0|u1)' "$WORK/text")" 0

# A resynchronisation is reported in the device's namespace and in the underlay's.
ns gw1 ip link add m5 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 5 iseq seq-resync packets 1
ns gw1 ip link set m5 netns "$PFX-t1"
ns t1 ip -batch - <<-END
	link set m5 up
	address add 10.0.5.1/24 dev m5
END
far_end() {
	tunnel_end 2 m5 192.0.2. 10.0.5. key 5 oseq
	poll 60 ns gw2 ping -n -q -c 1 -W 1 10.0.5.1
}
poll 60 grep -qE "^(changed|created) [0-9]+: m5 netns $PFX-t1" "$WORK/text" || true
far_end
ns gw2 ip link del m5
says "a resynchronisation in a tenant's namespace is reported" "^resync [0-9]+: m5 netns $PFX-t1: last [0-9]+ now 0 count 1$" far_end
ns gw2 ip link del m5
says "  and that a tunnel there gets no answers" "^carrier-reason [0-9]+: m5 netns $PFX-t1: no-answer$" \
	ns t1 ip link set m5 type gre2890 keepalive 100 ms
equal "  show has the reason and what is known of the peer" \
	"$(gre2890 -n "$PFX-gw1" show -A m5 | sed -nE '2s/[0-9]+/N/gp')" \
	"    no-answer for N s, misses N, no answer yet, lost N of N, carrier lost N times"
equal "  as JSON" "$(gre2890 -n "$PFX-gw1" -j show -A m5 | jq -c '.[0] | .linkinfo.info_data as $data |
	[.carrier_down_count > 0, $data.carrier_reason, $data.keepalive_misses > 2, ($data.state_age | type)]')" \
	'[true,"no-answer",true,"number"]'
gre2890 -n "$PFX-gw1" --openmetrics stats -A m5 >"$WORK/metrics"
equal "  as OpenMetrics" "$(grep -cE '^gre2890_(up\{.*m5.*\} 0|carrier_reason\{.*m5.*reason="no-answer"\} 1|loss_ratio\{.*m5.*\} (0\.[0-9]{2}|1\.00))$' \
	"$WORK/metrics")" 3

# forge INDEX EVENT             sends such a message from a tenant to the same multicast group
forge() {
	ns t1 python3 - "$1" "$2" 2>&1 <<-END
		import struct, sys
		sys.path.insert(0, "$LIB")
		from netlink import *
		sock, number = Socket(NETLINK_GENERIC), numbers("netns")
		family, groups = sock.family()
		body = genl(commands()[sys.argv[2]]) + attr(number["ifindex"], struct.pack("=I", int(sys.argv[1]))) + \
		    attr(number["ifname"], b"forged\0")
		sock.socket.sendto(message(family, 0, body), (0, 1 << groups["events"] - 1))
		print("sent")
	END
}
index=$(ns t1 cat /sys/class/net/m5/ifindex)
equal "a tenant can send such messages itself" "$(forge "$index" resync-ntf) $(forge "$index" state-ntf)" "sent sent"
says "  a later event is reported" "^deleted [0-9]+: m9$" ns gw1 ip link del m9
equal "  the forged messages are not" "$(grep -c forged "$WORK/text")" 0

check "the JSON of a state has the namespace" jq -es 'map(select(.event == "state" and .netns != null and .state == "up")) | length > 0' "$WORK/json"
check "  and so has that of a deleted tunnel" jq -es 'map(select(.event == "deleted" and .ifname == "m1" and .netns != null)) | length == 1' \
	"$WORK/json"
check "  and every line is one object" jq -e 'type == "object"' "$WORK/json"
check "with DEV the events of this device are reported" poll 60 grep -q "^deleted [0-9]*: m9$" "$WORK/one"
equal "  and those of no other" "$(grep -vc ": m9" "$WORK/one")" 0
equal "--timestamp: each line has its time" "$(grep -vcE '^\[20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}\] (created|changed|state|deleted) ' \
	"$WORK/stamped")" 0
check "  and there are events" grep -q "created.*m9" "$WORK/stamped"
check "  also in JSON" jq -es 'length > 0 and all(.timestamp | test("^20[0-9-]{8}T[0-9:]{8}[.][0-9]{6}Z$"))' "$WORK/stamped.json"
equal "  without --timestamp there is no time" "$(grep -c timestamp "$WORK/json")" 0
refused "two devices are refused" "one device at most" gre2890 -n "$PFX-gw1" monitor m0 m1
refused "a user without rights over the underlay is refused" "Operation not permitted" \
	ns gw1 setpriv --reuid 65534 --regid 65534 --clear-groups gre2890 monitor -A
