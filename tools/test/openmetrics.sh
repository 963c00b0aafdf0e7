# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Tests of OpenMetrics text, for run.sh

# misformed             what of standard input the rules of both formats do not allow
misformed() {
	awk '
	function bad(why) { print NR ": " why ": " $0 }
	ended { bad("behind the end") }
	$0 == "# EOF" { ended = 1; next }
	/^# TYPE / {
		if (seen[$3]++) bad("a family twice")
		if ($3 !~ /^[a-z_:][a-z0-9_:]*$/) bad("a name")
		if ($3 ~ /_total$/) bad("a family of counters has no suffix")
		if ($4 !~ /^(counter|gauge)$/) bad("a type that one of the formats has not")
		family = $3; type = $4; next
	}
	/^# HELP / { if ($3 != family) bad("help of another family"); next }
	/^#/ || !NF { bad("neither sample nor comment"); next }
	!/^[a-z0-9_]+([{][a-z_]+="([^"\\]|\\["\\n])*"(,[a-z_]+="([^"\\]|\\["\\n])*")*[}])? [0-9]+([.][0-9]+)?$/ { bad("a sample"); next }
	{
		name = $0
		sub(/[{ ].*/, "", name)
		if (name != family (type == "counter" ? "_total" : "")) bad("a sample of another family")
		labels = $0
		sub(/ [0-9.]+$/, "", labels)
		if (had[labels]++) bad("a sample twice")
	}
	END { if (!ended) print "no end" }'
}

test_openmetrics() {
	local text
	text=$(cli stats --openmetrics)
	same "OpenMetrics: by the rules" "$(misformed <<<"$text")" ""
	same "OpenMetrics: a counter of a device" "$(grep '^gre2890_rx_bytes' <<<"$text")" \
		$'gre2890_rx_bytes_total{device="t4"} 1100\ngre2890_rx_bytes_total{device="t6"} 1100'
	same "OpenMetrics: a counter by reason" "$(grep 'rx_drop_version.*t4' <<<"$text")" \
		'gre2890_rx_drop_version_total{device="t4"} 4'
	same "OpenMetrics: the namespace" "$(grep '^gre2890_netns' <<<"$text" | head -n 2)" \
		$'gre2890_netns_tunnels 2\ngre2890_netns_rx_no_tunnel_total 5'
	same "OpenMetrics: what tells tunnels apart" "$(grep '^gre2890_tunnel.*t6' <<<"$text")" \
		'gre2890_tunnel{device="t6",remote="2001:db8::2",local="2001:db8::1",okey="1.2.3.4",mode="ether"} 1'
	same "OpenMetrics: every counter" "$(grep -c 'TYPE.*counter' <<<"$text")" \
		"$(($(cli -j -a stats | grep -oE '"(rx|tx|icmp|keepalive)_[a-z_]*"' | sort -u | wc -l) - 1 + 8 + 2 + 1))"
	text=$(KERNEL_LINKS=${work:?}/asking cli stats --openmetrics)
	same "OpenMetrics: keepalives: by the rules" "$(misformed <<<"$text")" ""
	same "OpenMetrics: keepalives" "$(grep -E '^gre2890_(carrier|state|keepalive_(misses|answer_age)|rtt|loss).*k7' <<<"$text")" \
		'gre2890_carrier_reason{device="k7",reason="no-answer"} 1
gre2890_state_age_seconds{device="k7"} 133
gre2890_keepalive_misses{device="k7"} 13
gre2890_keepalive_answer_age_seconds{device="k7"} 135.002
gre2890_rtt_seconds{device="k7"} 0.001300
gre2890_rtt_last_seconds{device="k7"} 0.001234
gre2890_rtt_min_seconds{device="k7"} 0.000900
gre2890_loss_ratio{device="k7"} 0.13
gre2890_carrier_downs_total{device="k7"} 2'
	same "OpenMetrics: no sample of what is not measured" "$(grep -cE '(rtt|loss).*k8' <<<"$text")" 0
	same "OpenMetrics of one" "$(cli stats --openmetrics t4 | grep -cE 't6|netns')" 0
	same "OpenMetrics without tunnels: by the rules" \
		"$(KERNEL_LINKS=/dev/null cli stats --openmetrics | misformed)" ""
	link 'a"b\c' 9 remote 192.0.2.9
	same "OpenMetrics: quotes in a name" "$(cli stats --openmetrics | misformed)" ""
	same "OpenMetrics: they are escaped" "$(cli stats --openmetrics | grep rx_bytes | tail -n 1)" \
		'gre2890_rx_bytes_total{device="a\"b\\c"} 1100'
}
