#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the checks that need no guest. Each tool is one claim: it has nothing to complain about.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
cache=${GRE2890_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gre2890}
kernels=(6.1 6.12)
passed=0 failed=0
cd "$repo"

# clean DESC CMD...     claims that CMD succeeds and prints nothing
clean() {
	local desc=$1 output status=0
	shift
	output=$("$@" 2>&1) || status=$?
	if [[ $status -eq 0 && -z $output ]]; then
		passed=$((passed + 1))
		echo "ok $((passed + failed)) $desc"
	else
		failed=$((failed + 1))
		echo "not ok $((passed + failed)) $desc"
		printf '%s\n' "$output" "exit status $status" | sed 's/^/# /'
	fi
}

# files PATTERN...      prints the files of the repository, committed or not
files() {
	git -c safe.directory='*' ls-files -co --exclude-standard -- "$@" | sort -u | while read -r file; do
		[[ ! -e $file ]] || echo "$file"
	done
}

# ---- checkpatch, from the kernel's tree -----------------------------------------------------------------

# Not applicable to a module outside of the tree:
checkpatch_ignore=(
	LINUX_VERSION_CODE              # src/compat/ supports older kernels
	FILE_PATH_CHANGES               # there is no MAINTAINERS
	CONST_STRUCT                    # the list covers the whole kernel
	COMPLEX_MACRO                   # the list of counters is an X macro,
	MACRO_ARG_REUSE                 # which uses its argument many times
	MACRO_ARG_UNUSED                # or not at all
	PREFER_DEFINED_ATTRIBUTE_MACRO  # user space (tools/) does not have these macros
)

checkpatch_folder() {
	local archive=/usr/src/linux-source-6.12.tar.xz folder=$cache/checkpatch
	if [[ ! -x $folder/scripts/checkpatch.pl || $archive -nt $folder/scripts/checkpatch.pl ]]; then
		rm -rf "$folder"
		mkdir -p "$folder"
		tar -xJmf "$archive" -C "$folder" --strip-components=1 --occurrence=1 \
			linux-source-6.12/scripts/{checkpatch.pl,spelling.txt,const_structs.checkpatch}
	fi
	echo "$folder"
}

checkpatch() {
	local ignore list
	mapfile -t list < <(files 'src/*.[ch]' 'include/*.h' 'tools/*.[ch]' 'selftests/vm/*.[ch]')
	[[ ${#list[@]} -gt 0 ]] || return 0
	ignore=$(IFS=, && echo "${checkpatch_ignore[*]}")
	"$(checkpatch_folder)/scripts/checkpatch.pl" --no-tree --strict --quiet --terse --no-summary \
		--show-types --ignore "$ignore" -f "${list[@]}"
}

# ---- the compilers' warnings ----------------------------------------------------------------------------

# The same flags as in check.sh, so that its guests need no further build.
flags=(W=1 KCFLAGS=-Werror)

# Messages of kbuild itself, and about the distribution's compiler.
kbuild_noise='^(make\[|Skipping BTF generation|warning: the compiler differs|  (The kernel was|You are using))'

build() {
	rm -rf "build/$("$here/../vm/kernels.sh" name "$1")/src"
	{ "$here/../vm/module.sh" "$@" >/dev/null; } 2>&1 | { grep -vE "$kbuild_noise" || true; }
}

# C=2 checks every file. The build before has already compiled them.
sparse() {
	{ "$here/../vm/module.sh" "$@" C=2 >/dev/null; } 2>&1 | { grep -vE "$kbuild_noise" || true; }
}

# ---- scripts and manuals --------------------------------------------------------------------------------

shell_files() {
	files '*.sh' selftests/vm/init .ci/run
	files | while read -r file; do
		[[ $file == *.* || ! -f $file ]] || ! head -c 32 "$file" | grep -aqE '^#! ?/bin/(ba)?sh' || echo "$file"
	done
}

# SC1010 mistakes the "do" of `ping -M do` for a keyword.
shell() {
	shell_files | sort -u | xargs -r -d '\n' shellcheck -e SC1010 -x -P "SCRIPTDIR:$repo"
}

manuals() {
	files '*.[1-8]' | xargs -r -d '\n' mandoc -T lint -W warning
}

# ---- prose ----------------------------------------------------------------------------------------------

# Words that readers stumble over, in comments and documents.
stumbling=(lest anew whom whoever thereof hence "of those that" "goes its way" "the way through")

# A phrase may be wrapped, with the mark of a comment at the start of the next line.
prose() {
	local words gap='[\s*#/"]+'
	words=$(IFS='|' && echo "${stumbling[*]}")
	# shellcheck disable=SC2016 # for perl
	files ':!LICENSE' ':!*/style.sh' ':!*/corpus/*' | WORDS=${words// /"$gap"} \
		xargs -r -d '\n' perl -0777 -ne 'while (/\b(?:$ENV{WORDS})\b/gi) {
			printf "%s:%d: %s\n", $ARGV, 1 + (substr($_, 0, $-[0]) =~ tr/\n//), $& =~ s/\s+/ /gr;
		}'
}

clean "checkpatch --strict" checkpatch
for kernel in "${kernels[@]}"; do
	"$here/../vm/kernels.sh" fetch "$kernel" >/dev/null
	clean "W=1 build for $kernel" build "$kernel" "${flags[@]}"
	clean "sparse for $kernel" sparse "$kernel" "${flags[@]}"
	clean "no symbol of a higher layer for $kernel" \
		selftests/checks/layers.py calls "build/$("$here/../vm/kernels.sh" name "$kernel")/src/src"
done
clean "no include of a higher layer" selftests/checks/layers.py includes
clean "shellcheck" shell
clean "mandoc -T lint" manuals
clean "no words that readers stumble over" prose
for file in Documentation/*.rst; do
	clean "rst2html --strict ${file##*/}" rst2html --strict --report=2 --quiet "$file" /dev/null
done
clean "netlink specification and header agree" /usr/bin/python3 selftests/checks/spec.py
clean "generated files are up to date" /usr/bin/python3 Documentation/netlink/gen.py --check
echo "$passed passed, $failed failed, 0 skipped"
[[ $failed -eq 0 ]]
