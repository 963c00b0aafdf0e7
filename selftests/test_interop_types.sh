#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Protocol types that are no EtherType (IS-IS over GRE has 0x00fe), and frames, cross a tunnel in mode ip both ways, as
# they cross the stock kinds' own; ERSPAN does not. The topology is interop.sh's.
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/interop.sh
. "$(dirname "$0")/interop.sh"
need root module:gre2890 python3 ethtool

types="00fe 0004 0600 05ff 88b5 2001 6558"

# crossed FROM TO DEVICE TYPE...    prints the types that cross the tunnel from the one gateway to the other
crossed() {
	python3 -SE "$(dirname "$0")/packet_type.py" "$PFX-$1" "$3" "$PFX-$2" "$3" "${@:4}"
}

interop_topology
interop_pair 1 gre "key 1"
interop_pair 2 ip6gre "key 2"
interop_pair 3 gre "key 3 seq"
interop_up

for n in 1 2 3; do
	# shellcheck disable=SC2086 # words
	equal "t$n: to the stock kind" "$(crossed gw1 gw2 t$n $types)" "$types 0800"
	# shellcheck disable=SC2086
	equal "t$n: from the stock kind" "$(crossed gw2 gw1 t$n $types)" "$types 0800"
	for type in 88be 22eb; do
		reason_rises "t$n: $type is ERSPAN, and counted" gw1 t$n tx_drop_payload_type crossed gw1 gw2 t$n $type
		equal "t$n: and not sent" "$(crossed gw1 gw2 t$n $type)" "0800"
	done
done
