/* SPDX-License-Identifier: Apache-2.0 */
/*
 * channel.h: the memory that the broker shares with one client, and the bell that all clients ring. A client may write
 * all of it at any time: the broker reads each word of it once, believes no count, and keeps what it relies on in
 * memory of its own. Its size is sealed, or a client could shorten it under the broker's feet.
 */
#ifndef RB_CHANNEL_H
#define RB_CHANNEL_H

#include "message.h"

/* Messages that a client may have before it, and answers that the broker may have. */
#define RB_CHANNEL_SLOTS 64u
#define RB_CLIENTS_MAX 4

/* How the broker waits for this client. */
enum rb_waits {
	RB_AWAKE,          /* it will look: spins, or does something else */
	RB_WAITS_FOR_BELL, /* futex: struct rb_bell */
	RB_WAITS_FOR_DENIAL, /* the same, but only a denial is worth waking it: it waits for others too */
	RB_WAITS_FOR_DESCRIPTOR, /* in poll(2) */
};

struct rb_channel {
	/* By the broker. */
	_Alignas(64) uint32_t asked; /* messages since the start; the client's futex */
	uint32_t broker_waits;       /* enum rb_waits */
	uint32_t resulted;           /* results since the start */
	/* By the client. */
	_Alignas(64) uint32_t client_waits; /* 1: it sleeps on `asked` */
	uint32_t answered;           /* answers since the start */
	/* All of that and of these is in one page: each page that a switch of processes forgets is looked up again. */
	struct rb_answer answers[RB_CHANNEL_SLOTS];
	uint8_t results[RB_CHANNEL_SLOTS]; /* enum rb_result of each answer */
	_Alignas(64) struct rb_message messages[RB_CHANNEL_SLOTS];
};

/* Clients count up and wake; all write it, so that a bad one can wake the broker for nothing and no more. */
struct rb_bell {
	uint32_t rings;
};

/*
 * Maps `size` bytes of new memory, shared with processes that are forked later, and seals its size. NULL with errno.
 * Ends with munmap(2), or the last process.
 */
void *rb_shared_memory(const char *name, size_t size);

#endif
