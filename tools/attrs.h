/* SPDX-License-Identifier: GPL-2.0 */
/* A set of netlink attributes, and the bits of them that options have set */
#ifndef GRE2890_ATTRS_H
#define GRE2890_ATTRS_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>
#include <linux/gre2890.h>

/* The longest payload: an IPv6 address; names are apart */
#define ATTR_SIZE	16

/* Room for a device's name, also an alternative one: ALTIFNAMSIZ of <linux/if.h>,
 * which can't be included beside <net/if.h>
 */
#define DEVICE_NAME_SIZE	128

/* The two parts of IFLA_GRE_FLOWINFO, in host byte order */
#define FLOW_TCLASS_SHIFT	20
#define FLOW_TCLASS_MASK	0x0ff00000u
#define FLOW_LABEL_MASK		0x000fffffu

/**
 * struct attr - one attribute
 * @data: its payload as on the wire; not of a name, see attrs_name()
 * @len: octets of it; 0: the attribute is absent
 * @set: bits that options of this command have set; all bits if it is no number
 * @by: the latest of those options
 */
struct attr {
	unsigned char data[ATTR_SIZE];
	unsigned char len;
	__u32 set;
	const char *by;
};

/**
 * struct attrs - a set of attributes
 * @attr: by number
 * @link_name: payload of IFLA_GRE2890_LINK_NAME
 * @local_dev_name: payload of IFLA_GRE2890_LOCAL_DEV_NAME
 * @foreign: the underlay is in another network namespace
 */
struct attrs {
	struct attr attr[IFLA_GRE2890_MAX + 1];
	char link_name[DEVICE_NAME_SIZE];
	char local_dev_name[DEVICE_NAME_SIZE];
	bool foreign;
};

/**
 * attrs_load() - store an attribute of the kernel
 * @s: the set
 * @type: its number; unknown attributes and too long ones are ignored
 * @data: its payload
 * @len: octets of it
 */
void attrs_load(struct attrs *s, unsigned int type, const void *data,
		size_t len);

/**
 * attrs_load_number() - store a number as if the kernel sent it
 * @s: the set
 * @type: the attribute
 * @size: its octets: 1, 2 or 4
 * @value: the number, in the attribute's own byte order
 */
void attrs_load_number(struct attrs *s, unsigned int type, unsigned int size,
		       __u32 value);

/**
 * attrs_has() - is an attribute there?
 * @s: the set
 * @type: its number
 */
bool attrs_has(const struct attrs *s, unsigned int type);

/**
 * attrs_number() - value of an attribute of 1, 2 or 4 octets
 * @s: the set
 * @type: its number
 *
 * Return: the number in the attribute's own byte order; 0 if it is absent.
 */
__u32 attrs_number(const struct attrs *s, unsigned int type);

/**
 * attrs_name() - get the name by which a device was chosen
 * @s: the set
 * @type: IFLA_GRE2890_LINK_NAME or IFLA_GRE2890_LOCAL_DEV_NAME
 *
 * Return: the name; empty if the attribute is absent.
 */
const char *attrs_name(const struct attrs *s, unsigned int type);

/**
 * attrs_set_name() - choose a device by its name
 * @s: the set
 * @type: as for attrs_name()
 * @name: the name, empty for none; what is too long is cut
 * @set: to be handed out by attrs_emit()
 */
void attrs_set_name(struct attrs *s, unsigned int type, const char *name,
		    bool set);

/**
 * attrs_has_local_dev() - is the local address that of a device?
 * @s: the set
 *
 * Return: true also if the device is away.
 */
bool attrs_has_local_dev(const struct attrs *s);

/**
 * attr_is_zero() - is an address absent or all zero, so that it means any?
 * @a: the attribute
 */
bool attr_is_zero(const struct attr *a);

/**
 * attr_is_multicast() - is an address that of a multicast group?
 * @a: the attribute; it may be absent
 */
bool attr_is_multicast(const struct attr *a);

/**
 * address_size() - octets of an address
 * @family: AF_INET or AF_INET6
 */
unsigned int address_size(int family);

/**
 * attrs_family() - the underlay that the addresses speak of
 * @s: attributes of a tunnel
 *
 * Return: AF_INET6 or, also where there is no address, AF_INET.
 */
int attrs_family(const struct attrs *s);

/**
 * struct bits - what a word makes of a number
 * @type: attribute
 * @size: its octets: 1, 2 or 4
 * @mask: the bits that the word decides
 * @value: what they become
 */
struct bits {
	unsigned int type;
	unsigned int size;
	__u32 mask;
	__u32 value;
};

/**
 * attrs_set_bits() - let a word decide some bits of a number
 * @s: the set
 * @b: which bits, and their value
 * @by: the word
 *
 * Return: NULL, or the earlier word that wanted another value.
 */
const char *attrs_set_bits(struct attrs *s, const struct bits *b,
			   const char *by);

/**
 * attrs_set_bytes() - let a word decide an attribute that is not a number
 * @s: the set
 * @type: attribute
 * @new: its payload and length
 * @by: the word
 *
 * Return: NULL, or the earlier word that wanted another value.
 */
const char *attrs_set_bytes(struct attrs *s, unsigned int type,
			    const struct attr *new, const char *by);

/**
 * attrs_any() - have words set anything?
 * @s: the set
 */
bool attrs_any(const struct attrs *s);

/**
 * attrs_emit() - hand out the attributes that words have set
 * @s: the set
 * @put: called for each
 * @ctx: passed to it
 */
void attrs_emit(const struct attrs *s,
		void (*put)(void *ctx, unsigned int type, const void *data,
			    size_t len),
		void *ctx);

#endif /* GRE2890_ATTRS_H */
