/* SPDX-License-Identifier: Apache-2.0 */
#include "fanotify_carrier.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

#ifndef FAN_MARK_IGNORE_SURV /* Linux 6.0 */
#define FAN_MARK_IGNORE_SURV (0x400 | FAN_MARK_IGNORED_SURV_MODIFY)
#endif

/* That a lease is to be broken. Real-time ones tell of which descriptor; when too many wait, SIGIO comes in their place. */
#define LEASE_SIGNAL (SIGRTMIN + 3)
/* The times of a file are those of a tick, of 10 ms at most: a change this young may be followed by one that has the same. */
#define FRESH_NS 50000000

static struct rb_held *held_at(struct rb_fanotify_carrier *state, int fd)
{
	return fd >= 0 && fd < RB_HOLDS_MAX ? &state->holds[fd] : NULL;
}

static int hold(void *carrier, const struct rb_question *question)
{
	struct rb_fanotify_carrier *state = carrier;
	const int fd = (int)question->cookie;
	struct rb_held *held = held_at(state, fd);

	/* The signal first: without it a lease is broken by SIGIO. */
	if (!held || fcntl(fd, F_SETSIG, LEASE_SIGNAL) || fcntl(fd, F_SETLEASE, F_RDLCK))
		return RB_NO_HOLD;
	*held = (struct rb_held){
		.held = true, .watch = -1, .device = question->object.device, .inode = question->object.inode,
	};
	return fd;
}

static void let_go(void *carrier, int fd)
{
	struct rb_fanotify_carrier *state = carrier;
	struct rb_held *held = held_at(state, fd);

	/* In this order: nobody who waits for the lease finds the kernel allowing unasked. */
	if (held->ignored)
		fanotify_mark(state->group_fd, FAN_MARK_REMOVE | FAN_MARK_IGNORED_MASK,
			      FAN_OPEN_PERM | FAN_OPEN_EXEC_PERM, fd, NULL);
	if (held->watch >= 0)
		inotify_rm_watch(state->change_fd, held->watch);
	held->held = held->ignored = false;
	close(fd);
}

/* The kernel is to allow this object from now on. Only what can be seen to change is left to it. */
static void ignore(struct rb_fanotify_carrier *state, int fd)
{
	struct rb_held *held = held_at(state, fd);
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	held->watch = inotify_add_watch(state->change_fd, path, IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF);
	held->ignored = held->watch >= 0 &&
		!fanotify_mark(state->group_fd, FAN_MARK_ADD | FAN_MARK_IGNORED_MASK,
			       FAN_OPEN_PERM | FAN_OPEN_EXEC_PERM, fd, NULL);
}

static void settle(void *carrier, const struct rb_question *question, const struct rb_verdict *verdict)
{
	struct rb_fanotify_carrier *state = carrier;
	const struct fanotify_response response = {
		.fd = (int)question->cookie,
		.response = verdict->decision == RB_DECISION_DENY ? FAN_DENY : FAN_ALLOW,
	};
	struct rb_held *held = held_at(state, response.fd);

	if (state->listener.settled) /* before the write: on the same CPU the caller runs on before it returns */
		state->listener.settled(state->listener.listener, question, verdict);
	/* ENOENT: the caller was killed meanwhile. */
	if (write(state->group_fd, &response, sizeof(response)) != sizeof(response) && errno != ENOENT)
		state->error = -errno;
	if (verdict->reuse == RB_REUSE_NEVER) {
		if (held)
			held->held = false;
		close(response.fd); /* and with it goes the lease */
	} else if (verdict->reuse == RB_REUSE_BY_CONTENT && verdict->decision == RB_DECISION_ALLOW) {
		ignore(state, response.fd);
	}
}

static int64_t ns_of(const struct timespec *time)
{
	return time->tv_sec * INT64_C(1000000000) + time->tv_nsec;
}

static void describe_object(struct rb_question *question, int fd)
{
	struct timespec now;
	struct stat st;

	if (fstat(fd, &st))
		return;
	question->object = (struct rb_object){
		.device = st.st_dev, .inode = st.st_ino, .size = (uint64_t)st.st_size,
		.modified_ns = ns_of(&st.st_mtim), .changed_ns = ns_of(&st.st_ctim),
		.mode = st.st_mode, .uid = st.st_uid, .gid = st.st_gid, .links = (uint32_t)st.st_nlink,
	};
	clock_gettime(CLOCK_REALTIME, &now);
	question->fresh = ns_of(&now) - question->object.changed_ns < FRESH_NS;
}

static void submit(struct rb_fanotify_carrier *state, struct rb_framework *framework,
		   const struct fanotify_event_metadata *event)
{
	struct rb_question question;
	uint32_t wants;

	if (state->listener.arrived)
		state->listener.arrived(state->listener.listener);
	wants = rb_broker_wants(&framework->broker) | state->wants;
	question.cookie = (uint64_t)event->fd;
	question.kind = event->mask & FAN_OPEN_EXEC_PERM ? RB_KIND_EXEC : RB_KIND_OPEN;
	question.fresh = false;
	question.hold = RB_NO_HOLD;
	memset(&question.object, 0, sizeof(question.object));
	memset(&question.record, 0, offsetof(struct rb_record, path));
	question.record.path[0] = question.record.parent[0] = '\0';
	question.record.rule = RB_NO_RULE;
	question.record.operation = question.kind == RB_KIND_EXEC ? RB_EXEC : RB_OPEN;
	question.record.tgid = (uint32_t)event->pid;
	question.record.path_len = -ENODATA;
	if (wants & RB_WANTS_OBJECT)
		describe_object(&question, event->fd);
	if (wants & RB_WANTS_PATH)
		rb_path_of_descriptor(&question.record, event->fd);
	if (wants & RB_WANTS_USER) {
		if (state->caller.tgid != event->pid)
			rb_caller_look_up(&state->caller, event->pid);
		question.record.uid = state->caller.uid;
		question.record.gid = state->caller.gid;
		question.record.ppid = state->caller.ppid;
		memcpy(question.record.parent, state->caller.parent, sizeof(question.record.parent));
	}
	rb_broker_submit(&framework->broker, &question, rb_clock_ns());
}

static int set_waiting(struct rb_fanotify_carrier *state, bool waits)
{
	if (state->waits == waits)
		return 0;
	state->waits = waits;
	return fcntl(state->group_fd, F_SETFL, waits ? 0 : O_NONBLOCK) ? -errno : 0;
}

static int read_events(void *carrier, struct rb_framework *framework, bool wait)
{
	struct rb_fanotify_carrier *state = carrier;
	const struct fanotify_event_metadata *event = (const void *)state->buffer;
	int left, error = set_waiting(state, wait);

	if (error)
		return error;
	left = (int)read(state->group_fd, state->buffer, sizeof(state->buffer));
	if (left < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (; FAN_EVENT_OK(event, left); event = FAN_EVENT_NEXT(event, left)) {
		if (event->vers != FANOTIFY_METADATA_VERSION)
			return -EPROTO;
		if (event->mask & FAN_Q_OVERFLOW)
			state->overflowed = true;
		else if (event->fd >= 0)
			submit(state, framework, event);
	}
	return state->error;
}

static void forget(struct rb_fanotify_carrier *state, struct rb_framework *framework, int fd)
{
	struct rb_held *held = held_at(state, fd);

	if (!held || !held->held)
		return;
	rb_broker_object_changed(&framework->broker, held->device, held->inode);
	/* It is being judged: whoever wants to write need not wait for that. */
	if (held->held)
		fcntl(fd, F_SETLEASE, F_UNLCK);
}

static void forget_all(struct rb_fanotify_carrier *state, struct rb_framework *framework)
{
	for (int fd = 0; fd < RB_HOLDS_MAX; fd++)
		forget(state, framework, fd);
}

static void attend_leases(struct rb_fanotify_carrier *state, struct rb_framework *framework)
{
	struct signalfd_siginfo broken;

	while (read(state->lease_fd, &broken, sizeof(broken)) == sizeof(broken))
		if (broken.ssi_signo == SIGIO)
			forget_all(state, framework);
		else
			forget(state, framework, broken.ssi_fd);
}

static void forget_watched(struct rb_fanotify_carrier *state, struct rb_framework *framework, int watch)
{
	for (int fd = 0; fd < RB_HOLDS_MAX; fd++)
		if (state->holds[fd].held && state->holds[fd].watch == watch)
			forget(state, framework, fd);
}

static void attend_changes(struct rb_fanotify_carrier *state, struct rb_framework *framework)
{
	_Alignas(8) char buffer[4096];
	ssize_t got;

	while ((got = read(state->change_fd, buffer, sizeof(buffer))) > 0)
		for (const char *at = buffer; at < buffer + got;) {
			const struct inotify_event *change = (const void *)at;

			if (change->mask & IN_Q_OVERFLOW)
				forget_all(state, framework);
			else if (!(change->mask & IN_IGNORED))
				forget_watched(state, framework, change->wd);
			at += sizeof(*change) + change->len;
		}
}

static void attend(void *carrier, struct rb_framework *framework)
{
	struct rb_fanotify_carrier *state = carrier;

	if (!state->caches)
		return;
	attend_leases(state, framework);
	attend_changes(state, framework);
}

static const struct rb_carrier_ops ops = {
	.read = read_events, .attend = attend, .hold = hold, .settle = settle, .let_go = let_go,
};

static int open_changes(struct rb_fanotify_carrier *state, struct rb_reply *reply)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, LEASE_SIGNAL);
	sigaddset(&signals, SIGIO);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	state->lease_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	if (state->lease_fd < 0)
		return rb_refuse_call(reply, RB_CALL_PROCESS_CONTROL, errno, "signalfd");
	state->change_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	return state->change_fd < 0 ? rb_refuse_call(reply, RB_CALL_INOTIFY, errno, "inotify_init1") : 0;
}

int rb_fanotify_carrier_open(struct rb_fanotify_carrier *state, int group_fd, bool caches,
			     const struct rb_carrier_listener *listener, struct rb_carrier *carrier,
			     struct rb_reply *reply)
{
	int error;

	memset(state, 0, sizeof(*state));
	state->group_fd = group_fd;
	state->waits = !(fcntl(group_fd, F_GETFL) & O_NONBLOCK);
	state->caches = caches;
	state->lease_fd = state->change_fd = -1;
	if (listener)
		state->listener = *listener;
	error = caches ? open_changes(state, reply) : 0;
	if (error) {
		rb_fanotify_carrier_close(state);
		return error;
	}
	*carrier = (struct rb_carrier){
		.ops = &ops, .state = state, .fd = group_fd, .attend_fds = { state->lease_fd, state->change_fd },
	};
	return 0;
}

int rb_fanotify_mute_directory(int group_fd, uint64_t mask, const char *directory, bool mute)
{
	return fanotify_mark(group_fd, (mute ? FAN_MARK_ADD : FAN_MARK_REMOVE) | FAN_MARK_IGNORE_SURV,
			     mask | FAN_EVENT_ON_CHILD, AT_FDCWD, directory) ? -errno : 0;
}

void rb_fanotify_carrier_close(struct rb_fanotify_carrier *state)
{
	if (state->lease_fd >= 0)
		close(state->lease_fd);
	if (state->change_fd >= 0)
		close(state->change_fd);
	state->lease_fd = state->change_fd = -1;
}
