/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * interpreter.h: the verdict on one event. One source, compiled into the driver, the BPF programs and
 * user mode: a comparison of placements must not be one of programs. It trusts no content: whatever
 * the rules say, it reads inside the event and the rule only, and ends.
 */
#ifndef RB_INTERPRETER_H
#define RB_INTERPRETER_H

#include "content.h"
#include "defect.h"

#define RB_INLINE static inline __attribute__((always_inline))

/* Where the event's texts are, in its record. */
#define RB_PATH_OFFSET offsetof(struct rb_record, path)
#define RB_PARENT_OFFSET offsetof(struct rb_record, parent)

/* Bytes that one step of a glob compares at most: the verifier follows each of them. */
#define RB_GLOB_STRIDE 16
/* At each byte of the text the longest part of a pattern, and a search for its beginning. */
#define RB_GLOB_STEPS \
	(sizeof(((struct rb_record *)0)->path) * (RB_RULE_TEXT / RB_GLOB_STRIDE + 2) + RB_RULE_TEXT)

/*
 * How far a comparison of texts has come. For BPF it is in a map and read afresh: what the verifier
 * knows of a value on its stack it would follow through each turn of a loop; and before Linux 6.7 it
 * follows a callback for its first turn only, and cuts out what the constants of that turn forbid.
 */
struct rb_cursor {
	uint32_t text;       /* where the event's text goes on, in the record */
	uint32_t text_end;
	uint32_t wanted;     /* where the pattern goes on, in the rule's text */
	uint32_t wanted_end;
	uint32_t pattern;    /* where the pattern began: what comes there has no star before it */
	uint32_t searched;   /* the text is where the part of the pattern may begin */
	uint32_t compared;   /* bytes of the part that are the same there */
	uint32_t matches;
};
#define rb_fresh(value) (*(const volatile uint32_t *)&(value))

struct rb_input {
	const uint64_t *fields; /* RB_INPUT_FIELDS of them */
	const struct rb_record *record;
	struct rb_cursor *cursor; /* for the interpreter's own use */
};

#ifdef __bpf__
/* The verifier follows a callback once, and a loop as often as it turns. */
#define rb_loop(count, step, context) bpf_loop(count, step, context, 0)
/* Or the compiler checks one copy of an index and uses another, which the verifier has not seen checked. */
#define rb_one_copy(index) asm volatile("" : "+r"(index))
#else
#define rb_one_copy(index)
RB_INLINE long rb_loop(uint32_t count, long (*step)(uint32_t, void *), void *context)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		if (step(i, context))
			break;
	return i;
}
#endif

/* How a field is read; a build under a guard has it otherwise. `field` is below RB_TEMPLATE_FIELDS. */
#ifndef rb_field_of
#define rb_field_of(input, field) ((input)->fields[field])
#endif

struct rb_text_match {
	struct rb_input input;
	const struct rb_rule *rule;
};

/*
 * Both are inside of what they read by a mask and not by a comparison, which would be one more branch to
 * follow at each byte. No sound rule asks for anything outside.
 */
RB_INLINE char rb_byte_of_event(const struct rb_record *record, uint64_t at)
{
	return ((const char *)record)[at & (sizeof(*record) - 1)];
}

RB_INLINE char rb_byte_of_rule(const struct rb_rule *rule, uint64_t at)
{
	return ((const char *)rule)[(offsetof(struct rb_rule, text) + at) & (sizeof(*rule) - 1)];
}

/* The rest of the pattern byte for byte; the text is at least as long. */
RB_INLINE int rb_same_bytes(const struct rb_input *input, const struct rb_rule *rule)
{
	uint32_t text = rb_fresh(input->cursor->text), wanted = rb_fresh(input->cursor->wanted);
	uint32_t count = rb_fresh(input->cursor->wanted_end) - wanted, i;

	for (i = 0; i < RB_RULE_TEXT; i++) {
		if (i >= count)
			break;
		if (rb_byte_of_event(input->record, text + i) != rb_byte_of_rule(rule, wanted + i))
			return 0;
	}
	return 1;
}

/* On to the first place where the text has `first`, or to its end. */
RB_INLINE long rb_search(const struct rb_input *input, char first)
{
	uint32_t at = rb_fresh(input->cursor->text), end = rb_fresh(input->cursor->text_end), i;

	for (i = 0; i < sizeof(input->record->path); i++)
		if (at + i >= end || rb_byte_of_event(input->record, at + i) == first)
			break;
	input->cursor->text = at + i;
	input->cursor->searched = 1;
	return 0;
}

/* The text goes on where the pattern does not: the star before this part takes one byte more. */
RB_INLINE long rb_take_one_more(struct rb_cursor *cursor, int after_star)
{
	cursor->text = rb_fresh(cursor->text) + 1;
	cursor->compared = 0;
	cursor->searched = 0;
	return !after_star;
}

/*
 * A step towards fitting the part of the pattern up to its next star: the search for its beginning, or
 * the comparison of some bytes. In turns of their own, or the verifier compares from every place where
 * the search may end.
 */
static long rb_glob_step(uint32_t turn, void *context)
{
	const struct rb_text_match *match = context;
	struct rb_cursor *cursor = match->input.cursor;
	uint32_t part = rb_fresh(cursor->wanted), wanted_end = rb_fresh(cursor->wanted_end);
	uint32_t text_end = rb_fresh(cursor->text_end);
	uint32_t compared = rb_fresh(cursor->compared), at, i;
	int after_star = part != rb_fresh(cursor->pattern);
	char wanted = rb_byte_of_rule(match->rule, part);

	(void)turn;
	if (after_star && part >= wanted_end) {
		cursor->matches = 1; /* a star at the end takes the rest */
		return 1;
	}
	if (after_star && wanted != '?' && wanted != '*' && !rb_fresh(cursor->searched))
		return rb_search(&match->input, wanted);
	at = rb_fresh(cursor->text) + compared;
	part += compared;
	for (i = 0; i < RB_GLOB_STRIDE; i++) {
		if (part + i >= wanted_end) {
			if (at + i < text_end)
				return rb_take_one_more(cursor, after_star);
			cursor->matches = 1;
			return 1;
		}
		wanted = rb_byte_of_rule(match->rule, part + i);
		if (wanted == '*') {
			cursor->wanted = part + i + 1;
			cursor->text = at + i;
			cursor->compared = 0;
			cursor->searched = 0;
			return 0;
		}
		if (at + i >= text_end)
			return 1;
		if (wanted != '?' && wanted != rb_byte_of_event(match->input.record, at + i))
			return rb_take_one_more(cursor, after_star);
	}
	cursor->compared = compared + RB_GLOB_STRIDE;
	return 0;
}

/* `length` is the text's, of a field that has one. */
RB_INLINE int rb_text_matches(const struct rb_input *input, const struct rb_rule *rule,
			      const struct rb_criterion *criterion, uint32_t length)
{
	uint32_t start = criterion->field == RB_FIELD_PATH ? RB_PATH_OFFSET : RB_PARENT_OFFSET;
	struct rb_text_match match = { .input = *input, .rule = rule };
	uint32_t wanted = criterion->text_length;
	struct rb_cursor *cursor = input->cursor;

	cursor->text = start;
	cursor->text_end = start + length;
	cursor->wanted = criterion->text_start;
	cursor->wanted_end = criterion->text_start + wanted;
	if (criterion->operator == RB_GLOB) {
		cursor->pattern = criterion->text_start;
		cursor->searched = 0;
		cursor->compared = 0;
		cursor->matches = 0;
		rb_loop(RB_GLOB_STEPS, rb_glob_step, &match);
		return rb_fresh(cursor->matches);
	}
	if (wanted > length || (criterion->operator == RB_TEXT && wanted != length))
		return 0;
	if (criterion->operator == RB_SUFFIX)
		cursor->text += length - wanted;
	return rb_same_bytes(input, rule);
}

RB_INLINE int rb_criterion_matches(const struct rb_input *input, const struct rb_rule *rule,
				   const struct rb_criterion *criterion)
{
	uint64_t field = criterion->field;
	uint64_t value;

	rb_one_copy(field);
	if (criterion->operator == RB_ANY)
		return 1;
	if (field >= RB_TEMPLATE_FIELDS)
		return 0;
	value = rb_field_of(input, field);
	switch (criterion->operator) {
	case RB_EQUAL:
		return value == criterion->number;
	case RB_NOT_EQUAL:
		return value != criterion->number;
	case RB_TEXT:
	case RB_PREFIX:
	case RB_SUFFIX:
	case RB_GLOB:
		if (field == RB_FIELD_PATH || field == RB_FIELD_PARENT)
			return rb_text_matches(input, rule, criterion, (uint32_t)value);
	}
	return 0;
}

struct rb_rule_match {
	struct rb_input input;
	const struct rb_rule *rule;
	uint32_t matches;
};

static long rb_criterion_step(uint32_t index, void *context)
{
	struct rb_rule_match *match = context;
	const struct rb_rule *rule = match->rule;
	uint64_t at = index;

	rb_one_copy(at);
	if (at >= rule->criteria || at >= RB_CRITERIA_MAX)
		return 1;
	match->matches = rb_criterion_matches(&match->input, rule, &rule->criterion[at]);
	return !match->matches;
}

RB_INLINE int rb_rule_matches(const struct rb_input *input, const struct rb_rule *rule)
{
	struct rb_rule_match match = { .input = *input, .rule = rule, .matches = 1 };

	rb_loop(RB_CRITERIA_MAX, rb_criterion_step, &match);
	return match.matches;
}

/* What the rules see of a record. `fields`: RB_INPUT_FIELDS of them, those without a meaning 0. */
RB_INLINE void rb_fill_fields(uint64_t *fields, const struct rb_record *record)
{
	uint32_t length = 0;

	/* Unsigned: a negative length is an error, and far too long. */
	if (record->operation != RB_CONNECT && (uint32_t)record->path_len - 1 < sizeof(record->path))
		length = (uint32_t)record->path_len - 1;
	fields[RB_FIELD_OPERATION] = record->operation;
	fields[RB_FIELD_PATH] = length;
	for (length = 0; length < sizeof(record->parent); length++)
		if (!record->parent[length])
			break;
	fields[RB_FIELD_PARENT] = length;
	fields[RB_FIELD_UID] = record->uid;
	fields[RB_FIELD_GID] = record->gid;
	fields[RB_FIELD_TGID] = record->tgid;
	fields[RB_FIELD_TID] = record->tid;
	fields[RB_FIELD_PPID] = record->ppid;
	fields[RB_FIELD_FLAGS] = record->flags;
}

#ifndef __bpf__ /* its rules are in a map, see bpf/content.bpf.h */
/* Index of the first rule that matches, or RB_NO_RULE. */
static inline int32_t rb_evaluate(const struct rb_content *content, const struct rb_input *input)
{
	uint32_t i;

	for (i = 0; i < content->header.rule_count; i++)
		if (rb_rule_matches(input, &content->rules[i]))
			return (int32_t)i;
	return RB_NO_RULE;
}

/* The same for a record alone. */
static inline int32_t rb_evaluate_record(const struct rb_content *content,
					 const struct rb_record *record)
{
#if defined(RB_FAULTS) && !defined(__KERNEL__)
	uint64_t *fields = rb_guarded_fields();
#else
	uint64_t fields[RB_INPUT_FIELDS] = { 0 };
#endif
	struct rb_cursor cursor;
	const struct rb_input input = { .fields = fields, .record = record, .cursor = &cursor };

	rb_fill_fields(fields, record);
	return rb_with_defect(content, fields, rb_evaluate(content, &input));
}
#endif

#endif
