/* SPDX-License-Identifier: Apache-2.0 */
#include "framework.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "clock.h"
#include "futex.h"

/*
 * A client that is quick answers within two ticks; on others we wait where callers are heard too, which costs more calls.
 * Ticks and no timeouts: a timeout sets the clock of the CPU at each event, which in a virtual machine is slow.
 */
#define TICK_NS 2000000
#define QUICK_TICKS 2
#define TICK_SIGNAL (SIGRTMIN + 4)
/* Turns without a sleep between two looks at who is dead. */
#define LOOK_EACH 1024u

static volatile sig_atomic_t ticks;

static void tick(int signal)
{
	(void)signal;
	ticks++;
}

static int make_timer(struct rb_framework *framework)
{
	/* Without SA_RESTART: it is to interrupt. */
	const struct sigaction action = { .sa_handler = tick };
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = TICK_SIGNAL };

	event._sigev_un._tid = gettid();
	if (sigaction(TICK_SIGNAL, &action, NULL) || timer_create(CLOCK_MONOTONIC, &event, &framework->timer))
		return -errno;
	framework->has_timer = true;
	return 0;
}

static void set_ticking(struct rb_framework *framework, bool ticking)
{
	const struct timespec period = { .tv_nsec = ticking ? TICK_NS : 0 };
	const struct itimerspec setting = { .it_interval = period, .it_value = period };

	timer_settime(framework->timer, 0, &setting, NULL);
	framework->ticking = ticking;
}

/* On while there are questions; off when a tick has seen none. */
static void mind_ticks(struct rb_framework *framework)
{
	const uint32_t now = (uint32_t)ticks;

	if (!framework->ticking || now == framework->ticks_seen)
		return;
	framework->ticks_seen = now;
	if (framework->broker.statistics.submitted == framework->submitted_then)
		set_ticking(framework, false);
	framework->submitted_then = framework->broker.statistics.submitted;
}

static int hold(void *argument, const struct rb_question *question)
{
	const struct rb_framework *framework = argument;

	return framework->carrier.ops->hold ? framework->carrier.ops->hold(framework->carrier.state, question) :
					      RB_NO_HOLD;
}

static void settle(void *argument, const struct rb_question *question, const struct rb_verdict *verdict)
{
	const struct rb_framework *framework = argument;

	framework->carrier.ops->settle(framework->carrier.state, question, verdict);
}

static void let_go(void *argument, int held)
{
	const struct rb_framework *framework = argument;

	framework->carrier.ops->let_go(framework->carrier.state, held);
}

static void wake(void *argument, int client)
{
	const struct rb_framework *framework = argument;
	struct rb_channel *channel = framework->processes.clients[client].channel;

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (__atomic_load_n(&channel->client_waits, __ATOMIC_RELAXED))
		rb_futex_wake(&channel->asked);
}

static void kill_client(void *argument, int client)
{
	struct rb_framework *framework = argument;

	rb_process_kill(&framework->processes.clients[client]);
}

static bool descends(void *argument, uint32_t process, uint32_t ancestor)
{
	(void)argument;
	return rb_descends(process, ancestor);
}

static const struct rb_broker_ops broker_ops = {
	.hold = hold, .settle = settle, .let_go = let_go, .wake = wake, .kill = kill_client, .descends = descends,
};

static int start_client(struct rb_framework *framework, const struct rb_framework_options *options,
			struct rb_reply *reply)
{
	struct rb_client_processes *processes = &framework->processes;
	int number = rb_processes_start(processes, options->client, options->argument, options->client_cpu, reply);
	uint32_t secret = 0;

	if (number < 0)
		return number;
	/* Even where none comes, a client can answer by its own channel only. */
	if (getrandom(&secret, sizeof(secret), GRND_NONBLOCK) < 0)
		secret = (uint32_t)rb_clock_ns();
	rb_broker_add_client(&framework->broker, processes->clients[number].channel,
			     (uint32_t)processes->clients[number].pid, options->wants_path, secret & 0xffffff);
	return 0;
}

int rb_framework_open(struct rb_framework *framework, const struct rb_framework_options *options,
		      struct rb_reply *reply)
{
	int error = rb_processes_open(&framework->processes, options->clients_spin, reply);

	if (error)
		return error;
	rb_broker_init(&framework->broker, &options->policy, &broker_ops, framework);
	framework->spinning = options->spinning;
	framework->has_timer = framework->ticking = false;
	framework->carrier = (struct rb_carrier){ .fd = -1, .attend_fds = { -1, -1 } };
	for (int i = 0; i < options->clients && !error; i++)
		error = start_client(framework, options, reply);
	if (error)
		rb_processes_close(&framework->processes);
	return error;
}

void rb_framework_carry(struct rb_framework *framework, const struct rb_carrier *carrier)
{
	framework->carrier = *carrier;
}

static void look_for_the_dead(struct rb_framework *framework)
{
	for (int i = 0; i < framework->processes.count; i++)
		if (framework->broker.clients[i].alive && rb_process_is_dead(&framework->processes.clients[i])) {
			/* What it said before counts. */
			rb_broker_collect(&framework->broker, rb_clock_ns());
			rb_broker_client_died(&framework->broker, i);
		}
}

/* Tells those who owe an answer how to wake us. On the bell, one that is not the last to answer need not. */
static void announce(struct rb_framework *framework, enum rb_waits waits)
{
	bool last = true;

	for (int i = framework->broker.client_count - 1; i >= 0; i--) {
		const struct rb_broker_client *client = &framework->broker.clients[i];

		if (!client->alive || !client->unanswered)
			continue;
		__atomic_store_n(&client->channel->broker_waits,
				 waits == RB_WAITS_FOR_BELL && !last ? RB_WAITS_FOR_DENIAL : waits,
				 __ATOMIC_RELAXED);
		last = false;
	}
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static void wait_for_bell(struct rb_framework *framework)
{
	const uint32_t *rings = &framework->processes.bell->rings;
	const uint32_t before = __atomic_load_n(rings, __ATOMIC_ACQUIRE);

	announce(framework, RB_WAITS_FOR_BELL);
	if (!rb_broker_has_answers(&framework->broker))
		rb_futex_wait(rings, before, -1);
	announce(framework, RB_AWAKE);
}

static void wait_for_quick_clients(struct rb_framework *framework)
{
	const uint32_t begin = (uint32_t)ticks;

	if (!framework->ticking)
		set_ticking(framework, true);
	while (framework->broker.unsettled && (uint32_t)ticks - begin < QUICK_TICKS) {
		if (framework->processes.spinning)
			rb_relax();
		else
			wait_for_bell(framework);
		rb_broker_collect(&framework->broker, rb_clock_ns());
	}
}

static int read_carrier(struct rb_framework *framework, bool wait)
{
	const bool slow = framework->broker.unsettled;
	int error = framework->carrier.ops->read(framework->carrier.state, framework, wait);

	if (!error && !slow && framework->broker.unsettled)
		wait_for_quick_clients(framework);
	return error;
}

static int spin(struct rb_framework *framework)
{
	static uint32_t turns;
	int error = read_carrier(framework, false);

	if (framework->carrier.ops->attend)
		framework->carrier.ops->attend(framework->carrier.state, framework);
	if (rb_broker_next_deadline_ns(&framework->broker) == INT64_MAX)
		return error;
	rb_broker_collect(&framework->broker, rb_clock_ns());
	rb_broker_expire(&framework->broker, rb_clock_ns());
	if (!(++turns % LOOK_EACH))
		look_for_the_dead(framework);
	return error;
}

/* Callers, clients' answers, their deaths, and the carrier's own. */
#define POLLED (2 + RB_CLIENTS_MAX + 2)
static int sleep_for_all(struct rb_framework *framework)
{
	struct pollfd ready[POLLED] = {
		{ .fd = framework->carrier.fd, .events = POLLIN },
		{ .fd = framework->processes.bell_fd, .events = POLLIN },
	};
	int64_t left_ns = rb_broker_next_deadline_ns(&framework->broker);
	struct timespec timeout, *until = NULL;
	uint64_t rung;

	for (int i = 0; i < RB_CLIENTS_MAX; i++)
		ready[2 + i] = (struct pollfd){
			.fd = framework->processes.clients[i].pid ? framework->processes.clients[i].pid_fd : -1,
			.events = POLLIN,
		};
	for (int i = 0; i < 2; i++)
		ready[2 + RB_CLIENTS_MAX + i] = (struct pollfd){
			.fd = framework->carrier.attend_fds[i], .events = POLLIN,
		};
	if (left_ns != INT64_MAX) {
		left_ns -= rb_clock_ns();
		left_ns = left_ns < 0 ? 0 : left_ns;
		timeout = (struct timespec){ .tv_sec = left_ns / 1000000000, .tv_nsec = left_ns % 1000000000 };
		until = &timeout;
	}
	announce(framework, RB_WAITS_FOR_DESCRIPTOR);
	if (!rb_broker_has_answers(&framework->broker) && ppoll(ready, POLLED, until, NULL) < 0 && errno != EINTR)
		return -errno;
	announce(framework, RB_AWAKE);
	if (ready[1].revents && read(framework->processes.bell_fd, &rung, sizeof(rung)) < 0 && errno != EAGAIN)
		return -errno;
	rb_broker_collect(&framework->broker, rb_clock_ns());
	rb_broker_expire(&framework->broker, rb_clock_ns());
	look_for_the_dead(framework);
	/* Before what is asked next: that may be about what has changed. */
	if (framework->carrier.ops->attend)
		framework->carrier.ops->attend(framework->carrier.state, framework);
	if (ready[0].revents & POLLIN)
		return read_carrier(framework, false);
	if (ready[0].revents)
		usleep(1000); /* nobody is left who could ask, and the descriptor says so at each look */
	return 0;
}

int rb_framework_turn(struct rb_framework *framework)
{
	int error;

	error = framework->has_timer ? 0 : make_timer(framework);
	if (error)
		return error;
	mind_ticks(framework);
	if (framework->spinning)
		return spin(framework);
	if (rb_broker_next_deadline_ns(&framework->broker) == INT64_MAX && framework->carrier.attend_fds[0] < 0)
		return read_carrier(framework, true);
	return sleep_for_all(framework);
}

void rb_framework_close(struct rb_framework *framework)
{
	if (framework->has_timer)
		timer_delete(framework->timer);
	rb_broker_end(&framework->broker);
	rb_processes_close(&framework->processes);
}
