# SPDX-License-Identifier: GPL-2.0
# Find what the kernel's headers lack.  Distributions backport, so search the headers
# and ignore the version number.
#
# $(call lacks,FILE,REGEX,NAME): -DGRE2890_NAME unless include/FILE, with its lines
# joined, matches REGEX
lacks = $(shell tr -s '\n\t' '  ' 2>/dev/null <$(srctree)/include/$(1) | \
		grep -Eq -- '$(2)' || echo -DGRE2890_$(3))

ccflags-y += $(call lacks,linux/netdevice.h,[ :]lltx[ :;],NO_LLTX)
ccflags-y += $(call lacks,linux/netdevice.h,alloc_netdev_dummy,NO_ALLOC_NETDEV_DUMMY)
ccflags-y += $(call lacks,linux/ethtool.h,ethtool_puts,NO_ETHTOOL_PUTS)
ccflags-y += $(call lacks,net/hotdata.h,max_backlog,NO_HOTDATA)
ccflags-y += $(call lacks,net/flow.h,flowi4_dscp,NO_FLOWI4_DSCP)
ccflags-y += $(call lacks,net/rtnetlink.h,rtnl_newlink_params,NO_NEWLINK_PARAMS)
ccflags-y += $(call lacks,linux/hrtimer.h,void hrtimer_setup.struct,NO_HRTIMER_SETUP)
ccflags-y += $(call lacks,linux/netdevice.h,\(\*parse\)\([^)]*net_device,NO_PARSE_DEV)
ccflags-y += $(call lacks,linux/netdevice.h,netif_get_flags,NO_NETIF_GET_FLAGS)
ccflags-y += $(call lacks,net/ip_tunnels.h,pskb_inet_may_pull_reason,NO_INET_MAY_PULL_REASON)

# Whole headers that only newer kernels have
ccflags-y += $(if $(wildcard $(srctree)/include/net/gso.h),,-I$(src)/src/compat/include)

# Find what the kernel does not export, in its table of symbols.
unexported = $(shell awk '$$2 == "$(1)" { found = 1 } END { exit !found }' \
		     $(objtree)/Module.symvers 2>/dev/null || echo -DGRE2890_$(2))

ccflags-y += $(call unexported,udpv6_encap_needed_key,NO_UDP_ENCAP_NEEDED)
