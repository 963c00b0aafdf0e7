# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The jobs that test_races.sh runs all at once. Most commands may fail at any time, because another job has just deleted
# the device or namespace. Sourced after lib.sh.

# ---- batches: each function prints the lines of one round for ip, which shows a link after each success -------------

tunnels() {
	local n=${1#gw} far
	far=$((3 - n))
	cat <<-END
		link add keep type gre2890 local 192.0.2.$n remote 192.0.2.$far key 1 seq seq-mode window
		address add 10.1.0.$n/24 dev keep
		link set keep up
		link add t4 type gre2890 local 192.0.3.$n remote 192.0.3.$far key 4 dev u3
		address add 10.4.0.$n/24 dev t4
		link set t4 up
		link add t6 type gre2890 local 2001:db8:3::$n remote 2001:db8:3::$far key 6 seq csum
		address add 10.6.0.$n/24 dev t6
		link set t6 up
		link add e4 type gre2890 mode ether local 192.0.3.$n remote 192.0.3.$far key 5 oseq
		address add 10.5.0.$n/24 dev e4
		link set e4 up
		link add l4 type gre2890 local-dev u3 remote 192.0.3.$far key 7 seq seq-mode reorder
		address add 10.7.0.$n/24 dev l4
		link set l4 up
		link show dev t4
	END
}

add_and_delete() {
	local n
	for n in {100..109}; do
		echo "link add r$n type gre2890 local 192.0.3.1 remote 192.0.3.2 ikey $n okey $((n % 9 + 200)) seq"
		echo "link add s$n type gre2890 mode ether remote 2001:db8:3::2 key $n seq-mode window"
		echo "link set r$n up"
		echo "link set s$n up"
	done
	echo "link show dev s109"
	for n in {100..109}; do
		echo "link del r$n"
		echo "link del s$n"
	done
}

# Change every attribute, and restore it. The module may be unloaded during a round, so each change shows whether it
# found its tunnel.
change() {
	local n=${1#gw} word
	for word in "ttl 64 tos inherit" "nopmtudisc ignore-df" "pmtudisc noignore-df ttl inherit" "fwmark 7" "csum" \
		"ikey 8 okey 9" "key 4" "seq" "seq-mode window seq-window 9" "seq-mode reorder reorder-timeout 1" \
		"reorder-buffer 5 seq-resync packets 1" "seq-mode strict seq-resync idle 10" "local any" \
		"remote 192.0.3.77" "dev u2" "local-dev u3" \
		"local 192.0.3.$n remote 192.0.3.$((3 - n)) dev u3 key 4 nocsum noseq seq-mode off fwmark 0"; do
		echo "link change t4 type gre2890 $word"
		echo "link show dev t4"
	done
	for word in "hoplimit 9" "encaplimit 4" "flowlabel inherit tclass inherit" "allow-localremote" "nocsum noseq" \
		"encaplimit none flowlabel 0 tclass 0 noallow-localremote seq csum"; do
		echo "link change t6 type gre2890 $word"
		echo "link show dev t6"
	done
}

move_out() {
	echo "link show dev e4"
	echo "link set e4 netns $PFX-tenant"
}

move_back() {
	cat <<-END
		address add 10.5.0.1/24 dev e4
		link set e4 up
		link show dev e4
		link set e4 netns $PFX-gw1
	END
}

bridge() {
	cat <<-END
		link set e4 master br0
		link show master br0
		link set e4 nomaster
	END
}

vrf() {
	cat <<-END
		link set t6 master v0
		link set u3 master v0
		link show master v0
		link set t6 nomaster
		link set u3 nomaster
	END
}

addresses() {
	cat <<-END
		address add 192.0.3.11/24 dev u3
		address del 192.0.3.1/24 dev u3
		address del 2001:db8:3::1/64 dev u3
		address add 2001:db8:3::1/64 dev u3 nodad
		address add 192.0.3.1/24 dev u3
		address del 192.0.3.11/24 dev u3
		link set u3 down
		link set u3 up
		link show dev u3
	END
}

# Delete the namespace of a tunnel's device, and the underlay of another tunnel.
end_namespaces() {
	cat <<-END
		netns add $PFX-x
		netns set $PFX-x auto
		link add x0 netns $PFX-x type gre2890 local 192.0.3.1 remote 192.0.3.2 key 90
		link add x1 link-netns $PFX-x type gre2890 local 127.0.0.1 remote 127.0.0.2 key 91
		link set x1 up
		link show dev x1
		netns del $PFX-x
	END
}

# ---- commands: each function is one round ------------------------------------------------------------------

# in_ns NS                      runs a batch of commands of ip, each of which may fail
in_ns() {
	timeout 30 ip -n "$PFX-$1" -force -batch -
}

# wire N                        makes the veth uN between gw1 and gw2, with its addresses
wire() {
	local n
	ip link add name "u$1" netns "$PFX-gw1" type veth peer name "u$1" netns "$PFX-gw2"
	for n in 1 2; do
		in_ns gw$n <<-END
			link set u$1 up
			address add 192.0.$1.$n/24 dev u$1
			address add 2001:db8:$1::$n/64 dev u$1 nodad
		END
	done
}

underlay() {
	sleep 1
	echo "link del u3" | in_ns gw1
	wire 3
}

# send CPU NS CMD...            repeats CMD, which sends and ends by itself
send() {
	timeout 20 taskset -c "$1" ip netns exec "$PFX-$2" "${@:3}"
}

look() {
	timeout 20 ip -n "$PFX-gw1" -d -s link show type gre2890
	timeout 20 gre2890 -n "$PFX-gw2" stats
	timeout 20 gre2890 -n "$PFX-gw1" export
}

reload() {
	sleep 2
	timeout 60 modprobe -r gre2890
	modprobe gre2890
}
