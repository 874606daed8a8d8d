/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cache.h: decisions that hold for as long as their object is what was judged. The carrier holds each object, so that
 * its content does not change unnoticed (in fanotify: by a lease), and tells when that hold is broken. Metadata and
 * path are compared at each look. Holds no descriptor itself: who makes room in it gets the hold back.
 */
#ifndef RB_CACHE_H
#define RB_CACHE_H

#include "message.h"

#define RB_CACHE_ENTRIES 4096u
#define RB_NO_HOLD (-1)

struct rb_cached {
	struct rb_object object;
	char path[sizeof(((struct rb_record *)0)->path)]; /* empty: by content, whatever it is called */
	int hold;          /* the carrier's */
	uint32_t kind;
	uint32_t decision; /* 0: the entry is free */
};

/* One place for each object, by its inode: who comes later takes it. */
struct rb_cache {
	struct rb_cached entries[RB_CACHE_ENTRIES];
};

/*
 * The decision on this object under this path, or 0. An entry that is no longer the object judged is dropped, and its
 * hold, which is to be let go, goes to *dropped (else RB_NO_HOLD).
 */
uint32_t rb_cache_look_up(struct rb_cache *cache, uint32_t kind, const struct rb_object *object, const char *path,
			  int *dropped);
/* Returns the hold of what was there before, to be let go, or RB_NO_HOLD. `path` is NULL for by content. */
int rb_cache_add(struct rb_cache *cache, uint32_t kind, const struct rb_object *object, const char *path,
		 uint32_t decision, int hold);
/* Drops what is known of the object. Returns its hold, to be let go, or RB_NO_HOLD. */
int rb_cache_drop(struct rb_cache *cache, uint64_t device, uint64_t inode);
/* Drops one entry, whichever, for those who drop all: its hold, or RB_NO_HOLD when the cache is empty. */
int rb_cache_drop_any(struct rb_cache *cache);

#endif
