/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mute.h: which events a client does not want to be asked about. By path prefix, by process, by user; each of the
 * three may be inverted, and then only what is listed is asked. And a scope: all, or what descends from a process.
 */
#ifndef RB_MUTE_H
#define RB_MUTE_H

#include <stdbool.h>
#include <stdint.h>

#define RB_MUTES_MAX 16u
#define RB_MUTED_PREFIX 120u

struct rb_muted_numbers {
	uint32_t count;
	bool inverted;
	uint32_t numbers[RB_MUTES_MAX];
};

struct rb_muted_prefixes {
	uint32_t count;
	bool inverted;
	char prefixes[RB_MUTES_MAX][RB_MUTED_PREFIX];
};

struct rb_mutes {
	struct rb_muted_prefixes paths; /* a prefix of bytes: what is to end at a directory ends with its slash */
	struct rb_muted_numbers processes;
	struct rb_muted_numbers users;
	uint32_t scope; /* 0: all; else events of this process and of those that descend from it */
};

/* What is compared. A path of NULL is not known, and then no prefix is its. */
struct rb_muted_event {
	const char *path;
	uint32_t process;
	uint32_t user;
};

/* 0; -ENOSPC: RB_MUTES_MAX are there; -ENAMETOOLONG or -EINVAL (empty): that is no prefix. */
int rb_mute_path(struct rb_mutes *mutes, const char *prefix);
int rb_mute_number(struct rb_muted_numbers *numbers, uint32_t number);
/* Whether looking needs the path, or the user. */
bool rb_mutes_want_path(const struct rb_mutes *mutes);
bool rb_mutes_want_user(const struct rb_mutes *mutes);
/* Without the scope, which takes a look at other processes. */
bool rb_is_muted(const struct rb_mutes *mutes, const struct rb_muted_event *event);
/* Whether `process` is `ancestor` or descends from it, by proc(5). False for a process that is gone. */
bool rb_descends(uint32_t process, uint32_t ancestor);

#endif
