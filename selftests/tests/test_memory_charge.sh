#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The memory of tunnels is charged to their tenants, and packets that wait in reorder buffers leave room for those of the
# host.
#
#   +--------------------------------+   +----------------+
#   | a1 ... a12, b: each with a     |   | gw             |
#   |  user namespace of its own     |   |                |
#   |                 t0 127.0.0.1   |   |  t0 127.0.0.1  |
#   |  packets from 127.0.0.2, by lo |   |  the same      |
#   +--------------------------------+   +----------------+
#
# One user owns a1 to a12, another one owns b.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 python3 jq gre2890 ethtool setpriv unshare modprobe
setpriv --reuid=65534 --regid=65534 --clear-groups unshare -Urn true 2>/dev/null ||
	skip_all "this kernel lets nobody make user namespaces"

inject_topology
let_be "from flows import hang_up"
parameter=/sys/module/gre2890/parameters/reorder_memory_host

# tenant_add NAME UID           makes a network namespace in a user namespace of this user
tenant_add() {
	local pid
	setpriv --reuid="$2" --regid="$2" --clear-groups unshare -Urn sleep 1000 &
	pid=$!
	poll 20 sh -c "[ \"\$(readlink /proc/$pid/ns/net)\" != \"\$(readlink /proc/self/ns/net)\" ] &&
		grep -q . /proc/$pid/uid_map"
	lib_spaces+=("$PFX-$1")
	ip netns attach "$PFX-$1" "$pid"
	kill "$pid"
	ns "$1" ip link set lo up
}

# tunnel NS [OPTION...]         makes t0, which waits for sequence number 1
tunnel() {
	local name=$1
	shift
	ns "$name" ip -batch - <<-END
		link add t0 type gre2890 local 127.0.0.1 remote 127.0.0.2 seq-mode reorder reorder-timeout 10000 reorder-buffer 4096 $*
		link set t0 up
	END
	let_be "s_$name = open_socket('$PFX-$name', socket.AF_INET, socket.SOCK_RAW, 255)"
	send "$name" 0 1 1
}

# send NS FIRST COUNT OCTETS    sends packets with the sequence numbers FIRST, FIRST + 2, ...
send() {
	let_be "for n in range($3): s_$1.sendto(ip4('127.0.0.2', '127.0.0.1', gre('x' * $4, seq=$2 + 2 * n)), ('127.0.0.1', 0))"
}

# state NS [FIELD]              prints the memory of the namespace's reorder buffers
state() {
	ns "$1" gre2890 -j stats | jq ".netns.${2:-reorder_used}"
}

host_state() {
	gre2890 -j stats | jq ".netns.${1:-reorder_used_host}"
}

none_used() {
	[[ $(host_state) == 0 ]]
}

# up_to MAX NUMBER              is NUMBER above 0 and at most MAX?
up_to() {
	[[ $2 -gt 0 && $2 -le $1 ]]
}

limit_host() {
	echo "$1" >$parameter
}

# ---- defaults -------------------------------------------------------------------------------------------

tenants=()
for n in {1..12}; do
	tenant_add "a$n" 65534
	tenants+=("a$n")
done
tenant_add b 65533
ns_add gw

MiB=$((1 << 20))
equal "the default limit of a namespace of the host is 16 MiB" "$(state gw reorder_memory)" $((16 * MiB))
equal "the default limit of a tenant's namespace is 1 MiB" "$(state b reorder_memory)" $MiB
check "the limit of the host depends on its memory" \
	test "$(cat $parameter)" -ge $((16 * MiB)) -a "$(cat $parameter)" -le $((256 * MiB))
equal "  the initial namespace shows it" "$(host_state reorder_memory_host)" "$(cat $parameter)"
equal "  and that no packet waits" "$(host_state)" 0
equal "  other namespaces show neither" "$(state gw reorder_memory_host) $(state b reorder_used_host)" "null null"

# ---- tenants and the host -------------------------------------------------------------------------------

tunnel b
send b 2 40 60000
check "the waiting packets of a tenant take at most 1 MiB" up_to $MiB "$(state b)"
check "  and others are released by this limit" lib_above b t0 rx_seq_limits 0
ns b ip link del t0
equal "a deleted device frees its memory" "$(host_state)" 0

limit_host $((8 * MiB))
for name in "${tenants[@]}" b; do
	ns "$name" gre2890 netns reorder-memory 16M
done
for name in "${tenants[@]}"; do
	tunnel "$name"
	send "$name" 2 60 30000
done
tunnel b
send b 2 60 30000
last=$(state b) total=$(host_state) limited=0
for name in b "${tenants[@]}"; do
	! lib_above "$name" t0 rx_seq_host_limits 0 || limited=$((limited + 1))
done
check "all tenants together get at most a quarter of the host's limit" up_to $((2 * MiB)) "$total"
equal "  each of them reaches this limit" "$limited" 13
equal "  and not that of its namespace" "$(reason b t0 rx_seq_limits)" 0
check "with many namespaces of one user, another user still gets an eighth of that" \
	up_to $((2 * MiB)) $((last - 2 * MiB / 8))

tunnel gw
send gw 2 60 30000
equal "the memory of the host's own tunnel does not depend on the tenants" \
	"$(reason gw t0 rx_seq_host_limits) $(reason gw t0 rx_seq_limits) $(reason gw t0 rx_seq_gaps)" "0 0 60"
send gw 1000 200 30000
check "  it reaches the host's limit" lib_above gw t0 rx_seq_host_limits 0
check "  and the total does not exceed it" test "$(host_state)" -le $((8 * MiB))

check "all memory is free after the timeout" poll 30 none_used
for name in gw "${tenants[@]}" b; do
	[[ $(state "$name") == 0 ]] || not_ok "nothing waits in $name"
done

# ---- other ways out of the buffer -----------------------------------------------------------------------

again() {
	ns "$1" ip link del t0
	tunnel "$1"
	send "$1" 2 3 1000
}

again a1
check "packets wait again" test "$(host_state)" -gt 0
ns a1 ip link set t0 down
equal "setting the device down frees the memory" "$(host_state)" 0
again a2
ns a2 ip link change t0 type gre2890 seq-mode off
equal "another seq-mode frees the memory" "$(host_state)" 0
again a3
let_be "s_a3.close(); hang_up('$PFX-gw')"
ns_del a3
check "deleting the namespace frees the memory, before the timer expires" poll 8 none_used

limit_host 0
again gw
equal "with a limit of 0 no packet waits" "$(host_state)" 0
check "  and this is counted" lib_above gw t0 rx_seq_host_limits 0
refused "no limit that is not a number" "invalid" limit_host much
limit_host $((256 * MiB))

# ---- the queue to the stack -----------------------------------------------------------------------------

# burst NS                      sends number 1, so that 3000 waiting packets pass at once
burst() {
	ns "$1" gre2890 netns reorder-memory 64M
	ns "$1" ip link del t0
	tunnel "$1"
	send "$1" 2 1 1
	let_be "for n in range(3, 3002): s_$1.sendto(ip4('127.0.0.2', '127.0.0.1', gre('x', seq=n)), ('127.0.0.1', 0))"
	send "$1" 1 1 1
}

nothing_dropped() {
	[[ $(reason "$1" t0 rx_drop_backlog) -eq 0 ]]
}

# at_once NS DESC CMD...        checks CMD after a burst, unless packets were sent so slowly that they timed out
at_once() {
	burst "$1"
	if lib_above "$1" t0 rx_seq_timeouts 0; then
		skip "$2" "the packets did not pass at once: the kernel is too slow"
	else
		check "${@:2}"
	fi
}

at_once gw "all packets that waited for one are delivered" nothing_dropped gw
at_once b "packets of a tenant use at most half of the queue" lib_above b t0 rx_drop_backlog 0

# ---- who pays for tunnels -------------------------------------------------------------------------------

count=400 cpus=$(getconf _NPROCESSORS_ONLN)

# charged                       prints the octets of kernel memory that are charged to the control group
charged() {
	awk -v what="$1" '$1 == what { print $2 }' "$WORK/cgroup/tenant/memory.stat"
}

# grows WHAT FROM OCTETS        claims that the charge has grown by at least OCTETS
grows() {
	[[ $(($(charged "$1") - $2)) -ge $3 ]]
}

# batch                         runs a batch of ip as a process of the control group
batch() {
	sh -c "echo \$\$ >'$WORK/cgroup/tenant/cgroup.procs' && exec ip -n $PFX-gw -batch -"
}

each() {
	local n
	for ((n = 0; n < count; n++)); do
		echo "${1//%/$n}"
	done
}

mkdir "$WORK/cgroup"
if mount -t cgroup2 none "$WORK/cgroup" && defer umount -l "$WORK/cgroup" &&
	{ echo +memory >"$WORK/cgroup/cgroup.subtree_control"; } 2>/dev/null &&
	mkdir "$WORK/cgroup/tenant" && grep -q '^percpu ' "$WORK/cgroup/tenant/memory.stat"; then
	# With this MTU the devices have no IPv6, which allocates memory for each of them.
	percpu=$(charged percpu)
	each "link add p% mtu 1000 type gre2890 local 192.0.2.1 remote 192.0.2.2 key %" | batch
	check "the route cache of a tunnel is charged to the process that adds it" poll 10 grows percpu "$percpu" $((count * cpus * 32))
	slab=$(charged slab)
	each "link change p% type gre2890 seq-mode window seq-window 1024" | batch
	check "  and so are its flow and its window" poll 10 grows slab "$slab" $((count * 500))
	slab=$(charged slab)
	each "link change p% type gre2890 okey 1000%" | batch
	check "  and its second entry in the hash table, for another okey" poll 10 grows slab "$slab" $((count * 64))
	each "link del p%" | batch
	echo 1 >"$WORK/cgroup/cgroup.procs"
else
	skip "memory of tunnels is charged" "there is no memory controller"
fi

# ---- the end --------------------------------------------------------------------------------------------

again gw
check "packets wait in a buffer" test "$(host_state)" -gt 0
check "the module can be removed while packets wait" timeout 60 modprobe -r gre2890
check "the module can be loaded with a limit" modprobe gre2890 reorder_memory_host=12345678
equal "  and has this limit" "$(host_state reorder_memory_host)" 12345678
