#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A PPTP call, which is GRE of version 1, between the addresses of tunnels: each gets its own packets.
#
# Topology: gw_topology, with a tunnel t0 and a call between the same addresses.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
need module:gre2890 module:pptp python3

# The packets of a call look as if they had a key: 2 octets of length ("hello-pptp" and 4 more), then the number of the
# call. The tunnel k0 has this key.
calls() {
	let_be "one = Pptp('$PFX-gw1', A4, 77, B4, 78); two = Pptp('$PFX-gw2', B4, 78, A4, 77)"
	inject 'heard(two)' >/dev/null
	let_be 'one.send("hello-pptp")'
	equal "a PPTP call receives its data, $1" "$(inject 'heard(two, SECONDS, "hello-pptp")')" ''
	let_be 'two.send("hello-back")'
	equal "  also in the other direction, $1" "$(inject 'heard(one, SECONDS, "hello-back")')" ''
	let_be 'one.call.close(); two.call.close(); one.sock.close(); two.sock.close()'
}

key=$(((14 << 16) + 76))

# beside WHICH                  claims that tunnels and a call work side by side
beside() {
	local n
	for n in 1 2; do
		ns gw$n ip -batch - <<-END
			link add t0 type gre2890 local 192.0.2.$n remote 192.0.2.$((3 - n)) key 7
			link add k0 type gre2890 local 192.0.2.$n remote 192.0.2.$((3 - n)) key $((key + n))
			address add 10.0.0.$n/24 dev t0
		END
	done
	for n in 1 2; do
		printf 'link set %s up\n' t0 k0 | ns gw$n ip -batch -
	done
	calls "beside tunnels, $1"
	equal "no tunnel counts packets of the call as a wrong version" \
		"$(reason gw2 t0 rx_drop_version) $(reason gw2 k0 rx_drop_version)" "0 0"
	check "ping through the tunnel" ns gw1 ping -c 1 -W 5 10.0.0.2
}

inject_topology
modprobe -rq pptp || true
modprobe pptp
calls "without tunnels"
beside "gre2890 loaded first"
modprobe -r gre2890 || true
if [[ ! -d /sys/module/gre2890 ]]; then
	calls "after our module is gone"
	modprobe gre2890
	beside "gre2890 loaded last"
else
	skip "a PPTP call receives its data, gre2890 loaded last" "the module is in use"
fi
