#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Everything at once: traffic in both directions on all processors while tunnels are added, changed in every attribute,
# moved, enslaved and deleted, their namespaces and underlay devices are deleted, and addresses change. Then the same while
# the module is removed and inserted. The kernel reports nothing, and everything works afterwards.
#
#   RACES_MINUTES=N     duration (the default is 40 seconds)
#
#   +-------------+     +------------------------+                +------------------------+
#   | tenant      |     | gw1   192.0.2.1/24  u2 |----------------| u2 192.0.2.2/24    gw2 |
#   |      (e4)   |     |       192.0.3.1/24  u3 |----------------| u3 192.0.3.2/24        |
#   |             |     |   2001:db8:3::1/64     |                |    2001:db8:3::2/64    |
#   +-------------+     +------------------------+                +------------------------+
#
# Only the tunnel keep uses u2, and no job changes it. t4, t6, e4, l4 and the short-lived tunnels use u3.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/races.sh
. "$LIB/races.sh"
need root module:gre2890 module:vrf module:bridge gre2890 jq iperf3 ping taskset yes pkill renice
seconds=${RACES_MINUTES:+$((RACES_MINUTES * 60))}
seconds=${seconds:-40}

# yields PID                    lowers the priority of a job below that of the test
yields() {
	renice -n 10 -p "$1" >/dev/null
}

# race NAME CMD...              repeats CMD in the background until the end
race() {
	local name=$1 rounds=0
	shift
	names+=("$name")
	while [[ ! -e $WORK/over ]]; do
		"$@" || true
		echo $((++rounds)) >"$WORK/rounds.$name"
	done >/dev/null 2>&1 &
	racers+=("$!")
	yields $!
}

# flood NAME CPU NS CMD...      the same for a sender, which may be killed at any time
flood() {
	race "$1" send "${@:2}"
	floods+=("${racers[-1]}")
}

# batch NAME NS CMD...          repeats the lines that CMD prints as a batch of one ip, which starts again if an error ends it
batch() {
	local name=$1 ns=$2 lines
	lines=$("${@:3}")
	names+=("$name")
	while [[ ! -e $WORK/over ]]; do
		ip -n "$PFX-$ns" -force -batch <(exec yes "$lines") || true
	done >"$WORK/shown.$name" 2>/dev/null &
	batches+=("$!")
	yields $!
}

# The processor that sends a packet also receives it. Two processors send through keep, and with three processors two send
# through l4, so that packets of one flow are received at the same time and overtake each other.
start() {
	local cpu nets=(1 7 4 5 6) net
	names=() racers=() floods=() batches=()
	for ((cpu = 0; cpu < $(nproc); cpu++)); do
		net=${nets[cpu % ${#nets[@]}]}
		flood "echoes $cpu to $net" "$cpu" gw1 ping -n -q -f -w 5 "10.$net.0.2"
		net=${nets[(cpu + 2) % ${#nets[@]}]}
		flood "fragments $cpu from $net" "$cpu" gw2 ping -n -q -f -w 5 -s 3000 "10.$net.0.1"
		net=${nets[(cpu + 4) % ${#nets[@]}]}
		flood "TCP $cpu to $net" "$cpu" gw1 iperf3 -c "10.$net.0.2" -t 5 --connect-timeout 1000
	done
	batch "tunnels gw1" gw1 tunnels gw1
	batch "tunnels gw2" gw2 tunnels gw2
	batch "add and delete" gw1 add_and_delete
	batch "change gw1" gw1 change gw1
	batch "change gw2" gw2 change gw2
	batch "move out" gw1 move_out
	batch "move back" tenant move_back
	batch "bridge" gw1 bridge
	batch "VRF" gw1 vrf
	batch "addresses" gw1 addresses
	batch "end namespaces" gw1 end_namespaces
	race "underlay" underlay
	race "look" look
}

# rounds NAME                   prints the number of rounds, and fails if there was none
rounds() {
	if [[ -e $WORK/shown.$1 ]]; then
		grep -c '^[0-9]' "$WORK/shown.$1"
	else
		cat "$WORK/rounds.$1" 2>/dev/null
	fi
}

all_have_raced() {
	local name
	for name in "${names[@]}"; do
		[[ -s $WORK/rounds.$name || -s $WORK/shown.$name ]] || return
	done
}

# end DESC                      ends the jobs and claims that each did some rounds
end() {
	local name idle='' said=''
	poll $((seconds * 5)) all_have_raced || true
	touch "$WORK/over"
	pkill -P "$(IFS=, && echo "${floods[*]},${batches[*]}")" || true
	wait "${racers[@]}" "${batches[@]}" || true
	for name in "${names[@]}"; do
		said+="$name $(rounds "$name"), " || idle+=" $name;"
	done
	lib_diag "rounds: ${said%, }"
	equal "$1" "$idle" ''
	rm -f "$WORK"/rounds.* "$WORK"/shown.* "$WORK/over"
	ip netns del "$PFX-x" 2>/dev/null || true
}

keep_works() {
	poll 20 ip netns exec "$PFX-gw1" ping -n -q -c 1 -W 1 10.1.0.2
}

links() {
	local space
	for space in gw1 gw2 tenant; do
		ip -n "$PFX-$space" -o link show type gre2890 2>/dev/null | sed -E "s/^[0-9]+: ([^:@]+).*/$space \1/"
	done
}

# Delete each device of the kind by a separate request.
delete_all() {
	local space name
	while read -r space name; do
		timeout 20 ip -n "$PFX-$space" link del "$name"
	done < <(links)
	[[ -z $(links) ]]
}

# waits NS                      prints the octets of the packets in reorder buffers
waits() {
	ns "$1" gre2890 -j stats | jq .netns.reorder_used
}

make_tunnels() {
	tunnels gw1 | in_ns gw1 >/dev/null
	tunnels gw2 | in_ns gw2 >/dev/null
}

ns_add gw1 gw2 tenant
ns gw1 ip -batch - <<-END
	link add v0 type vrf table 100
	link add br0 type bridge
	link set v0 up
	link set br0 up
END
wire 2
wire 3
make_tunnels
for net in 1 4 5 6 7; do
	ip netns exec "$PFX-gw2" iperf3 -s -B 10.$net.0.2 >/dev/null 2>&1 &
	ip netns exec "$PFX-gw1" iperf3 -s -B 10.$net.0.1 >/dev/null 2>&1 &
done
index=$(ns gw1 cat /sys/class/net/keep/ifindex)
check "before the races the tunnel keep works" keep_works

start
sleep $((seconds / 2))
end "all jobs did some rounds"
equal "no job has changed the tunnel keep" "$(ns gw1 cat /sys/class/net/keep/ifindex)" "$index"
check "  and it works" keep_works
check "every device can be deleted" delete_all
equal "  and no packet waits in a buffer" "$(waits gw1) $(waits gw2)" "0 0"
check "the module can be removed" timeout 60 modprobe -r gre2890

# Only this job inserts the module.
modprobe=$(</proc/sys/kernel/modprobe)
defer sh -c "echo '$modprobe' >/proc/sys/kernel/modprobe"
echo >/proc/sys/kernel/modprobe
modprobe gre2890
start
race "reload" reload
sleep $((seconds / 2))
end "all jobs did some rounds while the module was removed and inserted"
check "then the module can be removed" timeout 60 modprobe -r gre2890
equal "  and nothing of it is left" "$(links)" ''
modprobe gre2890
make_tunnels
check "with the module back the tunnel keep works" keep_works
check "every device can be deleted again" delete_all
equal "  and the module has no users" "$(</sys/module/gre2890/refcnt)" 0
