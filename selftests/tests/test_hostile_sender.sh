#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The command accepts netlink messages from the kernel only. Root in the tenant's namespace sends messages to each socket
# that the command opens there (hostile_sender.py), before the command's request and before the kernel's answer.
#
#   +--------------+    +------------------------+
#   | t1           |    | gw1                    |
#   |  real        |    |        192.0.2.1/24 u0 |----- gw2
#   |  the sender  |    |  gre2890 export, apply |
#   +--------------+    +------------------------+
#
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 gre2890 python3 python:yaml strace jq
program=$LIB/hostile_sender.py
gw_topology
ns_add t1
ns gw1 ip link add real netns "$PFX-t1" type gre2890 local 192.0.2.1 remote 192.0.2.2 key 1

slowly=()
outcome() {
	local words
	case $1 in
	export) words=(ip netns exec "$PFX-gw1" gre2890 export) ;;
	apply) words=(ip netns exec "$PFX-gw1" gre2890 apply --dry-run "$WORK/file") ;;
	show) words=(gre2890 -n "$PFX-t1" show) ;;
	stats) words=(gre2890 -n "$PFX-t1" -j stats real) ;;
	esac
	"${slowly[@]}" "${words[@]}" 2>&1 || echo "status $?"
}

sent() {
	cat "$WORK/sent" 2>/dev/null || echo 0
}

more() {
	[[ $(sent) -gt $1 ]]
}

# flood FORM                    runs hostile_sender.py in the background
flood() {
	rm -f "$WORK/sent"
	ip netns exec "$PFX-t1" python3 "$program" "$1" "$WORK/sent" &
	sender=$!
	poll 120 test -s "$WORK/sent"
}

end_flood() {
	kill -9 $sender
	wait $sender 2>/dev/null || true
}

# unmoved FORM VERB...          claims that the command prints the same as without the sender, once the sender has sent
unmoved() {
	local before verb tries got
	flood "$1"
	for verb in "${@:2}"; do
		before=$(sent)
		for ((tries = 50; tries; tries--)); do
			got=$(outcome "$verb")
			if more "$before" || [[ $got != "$(<"$WORK/$verb")" ]]; then
				break
			fi
		done
		equal "$1: $verb" "$got" "$(<"$WORK/$verb")"
		more "$before" || lib_mistake "nothing was sent to: $verb"
	done
	end_flood
}

outcome export >"$WORK/file"
check "export shows the tenant's tunnel" jq -e ".tunnels | length == 1 and .[0].netns == \"$PFX-t1\"" "$WORK/file"
for verb in export apply show stats; do
	outcome $verb >"$WORK/$verb"
done
# Slow down the command, so that the sender has enough time.
slowly=(strace -qq -o /dev/null -e "trace=connect,sendto" -e "inject=connect,sendto:delay_enter=200000")
unmoved tunnel show stats
unmoved moved export apply
unmoved refusal show
unmoved length show
unmoved short show

# A message to a multicast group reaches its members.
gre2890 -n "$PFX-t1" monitor >"$WORK/heard" &
monitor=$!
heard() {
	local mtu=$((RANDOM % 400 + 900))
	ns t1 ip link set real mtu $mtu
	grep -qE "\+mtu $mtu$" "$WORK/heard"
}
check "the monitor listens" poll 60 heard
flood group
before=$(sent)
poll 60 more $((before + 400)) || lib_mistake "nothing was sent to the groups"
ns t1 ip link set real mtu 1321
check "group: monitor tells of what happens meanwhile" poll 60 grep -qE "\+mtu 1321$" "$WORK/heard"
end_flood
equal "group: and of nothing else" "$(grep -vE "^changed [0-9]+: real: -mtu [0-9]+ \+mtu [0-9]+$" "$WORK/heard")" ""

# A device with so many names that its message is longer than 32 KiB
name=$(printf 'n%.0s' {1..120})
seq 300 | sed "s/.*/link property add dev real altname $name&/" | ns t1 ip -batch -
equal "a device of many names: show" "$(gre2890 -n "$PFX-t1" show | grep -c "^[0-9]*: real: .* mtu 1321 ")" 1
ns gw1 gre2890 export >"$WORK/named"
equal "a device of many names: export" "$(jq -S . "$WORK/named")" "$(jq -S '.tunnels[].mtu = 1321' "$WORK/file")"
ns t1 ip link set real mtu 1322
check "a device of many names: monitor" poll 60 grep -qE "\+mtu 1322$" "$WORK/heard"
check "the monitor still runs" kill $monitor
