/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * content.h: the rule file that a sensor evaluates for each event, as it is on disk and in memory.
 * Little-endian, fixed sizes, no references from one rule to another: a header, then its rules. A rule
 * matches when all of its criteria do; the first rule that matches decides; without one the event is
 * allowed. Written by `ringbench content compile`, checked by check.h, evaluated by interpreter.h.
 */
#ifndef RB_CONTENT_H
#define RB_CONTENT_H

#include "ringbench.h"

#define RB_CONTENT_MAGIC 0x43544252u /* "RBTC" */
#define RB_CONTENT_VERSION 1u
#define RB_RULES_MAX 10000u
#define RB_CRITERIA_MAX 6u
#define RB_RULE_TEXT 152u
#define RB_NO_RULE (-1)

/*
 * What an event is to a rule: so many input fields, each a number. Those below have a meaning, the
 * others are 0. RB_FIELD_PATH and RB_FIELD_PARENT are texts of the record, and here their lengths.
 */
#define RB_INPUT_FIELDS 20u
/*
 * The fields that rules may look at. In a build made for faults the template has one more than the sensor
 * supplies: the defect of 19 July 2024, in the check and in the interpreter alike.
 */
#ifdef RB_FAULTS
#define RB_TEMPLATE_FIELDS (RB_INPUT_FIELDS + 1)
#else
#define RB_TEMPLATE_FIELDS RB_INPUT_FIELDS
#endif
enum rb_field {
	RB_FIELD_OPERATION = 0,
	RB_FIELD_PATH = 1,   /* of the file or program; empty for connect */
	RB_FIELD_PARENT = 2, /* name of the parent's executable, at most 15 bytes of it */
	RB_FIELD_UID = 3,
	RB_FIELD_GID = 4,
	RB_FIELD_TGID = 5,
	RB_FIELD_TID = 6,
	RB_FIELD_PPID = 7,
	RB_FIELD_FLAGS = 8,
};

enum rb_operator {
	RB_ANY = 0,       /* does not look at the field */
	RB_EQUAL = 1,     /* numbers */
	RB_NOT_EQUAL = 2, /* numbers */
	RB_TEXT = 3,      /* the whole text */
	RB_PREFIX = 4,
	RB_SUFFIX = 5,
	RB_GLOB = 6,      /* `*`: any bytes, none too; `?`: one; nothing else is special */
};

enum rb_rule_verdict { RB_ALLOW = 0, RB_DENY = 1 };
#define RB_SEVERITY_MAX 3u

struct rb_criterion {
	uint8_t field;        /* below RB_INPUT_FIELDS */
	uint8_t operator;     /* enum rb_operator */
	uint16_t text_start;  /* in the rule's text */
	uint16_t text_length; /* 0 for numbers */
	uint16_t reserved;    /* 0 */
	uint64_t number;      /* 0 for texts */
};
_Static_assert(sizeof(struct rb_criterion) == 16, "the same in driver, BPF, user mode and Java");

struct rb_rule {
	uint32_t id;       /* the author's, free */
	uint8_t verdict;   /* enum rb_rule_verdict */
	uint8_t severity;  /* 0 (information) to RB_SEVERITY_MAX (critical) */
	uint8_t criteria;  /* used ones of: */
	uint8_t reserved;  /* 0 */
	struct rb_criterion criterion[RB_CRITERIA_MAX];
	char text[RB_RULE_TEXT]; /* of all criteria, without NULs between them */
};
_Static_assert(sizeof(struct rb_rule) == 256, "the same in driver, BPF, user mode and Java");

struct rb_content_header {
	uint32_t magic;
	uint16_t version;
	uint16_t input_fields; /* that its rules were written for: RB_INPUT_FIELDS */
	uint32_t rule_count;
	uint32_t checksum;     /* CRC-32 (IEEE 802.3) of the rules */
	uint32_t fields_used;  /* bit f: some rule looks at field f */
	uint32_t reserved;     /* 0 */
};
_Static_assert(sizeof(struct rb_content_header) == 24, "the same in driver, user mode and Java");

struct rb_content {
	struct rb_content_header header;
	struct rb_rule rules[];
};

/* Content of one rule, for where a pointer does not reach. */
struct rb_small_content {
	struct rb_content_header header;
	struct rb_rule rule;
};

#define RB_CONTENT_BYTES_MAX (sizeof(struct rb_content_header) + RB_RULES_MAX * sizeof(struct rb_rule))

/* Whether the rule that an event met, or RB_NO_RULE, refuses it. */
static inline int rb_denies(const struct rb_content *content, int32_t rule)
{
	return rule != RB_NO_RULE && content->rules[rule].verdict == RB_DENY;
}

#endif
