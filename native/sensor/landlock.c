/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landlock: the monitored thread takes from itself the right to the operation everywhere but on the
 * targets; the kernel compares each operation with that rule alone. The least that a decision in the
 * kernel costs without loading anything. It reports nothing, and nobody may change it any more.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sensor.h"

/* linux/landlock.h, of which older headers have less. */
#define RB_LANDLOCK_VERSION 1u
#define RB_RULE_PATH_BENEATH 1
#define RB_RULE_NET_PORT 2
#define RB_ACCESS_EXECUTE (1u << 0)
#define RB_ACCESS_READ_FILE (1u << 2)
#define RB_ACCESS_REMOVE_FILE (1u << 5)
#define RB_ACCESS_NET_CONNECT_TCP (1u << 1)

struct ruleset {
	uint64_t handled_access_fs;
	uint64_t handled_access_net; /* ABI 4, Linux 6.7 */
};

struct path_beneath {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));

struct net_port {
	uint64_t allowed_access;
	uint64_t port;
};

static uint64_t right_to(enum rb_operation operation)
{
	switch (operation) {
	case RB_OPEN:
		return RB_ACCESS_READ_FILE;
	case RB_EXEC:
		return RB_ACCESS_EXECUTE;
	case RB_UNLINK:
		return RB_ACCESS_REMOVE_FILE;
	default:
		return 0;
	}
}

static bool is_connect(enum rb_operation operation)
{
	return operation == RB_CONNECT || operation == RB_CONNECT6;
}

static int allow_targets(const struct rb_hook *hook, int ruleset)
{
	struct path_beneath beneath = { .allowed_access = right_to(hook->operation) };
	int error;

	beneath.parent_fd = open(hook->target_dir, O_PATH | O_CLOEXEC);
	if (beneath.parent_fd < 0)
		return -errno;
	error = syscall(__NR_landlock_add_rule, ruleset, RB_RULE_PATH_BENEATH, &beneath, 0) ? -errno : 0;
	close(beneath.parent_fd);
	return error;
}

static int allow_ports(const struct rb_hook *hook, int ruleset)
{
	struct net_port port = { .allowed_access = RB_ACCESS_NET_CONNECT_TCP };

	for (uint32_t i = 0; i < hook->shared->target_count; i++) {
		port.port = hook->shared->keys[i];
		if (syscall(__NR_landlock_add_rule, ruleset, RB_RULE_NET_PORT, &port, 0))
			return -errno;
	}
	return 0;
}

static int landlock_install(struct rb_hook *hook)
{
	const bool network = is_connect(hook->operation);
	const struct ruleset rights = {
		.handled_access_fs = right_to(hook->operation),
		.handled_access_net = network ? RB_ACCESS_NET_CONNECT_TCP : 0,
	};
	long abi = syscall(__NR_landlock_create_ruleset, NULL, 0, RB_LANDLOCK_VERSION);
	int ruleset, error;

	if (abi < (network ? 4 : 1))
		return abi < 0 ? rb_refuse_call(hook->reply, RB_CALL_LANDLOCK, errno, "ask for landlock's ABI") :
			rb_refuse(hook->reply, EOPNOTSUPP, "use Linux 6.7 or newer, with landlock in lsm=",
				  "landlock ABI %ld", abi);
	if (!network && !rights.handled_access_fs)
		return rb_refuse(hook->reply, EOPNOTSUPP, "see `ringbench list`",
				 "landlock has no right to operation %d", hook->operation);
	ruleset = (int)syscall(__NR_landlock_create_ruleset, &rights,
			       network ? sizeof(rights) : sizeof(rights.handled_access_fs), 0);
	if (ruleset < 0)
		return rb_refuse_call(hook->reply, RB_CALL_LANDLOCK, errno, "landlock_create_ruleset");
	error = network ? allow_ports(hook, ruleset) : allow_targets(hook, ruleset);
	if (!error && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		       syscall(__NR_landlock_restrict_self, ruleset, 0)))
		error = -errno;
	close(ruleset);
	return error ? rb_refuse_call(hook->reply, RB_CALL_LANDLOCK, -error, "landlock_restrict_self") : 0;
}

/* Something else of the same kind: it has to be refused, or nothing is. */
static int landlock_canary(struct rb_hook *hook)
{
	const struct sockaddr_in nobody = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)hook->shared->canary_key),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	char *const nothing[] = { NULL };
	char beside[300];
	int fd, error = 0;

	switch (hook->operation) {
	case RB_EXEC:
		execve("/proc/self/exe", nothing, nothing); /* were it allowed, this process would be another */
		return errno;
	case RB_UNLINK:
		snprintf(beside, sizeof(beside), "%s/../nothing", hook->target_dir);
		fd = open(beside, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		if (fd >= 0)
			close(fd);
		return unlink(beside) ? errno : 0;
	case RB_CONNECT:
	case RB_CONNECT6:
		fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		error = connect(fd, (const void *)&nobody, sizeof(nobody)) ? errno : 0;
		close(fd);
		return error;
	default:
		fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return errno;
		close(fd);
		return 0;
	}
}

const struct rb_hook_ops rb_landlock_hook = {
	.id = "landlock",
	.can = { RB_OPENS_EXECS_CONNECTS | RB_CAN(UNLINK), RB_MODE_AUTH },
	.own_thread = true,
	.no_process = true,
	.install = landlock_install,
	.canary = landlock_canary,
	.canary_errno = EACCES,
};
