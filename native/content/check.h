/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * check.h: whether bytes are content. Whoever loads content calls this first, the driver too: a file
 * that passed somebody else's check is still only bytes.
 */
#ifndef RB_CHECK_H
#define RB_CHECK_H

#include "content.h"
#include "defect.h"

/* CRC-32 as in zlib and in java.util.zip, four bits at a time. */
static inline uint32_t rb_checksum(const void *bytes, size_t size)
{
	static const uint32_t table[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
		0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
		0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};
	const uint8_t *byte = bytes;
	uint32_t crc = 0xffffffff;
	size_t i;

	for (i = 0; i < size; i++) {
		crc ^= byte[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

static inline const char *rb_check_criterion(const struct rb_rule *rule,
					     const struct rb_criterion *criterion)
{
	int text = criterion->field == RB_FIELD_PATH || criterion->field == RB_FIELD_PARENT;
	uint32_t i;

	if (criterion->field >= RB_TEMPLATE_FIELDS)
		return "a criterion looks at a field that no event has";
	if (criterion->reserved)
		return "a reserved part of a criterion is not 0";
	switch (criterion->operator) {
	case RB_ANY:
		return criterion->text_start || criterion->text_length || criterion->number ?
			"a wildcard has an operand" : NULL;
	case RB_EQUAL:
	case RB_NOT_EQUAL:
		if (text || criterion->text_start || criterion->text_length)
			return "a number is compared with a text";
		return NULL;
	case RB_TEXT:
	case RB_PREFIX:
	case RB_SUFFIX:
	case RB_GLOB:
		if (!text || criterion->number)
			return "a text is compared with a number";
		if (!criterion->text_length || criterion->text_start > RB_RULE_TEXT ||
		    criterion->text_length > RB_RULE_TEXT - criterion->text_start)
			return "the text of a criterion is empty, or not inside its rule";
		for (i = 0; i < criterion->text_length; i++)
			if (!rule->text[criterion->text_start + i])
				return "the text of a criterion has a NUL";
		return NULL;
	}
	return "a criterion has an unknown operator";
}

static inline const char *rb_check_rule(const struct rb_rule *rule)
{
	const char *wrong;
	uint32_t i;

	if (rule->verdict > RB_DENY || rule->severity > RB_SEVERITY_MAX || rule->reserved)
		return "a rule has an unknown verdict or severity";
	if (!rule->criteria || rule->criteria > RB_CRITERIA_MAX)
		return "a rule has no criteria, or too many";
	for (i = 0; i < rule->criteria; i++) {
		wrong = rb_check_criterion(rule, &rule->criterion[i]);
		if (wrong)
			return wrong;
	}
	return NULL;
}

static inline uint32_t rb_fields_used(const struct rb_rule *rule)
{
	uint32_t used = 0, i;

	for (i = 0; i < rule->criteria; i++)
		if (rule->criterion[i].operator != RB_ANY)
			used |= 1u << rule->criterion[i].field;
	return used;
}

/*
 * NULL when the `size` bytes are content that may be evaluated; otherwise what is wrong. `rule` is then
 * the index of the rule where it is, or RB_NO_RULE.
 */
static inline const char *rb_check_content(const struct rb_content *content, size_t size,
					   int32_t *rule)
{
	const struct rb_content_header *header = &content->header;
	uint32_t used = 0, i;
	const char *wrong;

	*rule = RB_NO_RULE;
	if (rb_has_defect(RB_BAD_CONTENT))
		return NULL;
	if (size < sizeof(*header))
		return "it is shorter than a header";
	if (header->magic != RB_CONTENT_MAGIC)
		return "it is not content";
	if (header->version != RB_CONTENT_VERSION)
		return "it is of another version of the format";
	if (header->input_fields != RB_INPUT_FIELDS)
		return "its rules were written for another number of input fields";
	if (header->reserved)
		return "a reserved part of its header is not 0";
	if (header->rule_count > RB_RULES_MAX)
		return "it has more rules than may be loaded";
	if (size != sizeof(*header) + header->rule_count * sizeof(content->rules[0]))
		return "its length is not what its number of rules takes";
	if (header->checksum != rb_checksum(content->rules, size - sizeof(*header)))
		return "its checksum is wrong: it was changed or cut off";
	for (i = 0; i < header->rule_count; i++) {
		wrong = rb_check_rule(&content->rules[i]);
		if (wrong) {
			*rule = (int32_t)i;
			return wrong;
		}
		used |= rb_fields_used(&content->rules[i]);
	}
	return used == header->fields_used ? NULL : "its header names other fields than its rules";
}

#endif
