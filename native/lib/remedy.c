/* SPDX-License-Identifier: Apache-2.0 */
#include "remedy.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BIT(capability) (UINT64_C(1) << (capability))
/* Linux 5.8 */
#define PERFMON 38
#define BPF 39

/* Capabilities that we ever ask for. */
static const struct {
	int number;
	const char *name;
} capabilities[] = {
	{ CAP_DAC_READ_SEARCH, "CAP_DAC_READ_SEARCH" }, { CAP_DAC_OVERRIDE, "CAP_DAC_OVERRIDE" },
	{ CAP_NET_ADMIN, "CAP_NET_ADMIN" }, { CAP_IPC_LOCK, "CAP_IPC_LOCK" },
	{ CAP_SYS_PTRACE, "CAP_SYS_PTRACE" }, { CAP_SYS_ADMIN, "CAP_SYS_ADMIN" },
	{ CAP_AUDIT_CONTROL, "CAP_AUDIT_CONTROL" }, { CAP_AUDIT_READ, "CAP_AUDIT_READ" },
	{ PERFMON, "CAP_PERFMON" }, { BPF, "CAP_BPF" },
};

/* One call: what it needs of a process, and of a kernel. */
static const struct call {
	const char *name;        /* as a seccomp filter knows it */
	uint64_t needs;          /* capabilities */
	bool own_namespace;      /* those of a user name space of one's own will do */
	const char *instead;     /* other than the capabilities; NULL: nothing */
	const char *refused;     /* with the capabilities and without a filter; NULL: no such reason is known */
	const char *kernel;      /* for ENOSYS and for what the kernel does not know; NULL: any has it */
} calls[RB_CALLS] = {
	[RB_CALL_AFFINITY] = { .name = "sched_setaffinity" },
	[RB_CALL_CLOCK] = { .name = "clock_gettime and clock_nanosleep" },
	[RB_CALL_PROCESS_CONTROL] = { .name = "prctl", .kernel = "CONFIG_SECCOMP_FILTER" },
	[RB_CALL_THREAD] = { .name = "clone and clone3" },
	[RB_CALL_PROGRAM] = { .name = "execve",
		.refused = "see whether its directory is mounted noexec, or a security module forbids it" },
	[RB_CALL_MEMORY] = { .name = "mmap" },
	[RB_CALL_SHARED_MEMORY] = { .name = "memfd_create and ftruncate",
		.refused = "set vm.memfd_noexec below 2, or ask what security module forbids it" },
	[RB_CALL_SOCKET] = { .name = "socketpair, sendmsg and recvmsg" },
	[RB_CALL_LISTENER] = { .name = "socket, bind and listen",
		.refused = "bring the loopback interface up (ip link set lo up)",
		.kernel = "CONFIG_INET and CONFIG_IPV6" },
	[RB_CALL_WORK_FILE] = { .name = "openat and mkdir",
		.refused = "name another work directory (-Djava.io.tmpdir=)" },
	[RB_CALL_READ_FILE] = { .name = "openat", .refused = "name a file that you may read" },
	[RB_CALL_PRIVATE_MOUNT] = { .name = "unshare and mount", .needs = BIT(CAP_SYS_ADMIN),
		.own_namespace = true, .refused = "allow mounts in the security module's profile "
		"(AppArmor: --security-opt apparmor=unconfined)" },
	[RB_CALL_FANOTIFY_INIT] = { .name = "fanotify_init", .needs = BIT(CAP_SYS_ADMIN),
		.kernel = "CONFIG_FANOTIFY" },
	[RB_CALL_FANOTIFY_MARK] = { .name = "fanotify_mark", .needs = BIT(CAP_SYS_ADMIN),
		.kernel = "CONFIG_FANOTIFY_ACCESS_PERMISSIONS" },
	[RB_CALL_INOTIFY] = { .name = "inotify_init1 and inotify_add_watch", .kernel = "CONFIG_INOTIFY_USER" },
	[RB_CALL_BPF] = { .name = "bpf and perf_event_open", .needs = BIT(BPF) | BIT(PERFMON),
		.refused = "the kernel or a security module (lockdown) refuses the program type: use another "
		"kernel, or a guest", .kernel = "CONFIG_BPF_SYSCALL and CONFIG_DEBUG_INFO_BTF" },
	[RB_CALL_BPF_CGROUP] = { .name = "bpf", .needs = BIT(BPF) | BIT(CAP_NET_ADMIN),
		.refused = "another program holds the control group alone: use another group, or a guest",
		.kernel = "CONFIG_CGROUP_BPF, and mount cgroup2" },
	[RB_CALL_BPF_STATISTICS] = { .name = "bpf", .needs = BIT(CAP_SYS_ADMIN), .kernel = "Linux 5.8 or newer" },
	[RB_CALL_PERF] = { .name = "perf_event_open", .needs = BIT(PERFMON),
		.instead = "lower kernel.perf_event_paranoid to -1", .kernel = "CONFIG_PERF_EVENTS" },
	[RB_CALL_PERF_MMAP] = { .name = "mmap", .needs = BIT(CAP_IPC_LOCK),
		.instead = "raise kernel.perf_event_mlock_kb or the limit of locked memory (ulimit -l)",
		.refused = "raise kernel.perf_event_mlock_kb or the limit of locked memory (ulimit -l)" },
	[RB_CALL_TRACEFS] = { .name = "openat", .needs = BIT(CAP_DAC_READ_SEARCH),
		.kernel = "CONFIG_FTRACE_SYSCALLS, and mount tracefs (/sys/kernel/tracing)" },
	[RB_CALL_SECCOMP] = { .name = "seccomp", .kernel = "CONFIG_SECCOMP_FILTER, 5.5 or newer" },
	[RB_CALL_PTRACE] = { .name = "ptrace", .needs = BIT(CAP_SYS_PTRACE), .own_namespace = true,
		.instead = "set kernel.yama.ptrace_scope to 0 or 1",
		.refused = "set kernel.yama.ptrace_scope below 3, and end the tracer (strace, gdb) of this process" },
	[RB_CALL_LANDLOCK] = { .name = "landlock_create_ruleset and landlock_restrict_self",
		.kernel = "CONFIG_SECURITY_LANDLOCK, and landlock in lsm=" },
	[RB_CALL_AUDIT_READ] = { .name = "socket(NETLINK_AUDIT)", .needs = BIT(CAP_AUDIT_READ) | BIT(CAP_AUDIT_CONTROL),
		.refused = "run in the host's pid and network name spaces", .kernel = "CONFIG_AUDIT" },
	[RB_CALL_AUDIT_CONTROL] = { .name = "socket(NETLINK_AUDIT)", .needs = BIT(CAP_AUDIT_CONTROL),
		.refused = "run in the host's pid and network name spaces; boot without audit=0",
		.kernel = "CONFIG_AUDIT and CONFIG_AUDITSYSCALL" },
	[RB_CALL_CONNECTOR] = { .name = "socket(NETLINK_CONNECTOR)", .needs = BIT(CAP_NET_ADMIN),
		.refused = "run in the host's pid and network name spaces",
		.kernel = "CONFIG_CONNECTOR and CONFIG_PROC_EVENTS" },
	[RB_CALL_FUSE] = { .name = "mount", .needs = BIT(CAP_SYS_ADMIN), .own_namespace = true,
		.refused = "give the container /dev/fuse (--device /dev/fuse)",
		.kernel = "CONFIG_FUSE_FS, and /dev/fuse" },
	[RB_CALL_DRIVER] = { .name = "ioctl", .needs = BIT(CAP_SYS_ADMIN),
		.refused = "see `dmesg`", .kernel = "the driver's hook; see `dmesg`" },
};

/* Where one errno of one call has a cause of its own. */
static const struct {
	enum rb_call call;
	int error;
	const char *remedy;
} causes[] = {
	{ RB_CALL_AFFINITY, EINVAL, "name a CPU that this process may use, and that is on (taskset, cpuset)" },
	{ RB_CALL_FANOTIFY_INIT, EMFILE,
	  "end programs that hold fanotify groups, or raise fs.fanotify.max_user_groups" },
	{ RB_CALL_FANOTIFY_INIT, EINVAL, "use Linux 5.9 or newer: this kernel does not know these flags" },
	{ RB_CALL_FANOTIFY_MARK, ENOSPC,
	  "end programs that hold fanotify marks, or raise fs.fanotify.max_user_marks" },
	{ RB_CALL_FANOTIFY_MARK, EINVAL, "use a kernel with CONFIG_FANOTIFY_ACCESS_PERMISSIONS" },
	{ RB_CALL_FANOTIFY_MARK, ENODEV, "use a kernel whose tmpfs has a file system id (6.6)" },
	{ RB_CALL_FANOTIFY_MARK, EOPNOTSUPP, "use a kernel whose tmpfs has file handles (6.6)" },
	{ RB_CALL_INOTIFY, EMFILE,
	  "end programs that hold inotify instances, or raise fs.inotify.max_user_instances" },
	{ RB_CALL_INOTIFY, ENOSPC, "end programs that hold watches, or raise fs.inotify.max_user_watches" },
	{ RB_CALL_BPF, ENOENT, "use a kernel with this tracepoint (CONFIG_FTRACE_SYSCALLS), and mount tracefs" },
	{ RB_CALL_BPF, ESRCH, "use a kernel with CONFIG_DEBUG_INFO_BTF (/sys/kernel/btf/vmlinux) that has this hook" },
	{ RB_CALL_BPF, ENOMEM, "free memory; before Linux 5.11, raise the limit of locked memory (ulimit -l)" },
	{ RB_CALL_BPF, E2BIG, "use fewer rules: the verifier gives up on the program" },
	{ RB_CALL_BPF_CGROUP, ENOENT, "mount cgroup2 (/sys/fs/cgroup)" },
	{ RB_CALL_TRACEFS, ENOENT, "use a kernel with CONFIG_FTRACE_SYSCALLS, and mount tracefs (/sys/kernel/tracing)" },
	{ RB_CALL_PERF, ENOENT, "use a kernel with CONFIG_FTRACE_SYSCALLS" },
	{ RB_CALL_SECCOMP, EBUSY, "another listener is installed above us: run outside of that sandbox" },
	{ RB_CALL_AUDIT_READ, EBUSY, "stop auditd, or measure elsewhere" },
	{ RB_CALL_AUDIT_CONTROL, EBUSY, "stop auditd, or measure elsewhere" },
	{ RB_CALL_AUDIT_READ, EPROTONOSUPPORT, "use a kernel with CONFIG_AUDIT" },
	{ RB_CALL_AUDIT_CONTROL, EPROTONOSUPPORT, "use a kernel with CONFIG_AUDIT" },
	{ RB_CALL_AUDIT_READ, ECONNREFUSED, "run in the host's pid and network name spaces" },
	{ RB_CALL_AUDIT_CONTROL, ECONNREFUSED, "run in the host's pid and network name spaces" },
	{ RB_CALL_CONNECTOR, EPROTONOSUPPORT, "use a kernel with CONFIG_CONNECTOR and CONFIG_PROC_EVENTS" },
	{ RB_CALL_CONNECTOR, ECONNREFUSED, "run in the host's pid and network name spaces" },
	{ RB_CALL_PRIVATE_MOUNT, ENOSPC, "raise user.max_mnt_namespaces or fs.mount-max" },
	{ RB_CALL_FUSE, ENODEV, "use a kernel with CONFIG_FUSE_FS (modprobe fuse)" },
	{ RB_CALL_FUSE, ENOENT, "give the container /dev/fuse (--device /dev/fuse), or load the module (modprobe fuse)" },
	{ RB_CALL_DRIVER, EBUSY, "let the other run end: one run has the driver at a time" },
	{ RB_CALL_LISTENER, EADDRNOTAVAIL, "bring the loopback interface up, with IPv6 (net.ipv6.conf.lo.disable_ipv6)" },
	{ RB_CALL_LISTENER, EAFNOSUPPORT, "use a kernel with IPv6 (boot without ipv6.disable=1)" },
	{ RB_CALL_WORK_FILE, EEXIST, "remove it, or run `ringbench doctor`" },
	{ RB_CALL_WORK_FILE, ENAMETOOLONG, "name a work directory of at most 100 characters (-Djava.io.tmpdir=)" },
	{ RB_CALL_READ_FILE, ENOENT, "name a file that is there" },
	{ RB_CALL_PROGRAM, ENOENT, "build again, or unpack the jar again" },
	{ RB_CALL_PROGRAM, ENOEXEC, "build on this kind of machine" },
	{ RB_CALL_PROGRAM, ETXTBSY, "end what writes to the program" },
};

static void name_capabilities(char *names, size_t size, uint64_t set)
{
	size_t used = 0;

	names[0] = '\0';
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]) && used < size; i++)
		if (set & BIT(capabilities[i].number))
			used += (size_t)snprintf(names + used, size - used, "%s%s", used ? ", " : "",
						 capabilities[i].name);
}

/* What the kernel asks for: CAP_SYS_ADMIN is as good as the two that were taken out of it. */
static uint64_t missing(uint64_t needs, const struct rb_powers *powers)
{
	const uint64_t parts = BIT(BPF) | BIT(PERFMON);

	if (needs & parts && powers->last_capability < BPF)
		needs = (needs & ~parts) | BIT(CAP_SYS_ADMIN);
	if (powers->effective & BIT(CAP_SYS_ADMIN))
		needs &= ~parts;
	return needs & ~powers->effective;
}

static void permission(char *remedy, size_t size, const struct call *call, const struct rb_powers *powers)
{
	const uint64_t lacks = missing(call->needs, powers);
	const char *instead = call->instead ? call->instead : "";
	const char *or = call->instead ? "; or " : "";
	char names[80];

	name_capabilities(names, sizeof(names), lacks ? lacks : call->needs);
	if (call->needs && powers->user_namespace && !call->own_namespace)
		snprintf(remedy, size, "run as the host's root, outside of rootless containers and `unshare -U`: "
			 "%s of a user name space does not count%s%s", names, or, instead);
	else if (lacks & ~powers->bounding)
		snprintf(remedy, size, "give the container or service %s: it is not in the bounding set "
			 "(--cap-add, CapabilityBoundingSet=)%s%s%s", names,
			 powers->root ? "" : ", and run as root", or, instead);
	else if (lacks && powers->root)
		snprintf(remedy, size, "start it with %s: this root process has dropped that%s%s", names, or, instead);
	else if (lacks)
		snprintf(remedy, size, "run as root (%s)%s%s", names, or, instead);
	else if (powers->filtered)
		snprintf(remedy, size, "allow %s in the seccomp filter above this process (container: --security-opt "
			 "seccomp=, service: SystemCallFilter=)", call->name);
	else if (call->refused)
		snprintf(remedy, size, "%s", call->refused);
	else
		snprintf(remedy, size, "see what security module forbids %s (SELinux, AppArmor: `dmesg`)", call->name);
}

static const char *cause_of(enum rb_call call, int error)
{
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (causes[i].call == call && causes[i].error == error)
			return causes[i].remedy;
	return NULL;
}

/* Whatever the call was. */
static const char *usual(int error)
{
	switch (error) {
	case EMFILE:
		return "raise the limit of open files (ulimit -n)";
	case ENFILE:
		return "raise fs.file-max, or end programs that hold files open";
	case ENOMEM:
	case ENOBUFS:
		return "free memory, or raise the limit of the container (memory.max, ulimit -v)";
	case ENOSPC:
	case EDQUOT:
		return "free space";
	case EROFS:
		return "name a directory that may be written to (-Djava.io.tmpdir=)";
	case EAGAIN:
		return "raise the limit of processes and threads (ulimit -u, pids.max of the container)";
	case EBUSY:
		return "end what else uses it";
	case EPIPE:
	case ECONNRESET:
		return "see why the sensor's process ended (`dmesg`)";
	default:
		return NULL;
	}
}

void rb_remedy(char *remedy, size_t size, enum rb_call which, int error, const struct rb_powers *powers)
{
	const struct call *call = &calls[which];
	const char *cause = cause_of(which, error);

	if (error == EMFILE && powers->files_full)
		cause = usual(error);
	if (!cause)
		cause = usual(error);
	if (cause)
		snprintf(remedy, size, "%s", cause);
	else if (error == EPERM || error == EACCES)
		permission(remedy, size, call, powers);
	else if (error == ENOSYS && powers->filtered)
		snprintf(remedy, size, "allow %s in the seccomp filter above this process, or use a kernel with %s",
			 call->name, call->kernel ? call->kernel : "that system call");
	else if (call->kernel)
		snprintf(remedy, size, "use a kernel with %s", call->kernel);
	else
		snprintf(remedy, size, "see `dmesg` for why %s fails, and report it with the reason", call->name);
}

void rb_read_powers(struct rb_powers *powers)
{
	FILE *status = fopen("/proc/self/status", "re"), *last = fopen("/proc/sys/kernel/cap_last_cap", "re"),
	     *map = fopen("/proc/self/uid_map", "re");
	unsigned long long set, inside, outside, count;
	int mode, probe = open("/", O_PATH | O_CLOEXEC);
	char line[256];

	*powers = (struct rb_powers){
		.last_capability = BPF, .root = !geteuid(), .files_full = probe < 0 && errno == EMFILE,
	};
	if (probe >= 0)
		close(probe);
	while (status && fgets(line, sizeof(line), status)) {
		if (sscanf(line, "CapEff: %llx", &set) == 1)
			powers->effective = set;
		else if (sscanf(line, "CapBnd: %llx", &set) == 1)
			powers->bounding = set;
		else if (sscanf(line, "Seccomp: %d", &mode) == 1)
			powers->filtered = mode == 2;
	}
	if (last && fscanf(last, "%d", &mode) == 1)
		powers->last_capability = mode;
	if (map && fscanf(map, "%llu %llu %llu", &inside, &outside, &count) == 3)
		powers->user_namespace = inside || outside || count < UINT32_MAX;
	if (status)
		fclose(status);
	if (last)
		fclose(last);
	if (map)
		fclose(map);
}
