/* SPDX-License-Identifier: Apache-2.0 */
/* order.c: reads only what is there, and copies what it keeps. */
#include "order.h"

#include <string.h>

#define LENGTH_DIGITS 4

/* Where the bytes of a netstring begin; 0: not there yet, -1: wrong. */
static int take_length(const char *bytes, size_t size, size_t most, size_t *length)
{
	size_t at = 0;

	*length = 0;
	while (at < size && at < LENGTH_DIGITS && bytes[at] >= '0' && bytes[at] <= '9')
		*length = *length * 10 + (size_t)(bytes[at++] - '0');
	if (at == size && at < LENGTH_DIGITS)
		return 0;
	if (!at || (at > 1 && bytes[0] == '0') || *length > most)
		return -1;
	if (at == size)
		return 0;
	return bytes[at] == ':' ? (int)at + 1 : -1;
}

static int take_words(struct rb_order *order, const char *bytes, size_t size)
{
	size_t used = 0, at = 0, length;

	order->count = 0;
	while (at < size) {
		int start = take_length(bytes + at, size - at, RB_ORDER_MOST, &length);

		if (start <= 0 || order->count == RB_ORDER_WORDS)
			return -1;
		at += (size_t)start;
		if (size - at <= length || bytes[at + length] != ',' || memchr(bytes + at, '\0', length))
			return -1;
		memcpy(order->text + used, bytes + at, length);
		order->text[used + length] = '\0';
		order->words[order->count++] = order->text + used;
		used += length + 1;
		at += length + 1;
	}
	return order->count ? 0 : -1;
}

int rb_order_take(struct rb_order *order, const char *bytes, size_t size)
{
	size_t length;
	int start = take_length(bytes, size, RB_ORDER_MOST, &length);

	if (start <= 0)
		return start;
	if (size - (size_t)start <= length)
		return 0;
	if (bytes[(size_t)start + length] != ',' || take_words(order, bytes + start, length))
		return -1;
	return start + (int)length + 1;
}
