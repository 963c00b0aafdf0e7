# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Tests of the systemd unit, for run.sh

# What "systemd-analyze verify" says of the unit, with these files beside it
verified() {
	SYSTEMD_UNIT_PATH=${work:?}/units: systemd-analyze verify --man=no "$work"/units/*.service 2>&1 |
		grep -v "^/\(lib\|usr\|etc\)" || true
}

test_unit() {
	# shellcheck disable=SC2016 # systemd expands it
	same "the unit calls the command where it is installed" \
		"$(grep -c '^ExecStart=/usr/sbin/gre2890 apply --watch $GRE2890_OPTIONS /etc/gre2890$' systemd/gre2890.service)" 1
	if ! systemd-analyze --version >/dev/null 2>&1; then
		verdict ok "systemd accepts the unit # SKIP systemd-analyze is missing"
		return
	fi
	mkdir -p "$work/units"
	sed "s|/usr/sbin/gre2890|$PWD/gre2890|" systemd/gre2890.service >"$work/units/gre2890.service"
	same "systemd accepts the unit" "$(verified)" ""
	# As FRR has it
	printf '%s\n' '[Unit]' 'After=network-pre.target' 'Before=network.target' 'Wants=network.target gre2890.service' \
		'[Service]' 'ExecStart=/bin/true' >"$work/units/frr.service"
	same "  beside a routing daemon that starts before network.target" "$(verified)" ""
	echo 'Nonsense=yes' >>"$work/units/frr.service"
	same "  and would say if something were wrong" "$(verified | grep -c Nonsense)" 1
}
