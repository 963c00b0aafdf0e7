#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `gre2890 monitor` prints one line for each event of a tunnel, as text or JSON, and catches up after it missed events.
#
#   +-------------+    +------------------------+
#   | t1          |    | gw1                    |
#   |  (no words) |    |        192.0.2.1/24 u0 |----- gw2
#   +-------------+    +------------------------+
#
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 module:bridge module:dummy gre2890 jq
gw_topology
ns_add t1

heard() {
	ns gw1 ip link add probe type gre2890 key 999
	ns gw1 ip link del probe
	grep -q probe "$WORK/text" && grep -q probe "$WORK/json"
}

# says DESC REGEX CMD...        claims that CMD makes the monitor print a line of text that matches
says() {
	local desc=$1 regex=$2
	shift 2
	: >"$WORK/text"
	: >"$WORK/json"
	"$@"
	if poll 10 grep -qE "$regex" "$WORK/text"; then
		ok "$desc"
	else
		not_ok "$desc" "$*" "$(<"$WORK/text")" "no line matches '$regex'"
	fi
}

# and_json DESC FILTER          claims that the last event is a line of JSON for which FILTER holds
and_json() {
	if poll 10 jq -es "map(select($2)) | length == 1" "$WORK/json"; then
		ok "  $1"
	else
		not_ok "  $1" "$(<"$WORK/json")" "not one line is '$2'"
	fi
}

# unsaid DESC CMD...            claims that CMD makes the monitor print nothing before the event of a probe
unsaid() {
	local desc=$1
	shift
	: >"$WORK/text"
	"$@"
	ns gw1 ip link add probe type gre2890 key 999
	ns gw1 ip link del probe
	poll 10 grep -q "deleted.*probe" "$WORK/text" || true
	equal "$desc" "$(grep -v probe "$WORK/text")" ""
}

ns gw1 ip link add m0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 1
gre2890 -n "$PFX-gw1" monitor >>"$WORK/text" &
monitor=$!
gre2890 -n "$PFX-gw1" -j monitor >>"$WORK/json" &
check "both monitors listen" poll 20 heard
equal "an existing tunnel is no event" "$(grep -c m0 "$WORK/text")" 0

says "a new tunnel is reported" "^created [0-9]+: m1: state down mtu 1472 remote 192.0.2.2 .* ikey 0.0.0.2 .* mode ip$" \
	ns gw1 ip link add m1 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 2
and_json "the JSON has all fields of show" '.event == "created" and .ifname == "m1" and .link.linkinfo.info_data.ikey == "0.0.0.2"'
says "a change is reported with the differences" "^changed [0-9]+: m1: -ttl inherit \+ttl 9 \+ocsum -mtu 1472 \+mtu 1468$" \
	ns gw1 gre2890 set m1 ttl 9 ocsum
and_json "the JSON has the new settings" '.event == "changed" and .link.linkinfo.info_data.ttl == 9'
says "a change of a tunnel that is down is reported" "^changed [0-9]+: m1: -ttl 9 \+ttl 10$" \
	ns gw1 ip link change m1 type gre2890 ttl 10
says "an MTU" "^changed [0-9]+: m1: -mtu 1468 \+mtu 1300$" ns gw1 ip link set m1 mtu 1300
says "a name" "^changed [0-9]+: m2: -name m1 \+name m2$" ns gw1 ip link set m1 name m2
says "up" "^state [0-9]+: m2: up$" ns gw1 ip link set m2 up
and_json "the JSON has the state" '.event == "state" and .ifname == "m2" and .state == "up"'
says "an address" "^address [0-9]+: m2: \+10.0.0.1/24$" ns gw1 ip address add 10.0.0.1/24 dev m2
and_json "the JSON has the address" '.event == "address-added" and .ifname == "m2" and .address == "10.0.0.1/24"'
says "an IPv6 address" "^address [0-9]+: m2: \+2001:db8:1::1/64$" ns gw1 ip address add 2001:db8:1::1/64 dev m2
says "it is taken away" "^address [0-9]+: m2: -10.0.0.1/24$" ns gw1 ip address del 10.0.0.1/24 dev m2
and_json "the JSON has the address" '.event == "address-removed" and .address == "10.0.0.1/24"'
says "down" "^state [0-9]+: m2: down$" ns gw1 ip link set m2 down

ns gw1 ip link add v0 type dummy
ns gw1 ip address add 203.0.113.1/32 dev v0
ns gw1 ip link add m4 up type gre2890 local-dev v0 remote 192.0.2.2 key 4
says "a local-dev that loses its address is reported, with the reason for no carrier" \
	"^changed [0-9]+: m4: -local 203.0.113.1 \+local any .*\+carrier-reason no-local" \
	ns gw1 ip address del 203.0.113.1/32 dev v0
check "  which is an event of its own" poll 10 grep -qE "^carrier-reason [0-9]+: m4: no-local$" "$WORK/text"
and_json "the JSON has the reason" '.event == "carrier-reason" and .ifname == "m4" and .carrier_reason == "no-local"'
check "  which is a state too" poll 10 grep -qE "^state [0-9]+: m4: (up )?no-carrier" "$WORK/text"
# The kernel reports the operational state after the carrier, in a separate message.
operstate_follows() { [[ $(ns gw1 cat /sys/class/net/m4/operstate) == *down ]]; }
poll 10 operstate_follows
ns gw1 ip link add probe type gre2890 key 999
ns gw1 ip link del probe
check "  and the next events" poll 10 grep -q "deleted.*probe" "$WORK/text"
equal "  said once" "$(grep -c "^state [0-9]*: m4:" "$WORK/text")" 1

tunnel_end 1 m5 192.0.2. 10.0.5. key 5 iseq seq-resync packets 1
# Make the far end of m5. Its sequence numbers start at 0.
far_end() {
	tunnel_end 2 m5 192.0.2. 10.0.5. key 5 oseq
	poll 20 ns gw2 ping -n -q -c 1 -W 1 10.0.5.1
}
far_end
ns gw2 ip link del m5
says "a resynchronisation is reported" "^resync [0-9]+: m5: last [0-9]+ now 0 count 1$" far_end
and_json "the JSON has its sequence numbers" '.event == "resync" and .ifname == "m5" and .number == 0 and .count == 1'

ns gw1 ip link add br0 type bridge
ns gw1 ip link add m3 type gre2890 remote 192.0.2.2 key 3 mode ether
says "a bridge takes it" "^changed [0-9]+: m3: \+master if[0-9]+$" ns gw1 ip link set m3 master br0
says "and lets it go" "^changed [0-9]+: m3: nomaster$" ns gw1 ip link set m3 nomaster
equal "  which is no deletion" "$(grep -c deleted "$WORK/text")" 0
unsaid "devices of other kinds are no events" ns gw1 ip link set br0 up
unsaid "a change to the same value is no event" ns gw1 ip link set m2 mtu 1300
says "a tunnel is deleted" "^deleted [0-9]+: m2$" ns gw1 ip link del m2
and_json "the JSON has the name and the index" '.event == "deleted" and .ifname == "m2"'
says "one that goes to another namespace is gone" "^deleted [0-9]+: m0$" ns gw1 ip link set m0 netns "$PFX-t1"
says "and is made when it comes back" "^created [0-9]+: m0:" ns t1 ip link set m0 netns "$PFX-gw1"

# Cause more events than the socket's buffer holds while the monitor does not read.
storm() {
	kill -STOP $monitor
	seq 4000 | sed 's/.*/link add s& type gre2890 remote 198.51.100.1 key &/' | ns gw1 ip -batch -
	ns gw1 ip link del m0
	ns gw1 ip address add 10.0.3.1/24 dev m3
	ns gw1 ip link set m3 mtu 1234
	kill -CONT $monitor
}
says "the loss of events is reported" "^lost: " storm
check "  what was made meanwhile follows" poll 30 grep -q "^created .* s4000:" "$WORK/text"
check "  what was deleted" poll 10 grep -qE "^deleted [0-9]+: m0$" "$WORK/text"
check "  what was changed" poll 10 grep -qE "^changed [0-9]+: m3: -mtu [0-9]+ \+mtu 1234$" "$WORK/text"
check "  addresses" poll 10 grep -qE "^address [0-9]+: m3: \+10.0.3.1/24$" "$WORK/text"
equal "  each once" "$(grep -c "^created .* s2000:" "$WORK/text")" 1
says "and it goes on" "^deleted [0-9]+: m3$" ns gw1 ip link del m3
check "every line of JSON is one object" jq -e 'type == "object"' "$WORK/json"
