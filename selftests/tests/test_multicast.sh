#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A multicast address as remote: one device for a group, over both families. The stock kinds are members, too.
#
#     gw1                 gw2                 gw3 (type gre, ip6gre)
#   192.0.2.1           192.0.2.2           192.0.2.3
#   2001:db8::1         2001:db8::2         2001:db8::3
#      u0                  u0                  u0
#      |  p1               |  p2               |  p3
#      +-------------------+-------------------+            br in sw: multicast snooping
#
# The devices of the groups: m4 for 239.1.1.1 and m6 for ff05::1, key 5, 10.0.4.N and 10.0.6.N.
# shellcheck source=selftests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
need root module:gre2890 module:ip_gre module:ip6_gre module:bridge module:dummy gre2890 jq python3 ping ethtool
group[4]=239.1.1.1 group[6]=ff05::1 other[4]=239.1.1.2 other[6]=ff05::2
prefix[4]=192.0.2. prefix[6]=2001:db8::

# member NS DEV ADDRESS         is a device of the underlay a member of a group?
member() {
	ns "$1" ip -j maddr show dev "$2" | jq -e --arg a "$3" 'any(.[].maddr[]; .address == $a)' >/dev/null
}

no_member() {
	! member "$@"
}

# answers NS ADDRESS [OPTION...]    pings once
answers() {
	ns "$1" ping -n -q -c 1 -W 1 "${@:3}" "$2"
}

snooped() {
	bridge -n "$PFX-sw" -j mdb show | jq -e --arg p "$1" --arg g "$2" \
		'any(.[].mdb[]; .port == $p and .grp == $g)' >/dev/null
}

# shown NS DEV JQ               prints a part of the JSON of a link
shown() {
	ns "$1" gre2890 -j show "$2" | jq -r ".[0] | $3"
}

# raw NS STATEMENT              runs Python that sends by raw sockets: sock(FAMILY, PROTOCOL); group[] has the addresses
raw() {
	ns "$1" python3 -SE - <<-END
		import socket, struct, sys
		sys.path.insert(0, "$LIB")
		import packets
		group = {4: "${group[4]}", 6: "${group[6]}"}
		def gre(key):
		    return packets.gre("x" * 40, key, proto=0x800)
		def sock(f, proto):
		    s = socket.socket(socket.AF_INET if f == 4 else socket.AF_INET6, socket.SOCK_RAW, proto)
		    index = socket.if_nametoindex("u0")
		    if f == 4:
		        s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, struct.pack("=4s4si", bytes(4), bytes(4), index))
		    else:
		        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
		    return s
		# An ICMP error that quotes a packet with this key
		def error(f, src, dst, key):
		    quoted = packets.ip(src, dst, gre(key))
		    if f == 6:
		        return bytes([1, 0, 0, 0, 0, 0, 0, 0]) + quoted
		    data = bytes([3, 1, 0, 0, 0, 0, 0, 0]) + quoted
		    return data[:2] + struct.pack("!H", packets.checksum(data)) + data[4:]
		$2
	END
}

ns_add sw gw1 gw2 gw3 tenant
ns sw ip link add name br type bridge mcast_snooping 1 mcast_querier 1
ns sw ip link set dev br up
for n in 1 2 3; do
	ip link add name u0 netns "$PFX-gw$n" type veth peer name p$n netns "$PFX-sw"
	ns sw ip link set p$n master br up
	gw_addresses $n
done
for n in 1 2; do
	for f in 4 6; do
		check "IPv$f: gw$n can add a device for the group" ns gw$n ip link add m$f type gre2890 \
			local "${prefix[$f]}$n" remote "${group[$f]}" dev u0 key 5
		ns gw$n ip address add 10.0.$f.$n/24 dev m$f
		check "IPv$f: gw$n is no member while the device is down" no_member gw$n u0 "${group[$f]}"
		ns gw$n ip link set m$f up
		check "IPv$f: it is a member when the device is up" member gw$n u0 "${group[$f]}"
		if ns sw test -e /sys/class/net/br/bridge/multicast_snooping; then
			check "IPv$f: the switch learns of the membership" poll 10 snooped p$n "${group[$f]}"
		else
			skip "IPv$f: the switch learns of the membership" "the kernel's bridge does not look at IGMP and MLD"
		fi
	done
done
# ip6gre does not join groups.
ns gw3 python3 -SE -c 'import socket, struct, time
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, struct.pack("=16si", socket.inet_pton(socket.AF_INET6, "ff05::1"),
	socket.if_nametoindex("u0")))
time.sleep(600)' &
ns gw3 ip -batch - <<-END
	link add m4 type gre local 192.0.2.3 remote 239.1.1.1 dev u0 key 5
	link add m6 type ip6gre local 2001:db8::3 remote ff05::1 dev u0 key 5 encaplimit none
	address add 10.0.4.3/24 dev m4
	address add 10.0.6.3/24 dev m6
	link set m4 up
	link set m6 up
END
check "gw3 is a member for ip6gre" poll 60 member gw3 u0 ff05::1

flags() {
	ns "$1" ip -j link show "$2" | jq -c '.[0].flags | map(select(test("BROADCAST|POINTOPOINT|NOARP")))'
}
stock=6
[[ $(flags gw3 m4) != *BROADCAST* ]] || stock=46
if [[ $stock == 46 ]]; then
	equal "the device has the flags of type gre" "$(flags gw1 m4)" "$(flags gw3 m4)"
	equal "  also over IPv6" "$(flags gw1 m6)" "$(flags gw3 m4)"
else
	skip "the flags are those of type gre" "the kernel was built without that"
fi

# tcp FROM ADDRESS TO           sends a line over TCP
tcp() {
	ns "$3" python3 -SE -c 'import socket, sys
s = socket.create_server((sys.argv[1], 5000)); c = s.accept()[0]; c.sendall(c.recv(9))' "$2" &
	poll 10 ns "$1" python3 -SE -c 'import socket, sys
s = socket.create_connection((sys.argv[1], 5000), 2); s.sendall(b"x"); sys.exit(s.recv(9) != b"x")' "$2"
}

mcast() {
	ns "$1" ip -s -j link show "$2" | jq -e '.[0].stats64.rx.multicast > 0' >/dev/null
}

for f in 4 6; do
	check "IPv$f: a member answers" poll 10 answers gw1 10.0.$f.2
	if [[ $stock == *$f* ]]; then
		check "IPv$f: a member of the stock kind answers" poll 10 answers gw1 10.0.$f.3
		check "IPv$f: that member gets answers from gre2890" poll 10 answers gw3 10.0.$f.1
	fi
	check "IPv$f: members answer to an inner multicast group" poll 10 answers gw1 "ff02::1%m$f" -6
	check "IPv$f: TCP passes" tcp gw1 10.0.$f.2 gw2
	check "IPv$f: packets to the group are counted as multicast" mcast gw1 m$f
	equal "IPv$f: the sender's own packets do not come back" "$(reason gw1 m$f rx_drop_looped)" 0
done

# ---- who gets what ----

for f in 4 6; do
	ns gw2 ip -batch - <<-END
		link add k$f type gre2890 local ${prefix[$f]}2 remote ${group[$f]} dev u0 key 6
		link add w$f type gre2890 local ${prefix[$f]}2 remote ${prefix[$f]}1 dev u0 key 5
		link set k$f up
		link set w$f up
		address add 10.6.$f.2/24 dev k$f
		address add 10.7.$f.2/24 dev w$f
	END
	# gw1 would answer both if it received them.
	ns gw1 ip address add 10.6.$f.1/24 dev m$f
	ns gw1 ip address add 10.7.$f.1/24 dev m$f
	check_fail "IPv$f: packets with another key do not reach the device" answers gw2 10.6.$f.1
	check_fail "IPv$f: packets to the unicast address do not reach the device" answers gw2 10.7.$f.1
	ns gw1 ip -batch - <<-END
		address del 10.7.$f.1/24 dev m$f
		link add w$f type gre2890 local ${prefix[$f]}1 remote ${prefix[$f]}2 dev u0 key 5
		link set w$f up
		address add 10.7.$f.1/24 dev w$f
	END
	check "IPv$f: they reach a tunnel to this member beside the group" poll 10 answers gw2 10.7.$f.1
	check "IPv$f: and the group still works" answers gw2 10.0.$f.1
	reason_rises "IPv$f: packets that another program of this host sends to the group are dropped" gw1 m$f rx_drop_looped \
		raw gw1 "sock($f, 47).sendto(gre(5)[1], (group[$f], 0))"
	reason_rises "IPv$f: an ICMP error about the group is implausible" gw1 m$f icmp_implausible \
		raw gw2 "sock($f, $((f == 4 ? 1 : 58))).sendto(
		    error($f, '${prefix[$f]}1', group[$f], 5), ('${prefix[$f]}1', 0))"
	reason_stays "IPv$f: an ICMP error about another key does not count" gw1 m$f icmp_implausible \
		raw gw2 "sock($f, $((f == 4 ? 1 : 58))).sendto(
		    error($f, '${prefix[$f]}1', group[$f], 8), ('${prefix[$f]}1', 0))"
done

# A member that forwards has a route into the group for addresses of another member.
ns gw2 sysctl -qw net.ipv4.ip_forward=1
for f in 4 6; do
	reason_rises "IPv$f: a member that forwards sends nothing back to the group" gw2 m$f tx_drop_reflected \
		answers gw1 10.0.$f.3
done

# ---- changes ----

for f in 4 6; do
	ns gw1 ip link set m$f down
	check "IPv$f: setting the device down leaves the group" no_member gw1 u0 "${group[$f]}"
	ns gw1 ip link set m$f up
	check "IPv$f: setting it up joins the group again" member gw1 u0 "${group[$f]}"
	ns gw1 ip link set m$f type gre2890 remote "${other[$f]}"
	check "IPv$f: another remote joins another group" member gw1 u0 "${other[$f]}"
	check "IPv$f: and leaves the first group" no_member gw1 u0 "${group[$f]}"
	check_fail "IPv$f: packets to the first group do not arrive" answers gw2 10.0.$f.1
	ns gw2 ip link set m$f type gre2890 remote "${other[$f]}"
	check "IPv$f: packets to the other group do" poll 10 answers gw2 10.0.$f.1
	ns gw1 ip link set m$f type gre2890 ttl 7
	check "IPv$f: a change of another option keeps the membership" member gw1 u0 "${other[$f]}"
	ns gw1 ip link set m$f type gre2890 local "${prefix[$f]}9"
	check "IPv$f: another local address keeps the membership" member gw1 u0 "${other[$f]}"
	ns gw1 ip link set m$f type gre2890 local "${prefix[$f]}1"
	check "IPv$f: and packets arrive from it" poll 10 answers gw2 10.0.$f.1

	ns gw1 ip link add v0 type dummy
	ns gw1 ip link set v0 up
	ns gw1 ip link set m$f type gre2890 dev v0
	check "IPv$f: another dev joins the group" member gw1 v0 "${other[$f]}"
	check "IPv$f: and the first dev leaves it" no_member gw1 u0 "${other[$f]}"
	ns gw1 ip link set v0 mtu $((f == 4 ? 60 : 1000))
	check "IPv$f: an MTU too small for IP ends the membership" no_member gw1 v0 "${other[$f]}"
	ns gw1 ip link set v0 mtu 1500
	check "IPv$f: a larger MTU restores it" member gw1 v0 "${other[$f]}"
	ns gw1 ip link del v0
	check "IPv$f: the dev can be deleted" ns gw1 ip link show m$f
	ns gw1 ip link set m$f type gre2890 dev u0
	check "IPv$f: the first dev joins again" member gw1 u0 "${other[$f]}"
	check "IPv$f: and packets pass" poll 10 answers gw2 10.0.$f.1

	ns gw1 ip link set m$f down
	ns gw1 ip link set m$f netns "$PFX-tenant"
	check "IPv$f: a device that moves to another namespace leaves the group" no_member gw1 u0 "${other[$f]}"
	ns tenant ip address add 10.0.$f.1/24 dev m$f
	ns tenant ip link set m$f up
	check "IPv$f: when it is up again it joins the group in its underlay" member gw1 u0 "${other[$f]}"
	check "IPv$f: and packets pass there" poll 10 answers tenant 10.0.$f.2
	ns tenant ip link del m$f
	check "IPv$f: a deleted device leaves the group" no_member gw1 u0 "${other[$f]}"
done

# ---- without dev, in a VRF, with frames ----

add=(ip link add x type gre2890)
ns gw1 "${add[@]}" local 192.0.2.1 remote 239.1.1.1 key 5
ns gw1 ip link set x up
check "without dev the device with the local address joins the group" member gw1 u0 239.1.1.1
ns gw1 ip link del x
ns gw1 "${add[@]}" remote 239.1.1.1 key 5
refused "without dev, local and a route to the group the device does not come up" "cannot assign requested address" ns gw1 ip link set x up
ns gw1 ip route add 239.0.0.0/8 dev u0
check "with a route to the group it does" ns gw1 ip link set x up
check "  and the device of the route joins the group" member gw1 u0 239.1.1.1
ns gw1 ip route del 239.0.0.0/8
refused "without a route a change to another group is refused" "no route to the group: name a dev" \
	ns gw1 ip link set x type gre2890 remote 239.1.1.2
check "  and the tunnel stays in the first group" member gw1 u0 239.1.1.1
check "with dev a change to another group is accepted" ns gw1 ip link set x type gre2890 remote 239.1.1.2 dev u0
ns gw1 ip link del x

if lib_has module:vrf; then
	for n in 1 2; do
		ns gw$n ip -batch - <<-END
			link add red type vrf table 100
			link set red up
			link set u0 master red
			address replace 2001:db8::$n/64 dev u0 nodad
		END
		for f in 4 6; do
			ns gw$n ip -batch - <<-END
				link add v$f type gre2890 local ${prefix[$f]}$n remote ${group[$f]} dev u0 key 8
				link set v$f up
				address add 10.8.$f.$n/24 dev v$f
			END
		done
	done
	for f in 4 6; do
		check "IPv$f: packets pass in a group in a VRF" poll 10 answers gw1 10.8.$f.2
	done
	for n in 1 2; do
		ns gw$n ip link del red
		ns gw$n ip address replace 2001:db8::$n/64 dev u0 nodad
	done
	for f in 4 6; do
		check "IPv$f: and after the VRF is deleted" poll 10 answers gw1 10.8.$f.2
	done
else
	skip "packets pass in a group in a VRF" "module:vrf is missing"
fi

for n in 1 2; do
	for f in 4 6; do
		ns gw$n ip -batch - <<-END
			link add e$f type gre2890 mode ether local ${prefix[$f]}$n remote ${group[$f]} dev u0 key 9 oseq
			link set e$f up
			address add 10.9.$f.$n/24 dev e$f
		END
	done
done
for f in 4 6; do
	check "IPv$f: frames pass, with sequence numbers" poll 10 answers gw1 10.9.$f.2
	equal "IPv$f: frames do not come back to the sender" "$(reason gw1 e$f rx_drop_looped)" 0
done
check "a multicast remote in mode ether can change to a unicast one" ns gw1 ip link set e4 type gre2890 remote 192.0.2.2
check "  and the device leaves the group" no_member gw1 u0 239.1.1.9

# ---- refusals, and files ----

refused "a multicast local address is refused" "the address is not unicast" ns gw1 "${add[@]}" local 239.1.1.1 remote 192.0.2.2
for address in 255.255.255.255 ff01::1 ff00::1; do
	refused "the remote $address is refused" "neither unicast nor that of a group" ns gw1 "${add[@]}" remote $address dev u0
done
refused "a link-local group without dev is refused" "a link-local address needs a dev" ns gw1 "${add[@]}" remote ff02::5
check "an IPv6 group with dev is accepted" ns gw1 "${add[@]}" remote ff02::5 dev u0
ns gw1 ip link del x
refused "a second tunnel with the same group and key is refused" "v4 has this group and key" \
	ns gw1 "${add[@]}" local 192.0.2.9 remote 239.1.1.1 dev u0 key 8
refused "  also without local" "v4 has this local, remote and key" ns gw1 "${add[@]}" remote 239.1.1.1 dev u0 key 8
many="a multicast remote has many senders"
refused "iseq is refused" "$many" ns gw1 "${add[@]}" remote 239.1.1.1 dev u0 iseq
refused "a seq-mode is refused" "$many" ns gw1 "${add[@]}" remote 239.1.1.1 dev u0 seq-mode window
refused "a change to iseq is refused" "$many" ns gw1 ip link set v4 type gre2890 iseq
check "iseq with seq-mode off is accepted" ns gw1 "${add[@]}" remote 239.1.1.1 dev u0 seq seq-mode off
ns gw1 ip link del x
refused "in mode ip a change from a group to a unicast remote is refused" "a multicast remote stays multicast" \
	ns gw1 ip link set v4 type gre2890 remote 192.0.2.2
refused "nor one member a group" "a unicast remote stays unicast" ns gw1 ip link set w4 type gre2890 remote 239.1.1.7
refused "nor a group everybody" "a remote can't be taken away" ns gw1 ip link set v4 type gre2890 remote any

equal "the remote is shown as the group" "$(shown gw1 v4 .linkinfo.info_data.remote)" 239.1.1.1
ns gw1 gre2890 export >"$WORK/file"
check "an exported file holds it" jq -e 'any(.tunnels[]; .remote == "ff05::1")' "$WORK/file"
equal "apply of the exported file changes nothing" "$(ns gw1 gre2890 apply --dry-run "$WORK/file")" ""
jq '(.tunnels[] | select(.name == "w4")).remote = "239.1.1.77"' "$WORK/file" >"$WORK/changed"
check "apply changes a unicast remote to a multicast one" ns gw1 gre2890 apply "$WORK/changed"
ns gw1 ip link set w4 up
check "  and the group is joined" member gw1 u0 239.1.1.77
