# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# A path with a router, and a view of its packets by wire.py. Sourced after lib.sh.

# ---- the wire -------------------------------------------------------------------------------------------

# wire_open                     starts wire.py, which documents its commands
wire_open() {
	mkfifo "$WORK/wire.in" "$WORK/wire.out"
	python3 "$LIB/wire.py" <"$WORK/wire.in" >"$WORK/wire.out" 2>"$WORK/wire.err" &
	exec {wire_in}>"$WORK/wire.in" {wire_out}<"$WORK/wire.out"
	local ready=''
	read -r -t 300 -u "$wire_out" ready || true
	[[ $ready == ready ]] || { cat "$WORK/wire.err"; return 1; }
}

# wire COMMAND...               runs a command; if the answer is not "yes", prints it and fails
wire() {
	local answer
	echo "$*" >&"$wire_in"
	read -r -t 60 -u "$wire_out" answer || answer="error: $(<"$WORK/wire.err")"
	[[ $answer != error:* ]] || lib_mistake "wire $*: $answer"
	[[ $answer == yes ]] || { echo "$answer"; return 1; }
}

# wire_seen DESC NAME EXPR CMD...     claims that during CMD a packet passes NAME for which EXPR holds
wire_seen() {
	local desc=$1 name=$2 expr=$3
	shift 3
	wire clear
	"$@" >"$WORK/cmd" 2>&1 || true
	check "$desc" wire seen "$name" 3 "$expr"
}

# wire_all DESC NAME SELECT EXPR CMD...   claims that during CMD packets pass NAME for which SELECT holds, and that EXPR
# holds for each of these. CMD must not end before the last one has passed.
wire_all() {
	local desc=$1 name=$2 select=$3 expr=$4
	shift 4
	wire clear
	"$@" >"$WORK/cmd" 2>&1 || true
	wire seen "$name" 3 "$select" >/dev/null || true
	check "$desc" wire all "$name" "$select ?? $expr"
}

# ---- the path -------------------------------------------------------------------------------------------

# sysctls NS NAME=VALUE...
sysctls() {
	local space=$1
	shift
	ns "$space" sysctl -qw "$@"
}

#   +---------------+   +-------------------+   +-------------------+   +----------------------+
#   | h1            |   | gw1               |   | r                 |   |                  gw2 |
#   |            h0 |---| h0             u0 |---| a0             b0 |---| u0                   |
#   |   10.1.0.1/24 |   | .254    192.0.2.1 |   | .254 198.51.100.1 |   | 198.51.100.2/24      |
#   |    fd01::1/64 |   | ::fe  2001:db8::1 |   | ::fe 2001:db8:1:: |   | 2001:db8:1::2/64     |
#   +---------------+   +-------------------+   +------------1-/64--+   +----------------------+
#
# The routers have no rate limit for ICMP errors.
path_topology() {
	local n
	ns_add h1 gw1 r gw2
	ip -batch - <<-END
		link add name h0 netns $PFX-h1 type veth peer name h0 netns $PFX-gw1
		link add name u0 netns $PFX-gw1 type veth peer name a0 netns $PFX-r
		link add name b0 netns $PFX-r type veth peer name u0 netns $PFX-gw2
	END
	for n in gw1 r; do
		sysctls $n net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.icmp_ratelimit=0 \
			net.ipv6.icmp.ratelimit=0
	done
	ns h1 ip -batch - <<-END
		link set h0 up
		address add 10.1.0.1/24 dev h0
		address add fd01::1/64 dev h0 nodad
		route add default via 10.1.0.254
		route add default via fd01::fe
	END
	ns gw1 ip -batch - <<-END
		link set h0 up
		link set u0 up
		address add 10.1.0.254/24 dev h0
		address add fd01::fe/64 dev h0 nodad
		address add 192.0.2.1/24 dev u0
		address add 2001:db8::1/64 dev u0 nodad
		route add 198.51.100.0/24 via 192.0.2.254
		route add 2001:db8:1::/64 via 2001:db8::fe
	END
	ns r ip -batch - <<-END
		link set a0 up
		link set b0 up
		address add 192.0.2.254/24 dev a0
		address add 2001:db8::fe/64 dev a0 nodad
		address add 198.51.100.1/24 dev b0
		address add 2001:db8:1::1/64 dev b0 nodad
	END
	ns gw2 ip -batch - <<-END
		link set u0 up
		address add 198.51.100.2/24 dev u0
		address add 2001:db8:1::2/64 dev u0 nodad
		route add default via 198.51.100.1
		route add default via 2001:db8:1::1
	END
}

# The ends of the path, by family of the underlay: 4 or 6
near() { [[ $1 == 4 ]] && echo 192.0.2.1 || echo 2001:db8::1; }
far() { [[ $1 == 4 ]] && echo 198.51.100.2 || echo 2001:db8:1::2; }

# path_tunnel FAMILY NAME NET OPTION...   makes a tunnel between gw1 and gw2 that h1 is reached through. Inside are
# 10.NET.0.1 and .2, fdNET::1 and ::2. Both ends get the options.
path_tunnel() {
	local family=$1 name=$2 net=$3
	shift 3
	ns gw1 ip -batch - <<-END
		link add $name type gre2890 local $(near "$family") remote $(far "$family") $*
		link set $name up
		address add 10.$net.0.1/24 dev $name
		address add fd$net::1/64 dev $name nodad
	END
	ns gw2 ip -batch - <<-END
		link add $name type gre2890 local $(far "$family") remote $(near "$family") $*
		link set $name up
		address add 10.$net.0.2/24 dev $name
		address add 10.$net.0.3/24 dev $name
		address add 10.$net.0.4/24 dev $name
		address add fd$net::2/64 dev $name nodad
		address add fd$net::3/64 dev $name nodad
		route replace 10.1.0.0/24 via 10.$net.0.1 dev $name
		route replace fd01::/64 via fd$net::1 dev $name
	END
}

# path_mtu MTU                  sets the MTU of the link between r and gw2
path_mtu() {
	ns r ip link set b0 mtu "$1"
	ns gw2 ip link set u0 mtu "$1"
}

# route_mtu NS DESTINATION      prints the path MTU that the route to DESTINATION has learned
route_mtu() {
	ns "$1" ip route get "$2" | sed -nE 's/.* mtu ([0-9]+).*/\1/p'
}

# route_mtu_is NS DESTINATION MTU
route_mtu_is() {
	[[ $(route_mtu "$1" "$2") == "$3" ]]
}

# ping_size NS SIZE ARGUMENT...           pings once with SIZE octets of payload
ping_size() {
	local space=$1 size=$2
	shift 2
	ns "$space" ping -n -q -c 1 -W 3 -s "$size" "$@"
}

# bulk NS1 NS2 ADDRESS          sends 1 MiB by TCP from NS1 to ADDRESS in NS2; fails unless it arrives unchanged
bulk() {
	local from=$1 to=$2 address=$3 server pf=4
	[[ $address != *:* ]] || pf=6 address="[$address]"
	[[ -e $WORK/sent ]] || head -c 1M /dev/urandom >"$WORK/sent"
	rm -f "$WORK/got"
	ns "$to" timeout 30 socat -u "TCP$pf-LISTEN:5001,reuseaddr" "CREATE:$WORK/got" &
	server=$!
	ns "$from" timeout 30 socat -u "OPEN:$WORK/sent" "TCP$pf:$address:5001,retry=40,interval=0.25"
	wait "$server"
	cmp "$WORK/sent" "$WORK/got"
}
