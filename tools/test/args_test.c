// SPDX-License-Identifier: GPL-2.0
/* From words to attributes: each word, each refusal */
#include <linux/if_tunnel.h>

#include "../attr_table.h"
#include "tap.h"
#include "tunnel.h"

#define KEY6	"remote 2001:db8::2 local 2001:db8::1 "

static const struct {
	const char *now;	/* NULL: a new tunnel; else options of an old */
	const char *words;
	const char *result;	/* the attributes or the error */
} cases[] = {
	/* addresses, and the family that follows */
	{ NULL, "", "" },
	{ NULL, "local 192.0.2.1 remote 192.0.2.2",
	  "local=c0000201 remote=c0000202" },
	{ NULL, "local any remote 192.0.2.2",
	  "local=00000000 remote=c0000202" },
	{ NULL, "local any remote any", "local=00000000 remote=00000000" },
	{ NULL, "remote 2001:db8::2",
	  "remote=20010db8000000000000000000000002 ttl=40" },
	{ NULL, "local any remote 2001:db8::2",
	  "local=00000000000000000000000000000000 remote=20010db8000000000000000000000002 ttl=40" },
	{ "remote 2001:db8::2", "remote any",
	  "remote=00000000000000000000000000000000" },
	{ "remote 192.0.2.2", "remote 2001:db8::2",
	  "remote=20010db8000000000000000000000002" },
	{ "local 192.0.2.1", "remote any", "remote=00000000" },
	{ "local 192.0.2.1 remote 192.0.2.2",
	  "remote 2001:db8::2 local 2001:db8::1",
	  "local=20010db8000000000000000000000001 remote=20010db8000000000000000000000002" },
	{ NULL, "local 192.0.2.1 remote 2001:db8::2",
	  "3 '2001:db8::2': local and remote must both be IPv4 or both be IPv6" },
	{ NULL, "remote 2001:db8::2 local 192.0.2.1 ttl 3",
	  "3 '192.0.2.1': local and remote must both be IPv4 or both be IPv6" },
	{ "local 192.0.2.1", "ttl 3 remote 2001:db8::2",
	  "3 '2001:db8::2': local and remote must both be IPv4 or both be IPv6" },
	{ NULL, "remote 192.0.2",
	  "1 '192.0.2': not an IPv4 or IPv6 address, nor 'any'" },
	{ NULL, "remote example.org",
	  "1 'example.org': not an IPv4 or IPv6 address, nor 'any'" },
	{ NULL, "remote 192.0.2.1/24",
	  "1 '192.0.2.1/24': not an IPv4 or IPv6 address, nor 'any'" },
	/* device */
	{ NULL, "dev if7", "link=07000000" },
	{ NULL, "dev eth0", "1 'eth0': no such device" },
	/* keys; words share IFLAGS and OFLAGS */
	{ NULL, "key 7", "iflags=2000 oflags=2000 ikey=00000007 okey=00000007" },
	{ NULL, "key 0", "iflags=2000 oflags=2000 ikey=00000000 okey=00000000" },
	{ NULL, "key 4294967295",
	  "iflags=2000 oflags=2000 ikey=ffffffff okey=ffffffff" },
	{ NULL, "key 0x10", "iflags=2000 oflags=2000 ikey=00000010 okey=00000010" },
	{ NULL, "key 1.2.3.4",
	  "iflags=2000 oflags=2000 ikey=01020304 okey=01020304" },
	{ NULL, "ikey 1 okey 2",
	  "iflags=2000 oflags=2000 ikey=00000001 okey=00000002" },
	{ NULL, "key 5 ikey 5", "iflags=2000 oflags=2000 ikey=00000005 okey=00000005" },
	{ "key 7 csum", "nokey", "iflags=8000 oflags=8000" },
	{ "key 7 seq", "noikey", "iflags=1000" },
	{ "key 7 seq", "nookey", "oflags=1000" },
	{ "key 7", "okey 8", "oflags=2000 okey=00000008" },
	{ NULL, "key 4294967296",
	  "1 '4294967296': 'key' takes a number from 0 to 4294967295 or a dotted quad" },
	{ NULL, "key -1",
	  "1 '-1': 'key' takes a number from 0 to 4294967295 or a dotted quad" },
	{ NULL, "ikey 1.2.3",
	  "1 '1.2.3': 'ikey' takes a number from 0 to 4294967295 or a dotted quad" },
	{ NULL, "key", "0 'key': needs an argument: K" },
	{ NULL, "key 7 nokey", "2 'nokey': contradicts 'key' before it" },
	{ NULL, "key 5 okey 6", "3 '6': contradicts 'key' before it" },
	/* sequence numbers and checksums */
	{ NULL, "seq csum", "iflags=9000 oflags=9000" },
	{ NULL, "iseq ocsum", "iflags=1000 oflags=8000" },
	{ NULL, "oseq icsum", "iflags=8000 oflags=1000" },
	{ "seq csum", "noseq", "iflags=8000 oflags=8000" },
	{ "seq csum", "noiseq noocsum", "iflags=8000 oflags=1000" },
	{ "seq csum", "nooseq noicsum", "iflags=1000 oflags=8000" },
	{ "seq csum", "nocsum", "iflags=1000 oflags=1000" },
	{ NULL, "csum noicsum", "1 'noicsum': contradicts 'csum' before it" },
	/* what becomes of received sequence numbers */
	{ NULL, "seq-mode auto", "seq_mode=00" },
	{ NULL, "seq-mode strict", "seq_mode=02" },
	{ NULL, "seq-mode window seq-window 1024",
	  "seq_mode=03 seq_window=00040000" },
	{ NULL, "seq-mode reorder reorder-timeout 10000 reorder-buffer 1",
	  "seq_mode=04 reorder_timeout=10270000 reorder_buffer=01000000" },
	{ NULL, "seq-mode late",
	  "1 'late': 'seq-mode' takes auto|off|strict|window|reorder" },
	{ NULL, "seq-window 0",
	  "1 '0': 'seq-window' takes a number from 1 to 1024" },
	{ NULL, "reorder-timeout 10001",
	  "1 '10001': 'reorder-timeout' takes a number from 1 to 10000" },
	{ NULL, "reorder-buffer 4097",
	  "1 '4097': 'reorder-buffer' takes a number from 1 to 4096" },
	{ NULL, "seq-resync packets 5 ttl 64",
	  "ttl=40 resync_packets=05000000 resync_idle=00000000" },
	{ NULL, "seq-resync idle 0x10",
	  "resync_packets=00000000 resync_idle=10000000" },
	{ NULL, "seq-resync never",
	  "resync_packets=00000000 resync_idle=00000000" },
	{ NULL, "seq-resync always",
	  "1 'always': 'seq-resync' takes never|packets N|idle MS" },
	{ NULL, "seq-resync packets",
	  "1 'packets': needs a number: never|packets N|idle MS" },
	{ NULL, "seq-resync packets ttl",
	  "2 'ttl': 'seq-resync packets' takes a number from 1 to 1024" },
	{ NULL, "seq-resync idle 0",
	  "2 '0': 'seq-resync idle' takes a number from 1 to 3600000" },
	{ NULL, "seq-resync idle 5 seq-resync packets 5",
	  "5 '5': contradicts 'seq-resync' before it" },
	/* liveness */
	{ NULL, "keepalive-answer", "keepalive_answer=01" },
	{ NULL, "nokeepalive-answer", "keepalive_answer=00" },
	{ NULL, "reflect outside", "reflect=02" },
	{ NULL, "reflect back", "1 'back': 'reflect' takes off|inside|outside" },
	{ NULL, "keepalive 10", "keepalive=10270000" },
	{ NULL, "keepalive 32767", "keepalive=18fcf301" },
	{ NULL, "keepalive 500 ms ttl 5", "ttl=05 keepalive=f4010000" },
	{ NULL, "keepalive 100 ms", "keepalive=64000000" },
	{ NULL, "keepalive off", "keepalive=00000000" },
	{ "keepalive 10 keepalive-retries 5", "keepalive off", "keepalive=00000000" },
	{ NULL, "keepalive 0",
	  "1 '0': 'keepalive' takes 1 to 32767 (seconds), 100 ms to 32767000 ms, or off" },
	{ NULL, "keepalive 32768",
	  "1 '32768': 'keepalive' takes 1 to 32767 (seconds), 100 ms to 32767000 ms, or off" },
	{ NULL, "keepalive 99 ms",
	  "1 '99': 'keepalive' takes 1 to 32767 (seconds), 100 ms to 32767000 ms, or off" },
	{ NULL, "keepalive 32767001 ms",
	  "1 '32767001': 'keepalive' takes 1 to 32767 (seconds), 100 ms to 32767000 ms, or off" },
	{ NULL, "keepalive often",
	  "1 'often': 'keepalive' takes 1 to 32767 (seconds), 100 ms to 32767000 ms, or off" },
	{ NULL, "keepalive off ms", "2 'ms': unknown option, see 'help'" },
	{ NULL, "keepalive 10 s", "2 's': unknown option, see 'help'" },
	{ NULL, "keepalive", "0 'keepalive': needs an argument: SECONDS|MS ms|off" },
	{ NULL, "keepalive 5000 ms keepalive 5", "keepalive=88130000" },
	{ NULL, "keepalive 10 keepalive 500 ms",
	  "4 'ms': contradicts 'keepalive' before it" },
	{ NULL, "keepalive-retries 255 keepalive-hold 1",
	  "keepalive_retries=ff keepalive_hold=01" },
	{ NULL, "keepalive-retries 0",
	  "1 '0': 'keepalive-retries' takes a number from 1 to 255" },
	{ NULL, "keepalive-hold 256",
	  "1 '256': 'keepalive-hold' takes a number from 1 to 255" },
	{ NULL, "keepalive-form plain", "keepalive_form=01" },
	{ NULL, "keepalive-form cisco",
	  "1 'cisco': 'keepalive-form' takes key|plain|auth" },
	{ NULL, "keepalive-loss 99 keepalive-rtt 60000",
	  "keepalive_loss=63 keepalive_rtt=60ea0000" },
	{ NULL, "keepalive-loss off keepalive-rtt off",
	  "keepalive_loss=00 keepalive_rtt=00000000" },
	{ NULL, "keepalive-loss 100",
	  "1 '100': 'keepalive-loss' takes a number from 0 to 99 or off" },
	{ NULL, "keepalive-rtt 60001",
	  "1 '60001': 'keepalive-rtt' takes a number from 0 to 60000 or off" },
	{ NULL, "state-age 5", "0 'state-age': unknown option, see 'help'" },
	{ NULL, "keepalive-misses 5",
	  "0 'keepalive-misses': unknown option, see 'help'" },
	/* an address that follows a device */
	{ NULL, "local-dev if7", "local_dev=07000000" },
	{ NULL, "local-dev none", "local_dev=00000000" },
	{ NULL, "local-dev nowhere", "1 'nowhere': no such device" },
	{ NULL, "carrier-reason ok", "0 'carrier-reason': unknown option, see 'help'" },
	/* TTL */
	{ NULL, "ttl 64", "ttl=40" },
	{ NULL, "hoplimit 255", "ttl=ff" },
	{ NULL, "hlim inherit", "ttl=00" },
	{ NULL, KEY6 "ttl inherit",
	  "local=20010db8000000000000000000000001 remote=20010db8000000000000000000000002 ttl=00" },
	{ NULL, "ttl 256",
	  "1 '256': 'ttl' takes a number from 0 to 255 or inherit" },
	{ NULL, "ttl 1x",
	  "1 '1x': 'ttl' takes a number from 0 to 255 or inherit" },
	{ NULL, "ttl 5 hlim 6", "3 '6': contradicts 'ttl' before it" },
	/* TOS or traffic class; hexadecimal */
	{ NULL, "tos 10", "tos=10" },
	{ NULL, "tos 0xb8", "tos=b8" },
	{ NULL, "dsfield inherit", "tos=01" },
	{ NULL, "tclass 100",
	  "1 '100': 'tclass' takes 0 to ff (hexadecimal), a DSCP's name or inherit" },
	{ NULL, "tos nonsense",
	  "1 'nonsense': 'tos' takes 0 to ff (hexadecimal), a DSCP's name or inherit" },
	{ "remote 2001:db8::2 flowlabel 12345", "tc b8",
	  "flowinfo=0b812345 flags=01000000" },
	{ "remote 2001:db8::2 tos b8", "tos inherit",
	  "flowinfo=00000000 flags=03000000" },
	{ "remote 2001:db8::2 tos inherit", "tos 8",
	  "flowinfo=00800000 flags=01000000" },
	{ "remote 2001:db8::2", "tos 8 tclass inherit",
	  "3 'inherit': contradicts 'tos' before it" },
	/* IPv4 */
	{ NULL, "pmtudisc", "pmtudisc=01" },
	{ NULL, "nopmtudisc ignore-df", "pmtudisc=00 ignore_df=01" },
	{ NULL, "noignore-df", "ignore_df=00" },
	/* IPv6 */
	{ "remote 2001:db8::2 tos b8", "flowlabel 12345",
	  "flowinfo=0b812345 flags=01000000" },
	{ "remote 2001:db8::2", "fl inherit", "flowinfo=00000000 flags=05000000" },
	{ "remote 2001:db8::2", "flowlabel 100000",
	  "1 '100000': 'flowlabel' takes 0 to fffff (hexadecimal) or inherit" },
	{ "remote 2001:db8::2", "encaplimit 4", "encap_limit=04 flags=00000000" },
	{ "remote 2001:db8::2 encaplimit 4", "encaplim none", "flags=01000000" },
	{ "remote 2001:db8::2", "encaplimit 256",
	  "1 '256': 'encaplimit' takes a number from 0 to 255 or none" },
	{ "remote 2001:db8::2", "allow-localremote", "flags=41000000" },
	{ "remote 2001:db8::2 allow-localremote", "noallow-localremote",
	  "flags=01000000" },
	/* mark */
	{ NULL, "fwmark 0x10", "fwmark=10000000" },
	{ NULL, "fwmark 0", "fwmark=00000000" },
	{ NULL, "fwmark 4294967296",
	  "1 '4294967296': 'fwmark' takes a number from 0 to 4294967295" },
	{ NULL, "fwmark inherit",
	  "1 'inherit': not supported: 'fwmark' takes only a number" },
	/* mode */
	{ NULL, "mode ip", "mode=00" },
	{ NULL, "mode ether", "mode=01" },
	{ NULL, "mode ethernet", "1 'ethernet': 'mode' takes ip|ether" },
	/* encapsulations and what else type gre has */
	{ NULL, "encap none noencap noexternal noencap-csum",
	  "encap_type=0000" },
	{ NULL, "encap fou",
	  "1 'fou': not supported: GRE in UDP; 'encap' takes only none" },
	{ NULL, "encap-sport auto", "0 'encap-sport': not supported: GRE in UDP" },
	{ NULL, "encap-dport 5", "0 'encap-dport': not supported: GRE in UDP" },
	{ NULL, "encap-csum", "0 'encap-csum': not supported: GRE in UDP" },
	{ NULL, "encap-csum6", "0 'encap-csum6': not supported: GRE in UDP" },
	{ NULL, "encap-udp6-csum",
	  "0 'encap-udp6-csum': not supported: GRE in UDP" },
	{ NULL, "encap-remcsum",
	  "0 'encap-remcsum': not supported: GRE in UDP" },
	{ NULL, "external",
	  "0 'external': not supported: use one link for each remote and key" },
	{ NULL, "dscp inherit",
	  "0 'dscp': not supported: a copy of the outer DSCP; ECN goes by RFC 6040" },
	{ NULL, "erspan 1",
	  "0 'erspan': not supported: ERSPAN; use type erspan or ip6erspan" },
	{ NULL, "erspan_ver 1",
	  "0 'erspan_ver': not supported: ERSPAN; use type erspan or ip6erspan" },
	{ NULL, "erspan_dir ingress",
	  "0 'erspan_dir': not supported: ERSPAN; use type erspan or ip6erspan" },
	{ NULL, "erspan_hwid 1",
	  "0 'erspan_hwid': not supported: ERSPAN; use type erspan or ip6erspan" },
	/* no abbreviations, no unknown words */
	{ NULL, "rem 192.0.2.1", "0 'rem': unknown option, see 'help'" },
	{ NULL, "ttl 4 kye 5", "2 'kye': unknown option, see 'help'" },
	{ NULL, "nottl", "0 'nottl': unknown option, see 'help'" },
	{ NULL, "no", "0 'no': unknown option, see 'help'" },
	{ NULL, "ttl|hoplimit 4", "0 'ttl|hoplimit': unknown option, see 'help'" },
};

static void print(void *f, unsigned int type, const void *data, size_t len)
{
	const unsigned char *octets = data;
	size_t i;

	fprintf(f, "%s%s=", ftell(f) ? " " : "", attr_table[type].name);
	for (i = 0; i < len; i++)
		fprintf(f, "%02x", octets[i]);
}

/* The attributes of a tunnel that was created with these words */
static void make(struct attrs *s, const char *words)
{
	char line[256], *argv[32];
	struct args a;
	int type;

	snprintf(line, sizeof(line), "%s", words);
	if (!tunnel_parse(&a, NULL, tunnel_words(line, argv), argv))
		fprintf(stderr, "'%s': %s\n", words, a.error);
	*s = a.data;
	for (type = 0; type <= IFLA_GRE2890_MAX; type++)
		s->attr[type].set = 0;
}

static void test(const char *now, const char *words, const char *result)
{
	char claim[256], line[256], got[256] = "", *argv[32];
	struct attrs old;
	struct args a;
	FILE *f;

	snprintf(line, sizeof(line), "%s", words);
	if (now)
		make(&old, now);
	f = fmemopen(got, sizeof(got), "w");
	if (tunnel_parse(&a, now ? &old : NULL, tunnel_words(line, argv), argv))
		attrs_emit(&a.data, print, f);
	else
		fprintf(f, "%d '%s': %s", a.at, argv[a.at], a.error);
	fclose(f);
	snprintf(claim, sizeof(claim), "words: %s%s%s'%s'",
		 now ? "after '" : "", now ?: "", now ? "' " : "", words);
	tap_same(claim, got, result);
}

int main(void)
{
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		test(cases[i].now, cases[i].words, cases[i].result);
	return 0;
}
