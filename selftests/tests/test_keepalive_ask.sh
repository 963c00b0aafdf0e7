#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A tunnel with keepalive sends its peer loop-back requests. The octets of the requests, which answers count, from far
# ends of many kinds, and which settings are refused.
#
#   +---------+   +------------------------+              +----------------------------------+
#   | tenant  |   | gw1                    |              |                              gw2 |
#   | (n4,n6) |...|        192.0.2.1/24 u0 |--------------| u0 192.0.2.2/24                  |
#   |         |   |     2001:db8::1/64     |              |    2001:db8::2/64                |
#   |         |   |        ua (in VRF va)  |--------------| ua (in VRF va)                   |
#   |         |   |  v0: 203.0.113.1/32    |              |    far ends of a script (below): |
#   +---------+   +------------------------+              |    192.0.2.N, 2001:db8::N        |
#                                                         +----------------------------------+
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=selftests/lib/inject.sh
. "$LIB/inject.sh"
# shellcheck source=selftests/lib/keepalive.sh
. "$LIB/keepalive.sh"
need root module:gre2890 module:dummy gre2890 python3 jq nft

far[4]=192.0.2. far[6]=2001:db8::

peers_topology
silence gw1 gw2
ns_add tenant

# ask NAME N OPTION...          prints the commands that make the tunnels NAME4 and NAME6 to the far end N
ask() {
	local f
	for f in 4 6; do
		echo "link add $1$f type gre2890 local ${far[f]}1 remote ${far[f]}$2 keepalive-retries 255 ${*:3}"
		echo "link set $1$f up"
	done
}

# drop NAME...                  deletes such tunnels
drop() {
	printf 'link del %s\n' "${@/%/4}" "${@/%/6}" | ns gw1 ip -batch -
}

# asks DESC N WORDS             claims that a far end got a first request with these words, see request() in keepalive.py
asks() {
	local f
	for f in 4 6; do
		equal "IPv$f: $1" "$(inject "peers.compare('${far[f]}$2', $3)")" same
	done
}

# has DEV NAME N                succeeds if a counter at gw1 is N or more
has() {
	[[ $(reason gw1 "$1" "$2") -ge $3 ]]
}

# received DEV                  prints how many packets a tunnel at gw1 has received
received() {
	ns gw1 cat "/sys/class/net/$1/statistics/rx_packets"
}

has_received() {
	[[ $(received "$1") -ge $2 ]]
}

# ---- the octets of a request ----------------------------------------------------------------------------

{
	for n in 10 11 12 13 14 15 16; do
		peer $n silent
	done
	ask k 10 keepalive 200 ms
	ask d 11 keepalive 200 ms ikey 7 okey 8
	ask p 12 keepalive 200 ms key 9 keepalive-form plain
	ask a 13 keepalive 200 ms key 10 keepalive-form auth
	ask s 14 keepalive 200 ms key 11 seq csum tos b8
	ask e 15 keepalive 200 ms key 12 mode ether
	ask o 16 keepalive 200 ms okey 13 keepalive-form auth
} >"$WORK/batch"
ns gw1 ip -batch "$WORK/batch"

asks "a request without a key" 10 ""
asks "of two keys, the received one is inside and the sent one outside" 11 "ikey=7, okey=8"
asks "form plain has no key inside" 12 "okey=9"
asks "form auth has a payload of 16 octets" 13 "ikey=10, okey=10, auth=True"
asks "checksum, number and type of service are those of the tunnel" 14 "ikey=11, okey=11, seq=0, csum=True, tos=0xb8"
asks "mode ether sends a packet, not a frame" 15 "ikey=12, okey=12"
asks "form auth of a tunnel that receives no key" 16 "okey=13, auth=True"
for f in 4 6; do
	auth="peers.payloads('${far[f]}13', 3)"
	equal "IPv$f: the payload begins with a number that rises by one" \
		"$(inject "[number - ${auth}[0][0] for number, *_ in $auth]")" '[0, 1, 2]'
	equal "IPv$f:   then a 0" "$(inject "{zero for _, zero, _ in $auth}")" '{0}'
	equal "IPv$f:   then a digest, each time another" "$(inject "len({digest for *_, digest in $auth} - {0})")" 3
	equal "IPv$f: another tunnel has other digests" \
		"$(inject "${auth}[0][2] == peers.payloads('${far[f]}16', 1)[0][2]")" False
	counted "IPv$f: requests count as asked" gw1 k$f keepalive_asked 2
	check "IPv$f:   and as packets sent" test "$(ns gw1 cat /sys/class/net/k$f/statistics/tx_packets)" -ge 2
	equal "IPv$f:   and are no answers" "$(reason gw1 k$f keepalive_answers)" 0
done
ns gw1 ip link set k4 down
reason_stays "a tunnel that is down does not ask" gw1 k4 keepalive_asked sleep 0.5
ns gw1 ip link set d4 type gre2890 keepalive off
reason_stays "nor does one whose keepalive is off" gw1 d4 keepalive_asked sleep 0.5
drop k d p a s e o

# ---- far ends of a script --------------------------------------------------------------------------------

{
	peer 20 native
	peer 21 native
	peer 22 native
	peer 23 twice
	peer 24 'late(0.3)'
	peer 25 'late(0.3)'
	peer 26 'inside(26)'
	peer 27 "lambda asked, _: behind_nat('fd99::2' if ':' in asked.dst else '10.99.0.2')(asked, _)"
	peer 28 'changed(-1, 1)'
	peer 29 'changed(-1, 1)'
	peer 30 'Replay()'
	peer 31 'bare(ETH_IP)'
	peer 32 'bare(ETH_IP6)'
	peer 33 'every(3)'
	peer 34 'changed(-16, 128)'
	peer 35 'late(4)'
	ask n 20 keepalive 200 ms key 20
	ask p 21 keepalive 200 ms key 21 keepalive-form plain
	ask a 22 keepalive 200 ms key 22 keepalive-form auth seq csum
	ask t 23 keepalive 200 ms key 23
	ask l 24 keepalive 200 ms key 24
	ask L 25 keepalive 200 ms key 25 keepalive-form auth
	ask i 26 keepalive 200 ms key 26
	ask x 27 keepalive 200 ms key 27
	ask w 28 keepalive 200 ms key 28
	ask f 29 keepalive 200 ms key 29 keepalive-form auth
	ask r 30 keepalive 200 ms key 30 keepalive-form auth
	ask b 31 keepalive 200 ms key 31 mode ether
	ask B 32 keepalive 200 ms
	ask e 33 keepalive 200 ms key 33 keepalive-form auth
	ask g 34 keepalive 200 ms key 34 keepalive-form auth
	ask O 35 keepalive 100 ms key 35 keepalive-form auth
} >"$WORK/batch"
ns gw1 ip -batch "$WORK/batch"

# good DESC NAME [MISSES]       claims that requests have answers that count
good() {
	local f
	for f in 4 6; do
		check "IPv$f: $1" poll 20 has "$2$f" keepalive_answers 5
	done
}

# bad DESC NAME                 claims that answers count as bad
bad() {
	local f
	for f in 4 6; do
		check "IPv$f: $1" poll 20 has "$2$f" rx_drop_bad_answer 3
	done
}

# unanswered DESC NAME          claims that no answer counts although requests were sent
unanswered() {
	local f
	for f in 4 6; do
		poll 20 has "$2$f" keepalive_asked 8 || lib_mistake "$2$f does not ask"
		equal "IPv$f: $1" "$(reason gw1 "$2$f" keepalive_answers)" "${3:-0}"
	done
}

good "native answers count" n
good "answers of form plain count, although they have no key and the tunnel has" p
good "answers of form auth count, although they have no number and no checksum and the tunnel has" a
for f in 4 6; do
	for name in n p a; do
		equal "IPv$f: an answer does not reach the device $name$f" "$(received $name$f)" 0
	done
done
good "of two answers to a request one counts" t
bad "  and the other is a bad answer" t
good "an answer after the next request counts" l
good "  form auth as well" L
for f in 4 6; do
	check "IPv$f:   for a tunnel of form auth the time until then counts" info_holds gw1 L$f '.keepalive_rtt_last >= 300000'
done
good "an answer with protocol type 0x0800 counts" b
good "an answer with protocol type 0x86dd counts" B
good "answers to every third request count" e
unanswered "an answer from another address does not count" x
unanswered "an answer with another key does not count" w
unanswered "a wrong digest does not count" f
bad "  it is a bad answer" f
unanswered "a changed number does not count" g
bad "  it is a bad answer" g
unanswered "of answers that are sent again only the first counts" r 1
bad "  the others are bad answers" r
bad "an answer after many requests is a bad one in form auth" O
for f in 4 6; do
	equal "IPv$f:   and does not count" "$(reason gw1 O$f keepalive_answers)" 0
done
good "an answer that comes back through the tunnel counts if the host accepts it" i

# What anybody can send: an answer to no request.
ns gw1 ip -batch - <<-END
	link set n4 type gre2890 keepalive 3600
	link set n6 type gre2890 keepalive 3600
END
sleep 1     # The next request may have been due before that.
for f in 4 6; do
	answer="gre('', 20, proto=0)"
	unasked="peers.tap.send(ip('${far[f]}20', '${far[f]}1', $answer), src)"
	inject "$unasked" >/dev/null        # The last request may have no answer yet.
	reason_rises "IPv$f: an answer to no request is a bad one" gw1 n$f rx_drop_bad_answer inject "$unasked"
	reason_stays "IPv$f:   and does not count" gw1 n$f keepalive_answers inject "$unasked"
	ns gw1 ip link set n$f type gre2890 keepalive off
	before=$(received n$f)
	reason_stays "IPv$f: without keepalive it is no bad answer" gw1 n$f rx_drop_bad_answer inject "$unasked"
	check "IPv$f:   but payload" poll 5 has_received n$f $((before + 1))
done
drop n p a t l L i x w f r b B e g O

# ---- far ends of kernels ----------------------------------------------------------------------------------

# pair NAME N OPTION... [/ OPTION...]   makes both ends of NAME4 and NAME6 with a gre2890 at gw2, which has those after /
pair() {
	local f options="${*:2}"
	for f in 4 6; do
		# shellcheck disable=SC2086 # words
		tunnel_pair "$1$f" "${far[f]}" "" ${options%%/*} / ${options#*/}
	done
}

pair u keepalive 200 ms keepalive-retries 255 /
pair v key 2 keepalive 200 ms keepalive-retries 2 / key 2
pair w key 3 keepalive 200 ms keepalive-retries 2 / key 3
pair x ikey 5 okey 4 seq csum keepalive 200 ms keepalive-retries 255 keepalive-form auth / ikey 4 okey 5 seq csum
pair y key 6 mode ether keepalive 200 ms keepalive-retries 255 / key 6 mode ether keepalive 300 ms keepalive-form auth
good "gre2890 answers" u
good "  with a key" v
good "  another tunnel of these addresses, with another key" w
good "  with different keys, checksums and numbers, form auth" x
good "  in mode ether" y
for f in 4 6; do
	check "IPv$f:   and asks itself" test "$(reason gw2 y$f keepalive_answers)" -ge 2
	check "IPv$f: the peer counts the requests that it answers" test "$(reason gw2 v$f keepalive_answered)" -ge 3
	ns gw2 ip link set v$f type gre2890 nokeepalive-answer
	enters "IPv$f: of two tunnels one is without answers: that one goes down" gw1 v$f "up DOWN no-answer"
	equal "IPv$f:   the other one stays" "$(state gw1 w$f)" "up UP ok"
	equal "IPv$f:   nobody gets bad answers" "$(for name in u v w x y; do reason gw1 $name$f rx_drop_bad_answer; done | xargs)" \
		"0 0 0 0 0"
done
drop u v w x y
printf 'link del %s\n' {u,v,w,x,y}{4,6} | ns gw2 ip -batch -

if modprobe -q ip_gre && modprobe -q ip6_gre; then
	ns gw2 ip -batch - <<-END
		link add q4 type gre local 192.0.2.2 remote 192.0.2.1 key 40
		link set q4 up
		link add q6 type ip6gre local 2001:db8::2 remote 2001:db8::1 key 40 encaplimit none
		link set q6 up
	END
	ask q 2 key 40 keepalive 200 ms | ns gw1 ip -batch -
	unanswered "ip_gre alone does not answer" q
	ns gw2 sysctl -qw net.ipv4.conf.q4.accept_local=1 net.ipv4.conf.q4.forwarding=1 net.ipv4.conf.u0.forwarding=1 \
		net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.q4.rp_filter=0 net.ipv6.conf.all.forwarding=1
	good "ip_gre answers if accept_local and forwarding are on" q
	drop q
	ask q 2 key 40 keepalive 200 ms keepalive-form auth | ns gw1 ip -batch -
	good "  form auth as well" q
	for f in 4 6; do
		equal "IPv$f:   without bad answers" "$(reason gw1 q$f rx_drop_bad_answer)" 0
	done
	drop q
else
	skip "answers of ip_gre" "ip_gre or ip6_gre is missing"
fi

# ---- a VRF, local-dev, a tenant ---------------------------------------------------------------------------

if modprobe -q vrf; then
	ip link add name ua netns "$PFX-gw1" type veth peer name ua netns "$PFX-gw2"
	for n in 1 2; do
		{
			cat <<-END
				link add va type vrf table 101
				link set va up
				link set ua master va
				link set ua up
				address add 192.0.2.$n/24 dev ua
				address add 2001:db8::$n/64 dev ua nodad
			END
			for f in 4 6; do
				echo "link add in$f type gre2890 local ${far[f]}$n remote ${far[f]}$((3 - n)) key 50 dev va"
				echo "link add out$f type gre2890 local ${far[f]}$n remote ${far[f]}$((3 - n)) key 50"
				echo "link set in$f up"
				echo "link set out$f up"
			done
		} | ns gw$n ip -batch -
	done
	for f in 4 6; do
		ns gw1 ip link set in$f type gre2890 keepalive 200 ms keepalive-retries 2
		check "IPv$f: in a VRF a tunnel gets answers" poll 20 has in$f keepalive_answers 5
		equal "IPv$f:   and the same tunnel outside of VRFs none" \
			"$(reason gw1 out$f rx_drop_bad_answer) $(ns gw2 ethtool -S out$f | sed -n 's/.*keepalive_answered: //p')" "0 0"
		ns gw1 ip link set out$f type gre2890 keepalive 200 ms keepalive-retries 2
		check "IPv$f: both get answers" poll 20 has out$f keepalive_answers 5
		ns gw1 ip link set out$f type gre2890 keepalive-form plain
		check "IPv$f:   in form plain as well" ns gw1 ip link set in$f type gre2890 keepalive-form plain
		counted "IPv$f:   inside" gw1 in$f keepalive_answers 3
		counted "IPv$f:   and outside" gw1 out$f keepalive_answers 3
		ns gw2 ip link set in$f down
		enters "IPv$f: the one in the VRF goes down alone" gw1 in$f "up DOWN no-answer"
		equal "IPv$f:   the other one stays" "$(state gw1 out$f)" "up UP ok"
	done
	for n in 1 2; do
		printf 'link del %s\n' in4 in6 out4 out6 va | ns gw$n ip -batch -
	done
else
	skip "keepalive in a VRF" "the kernel has no VRFs"
fi

peer 40 native | ns gw1 ip -batch -
ns gw1 ip -batch - <<-END
	link add v0 type dummy
	link set v0 up
	address add 203.0.113.1/32 dev v0
	address add 2001:db8:1::1/128 dev v0 nodad
	address add 203.0.113.2/32 dev v0
	link add m4 type gre2890 local-dev v0 remote 192.0.2.40 keepalive 200 ms keepalive-retries 255
	link add m6 type gre2890 local-dev v0 remote 2001:db8::40 keepalive 200 ms keepalive-retries 255
	link set m4 up
	link set m6 up
END
good "with local-dev answers count" m
asks "  and the request has the device's address inside" 40 ""
ns gw1 ip -batch - <<-END
	address add 2001:db8:1::2/128 dev v0 nodad
	address del 203.0.113.1/32 dev v0
	address del 2001:db8:1::1/128 dev v0
END
for f in 4 6; do
	equal "IPv$f: local is the next address of the device" "$(info gw1 m$f '.local | endswith("2")')" true
	let_be "peers.forget('${far[f]}40')"
	counted "IPv$f:   answers to it count" gw1 m$f keepalive_answers 3
	equal "IPv$f:   the requests come from it" \
		"$(inject "{decode(packet).src for packet in peers.heard['${far[f]}40'][1:]}")" \
		"{'$([[ $f == 4 ]] && echo 203.0.113.2 || echo 2001:db8:1::2)'}"
done
ns gw1 ip address flush dev v0
for f in 4 6; do
	enters "IPv$f: without a local address the state is no-local" gw1 m$f "up DOWN no-local"
	reason_stays "IPv$f:   and no request is sent" gw1 m$f keepalive_asked sleep 0.5
done
ns gw1 ip address add 203.0.113.1/32 dev v0
ns gw1 ip address add 2001:db8:1::1/128 dev v0 nodad
for f in 4 6; do
	enters "IPv$f: with an address it is up again" gw1 m$f "up UP ok"
	counted "IPv$f:   and asks" gw1 m$f keepalive_answers 2
done
drop m

peer 41 native | ns gw1 ip -batch -
ask n 41 key 41 keepalive 200 ms | ns gw1 ip -batch -
printf 'link set %s netns %s\n' n4 "$PFX-tenant" n6 "$PFX-tenant" | ns gw1 ip -batch -
printf 'link set %s up\n' n4 n6 | ns tenant ip -batch -
for f in 4 6; do
	counted "IPv$f: a tunnel whose device is a tenant's asks from the underlay" tenant n$f keepalive_answers 5
	equal "IPv$f:   and its state is seen from both sides" \
		"$(state tenant n$f) $(ns gw1 gre2890 -j show -A | jq -r ".[] | select(.ifname == \"n$f\") | .operstate")" \
		"up UP ok UP"
done

# ---- refusals ---------------------------------------------------------------------------------------------

# sorry DESC TEXT OPTION...     claims that a tunnel is refused with a sentence
sorry() {
	refused "$1" "$2" ns gw1 ip link add bad type gre2890 "${@:3}"
}

ends=(local 192.0.2.1 remote 192.0.2.60)
sorry "keepalive without a remote" "keepalive needs local and remote" local 192.0.2.1 keepalive 10
sorry "keepalive without a local" "keepalive needs local and remote" remote 192.0.2.60 keepalive 10
sorry "keepalive to a group" "keepalive needs local and remote" local 192.0.2.1 remote 239.0.0.1 dev u0 keepalive 10
sorry "an interval of 99 ms" "keepalive is off or from 100 ms to 32767 s|from 100 ms|100 ms to" "${ends[@]}" keepalive 99 ms
for word in retries hold; do
	sorry "keepalive-$word without keepalive" "keepalive-$word needs keepalive" "${ends[@]}" keepalive-$word 2
done
sorry "keepalive-form without keepalive" "keepalive-form needs keepalive" "${ends[@]}" keepalive-form auth
sorry "keepalive-loss without keepalive" "keepalive-loss needs keepalive" "${ends[@]}" keepalive-loss 5
sorry "keepalive-rtt without keepalive" "keepalive-rtt needs keepalive" "${ends[@]}" keepalive-rtt 5
sentence="keepalive-loss and keepalive-rtt need keepalive-form key or auth"
sorry "keepalive-loss with form plain" "$sentence" "${ends[@]}" keepalive 1 keepalive-form plain keepalive-loss 5
sorry "keepalive-rtt with form plain" "$sentence" "${ends[@]}" keepalive 1 keepalive-form plain keepalive-rtt 5

sorry "keepalive-rtt above the interval, whose answers only form auth tells apart" "keepalive-rtt must be below keepalive" \
	"${ends[@]}" keepalive 1 keepalive-rtt 2000
check_fail "  and none of these is made" ns gw1 ip link show dev bad

ns gw1 ip link add first type gre2890 "${ends[@]}" key 1 keepalive 3600 keepalive-form plain
sorry "a second tunnel of the addresses with form plain" "first asks and has the same answers: use keepalive-form key or auth" \
	"${ends[@]}" key 2 keepalive 3600 keepalive-form plain
sorry "one without a key, whose answers would be the same" \
	"first asks and has the same answers: set a key, or change its form" "${ends[@]}" keepalive 3600
check "one with a key and form key is made" ns gw1 ip link add second type gre2890 "${ends[@]}" key 2 keepalive 3600
check "one that does not ask" ns gw1 ip link add third type gre2890 "${ends[@]}" key 3
check "one with other addresses and form plain" \
	ns gw1 ip link add fourth type gre2890 local 192.0.2.1 remote 192.0.2.61 key 4 keepalive 3600 keepalive-form plain
refused "a change to form plain" "first asks and has the same answers" \
	ns gw1 ip link set second type gre2890 keepalive-form plain
refused "a change of the remote address" "first asks and has the same answers" \
	ns gw1 ip link set fourth type gre2890 remote 192.0.2.60
refused "keepalive of one that did not ask" "first asks and has the same answers" \
	ns gw1 ip link set third type gre2890 keepalive 3600 keepalive-form plain
equal "  and these have changed nothing" "$(info gw1 second '"\(.keepalive_form)"') $(info gw1 fourth .remote) \
$(info gw1 third '"\(.keepalive)"')" "key 192.0.2.61 null"
ns gw1 ip link set first type gre2890 keepalive off
check "when the first one no longer asks, the second one may" \
	ns gw1 ip link set second type gre2890 keepalive-form plain
refused "  and then the first one may not" "second asks and has the same answers" \
	ns gw1 ip link set first type gre2890 keepalive 3600 keepalive-form plain
ns gw1 ip link del second
check "a deleted tunnel is no hindrance" ns gw1 ip link set first type gre2890 keepalive 3600 keepalive-form plain

# shown WORDS                   succeeds if the tunnel first is shown with exactly these settings of keepalive
keepalive_is() {
	equal "$1" "$(info gw1 first '[.keepalive, .keepalive_retries, .keepalive_hold, .keepalive_form, .keepalive_loss,
		.keepalive_rtt] | map(tostring) | join(" ")')" "$2"
}
ns gw1 ip link set first type gre2890 keepalive 1500 ms keepalive-retries 9 keepalive-hold 8 keepalive-form auth \
	keepalive-loss 7 keepalive-rtt 60
keepalive_is "the settings are shown" "1500 9 8 auth 7 60"
ns gw1 ip link set first type gre2890 keepalive off
keepalive_is "with keepalive off none is" "null null null null null null"
ns gw1 ip link set first type gre2890 keepalive 3600
keepalive_is "  and with keepalive on again they have their defaults" "3600000 3 1 key 0 0"

if ns gw1 ip xfrm policy add src 192.0.2.1 dst 192.0.2.60 proto gre dir out tmpl proto esp mode transport 2>/dev/null; then
	sorry "keepalive of a tunnel with an IPsec policy" "IPsec protects this tunnel: use BFD instead of keepalive" \
		"${ends[@]}" key 5 keepalive 10
	check "  without keepalive it is made" ns gw1 ip link add secure type gre2890 "${ends[@]}" key 5
	refused "  and keepalive later is refused" "IPsec protects this tunnel" ns gw1 ip link set secure type gre2890 keepalive 10
	check "a tunnel to which the policy does not apply is made" \
		ns gw1 ip link add plain type gre2890 local 192.0.2.1 remote 192.0.2.62 keepalive 10
	ns gw1 ip xfrm policy flush
	check "without the policy keepalive is accepted" ns gw1 ip link set secure type gre2890 keepalive 10
else
	skip "keepalive of a tunnel with an IPsec policy" "the kernel has no IPsec"
fi
