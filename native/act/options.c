/* SPDX-License-Identifier: Apache-2.0 */
/* options.c: the command line of ringbench-act. Whatever is wrong with it is one sentence on standard error. */
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"

/* Of the directory, so that the names of targets and of temporary files fit behind it. */
#define LONGEST_DIRECTORY 4000u
#define MOST_STAMPS 100000u

enum {
	OPERATION, DIRECTORY, NONCE, FIRST, TARGETS, PROGRAM, COUNT, RATE, LIMIT_MS, CPU, LISTENER, OUT, STAMPS,
	OPTIONS
};
#define BIT(option) (1u << (option))
#define OF_TARGETS (BIT(OPERATION) | BIT(DIRECTORY) | BIT(NONCE) | BIT(FIRST) | BIT(TARGETS))

static const struct option known[OPTIONS + 1] = {
	[OPERATION] = { "operation", required_argument, NULL, OPERATION },
	[DIRECTORY] = { "directory", required_argument, NULL, DIRECTORY },
	[NONCE] = { "nonce", required_argument, NULL, NONCE },
	[FIRST] = { "first", required_argument, NULL, FIRST },
	[TARGETS] = { "targets", required_argument, NULL, TARGETS },
	[PROGRAM] = { "program", required_argument, NULL, PROGRAM },
	[COUNT] = { "count", required_argument, NULL, COUNT },
	[RATE] = { "rate", required_argument, NULL, RATE },
	[LIMIT_MS] = { "limit-ms", required_argument, NULL, LIMIT_MS },
	[CPU] = { "cpu", required_argument, NULL, CPU },
	[LISTENER] = { "listener", required_argument, NULL, LISTENER },
	[OUT] = { "out", required_argument, NULL, OUT },
	[STAMPS] = { "stamps", required_argument, NULL, STAMPS },
};

static const struct command {
	const char *name;
	uint32_t takes, needs;
} commands[] = {
	{ "prepare", OF_TARGETS | BIT(PROGRAM), BIT(OPERATION) | BIT(TARGETS) },
	{ "remove", OF_TARGETS | BIT(PROGRAM), BIT(OPERATION) | BIT(TARGETS) },
	{ "run", OF_TARGETS | BIT(COUNT) | BIT(RATE) | BIT(LIMIT_MS) | BIT(CPU) | BIT(LISTENER) | BIT(OUT) | BIT(STAMPS),
	  BIT(OPERATION) | BIT(TARGETS) | BIT(COUNT) | BIT(OUT) },
	{ "listen", BIT(OUT), BIT(OUT) },
};

__attribute__((format(printf, 1, 2))) static int misused(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "ringbench-act: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	return RB_ACT_MISUSED;
}

static int take_number(uint32_t *number, int option, const char *word, uint32_t least, uint32_t most)
{
	unsigned long long value = strtoull(word, NULL, 10);

	if (!*word || strlen(word) > 10 || word[strspn(word, "0123456789")] || value < least || value > most)
		return misused("--%s is a whole number from %u to %u, not '%s'.", known[option].name, least, most,
			       word);
	*number = (uint32_t)value;
	return 0;
}

static int take_rate(struct rb_act_options *options, const char *word)
{
	char *end;

	options->rate = strtod(word, &end);
	if (!*word || word[strspn(word, "0123456789.")] || *end || options->rate > 1e6)
		return misused("--rate is a number of operations per second from 0 to 1000000, not '%s'.", word);
	return 0;
}

static int take_text(const char **text, int option, const char *word)
{
	*text = word;
	return *word && strlen(word) <= LONGEST_DIRECTORY ? 0 :
		misused("--%s is a path of 1 to %u characters.", known[option].name, LONGEST_DIRECTORY);
}

static int take_nonce(struct rb_act_options *options, const char *word)
{
	size_t length = strlen(word);

	options->nonce = word;
	return length >= 2 && length <= 8 && !word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789")] ? 0 :
		misused("--nonce is 2 to 8 characters, each a to z or 0 to 9, not '%s'.", word);
}

static int take(struct rb_act_options *options, int option, const char *word)
{
	uint32_t number = 0;
	int error;

	switch (option) {
	case OPERATION:
		options->operation = rb_act_find_operation(word);
		return options->operation ? 0 :
			misused("--operation is open, exec, connect, stat or null-call, not '%s'.", word);
	case DIRECTORY: return take_text(&options->directory, option, word);
	case NONCE: return take_nonce(options, word);
	case FIRST: return take_number(&options->first, option, word, 0, RB_ACT_TARGETS - 1);
	case TARGETS: return take_number(&options->targets, option, word, 1, RB_ACT_TARGETS);
	case PROGRAM: return take_text(&options->program, option, word);
	case COUNT: return take_number(&options->count, option, word, 1, 1000000000);
	case RATE: return take_rate(options, word);
	case LIMIT_MS:
		error = take_number(&number, option, word, 1, 86400000);
		options->limit_ns = number * INT64_C(1000000);
		return error;
	case CPU:
		error = take_number(&number, option, word, 0, 1023);
		options->cpu = (int)number;
		return error;
	case LISTENER:
		error = take_number(&number, option, word, 1, UINT16_MAX);
		options->port = (uint16_t)number;
		return error;
	case OUT: return take_text(&options->out, option, word);
	default: return take_text(&options->stamps, option, word);
	}
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* What no option shows by itself. */
static int check(const struct command *command, const struct rb_act_options *options, uint32_t there)
{
	uint32_t needs = command->needs;

	if (options->operation && options->operation->files)
		needs |= BIT(DIRECTORY) | BIT(NONCE);
	if (options->operation && options->operation->port)
		needs |= command->takes & BIT(LISTENER);
	for (int option = 0; option < OPTIONS; option++)
		if (needs & ~there & BIT(option))
			return misused("%s%s%s needs --%s.", command->name, options->operation ? " of " : "",
				       options->operation ? options->operation->name : "", known[option].name);
	if (options->first + options->targets > RB_ACT_TARGETS)
		return misused("--first and --targets are at most %u together, not %u and %u.", RB_ACT_TARGETS,
			       options->first, options->targets);
	if (options->stamps && options->count > MOST_STAMPS)
		return misused("--stamps is for a --count of at most %u, not %u.", MOST_STAMPS, options->count);
	return 0;
}

int rb_act_take_options(struct rb_act_options *options, int argc, char **argv)
{
	const struct command *command = find_command(argv[1]);
	uint32_t there = 0;
	int option, error = 0;

	*options = (struct rb_act_options){ .cpu = -1 };
	if (!command)
		return misused("the command is prepare, remove, run, listen or open-once, not '%s'.", argv[1]);
	opterr = 0;
	optind = 2;
	while (!error && (option = getopt_long(argc, argv, "+:", known, NULL)) != -1) {
		if (option == ':')
			return misused("%s needs a value.", argv[optind - 1]);
		if (option == '?')
			return misused("the option %s is unknown.", argv[optind - 1]);
		if (!(command->takes & BIT(option)))
			return misused("%s takes no --%s.", command->name, known[option].name);
		if (there & BIT(option))
			return misused("--%s is there twice.", known[option].name);
		there |= BIT(option);
		error = take(options, option, optarg);
	}
	if (!error && optind < argc)
		return misused("'%s' is no option.", argv[optind]);
	return error ? error : check(command, options, there);
}
