/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit: a rule at the exit of the system call, and a reader of the records that the kernel multicasts,
 * as collectors beside auditd are. An event is several records of text, which end with one that says so.
 * The caller waits while more than backlog_limit records are on their way. Its own thread, because
 * who was forked before audit was on is never audited.
 *
 * audit-residue: what every process has to bear that is forked after that, with no rule and audit off.
 */
#include <ctype.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "audit_rules.h"
#include "sensor.h"

#define UNFINISHED 16u /* events whose records are not all there: of as many threads at once */

struct unfinished {
	unsigned long long number;
	bool of_call; /* the record of the call that is watched has come; rules that change make events, too */
	struct rb_record record;
};

struct reader {
	int fd;
	uint32_t lost_before;
	struct unfinished events[UNFINISHED];
	char buffer[16384];
};

static bool was_held; /* one session at a time in a process */

static int audit_prepare(struct rb_hook *hook)
{
	struct rb_audit_state before;

	/* Whether a run around this block spares others, which has to go on when it is over. */
	was_held = !rb_audit_state(&before) && before.rules > 0;
	return rb_audit_enable(hook->reply);
}

static int audit_install(struct rb_hook *hook)
{
	const uint32_t process = hook->shared->workload_tid == RB_EVERYBODY ? 0 : hook->shared->workload_tgid;

	return rb_audit_watch(hook->operation, process, hook->reply);
}

static int residue_install(struct rb_hook *hook)
{
	(void)hook;
	rb_audit_restore(); /* the thread keeps what it got when it was made */
	return 0;
}

static void audit_remove(struct rb_hook *hook)
{
	(void)hook;
	rb_audit_restore();
	if (was_held)
		rb_audit_hold();
}

const struct rb_hook_ops rb_audit_hook = {
	.id = "audit",
	.own_thread = true,
	.prepare = audit_prepare,
	.install = audit_install,
	.remove = audit_remove,
};

const struct rb_hook_ops rb_audit_residue_hook = {
	.id = "audit-residue",
	.can = { RB_EVERY_OPERATION, RB_MODE_NONE },
	.own_thread = true,
	.no_process = true,
	.prepare = audit_prepare,
	.install = residue_install,
	.remove = audit_remove,
};

static int audit_attach(struct rb_sensor *sensor)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK,
					     .nl_groups = 1u << (AUDIT_NLGRP_READLOG - 1) };
	int bytes = (int)rb_queue_bytes(sensor->shared);
	struct reader *reader = calloc(1, sizeof(*reader));
	struct rb_audit_state state;

	if (!reader)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "reader of audit's records");
	reader->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
	if (reader->fd < 0 || bind(reader->fd, (const void *)&address, sizeof(address)) ||
	    rb_audit_state(&state)) {
		int error = errno;

		if (reader->fd >= 0)
			close(reader->fd);
		free(reader);
		return rb_refuse_call(sensor->reply, RB_CALL_AUDIT_READ, error, "listen to audit's multicast group");
	}
	if (setsockopt(reader->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(reader->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	reader->lost_before = state.lost;
	sensor->state = reader;
	return 0;
}

static void audit_detach(struct rb_sensor *sensor)
{
	struct reader *reader = sensor->state;

	close(reader->fd);
	free(reader);
}

static struct unfinished *event_of(struct reader *reader, unsigned long long number)
{
	struct unfinished *event = &reader->events[number % UNFINISHED];

	if (event->number != number)
		*event = (struct unfinished){ .number = number, .record.rule = RB_NO_RULE };
	return event;
}

/* What follows " name=", or NULL. */
static const char *field(const char *text, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = text; (at = strstr(at, name)); at += length)
		if (at > text && at[-1] == ' ')
			return at + length;
	return NULL;
}

static unsigned long number_in(const char *text, const char *name, int base)
{
	const char *value = field(text, name);

	return value ? strtoul(value, NULL, base) : 0;
}

static size_t put_hex(struct rb_record *record, const char *hex)
{
	size_t length = 0;
	unsigned int byte;

	while (length < sizeof(record->path) - 1 && isxdigit((unsigned char)hex[0]) &&
	       isxdigit((unsigned char)hex[1]) && sscanf(hex, "%2x", &byte) == 1) {
		record->path[length++] = (char)byte;
		hex += 2;
	}
	return length;
}

/* "in quotes", or in hexadecimal where a character is not harmless. */
static void put_text(struct rb_record *record, const char *value)
{
	size_t length;

	if (*value == '"') {
		length = strcspn(value + 1, "\"");
		if (length >= sizeof(record->path))
			length = sizeof(record->path) - 1;
		memcpy(record->path, value + 1, length);
	} else {
		length = put_hex(record, value);
	}
	record->path[length] = '\0';
	record->path_len = (int32_t)length + 1;
}

/* The file itself: the first item of an exec is the program, an item that is deleted the old name. */
static bool is_the_target(const struct rb_sensor *sensor, const char *text)
{
	const char *role = field(text, "nametype=");

	if (!role)
		return false;
	if (sensor->operation == RB_RENAME || sensor->operation == RB_UNLINK)
		return !strncmp(role, "DELETE", 6);
	return number_in(text, "item=", 10) == 0 && !strncmp(role, "NORMAL", 6);
}

static void take(struct rb_sensor *sensor, struct unfinished *event, uint16_t kind, const char *text)
{
	struct rb_record *record = &event->record;
	const char *value;

	switch (kind) {
	case AUDIT_SYSCALL:
		event->of_call = (int)number_in(text, "syscall=", 10) == rb_audit_call(sensor->operation);
		record->operation = sensor->operation;
		record->tgid = (uint32_t)number_in(text, "pid=", 10);
		record->ppid = (uint32_t)number_in(text, "ppid=", 10);
		record->uid = (uint32_t)number_in(text, "uid=", 10);
		if (sensor->operation == RB_WRITE || sensor->operation == RB_NULL_CALL)
			record->flags = (uint32_t)number_in(text, "a0=", 16);
		break;
	case AUDIT_MMAP:
		record->flags = (uint32_t)number_in(text, "fd=", 10);
		break;
	case AUDIT_SOCKADDR:
		value = field(text, "saddr=");
		if (value)
			record->path_len = (int32_t)put_hex(record, value);
		break;
	case AUDIT_PATH:
		value = field(text, "name=");
		if (value && is_the_target(sensor, text))
			put_text(record, value);
		break;
	default:
		break;
	}
}

static void finish(struct rb_sensor *sensor, struct unfinished *event)
{
	struct rb_event told = { .rule = RB_NO_RULE, .arrived_ns = rb_arrival_ns(sensor->shared) };
	const bool named = event->record.path_len > 0 && sensor->operation != RB_CONNECT &&
			   sensor->operation != RB_CONNECT6;

	if (event->of_call && rb_tell)
		rb_tell(&event->record, NULL);
	/* A rule knows processes: the other threads of the workload's do what they do. */
	if (event->of_call &&
	    (rb_phase(sensor->shared) == RB_PHASE_PROGRAMS || !named ||
	     !strncmp(event->record.path, sensor->target_dir, strlen(sensor->target_dir)))) {
		told.target = rb_target_of_record(sensor->shared, &event->record);
		rb_deliver_event(sensor->shared, &told);
	}
	event->number = 0;
}

static int audit_poll(struct rb_sensor *sensor)
{
	struct reader *reader = sensor->state;
	ssize_t got = recv(reader->fd, reader->buffer, sizeof(reader->buffer) - 1,
			   sensor->handoff == RB_BUSY_POLL ? MSG_DONTWAIT : 0);
	const struct nlmsghdr *header = (const void *)reader->buffer;
	unsigned long long number;

	if (got < 0) {
		if (errno == ENOBUFS)
			__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
		return errno == EAGAIN || errno == EINTR || errno == ENOBUFS ? 0 : -errno;
	}
	reader->buffer[got] = '\0';
	/* Its length is the text's alone, and one message is one record. */
	if (got < NLMSG_HDRLEN || sscanf(NLMSG_DATA(header), "audit(%*[^:]:%llu)", &number) != 1)
		return 0;
	if (header->nlmsg_type == AUDIT_EOE)
		finish(sensor, event_of(reader, number));
	else
		take(sensor, event_of(reader, number), header->nlmsg_type, NLMSG_DATA(header));
	return 0;
}

static void audit_statistics(struct rb_sensor *sensor)
{
	struct reader *reader = sensor->state;
	struct rb_audit_state state;

	/* It counts records, of which an event has several. */
	if (rb_audit_state(&state)) {
		__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
	} else if (state.lost != reader->lost_before) {
		reader->lost_before = state.lost;
		__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
	}
}

const struct rb_sensor_ops rb_audit = {
	.id = "audit",
	.can = { RB_EVERY_OPERATION, RB_MODE_NOTIFY, .queue = "net.core.rmem_max" },
	.attach = audit_attach,
	.poll = audit_poll,
	.statistics = audit_statistics,
	.detach = audit_detach,
};
