/* SPDX-License-Identifier: Apache-2.0 */
#include "client.h"

#include <unistd.h>

#include "clock.h"
#include "futex.h"

static bool has_message(const struct rb_connection *connection)
{
	return __atomic_load_n(&connection->channel->asked, __ATOMIC_ACQUIRE) != connection->taken;
}

static void sleep_until_asked(struct rb_connection *connection, int timeout_ms)
{
	struct rb_channel *channel = connection->channel;

	__atomic_store_n(&channel->client_waits, 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!has_message(connection))
		rb_futex_wait(&channel->asked, connection->taken, timeout_ms);
	__atomic_store_n(&channel->client_waits, 0, __ATOMIC_RELAXED);
}

static bool await_message(struct rb_connection *connection, int timeout_ms)
{
	int64_t end_ns = timeout_ms < 0 ? INT64_MAX : rb_clock_ns() + timeout_ms * INT64_C(1000000);

	while (!has_message(connection)) {
		if (timeout_ms >= 0 && rb_clock_ns() >= end_ns)
			return false;
		if (connection->spinning)
			rb_relax();
		else
			sleep_until_asked(connection, timeout_ms);
	}
	return true;
}

/* False where the broker has gone on meanwhile: whoever slept through its deadlines finds its message overwritten. */
static bool copy_message(const struct rb_connection *connection, struct rb_message *message)
{
	const struct rb_message *slot = &connection->channel->messages[connection->taken % RB_CHANNEL_SLOTS];
	const uint64_t id = __atomic_load_n(&slot->id, __ATOMIC_ACQUIRE);

	*message = *slot;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return (uint32_t)id == connection->taken && __atomic_load_n(&slot->id, __ATOMIC_RELAXED) == id;
}

bool rb_client_receive(struct rb_connection *connection, struct rb_message *message, int timeout_ms)
{
	struct rb_channel *channel = connection->channel;
	bool whole;

	do {
		uint32_t asked;

		if (!await_message(connection, timeout_ms))
			return false;
		asked = __atomic_load_n(&channel->asked, __ATOMIC_ACQUIRE);
		if (asked - connection->taken > RB_CHANNEL_SLOTS)
			connection->taken = asked - RB_CHANNEL_SLOTS;
		whole = copy_message(connection, message);
		connection->taken++;
	} while (!whole);
	connection->statistics.received++;
	if (message->kind < RB_KINDS) {
		connection->statistics.lost += message->sequence - connection->sequences[message->kind] - 1;
		connection->sequences[message->kind] = message->sequence;
	}
	return true;
}

static void wake_broker(struct rb_connection *connection, enum rb_decision decision)
{
	static const uint64_t one = 1;

	switch (__atomic_load_n(&connection->channel->broker_waits, __ATOMIC_RELAXED)) {
	case RB_WAITS_FOR_DENIAL:
		if (decision != RB_DECISION_DENY)
			return;
		/* fall through */
	case RB_WAITS_FOR_BELL:
		__atomic_fetch_add(&connection->bell->rings, 1, __ATOMIC_RELEASE);
		rb_futex_wake(&connection->bell->rings);
		return;
	case RB_WAITS_FOR_DESCRIPTOR:
		/* It is full when it has been rung for ages: then the broker is awake anyway. */
		if (write(connection->bell_fd, &one, sizeof(one)) < 0)
			return;
	}
}

bool rb_client_answer(struct rb_connection *connection, uint64_t id, enum rb_decision decision, enum rb_reuse reuse)
{
	struct rb_channel *channel = connection->channel;
	uint32_t answered = channel->answered;

	if (answered - __atomic_load_n(&channel->resulted, __ATOMIC_ACQUIRE) >= RB_CHANNEL_SLOTS)
		return false;
	rb_client_take_results(connection);
	channel->answers[answered % RB_CHANNEL_SLOTS] = (struct rb_answer){
		.id = id, .decision = decision, .reuse = reuse,
	};
	__atomic_store_n(&channel->answered, answered + 1, __ATOMIC_RELEASE);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	wake_broker(connection, decision);
	return true;
}

void rb_client_take_results(struct rb_connection *connection)
{
	const struct rb_channel *channel = connection->channel;
	uint32_t resulted = __atomic_load_n(&channel->resulted, __ATOMIC_ACQUIRE);

	for (; connection->resulted != resulted; connection->resulted++) {
		uint8_t result = channel->results[connection->resulted % RB_CHANNEL_SLOTS];

		if (result < RB_RESULTS)
			connection->statistics.results[result]++;
	}
}
