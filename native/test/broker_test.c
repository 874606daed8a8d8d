/* SPDX-License-Identifier: Apache-2.0 */
/*
 * broker-test: the broker of native/framework with a carrier that is none and a clock that is set: what it says to each
 * question, whatever clients do. Clients are played through their library where they behave, and by hand where not.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker.h"
#include "client.h"

#define MS INT64_C(1000000)
#define DEADLINE (10 * MS)
#define COOKIES 1024

static struct {
	struct rb_verdict verdicts[COOKIES];
	int settled[COOKIES];
	int killed[RB_CLIENTS_MAX];
	int held, let_go;
	bool refuses_holds;
} carrier;

static struct rb_broker broker;
static struct rb_channel channels[RB_CLIENTS_MAX];
static struct rb_connection connections[RB_CLIENTS_MAX];
static struct rb_bell bell;
static uint64_t cookies;
static int64_t now_ns;

#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
			return 1; \
		} \
	} while (0)

static int hold(void *state, const struct rb_question *question)
{
	(void)state;
	if (carrier.refuses_holds)
		return RB_NO_HOLD;
	carrier.held++;
	return (int)question->cookie;
}

static void settle(void *state, const struct rb_question *question, const struct rb_verdict *verdict)
{
	(void)state;
	carrier.settled[question->cookie]++;
	carrier.verdicts[question->cookie] = *verdict;
	if (question->hold != RB_NO_HOLD && verdict->reuse == RB_REUSE_NEVER)
		carrier.let_go++;
}

static void let_go(void *state, int held)
{
	(void)state;
	(void)held;
	carrier.let_go++;
}

static void wake(void *state, int client)
{
	(void)state;
	(void)client;
}

static void kill_client(void *state, int client)
{
	(void)state;
	carrier.killed[client]++;
}

static bool descends(void *state, uint32_t process, uint32_t ancestor)
{
	(void)state;
	return process / 100 == ancestor / 100;
}

static const struct rb_broker_ops ops = {
	.hold = hold, .settle = settle, .let_go = let_go, .wake = wake, .kill = kill_client, .descends = descends,
};

static void begin(int clients, enum rb_miss_mode miss, uint32_t cached_percent)
{
	const struct rb_policy policy = { .deadline_ns = DEADLINE, .miss = miss, .cached_percent = cached_percent };

	memset(&carrier, 0, sizeof(carrier));
	memset(channels, 0, sizeof(channels));
	memset(connections, 0, sizeof(connections));
	cookies = 0;
	now_ns = 1000 * MS;
	rb_broker_init(&broker, &policy, &ops, NULL);
	for (int i = 0; i < clients; i++) {
		connections[i] = (struct rb_connection){ .channel = &channels[i], .bell = &bell, .bell_fd = -1 };
		rb_broker_add_client(&broker, &channels[i], 5000 + (uint32_t)i, true, 0x777 + (uint64_t)i);
	}
}

static struct rb_question question_of(const char *path, uint64_t inode)
{
	struct rb_question question = {
		.kind = RB_KIND_OPEN, .hold = RB_NO_HOLD,
		.object = { .device = 1, .inode = inode, .size = 10, .changed_ns = 1, .links = 1 },
		.record = { .tgid = 1234, .uid = 7 },
	};

	question.record.path_len = (int32_t)strlen(path) + 1;
	memcpy(question.record.path, path, strlen(path) + 1);
	return question;
}

static uint64_t submit(struct rb_question question)
{
	question.cookie = cookies;
	rb_broker_submit(&broker, &question, now_ns);
	return cookies++;
}

static uint64_t ask(void)
{
	return submit(question_of("/target", 42));
}

static uint64_t receive(int client)
{
	struct rb_message message;

	return rb_client_receive(&connections[client], &message, 0) ? message.id : UINT64_MAX;
}

static void reply(int client, uint64_t id, uint32_t decision, enum rb_reuse reuse)
{
	rb_client_answer(&connections[client], id, (enum rb_decision)decision, reuse);
	rb_broker_collect(&broker, now_ns);
	rb_client_take_results(&connections[client]);
}

static void answer(int client, uint32_t decision)
{
	reply(client, receive(client), decision, RB_REUSE_NEVER);
}

static uint64_t results(int client, enum rb_result result)
{
	return connections[client].statistics.results[result];
}

static bool is_open(uint64_t cookie)
{
	return !carrier.settled[cookie];
}

/* Settled once, like this. */
static bool was(uint64_t cookie, enum rb_decision decision, enum rb_why why)
{
	return carrier.settled[cookie] == 1 && carrier.verdicts[cookie].decision == decision &&
	       carrier.verdicts[cookie].why == why;
}

static void pass(int64_t ns)
{
	now_ns += ns;
	rb_broker_collect(&broker, now_ns);
	rb_broker_expire(&broker, now_ns);
}

static int an_allow_needs_everybody_and_a_denial_one(void)
{
	uint64_t first, second;

	begin(3, RB_MISS_FAIL_OPEN, 0);
	first = ask();
	answer(0, RB_DECISION_ALLOW);
	answer(1, RB_DECISION_ALLOW);
	EXPECT(is_open(first));
	answer(2, RB_DECISION_ALLOW);
	EXPECT(was(first, RB_DECISION_ALLOW, RB_WHY_JUDGED));
	second = ask();
	answer(0, RB_DECISION_ALLOW);
	answer(2, RB_DECISION_DENY);
	EXPECT(was(second, RB_DECISION_DENY, RB_WHY_JUDGED));
	answer(1, RB_DECISION_ALLOW);
	EXPECT(was(second, RB_DECISION_DENY, RB_WHY_JUDGED));
	EXPECT(results(1, RB_RESULT_ACCEPTED) == 2);
	EXPECT(broker.unsettled == 0);
	return 0;
}

static int one_millisecond_too_late_is_late_in_each_miss_mode(void)
{
	static const enum rb_miss_mode modes[] = { RB_MISS_KILL, RB_MISS_FAIL_OPEN, RB_MISS_FAIL_CLOSED };

	for (int i = 0; i < 3; i++) {
		uint64_t cookie, id;

		begin(1, modes[i], 0);
		cookie = ask();
		id = receive(0);
		pass(DEADLINE - 1);
		EXPECT(is_open(cookie));
		now_ns += 1 * MS + 1;
		reply(0, id, RB_DECISION_ALLOW, RB_REUSE_NEVER);
		EXPECT(results(0, RB_RESULT_LATE) == 1);
		EXPECT(is_open(cookie));
		pass(0);
		EXPECT(was(cookie, modes[i] == RB_MISS_FAIL_CLOSED ? RB_DECISION_DENY : RB_DECISION_ALLOW,
			   RB_WHY_UNJUDGED));
		EXPECT(carrier.killed[0] == (modes[i] == RB_MISS_KILL));
		EXPECT(broker.statistics.missed == 1);
	}
	return 0;
}

static int an_answer_after_the_miss_was_declared_is_late(void)
{
	uint64_t cookie, id;

	begin(1, RB_MISS_FAIL_OPEN, 0);
	cookie = ask();
	id = receive(0);
	pass(DEADLINE);
	EXPECT(was(cookie, RB_DECISION_ALLOW, RB_WHY_UNJUDGED));
	reply(0, id, RB_DECISION_DENY, RB_REUSE_NEVER);
	EXPECT(results(0, RB_RESULT_LATE) == 1);
	EXPECT(was(cookie, RB_DECISION_ALLOW, RB_WHY_UNJUDGED));
	return 0;
}

static int a_slow_client_delays_and_a_frozen_one_costs_its_deadline(void)
{
	uint64_t cookie;

	begin(4, RB_MISS_FAIL_OPEN, 0);
	cookie = ask();
	answer(0, RB_DECISION_ALLOW);
	pass(DEADLINE / 2);
	answer(1, RB_DECISION_ALLOW); /* slow */
	answer(2, RB_DECISION_ALLOW);
	EXPECT(is_open(cookie));
	EXPECT(rb_broker_next_deadline_ns(&broker) == 1000 * MS + DEADLINE);
	pass(DEADLINE / 2);
	EXPECT(was(cookie, RB_DECISION_ALLOW, RB_WHY_UNJUDGED));
	EXPECT(rb_broker_next_deadline_ns(&broker) == INT64_MAX);
	return 0;
}

static int who_is_frozen_behind_a_denial_still_misses(void)
{
	uint64_t cookie;

	begin(2, RB_MISS_KILL, 0);
	cookie = ask();
	answer(0, RB_DECISION_DENY);
	EXPECT(was(cookie, RB_DECISION_DENY, RB_WHY_JUDGED));
	pass(DEADLINE);
	EXPECT(carrier.killed[1] == 1 && !carrier.killed[0]);
	return 0;
}

static int the_dead_are_not_asked_and_what_they_owed_is_missed(void)
{
	uint64_t first, second, third, last;

	begin(2, RB_MISS_FAIL_OPEN, 0);
	first = ask();
	answer(0, RB_DECISION_ALLOW);
	rb_broker_client_died(&broker, 1);
	EXPECT(was(first, RB_DECISION_ALLOW, RB_WHY_UNJUDGED));
	second = ask();
	answer(0, RB_DECISION_DENY);
	EXPECT(was(second, RB_DECISION_DENY, RB_WHY_JUDGED));
	rb_broker_client_died(&broker, 0);
	third = ask();
	EXPECT(was(third, RB_DECISION_ALLOW, RB_WHY_UNJUDGED));
	begin(2, RB_MISS_FAIL_CLOSED, 0);
	first = ask();
	rb_broker_client_died(&broker, 1);
	EXPECT(was(first, RB_DECISION_DENY, RB_WHY_UNJUDGED));
	last = ask();
	EXPECT(was(last, RB_DECISION_DENY, RB_WHY_UNJUDGED));
	return 0;
}

static int an_answer_after_death_changes_nothing(void)
{
	uint64_t cookie, id;

	begin(2, RB_MISS_FAIL_OPEN, 0);
	cookie = ask();
	id = receive(1);
	rb_broker_client_died(&broker, 1);
	reply(1, id, RB_DECISION_DENY, RB_REUSE_NEVER);
	EXPECT(is_open(cookie));
	answer(0, RB_DECISION_ALLOW);
	EXPECT(was(cookie, RB_DECISION_ALLOW, RB_WHY_UNJUDGED));
	return 0;
}

static int a_second_answer_is_an_error(void)
{
	uint64_t cookie, id;

	begin(2, RB_MISS_FAIL_OPEN, 0);
	cookie = ask();
	id = receive(0);
	reply(0, id, RB_DECISION_ALLOW, RB_REUSE_NEVER);
	reply(0, id, RB_DECISION_DENY, RB_REUSE_NEVER);
	EXPECT(results(0, RB_RESULT_TWICE) == 1);
	EXPECT(is_open(cookie));
	answer(1, RB_DECISION_ALLOW);
	EXPECT(was(cookie, RB_DECISION_ALLOW, RB_WHY_JUDGED));
	return 0;
}

static int an_answer_for_another_is_an_error(void)
{
	uint64_t cookie, ids[2];

	begin(2, RB_MISS_FAIL_OPEN, 0);
	cookie = ask();
	ids[0] = receive(0);
	ids[1] = receive(1);
	EXPECT(ids[0] != ids[1]);
	reply(0, ids[1], RB_DECISION_ALLOW, RB_REUSE_NEVER);
	reply(0, ids[0] + 1, RB_DECISION_ALLOW, RB_REUSE_NEVER); /* never asked */
	EXPECT(results(0, RB_RESULT_NOT_YOURS) == 2);
	reply(1, ids[1], RB_DECISION_ALLOW, RB_REUSE_NEVER);
	EXPECT(is_open(cookie));
	return 0;
}

static int what_is_no_decision_is_none(void)
{
	uint64_t cookie, id;

	begin(1, RB_MISS_FAIL_CLOSED, 0);
	cookie = ask();
	id = receive(0);
	reply(0, id, 0, RB_REUSE_NEVER);
	reply(0, id, 3, RB_REUSE_NEVER);
	reply(0, id, RB_DECISION_ALLOW, (enum rb_reuse)3);
	EXPECT(results(0, RB_RESULT_MALFORMED) == 3);
	EXPECT(is_open(cookie));
	pass(DEADLINE);
	EXPECT(was(cookie, RB_DECISION_DENY, RB_WHY_UNJUDGED));
	return 0;
}

static int a_full_queue_allows_unless_it_fails_closed(void)
{
	for (int closed = 0; closed < 2; closed++) {
		struct rb_message message;
		uint64_t cookie;

		begin(1, closed ? RB_MISS_FAIL_CLOSED : RB_MISS_FAIL_OPEN, 0);
		for (uint32_t i = 0; i < RB_CHANNEL_SLOTS; i++)
			EXPECT(is_open(ask()));
		cookie = ask();
		EXPECT(was(cookie, closed ? RB_DECISION_DENY : RB_DECISION_ALLOW, RB_WHY_UNJUDGED));
		EXPECT(broker.statistics.full == 1);
		/* The client learns of it by a gap, once there is room again. */
		for (uint32_t i = 0; i < RB_CHANNEL_SLOTS; i++)
			answer(0, RB_DECISION_ALLOW);
		EXPECT(connections[0].statistics.lost == 0);
		ask();
		EXPECT(rb_client_receive(&connections[0], &message, 0));
		EXPECT(message.sequence == RB_CHANNEL_SLOTS + 2 && connections[0].statistics.lost == 1);
	}
	return 0;
}

static int a_flood_beyond_all_places_is_settled_at_once(void)
{
	begin(1, RB_MISS_FAIL_OPEN, 0);
	for (int i = 0; i < COOKIES; i++)
		ask();
	EXPECT(broker.unsettled == RB_CHANNEL_SLOTS);
	pass(DEADLINE);
	for (uint64_t i = 0; i < COOKIES; i++)
		EXPECT(was(i, RB_DECISION_ALLOW, RB_WHY_UNJUDGED));
	return 0;
}

static int sequences_count_by_client_and_kind(void)
{
	struct rb_question exec = question_of("/program", 43);
	struct rb_message message;

	begin(2, RB_MISS_FAIL_OPEN, 0);
	exec.kind = RB_KIND_EXEC;
	ask();
	submit(exec);
	ask();
	for (uint64_t i = 1; i <= 3; i++) {
		EXPECT(rb_client_receive(&connections[1], &message, 0));
		EXPECT(message.total == i);
		EXPECT(message.kind == (i == 2 ? RB_KIND_EXEC : RB_KIND_OPEN));
		EXPECT(message.sequence == (i == 3 ? 2 : 1));
	}
	EXPECT(connections[1].statistics.lost == 0);
	return 0;
}

static int who_sleeps_through_its_messages_counts_them_as_lost(void)
{
	struct rb_message message;

	begin(1, RB_MISS_FAIL_OPEN, 0);
	for (int round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < RB_CHANNEL_SLOTS; i++)
			ask();
		pass(DEADLINE);
	}
	EXPECT(rb_client_receive(&connections[0], &message, 0));
	EXPECT(message.total == 2 * RB_CHANNEL_SLOTS + 1);
	EXPECT(connections[0].statistics.lost == 2 * RB_CHANNEL_SLOTS);
	return 0;
}

static int a_client_is_not_asked_about_itself(void)
{
	struct rb_question question = question_of("/target", 42);
	uint64_t cookie;

	begin(2, RB_MISS_FAIL_OPEN, 0);
	question.record.tgid = 5000;
	cookie = submit(question);
	EXPECT(receive(0) == UINT64_MAX);
	answer(1, RB_DECISION_ALLOW);
	EXPECT(was(cookie, RB_DECISION_ALLOW, RB_WHY_JUDGED));
	return 0;
}

static int clients_that_wait_for_each_other_wait_until_the_deadline(void)
{
	struct rb_question of_first = question_of("/second's", 42), of_second = question_of("/first's", 43);
	uint64_t cookies_of[2];

	begin(2, RB_MISS_FAIL_OPEN, 0);
	of_first.record.tgid = 5000;
	of_second.record.tgid = 5001;
	cookies_of[0] = submit(of_first);
	cookies_of[1] = submit(of_second);
	EXPECT(is_open(cookies_of[0]) && is_open(cookies_of[1]));
	pass(DEADLINE);
	EXPECT(was(cookies_of[0], RB_DECISION_ALLOW, RB_WHY_UNJUDGED));
	EXPECT(was(cookies_of[1], RB_DECISION_ALLOW, RB_WHY_UNJUDGED));
	return 0;
}

static int mutes(void)
{
	struct rb_mutes muted = { 0 };

	begin(1, RB_MISS_FAIL_OPEN, 0);
	EXPECT(!rb_mute_path(&muted, "/quiet/"));
	rb_broker_mute(&broker, 0, &muted);
	EXPECT(rb_broker_wants(&broker) == RB_WANTS_PATH);
	EXPECT(was(submit(question_of("/quiet/file", 1)), RB_DECISION_ALLOW, RB_WHY_MUTED));
	EXPECT(is_open(submit(question_of("/quiet", 1))));
	EXPECT(is_open(submit(question_of("/loud/quiet/", 1))));
	muted.paths.inverted = true;
	rb_broker_mute(&broker, 0, &muted);
	EXPECT(is_open(submit(question_of("/quiet/file", 1))));
	EXPECT(was(submit(question_of("/loud", 1)), RB_DECISION_ALLOW, RB_WHY_MUTED));
	memset(&muted, 0, sizeof(muted));
	EXPECT(!rb_mute_number(&muted.processes, 1234));
	rb_broker_mute(&broker, 0, &muted);
	EXPECT(was(ask(), RB_DECISION_ALLOW, RB_WHY_MUTED));
	muted.processes.inverted = true;
	rb_broker_mute(&broker, 0, &muted);
	EXPECT(is_open(ask()));
	memset(&muted, 0, sizeof(muted));
	EXPECT(!rb_mute_number(&muted.users, 7));
	rb_broker_mute(&broker, 0, &muted);
	EXPECT(rb_broker_wants(&broker) & RB_WANTS_USER);
	EXPECT(was(ask(), RB_DECISION_ALLOW, RB_WHY_MUTED));
	muted.users.inverted = true;
	rb_broker_mute(&broker, 0, &muted);
	EXPECT(is_open(ask()));
	EXPECT(rb_mute_path(&muted, "") == -EINVAL);
	for (uint32_t i = 0; i < RB_MUTES_MAX - 1; i++)
		EXPECT(!rb_mute_number(&muted.users, i));
	EXPECT(rb_mute_number(&muted.users, 1) == -ENOSPC);
	return 0;
}

static int one_that_is_muted_does_not_mute_the_others(void)
{
	struct rb_mutes muted = { 0 };
	uint64_t cookie;

	begin(2, RB_MISS_FAIL_OPEN, 0);
	rb_mute_path(&muted, "/target");
	rb_broker_mute(&broker, 0, &muted);
	cookie = ask();
	EXPECT(is_open(cookie) && receive(0) == UINT64_MAX);
	answer(1, RB_DECISION_DENY);
	EXPECT(was(cookie, RB_DECISION_DENY, RB_WHY_JUDGED));
	return 0;
}

static int a_scope_is_a_process_and_its_descendants(void)
{
	const struct rb_mutes inside = { .scope = 1200 }, outside = { .scope = 1300 };

	begin(1, RB_MISS_FAIL_OPEN, 0);
	rb_broker_mute(&broker, 0, &inside);
	EXPECT(is_open(ask()));
	rb_broker_mute(&broker, 0, &outside);
	EXPECT(was(ask(), RB_DECISION_ALLOW, RB_WHY_MUTED));
	EXPECT(rb_descends((uint32_t)getpid(), (uint32_t)getpid()));
	EXPECT(rb_descends((uint32_t)getpid(), (uint32_t)getppid()));
	EXPECT(!rb_descends((uint32_t)getppid(), (uint32_t)getpid()));
	return 0;
}

static uint64_t judge(struct rb_question question, uint32_t decision, enum rb_reuse reuse)
{
	uint64_t cookie = submit(question);

	for (int i = 0; i < broker.client_count; i++)
		reply(i, receive(i), decision, reuse);
	return cookie;
}

static int an_allow_is_cached_until_its_object_is_another(void)
{
	static const struct {
		const char *what;
		size_t offset;
	} changes[] = {
		{ "content", offsetof(struct rb_object, size) }, { "content", offsetof(struct rb_object, modified_ns) },
		{ "metadata", offsetof(struct rb_object, mode) }, { "metadata", offsetof(struct rb_object, uid) },
		{ "a name more", offsetof(struct rb_object, links) }, { "times", offsetof(struct rb_object, changed_ns) },
		{ "replaced", offsetof(struct rb_object, inode) }, { "file system", offsetof(struct rb_object, device) },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct rb_question question = question_of("/target", 42);
		uint64_t cookie;

		begin(2, RB_MISS_FAIL_OPEN, 100);
		cookie = judge(question, RB_DECISION_ALLOW, RB_REUSE_BY_NAME);
		EXPECT(carrier.verdicts[cookie].reuse == RB_REUSE_BY_NAME);
		EXPECT(was(submit(question), RB_DECISION_ALLOW, RB_WHY_CACHED));
		((unsigned char *)&question.object)[changes[i].offset] ^= 1;
		EXPECT(is_open(submit(question)));
	}
	return 0;
}

static int an_allow_by_name_is_for_that_name(void)
{
	begin(1, RB_MISS_FAIL_OPEN, 100);
	judge(question_of("/allowed", 42), RB_DECISION_ALLOW, RB_REUSE_BY_NAME);
	EXPECT(is_open(submit(question_of("/hard-link", 42))));
	EXPECT(carrier.held == 2 && carrier.let_go == 1);
	begin(1, RB_MISS_FAIL_OPEN, 100);
	judge(question_of("/allowed", 42), RB_DECISION_ALLOW, RB_REUSE_BY_CONTENT);
	EXPECT(was(submit(question_of("/hard-link", 42)), RB_DECISION_ALLOW, RB_WHY_CACHED));
	return 0;
}

static int a_change_while_it_is_judged_keeps_it_out_of_the_cache(void)
{
	struct rb_question question = question_of("/target", 42);
	uint64_t cookie;

	begin(1, RB_MISS_FAIL_OPEN, 100);
	cookie = submit(question);
	rb_broker_object_changed(&broker, 1, 42);
	reply(0, receive(0), RB_DECISION_ALLOW, RB_REUSE_BY_CONTENT);
	EXPECT(was(cookie, RB_DECISION_ALLOW, RB_WHY_JUDGED) &&
	       carrier.verdicts[cookie].reuse == RB_REUSE_NEVER);
	EXPECT(is_open(submit(question)));
	return 0;
}

static int a_change_after_it_was_judged_drops_it(void)
{
	begin(1, RB_MISS_FAIL_OPEN, 100);
	judge(question_of("/target", 42), RB_DECISION_ALLOW, RB_REUSE_BY_CONTENT);
	rb_broker_object_changed(&broker, 1, 42);
	EXPECT(carrier.held == 1 && carrier.let_go == 1);
	EXPECT(is_open(ask()));
	return 0;
}

static int nothing_is_cached_that_was_not_wholly_judged(void)
{
	struct rb_question fresh = question_of("/target", 42);
	char longest[sizeof(fresh.record.path)];
	struct rb_mutes muted = { 0 };

	/* missed */
	begin(1, RB_MISS_FAIL_OPEN, 100);
	ask();
	pass(DEADLINE);
	EXPECT(is_open(ask()));
	/* denied */
	begin(1, RB_MISS_FAIL_OPEN, 100);
	judge(question_of("/target", 42), RB_DECISION_DENY, RB_REUSE_BY_CONTENT);
	EXPECT(is_open(ask()));
	/* one of two does not allow reuse */
	begin(2, RB_MISS_FAIL_OPEN, 100);
	ask();
	reply(0, receive(0), RB_DECISION_ALLOW, RB_REUSE_BY_CONTENT);
	reply(1, receive(1), RB_DECISION_ALLOW, RB_REUSE_NEVER);
	EXPECT(is_open(ask()));
	/* somebody can write it */
	begin(1, RB_MISS_FAIL_OPEN, 100);
	carrier.refuses_holds = true;
	judge(question_of("/target", 42), RB_DECISION_ALLOW, RB_REUSE_BY_CONTENT);
	EXPECT(is_open(ask()));
	/* changed in the tick in which it was judged */
	begin(1, RB_MISS_FAIL_OPEN, 100);
	fresh.fresh = true;
	judge(fresh, RB_DECISION_ALLOW, RB_REUSE_BY_CONTENT);
	EXPECT(is_open(submit(fresh)));
	/* a path of which the end is not known */
	begin(1, RB_MISS_FAIL_OPEN, 100);
	memset(longest, 'a', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	judge(question_of(longest, 42), RB_DECISION_ALLOW, RB_REUSE_BY_NAME);
	EXPECT(is_open(submit(question_of(longest, 42))));
	/* one was not asked */
	begin(2, RB_MISS_FAIL_OPEN, 100);
	rb_mute_number(&muted.processes, 1234);
	rb_broker_mute(&broker, 1, &muted);
	ask();
	reply(0, receive(0), RB_DECISION_ALLOW, RB_REUSE_BY_CONTENT);
	EXPECT(is_open(ask()));
	/* another kind */
	begin(1, RB_MISS_FAIL_OPEN, 100);
	judge(question_of("/target", 42), RB_DECISION_ALLOW, RB_REUSE_BY_CONTENT);
	fresh = question_of("/target", 42);
	fresh.kind = RB_KIND_EXEC;
	EXPECT(is_open(submit(fresh)));
	return 0;
}

static int who_comes_later_was_not_asked_so_nothing_stays_cached(void)
{
	const struct rb_mutes none = { 0 };
	uint64_t cookie;

	begin(1, RB_MISS_FAIL_OPEN, 100);
	judge(question_of("/target", 42), RB_DECISION_ALLOW, RB_REUSE_BY_CONTENT);
	rb_broker_add_client(&broker, &channels[1], 6000, false, 9);
	EXPECT(carrier.let_go == 1);
	EXPECT(is_open(ask()));
	/* Nor what was being judged when the mutes changed. */
	begin(1, RB_MISS_FAIL_OPEN, 100);
	cookie = ask();
	rb_broker_mute(&broker, 0, &none);
	reply(0, receive(0), RB_DECISION_ALLOW, RB_REUSE_BY_CONTENT);
	EXPECT(was(cookie, RB_DECISION_ALLOW, RB_WHY_JUDGED) && is_open(ask()));
	return 0;
}

static int the_hit_rate_is_that_of_the_objects(void)
{
	static const uint32_t percents[] = { 0, 50, 90, 99, 100 };

	for (size_t i = 0; i < sizeof(percents) / sizeof(percents[0]); i++) {
		begin(1, RB_MISS_FAIL_OPEN, percents[i]);
		for (uint64_t inode = 1; inode <= 100; inode++)
			judge(question_of("/target", inode), RB_DECISION_ALLOW, RB_REUSE_BY_NAME);
		for (uint64_t inode = 1; inode <= 100; inode++)
			if (is_open(submit(question_of("/target", inode))))
				answer(0, RB_DECISION_ALLOW);
		EXPECT(broker.statistics.verdicts[RB_WHY_CACHED] == percents[i]);
	}
	return 0;
}

static int ending_settles_what_waits_and_lets_go_of_what_is_held(void)
{
	uint64_t cookie;

	begin(2, RB_MISS_KILL, 100);
	judge(question_of("/other", 7), RB_DECISION_ALLOW, RB_REUSE_BY_CONTENT);
	cookie = ask();
	rb_broker_end(&broker);
	EXPECT(was(cookie, RB_DECISION_ALLOW, RB_WHY_UNJUDGED));
	EXPECT(carrier.held == carrier.let_go && carrier.held == 2);
	EXPECT(!carrier.killed[0] && !carrier.killed[1]);
	return 0;
}

static int a_count_of_answers_that_makes_no_sense_is_thrown_away(void)
{
	uint64_t cookie;

	begin(1, RB_MISS_FAIL_CLOSED, 0);
	cookie = ask();
	channels[0].answers[0] = (struct rb_answer){ .id = receive(0), .decision = RB_DECISION_ALLOW };
	channels[0].answered = 0x80000000u;
	rb_broker_collect(&broker, now_ns);
	EXPECT(broker.statistics.overrun == 1 && is_open(cookie));
	pass(DEADLINE);
	EXPECT(was(cookie, RB_DECISION_DENY, RB_WHY_UNJUDGED));
	return 0;
}

static int more_clients_than_there_may_be_are_refused(void)
{
	begin(RB_CLIENTS_MAX, RB_MISS_FAIL_OPEN, 0);
	EXPECT(rb_broker_add_client(&broker, &channels[0], 1, false, 1) == -ENOSPC);
	return 0;
}

#define CASE(name) { #name, name }
static const struct {
	const char *name;
	int (*run)(void);
} cases[] = {
	CASE(an_allow_needs_everybody_and_a_denial_one),
	CASE(one_millisecond_too_late_is_late_in_each_miss_mode),
	CASE(an_answer_after_the_miss_was_declared_is_late),
	CASE(a_slow_client_delays_and_a_frozen_one_costs_its_deadline),
	CASE(who_is_frozen_behind_a_denial_still_misses),
	CASE(the_dead_are_not_asked_and_what_they_owed_is_missed),
	CASE(an_answer_after_death_changes_nothing),
	CASE(a_second_answer_is_an_error),
	CASE(an_answer_for_another_is_an_error),
	CASE(what_is_no_decision_is_none),
	CASE(a_full_queue_allows_unless_it_fails_closed),
	CASE(a_flood_beyond_all_places_is_settled_at_once),
	CASE(sequences_count_by_client_and_kind),
	CASE(who_sleeps_through_its_messages_counts_them_as_lost),
	CASE(a_client_is_not_asked_about_itself),
	CASE(clients_that_wait_for_each_other_wait_until_the_deadline),
	CASE(mutes),
	CASE(one_that_is_muted_does_not_mute_the_others),
	CASE(a_scope_is_a_process_and_its_descendants),
	CASE(an_allow_is_cached_until_its_object_is_another),
	CASE(an_allow_by_name_is_for_that_name),
	CASE(a_change_while_it_is_judged_keeps_it_out_of_the_cache),
	CASE(a_change_after_it_was_judged_drops_it),
	CASE(nothing_is_cached_that_was_not_wholly_judged),
	CASE(who_comes_later_was_not_asked_so_nothing_stays_cached),
	CASE(the_hit_rate_is_that_of_the_objects),
	CASE(ending_settles_what_waits_and_lets_go_of_what_is_held),
	CASE(a_count_of_answers_that_makes_no_sense_is_thrown_away),
	CASE(more_clients_than_there_may_be_are_refused),
};

int main(void)
{
	int failed = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (cases[i].run()) {
			fprintf(stderr, "failed: %s\n", cases[i].name);
			failed = 1;
		}
	return failed;
}
