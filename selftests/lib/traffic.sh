# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Traffic that goes on while something else happens; sourced after lib.sh.

# Not in a subshell, as check has one: the process would be forgotten.
# traffic NAME NS ADDRESS [PING-ARGUMENT...]      echoes from NS until traffic_end or traffic_stop, fifty a second
traffic() {
	local name=$1 space=$2 address=$3
	shift 3
	ip netns exec "$PFX-$space" ping -n -i 0.02 -W 10 "$@" "$address" >"$WORK/traffic.$name" 2>&1 &
	printf -v "traffic_$name" %d $!
	poll 10 grep -q 'icmp_seq=.* time=' "$WORK/traffic.$name"
}

# traffic_end NAME              stops them; prints "SENT RECEIVED"
traffic_end() {
	local pid=traffic_$1 output=$WORK/traffic.$1 last
	# Those under way are waited for: what counts is what was lost, not what was late.
	last=$(traffic_last "$1")
	poll 10 traffic_beyond "$1" $((last + 5)) || true
	kill -INT "${!pid}"
	wait "${!pid}" || true
	sed -nE 's/^([0-9]+) packets transmitted, ([0-9]+) .*received.*/\1 \2/p' "$output"
}

# traffic_stop NAME...          stops them where no answer is to be expected
traffic_stop() {
	local name pid
	for name in "$@"; do
		pid=traffic_$name
		kill "${!pid}" 2>/dev/null || true
		wait "${!pid}" || true
	done
}

# The highest number answered so far
traffic_last() {
	sed -nE 's/.*icmp_seq=([0-9]+) .*time=.*/\1/p' "$WORK/traffic.$1" | tail -n 1
}

traffic_beyond() {
	[[ $(traffic_last "$1") -ge $2 ]]
}

# traffic_flows NAME            echoes are answered now, and go on to be
traffic_flows() {
	poll 20 traffic_beyond "$1" $(($(traffic_last "$1") + 5))
}

# traffic_whole NAME            stops them; succeeds if all numbers up to the last answered were answered
traffic_whole() {
	local counts
	counts=$(traffic_end "$1")
	echo "$counts"
	traffic_gaps "$1" 0
}

# traffic_gaps NAME MOST        at most that many below the last are missing
traffic_gaps() {
	local missing
	missing=$(sed -nE 's/.*icmp_seq=([0-9]+) .*time=.*/\1/p' "$WORK/traffic.$1" | sort -nu |
		awk '{ gaps += $1 - last - 1; last = $1 } END { print gaps + 0 }')
	echo "$missing of $(traffic_last "$1") are missing"
	[[ $missing -le $2 ]]
}
