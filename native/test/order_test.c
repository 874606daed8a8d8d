/* SPDX-License-Identifier: Apache-2.0 */
/* order-test: what the conductor takes as a run, and what it refuses, and why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

#define RUN "run", "sensor", "fanotify-permission", "work", "run-1", "content", "content"

static int failed;

static void check(bool guest, const char *expected, const char *const *words)
{
	const struct rb_place_options place = { .native_dir = "/native", .dir = "/tmp/r", .guest = guest };
	struct rb_order order = { 0 };
	struct rb_run_options options;
	struct rb_run_paths paths;
	const char *wrong;

	for (; words[order.count]; order.count++)
		order.words[order.count] = words[order.count];
	wrong = rb_options_take(&options, &paths, &place, &order);
	if (expected ? !wrong || strcmp(wrong, expected) : wrong != NULL) {
		printf("%s %s %s: wanted %s, got %s\n", words[0], words[order.count - 2], words[order.count - 1],
		       expected ? expected : "a run", wrong ? wrong : "a run");
		failed++;
	}
}

#define HOST(expected, ...) check(false, expected, (const char *const[]){ __VA_ARGS__, NULL })
#define GUEST(expected, ...) check(true, expected, (const char *const[]){ __VA_ARGS__, NULL })

static void taken(int expected, const char *bytes)
{
	static struct rb_order order;
	int got = rb_order_take(&order, bytes, strlen(bytes));

	if (got != expected) {
		printf("%s: wanted %d, got %d\n", bytes, expected, got);
		failed++;
	}
}

int main(void)
{
	HOST(NULL, RUN);
	HOST(NULL, RUN, "fault", "F25", "kind", "replay", "seed", "4294967295", "fallback", "content.before");
	HOST("an option is there twice", RUN, "sensor", "fanotify-permission");
	HOST("an option is unknown", RUN, "native-dir", "/tmp/evil");
	HOST("an option is unknown", RUN, "--native-dir", "/tmp/evil");
	HOST("an option is unknown", RUN, "", "");
	HOST("a run is told by names and values", RUN, "seed");
	HOST("sensor, work and content are needed", "run", "sensor", "interposition");
	HOST("the value of sensor", "run", "sensor", "interposition\t--native-dir\t/tmp/evil");
	HOST("the value of sensor", "run", "sensor", "interposition --native-dir /tmp/evil");
	HOST("the value of sensor", "run", "sensor", "module-ftrace");
	HOST("the value of sensor", "run", "sensor", "bpf-lsm-auth");
	HOST("the value of kind", RUN, "kind", "known-bad");
	GUEST(NULL, RUN, "kind", "known-bad");
	GUEST(NULL, "run", "sensor", "module-ftrace", "work", "w", "content", "content.before");
	for (size_t i = 0; i < 6; i++) {
		static const char *const outside[] = { "../content", "/etc/shadow", "a/b", "..", "", "a\nb" };

		HOST("the value of content", "run", "content", outside[i]);
		HOST("the value of work", "run", "work", outside[i]);
		HOST("the value of fallback", "run", "fallback", outside[i]);
	}
	for (size_t i = 0; i < 6; i++) {
		static const char *const numbers[] = { "", "-1", "+1", "01", "1e3", "99999999999999999999" };

		HOST("the value of seed", RUN, "seed", numbers[i]);
		HOST("the value of panic-on-oops", RUN, "panic-on-oops", numbers[i]);
	}
	HOST("the value of fault", RUN, "fault", "F26");
	HOST("the value of fault", RUN, "fault", "F001");
	HOST("the value of fault", RUN, "fault", "F00");

	/* A word is as long as it says, whatever is in it. */
	taken(17, "13:3:run,4:a\tb,,,");
	taken(16, "12:3:run,3:a\tb,,3:more");
	taken(0, "12:3:run,3:a\tb,");
	taken(0, "12");
	taken(-1, "12:3:run,2:a\tb,,");
	taken(-1, "12:3:run,4:a\tb,,");
	taken(-1, "12:3:run,3:a\tb,;");
	taken(-1, "99999:");
	taken(-1, "012:3:run,3:a\tb,,");
	taken(-1, "run --sensor x\n");
	taken(-1, "0:,");
	if (!failed)
		puts("all is well");
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
