# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Tunnels that send loop-back requests: their state, and far ends that answer in their own ways. Sourced after lib.sh.

# info NS DEV FILTER            prints a part of the JSON of a tunnel's settings and state
info() {
	ns "$1" gre2890 -j show "$2" | jq -r ".[0].linkinfo.info_data | $3"
}

# info_holds NS DEV FILTER      succeeds if the filter does
info_holds() {
	ns "$1" gre2890 -j show "$2" | jq -e ".[0].linkinfo.info_data | $3"
}

# state NS DEV                  prints "up" or "down", the operational state and the reason for no carrier, or "ok"
# Linux 6.1 says LOWERLAYERDOWN for DOWN.
state() {
	ns "$1" gre2890 -j show "$2" | jq -r '.[0] | [if .flags | index("UP") then "up" else "down" end,
		(.operstate | sub("LOWERLAYER"; "")), .linkinfo.info_data.carrier_reason // "ok"] | join(" ")'
}

state_is() {
	[[ $(state "$1" "$2") == "$3" ]]
}

# enters DESC NS DEV STATE      claims that a tunnel gets into a state within some seconds
enters() {
	if poll 20 state_is "${@:2}"; then
		ok "$1"
	else
		not_ok "$1" "$(state "$2" "$3") and not $4" "$(ns "$2" ethtool -S "$3" | grep -v ': 0$')"
	fi
}

# counted DESC NS DEV NAME N    claims that a counter rises by N and more within some seconds
counted() {
	local before
	before=$(reason "${@:2:3}")
	check "$1" poll 20 lib_above "${@:2:3}" $((before + $5 - 1))
}

# ---- far ends of keepalive.py, at addresses of no device -------------------------------------------------

# peers_topology                makes inject_topology, with far ends at u0 of gw2, and permanent neighbours at gw1
peers_topology() {
	inject_topology
	let_be 'from keepalive import *'
	let_be "peers = Peers('$PFX-gw2', 'u0', src)"
	peers_mac=$(ns gw2 cat /sys/class/net/u0/address)
}

# peer N DIALECT                gives 192.0.2.N and 2001:db8::N a way to answer
peer() {
	local address
	for address in "192.0.2.$1" "2001:db8::$1"; do
		echo "neighbour replace $address lladdr $peers_mac dev u0"
		let_be "peers.at('$address', $2)" >&2
	done
}
