/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option known[] = {
	{ "sensor", required_argument, NULL, 's' },
	{ "fault", required_argument, NULL, 'f' },
	{ "kind", required_argument, NULL, 'k' },
	{ "seed", required_argument, NULL, 'e' },
	{ "trigger", required_argument, NULL, 't' },
	{ "panic-on-oops", required_argument, NULL, 'p' },
	{ "watchdog", required_argument, NULL, 'w' },
	{ "restart-delay-ms", required_argument, NULL, 'r' },
	{ "start-limit", required_argument, NULL, 'b' },
	{ "limit-ms", required_argument, NULL, 'l' },
	{ "stall-ms", required_argument, NULL, 'g' },
	{ "native-dir", required_argument, NULL, 'n' },
	{ "work-dir", required_argument, NULL, 'd' },
	{ "content", required_argument, NULL, 'c' },
	{ "fallback", required_argument, NULL, 'a' },
	{ 0 },
};

static bool parse_number(const char *text, uint64_t most, uint64_t *number)
{
	char *end;

	*number = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && *number <= most;
}

static const char *set(struct rb_run_options *options, int option, const char *value)
{
	uint64_t number = 0;

	switch (option) {
	case 's':
		snprintf(options->sensor, sizeof(options->sensor), "%s", value);
		return NULL;
	case 'f':
		snprintf(options->fault_id, sizeof(options->fault_id), "%s", value);
		if (strcmp(value, "none") && (value[0] != 'F' || !parse_number(value + 1, 25, &number) || !number))
			return "--fault: F01 to F25, or none";
		options->fault = (uint32_t)number;
		return NULL;
	case 'k':
		snprintf(options->kind, sizeof(options->kind), "%s", value);
		return NULL;
	case 'n':
		options->native_dir = value;
		return NULL;
	case 'd':
		options->work_dir = value;
		return NULL;
	case 'c':
		options->content = value;
		return NULL;
	case 'a':
		options->fallback = value;
		return NULL;
	}
	if (!parse_number(value, UINT32_MAX, &number))
		return "an option needs a number";
	switch (option) {
	case 'e': options->seed = (uint32_t)number; break;
	case 't': options->trigger = number; break;
	case 'p': options->panic_on_oops = number; break;
	case 'w': options->watchdog = number; break;
	case 'r': options->restart_delay_ms = (uint32_t)number; break;
	case 'b': options->start_limit = (uint32_t)number; break;
	case 'l': options->limit_ms = (uint32_t)number; break;
	case 'g': options->stall_ms = (uint32_t)number; break;
	default: return "an option is unknown";
	}
	return NULL;
}

const char *rb_options_parse(struct rb_run_options *options, int argc, char **argv)
{
	const char *wrong = NULL;
	int option;

	options->start_limit = 5;
	options->restart_delay_ms = 100;
	options->limit_ms = 5000;
	options->stall_ms = 1000;
	options->trigger = 50;
	snprintf(options->kind, sizeof(options->kind), "fault");
	snprintf(options->fault_id, sizeof(options->fault_id), "none");
	optind = 0; /* begin anew */
	opterr = 0;
	while (!wrong && (option = getopt_long(argc, argv, "", known, NULL)) != -1)
		wrong = option == '?' ? "an option is unknown, or lacks its value" :
			set(options, option, optarg);
	if (!wrong && !options->sensor[0])
		wrong = "--sensor is needed";
	return wrong;
}
