/* SPDX-License-Identifier: Apache-2.0 */
/*
 * order-fuzz: libFuzzer's entry (clang -fsanitize=fuzzer,address,undefined). Each input is read as orders, as it
 * is and in pieces; then its lines are made the words of an order, which must come out as they were put in. Whatever
 * the conductor takes as a run is one that its host, or its guest, may do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

#define DIR "/tmp/r"

static void must(int holds)
{
	if (!holds)
		abort();
}

static void must_be_below(const char *path)
{
	must(!strncmp(path, DIR "/", strlen(DIR) + 1));
	must(!strchr(path + strlen(DIR) + 1, '/') && path[strlen(DIR) + 1] != '.');
}

static int take_run(const struct rb_order *order, bool guest)
{
	const struct rb_place_options place = { .native_dir = "/native", .dir = DIR, .guest = guest };
	struct rb_run_options options;
	struct rb_run_paths paths;

	if (rb_options_take(&options, &paths, &place, order))
		return 0;
	must(rb_options_know_sensor(options.sensor, guest));
	must(guest || strncmp(options.sensor, "module-", 7));
	must(guest || strcmp(options.kind, "known-bad"));
	must(!strcmp(options.native_dir, "/native") && options.guest == guest);
	must(options.fault <= 25 && options.limit_ms <= 600000 && options.start_limit >= 1);
	must_be_below(options.work_dir);
	must_be_below(options.content);
	if (options.fallback)
		must_be_below(options.fallback);
	return 1;
}

static size_t append(char *text, size_t used, const char *word, size_t length)
{
	used += (size_t)sprintf(text + used, "%zu:", length);
	memcpy(text + used, word, length);
	text[used + length] = ',';
	return used + length + 1;
}

/* Of the lines of the input, as far as an order has room. */
static size_t encode(const char *bytes, size_t size, char *text, int *words)
{
	static char payload[RB_ORDER_BUFFER];
	size_t used = 0;

	for (*words = 0; *words < RB_ORDER_WORDS; ++*words) {
		const char *end = memchr(bytes, '\n', size);
		size_t length = end ? (size_t)(end - bytes) : size;

		if (used + length + 6 > RB_ORDER_MOST || memchr(bytes, '\0', length))
			break;
		used = append(payload, used, bytes, length);
		size -= length + (end != NULL);
		bytes += length + (end != NULL);
		if (!end) {
			++*words;
			break;
		}
	}
	return append(text, 0, payload, used);
}

static void read_as_it_is(const char *bytes, size_t size)
{
	static struct rb_order order;
	int taken = rb_order_take(&order, bytes, size);

	must(taken <= (int)size && taken <= RB_ORDER_BUFFER);
	if (taken > 0) {
		char again[RB_ORDER_BUFFER + RB_ORDER_BUFFER], payload[RB_ORDER_BUFFER];
		size_t used = 0;

		must(order.count > 0 && order.count <= RB_ORDER_WORDS);
		/* There is one way to write an order. */
		for (int i = 0; i < order.count; i++)
			used = append(payload, used, order.words[i], strlen(order.words[i]));
		must(append(again, 0, payload, used) == (size_t)taken && !memcmp(again, bytes, (size_t)taken));
		/* Nothing before its end is one, and what is not one never becomes one by more. */
		for (int less = 0; less < taken; less++)
			must(!rb_order_take(&order, bytes, (size_t)less));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rb_order order;
	static char text[RB_ORDER_BUFFER];
	char *bytes = malloc(size ? size : 1); /* exactly: one byte further is a finding */
	size_t length;
	int words;

	if (size)
		memcpy(bytes, data, size);
	read_as_it_is(bytes, size);
	length = size ? encode(bytes, size, text, &words) : 0;
	if (length && words) {
		must(rb_order_take(&order, text, length) == (int)length && order.count == words);
		if (take_run(&order, false))
			must(take_run(&order, true));
		else
			take_run(&order, true);
	}
	free(bytes);
	return 0;
}
