/* SPDX-License-Identifier: GPL-2.0 */
/* A tree that nobody balances */
#ifndef FUZZ_LINUX_RBTREE_H
#define FUZZ_LINUX_RBTREE_H

#include <linux/types.h>

struct rb_node {
	struct rb_node *parent, *rb_left, *rb_right;
};

struct rb_root {
	struct rb_node *rb_node;
};

#define RB_ROOT	((struct rb_root) { NULL })

static inline void rb_link_node(struct rb_node *node, struct rb_node *parent,
				struct rb_node **link)
{
	*node = (struct rb_node) { .parent = parent };
	*link = node;
}

static inline void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
}

static inline struct rb_node *rb_first(const struct rb_root *root)
{
	struct rb_node *node = root->rb_node;

	while (node && node->rb_left)
		node = node->rb_left;
	return node;
}

/* Of the first node, which has nothing to its left: reorder.c erases no other. */
static inline void rb_erase(struct rb_node *node, struct rb_root *root)
{
	if (node->parent)
		node->parent->rb_left = node->rb_right;
	else
		root->rb_node = node->rb_right;
	if (node->rb_right)
		node->rb_right->parent = node->parent;
}

#endif /* FUZZ_LINUX_RBTREE_H */
