#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The carrier of a tunnel with keepalive: what takes it down and brings it back, and what is shown of it.
#
#   +---------+   +------------------------+              +----------------------------------+
#   | tenant  |   | gw1                    |              |                              gw2 |
#   |         |...|        192.0.2.1/24 u0 |--------------| u0 192.0.2.2/24                  |
#   |         |   |        192.0.2.3/24    |              |    2001:db8::2/64                |
#   |         |   |     2001:db8::1/64     |              |    far ends of a script:         |
#   +---------+   +------------------------+              |    192.0.2.N, 2001:db8::N        |
#                                                         +----------------------------------+
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
# shellcheck source=selftests/lib/keepalive.sh
. "$LIB/keepalive.sh"
# shellcheck source=selftests/lib/traffic.sh
. "$LIB/traffic.sh"
need root module:gre2890 gre2890 python3 jq ping

# A slow kernel must not take longer for an answer than an interval.
every="keepalive $((${POLL_FACTOR:-1} > 1 ? 500 : 200)) ms"
far[4]=192.0.2. far[6]=2001:db8::

# has DEV FILTER                succeeds if it holds for a tunnel at gw1
has() {
	info_holds gw1 "$@"
}

# answers N DIALECT             sets how 192.0.2.N answers from now on
answers() {
	let_be "peers.at('192.0.2.$1', $2)"
}

# set_tunnel NAME OPTION...
set_tunnel() {
	ns gw1 ip link set "$1" type gre2890 "${@:2}"
}

peers_topology
ns_add tenant
ns gw1 ip address add 192.0.2.3/24 dev u0
let_be 'from events import *'
let_be "events = Events('$PFX-gw1')"
# A process that inherited it would keep the pipe to inject.py open.
gre2890 -n "$PFX-gw1" -j monitor >"$WORK/json" 2>"$WORK/monitor.err" {inject_in}>&- &

# ---- off and on -------------------------------------------------------------------------------------------

{
	peer 10 silent
	for f in 4 6; do
		cat <<-END
			link add t$f type gre2890 local ${far[f]}1 remote ${far[f]}10 keepalive 3600 keepalive-retries 1
			link set t$f up
			address add 10.0.$f.1/24 dev t$f
			route add 10.9.$f.0/24 via 10.0.$f.2 dev t$f
			link add p$f type gre2890 local ${far[f]}1 remote ${far[f]}11
			link set p$f up
		END
	done
} >"$WORK/batch"
ns gw1 ip -batch "$WORK/batch"

for f in 4 6; do
	equal "IPv$f: a tunnel without keepalive is UP, not UNKNOWN" "$(state gw1 p$f)" "up UP ok"
	ns gw1 ip link set p$f down
	equal "IPv$f:   and DOWN when it is set down" "$(state gw1 p$f)" "down DOWN ok"
	equal "IPv$f: a new tunnel has a carrier before the first answer" "$(state gw1 t$f)" "up UP ok"
	check "IPv$f:   no answer is shown, nor times" has t$f '.keepalive_answer_age == null and .keepalive_rtt_last == null'
	# shellcheck disable=SC2086 # words
	set_tunnel t$f $every keepalive-retries 255
done
for f in 4 6; do
	check "IPv$f: misses are counted" poll 20 has t$f '.keepalive_misses >= 5'
	equal "IPv$f:   and fewer than keepalive-retries leave the carrier on" "$(state gw1 t$f)" "up UP ok"
	set_tunnel t$f keepalive-retries 5 keepalive-hold 3
	enters "IPv$f: as many as keepalive-retries take it down, but not the device" gw1 t$f "up DOWN no-answer"
	check "IPv$f:   how many had no answer is shown" has t$f '.keepalive_lost >= 5 and .keepalive_lost <= 100'
	check "IPv$f:   routes have no carrier" grep -q linkdown <<<"$(ns gw1 ip route show 10.9.$f.0/24)"
	equal "IPv$f:   addresses stay" "$(ns gw1 ip -j address show t$f | jq -r '.[0].addr_info[] | select(.family == "inet").local')" 10.0.$f.1
	check "IPv$f:   the time since then is shown" poll 10 has t$f '.state_age >= 1 and .state_age < 3600'
	equal "IPv$f:   and how often it went down" \
		"$(ns gw1 gre2890 -j show t$f | jq '.[0].carrier_down_count')" "$(ns gw1 cat /sys/class/net/t$f/carrier_down_count)"
	check "IPv$f:   the monitor reports it" poll 10 jq -es \
		"map(select(.ifname == \"t$f\" and .carrier_reason == \"no-answer\")) | length == 1" "$WORK/json"
	counted "IPv$f:   requests go on" gw1 t$f keepalive_asked 3
done
equal "the kernel reports both once" "$(inject 'sorted(events.states())')" "['t4 no-answer', 't6 no-answer']"
for f in 4 6; do
	let_be "peers.at('${far[f]}10', native)"
	enters "IPv$f: with answers it has a carrier again" gw1 t$f "up UP ok"
	check "IPv$f:   the route as well" grep -vq linkdown <<<"$(ns gw1 ip route show 10.9.$f.0/24)"
	check "IPv$f:   misses are forgotten" poll 20 has t$f '.keepalive_misses == 0'
	check "IPv$f:   the last answer is recent" poll 20 has t$f '.keepalive_answer_age < 2000'
	check "IPv$f:   round-trip times are shown" poll 20 has t$f \
		'.keepalive_rtt_min > 0 and .keepalive_rtt_min <= .keepalive_rtt_last and .keepalive_rtt_smoothed >= .keepalive_rtt_min'
	check "IPv$f:   the outage is no loss" poll 20 has t$f '.keepalive_lost < 5'
	check "IPv$f:   the monitor reports it" poll 10 jq -es \
		"map(select(.ifname == \"t$f\" and .carrier_reason == \"ok\")) | length == 1" "$WORK/json"
done
equal "the kernel reports both once" "$(inject 'sorted(events.states())')" "['t4 ok', 't6 ok']"
ns gw1 ip link del t6

# ---- hold -------------------------------------------------------------------------------------------------

# falls                         claims that t4 loses its carrier
falls() {
	answers 10 silent
	enters "  without answers it goes down" gw1 t4 "up DOWN no-answer"
}

# answered N                    the far end answers N requests in a row, then misses are counted again
answered() {
	local before
	before=$(reason gw1 t4 keepalive_answers)
	answers 10 "Some($1)"
	poll 20 lib_above gw1 t4 keepalive_answers $((before + $1 - 1))
}

# too_few DESC N                claims that N answers in a row do not bring the carrier back
too_few() {
	local downs
	downs=$(ns gw1 cat /sys/class/net/t4/carrier_changes)
	answered "$2" || lib_mistake "t4 got no $2 answers"
	poll 20 has t4 '.keepalive_misses >= 2' || lib_mistake "t4 misses no answers"
	equal "$1" "$(state gw1 t4), changes $(ns gw1 cat /sys/class/net/t4/carrier_changes)" "up DOWN no-answer, changes $downs"
}

# enough DESC N                 claims that N answers in a row bring it back
enough() {
	local ups
	ups=$(ns gw1 cat /sys/class/net/t4/carrier_up_count)
	answers 10 "Some($2)"
	check "$1" poll 20 has_returned "$ups"
}

has_returned() {
	[[ $(ns gw1 cat /sys/class/net/t4/carrier_up_count) -gt $1 ]]
}

# t4 has come back once, and some answers have lowered what it needs to its keepalive-hold of 3.
set_tunnel t4 keepalive-retries 2
counted "hold: with a carrier answers go on" gw1 t4 keepalive_answers 8
falls
too_few "  2 answers are too few" 2
enough "  3 answers bring it back" 3
falls
too_few "the next time 4 answers are too few" 4
enough "  6 bring it back" 6
answers 10 native
enters "with answers it stays up" gw1 t4 "up UP ok"
counted "  each answer lowers the hold" gw1 t4 keepalive_answers 20
falls
too_few "  2 answers are still too few" 2
enough "  and 3 enough again" 3
ns gw1 ip link del t4

# ---- changes that start again, and others that do not --------------------------------------------------------

names=(updown remote local key form offon ttl retries interval hold move)
{
	for n in "${!names[@]}"; do
		peer $((20 + n)) silent
		# shellcheck disable=SC2086 # words
		echo "link add ${names[n]} type gre2890 local 192.0.2.1 remote 192.0.2.$((20 + n)) $every keepalive-retries 2"
		echo "link set ${names[n]} up"
	done
	peer 40 silent
} >"$WORK/batch"
ns gw1 ip -batch "$WORK/batch"
for name in "${names[@]}"; do
	poll 20 state_is gw1 "$name" "up DOWN no-answer" || lib_mistake "$name has a carrier"
	set_tunnel "$name" keepalive 3600
done

# again DESC NAME CMD...        claims that CMD makes it start again: the carrier is on, and nothing is missed
again() {
	local desc=$1 name=$2
	shift 2
	"$@"
	equal "$desc starts again" "$(state gw1 "$name") $(info gw1 "$name" '"\(.keepalive_misses) \(.keepalive_lost)"')" "up UP ok 0 0"
}

# same DESC NAME CMD...         claims that CMD changes no state
same() {
	local desc=$1 name=$2
	shift 2
	"$@"
	equal "$desc does not" "$(state gw1 "$name")" "up DOWN no-answer"
	check "  what was missed stays" has "$name" '.keepalive_misses >= 2'
}

down_and_up() {
	ns gw1 ip link set updown down
	ns gw1 ip link set updown up
}

off_and_on() {
	set_tunnel offon keepalive off
	equal "keepalive off: the carrier is on" "$(state gw1 offon)" "up UP ok"
	set_tunnel offon keepalive 3600
}

there_and_back() {
	ns gw1 ip link set move netns "$PFX-tenant"
	ns tenant ip link set move netns "$PFX-gw1"
	ns gw1 ip link set move up
}

again "down and up" updown down_and_up
again "another remote" remote set_tunnel remote remote 192.0.2.40
again "another local" local set_tunnel local local 192.0.2.3
again "a key" key set_tunnel key key 5
again "another form" form set_tunnel form keepalive-form auth
again "keepalive off and on" offon off_and_on
again "a move to another namespace and back, and up" move there_and_back
same "another TTL" ttl set_tunnel ttl ttl 9
same "another keepalive-retries" retries set_tunnel retries keepalive-retries 200
same "another interval" interval set_tunnel interval keepalive 1800
same "another hold" hold set_tunnel hold keepalive-hold 9
printf 'link del %s\n' "${names[@]}" | ns gw1 ip -batch -

# ---- loss and round-trip time -------------------------------------------------------------------------------

{
	peer 50 native
	peer 51 native
	peer 52 native
	# shellcheck disable=SC2086 # words
	cat <<-END
		link add loss type gre2890 local 192.0.2.1 remote 192.0.2.50 $every keepalive-retries 255 keepalive-loss 4
		link add plain type gre2890 local 192.0.2.1 remote 192.0.2.51 $every keepalive-retries 255 keepalive-form plain
		link set loss up
		link set plain up
	END
	echo "link add rtt type gre2890 local 192.0.2.1 remote 192.0.2.52 $every keepalive-retries 255" \
		"keepalive-form auth keepalive-rtt 400"
	echo "link set rtt up"
} >"$WORK/batch"
ns gw1 ip -batch "$WORK/batch"
for name in loss plain rtt; do
	counted "$name: answers come" gw1 $name keepalive_answers 3
done
check "form plain shows no times and no losses" has plain '.keepalive_rtt_last == null and .keepalive_lost == null'
check "  but misses and the last answer" has plain '.keepalive_misses != null and .keepalive_answer_age != null'
equal "below the limits both have a carrier" "$(state gw1 loss) $(state gw1 rtt)" "up UP ok up UP ok"
answers 50 silent
enters "more losses than keepalive-loss take the carrier" gw1 loss "up DOWN loss"
check "  the losses are shown" has loss '.keepalive_lost >= 5'
answers 50 native
if modprobe -q sch_netem; then
	slower() { ns gw2 tc qdisc add dev u0 root netem delay 1s; }
	faster() { ns gw2 tc qdisc del dev u0 root; }
else
	slower() { answers 52 'late(1)'; }
	faster() { answers 52 native; }
fi
slower
enters "slow answers take the carrier" gw1 rtt "up DOWN latency"
check "  the time is shown" has rtt '.keepalive_rtt_smoothed > 400000 and .keepalive_rtt_last >= 900000 and .keepalive_rtt_min < 400000'
check "  the monitor reports it" poll 10 jq -es 'map(select(.ifname == "rtt" and .carrier_reason == "latency")) | length == 1' "$WORK/json"
faster
enters "with fast answers it returns" gw1 rtt "up UP ok"
check "  the monitor has reported the losses" poll 10 jq -es \
	'map(select(.ifname == "loss" and .carrier_reason == "loss")) | length == 1' "$WORK/json"
set_tunnel loss keepalive-loss 50
enters "with a higher keepalive-loss the carrier returns" gw1 loss "up UP ok"
equal "form plain has no reasons but missing answers" "$(state gw1 plain)" "up UP ok"

# ---- ICMP errors ----------------------------------------------------------------------------------------------

# gw2 has no tunnel and answers with ICMP errors.
# shellcheck disable=SC2086 # words
ns gw1 ip -batch - <<-END
	link add icmp type gre2890 local 192.0.2.1 remote 192.0.2.2 key 77 $every keepalive-retries 255
	link set icmp up
	address add 10.7.0.1/24 dev icmp
END
ns gw2 sysctl -qw net.ipv4.icmp_ratelimit=0
counted "ICMP: the tunnel asks" gw1 icmp keepalive_asked 1
set_tunnel icmp keepalive 3600 keepalive-retries 200
misses=$(info gw1 icmp .keepalive_misses)

provoke() {
	ns gw1 ping -n -q -c 4 -i 0.25 -W 1 10.7.0.2
}

counted_while() {
	local before
	before=$(asked)
	provoke || true
	poll 5 lib_above gw1 icmp keepalive_asked "$before"
}

asked() { reason gw1 icmp keepalive_asked; }
check "ICMP errors about the tunnel make it ask at once" counted_while
equal "  which is nothing missed" "$(info gw1 icmp .keepalive_misses)" "$misses"
equal "  and leaves the carrier on" "$(state gw1 icmp)" "up UP ok"
# The errors about its requests must not make it ask all the time.
settled() {
	local before
	before=$(asked)
	sleep 0.5
	[[ $(asked) == "$before" ]]
}
check "  it does not go on for ever" poll 5 settled
printf 'link del %s\n' loss plain rtt icmp | ns gw1 ip -batch -

# ---- under traffic --------------------------------------------------------------------------------------------

# shellcheck disable=SC2086 # words
for f in 4 6; do
	tunnel_pair y$f "${far[f]}" 10.8.$f. key 9 $every keepalive-retries 255
done
traffic y4 gw1 10.8.4.2
traffic y6 gw2 10.8.6.1
changed() {
	local words
	while read -r words; do
		# shellcheck disable=SC2086 # words
		set_tunnel y4 $words && set_tunnel y6 $words || return
	done <<-END
		keepalive 100 ms
		keepalive-retries 100
		keepalive-hold 5
		keepalive-form auth
		keepalive-form plain
		keepalive-form auth keepalive-loss 90 keepalive-rtt 60000
		keepalive-form key keepalive-loss 0 keepalive-rtt 0
		keepalive off
		keepalive 3600 keepalive-retries 250
		nokeepalive-answer
		keepalive-answer $every
	END
}
check "every setting can be changed under traffic" changed
for f in 4 6; do
	counted "IPv$f: afterwards the tunnel asks and gets answers" gw1 y$f keepalive_answers 3
	check "IPv$f: no packet of the traffic is lost" traffic_whole y$f
done

traffic y4 gw2 10.8.4.1
ns gw1 ip link set y4 netns "$PFX-tenant"
ns tenant ip -batch - <<-END
	link set y4 up
	address add 10.8.4.1/24 dev y4
END
counted "moved to a tenant under traffic, the tunnel asks" tenant y4 keepalive_answers 3
check "  and carries traffic" traffic_flows y4
there() { ns gw1 gre2890 -j show -A | jq -e 'map(.ifname) | index("y4")'; }
gone() { ! there; }
check "  and the underlay lists it" there
ns_del tenant
check "the tenant's namespace can be deleted while it asks" poll 20 gone
traffic_stop y4
traffic y6 gw2 10.8.6.1
check "the module can be removed while tunnels ask under traffic" timeout 60 modprobe -r gre2890
traffic_stop y6
check "  and inserted again" modprobe gre2890
