/* SPDX-License-Identifier: Apache-2.0 */
/* content_file.h: content in user mode: from a file, or of one rule that we make ourselves. */
#ifndef RB_CONTENT_FILE_H
#define RB_CONTENT_FILE_H

#include <stddef.h>

#include "content.h"
#include "refusal.h"

struct rb_content_file {
	const struct rb_content *content; /* NULL: not open */
	size_t size;
};

/* Maps and checks `path`. 0 or rb_refuse(), which names the rule that is wrong. */
int rb_content_open(struct rb_content_file *file, const char *path, struct rb_reply *reply);
void rb_content_close(struct rb_content_file *file);

/* Denies paths that end with `suffix`, and nothing else. */
void rb_content_deny_suffix(struct rb_small_content *content, const char *suffix);

#endif
