/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"

/* dev.ringbench.fault.FaultSensor has the same; kernel code that nobody verified never runs on a host. */
static const struct {
	const char *id;
	bool host;
} sensors[] = {
	{ "module-ftrace", false },
	{ "module-ftrace-auth", false },
	{ "module-rust", false },
	{ "module-rust-fallible", false },
	{ "module-guarded", false },
	{ "bpf-lsm", false },
	{ "bpf-lsm-auth", false },
	{ "bpf-tracepoint", true },
	{ "fanotify-permission", true },
	{ "seccomp-notify", true },
	{ "fanotify-notify-fd", true },
	{ "interposition", true },
};

static const struct {
	const char *name;
	bool host;
} kinds[] = {
	{ "fault", true },
	{ "placebo", true },
	{ "calibration", true },
	{ "replay", true },
	{ "update", true },
	{ "known-bad", false }, /* it crashes the kernel */
};

enum option {
	SENSOR, FAULT, KIND, WORK, CONTENT, FALLBACK, /* words, then numbers */
	SEED, TRIGGER, PANIC_ON_OOPS, WATCHDOG, RESTART_DELAY_MS, START_LIMIT, LIMIT_MS, STALL_MS,
	OPTIONS
};

/* The allow-list; numbers with their least and their most. */
static const struct {
	const char *name;
	uint64_t least, most;
} known[OPTIONS] = {
	[SENSOR] = { .name = "sensor" },
	[FAULT] = { .name = "fault" },
	[KIND] = { .name = "kind" },
	[WORK] = { .name = "work" },
	[CONTENT] = { .name = "content" },
	[FALLBACK] = { .name = "fallback" },
	[SEED] = { "seed", 0, UINT32_MAX },
	[TRIGGER] = { "trigger", 1, 1000000 },
	[PANIC_ON_OOPS] = { "panic-on-oops", 0, 1 },
	[WATCHDOG] = { "watchdog", 0, 1 },
	[RESTART_DELAY_MS] = { "restart-delay-ms", 0, 60000 },
	[START_LIMIT] = { "start-limit", 1, 1000 },
	[LIMIT_MS] = { "limit-ms", 1, 600000 },
	[STALL_MS] = { "stall-ms", 1, 600000 },
};

bool rb_options_know_sensor(const char *sensor, bool guest)
{
	for (size_t i = 0; i < sizeof(sensors) / sizeof(sensors[0]); i++)
		if (!strcmp(sensors[i].id, sensor))
			return guest || sensors[i].host;
	return false;
}

static bool know_kind(const char *kind, bool guest)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, kind))
			return guest || kinds[i].host;
	return false;
}

/* One component of a path, which is neither hidden nor a way up: a-z, 0-9, "-", and "." but not at its begin. */
static bool is_name(const char *word)
{
	return *word && *word != '.' && strlen(word) < 64 &&
	       !word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789.-")];
}

/* Decimal digits alone, without leading zeros, so that each number is written in one way. */
static bool take_number(const char *word, uint64_t least, uint64_t most, uint64_t *number)
{
	size_t length = strlen(word);

	if (!length || length > 10 || word[strspn(word, "0123456789")] || (length > 1 && *word == '0'))
		return false;
	*number = strtoull(word, NULL, 10);
	return *number >= least && *number <= most;
}

/* "none", or F and the number of a fault in the catalogue, of two digits. */
static bool take_fault(struct rb_run_options *options, const char *word)
{
	uint64_t number = 0;

	if (strcmp(word, "none") &&
	    (strlen(word) != 3 || word[0] != 'F' || !take_number(word + 1 + (word[1] == '0'), 1, RB_LAST_FAULT, &number)))
		return false;
	snprintf(options->fault_id, sizeof(options->fault_id), "%s", word);
	options->fault = (uint32_t)number;
	return true;
}

static void set_number(struct rb_run_options *options, int option, uint64_t number)
{
	switch (option) {
	case SEED: options->seed = (uint32_t)number; break;
	case TRIGGER: options->trigger = number; break;
	case PANIC_ON_OOPS: options->panic_on_oops = number; break;
	case WATCHDOG: options->watchdog = number; break;
	case RESTART_DELAY_MS: options->restart_delay_ms = (uint32_t)number; break;
	case START_LIMIT: options->start_limit = (uint32_t)number; break;
	case LIMIT_MS: options->limit_ms = (uint32_t)number; break;
	case STALL_MS: options->stall_ms = (uint32_t)number; break;
	}
}

static const char *path_of(char *path, size_t size, const struct rb_place_options *place, const char *name)
{
	int length = snprintf(path, size, "%s/%s", place->dir, name);

	return length > 0 && (size_t)length < size ? path : NULL;
}

static bool set(struct rb_run_options *options, struct rb_run_paths *paths,
		const struct rb_place_options *place, int option, const char *word)
{
	uint64_t number;

	switch (option) {
	case SENSOR:
		snprintf(options->sensor, sizeof(options->sensor), "%s", word);
		return rb_options_know_sensor(word, place->guest);
	case FAULT:
		return take_fault(options, word);
	case KIND:
		snprintf(options->kind, sizeof(options->kind), "%s", word);
		return know_kind(word, place->guest);
	case WORK:
		options->work_dir = path_of(paths->work_dir, sizeof(paths->work_dir), place, word);
		return is_name(word) && options->work_dir;
	case CONTENT:
		options->content = path_of(paths->content, sizeof(paths->content), place, word);
		return is_name(word) && options->content;
	case FALLBACK:
		options->fallback = path_of(paths->fallback, sizeof(paths->fallback), place, word);
		return is_name(word) && options->fallback;
	}
	if (!take_number(word, known[option].least, known[option].most, &number))
		return false;
	set_number(options, option, number);
	return true;
}

static int option_of(const char *name)
{
	int option = 0;

	while (option < OPTIONS && strcmp(known[option].name, name))
		option++;
	return option;
}

static void set_defaults(struct rb_run_options *options, const struct rb_place_options *place)
{
	memset(options, 0, sizeof(*options));
	options->native_dir = place->native_dir;
	options->guest = place->guest;
	options->start_limit = 5;
	options->restart_delay_ms = 100;
	options->limit_ms = 5000;
	options->stall_ms = 1000;
	options->trigger = 50;
	snprintf(options->kind, sizeof(options->kind), "fault");
	snprintf(options->fault_id, sizeof(options->fault_id), "none");
}

const char *rb_options_take(struct rb_run_options *options, struct rb_run_paths *paths,
			    const struct rb_place_options *place, const struct rb_order *order)
{
	static char refused[64];
	bool there[OPTIONS] = { false };

	set_defaults(options, place);
	if (order->count % 2 == 0 || strcmp(order->words[0], "run"))
		return "a run is told by names and values";
	for (int i = 1; i < order->count; i += 2) {
		int option = option_of(order->words[i]);

		if (option == OPTIONS)
			return "an option is unknown";
		if (there[option])
			return "an option is there twice";
		if (!set(options, paths, place, option, order->words[i + 1])) {
			snprintf(refused, sizeof(refused), "the value of %s", known[option].name);
			return refused;
		}
		there[option] = true;
	}
	return there[SENSOR] && there[WORK] && there[CONTENT] ? NULL : "sensor, work and content are needed";
}
