# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The claim that a command changes nothing, by the events that `ip monitor` prints. Sourced after lib.sh.

# Cause events of lo before CMD, until one is heard, and one after it.
silent_start() {
	ns "$1" ip link set dev lo mtu $((65000 + RANDOM % 100))
	[[ -s $WORK/monitor-$1 ]]
}

silent_end() {
	ns "$1" ip link set dev lo mtu 65535
	grep -q "mtu 65535 " "$WORK/monitor-$1"
}

# silent DESC "NS..." CMD...    claims that CMD changes no link, address or route in these namespaces, lo excepted
silent() {
	local desc=$1 names name listeners=''
	read -ra names <<<"$2"
	shift 2
	for name in "${names[@]}"; do
		stdbuf -oL ip -n "$PFX-$name" monitor link address route >"$WORK/monitor-$name" &
		listeners+=" $!"
		poll 20 silent_start "$name" || true
	done
	"$@" >"$WORK/silent" 2>&1 || true
	for name in "${names[@]}"; do
		poll 20 silent_end "$name" || echo "ip monitor in $name hears nothing" >>"$WORK/monitor-$name"
	done
	# shellcheck disable=SC2086 # a list
	kill $listeners
	if (cd "$WORK" && cat "${names[@]/#/monitor-}") | grep -vE "^ |: lo:" >"$WORK/heard"; then
		not_ok "$desc" "$(head -n 20 "$WORK/heard")" "$(<"$WORK/silent")"
	else
		ok "$desc"
	fi
}
