/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rust-test [EVENTS]: the content interpreter in Rust, built for user mode, beside the one in C. On content that the check
 * accepts both find the same rule for each event. On mutated content both checks say the same; and evaluated
 * without a check, Rust finds what C finds or stops, and its panicking build panics exactly where the other stops.
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "interpreter.h"
#include "rust.h"

#define RULES_MOST 12u
#define EVENTS_OF_ONE_CONTENT 20
#define PANICKED (RB_RUST_STOPPED + 1)

#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: not true: %s (content %u)\n", __FILE__, __LINE__, #condition, \
				content_number); \
			exit(1); \
		} \
	} while (0)

static uint64_t state = 20240719;
static uint32_t content_number;
static jmp_buf panic;
static uint64_t met, stops, refused, accepted;

void rb_rust_panicked(const char *file, size_t length, uint32_t line)
{
	/* It names our source, or the library's when a slice is cut there. */
	if (!length || length > 500 || !line || !memchr(file, '/', length))
		abort();
	longjmp(panic, 1);
}

static uint32_t below(uint32_t most)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32) % most;
}

/* Of few letters, so that texts often meet, and often almost. */
static uint32_t write_text(char *text, uint32_t most, bool pattern)
{
	static const char letters[] = "aab//*?";
	uint32_t length = 1 + below(below(4) ? 8 : most);

	if (length > most)
		length = most;
	for (uint32_t i = 0; i < length; i++)
		text[i] = letters[below(pattern ? 7 : 5)];
	return length;
}

static void write_criterion(struct rb_rule *rule, uint32_t index)
{
	struct rb_criterion *criterion = &rule->criterion[index];
	uint32_t part = RB_RULE_TEXT / RB_CRITERIA_MAX;

	criterion->field = (uint8_t)below(10);
	criterion->operator = (uint8_t)(RB_EQUAL + below(2));
	criterion->number = below(3);
	if (!below(12))
		*criterion = (struct rb_criterion){ .field = (uint8_t)below(RB_INPUT_FIELDS) };
	else if (criterion->field == RB_FIELD_PATH || criterion->field == RB_FIELD_PARENT) {
		criterion->operator = (uint8_t)(RB_TEXT + below(4));
		criterion->number = 0;
		criterion->text_start = (uint16_t)(index * part);
		criterion->text_length = (uint16_t)write_text(rule->text + index * part,
			rule->criteria == 1 ? RB_RULE_TEXT : part, criterion->operator == RB_GLOB);
	}
}

static void put_header_right(struct rb_content *content, uint32_t rules)
{
	content->header = (struct rb_content_header){
		.magic = RB_CONTENT_MAGIC, .version = RB_CONTENT_VERSION, .input_fields = RB_INPUT_FIELDS,
		.rule_count = rules, .checksum = rb_checksum(content->rules, rules * sizeof(content->rules[0])),
	};
	for (uint32_t i = 0; i < rules && !rb_check_rule(&content->rules[i]); i++)
		content->header.fields_used |= rb_fields_used(&content->rules[i]);
}

static size_t write_content(struct rb_content *content)
{
	uint32_t rules = below(RULES_MOST + 1);
	size_t size = sizeof(content->header) + rules * sizeof(content->rules[0]);

	memset(content, 0, size);
	for (uint32_t i = 0; i < rules; i++) {
		struct rb_rule *rule = &content->rules[i];

		rule->id = i;
		rule->verdict = (uint8_t)below(2);
		rule->criteria = (uint8_t)(1 + below(RB_CRITERIA_MAX));
		for (uint32_t c = 0; c < rule->criteria; c++)
			write_criterion(rule, c);
	}
	put_header_right(content, rules);
	return size;
}

static void write_record(struct rb_record *record)
{
	*record = (struct rb_record){
		.operation = below(3), .tgid = below(3), .tid = below(3), .ppid = below(3), .uid = below(3),
		.gid = below(3), .flags = below(3),
	};
	record->path_len = (int32_t)write_text(record->path, sizeof(record->path) - 1, false) + 1;
	write_text(record->parent, below(5) ? sizeof(record->parent) - 1 : sizeof(record->parent), false);
	if (!below(30))
		record->path_len = (int32_t)below(1000) - 500;
}

static int32_t evaluate_or_panic(const struct rb_content *content, size_t size, const struct rb_record *record)
{
	uint64_t fields[RB_INPUT_FIELDS] = { 0 };

	return setjmp(panic) ? PANICKED : rb_rust_evaluate(content, size, fields, record);
}

/* `sound`: the check accepts it, so there is nothing to stop for. */
static void evaluate(const struct rb_content *content, size_t size, const struct rb_record *record, bool sound)
{
	uint64_t fields[RB_INPUT_FIELDS] = { 0 };
	int32_t c = rb_evaluate_record(content, record);
	int32_t fallible = rb_rust_evaluate_fallibly(content, size, fields, record);
	int32_t panicking = evaluate_or_panic(content, size, record);

	if (fallible == RB_RUST_STOPPED) {
		EXPECT(!sound && panicking == PANICKED);
		stops++;
		return;
	}
	EXPECT(fallible == c && panicking == c);
	met += c != RB_NO_RULE;
}

/* Rule by rule as the check in C does it, and all of it at once. */
static bool both_checks(const struct rb_content *content, size_t size)
{
	int32_t rule;
	bool sound = !rb_check_content(content, size, &rule);

	EXPECT(rb_rust_is_content(content, size) == sound);
	*(sound ? &accepted : &refused) += 1;
	return sound;
}

static void mutate(struct rb_content *content, size_t size)
{
	for (uint32_t i = 1 + below(3); i > 0; i--) {
		char *byte = (char *)content + below((uint32_t)size);

		*byte = (char)(below(2) ? *byte ^ (char)(1 << below(8)) : (char)below(256));
	}
}

/* In memory of exactly that size, so that a sanitizer sees one byte further. */
static void try_mutated(const struct rb_content *sound, size_t size)
{
	struct rb_content *content = malloc(size);
	uint32_t rules = (uint32_t)((size - sizeof(content->header)) / sizeof(content->rules[0]));
	struct rb_record record;

	if (!content)
		abort();
	memcpy(content, sound, size);
	mutate(content, size);
	both_checks(content, size);
	if (below(2))
		put_header_right(content, rules);
	both_checks(content, size);
	both_checks(content, size - below((uint32_t)size));
	/* C believes the header's number of rules; nobody who has memory for fewer may ask it. */
	if (content->header.rule_count > rules)
		content->header.rule_count = rules;
	write_record(&record);
	evaluate(content, size, &record, false);
	free(content);
}

/* C would read on: only Rust knows where the memory ends. */
static void stops_where_the_header_lies(void)
{
	struct rb_small_content content;
	uint64_t fields[RB_INPUT_FIELDS] = { 0 };
	struct rb_record record = { .path = "/a", .path_len = 3 };

	memset(&content, 0, sizeof(content));
	content.rule.criteria = 1;
	content.rule.criterion[0] = (struct rb_criterion){ .field = RB_FIELD_UID, .operator = RB_EQUAL, .number = 1 };
	put_header_right((struct rb_content *)&content, 1);
	content.header.rule_count = 1000000;
	EXPECT(rb_rust_evaluate_fallibly(&content, sizeof(content), fields, &record) == RB_RUST_STOPPED);
	EXPECT(evaluate_or_panic((const struct rb_content *)&content, sizeof(content), &record) == PANICKED);
	EXPECT(rb_rust_evaluate_fallibly(&content, 3, fields, &record) == RB_NO_RULE);
	EXPECT(!rb_rust_is_content(&content, 3));
}

int main(int argc, char **argv)
{
	static uint64_t memory[(sizeof(struct rb_content_header) + RULES_MOST * sizeof(struct rb_rule)) / 8];
	struct rb_content *content = (struct rb_content *)(void *)memory;
	long events = argc > 1 ? atol(argv[1]) : 200000;
	struct rb_record record;

	for (; events > 0; events -= EVENTS_OF_ONE_CONTENT, content_number++) {
		size_t size = write_content(content);

		EXPECT(both_checks(content, size));
		for (int i = 0; i < EVENTS_OF_ONE_CONTENT; i++) {
			write_record(&record);
			evaluate(content, size, &record, true);
		}
		for (int i = 0; i < EVENTS_OF_ONE_CONTENT; i++)
			try_mutated(content, size);
	}
	stops_where_the_header_lies();
	printf("%u contents; %llu events met a rule; mutated: %llu accepted, %llu refused, %llu evaluations stopped\n",
	       content_number, (unsigned long long)met, (unsigned long long)(accepted - content_number),
	       (unsigned long long)refused, (unsigned long long)stops);
	EXPECT(met && stops && refused && accepted > content_number);
	return 0;
}
