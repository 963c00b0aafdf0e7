#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The demonstration. demo.sh provides the module and the tools. Runs as root in its own mount namespace, so that the names
# of its network namespaces are private and vanish when it ends.
#
# Prints each step and its result, and at last "demo: N of N observations as expected".
set -eEuo pipefail

if [[ ${1:-} != --private ]]; then
	exec unshare --mount -- "${BASH_SOURCE[0]}" --private
fi

mkdir -p /run/netns
mount -t tmpfs netns /run/netns
work=$(mktemp -d)
cd "$work"

seen=0 right=0 died=''
port=2890
tenants=(red blue old)

# ---- output ---------------------------------------------------------------------------------------------

heading() {
	printf '\n== %s\n' "$1"
}

say() {
	printf '   %s\n' "$@"
}

# run COMMAND     prints the command and its output, which is also in the file `output`
run() {
	local status=0
	printf '   $ %s\n' "$1"
	eval "$1" >output 2>&1 || status=$?
	sed '/^$/d; s/^/       /' output
	return "$status"
}

# run_behind COMMAND     prints the command and runs it in the background
run_behind() {
	printf '   $ %s &\n' "$1"
	eval "$1 &"
}

# observed DESC CMD...     makes one observation, which is as expected if CMD succeeds
observed() {
	local desc=$1
	shift
	seen=$((seen + 1))
	if "$@" >/dev/null 2>&1; then
		right=$((right + 1))
		echo "   [as expected]  $desc"
	else
		echo "   [UNEXPECTED]   $desc"
	fi
}

finish() {
	local status=$?
	trap - ERR EXIT
	# shellcheck disable=SC2046 # a list of numbers
	kill $(jobs -p) 2>/dev/null || true
	heading "Verdict"
	if [[ $status -ne 0 ]]; then
		say "exit status $status at: $died"
		echo -n "demo: failed before its end; "
	else
		echo -n "demo: "
	fi
	echo "$right of $seen observations as expected"
	cd /
	rm -rf "$work"
	[[ $status -eq 0 && $right -eq $seen && $seen -gt 0 ]]
}

trap 'died=$BASH_COMMAND' ERR
trap finish EXIT
trap 'exit 143' INT TERM

# ---- what is looked at ----------------------------------------------------------------------------------

# until_true CMD...     repeats CMD until it succeeds, for at most 20 seconds
until_true() {
	local end=$((SECONDS + 20))
	until "$@"; do
		[[ $SECONDS -lt $end ]] || return 1
		sleep 0.05
	done
}

# received NETNS DEV     prints how many packets a device has received
received() {
	ip -n "$1" -s link show "$2" | awk '/RX:/ { getline; print $2 }'
}

# counter NETNS DEV NAME      prints a counter
counter() {
	gre2890 -n "$1" stats --all "$2" | awk -v name="$3" '$1 == name { print $2 }'
}

# clean NETNS DEV [N]    has the device sent and received packets, with N (0) errors and drops?
clean() {
	ip -n "$1" -s link show "$2" | awk -v bad="${3:-0}" '
		/[RT]X:/ { getline; if ($2 > 0) good++; bad -= $3 + $4 }
		END { exit !(good == 2 && bad == 0) }'
}

# belonging_to_none NETNS     prints how many packets had a key of no tunnel
belonging_to_none() {
	gre2890 -n "$1" stats --all | awk '$1 == "rx_no_tunnel" { print $2 }'
}

all_received() {
	local tenant
	for tenant in "${tenants[@]}"; do
		echo "$tenant $(received "$tenant-a" "$tenant")"
	done
}

# ---- the demonstration ----------------------------------------------------------------------------------

# Prevent router solicitations and similar packets between those that are observed.
add_namespace() {
	ip netns add "$1"
	nsenter --net="/run/netns/$1" sh -c \
		'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6; exec ip link set lo up'
}

underlay() {
	ip link add name u0 netns gw-a type veth peer name u0 netns gw-b
	give gw-a u0 192.0.2.1
	give gw-b u0 192.0.2.2
}

# give NETNS DEV ADDRESS      adds an address and sets the device up
give() {
	ip -n "$1" -batch - <<-END
		address add $3/24 dev $2
		link set $2 up
	END
}

topology() {
	local name
	for name in gw-{a,b} {red,blue,old}-{a,b} stray; do
		add_namespace "$name"
	done
	underlay
	heading "Two gateways, three tenants, one pair of addresses for each"
	cat <<-'END'
	   namespace  device                                                  device  namespace
	   red-a      red  10.0.0.1 --+                    +-- 10.0.0.2 red   red-b
	   blue-a     blue 10.0.0.1 --+-- gw-a ==== gw-b --+-- 10.0.0.2 blue  blue-b
	   old-a      old  10.0.0.1 --+                    +-- 10.0.0.2 old   old-b
	                          192.0.2.1    192.0.2.2

	   red    key 1
	   blue   key 2, checksums, sequence numbers
	   old    key 3, checksums; gw-b's end is a tunnel of the kernel's own ip_gre
	END
}

tunnels() {
	local tenant
	heading "Tunnels: the device is in the tenant's namespace, its packets travel in the gateway's"
	run "ip -n gw-a link add red netns red-a type gre2890 local 192.0.2.1 remote 192.0.2.2 key 1"
	run "ip -n gw-b link add red netns red-b type gre2890 local 192.0.2.2 remote 192.0.2.1 key 1"
	run "ip -n gw-a link add blue netns blue-a type gre2890 local 192.0.2.1 remote 192.0.2.2 key 2 csum seq"
	run "ip -n gw-b link add blue netns blue-b type gre2890 local 192.0.2.2 remote 192.0.2.1 key 2 csum seq"
	run "ip -n gw-a link add old netns old-a type gre2890 local 192.0.2.1 remote 192.0.2.2 key 3 csum"
	run "ip -n gw-b link add old type gre local 192.0.2.2 remote 192.0.2.1 key 3 csum"
	run "ip -n gw-b link set old netns old-b"
	for tenant in "${tenants[@]}"; do
		give "$tenant-a" "$tenant" 10.0.0.1
		give "$tenant-b" "$tenant" 10.0.0.2
	done
}

capture() {
	ip netns exec gw-a tcpdump -n -U -i u0 -s 128 -w wire.pcap ip proto 47 2>tcpdump.log &
	tcpdump=$!
	until_true grep -q listening tcpdump.log
}

pings() {
	local tenant
	heading "Ping: the same address three times, and three different hosts answer"
	for tenant in "${tenants[@]}"; do
		run "ip netns exec $tenant-a ping -q -c 3 -i 0.2 -W 5 10.0.0.2" || true
		observed "$tenant: 3 of 3 are answered" grep -q ' 3 received' output
	done
}

listening() {
	grep -qsE "^ +[0-9]+: 0+:$(printf '%04X' "$port") 0+:0000 0A" "/proc/$1/net/tcp" "/proc/$1/net/tcp6"
}

# The FIFO keeps the standard input of the listeners open, so that nc does not end.
transfers() {
	local tenant
	local -A sender
	heading "TCP: at the same time, from 10.0.0.1 to port $port of 10.0.0.2, a megabyte of each tenant's own"
	mkfifo open
	for tenant in "${tenants[@]}"; do
		head -c 1048576 /dev/urandom >"$tenant.sent"
		run_behind "ip netns exec $tenant-b timeout 60 busybox nc -l -p $port <>open >$tenant.received"
		until_true listening $!
	done
	for tenant in "${tenants[@]}"; do
		run_behind "ip netns exec $tenant-a timeout 60 busybox nc 10.0.0.2 $port <$tenant.sent"
		sender[$tenant]=$!
	done
	for tenant in "${tenants[@]}"; do
		wait "${sender[$tenant]}" || true
	done
	run "sha256sum red.sent red.received blue.sent blue.received old.sent old.received"
	for tenant in "${tenants[@]}"; do
		observed "$tenant: 1048576 octets have arrived, and they are its own" cmp "$tenant".{sent,received}
	done
}

counters() {
	heading "What the devices say"
	run "gre2890 -n red-a show"
	run "gre2890 -n blue-a show"
	run "gre2890 -n old-a show"
	run "gre2890 -n blue-a stats blue"
	run "ip -n blue-a -d -s link show blue"
	run "ip -n old-b -d -s link show old"
	observed "red and old: both ends have sent and received, and dropped nothing" unordered_clean
	observed "blue: the same, or dropped only what came out of sequence" ordered_clean
}

unordered_clean() {
	clean red-a red && clean red-b red && clean old-a old && clean old-b old
}

# Two processors that send at the same time can reorder the sequence numbers.
ordered_clean() {
	clean blue-a blue "$(counter blue-a blue rx_drop_seq_old)" &&
		clean blue-b blue "$(counter blue-b blue rx_drop_seq_old)"
}

wrong_key() {
	local before none
	heading "A wrong key: gw-b sends to gw-a with key 9, which no tunnel there has"
	run "ip -n gw-b link add stray netns stray type gre2890 local 192.0.2.2 remote 192.0.2.1 key 9"
	give stray stray 10.0.0.2
	before=$(all_received)
	none=$(belonging_to_none gw-a)
	run "ip netns exec stray ping -q -c 3 -i 0.2 -W 1 10.0.0.1" || true
	observed "nobody answers" grep -q ' 0 received' output
	run "gre2890 -n gw-a stats"
	observed "gw-a has counted 3 packets that belong to no tunnel" \
		test "$((none + 3))" -eq "$(belonging_to_none gw-a)"
	observed "no tenant has received one of them" test "$before" == "$(all_received)"
}

# on_wire KEY FIELDS     do pings pass both ways between the tenants' addresses, in packets with this key and these fields?
on_wire() {
	grep "key=0x$1," wire.txt >of_key
	grep -q "^IP 192.0.2.1 > 192.0.2.2: .* 10.0.0.1 > 10.0.0.2: ICMP echo request" of_key &&
		grep -q "^IP 192.0.2.2 > 192.0.2.1: .* 10.0.0.2 > 10.0.0.1: ICMP echo reply" of_key &&
		! grep -v "GREv0, $2" of_key
}

wire() {
	heading "What went over the wire between the gateways, decoded by tcpdump"
	kill -INT "$tcpdump"
	wait "$tcpdump" || true
	run "tcpdump -tnqr wire.pcap >wire.txt 2>/dev/null"
	run "grep -E 'ICMP.* seq 1,' wire.txt"
	run "grep -o 'key=0x[0-9]*' wire.txt | sort | uniq -c"
	observed "red: key 1, no checksum, no sequence number" on_wire 1 'key=0x1, length'
	observed "blue: key 2, checksum, sequence number" on_wire 2 'off 0x0, key=0x2, seq [0-9]*, length'
	observed "old: key 3, checksum, no sequence number, from either end" on_wire 3 'off 0x0, key=0x3, length'
	observed "key 9: 3 packets from gw-b, none in answer" \
		test "$(grep -c 'key=0x9,' wire.txt) $(grep -c '192.0.2.2 > .*key=0x9,' wire.txt)" == "3 3"
}

topology
tunnels
capture
pings
transfers
counters
wrong_key
wire
