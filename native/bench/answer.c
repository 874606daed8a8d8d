/* SPDX-License-Identifier: Apache-2.0 */
/* answer.c: the answering side of a bare loop, which is a process as a sensor is, and its orders. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"
#include "clock.h"
#include "cpu.h"
#include "futex.h"

#define ORDER_NS 10000000000

static void interrupt_only(int signal)
{
	(void)signal;
}

static int pin_answer(const struct rb_bare *bare, struct rb_reply *reply)
{
	return rb_pin_or_refuse(bare->handoff == RB_SAME_CPU ? bare->workload_cpu :
							       bare->sensor_cpu,
				"the answering side", reply);
}

static void *answer(void *argument)
{
	struct rb_answerer *answerer = argument;
	struct rb_answer_page *page = answerer->page;

	page->reply.status = pin_answer(answerer->bare, &page->reply);
	rb_order_done(answerer); /* of being there */
	if (!page->reply.status)
		answerer->answer(answerer);
	return NULL;
}

static void be_process(struct rb_answerer *answerer, pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
		_exit(1);
	if (answerer->bare->sides == RB_SIDES_SESSIONS && setsid() < 0)
		_exit(1);
	answer(answerer);
	_exit(0);
}

static int start_side(struct rb_answerer *answerer)
{
	pid_t parent = getpid();
	int error;

	if (answerer->bare->sides == RB_SIDES_THREADS) {
		error = pthread_create(&answerer->thread, NULL, answer, answerer);
		return error ? rb_refuse_call(answerer->bare->reply, RB_CALL_THREAD, error,
					      "start the answering thread") :
			       0;
	}
	answerer->pid = fork();
	if (!answerer->pid)
		be_process(answerer, parent);
	return answerer->pid < 0 ?
		       rb_refuse_call(answerer->bare->reply, RB_CALL_THREAD, errno, "fork") :
		       0;
}

int rb_answerer_check(struct rb_answerer *answerer)
{
	if (!answerer->pid || !waitpid(answerer->pid, NULL, WNOHANG))
		return 0;
	answerer->pid = 0;
	if (answerer->page->reply.status) {
		*answerer->bare->reply = answerer->page->reply;
		return answerer->bare->reply->status;
	}
	return rb_refuse(answerer->bare->reply, ECHILD, "see `dmesg`",
			 "the answering process ended");
}

static void interrupt(const struct rb_answerer *answerer)
{
	if (answerer->bare->sides == RB_SIDES_THREADS)
		pthread_kill(answerer->thread, SIGUSR1);
	else if (answerer->pid)
		kill(answerer->pid, SIGUSR1);
}

static int await_obedience(struct rb_answerer *answerer)
{
	const int64_t deadline_ns = rb_clock_ns() + ORDER_NS;
	int error;

	while (__atomic_load_n(&answerer->page->obeyed, __ATOMIC_ACQUIRE) !=
	       answerer->page->orders) {
		error = rb_answerer_check(answerer);
		if (error)
			return error;
		if (rb_clock_ns() > deadline_ns)
			return rb_refuse(answerer->bare->reply, ETIMEDOUT,
					 "look for a starved machine",
					 "the answering side gave no answer");
		/* Again and again: a signal just before the blocking call is lost. */
		if (__atomic_load_n(&answerer->page->taken, __ATOMIC_ACQUIRE) != answerer->page->orders)
			interrupt(answerer);
		usleep(200);
	}
	if (answerer->page->reply.status)
		*answerer->bare->reply = answerer->page->reply;
	return answerer->page->reply.status;
}

int rb_answerer_start(struct rb_answerer *answerer, const struct rb_bare *bare,
		      void (*answer_events)(struct rb_answerer *answerer), void *context)
{
	/* Without SA_RESTART: a blocking call returns EINTR, and the order is seen. */
	const struct sigaction action = { .sa_handler = interrupt_only };
	int sockets[2], error;

	memset(answerer, 0, sizeof(*answerer));
	answerer->bare = bare;
	answerer->answer = answer_events;
	answerer->context = context;
	answerer->workload_tid = gettid();
	answerer->page = mmap(NULL, sizeof(*answerer->page), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (answerer->page == MAP_FAILED)
		return rb_refuse_call(bare->reply, RB_CALL_MEMORY, errno, "a shared page");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets))
		return rb_refuse_call(bare->reply, RB_CALL_SOCKET, errno, "socketpair");
	answerer->socket = sockets[0];
	answerer->own_socket = sockets[1];
	sigaction(SIGUSR1, &action, NULL);
	answerer->page->orders = answerer->page->taken = 1;
	error = start_side(answerer) ?: await_obedience(answerer);
	return error;
}

int rb_answerer_order(struct rb_answerer *answerer, enum rb_order order)
{
	answerer->page->reply.status = 0;
	answerer->page->order = order;
	__atomic_store_n(&answerer->page->orders, answerer->page->orders + 1, __ATOMIC_RELEASE);
	return await_obedience(answerer);
}

/* A process that holds anything loses it by its end; a thread has to be asked, and its process is about to end. */
void rb_answerer_end(struct rb_answerer *answerer)
{
	if (answerer->pid > 0) {
		kill(answerer->pid, SIGKILL);
		waitpid(answerer->pid, NULL, 0);
	}
	answerer->pid = 0;
}

enum rb_order rb_next_order(struct rb_answerer *answerer)
{
	uint32_t orders = __atomic_load_n(&answerer->page->orders, __ATOMIC_ACQUIRE);

	if (orders == answerer->seen)
		return RB_ORDER_NONE;
	__atomic_store_n(&answerer->page->taken, orders, __ATOMIC_RELEASE);
	return (enum rb_order)answerer->page->order;
}

void rb_order_done(struct rb_answerer *answerer)
{
	answerer->seen = answerer->page->orders;
	__atomic_store_n(&answerer->page->obeyed, answerer->seen, __ATOMIC_RELEASE);
}

void rb_rest(struct rb_answerer *answerer)
{
	rb_futex_wait(&answerer->page->orders, answerer->seen, 100);
}
