# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Traffic in the background while something else happens. Sourced after lib.sh.

# traffic NAME NS ADDRESS [PING-ARGUMENT...]      pings fifty times a second from NS until traffic_end or traffic_stop
# Do not call this in a subshell, such as that of check: it has to record the process.
traffic() {
	local name=$1 space=$2 address=$3
	shift 3
	ip netns exec "$PFX-$space" ping -n -i 0.02 -W 10 "$@" "$address" >"$WORK/traffic.$name" 2>&1 &
	printf -v "traffic_$name" %d $!
	poll 10 grep -q 'icmp_seq=.* time=' "$WORK/traffic.$name"
}

# traffic_end NAME              stops the pings; prints "SENT RECEIVED"
traffic_end() {
	local pid=traffic_$1 output=$WORK/traffic.$1 last
	# Wait for answers that are on their way: a late answer is not a lost one.
	last=$(traffic_last "$1")
	poll 10 traffic_beyond "$1" $((last + 5)) || true
	kill -INT "${!pid}"
	wait "${!pid}" || true
	sed -nE 's/^([0-9]+) packets transmitted, ([0-9]+) .*received.*/\1 \2/p' "$output"
}

# traffic_stop NAME...          stops the pings without waiting for answers
traffic_stop() {
	local name pid
	for name in "$@"; do
		pid=traffic_$name
		kill "${!pid}" 2>/dev/null || true
		wait "${!pid}" || true
	done
}

# Print the highest sequence number answered so far.
traffic_last() {
	sed -nE 's/.*icmp_seq=([0-9]+) .*time=.*/\1/p' "$WORK/traffic.$1" | tail -n 1
}

traffic_beyond() {
	[[ $(traffic_last "$1") -ge $2 ]]
}

# traffic_flows NAME            succeeds once further pings are answered
traffic_flows() {
	poll 20 traffic_beyond "$1" $(($(traffic_last "$1") + 5))
}

# traffic_whole NAME            stops the pings; succeeds if none was lost before the last that was answered
traffic_whole() {
	local counts
	counts=$(traffic_end "$1")
	echo "$counts"
	traffic_gaps "$1" 0
}

# traffic_gaps NAME MOST        succeeds if at most MOST were lost before the last that was answered
traffic_gaps() {
	local missing
	missing=$(sed -nE 's/.*icmp_seq=([0-9]+) .*time=.*/\1/p' "$WORK/traffic.$1" | sort -nu |
		awk '{ gaps += $1 - last - 1; last = $1 } END { print gaps + 0 }')
	echo "$missing of $(traffic_last "$1") are missing"
	[[ $missing -le $2 ]]
}
