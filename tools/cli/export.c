// SPDX-License-Identifier: GPL-2.0
/* The verb "export": print a file for "apply" */
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <sys/socket.h>
#include <linux/if_ether.h>
#include <linux/if_tunnel.h>

#include "../format.h"
#include "../keywords.h"
#include "cli.h"
#include "genl.h"
#include "json_file.h"
#include "link_keywords.h"
#include "present.h"
#include "report.h"

static void add_string(struct json_object *object, const char *key,
		       const char *value)
{
	json_object_object_add(object, key, json_object_new_string(value));
}

/* A tenant may have chosen it. */
static bool is_text(const struct present *p, const char *key,
		    const char *value, int *status)
{
	if (json_file_takes(value))
		return true;
	*status = cli_refused(p->link.name, "%s is not UTF-8: left out", key);
	return false;
}

static void add_number(struct json_object *object, const char *key,
		       unsigned int value)
{
	json_object_object_add(object, key, json_object_new_uint64(value));
}

static void add_bool(struct json_object *object, const char *key, bool value)
{
	json_object_object_add(object, key, json_object_new_boolean(value));
}

/* The text is an option: "seq", "nopmtudisc", "ttl 9", "remote 192.0.2.2" */
static void add_item(const struct item *item, void *object)
{
	size_t len = strcspn(item->text, " ");
	const char *value = item->text + len + 1;
	char key[sizeof(item->text)];
	const struct keyword *w;
	bool on;

	memcpy(key, item->text, len);
	key[len] = '\0';
	w = keyword_find(tunnel_keywords, key, &on);
	/* Skip items without text and read-only ones. */
	if (!w)
		return;
	if (!item->text[len]) {
		add_bool(object, on ? key : key + strlen("no"), on);
	} else if (item->type == ITEM_NUMBER &&
		   !value[strspn(value, "0123456789")]) {
		/* item->number may be in another unit. */
		add_number(object, key, strtoul(value, NULL, 10));
	} else {
		add_string(object, key, value);
	}
}

static struct json_object *addrs_json(const struct addrs *addrs)
{
	struct json_object *array = json_object_new_array();
	char text[ADDR_TEXT_SIZE];
	size_t i;

	for (i = 0; i < addrs->count; i++) {
		addr_text(&addrs->list[i], text);
		json_object_array_add(array, json_object_new_string(text));
	}
	return array;
}

static void add_device(struct json_object *object, const struct present *p,
		       int *status)
{
	const struct link *link = &p->link;
	const struct attr *lladdr = &link->device.attr[IFLA_ADDRESS];
	char text[LLADDR_TEXT_SIZE];

	if (attrs_number(&link->data, IFLA_GRE2890_MODE) ==
	    GRE2890_MODE_ETHER && lladdr->len == ETH_ALEN)
		add_string(object, "address",
			   link_keywords_lladdr(lladdr->data, text));
	add_number(object, "mtu", link->mtu);
	if (!attrs_number(&link->device, IFLA_MASTER))
		add_bool(object, "master", false);
	else if (!p->closed && is_text(p, "master", p->master, status))
		add_string(object, "master", p->master);
	add_number(object, "group", attrs_number(&link->device, IFLA_GROUP));
	if (is_text(p, "alias", link->alias, status))
		add_string(object, "alias", link->alias);
	add_bool(object, "up", link->flags & IFF_UP);
	if (!p->closed)
		json_object_object_add(object, "addresses",
				       addrs_json(&p->addrs));
}

static struct json_object *tunnel_json(const struct present *p, int *status)
{
	struct json_object *object = json_object_new_object();

	add_string(object, "name", p->link.name);
	if (p->netns)
		add_string(object, "netns", p->netns);
	items_walk(&p->link.data, add_item, object);
	/* "any" would be of IPv4. */
	if (attrs_family(&p->link.data) == AF_INET6 &&
	    attr_is_zero(&p->link.data.attr[IFLA_GRE_REMOTE]))
		add_string(object, "remote", "::");
	/* The device determines the address. */
	if (attrs_has_local_dev(&p->link.data))
		json_object_object_del(object, "local");
	add_device(object, p, status);
	return object;
}

static int export(const struct cli *cli, const struct present_list *have)
{
	struct json_object *root = json_object_new_object();
	struct json_object *tunnels = json_object_new_array();
	int status = CLI_DONE;
	size_t i;

	for (i = 0; i < have->count; i++) {
		const struct present *p = &have->list[i];

		if (is_text(p, "name", p->link.name, &status))
			json_object_array_add(tunnels, tunnel_json(p, &status));
	}
	json_object_object_add(root, "tunnels", tunnels);
	report_json(cli, root);
	json_object_put(root);
	return have->partial ? CLI_REFUSED : status;
}

int cli_export(const struct cli *cli, int argc, char **argv)
{
	struct present_list have = { .count = 0 };
	int status;

	if (argc)
		return cli_usage(cli, argv, "export takes no argument");
	status = genl_check("export") ?: present_read_all(&have) ?:
		 export(cli, &have);
	present_free(&have);
	return status;
}
