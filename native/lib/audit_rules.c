/* SPDX-License-Identifier: Apache-2.0 */
#include "audit_rules.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "refusal.h"

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define NATIVE_ARCH AUDIT_ARCH_RISCV64
#else
#error "name this architecture's AUDIT_ARCH_ constant"
#endif

/* Our rules carry it, so that nobody else's are ever touched. */
#define KEY "ringbench"
/* What Debian's auditd sets; the kernel's own 64 records are a dozen events. */
#define BACKLOG_RECORDS 8192
#define RULES_AT_MOST 64
/* There while what we changed is to be put back; what it was before. */
#define CHANGED RB_AUDIT_MARK "-changed"

struct message {
	struct nlmsghdr header;
	union {
		struct audit_status status;
		struct {
			struct audit_rule_data rule;
			char key[sizeof(KEY)];
		} data;
		struct nlmsgerr error;
		char bytes[9000];
	};
};

/* Asks, and hands each answer of type `kind` to `each`. */
static int ask(uint16_t kind, const void *payload, size_t size,
	       void (*each)(void *argument, const void *answer, size_t size), void *argument)
{
	const struct timeval patience = { .tv_sec = 2 };
	struct message message = { 0 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT), error = 1;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	message.header = (struct nlmsghdr){
		.nlmsg_len = (uint32_t)NLMSG_LENGTH(size), .nlmsg_type = kind,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK, .nlmsg_seq = 1,
	};
	if (size)
		memcpy(message.bytes, payload, size);
	if (send(fd, &message, message.header.nlmsg_len, 0) < 0)
		error = -errno;
	/* A kernel thread answers, before the acknowledgement or after it; a list ends with NLMSG_DONE. */
	for (bool answered = !each, acknowledged = false; error > 0;) {
		ssize_t got = recv(fd, &message, sizeof(message), 0);

		if (got < (ssize_t)sizeof(message.header)) {
			error = got < 0 ? -errno : -EPROTO;
		} else if (message.header.nlmsg_type == NLMSG_ERROR) {
			acknowledged = true;
			if (message.error.error)
				error = message.error.error;
		} else if (message.header.nlmsg_type == NLMSG_DONE) {
			answered = true;
		} else if (message.header.nlmsg_type == kind && each) {
			each(argument, message.bytes, (size_t)got - NLMSG_HDRLEN);
			answered |= kind != AUDIT_LIST_RULES;
		}
		if (error > 0 && answered && acknowledged)
			error = 0;
	}
	close(fd);
	return error;
}

static void keep_status(void *argument, const void *answer, size_t size)
{
	memcpy(argument, answer, size < sizeof(struct audit_status) ? size : sizeof(struct audit_status));
}

static int get_status(struct audit_status *status)
{
	memset(status, 0, sizeof(*status));
	return ask(AUDIT_GET, NULL, 0, keep_status, status);
}

static int set_status(uint32_t enabled, uint32_t backlog_limit)
{
	const struct audit_status status = {
		.mask = AUDIT_STATUS_ENABLED | AUDIT_STATUS_BACKLOG_LIMIT,
		.enabled = enabled,
		.backlog_limit = backlog_limit,
	};

	return ask(AUDIT_SET, &status, sizeof(status), NULL, NULL);
}

struct rules {
	int count;
	struct audit_rule_data rule[RULES_AT_MOST]; /* what names ours has no string but the key */
};

static bool is_ours(const struct audit_rule_data *rule, size_t size)
{
	return size >= sizeof(*rule) + sizeof(KEY) - 1 && rule->buflen == sizeof(KEY) - 1 &&
	       rule->field_count > 0 && rule->field_count <= AUDIT_MAX_FIELDS &&
	       rule->fields[rule->field_count - 1] == AUDIT_FILTERKEY &&
	       !memcmp(rule->buf, KEY, sizeof(KEY) - 1);
}

static void keep_rule(void *argument, const void *answer, size_t size)
{
	struct rules *rules = argument;

	if (is_ours(answer, size) && rules->count < RULES_AT_MOST)
		memcpy(&rules->rule[rules->count++], answer, sizeof(struct audit_rule_data));
}

static int ours(struct rules *rules)
{
	rules->count = 0;
	return ask(AUDIT_LIST_RULES, NULL, 0, keep_rule, rules);
}

static int send_rule(uint16_t kind, const struct audit_rule_data *rule)
{
	char request[sizeof(*rule) + sizeof(KEY) - 1];

	memcpy(request, rule, sizeof(*rule));
	memcpy(request + sizeof(*rule), KEY, sizeof(KEY) - 1);
	return ask(kind, request, sizeof(request), NULL, NULL);
}

static void add_field(struct audit_rule_data *rule, uint32_t field, uint32_t operator, uint32_t value)
{
	rule->fields[rule->field_count] = field;
	rule->fieldflags[rule->field_count] = operator;
	rule->values[rule->field_count++] = value;
}

static void add_key(struct audit_rule_data *rule)
{
	add_field(rule, AUDIT_FILTERKEY, AUDIT_EQUAL, sizeof(KEY) - 1);
	rule->buflen = sizeof(KEY) - 1;
}

static void remove_rules(uint32_t list)
{
	struct rules rules;

	if (ours(&rules))
		return;
	for (int i = 0; i < rules.count; i++)
		if (rules.rule[i].flags == list)
			send_rule(AUDIT_DEL_RULE, &rules.rule[i]);
}

int rb_audit_state(struct rb_audit_state *state)
{
	struct audit_status status;
	struct rules rules;
	int error = get_status(&status);

	if (error)
		return error;
	error = ours(&rules);
	if (error)
		return error;
	*state = (struct rb_audit_state){
		.enabled = status.enabled, .rules = rules.count, .lost = status.lost, .daemon = status.pid,
	};
	return 0;
}

bool rb_audit_is_changed(void)
{
	return !access(CHANGED, F_OK);
}

static int write_whole(const char *path, const struct audit_status *status)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (!file) {
		if (fd >= 0)
			close(fd);
		return -errno;
	}
	fprintf(file, "enabled %u\nbacklog_limit %u\n", status->enabled, status->backlog_limit);
	return fclose(file) ? -errno : 0;
}

/* Writes down what was, unless a block that was killed had changed it: what it found is what was. */
static int mark(const struct audit_status *status)
{
	int error = write_whole(RB_AUDIT_MARK, status);

	if (error || rb_audit_is_changed())
		return error;
	error = write_whole(CHANGED ".new", status);
	return error ? error : rename(CHANGED ".new", CHANGED) ? -errno : 0;
}

int rb_audit_enable(struct rb_reply *reply)
{
	struct audit_status status;
	int error = get_status(&status);

	if (error)
		return rb_refuse_call(reply, RB_CALL_AUDIT_CONTROL, -error, "ask the kernel about audit");
	if (status.pid)
		return rb_refuse(reply, EBUSY, "stop auditd, or measure elsewhere",
				 "process %u reads audit's records: its log would get ours", status.pid);
	if (status.enabled == 2)
		return rb_refuse(reply, EPERM, "boot without a locked configuration", "audit is locked");
	rb_audit_end_hold();
	error = mark(&status);
	if (!error)
		error = set_status(1, BACKLOG_RECORDS);
	return error ? rb_refuse_call(reply, RB_CALL_AUDIT_CONTROL, -error, "switch audit on") : 0;
}

static const int calls[RB_OPERATIONS] = {
	[RB_OPEN] = __NR_openat, [RB_EXEC] = __NR_execve, [RB_CONNECT] = __NR_connect,
	[RB_CONNECT6] = __NR_connect, [RB_WRITE] = __NR_write, [RB_RENAME] = __NR_renameat2,
	[RB_UNLINK] = __NR_unlinkat, [RB_MMAP_EXEC] = __NR_mmap, [RB_EXIT] = __NR_exit_group,
	[RB_NULL_CALL] = __NR_sched_get_priority_max, [RB_STAT] = __NR_openat,
};

int rb_audit_call(enum rb_operation operation)
{
	return calls[operation];
}

int rb_audit_watch(enum rb_operation operation, uint32_t process, struct rb_reply *reply)
{
	const bool children = operation == RB_EXEC || operation == RB_EXIT;
	struct audit_rule_data rule = { .flags = AUDIT_FILTER_EXIT, .action = AUDIT_ALWAYS };
	int error;

	rule.mask[AUDIT_WORD(calls[operation])] = AUDIT_BIT(calls[operation]);
	add_field(&rule, AUDIT_ARCH, AUDIT_EQUAL, NATIVE_ARCH);
	if (process)
		add_field(&rule, children ? AUDIT_PPID : AUDIT_PID, AUDIT_EQUAL, process);
	if (operation == RB_MMAP_EXEC)
		add_field(&rule, AUDIT_ARG2, AUDIT_BIT_MASK, PROT_EXEC);
	add_key(&rule);
	error = send_rule(AUDIT_ADD_RULE, &rule);
	return error ? rb_refuse_call(reply, RB_CALL_AUDIT_CONTROL, -error, "add an audit rule") : 0;
}

void rb_audit_restore(void)
{
	FILE *file = fopen(CHANGED, "re");
	unsigned int enabled, backlog_limit;
	struct audit_status now;

	remove_rules(AUDIT_FILTER_EXIT);
	remove_rules(AUDIT_FILTER_TASK);
	if (!file)
		return;
	/* A daemon that has come since then has set what it wants. */
	if (fscanf(file, "enabled %u backlog_limit %u", &enabled, &backlog_limit) == 2 &&
	    !get_status(&now) && !now.pid)
		set_status(enabled, backlog_limit);
	fclose(file);
	unlink(CHANGED);
}

int rb_audit_hold(void)
{
	struct audit_rule_data rule = { .flags = AUDIT_FILTER_TASK, .action = AUDIT_NEVER };
	int error;

	add_key(&rule);
	error = send_rule(AUDIT_ADD_RULE, &rule);
	return error == -EEXIST ? 0 : error;
}

bool rb_audit_end_hold(void)
{
	struct rules rules;
	bool held = false;

	if (!ours(&rules))
		for (int i = 0; i < rules.count; i++)
			held |= rules.rule[i].flags == AUDIT_FILTER_TASK;
	remove_rules(AUDIT_FILTER_TASK);
	return held;
}
