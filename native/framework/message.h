/* SPDX-License-Identifier: Apache-2.0 */
/*
 * message.h: what the platform asks its clients and what they answer. The platform's half is the broker (broker.h); it
 * is asked by a carrier, which holds the caller (fanotify, seccomp), and asks clients by channels (channel.h).
 * All times are CLOCK_MONOTONIC in ns.
 */
#ifndef RB_MESSAGE_H
#define RB_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "ringbench.h"

/* What is asked about. Each client has a sequence of numbers for each. */
enum rb_kind {
	RB_KIND_OPEN,
	RB_KIND_EXEC,
	RB_KIND_CALL, /* a system call, of which a carrier knows no object: its `inode` is the argument with the address */
	RB_KINDS
};

/* 0 is neither: memory that nobody wrote is no answer. */
enum rb_decision {
	RB_DECISION_ALLOW = 1,
	RB_DECISION_DENY = 2,
};

/* On what a decision depends, so how long it holds. In order: what each allows, those before it allow too. */
enum rb_reuse {
	RB_REUSE_NEVER,   /* on who asks, or the client does not say */
	RB_REUSE_BY_NAME, /* on content, metadata and name: holds for the object under this path */
	RB_REUSE_BY_CONTENT, /* on content alone: holds whatever the object is called */
};

/* Whether something is still what was judged. 0 everywhere: the carrier does not know the object. */
struct rb_object {
	uint64_t device;
	uint64_t inode;
	uint64_t size;
	int64_t modified_ns;
	int64_t changed_ns; /* metadata too: ctime */
	uint32_t mode;
	uint32_t uid;
	uint32_t gid;
	uint32_t links;
};

/* As a client reads it. */
struct rb_message {
	uint64_t id;          /* to answer with; means nothing to other clients. Its lower 40 bits count from 0 */
	uint64_t sequence;    /* of this client and kind, from 1; a gap is a message that was lost */
	uint64_t total;       /* of this client, from 1 */
	int64_t deadline_ns;  /* an answer that the broker takes in later is an error */
	uint32_t kind;        /* enum rb_kind */
	uint32_t reserved;
	struct rb_object object;
	struct rb_record record; /* path and caller as far as some client or mute wants them */
};

struct rb_answer {
	uint64_t id;
	uint32_t decision; /* enum rb_decision */
	uint32_t reuse;    /* enum rb_reuse */
};

/* What became of an answer, as its client reads it. */
enum rb_result {
	RB_RESULT_NONE,
	RB_RESULT_ACCEPTED,
	RB_RESULT_LATE,      /* the deadline had passed, and somebody else had decided */
	RB_RESULT_TWICE,     /* it had answered this one */
	RB_RESULT_NOT_YOURS, /* this client was never asked that */
	RB_RESULT_MALFORMED, /* no decision, or no reuse, of those above */
	RB_RESULTS
};

#endif
