// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <string.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>

#include "attrs.h"
#include "escape.h"
#include "format.h"
#include "keywords.h"
#include "parse.h"

/* Where the explanations begin */
#define HELP_COLUMN	26

static const char *const modes[] = {
	[GRE2890_MODE_IP] = "ip",
	[GRE2890_MODE_ETHER] = "ether",
	NULL
};

static const char *const seq_modes[] = {
	[GRE2890_SEQ_MODE_AUTO] = "auto",
	[GRE2890_SEQ_MODE_OFF] = "off",
	[GRE2890_SEQ_MODE_STRICT] = "strict",
	[GRE2890_SEQ_MODE_WINDOW] = "window",
	[GRE2890_SEQ_MODE_REORDER] = "reorder",
	NULL
};

static const char *const states[] = {
	[GRE2890_STATE_OK] = "ok",
	[GRE2890_STATE_NO_LOCAL] = "no-local",
	[GRE2890_STATE_TAKEN] = "identity-taken",
	[GRE2890_STATE_NO_DEV] = "no-dev",
	NULL
};

static const char *const resync_with_number[] = { "packets", "idle", NULL };

static const char address[] = "an IPv4 or IPv6 address or any";
static const char key[] = "a number from 0 to 4294967295 or a dotted quad";

static const char external[] = "use one link for each remote and key";
static const char encap[] = "GRE in UDP";
static const char erspan[] = "ERSPAN; use type erspan or ip6erspan";

const struct keyword tunnel_keywords[] = {
	{ "remote", "ADDR|any", "the far end, IPv4 or IPv6 (default any)",
	  .parse = parse_address, .parse_first = true, .takes = address,
	  .format = format_address, .key = "remote",
	  .attr = IFLA_GRE_REMOTE },
	{ "local", "ADDR|any", "the near end, of the same family (default any)",
	  .parse = parse_address, .parse_first = true, .takes = address,
	  .format = format_address, .key = "local",
	  .attr = IFLA_GRE_LOCAL },
	{ "dev", "DEV", "the device that carries the tunnel (default any)",
	  .parse = parse_device, .takes = "a device's name",
	  .format = format_device, .key = "link",
	  .attr = IFLA_GRE_LINK, .name_attr = IFLA_GRE2890_LINK_NAME },
	{ "local-dev", "DEV|none",
	  "local is this device's primary address, and follows it (default none)",
	  .parse = parse_device, .zero = "none",
	  .takes = "a device's name or none",
	  .format = format_device, .key = "local_dev",
	  .attr = IFLA_GRE2890_LOCAL_DEV,
	  .name_attr = IFLA_GRE2890_LOCAL_DEV_NAME },
	{ "carrier-reason", .read_only = true,
	  .choices = states,
	  .format = format_state, .key = "carrier_reason",
	  .attr = IFLA_GRE2890_STATE },
	{ "ttl|hoplimit|hlim", "N|inherit",
	  "TTL or hop limit (default inherit over IPv4, 64 over IPv6)",
	  .parse = parse_number, .max = UINT8_MAX, .zero = "inherit",
	  .format = format_ttl, .key = "ttl",
	  .attr = IFLA_GRE_TTL, .size = sizeof(__u8) },
	{ "encaplimit|encaplim", "N|none",
	  "IPv6: tunnel encapsulation limit (default none)",
	  .parse = parse_encaplimit, .max = UINT8_MAX,
	  .takes = "a number from 0 to 255 or none",
	  .format = format_encaplimit, .key = "encap_limit",
	  .attr = IFLA_GRE_ENCAP_LIMIT },
	{ "tos|tclass|tc|dsfield", "XX|NAME|inherit",
	  "TOS or traffic class, hexadecimal (default 0)",
	  .parse = parse_tos, .max = UINT8_MAX,
	  .takes = "0 to ff (hexadecimal), a DSCP's name or inherit",
	  .format = format_tos, .key = "tos",
	  .attr = IFLA_GRE_TOS },
	{ "flowlabel|fl", "XXXXX|inherit",
	  "IPv6: flow label, hexadecimal (default 0)",
	  .parse = parse_flowlabel, .max = FLOW_LABEL_MASK,
	  .takes = "0 to fffff (hexadecimal) or inherit",
	  .format = format_flowlabel, .key = "flowlabel",
	  .attr = IFLA_GRE_FLOWINFO },
	{ "pmtudisc", NULL, "IPv4: path MTU discovery (the default)",
	  .no = true,
	  .parse = parse_flag,
	  .format = format_pmtudisc, .key = "pmtudisc",
	  .attr = IFLA_GRE_PMTUDISC, .size = sizeof(__u8), .bits = 1 },
	{ "ignore-df", NULL, "IPv4: ignore the inner packet's DF",
	  .no = true,
	  .parse = parse_flag,
	  .format = format_flag, .key = "ignore_df",
	  .attr = IFLA_GRE_IGNORE_DF, .size = sizeof(__u8), .bits = 1 },
	{ "ikey", "K", "receive only packets with this key",
	  .no = true,
	  .parse = parse_key, .numeric = true, .takes = key,
	  .format = format_key, .key = "ikey",
	  .attr = IFLA_GRE_IKEY },
	{ "okey", "K", "send this key",
	  .no = true,
	  .parse = parse_key, .numeric = true, .takes = key,
	  .format = format_key, .key = "okey",
	  .attr = IFLA_GRE_OKEY },
	{ "key", "K", "both: a number or a dotted quad",
	  .no = true,
	  .parse = parse_key, .numeric = true, .takes = key,
	  .attr = IFLA_GRE_IKEY, .attr2 = IFLA_GRE_OKEY },
	{ "iseq", NULL, "require sequence numbers; drop old ones unless seq-mode says otherwise",
	  .no = true,
	  .parse = parse_flag,
	  .format = format_flag, .key = "iseq",
	  .attr = IFLA_GRE_IFLAGS, .size = sizeof(__u16), .bits = GRE_SEQ },
	{ "oseq", NULL, "send sequence numbers",
	  .no = true,
	  .parse = parse_flag,
	  .format = format_flag, .key = "oseq",
	  .attr = IFLA_GRE_OFLAGS, .size = sizeof(__u16), .bits = GRE_SEQ },
	{ "seq", NULL, "both",
	  .no = true,
	  .parse = parse_flag,
	  .attr = IFLA_GRE_IFLAGS, .attr2 = IFLA_GRE_OFLAGS,
	  .size = sizeof(__u16), .bits = GRE_SEQ },
	{ "seq-mode", "auto|off|strict|window|reorder",
	  "how to treat old and early numbers (default auto: strict with iseq, else off)",
	  .parse = parse_choice, .choices = seq_modes,
	  .format = format_seq_mode, .key = "seq_mode",
	  .attr = IFLA_GRE2890_SEQ_MODE, .size = sizeof(__u8) },
	{ "seq-window", "N",
	  "seq-mode window: by how many numbers a packet may be late (default 64)",
	  .parse = parse_number, .min = 1, .max = GRE2890_SEQ_WINDOW_MAX,
	  .format = format_number, .key = "seq_window",
	  .attr = IFLA_GRE2890_SEQ_WINDOW, .size = sizeof(__u32) },
	{ "reorder-timeout", "MS",
	  "seq-mode reorder: how long a packet may wait (default 50)",
	  .parse = parse_number, .min = 1, .max = GRE2890_REORDER_TIMEOUT_MAX,
	  .format = format_number, .key = "reorder_timeout",
	  .attr = IFLA_GRE2890_REORDER_TIMEOUT, .size = sizeof(__u32) },
	{ "reorder-buffer", "PACKETS",
	  "seq-mode reorder: how many packets may wait (default 64)",
	  .parse = parse_number, .min = 1, .max = GRE2890_REORDER_BUFFER_MAX,
	  .format = format_number, .key = "reorder_buffer",
	  .attr = IFLA_GRE2890_REORDER_BUFFER, .size = sizeof(__u32) },
	{ "seq-resync", "never|packets N|idle MS",
	  "when to follow a peer that restarted its numbers (default never)",
	  .parse = parse_resync, .with_number = resync_with_number,
	  .format = format_resync,
	  .attr = IFLA_GRE2890_RESYNC_PACKETS,
	  .attr2 = IFLA_GRE2890_RESYNC_IDLE },
	{ "icsum", NULL, "require checksums",
	  .no = true,
	  .parse = parse_flag,
	  .format = format_flag, .key = "icsum",
	  .attr = IFLA_GRE_IFLAGS, .size = sizeof(__u16), .bits = GRE_CSUM },
	{ "ocsum", NULL, "send checksums",
	  .no = true,
	  .parse = parse_flag,
	  .format = format_flag, .key = "ocsum",
	  .attr = IFLA_GRE_OFLAGS, .size = sizeof(__u16), .bits = GRE_CSUM },
	{ "csum", NULL, "both",
	  .no = true,
	  .parse = parse_flag,
	  .attr = IFLA_GRE_IFLAGS, .attr2 = IFLA_GRE_OFLAGS,
	  .size = sizeof(__u16), .bits = GRE_CSUM },
	{ "allow-localremote", NULL, "IPv6: the far end may be this host",
	  .no = true,
	  .parse = parse_flag,
	  .format = format_flag, .key = "ip6_tnl_f_allow_local_remote",
	  .attr = IFLA_GRE_FLAGS, .size = sizeof(__u32),
	  .bits = IP6_TNL_F_ALLOW_LOCAL_REMOTE },
	{ "fwmark", "N", "mark for the route of the outer packet (default 0)",
	  .parse = parse_fwmark, .max = UINT32_MAX,
	  .format = format_hex, .key = "fwmark",
	  .attr = IFLA_GRE_FWMARK, .size = sizeof(__u32) },
	{ "mode", "ip|ether",
	  "payload: packets or Ethernet frames (default ip; fixed at creation)",
	  .parse = parse_choice, .choices = modes,
	  .format = format_choice, .key = "mode",
	  .attr = IFLA_GRE2890_MODE, .size = sizeof(__u8) },
	{ "encap", "none", "GRE directly over IP (the only choice)",
	  .no = true,
	  .parse = parse_encap,
	  .attr = IFLA_GRE_ENCAP_TYPE },

	/* Options of type gre and ip6gre */
	{ "external", .refused = external, .no = true },
	{ "encap-sport", .refused = encap },
	{ "encap-dport", .refused = encap },
	{ "encap-csum", .refused = encap, .no = true },
	{ "encap-csum6", .refused = encap, .no = true },
	{ "encap-udp6-csum", .refused = encap, .no = true },
	{ "encap-remcsum", .refused = encap, .no = true },
	{ "dscp", .refused = "a copy of the outer DSCP; ECN goes by RFC 6040" },
	{ "erspan", .refused = erspan },
	{ "erspan_ver", .refused = erspan },
	{ "erspan_dir", .refused = erspan },
	{ "erspan_hwid", .refused = erspan },
	{ NULL }
};

static bool spells(const char *names, const char *name)
{
	size_t len;

	for (;; names += len + 1) {
		len = strcspn(names, "|");
		if (strlen(name) == len && !strncmp(names, name, len))
			return true;
		if (!names[len])
			return false;
	}
}

const struct keyword *keyword_find(const struct keyword *table, const char *name,
				   bool *on)
{
	const struct keyword *w;

	for (w = table; w->name; w++) {
		if (w->read_only)
			continue;
		*on = spells(w->name, name);
		if (*on || (w->no && !strncmp(name, "no", 2) &&
			    spells(w->name, name + 2)))
			return w;
	}
	return NULL;
}

const char *keyword_takes(const struct keyword *w, char *text)
{
	if (w->takes || !w->max)
		return w->takes ?: w->value;
	snprintf(text, KEYWORD_TAKES_SIZE, "a number from %u to %u%s%s", w->min,
		 w->max, w->zero ? " or " : "", w->zero ?: "");
	return text;
}

bool keyword_takes_number(const struct keyword *w)
{
	return w->numeric || w->max;
}

static void help_line(const struct keyword *w, FILE *f)
{
	char usage[80];

	if (w->value)
		snprintf(usage, sizeof(usage), "%s %s%s%s", w->name, w->value,
			 w->no ? ", no" : "", w->no ? w->name : "");
	else
		snprintf(usage, sizeof(usage), "%s%s", w->no ? "[no]" : "",
			 w->name);
	if (strlen(usage) > HELP_COLUMN) {
		put_line(f, "  %s", usage);
		*usage = '\0';
	}
	put_line(f, "  %-*s %s", HELP_COLUMN, usage, w->help);
}

static void help_refused(const struct keyword *table, FILE *f)
{
	const char *before = "Not supported of type gre:";
	const struct keyword *w;

	for (w = table; w->name; w++) {
		if (!w->refused)
			continue;
		put_text(f, "%s %s", before, w->name);
		before = ",";
	}
	if (!strcmp(before, ","))
		fputs("\n", f);
}

void keywords_help(const struct keyword *table, FILE *f)
{
	const struct keyword *w;

	for (w = table; w->name; w++)
		if (!w->refused && !w->read_only)
			help_line(w, f);
	help_refused(table, f);
}

/* The longest keyword, with "no" and NUL */
#define KEYWORD_SIZE	40

void keywords_walk(const struct keyword *table,
		   void (*visit)(const char *name, void *ctx), void *ctx)
{
	char name[KEYWORD_SIZE];
	const struct keyword *w;
	const char *at;
	int len;

	for (w = table; w->name; w++) {
		if (w->refused || w->read_only)
			continue;
		for (at = w->name; *at; at += len + (at[len] == '|')) {
			len = strcspn(at, "|");
			snprintf(name, sizeof(name), "no%.*s", len, at);
			visit(name + strlen("no"), ctx);
			if (w->no)
				visit(name, ctx);
		}
	}
}

static void list_word(const char *name, void *f)
{
	put_line(f, "%s", name);
}

void keywords_list(const struct keyword *table, FILE *f)
{
	keywords_walk(table, list_word, f);
}

void keyword_values(const struct keyword *w,
		    void (*visit)(const char *value, void *ctx), void *ctx)
{
	char value[KEYWORD_SIZE];
	const char *at;

	for (at = w->value; *at; at += strcspn(at, "|"), at += *at == '|') {
		snprintf(value, sizeof(value), "%.*s",
			 (int)strcspn(at, " |"), at);
		visit(value, ctx);
	}
}

bool keyword_number_follows(const struct keyword *w, const char *value)
{
	const char *const *c;

	for (c = w->with_number; c && *c; c++)
		if (!strcmp(*c, value))
			return true;
	return false;
}
