# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The plugin's tests, for run.sh

# shown KIND OPTION...  what "ip -d" prints of such a link; message and ip meet in a file
shown() {
	test/message "$1" 5 t0 "${@:2}" >"${work:?}/message"
	plugin -d monitor file "${work:?}/message"
}

# printed_as KIND OPTION...     ours differs by kind and mode only
printed_as() {
	same "ip prints '${*:2}' as type $1" "$(shown gre2890 "${@:2}" | sed 's/ mode [a-z]* $/ /')" \
		"$(shown "$@" | sed "s/ $1 / gre2890 /")"
}

test_plugin() {
	printed_as gre
	printed_as gre local 192.0.2.1 remote 192.0.2.2 dev if1
	printed_as gre key 7 seq csum
	printed_as gre ikey 0 okey 4294967295 iseq ocsum
	printed_as gre ttl 64 tos b8 nopmtudisc ignore-df fwmark 0x1234
	printed_as gre ttl inherit tos inherit
	printed_as ip6gre remote 2001:db8::2
	printed_as ip6gre remote 2001:db8::2 local 2001:db8::1 dev if1 hoplimit inherit
	printed_as ip6gre remote 2001:db8::2 encaplimit 4 tclass 8 flowlabel 1 allow-localremote
	printed_as ip6gre remote 2001:db8::2 encaplimit 0 tclass inherit flowlabel inherit fwmark 1
	printed_as ip6gre remote 2001:db8::2 ikey 1.2.3.4 oseq icsum hoplimit 1
	same "ip prints the mode" "$(shown gre2890 mode ether | tail -n 1)" \
		"    gre2890 remote any local any ttl inherit mode ether "
	same "ip prints keepalives, and no readings" \
		"$(shown gre2890 remote 192.0.2.2 local 192.0.2.1 keepalive 500 ms keepalive-rtt 70 nokeepalive-answer | tail -n 1)" \
		"    gre2890 remote 192.0.2.2 local 192.0.2.1 carrier-reason no-answer ttl inherit nokeepalive-answer keepalive 500 ms keepalive-retries 3 keepalive-hold 1 keepalive-rtt 70 mode ip "
	gives "ip takes the unit for a part of the value" 255 \
		"Error: argument \"99\" is wrong: 'keepalive' takes 1 to 32767 (seconds), 100 ms to 32767000 ms, or off" \
		plugin link add t0 type gre2890 keepalive 99 ms
	shown gre2890 mode ether >/dev/null
	same "ip -s prints the counters that are not 0" \
		"$(plugin -d -s monitor file "${work:?}/message" | tail -n +4 | head -n 2)" \
		$'    rx_drop_version 4 \n    rx_drop_down 6 '
	same "ip link help has the command's words" "$(plugin link help gre2890 | tail -n +2)" \
		"$(cli help add | sed -n '/^  remote/,/^Not supported/p')"
	gives "ip names the wrong word" 255 "Error: argument \"kye\" is wrong: unknown option, see 'ip link help gre2890'" \
		plugin link add t0 type gre2890 kye 5
	gives "ip names the wrong value" 255 \
		"Error: argument \"256\" is wrong: 'ttl' takes a number from 0 to 255 or inherit" \
		plugin link add t0 type gre2890 ttl 256
	gives "ip says why a word of type gre is refused" 255 \
		"Error: argument \"external\" is wrong: not supported: use one link for each remote and key" \
		plugin link add t0 type gre2890 external
	gives "ip prints wrong words escaped" 255 \
		"Error: argument \"\\033[2J\" is wrong: unknown option, see 'ip link help gre2890'" \
		plugin link add t0 type gre2890 $'\e[2J' 5
	same "the plugin exports its one symbol" "$(nm -D --defined-only link_gre2890.so | awk '{print $3}')" \
		gre2890_link_util
	same "the plugin needs no library but the C library's" \
		"$(objdump -p link_gre2890.so | awk '/NEEDED/ {print $2}' | grep -v '^libc\.so')" ""
	gives "a host with the structure of ip has the kind" 0 "" test/host same
	gives "a host with another structure has not, and is told" 1 \
		"link_gre2890.so does not fit this version of ip; use the command gre2890" test/host other
}
