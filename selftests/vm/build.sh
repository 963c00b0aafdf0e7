# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Builds the modules of this repository outside of the source tree, so that objects for different kernels do not mix.
# Sourced by module.sh and prove.sh.
# shellcheck disable=SC2154 # they set `repo`

# Make a tree of links to the sources, without the results of a build in place.
link_sources() {
	local to=$1
	mkdir -p "$to"
	find "$to" -type l -delete
	(cd "$repo" && find Kbuild src include -type d -exec mkdir -p "$to/{}" \; -o -type f \
		! -name '*.o' ! -name '*.ko' ! -name '*.mod' ! -name '*.mod.c' ! -name '.*' \
		-exec ln -s "$repo/{}" "$to/{}" \;)
}

# kernel_tree KERNEL-FOLDER     prints the tree to build modules with, for a kernel of kernels.sh
kernel_tree() {
	if [[ -d $1/tree ]]; then
		echo "$1/tree"
	else
		echo "/usr/src/linux-headers-${1##*/}"
	fi
}

# build_modules KERNEL-TREE FOLDER [MAKE-ARGUMENT...]     builds in FOLDER/src, which stays locked until the script ends
build_modules() {
	local tree=$1 folder=$2
	shift 2
	mkdir -p "$folder"
	exec 8>"$folder/.lock"
	flock 8
	link_sources "$folder/src"
	make -s -j "$(nproc)" -C "$tree" M="$folder/src" "$@" modules >&2 8>&-
}
