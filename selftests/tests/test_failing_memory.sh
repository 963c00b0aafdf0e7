#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Each allocation in the module fails in turn. A request is then done, or refused without any change; a packet is dropped
# and counted. Everything works afterwards.
#
#   +------------------------------+                +------------------------+
#   | gw1                          |                |                    gw2 |
#   |  v0 (VRF)    192.0.2.1/24 u0 |----------------| u0 192.0.2.2/24        |
#   |              2001:db8::1/64  |                |    2001:db8::2/64      |
#   +------------------------------+                +------------------------+
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/faults.sh
. "$LIB/faults.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need root module:gre2890 module:vrf gre2890 python3 ethtool ping nm size
faults_open

gone() {
	! ip -n "$PFX-gw1" link show dev "$1"
}

# ---- the module, a namespace ----------------------------------------------------------------------------

unloaded() {
	if [[ $1 -eq 0 ]]; then
		rmmod gre2890
	else
		[[ ! -d /sys/module/gre2890 ]]
	fi
}

module=$(modinfo -F filename gre2890)
rmmod gre2890
faults_below_kernel do_one_initcall
each_fault "the module is loaded or refused" unloaded insmod "$module"
faults_below gre2890
each_fault "a namespace is added or refused" true unshare -n true

# ---- a tunnel is made -----------------------------------------------------------------------------------

inject_topology
ns gw1 sysctl -qw net.ipv6.conf.u0.keep_addr_on_down=1
ns gw1 ip -batch - <<-END
	link add v0 type vrf table 100
	link set v0 up
	link add d0 type dummy
	link set d0 up
	address add 192.0.2.11/32 dev d0
END

# A refused request leaves nothing that hinders a later one. Memory that it keeps for reuse goes with the next tunnel.
deleted() {
	{
		[[ $1 -eq 0 ]] || echo "link add n0 type gre2890 ${words[*]}"
		echo "link del n0"
	} | ip -n "$PFX-gw1" -batch -
}

# made DESC OPTION...           claims that n0, the first tunnel of the namespace, is made or is refused
made() {
	local desc=$1 words=("${@:2}")
	each_fault "$desc is added or refused" deleted ip -n "$PFX-gw1" link add n0 type gre2890 "${words[@]}"
	ns gw1 ip link del n0
}

made "a tunnel over IPv4" local 192.0.2.1 remote 192.0.2.2
for function in conf_alloc tunnel_init_flow tunnel_publish; do
	faults_below gre2890 "gre2890_$function"
	made "$function: a tunnel that follows two devices, with two keys and a window" \
		local-dev d0 dev u0 remote 192.0.2.2 ikey 1 okey 2 seq seq-mode window seq-window 1000
done
made "$function: an Ethernet tunnel over IPv6" local 2001:db8::1 remote 2001:db8::2 mode ether
faults_below gre2890

# ---- and changed ----------------------------------------------------------------------------------------

settings() {
	ip -n "$PFX-gw1" -d link show dev c0
}

# Check that the settings are the old or the new ones, and restore the old ones.
old_or_new() {
	if [[ $1 -ne 0 ]]; then
		diff <(echo "$old") <(settings)
	else
		diff <(echo "$new") <(settings) &&
			ip -n "$PFX-gw1" link change c0 type gre2890 "${back[@]}"
	fi
}

# changed DESC "OPTIONS-BACK" OPTION...      claims that a change is done or is refused
changed() {
	local desc=$1 back old new
	read -ra back <<<"$2"
	shift 2
	# Change there and back once, so that every option has been set explicitly.
	ns gw1 ip link change c0 type gre2890 "$@"
	new=$(settings)
	ns gw1 ip link change c0 type gre2890 "${back[@]}"
	old=$(settings)
	each_fault "$desc: changed or unchanged" old_or_new ip -n "$PFX-gw1" link change c0 type gre2890 "$@"
	ns gw1 ip link change c0 type gre2890 "${back[@]}"
	equal "$desc: and changed back" "$(settings)" "$old"
}

ns gw1 ip link add c0 type gre2890 local 192.0.2.1 remote 192.0.2.2 key 3
changed "two keys" "key 3" ikey 4 okey 5
changed "a window" "seq-mode off noiseq" iseq seq-mode window seq-window 500
changed "local-dev, and another remote" "local-dev none local 192.0.2.1 remote 192.0.2.2" local-dev d0 remote 192.0.2.22
changed "dev" "dev u0" dev d0
changed "checksums" "nocsum" csum
ns gw1 ip link del c0

# ---- what it follows ------------------------------------------------------------------------------------

ns gw1 ip -batch - <<-END
	link add c0 type gre2890 local-dev d0 dev u0 remote 192.0.2.2 key 3
	link set c0 up
	address add 10.3.0.1/24 dev c0
END
ns gw2 ip -batch - <<-END
	link add c0 type gre2890 local 192.0.2.2 remote 192.0.2.11 key 3
	link set c0 up
	address add 10.3.0.2/24 dev c0
END

followed() {
	ip -n "$PFX-gw1" link set u0 nomaster
	ip -n "$PFX-gw1" address replace 192.0.2.11/32 dev d0
	poll 5 ip netns exec "$PFX-gw1" ping -n -q -c 1 -W 1 10.3.0.2
}

check "a tunnel that follows a device works" followed
each_fault "its device enters a VRF and leaves it" followed ip -n "$PFX-gw1" link set u0 master v0
each_fault "its address is deleted and added again" followed ip -n "$PFX-gw1" address del 192.0.2.11/32 dev d0

# ---- what is asked --------------------------------------------------------------------------------------

# The status is right: it depends on whether there is an answer.
each_fault "the counters are read or refused" true gre2890 -n "$PFX-gw1" stats
cat >"$WORK/tunnels.json" <<-END
	{ "tunnels": [
		{ "name": "a0", "local": "192.0.2.1", "remote": "192.0.2.31", "key": 1 },
		{ "name": "a1", "local": "192.0.2.1", "remote": "192.0.2.31", "key": 2, "mode": "ether" }
	] }
END

applied_and_gone() {
	local dev
	[[ $1 -ne 0 ]] || gre2890 -n "$PFX-gw1" apply --dry-run "$WORK/tunnels.json"
	for dev in a0 a1; do
		gone "$dev" || ip -n "$PFX-gw1" link del "$dev"
	done
}

faults_below gre2890 gre2890_conf_alloc
each_fault "a file is applied or refused" applied_and_gone gre2890 -n "$PFX-gw1" apply "$WORK/tunnels.json"
faults_below gre2890

# ---- packets --------------------------------------------------------------------------------------------

for n in 1 2; do
	ns gw$n ip link set u0 mtu 9000
done
tunnel_pair plain 192.0.2. 10.4.0. key 4
tunnel_pair ether 2001:db8:: 10.5.0. key 5 mode ether csum
tunnel_pair order 192.0.2. 10.6.0. key 6 seq seq-mode reorder
tunnel_pair outer 192.0.2. 10.7.0. key 7 oseq
tunnel_pair inner 10.7.0. 10.8.0. key 8

works() {
	poll 10 ns gw1 ping -n -q -c 1 -W 1 "10.$1.0.2"
}

for n in 4 5 6 8; do
	check "with memory 10.$n.0.2 answers" works "$n"
done

# A packet socket on the tunnel shares the packet, so that the tunnel has to copy its header.
let_be "listener = Tap('$PFX-gw1', 'plain')"
faults_set probability 100 times -1
reason_rises "without memory a packet is dropped on transmission and counted" gw1 plain tx_drop_nomem \
	ns gw1 ping -n -c 1 -W 1 10.4.0.2
faults_set probability 0
check "  with memory the next one passes" works 4

# part(N, packet): a packet of which N octets are in one piece, which a packet socket shares
let_be "part = lambda octets, packet: struct.pack('=BBHHHH', 0, 0, octets, 0, 0, 0) + packet"
let_be "inner = ip4('10.4.0.1', '10.4.0.2', udp('short' * 1000, '10.4.0.1', '10.4.0.2'))"
let_be "frame = dst.mac + src.mac + b'\\x08\\0'"

# starved DESC NS COUNTER DEV PROTOCOL PACKET      claims that PACKET, sent by DEV in gw1, is counted when the memory to
#                                                  put it into one piece fails
starved() {
	let_be "raw = open_socket('$PFX-gw1', socket.AF_PACKET, socket.SOCK_RAW, 0); raw.bind(('$4', $5))"
	let_be "raw.setsockopt(263, 15, 1)"
	let_be "split = $6"
	inject "heard(dst), heard(listener)" >/dev/null
	faults_set probability 100 times -1
	reason_rises "$1" "$2" plain "$3" inject "raw.send(split)"
	faults_set probability 0
}

starved "without memory to copy its header a packet is dropped on transmission and counted" gw1 tx_drop_nomem plain 0x800 "part(1, inner)"
starved "without memory to copy its inner header a received packet is dropped and counted" gw2 rx_drop_nomem u0 0 \
	"part(42, frame + ip4(A4, B4, gre(inner, 4, proto=ETH_IP)))"
starved "without memory to copy its GRE header a received packet is dropped and counted" gw2 rx_drop_nomem u0 0 "part(34, frame + ip4(A4, B4, gre('split' * 1000, key=4)))"
let_be "place = Tunnels('$PFX-gw2'); heard(dst)"
inject "heard(place), raw.send(split)" >/dev/null
equal "  with memory the next one passes" "$(inject "heard(place, 9, 'plain:' + 'split' * 1000)")" ''

# ---- all of it at once ----------------------------------------------------------------------------------

faults_set probability 20 times 1000000
for n in 4 5 6 8; do
	ns gw1 ping -n -q -f -c 300 -s 1400 10.$n.0.2 >/dev/null &
	pings+=("$!")
	ns gw2 ping -n -q -f -c 300 10.$n.0.1 >/dev/null &
	pings+=("$!")
done
wait "${pings[@]}" || true
faults_set probability 0
for folder in "${faults_files[@]}"; do
	faults_total=$((faults_total + 1000000 - $(<"$folder/times")))
done
for n in 4 5 6 8; do
	check "after floods with every fifth allocation failing, 10.$n.0.2 answers" works $n
done
lib_diag "$faults_total faults in all"
