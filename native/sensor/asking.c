/* SPDX-License-Identifier: Apache-2.0 */
#include "asking.h"

#define DEADLINE_NS INT64_C(1000000000)

int rb_asking_open(struct rb_asking *asking, struct rb_sensor *sensor, int clients, uint32_t cached_percent)
{
	struct rb_framework_options options = {
		.policy = { .deadline_ns = DEADLINE_NS, .miss = RB_MISS_FAIL_OPEN, .cached_percent = cached_percent },
		.clients = clients,
		.spinning = sensor->handoff == RB_BUSY_POLL,
		.client_cpu = sensor->consumer_cpu,
		.client = rb_content_client_main,
		.argument = &asking->client,
	};

	asking->sensor = sensor;
	asking->quiet = !sensor->ops->poll;
	asking->client = (struct rb_content_client){ .content = sensor->content, .shared = sensor->shared };
	options.wants_path = rb_content_client_wants_path(&asking->client);
	return rb_framework_open(&asking->framework, &options, sensor->reply);
}

void rb_asking_arrived(void *listener)
{
	struct rb_asking *asking = listener;
	struct rb_shared *shared = asking->sensor->shared;

	asking->phase = rb_phase(shared);
	if (asking->quiet || asking->phase != RB_PHASE_DELIVERY)
		return;
	asking->index = rb_in_flight(shared);
	rb_stamp_delivery(shared, asking->index, rb_clock_ns());
}

/* In RB_PHASE_DELIVERY one caller is held at a time, so that the event in hand is the one that arrived last. */
void rb_asking_settled(void *listener, const struct rb_question *question, const struct rb_verdict *verdict)
{
	struct rb_asking *asking = listener;
	struct rb_shared *shared = asking->sensor->shared;

	(void)question;
	if (asking->quiet)
		return;
	if (asking->phase == RB_PHASE_DELIVERY)
		rb_stamp_verdict(shared, asking->index, rb_clock_ns());
	/* Nobody looked at it, though the caller has its answer. */
	if (verdict->why == RB_WHY_UNJUDGED)
		__atomic_store_n(&shared->lost, shared->lost + 1, __ATOMIC_RELEASE);
	else if (verdict->decision == RB_DECISION_DENY)
		rb_count_canary(shared);
	else
		rb_count_event(shared);
}

/* Neither ever falls, though the split into user and system is coarse, and who died no longer counts. */
void rb_asking_statistics(struct rb_asking *asking)
{
	struct rb_sensor *sensor = asking->sensor;
	const uint64_t before_ns = sensor->others_user_ns + sensor->others_system_ns;
	uint64_t user_ns, system_ns, spent_ns;

	rb_processes_cpu(&asking->framework.processes, &user_ns, &system_ns);
	if (user_ns + system_ns <= before_ns)
		return;
	spent_ns = user_ns + system_ns - before_ns;
	if (system_ns < sensor->others_system_ns)
		system_ns = sensor->others_system_ns;
	if (system_ns > sensor->others_system_ns + spent_ns)
		system_ns = sensor->others_system_ns + spent_ns;
	sensor->others_user_ns += spent_ns - (system_ns - sensor->others_system_ns);
	sensor->others_system_ns = system_ns;
}
