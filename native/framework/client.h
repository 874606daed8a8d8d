/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client.h: the client's side of a channel: what a security product would link. One thread. It receives messages in
 * their order, answers each before its deadline, and learns with the broker's next turn what became of its answers.
 */
#ifndef RB_CLIENT_H
#define RB_CLIENT_H

#include "channel.h"

struct rb_client_statistics {
	uint64_t received;
	uint64_t lost;      /* gaps in the sequence of a kind */
	uint64_t results[RB_RESULTS]; /* of answers, by enum rb_result */
};

struct rb_connection {
	struct rb_channel *channel;
	struct rb_bell *bell;
	int bell_fd;        /* eventfd(2), rung where the broker sleeps in poll(2) */
	bool spinning;      /* never sleeps: it should have a CPU of its own */
	uint32_t taken;
	uint32_t resulted;
	uint64_t sequences[RB_KINDS];
	struct rb_client_statistics statistics;
};

/*
 * Copies the next message. Waits for one for as long as it takes, at most `timeout_ms` if that is not negative.
 * Returns whether there was one.
 */
bool rb_client_receive(struct rb_connection *connection, struct rb_message *message, int timeout_ms);
/* Answers, and wakes the broker where it sleeps. Never blocks: false when too many answers have no result yet. */
bool rb_client_answer(struct rb_connection *connection, uint64_t id, enum rb_decision decision, enum rb_reuse reuse);
/* Counts the results that have come since the last call. */
void rb_client_take_results(struct rb_connection *connection);

#endif
