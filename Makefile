# SPDX-License-Identifier: GPL-2.0
# "make help" lists the targets.  The kernel reads Kbuild instead.

# Any configured kernel tree, or an installed headers package
KVER	?= $(shell uname -r)
KDIR	?= $(firstword $(wildcard /lib/modules/$(KVER)/build) \
	   $(shell ls -d /usr/src/linux-headers-6.12*-amd64 2>/dev/null | tail -n 1))

DESTDIR	?=
PREFIX	?= /usr
# Release of the kernel in KDIR, from the tree itself
KREL	= $(shell $(MAKE) -s -C $(KDIR) kernelrelease)
MODDIR	= $(DESTDIR)/lib/modules/$(KREL)/updates

.DEFAULT_GOAL := help

help:
	@sed -n 's/^## //p' $(firstword $(MAKEFILE_LIST))

## make demo       two gateways, two tenants with equal addresses, one stock peer, in a VM
##                 (HOST=1: in network namespaces of this host, if its kernel takes modules)
demo: packages
	selftests/demo.sh $(if $(HOST),--host)

## make check      style, tests of the tools, fuzzers, KUnit suites and some selftests in User Mode Linux with KASAN,
##                 lockdep and more, every selftest in VMs with Linux 6.1 and 6.12
check: packages
	selftests/check.sh

## make check-debug every selftest on debug kernels that it first builds, one with KASAN, lockdep, kmemleak and more,
##                 one with KCSAN; and on Debian's kernel with PREEMPT_RT
check-debug: packages
	selftests/check.sh harness debug kcsan 6.12-rt

## make fuzz       fuzzers for code that runs outside the kernel, FUZZ_SECONDS=60 each; fuzz-coverage: the part of it
##                 that their corpus reaches
fuzz: packages
	$(MAKE) -s -C selftests/fuzz run

fuzz-coverage: packages
	$(MAKE) -s -C selftests/fuzz coverage

## make check-races the long form of the selftest for races: 30 minutes (RACES_MINUTES) of everything at once, on 4
##                 processors, on the kernels with KASAN and with KCSAN
check-races: packages
	selftests/check.sh races

## make coverage   lines and branches of the module that the selftests reach, in User Mode Linux; leaves
##                 results/coverage/index.html
coverage: packages
	selftests/checks/coverage.sh $(TESTS)

## make bench      cost of packets, TCP, up to 50,000 tunnels and the command, in instructions and modelled cycles,
##                 compared with ip_gre, in VMs; leaves results/ (QUICK=1: ten minutes)
bench: packages
	selftests/bench/run.sh

## make packages   install the Debian packages that demo, check*, fuzz, coverage and bench need
packages:
	selftests/vm/packages.sh

## make module     gre2890.ko for the running kernel, or KDIR=<configured kernel tree>
module:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

## make tools      the command gre2890 and the plugin for ip
tools:
	$(MAKE) -C tools

## make generate   update the files that follow from Documentation/netlink/specs/gre2890.yaml and tools/keywords.c
generate:
	/usr/bin/python3 Documentation/netlink/gen.py

## make style      checkpatch, sparse, shellcheck, a build with W=1, words in documents
style: packages
	selftests/checks/style.sh

## make install    module, tools, completion, manual pages (KDIR, DESTDIR, PREFIX=/usr)
install: module tools
	install -D -m 644 gre2890.ko $(MODDIR)/gre2890.ko
	$(MAKE) -C tools install DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)
	$(if $(DESTDIR),,depmod $(KREL))

## make uninstall  undo that
uninstall:
	rm -f $(MODDIR)/gre2890.ko
	$(MAKE) -C tools uninstall DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)
	$(if $(DESTDIR),,depmod $(KREL))

## make clean      remove what was built
clean:
	rm -rf build
	$(if $(wildcard $(KDIR)/Makefile),$(MAKE) -C $(KDIR) M=$(CURDIR) clean)
	$(MAKE) -C tools clean

.PHONY: help demo check check-debug check-races coverage fuzz fuzz-coverage bench packages module tools generate style install uninstall clean
