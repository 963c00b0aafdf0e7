/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Symbols that "ip" exports to its plugins; iproute2 installs no header for them.
 * Tried with iproute2 5.10, 6.1, 6.15 and 7.3.
 */
#ifndef GRE2890_IP_HOST_H
#define GRE2890_IP_HOST_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

struct link_util {
	struct link_util *next;
	const char *id;
	int maxattr;
	int (*parse_opt)(struct link_util *lu, int argc, char **argv,
			 struct nlmsghdr *n);
	void (*print_opt)(struct link_util *lu, FILE *f, struct rtattr *tb[]);
	void (*print_xstats)(struct link_util *lu, FILE *f,
			     struct rtattr *xstats);
	void (*print_help)(struct link_util *lu, int argc, char **argv,
			   FILE *f);
	int (*parse_ifla_xstats)(struct link_util *lu, int argc, char **argv);
	int (*print_ifla_xstats)(struct nlmsghdr *n, void *arg);
};

enum output_type {
	PRINT_FP = 1,
	PRINT_JSON = 2,
	PRINT_ANY = 4,
};

enum color_attr {
	COLOR_NONE = 6,
};

struct rtnl_handle;

extern struct rtnl_handle rth;

bool is_json_context(void);
void print_nl(void);
int print_color_string(enum output_type type, enum color_attr color,
		       const char *key, const char *fmt, const char *value);
int print_color_uint(enum output_type type, enum color_attr color,
		     const char *key, const char *fmt, unsigned int value);
int print_color_u64(enum output_type type, enum color_attr color,
		    const char *key, const char *fmt, __u64 value);
int print_color_bool(enum output_type type, enum color_attr color,
		     const char *key, const char *fmt, bool value);
int addattr_l(struct nlmsghdr *n, int maxlen, int type, const void *data,
	      int len);
int rtnl_talk(struct rtnl_handle *handle, struct nlmsghdr *n,
	      struct nlmsghdr **answer);
unsigned int ll_name_to_index(const char *name);
void invarg(const char *msg, const char *arg) __attribute__((noreturn));

#endif /* GRE2890_IP_HOST_H */
