/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_LINUX_SKBUFF_H
#define FUZZ_LINUX_SKBUFF_H

#include <linux/rbtree.h>

struct sk_buff {
	union {
		struct {
			struct sk_buff	*next, *prev;
			void		*dev;
		};
		struct rb_node rbnode;
	};
	_Alignas(8) char cb[48];
};

static inline struct sk_buff *rb_to_skb(struct rb_node *node)
{
	return container_of(node, struct sk_buff, rbnode);
}

static inline struct sk_buff *skb_rb_first(const struct rb_root *root)
{
	struct rb_node *node = rb_first(root);

	return node ? rb_to_skb(node) : NULL;
}

static inline void skb_mark_not_on_list(struct sk_buff *skb)
{
	skb->next = NULL;
}

#endif /* FUZZ_LINUX_SKBUFF_H */
