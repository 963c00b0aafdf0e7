#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A tunnel follows its dev or local-dev: when the device goes away, the tunnel waits for a device with this name, and then
# works again by itself. A rename changes the name that it waits for, unless the tunnel was given an alternative name.
#
#   +---------------------------------+                +------------------------+
#   | gw1                             |                |                    gw2 |
#   |        192.0.2.1/24 u0          |----------------| u0 192.0.2.2/24        |
#   |     2001:db8::1/64  (or isp)    |                |    2001:db8::2/64      |
#   |     203.0.113.1/24 w1 (VRF va)  |----------------| w1 203.0.113.2/24      |
#   |   2001:db8:1::1/64              |                |    2001:db8:1::2/64    |
#   +---------------------------------+                +------------------------+
#
# In gw1, for each family n: bn has dev u0, cn local-dev u0, an dev isp, on local-dev isp, vn dev va, pn dev w1. The far
# ends in gw2 have no dev. u0 can move to gw3.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/probe.sh
. "$LIB/probe.sh"
need root module:gre2890 module:vrf module:dummy gre2890 jq ping

shopt -s extglob
names='b c a o v p'
key() {
	local before=${names%"$1"*}
	echo $((${#before} / 2 + 1))
}

# shown DEV JQ                  prints a part of the JSON of a link
shown() {
	ns gw1 gre2890 -j show "$1" | jq -r ".[0].linkinfo.info_data | $2"
}

# all DESC TUNNEL...            claims that packets pass both ways through each tunnel
all() {
	local desc=$1 t
	shift
	for t in "$@"; do
		echo "poll ping -n -q -c 1 -W 1 10.${t#?}.$(key "${t%?}").2"
	done >"$WORK/pings"
	check "$desc: $*" ns gw1 bash -c "poll() {
		local i
		for i in {1..10}; do \"\$@\" >/dev/null && return; sleep 0.1; done
		echo \"no answer: \$*\"
		false
	}
	set -e
	$(<"$WORK/pings")"
}

# states TUNNEL...              prints TUNNEL:REASON:NAME for each, with the name of its dev, or else of its local-dev
states() {
	ns gw1 gre2890 -j show | jq -r --arg names "$*" '[.[] | select(.ifname as $n | $names | split(" ") | index($n)) |
		(.linkinfo.info_data | "\(.carrier_reason):\(.link // .local_dev)") as $state |
		"\(.ifname):\($state)"] | sort | join(" ")'
}

states_are() {
	local all=$*
	# shellcheck disable=SC2086 # a list
	[[ $(states ${all//:+([^ ])/}) == "$(printf '%s\n' "$@" | sort | paste -sd ' ')" ]]
}

# away DESC TUNNEL:REASON:NAME...   claims that each tunnel has no carrier for this reason and still shows the name
away() {
	local desc=$1
	shift
	check "$desc: $*" poll 10 states_are "$@"
}

# link NAME NET4 NET6           makes a veth between gw1 and gw2
link() {
	local n
	ip link add name "$1" netns "$PFX-gw1" type veth peer name "$1" netns "$PFX-gw2"
	for n in 1 2; do
		end $n "$1" "$2" "$3"
	done
}

end() {
	ns "gw$1" ip -batch - <<-END
		link set $2 up
		address replace $3$1/24 dev $2
		address replace $4$1/64 dev $2 nodad
	END
}

u0() {
	link u0 192.0.2. 2001:db8::
}

ns_add gw1 gw2 gw3
for n in 1 2; do
	ns gw$n sysctl -qw net.ipv6.conf.all.keep_addr_on_down=1 net.ipv6.conf.default.keep_addr_on_down=1
done
u0
link w1 203.0.113. 2001:db8:1::
vrf() {
	ns gw1 ip -batch - <<-END
		link add va type vrf table 100
		link set va up
		link set w1 master va
	END
	end 1 w1 203.0.113. 2001:db8:1::
}
vrf
ns gw1 ip link property add dev u0 altname isp

# words TUNNEL NEAR FAR         prints the options of the near end
words() {
	case $1 in
	b) echo "local $2 remote $3 dev u0" ;;
	c) echo "local-dev u0 remote $3" ;;
	a) echo "local $2 remote $3 dev isp" ;;
	o) echo "local-dev isp remote $3" ;;
	v) echo "local $2 remote $3 dev va" ;;
	p) echo "local $2 remote $3 dev w1" ;;
	esac
}
for f in 4 6; do
	for t in $names; do
		net=192.0.2.
		[[ $t != [vp] ]] || net=203.0.113.
		[[ $f == 4 ]] || net=2001:db8::
		[[ $f$t != 6[vp] ]] || net=2001:db8:1::
		k=$(key "$t")
		cat >>"$WORK/gw1" <<-END
			link add $t$f type gre2890 $(words "$t" "${net}1" "${net}2") key $k
			link set $t$f up
			address add 10.$f.$k.1/24 dev $t$f
		END
		cat >>"$WORK/gw2" <<-END
			link add $t$f type gre2890 local ${net}2 remote ${net}1 key $k
			link set $t$f up
			address add 10.$f.$k.2/24 dev $t$f
		END
	done
done
ns gw2 ip -batch "$WORK/gw2"
ns gw1 ip -batch "$WORK/gw1"
all "all tunnels work at first" b4 b6 c4 c6 a4 a6 o4 o6 v4 v6 p4 p6
equal "a tunnel shows the alternative name that it was given" "$(shown a4 .link) $(shown o6 .local_dev)" "isp isp"

# ---- made again -----------------------------------------------------------------------------------------

ns gw1 ip link del u0
away "the device is deleted, and the tunnels lose their carrier" b4:no-dev:u0 b6:no-dev:u0 c4:no-local:u0 c6:no-local:u0 \
	a4:no-dev:isp o6:no-local:isp
equal "  also in sysfs" "$(ns gw1 cat /sys/class/net/{b4,c6}/carrier | paste -sd ' ')" "0 0"
ns gw1 gre2890 export >"$WORK/export"
equal "export has the names of the missing devices" \
	"$(jq -c '[.tunnels[] | select(.name == "b4" or .name == "o6") | [.dev, ."local-dev"]]' "$WORK/export")" \
	'[["u0",null],[null,"isp"]]'
equal "  and apply of the file changes nothing" "$(ns gw1 gre2890 apply --dry-run "$WORK/export" 2>&1)" ""
refused "a name that no tunnel waits for is refused" "no such device" \
	ns gw1 gre2890 apply --dry-run - <<<'{"tunnels": [{"name": "b4", "dev": "u9"}]}'
check "other options can be changed meanwhile" ns gw1 ip link set b4 type gre2890 ttl 9
equal "  and the name stays" "$(shown b4 '"\(.ttl) \(.link) \(.carrier_reason)"')" "9 u0 no-dev"
u0
all "the tunnels follow a device made again" b4 b6 c4 c6
equal "  those with an alternative name that it does not have do not" "$(shown a4 .carrier_reason)" no-dev
ns gw1 ip link property add dev u0 altname isp
all "  they do once the device has this name" a4 a6 o4 o6

# ---- renamed --------------------------------------------------------------------------------------------

# renamed FROM TO
renamed() {
	ns gw1 ip -batch - <<-END
		link set $1 down
		link set $1 name $2
		link set $2 up
	END
}
renamed u0 w0
equal "tunnels show the new name of a renamed device" "$(shown b4 .link) $(shown c6 .local_dev) $(shown a4 .link)" "w0 w0 isp"
all "tunnels stay with a renamed device" b4 b6 c4 c6 a4 o6
ns gw1 ip link del w0
away "a renamed device is deleted, and the tunnels lose their carrier" b4:no-dev:w0 c6:no-local:w0
u0
equal "the tunnels do not follow a device with the old name" "$(shown b4 .carrier_reason) $(shown c4 .carrier_reason)" "no-dev no-local"
renamed u0 w0
ns gw1 ip link property add dev w0 altname isp
all "the tunnels follow a device that gets the name" b4 b6 c4 c6 a4 o6

# ---- in another namespace -------------------------------------------------------------------------------

ns gw1 ip link set w0 netns "$PFX-gw3"
ns gw3 ip link set w0 up
away "the device moves to another namespace, and the tunnels lose their carrier" b4:no-dev:w0 b6:no-dev:w0 c4:no-local:w0
ns gw3 ip link set w0 netns "$PFX-gw1"
end 1 w0 192.0.2. 2001:db8::
all "the device comes back, and the tunnels follow it" b4 b6 c4 c6 a4 o6

# ---- a VRF ----------------------------------------------------------------------------------------------

ns gw1 ip link del va
away "the VRF is deleted, and the tunnels lose their carrier" v4:no-dev:va v6:no-dev:va
end 1 w1 203.0.113. 2001:db8:1::
all "  tunnels with its former port as dev work outside of VRFs" p4 p6
vrf
all "the tunnels follow a VRF made again" v4 v6
all "  also those with its port as dev" p4 p6
ns gw1 ip link set w1 netns "$PFX-gw3"
away "the port moves to another namespace, and the tunnels lose their carrier" p4:no-dev:w1 p6:no-dev:w1
ns gw3 ip link set w1 netns "$PFX-gw1"
ns gw1 ip link set w1 master va
end 1 w1 203.0.113. 2001:db8:1::
all "the port comes back into the VRF, and the tunnels follow it" p4 p6 v4 v6

# ---- an identity that another tunnel took meanwhile -------------------------------------------------------

ns gw1 ip link del w0
ns gw1 ip -batch - <<-END
	link add q0 type dummy
	link add hold type gre2890 local 192.0.2.1 remote 192.0.2.2 dev q0 key 1
END
renamed q0 w0
away "the device comes back, but another tunnel has the identity" b4:identity-taken:w0
ns gw1 ip link del hold
check "the other tunnel is deleted, and a change is accepted" ns gw1 ip link set b4 type gre2890 ttl 8
equal "  and the tunnel has its identity again" "$(shown b4 .carrier_reason)" null
ns gw1 ip link del w0

# ---- devices that nobody waits for ----------------------------------------------------------------------

if probe_start confs dst_cache_init; then
	before=$(probe_count confs)
	ns gw1 ip -batch - <<-END
		link add x0 type dummy
		link set x0 up
		link set x0 down
		link set x0 name x1
		link del x1
	END
	equal "events of other devices give no tunnel new settings" "$(($(probe_count confs) - before))" 0
else
	skip "events of other devices give no tunnel new settings" "the kernel has no probes"
fi
ns gw1 ip link set b4 type gre2890 dev w1
equal "a change to another dev ends the waiting" "$(shown b4 '"\(.link) \(.carrier_reason)"')" "w1 null"
