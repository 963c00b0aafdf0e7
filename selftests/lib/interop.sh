# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Tunnels between gre2890 at gw1 and a stock kind at gw2. Sourced after lib.sh.
#
#   +----------------------------------+                +----------------------------------+
#   | gw1                              |                |                              gw2 |
#   |   gre2890            192.0.2.1   |                |   192.0.2.<100 + N>    gre, ...  |
#   |   10.<N>.0.1/24          u0 -----|----------------|----- u0            10.<N>.0.2/24 |
#   |   fd00:<N>::1/64     2001:db8::1 |                |   2001:db8::1:<N> fd00:<N>::2/64 |
#   +----------------------------------+                +----------------------------------+

interop_topology() {
	need module:ip_gre module:ip6_gre
	gw_topology
}

# interop_pair N KIND OPTIONS [OPTIONS-AT-GW2]      prepares t<N> at both ends; at gw2 it is of the stock kind KIND
interop_pair() {
	local n=$1 kind=$2 mode=ip near far device=t$1 end
	case $kind in
	ip6*) near=2001:db8::1 far=2001:db8::1:$n ;;
	*) near=192.0.2.1 far=192.0.2.$((100 + n)) ;;
	esac
	[[ $kind != *tap ]] || mode=ether
	echo "link add $device type gre2890 local $near remote $far mode $mode $3" >>"$WORK/add1"
	echo "address add $far dev u0$([[ $near == *:* ]] && echo ' nodad')" >>"$WORK/add2"
	echo "link add $device type $kind local $far remote $near ${4-$3}" >>"$WORK/add2"
	for end in 1 2; do
		cat <<-END >>"$WORK/up$end"
			address add 10.$n.0.$end/24 dev $device
			address add fd00:$n::$end/64 dev $device nodad
			link set $device up
		END
	done
}

# interop_up                    makes all pairs that are prepared; gw1's ends are up before gw2's send anything
interop_up() {
	ns gw1 ip -batch "$WORK/add1"
	ns gw2 ip -batch "$WORK/add2"
	ns gw1 ip -batch "$WORK/up1"
	ns gw2 ip -batch "$WORK/up2"
	rm "$WORK"/add[12] "$WORK"/up[12]
}
