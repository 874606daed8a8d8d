/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remedy.h: what to do about a call that the machine refused. The one place that goes from a call, its
 * errno and what this process may do (capabilities, name space, filter, limits) to a remedy.
 */
#ifndef RB_REMEDY_H
#define RB_REMEDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rb_call {
	RB_CALL_AFFINITY,      /* sched_setaffinity(2), also of a thread to be made */
	RB_CALL_CLOCK,         /* clock_gettime(2), clock_nanosleep(2) */
	RB_CALL_PROCESS_CONTROL, /* prctl(2) */
	RB_CALL_THREAD,        /* clone(2) */
	RB_CALL_PROGRAM,       /* execve(2) of a program of ours or of the system */
	RB_CALL_MEMORY,        /* malloc(3), mmap(2) */
	RB_CALL_SHARED_MEMORY, /* memfd_create(2) */
	RB_CALL_SOCKET,        /* socketpair(2), send(2), recv(2) between our own processes */
	RB_CALL_LISTENER,      /* the workload's own sockets, on the loopback interface */
	RB_CALL_WORK_FILE,     /* files and directories of the workload */
	RB_CALL_READ_FILE,     /* a file that the user named */
	RB_CALL_PRIVATE_MOUNT, /* unshare(2), mount(2) */
	RB_CALL_FANOTIFY_INIT,
	RB_CALL_FANOTIFY_MARK,
	RB_CALL_INOTIFY,
	RB_CALL_BPF,           /* a tracing program: load, attach */
	RB_CALL_BPF_CGROUP,    /* a program at a control group */
	RB_CALL_BPF_STATISTICS, /* bpf(BPF_ENABLE_STATS) */
	RB_CALL_PERF,          /* perf_event_open(2) */
	RB_CALL_PERF_MMAP,     /* the buffer of an event */
	RB_CALL_TRACEFS,       /* a tracepoint's number */
	RB_CALL_SECCOMP,
	RB_CALL_PTRACE,
	RB_CALL_LANDLOCK,
	RB_CALL_AUDIT_READ,
	RB_CALL_AUDIT_CONTROL,
	RB_CALL_CONNECTOR,     /* the process connector */
	RB_CALL_FUSE,
	RB_CALL_DRIVER,        /* /dev/ringbench, and what it is asked for */
	RB_CALLS
};

/* What this process may do. */
struct rb_powers {
	uint64_t effective;  /* capabilities, a bit each; as CapEff of /proc/self/status */
	uint64_t bounding;   /* those that it could have; CapBnd */
	int last_capability; /* that this kernel knows */
	bool root;           /* user id 0, of whatever name space */
	bool user_namespace; /* not the first one: its capabilities end at its border */
	bool filtered;       /* a seccomp filter is above it */
	bool files_full;     /* it may open no more files */
};

void rb_read_powers(struct rb_powers *powers);
/* Never empty. `error` is positive. */
void rb_remedy(char *remedy, size_t size, enum rb_call call, int error, const struct rb_powers *powers);

#endif
