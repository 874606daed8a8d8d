/* SPDX-License-Identifier: Apache-2.0 */
#include "cache.h"

#include <string.h>

static struct rb_cached *place_of(struct rb_cache *cache, uint64_t inode)
{
	return &cache->entries[inode % RB_CACHE_ENTRIES];
}

static int drop(struct rb_cached *entry)
{
	entry->decision = 0;
	return entry->hold;
}

static bool is_object(const struct rb_cached *entry, uint64_t device, uint64_t inode)
{
	return entry->decision && entry->object.inode == inode && entry->object.device == device;
}

/* That the content is the same is the hold's word. */
static bool is_as_judged(const struct rb_cached *entry, const struct rb_object *object, const char *path)
{
	return !memcmp(&entry->object, object, sizeof(*object)) &&
	       (!*entry->path || (path && !strcmp(entry->path, path)));
}

uint32_t rb_cache_look_up(struct rb_cache *cache, uint32_t kind, const struct rb_object *object, const char *path,
			  int *dropped)
{
	struct rb_cached *entry = place_of(cache, object->inode);

	*dropped = RB_NO_HOLD;
	if (!is_object(entry, object->device, object->inode) || entry->kind != kind)
		return 0;
	if (is_as_judged(entry, object, path))
		return entry->decision;
	*dropped = drop(entry);
	return 0;
}

int rb_cache_add(struct rb_cache *cache, uint32_t kind, const struct rb_object *object, const char *path,
		 uint32_t decision, int hold)
{
	struct rb_cached *entry = place_of(cache, object->inode);
	int before = entry->decision ? drop(entry) : RB_NO_HOLD;

	entry->object = *object;
	strncpy(entry->path, path ? path : "", sizeof(entry->path) - 1);
	entry->hold = hold;
	entry->kind = kind;
	entry->decision = decision;
	return before;
}

int rb_cache_drop(struct rb_cache *cache, uint64_t device, uint64_t inode)
{
	struct rb_cached *entry = place_of(cache, inode);

	return is_object(entry, device, inode) ? drop(entry) : RB_NO_HOLD;
}

int rb_cache_drop_any(struct rb_cache *cache)
{
	for (uint32_t i = 0; i < RB_CACHE_ENTRIES; i++)
		if (cache->entries[i].decision)
			return drop(&cache->entries[i]);
	return RB_NO_HOLD;
}
