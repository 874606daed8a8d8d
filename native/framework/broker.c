/* SPDX-License-Identifier: Apache-2.0 */
#include "broker.h"

#include <errno.h>
#include <string.h>

enum {
	RB_ASKED_NOTHING,
	RB_ASKED_WAITS,
	RB_ASKED_ANSWERED,
	RB_ASKED_MISSED,
};

/* The upper bits of an id are the client's secret, the lower ones the number of its message. */
#define NUMBER_BITS 40
#define NUMBER_MASK ((UINT64_C(1) << NUMBER_BITS) - 1)

static bool fails_closed(const struct rb_broker *broker)
{
	return broker->policy.miss == RB_MISS_FAIL_CLOSED;
}

void rb_broker_init(struct rb_broker *broker, const struct rb_policy *policy, const struct rb_broker_ops *ops,
		    void *carrier)
{
	memset(broker, 0, sizeof(*broker));
	broker->policy = *policy;
	broker->ops = ops;
	broker->carrier = carrier;
}

static void let_go(struct rb_broker *broker, int hold)
{
	if (hold != RB_NO_HOLD)
		broker->ops->let_go(broker->carrier, hold);
}

static void drop_cache(struct rb_broker *broker)
{
	int hold;

	while ((hold = rb_cache_drop_any(&broker->cache)) != RB_NO_HOLD)
		let_go(broker, hold);
	/* Nor may what is being judged by the old rules be cached by the new ones. */
	for (uint32_t i = 0; i < RB_QUESTIONS_MAX; i++)
		broker->waiting[i].reuse = RB_REUSE_NEVER;
}

int rb_broker_add_client(struct rb_broker *broker, struct rb_channel *channel, uint32_t process, bool wants_path,
			 uint64_t secret)
{
	struct rb_broker_client *client = &broker->clients[broker->client_count];

	if (broker->client_count == RB_CLIENTS_MAX)
		return -ENOSPC;
	*client = (struct rb_broker_client){
		.channel = channel, .process = process, .alive = true, .wants_path = wants_path,
		.secret = secret << NUMBER_BITS,
	};
	drop_cache(broker);
	return broker->client_count++;
}

void rb_broker_mute(struct rb_broker *broker, int client, const struct rb_mutes *mutes)
{
	broker->clients[client].mutes = *mutes;
	drop_cache(broker);
}

uint32_t rb_broker_wants(const struct rb_broker *broker)
{
	uint32_t wants = broker->policy.cached_percent ? RB_WANTS_OBJECT : 0;

	for (int i = 0; i < broker->client_count; i++) {
		const struct rb_broker_client *client = &broker->clients[i];

		if (client->wants_path || rb_mutes_want_path(&client->mutes))
			wants |= RB_WANTS_PATH;
		if (rb_mutes_want_user(&client->mutes))
			wants |= RB_WANTS_USER;
	}
	return wants;
}

/* A stand-in for a hit rate: which objects are cached is the same in each run. */
static bool may_cache(const struct rb_broker *broker, const struct rb_question *question)
{
	return question->object.inode && !question->fresh &&
	       question->object.inode % 100 < broker->policy.cached_percent;
}

static const char *path_of(const struct rb_question *question)
{
	return question->record.path_len > 0 ? question->record.path : NULL;
}

/* A path that does not fit into a record is not compared as a whole, so nothing is cached under it. */
static bool is_whole(const struct rb_question *question)
{
	return question->record.path_len > 0 && question->record.path_len < (int32_t)sizeof(question->record.path);
}

static bool is_everybody_alive(const struct rb_broker *broker)
{
	for (int i = 0; i < broker->client_count; i++)
		if (!broker->clients[i].alive)
			return false;
	return true;
}

/* The reuse that the entry is made for, or RB_REUSE_NEVER. */
static enum rb_reuse cache(struct rb_broker *broker, const struct rb_question *question, enum rb_decision decision,
			   enum rb_reuse reuse)
{
	const char *path = reuse == RB_REUSE_BY_NAME ? path_of(question) : NULL;

	if (reuse == RB_REUSE_NEVER || question->hold == RB_NO_HOLD || !is_everybody_alive(broker) ||
	    (reuse == RB_REUSE_BY_NAME && !is_whole(question)))
		return RB_REUSE_NEVER;
	let_go(broker, rb_cache_add(&broker->cache, (uint32_t)question->kind, &question->object, path,
				    (uint32_t)decision, question->hold));
	return reuse;
}

static void tell(struct rb_broker *broker, const struct rb_question *question, enum rb_decision decision,
		 enum rb_why why, enum rb_reuse reuse)
{
	const struct rb_verdict verdict = { .decision = decision, .why = why, .reuse = reuse };

	broker->statistics.verdicts[why]++;
	broker->statistics.denied += decision == RB_DECISION_DENY;
	broker->ops->settle(broker->carrier, question, &verdict);
}

static void settle(struct rb_broker *broker, struct rb_waiting *waiting, enum rb_decision decision)
{
	enum rb_reuse reuse = waiting->flawed || decision == RB_DECISION_DENY ? RB_REUSE_NEVER :
		cache(broker, &waiting->question, decision, waiting->reuse);

	waiting->settled = true;
	broker->unsettled--;
	tell(broker, &waiting->question, decision, waiting->flawed ? RB_WHY_UNJUDGED : RB_WHY_JUDGED, reuse);
}

/* One of those that were asked no longer owes an answer; 0: it is not to count. */
static void count_vote(struct rb_broker *broker, struct rb_waiting *waiting, int client, uint32_t decision)
{
	waiting->owing &= (uint8_t)~(1u << client);
	if (!waiting->settled && decision == RB_DECISION_DENY)
		settle(broker, waiting, RB_DECISION_DENY);
	if (waiting->owing)
		return;
	if (!waiting->settled)
		settle(broker, waiting, RB_DECISION_ALLOW);
	waiting->used = false;
}

static void miss(struct rb_broker *broker, int number, struct rb_asked *asked)
{
	struct rb_waiting *waiting = &broker->waiting[asked->question];

	asked->state = RB_ASKED_MISSED;
	broker->clients[number].unanswered--;
	if (!waiting->settled)
		waiting->flawed = true;
	count_vote(broker, waiting, number, fails_closed(broker) ? RB_DECISION_DENY : 0);
}

void rb_broker_client_died(struct rb_broker *broker, int number)
{
	struct rb_broker_client *client = &broker->clients[number];

	if (!client->alive)
		return;
	client->alive = false;
	for (uint32_t i = 0; i < RB_CHANNEL_SLOTS; i++)
		if (client->questions[i].state == RB_ASKED_WAITS)
			miss(broker, number, &client->questions[i]);
}

static struct rb_asked *asked_at(struct rb_broker_client *client, uint64_t number)
{
	return &client->questions[number % RB_CHANNEL_SLOTS];
}

/* Writes the message; whoever called looked for room. */
static void write_message(struct rb_broker *broker, struct rb_broker_client *client, uint32_t question,
			  int64_t now_ns)
{
	const struct rb_question *asked = &broker->waiting[question].question;
	struct rb_message *message = &client->channel->messages[client->asked % RB_CHANNEL_SLOTS];
	struct rb_asked *note = asked_at(client, client->asked);
	const int64_t deadline_ns = now_ns + broker->policy.deadline_ns;

	*note = (struct rb_asked){
		.id = client->secret | (client->asked & NUMBER_MASK), .deadline_ns = deadline_ns,
		.question = (uint16_t)question, .state = RB_ASKED_WAITS,
	};
	/* 0 first and the id last: a client that reads meanwhile sees that. */
	__atomic_store_n(&message->id, 0, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	message->sequence = client->sequences[asked->kind];
	message->total = client->total;
	message->deadline_ns = deadline_ns;
	message->kind = (uint32_t)asked->kind;
	message->object = asked->object;
	message->record = asked->record;
	__atomic_store_n(&message->id, note->id, __ATOMIC_RELEASE);
	client->unanswered++;
	client->asked++;
	__atomic_store_n(&client->channel->asked, (uint32_t)client->asked, __ATOMIC_RELEASE);
}

static void ask(struct rb_broker *broker, int number, uint32_t question, int64_t now_ns)
{
	struct rb_broker_client *client = &broker->clients[number];

	client->total++;
	client->sequences[broker->waiting[question].question.kind]++;
	if (asked_at(client, client->asked)->state == RB_ASKED_WAITS) {
		broker->statistics.full++;
		broker->waiting[question].flawed = true;
		count_vote(broker, &broker->waiting[question], number, fails_closed(broker) ? RB_DECISION_DENY : 0);
		return;
	}
	if (!client->unanswered)
		client->oldest = client->asked;
	write_message(broker, client, question, now_ns);
	broker->ops->wake(broker->carrier, number);
}

static bool is_asked(const struct rb_broker *broker, const struct rb_broker_client *client,
		     const struct rb_question *question)
{
	const struct rb_muted_event event = {
		.path = path_of(question), .process = question->record.tgid, .user = question->record.uid,
	};

	if (event.process == client->process || rb_is_muted(&client->mutes, &event))
		return false;
	return !client->mutes.scope ||
	       broker->ops->descends(broker->carrier, event.process, client->mutes.scope);
}

/* Bits of the clients that are to be asked; *dead: that somebody was to be who is dead. */
static uint8_t choose(struct rb_broker *broker, const struct rb_question *question, bool *dead)
{
	uint8_t chosen = 0;

	*dead = !broker->client_count;
	for (int i = 0; i < broker->client_count; i++) {
		if (!is_asked(broker, &broker->clients[i], question))
			continue;
		if (broker->clients[i].alive)
			chosen |= (uint8_t)(1u << i);
		else
			*dead = true;
	}
	return chosen;
}

static struct rb_waiting *free_place(struct rb_broker *broker, uint32_t *index)
{
	/* The first one, mostly: its memory is warm. */
	for (*index = 0; *index < RB_QUESTIONS_MAX; ++*index)
		if (!broker->waiting[*index].used)
			return &broker->waiting[*index];
	return NULL;
}

static void refuse_or_allow(struct rb_broker *broker, const struct rb_question *question)
{
	tell(broker, question, fails_closed(broker) ? RB_DECISION_DENY : RB_DECISION_ALLOW, RB_WHY_UNJUDGED,
	     RB_REUSE_NEVER);
}

static bool settle_from_cache(struct rb_broker *broker, const struct rb_question *question)
{
	uint32_t decision;
	int dropped;

	if (!broker->policy.cached_percent || !question->object.inode)
		return false;
	decision = rb_cache_look_up(&broker->cache, (uint32_t)question->kind, &question->object, path_of(question),
				    &dropped);
	let_go(broker, dropped);
	if (decision)
		tell(broker, question, (enum rb_decision)decision, RB_WHY_CACHED, RB_REUSE_NEVER);
	return decision;
}

void rb_broker_submit(struct rb_broker *broker, const struct rb_question *question, int64_t now_ns)
{
	struct rb_waiting *waiting;
	uint32_t index;
	uint8_t chosen;
	bool dead;

	broker->statistics.submitted++;
	if (settle_from_cache(broker, question))
		return;
	chosen = choose(broker, question, &dead);
	if (!chosen && !dead) {
		tell(broker, question, RB_DECISION_ALLOW, RB_WHY_MUTED, RB_REUSE_NEVER);
		return;
	}
	waiting = chosen && !(dead && fails_closed(broker)) ? free_place(broker, &index) : NULL;
	if (!waiting) {
		broker->statistics.full += chosen != 0;
		refuse_or_allow(broker, question);
		return;
	}
	*waiting = (struct rb_waiting){
		.used = true, .owing = chosen, .reuse = RB_REUSE_BY_CONTENT, .question = *question,
	};
	/* A verdict that not every client gave holds for this caller only, so it is not cached. */
	if (chosen != (1u << broker->client_count) - 1)
		waiting->reuse = RB_REUSE_NEVER;
	waiting->question.hold = may_cache(broker, question) && waiting->reuse ?
		broker->ops->hold(broker->carrier, question) : RB_NO_HOLD;
	broker->unsettled++;
	for (int i = 0; i < broker->client_count; i++)
		/* A full queue that denies has settled it, and the rest need not be asked. */
		if (chosen & 1u << i && waiting->used) {
			if (waiting->settled)
				count_vote(broker, waiting, i, 0);
			else
				ask(broker, i, index, now_ns);
		}
}

bool rb_broker_has_answers(const struct rb_broker *broker)
{
	for (int i = 0; i < broker->client_count; i++) {
		const struct rb_broker_client *client = &broker->clients[i];

		if (client->alive && client->unanswered &&
		    __atomic_load_n(&client->channel->answered, __ATOMIC_ACQUIRE) != client->answered)
			return true;
	}
	return false;
}

static enum rb_result take_answer(struct rb_broker *broker, int number, const struct rb_answer *answer, int64_t now_ns)
{
	struct rb_broker_client *client = &broker->clients[number];
	uint64_t age = (client->asked - answer->id) & NUMBER_MASK;
	struct rb_asked *asked = asked_at(client, answer->id);
	struct rb_waiting *waiting;

	if ((answer->decision != RB_DECISION_ALLOW && answer->decision != RB_DECISION_DENY) ||
	    answer->reuse > RB_REUSE_BY_CONTENT)
		return RB_RESULT_MALFORMED;
	/* Of those that were ever asked, the number is below. */
	if ((answer->id & ~NUMBER_MASK) != client->secret || !age || age > client->asked)
		return RB_RESULT_NOT_YOURS;
	if (asked->id != answer->id || asked->state == RB_ASKED_MISSED)
		return RB_RESULT_LATE;
	if (asked->state == RB_ASKED_ANSWERED)
		return RB_RESULT_TWICE;
	if (now_ns >= asked->deadline_ns)
		return RB_RESULT_LATE; /* rb_broker_expire() does the rest */
	asked->state = RB_ASKED_ANSWERED;
	client->unanswered--;
	waiting = &broker->waiting[asked->question];
	if (answer->reuse < waiting->reuse)
		waiting->reuse = (enum rb_reuse)answer->reuse;
	count_vote(broker, waiting, number, answer->decision);
	return RB_RESULT_ACCEPTED;
}

static void collect_from(struct rb_broker *broker, int number, int64_t now_ns)
{
	struct rb_broker_client *client = &broker->clients[number];
	struct rb_channel *channel = client->channel;
	const uint32_t answered = __atomic_load_n(&channel->answered, __ATOMIC_ACQUIRE);

	if (answered - client->answered > RB_CHANNEL_SLOTS) {
		broker->statistics.overrun++;
		client->answered = answered;
		return;
	}
	for (; client->answered != answered; client->answered++) {
		const uint32_t slot = client->answered % RB_CHANNEL_SLOTS;
		const struct rb_answer *shared = &channel->answers[slot];
		/* Each word once, or what was looked at and what is used are two. */
		const struct rb_answer answer = {
			.id = __atomic_load_n(&shared->id, __ATOMIC_RELAXED),
			.decision = __atomic_load_n(&shared->decision, __ATOMIC_RELAXED),
			.reuse = __atomic_load_n(&shared->reuse, __ATOMIC_RELAXED),
		};
		enum rb_result result = take_answer(broker, number, &answer, now_ns);

		broker->statistics.results[result]++;
		channel->results[slot] = (uint8_t)result;
	}
	__atomic_store_n(&channel->resulted, client->answered, __ATOMIC_RELEASE);
}

void rb_broker_collect(struct rb_broker *broker, int64_t now_ns)
{
	for (int i = 0; i < broker->client_count; i++)
		if (broker->clients[i].alive)
			collect_from(broker, i, now_ns);
}

/* The oldest question that waits for this client, or NULL. */
static struct rb_asked *oldest(struct rb_broker_client *client)
{
	if (!client->unanswered)
		return NULL;
	while (asked_at(client, client->oldest)->state != RB_ASKED_WAITS)
		client->oldest++;
	return asked_at(client, client->oldest);
}

void rb_broker_expire(struct rb_broker *broker, int64_t now_ns)
{
	for (int i = 0; i < broker->client_count; i++) {
		struct rb_asked *asked;

		while ((asked = oldest(&broker->clients[i])) && asked->deadline_ns <= now_ns) {
			broker->statistics.missed++;
			if (broker->policy.miss == RB_MISS_KILL) {
				broker->ops->kill(broker->carrier, i);
				rb_broker_client_died(broker, i);
			} else {
				miss(broker, i, asked);
			}
		}
	}
}

int64_t rb_broker_next_deadline_ns(const struct rb_broker *broker)
{
	int64_t next_ns = INT64_MAX;

	for (int i = 0; i < broker->client_count; i++) {
		const struct rb_broker_client *client = &broker->clients[i];
		uint64_t at = client->oldest;

		if (!client->unanswered)
			continue;
		while (client->questions[at % RB_CHANNEL_SLOTS].state != RB_ASKED_WAITS)
			at++;
		if (client->questions[at % RB_CHANNEL_SLOTS].deadline_ns < next_ns)
			next_ns = client->questions[at % RB_CHANNEL_SLOTS].deadline_ns;
	}
	return next_ns;
}

void rb_broker_object_changed(struct rb_broker *broker, uint64_t device, uint64_t inode)
{
	let_go(broker, rb_cache_drop(&broker->cache, device, inode));
	for (uint32_t i = 0; i < RB_QUESTIONS_MAX; i++) {
		struct rb_waiting *waiting = &broker->waiting[i];

		if (waiting->used && waiting->question.object.inode == inode &&
		    waiting->question.object.device == device)
			waiting->reuse = RB_REUSE_NEVER;
	}
}

void rb_broker_end(struct rb_broker *broker)
{
	for (int i = 0; i < broker->client_count; i++)
		rb_broker_client_died(broker, i);
	drop_cache(broker);
}
