/* SPDX-License-Identifier: Apache-2.0 */
/*
 * order.h: how the conductor is told what to do: an order is a list of words. Each word says its own length, so that no
 * byte in it can become another word or another order.
 *   order = LENGTH ":" word... ","     word = LENGTH ":" bytes ","     (netstrings, at both levels)
 * LENGTH is decimal, without a sign or leading zeros. A word has no NUL. dev.ringbench.fault.ConductorOrder writes them.
 */
#ifndef RB_ORDER_H
#define RB_ORDER_H

#include <stddef.h>

/* Of an order without its own length and comma. */
#define RB_ORDER_MOST 2000
#define RB_ORDER_WORDS 40
/* What a reader needs room for, with the length, the colon and the comma. */
#define RB_ORDER_BUFFER (RB_ORDER_MOST + 8)

struct rb_order {
	int count;
	const char *words[RB_ORDER_WORDS];
	char text[RB_ORDER_MOST + RB_ORDER_WORDS]; /* the words, each with a NUL behind it */
};

/*
 * Takes the order that `bytes` begin with. Returns how many bytes it has; 0: they are not all there yet;
 * -1: this is no order, and nothing that follows can be trusted.
 */
int rb_order_take(struct rb_order *order, const char *bytes, size_t size);

#endif
