/* SPDX-License-Identifier: Apache-2.0 */
/*
 * process-connector: the kernel multicasts a message for every fork, exec and exit of the machine
 * (cn_proc), and we sort out whose they are: an exec's message names the process and not its parent,
 * so that the forks before it have to be followed, as products do. It carries no path.
 * Messages that found the socket full are gaps in the numbers that each CPU gives; whose they were
 * is not known.
 */
#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sensor.h"

#define CHILDREN 4096u /* a power of two: by process id, the newest stays */
#define CPUS 1024u

struct connector {
	int fd;
	uint32_t children[CHILDREN];
	uint32_t next[CPUS]; /* number of the next message of each CPU */
	bool heard[CPUS];
	_Alignas(struct nlmsghdr) char buffer[16384];
};

static int subscribe(int fd, enum proc_cn_mcast_op operation)
{
	struct {
		struct nlmsghdr header;
		struct cn_msg message;
		enum proc_cn_mcast_op operation;
	} __attribute__((packed)) request = {
		.header = { .nlmsg_len = sizeof(request), .nlmsg_type = NLMSG_DONE },
		.message = {
			.id = { .idx = CN_IDX_PROC, .val = CN_VAL_PROC }, .len = sizeof(operation),
		},
		.operation = operation,
	};

	return send(fd, &request, sizeof(request), 0) == sizeof(request) ? 0 : -errno;
}

static int process_connector_attach(struct rb_sensor *sensor)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC };
	struct connector *connector = calloc(1, sizeof(*connector));
	int bytes = (int)rb_queue_bytes(sensor->shared); /* as much as others have */
	int error = 0;

	if (!connector)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "process connector");
	if (sensor->operation != RB_EXEC && sensor->operation != RB_EXIT) {
		free(connector);
		return rb_refuse(sensor->reply, EOPNOTSUPP, "measure exec or exit",
				 "the process connector tells of processes only");
	}
	connector->fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_CONNECTOR);
	if (connector->fd < 0) {
		error = rb_refuse_call(sensor->reply, RB_CALL_CONNECTOR, errno, "socket(NETLINK_CONNECTOR)");
	} else if (bind(connector->fd, (const void *)&address, sizeof(address)) ||
		   subscribe(connector->fd, PROC_CN_MCAST_LISTEN)) {
		error = rb_refuse_call(sensor->reply, RB_CALL_CONNECTOR, errno, "listen to the process connector");
		close(connector->fd);
	}
	if (error) {
		free(connector);
		return error;
	}
	if (setsockopt(connector->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(connector->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	sensor->state = connector;
	return 0;
}

static void process_connector_detach(struct rb_sensor *sensor)
{
	struct connector *connector = sensor->state;

	subscribe(connector->fd, PROC_CN_MCAST_IGNORE);
	close(connector->fd);
	free(connector);
}

static void count_gap(struct rb_sensor *sensor, struct connector *connector, uint32_t cpu, uint32_t number)
{
	if (cpu >= CPUS)
		return;
	if (connector->heard[cpu] && connector->next[cpu] != number)
		__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
	connector->heard[cpu] = true;
	connector->next[cpu] = number + 1;
}

static bool is_child(const struct rb_sensor *sensor, int32_t process)
{
	const struct connector *connector = sensor->state;

	return sensor->shared->workload_tid == RB_EVERYBODY ||
	       connector->children[(uint32_t)process % CHILDREN] == (uint32_t)process;
}

static void deliver(struct rb_sensor *sensor, const struct proc_event *event)
{
	struct connector *connector = sensor->state;
	struct rb_shared *shared = sensor->shared;
	struct rb_event told = { .rule = RB_NO_RULE, .hook_ns = (int64_t)event->timestamp_ns };

	if (rb_tell && sensor->operation == RB_EXEC && event->what == PROC_EVENT_EXEC) {
		const struct rb_record record = {
			.operation = RB_EXEC, .rule = RB_NO_RULE, .uid = UINT32_MAX,
			.tgid = (uint32_t)event->event_data.exec.process_tgid,
			.tid = (uint32_t)event->event_data.exec.process_pid,
		};

		rb_tell(&record, NULL);
	}
	if (event->what == PROC_EVENT_FORK) {
		uint32_t child = (uint32_t)event->event_data.fork.child_tgid;

		if (event->event_data.fork.parent_tgid == (int32_t)shared->workload_tgid &&
		    child == (uint32_t)event->event_data.fork.child_pid)
			connector->children[child % CHILDREN] = child;
		return;
	}
	told.arrived_ns = rb_arrival_ns(shared);
	if (sensor->operation == RB_EXEC && event->what == PROC_EVENT_EXEC &&
	    is_child(sensor, event->event_data.exec.process_tgid))
		told.target = rb_next_or_canary(sensor);
	else if (sensor->operation == RB_EXIT && event->what == PROC_EVENT_EXIT &&
		 event->event_data.exit.process_pid == event->event_data.exit.process_tgid &&
		 is_child(sensor, event->event_data.exit.process_tgid))
		told.target = rb_target_of_key(shared, (uint32_t)event->event_data.exit.process_tgid);
	else
		return;
	/* Execs are told apart by their order alone. */
	if (sensor->operation == RB_EXEC && shared->lost_unknown)
		told.arrived_ns = 0;
	rb_deliver_event(shared, &told);
}

static int process_connector_poll(struct rb_sensor *sensor)
{
	struct connector *connector = sensor->state;
	ssize_t got = recv(connector->fd, connector->buffer, sizeof(connector->buffer),
			   sensor->handoff == RB_BUSY_POLL ? MSG_DONTWAIT : 0);
	const struct nlmsghdr *header = (const void *)connector->buffer;

	if (got < 0) {
		if (errno == ENOBUFS)
			__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
		return errno == EAGAIN || errno == EINTR || errno == ENOBUFS ? 0 : -errno;
	}
	for (; NLMSG_OK(header, (uint32_t)got); header = NLMSG_NEXT(header, got)) {
		const struct cn_msg *message = NLMSG_DATA(header);
		struct proc_event event;

		if (header->nlmsg_len < NLMSG_LENGTH(sizeof(*message)) + sizeof(event) ||
		    message->id.idx != CN_IDX_PROC || message->len < sizeof(event))
			continue;
		memcpy(&event, message->data, sizeof(event));
		if (event.what == PROC_EVENT_NONE)
			continue; /* the answer to our subscription */
		count_gap(sensor, connector, event.cpu, message->seq);
		deliver(sensor, &event);
	}
	return 0;
}

const struct rb_sensor_ops rb_process_connector = {
	.id = "process-connector",
	.can = { RB_CAN(EXEC) | RB_CAN(EXIT), RB_MODE_NOTIFY, .queue = "net.core.rmem_max" },
	.attach = process_connector_attach,
	.poll = process_connector_poll,
	.canary = rb_arm_next,
	.detach = process_connector_detach,
};
