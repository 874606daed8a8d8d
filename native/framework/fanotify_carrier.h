/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fanotify_carrier.h: fanotify permission events as the carrier of a framework. The kernel holds each open (exec) below a
 * mark until we answer; when our process is dead, it allows the callers that wait and all later ones (fanotify(7)).
 * An object is held by a read lease: the kernel lets nobody open it for writing before we let go, and gives no lease
 * while somebody has it open for writing or mapped shared. A verdict by content becomes an ignore mark, and then the
 * kernel no longer asks about the object.
 */
#ifndef RB_FANOTIFY_CARRIER_H
#define RB_FANOTIFY_CARRIER_H

#include "caller.h"
#include "framework.h"

#define RB_HOLDS_MAX 8192

/* Told of each caller; the sensor's. Both may be NULL. */
struct rb_carrier_listener {
	void (*arrived)(void *listener);
	void (*settled)(void *listener, const struct rb_question *question, const struct rb_verdict *verdict);
	void *listener;
};

/* A descriptor of an event that is kept. */
struct rb_held {
	bool held;
	bool ignored;     /* there is an ignore mark */
	int watch;        /* of inotify, for metadata and name; -1 */
	uint64_t device;
	uint64_t inode;
};

struct rb_fanotify_carrier {
	int group_fd;
	bool waits;       /* the group's reads sleep */
	bool caches;      /* holds objects */
	bool overflowed;  /* the kernel's queue was full: it allowed without asking */
	int error;
	uint32_t wants;   /* RB_WANTS_..., beside what the broker wants; the listener's to set */
	struct rb_caller caller;
	struct rb_carrier_listener listener;
	int lease_fd;     /* signalfd(2) */
	int change_fd;    /* inotify */
	struct rb_held holds[RB_HOLDS_MAX];
	_Alignas(8) char buffer[16384];
};

/*
 * Over a group that the caller has opened, and closes when all is over. With `caches`, blocks a signal in this thread
 * and those that it makes, so before there are others. Fills *carrier. 0 or rb_refuse_call().
 */
int rb_fanotify_carrier_open(struct rb_fanotify_carrier *state, int group_fd, bool caches,
			     const struct rb_carrier_listener *listener, struct rb_carrier *carrier,
			     struct rb_reply *reply);
/*
 * The kernel asks no more about (or again about) opens of what is in a directory, whoever opens it: a mute by a prefix
 * that ends with its slash, one level deep. By where it is at the open, so a rename takes effect at once. 0 or -errno:
 * -EINVAL before Linux 6.0.
 */
int rb_fanotify_mute_directory(int group_fd, uint64_t mask, const char *directory, bool mute);
void rb_fanotify_carrier_close(struct rb_fanotify_carrier *state);

#endif
