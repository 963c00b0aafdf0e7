#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The module can be removed under traffic in both directions, with all its tunnels, and loaded again. Without the module
# the command reports this, and apply loads it.
# Topology: gw_topology; between gw1 and gw2 t4, t6 and, in mode ether, e4.
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/config.sh
. "$LIB/config.sh"
# shellcheck source=selftests/lib/traffic.sh
. "$LIB/traffic.sh"
need root module:gre2890 gre2890 modprobe ping

gw_topology

build() {
	tunnel_pair t4 192.0.2. 10.4.0. key 4 csum
	tunnel_pair t6 2001:db8:: 10.6.0. key 6
	tunnel_pair e4 192.0.2. 10.5.0. key 5 seq mode ether
}

links() {
	ip -n "$PFX-gw1" -br link show type gre2890 2>/dev/null
	ip -n "$PFX-gw2" -br link show type gre2890 2>/dev/null
}

for round in 1 2; do
	build
	for net in 4 6 5; do
		traffic to$net gw1 10.$net.0.2 -s 1400
		traffic from$net gw2 10.$net.0.1
	done
	equal "round $round: tunnels hold no reference to the module" "$(</sys/module/gre2890/refcnt)" 0
	check "round $round: the module can be removed under traffic" timeout 60 modprobe -r gre2890
	check_fail "round $round: the module is gone" test -e /sys/module/gre2890
	equal "round $round: its devices are gone" "$(links)" ''
	check_fail "round $round: nor anything of it in the kernel's symbols" grep -q '\[gre2890\]' /proc/kallsyms
	traffic_stop to4 to6 to5 from4 from6 from5
	check "round $round: the module can be loaded again" modprobe gre2890
	equal "round $round: it adds no device by itself" "$(links)" ''
done

modprobe -r gre2890
for verb in show stats export; do
	declined "without the module $verb reports this" 1 "gre2890: $verb: the module is not loaded; try modprobe gre2890" \
		gre2890 -n "$PFX-gw1" "$verb"
done
declined "without the module apply of a file without tunnels reports this" 1 "gre2890: apply: the module is not loaded; try modprobe gre2890" \
	gre2890 -n "$PFX-gw1" apply - <<<'{"tunnels": []}'
check_fail "  and does not load the module" test -e /sys/module/gre2890
check "apply of a tunnel makes the kernel load the module" \
	gre2890 -n "$PFX-gw1" apply - <<<'{"tunnels": [{"name": "t4", "remote": "192.0.2.2", "addresses": ["10.4.0.1/24"]}]}'
equal "  and makes the tunnel" "$(gre2890 -n "$PFX-gw1" -j show | jq -r '.[].ifname')" t4
equal "with the module, export without tunnels prints an empty list" "$(gre2890 -n "$PFX-gw2" export)" '{"tunnels":[]}'
ip -n "$PFX-gw1" link del t4

build
check "tunnels made then work" poll 10 ns gw1 ping -n -c 1 -W 1 10.4.0.2
