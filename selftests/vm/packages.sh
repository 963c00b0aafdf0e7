#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Installs those Debian 12 packages for building and testing that are missing.
#
#   packages.sh [build|test]     build: for the module and the tools; test (the default): for everything
set -euo pipefail

build=(
	build-essential linux-headers-amd64 libmnl-dev libjson-c-dev libjsmn-dev pkg-config kmod
)
test=(
	# more kernels to build for and to boot
	linux-headers-6.12-amd64 linux-headers-6.12-rt-amd64 linux-source-6.12
	# virtual machines
	qemu-system-x86 busybox-static cpio xz-utils zstd
	# kernels that are built here
	flex bison bc libelf-dev
	# fuzzers, coverage
	clang llvm lcov
	# style
	sparse shellcheck mandoc perl git python3-docutils
	# commands and modules that the selftests use inside the guest
	iproute2 iputils-ping ethtool procps nftables iptables conntrack tcpdump tshark
	iperf3 jq socat strace python3 python3-scapy python3-yaml
	# the charts of the benchmarks
	gnuplot-nox
)

installed() {
	[[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]
}

apt() {
	local root=()
	[[ $EUID -eq 0 ]] || root=(sudo)
	"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" </dev/null
}

case ${1:-test} in
build) wanted=("${build[@]}") ;;
test) wanted=("${build[@]}" "${test[@]}") ;;
*)
	echo "packages.sh: '$1' is neither build nor test" >&2
	exit 2
	;;
esac

missing=()
for package in "${wanted[@]}"; do
	installed "$package" || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

echo "packages.sh: installing ${missing[*]}"
apt update
apt install -y --no-install-recommends "${missing[@]}"
