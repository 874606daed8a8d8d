/* SPDX-License-Identifier: Apache-2.0 */
/*
 * framework-fuzz: the broker against clients that write whatever they like over their channels at any moment. Each
 * question gets exactly one verdict, by its deadline at the latest; a client's words count for itself alone; nothing is
 * allowed that somebody has not judged, where the mode is FAIL_CLOSED.
 */
#include <stdlib.h>
#include <string.h>

#include "broker.h"

#define QUESTIONS 512
#define DEADLINE 1000

static struct {
	bool settled[QUESTIONS];
	struct rb_verdict verdicts[QUESTIONS];
	int holds;
} carrier;

static void check(bool true_always)
{
	if (!true_always)
		abort();
}

static int hold(void *state, const struct rb_question *question)
{
	(void)state;
	carrier.holds++;
	return (int)question->cookie;
}

static void settle(void *state, const struct rb_question *question, const struct rb_verdict *verdict)
{
	(void)state;
	check(question->cookie < QUESTIONS && !carrier.settled[question->cookie]);
	check(verdict->decision == RB_DECISION_ALLOW || verdict->decision == RB_DECISION_DENY);
	carrier.settled[question->cookie] = true;
	carrier.verdicts[question->cookie] = *verdict;
	if (question->hold != RB_NO_HOLD && verdict->reuse == RB_REUSE_NEVER)
		carrier.holds--;
	check(verdict->why != RB_WHY_UNJUDGED || verdict->reuse == RB_REUSE_NEVER);
}

static void let_go(void *state, int held)
{
	(void)state;
	(void)held;
	carrier.holds--;
}

static void ignore(void *state, int client)
{
	(void)state;
	(void)client;
}

static bool descends(void *state, uint32_t process, uint32_t ancestor)
{
	(void)state;
	return process == ancestor;
}

static const struct rb_broker_ops ops = {
	.hold = hold, .settle = settle, .let_go = let_go, .wake = ignore, .kill = ignore, .descends = descends,
};

/* Over what a client may write, which is all of it: so much of the input, somewhere in the channel. */
static size_t scribble(struct rb_channel *channel, const uint8_t *data, size_t size)
{
	size_t at, count;

	if (size < 4)
		return size;
	at = ((size_t)data[0] << 8 | data[1]) * 7 % sizeof(*channel);
	count = data[2] % 48u;
	if (count > size - 3)
		count = size - 3;
	if (count > sizeof(*channel) - at)
		count = sizeof(*channel) - at;
	memcpy((uint8_t *)channel + at, data + 3, count);
	return 3 + count;
}

/* An answer that is nearly right, so that some are. */
static size_t answer(const struct rb_broker *broker, int number, const uint8_t *data, size_t size)
{
	const struct rb_broker_client *client = &broker->clients[number];
	struct rb_channel *channel = client->channel;

	if (size < 3)
		return size;
	channel->answers[channel->answered % RB_CHANNEL_SLOTS] = (struct rb_answer){
		.id = client->secret + client->asked - data[0] % 70u, .decision = data[1] % 4u, .reuse = data[2] % 4u,
	};
	channel->answered++;
	return 3;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rb_broker broker;
	static struct rb_channel channels[RB_CLIENTS_MAX];
	static const enum rb_miss_mode modes[] = { RB_MISS_KILL, RB_MISS_FAIL_OPEN, RB_MISS_FAIL_CLOSED };
	struct rb_policy policy = { .deadline_ns = DEADLINE };
	uint64_t cookies = 0;
	int64_t now_ns = 1;
	int clients;

	if (size < 3)
		return 0;
	clients = 1 + data[0] % RB_CLIENTS_MAX;
	policy.miss = modes[data[1] % 3];
	policy.cached_percent = data[2] % 101u;
	data += 3;
	size -= 3;
	memset(&carrier, 0, sizeof(carrier));
	memset(channels, 0, sizeof(channels));
	rb_broker_init(&broker, &policy, &ops, NULL);
	for (int i = 0; i < clients; i++)
		check(rb_broker_add_client(&broker, &channels[i], 100 + (uint32_t)i, false, 5 + (uint64_t)i) == i);
	while (size) {
		const uint8_t step = *data++;
		const int client = step / 8 % clients;
		struct rb_question question = { .hold = RB_NO_HOLD, .record.path_len = -1 };
		size_t used = 0;

		size--;
		switch (step % 8) {
		case 0:
		case 1:
			if (cookies == QUESTIONS)
				break;
			question.cookie = cookies++;
			question.kind = step / 64 % RB_KINDS;
			question.record.tgid = 98 + step / 8 % 8u;
			question.object.inode = 1 + step / 16 % 4u;
			rb_broker_submit(&broker, &question, now_ns);
			break;
		case 2:
			used = scribble(&channels[client], data, size);
			break;
		case 3:
		case 4:
			used = answer(&broker, client, data, size);
			break;
		case 5:
			rb_broker_collect(&broker, now_ns);
			break;
		case 6:
			now_ns += step * 4;
			rb_broker_expire(&broker, now_ns);
			break;
		case 7:
			if (step > 248)
				rb_broker_client_died(&broker, client);
			else
				rb_broker_object_changed(&broker, 0, 1 + step / 16 % 4u);
			break;
		}
		data += used;
		size -= used;
		check(rb_broker_next_deadline_ns(&broker) <= now_ns + DEADLINE || !broker.unsettled);
		check(broker.unsettled <= RB_QUESTIONS_MAX);
	}
	rb_broker_collect(&broker, now_ns);
	rb_broker_expire(&broker, now_ns + DEADLINE);
	check(!broker.unsettled && rb_broker_next_deadline_ns(&broker) == INT64_MAX);
	for (uint64_t i = 0; i < cookies; i++) {
		check(carrier.settled[i]);
		check(policy.miss != RB_MISS_FAIL_CLOSED || carrier.verdicts[i].why != RB_WHY_UNJUDGED ||
		      carrier.verdicts[i].decision == RB_DECISION_DENY);
	}
	rb_broker_end(&broker);
	check(!carrier.holds);
	return 0;
}
