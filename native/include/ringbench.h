/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ringbench.h: every type that crosses a border: between the workload's process and the sensor's
 * process, between C and Java, between BPF or the driver and its consumer. Fixed-width types only. All times are
 * CLOCK_MONOTONIC in ns; 0 means "no stamp was taken". Java asks rb_layout() for the offsets below
 * and a test compares them, so a change here that Java misses cannot pass.
 */
#ifndef RINGBENCH_H
#define RINGBENCH_H

#ifdef __KERNEL__
#include <linux/ioctl.h>
#include <linux/stddef.h>
#include <linux/types.h>
#else
#include <stddef.h>
#include <stdint.h>
#endif

#define RB_ABI_VERSION 6u

/* A block never has more operations than this; the arrays below are this long. */
#define RB_SAMPLES 32768u
/* Distinct targets of an operation (files, programs, ports) are a power of two, and at most these. */
#define RB_TARGETS 1024u
/*
 * Of operations on open files: the targets' descriptors are these and those that follow, the canary's
 * is the last. A hook at the call sees the number and nothing else.
 */
#define RB_FIRST_DESCRIPTOR(operation) ((operation) == RB_MMAP_EXEC ? 880 : 800)
#define RB_DESCRIPTOR_TARGETS 64u
/* Slots of the shared-memory ring of in-process sensors: 2 MiB, as the BPF ring buffer. */
#define RB_RING_RECORDS 8192u
#define RB_BPF_RING_BYTES (2u << 20)

/*
 * The canary of the seccomp sensors: a filter sees numbers, not paths, so the canary is a call
 * whose path is this address. Without the sensor the kernel answers EFAULT, with it RB_CANARY_ERRNO.
 */
#define RB_CANARY_ADDRESS 0x5ca7u
#define RB_CANARY_ERRNO 117 /* EUCLEAN: no open or exec of ours can fail with it */

enum rb_operation {
	RB_OPEN = 0,
	RB_EXEC = 1,
	RB_CONNECT = 2,  /* TCP over IPv4 */
	RB_CONNECT6 = 3, /* TCP over IPv6; in a record it is RB_CONNECT with that family */
	RB_WRITE = 4,
	RB_RENAME = 5,
	RB_UNLINK = 6,
	RB_MMAP_EXEC = 7,
	RB_EXIT = 8,     /* of a process */
	RB_NULL_CALL = 10, /* about the cheapest system call with an argument: its hook and little else */
	RB_STAT = 9,     /* nobody watches it: what a sensor for RB_OPEN costs those that it does not look at */
};
#define RB_OPERATIONS 11

/* How the event gets from the monitored CPU to the sensor's thread. */
enum rb_handoff {
	RB_HANDOFF_NONE = 0,  /* no consumer: baselines, floors, filters */
	RB_SAME_CPU = 1,      /* the consumer sleeps, pinned to the workload's CPU */
	RB_OTHER_CPU = 2,     /* the consumer sleeps, pinned to another CPU */
	RB_BUSY_POLL = 3,     /* the consumer spins on another CPU */
};

enum rb_phase {
	RB_PHASE_IDLE = 0,
	RB_PHASE_COST = 1,     /* closed loop: the sensor takes no stamps */
	RB_PHASE_DELIVERY = 2, /* open loop: the sensor stamps delivery and verdict */
	RB_PHASE_LOAD = 4,     /* as many as there are: the sensor keeps a histogram of delays */
	RB_PHASE_PROGRAMS = 5, /* whatever programs do: events are counted, whoever's they are */
	RB_PHASE_CANARY = 3,   /* one known operation, which AUTH sensors refuse */
};

/* In place of a thread's number: every thread of the process; everybody on the machine. */
#define RB_EVERY_THREAD 0xffffffffu
#define RB_EVERYBODY 0xfffffffeu

/* One event as NOTIFY sensors with room for a path report it: 256 bytes. */
struct rb_record {
	uint64_t hook_ns;   /* when the hook ran */
	uint32_t operation; /* enum rb_operation */
	uint32_t tgid;
	uint32_t tid;
	uint32_t ppid;      /* 0 where the hook does not read it */
	uint32_t uid;
	uint32_t gid;
	int32_t path_len;   /* with the NUL; negative errno where the path could not be read */
	uint32_t flags;     /* open(2) flags, address family for connect, descriptor for write and mmap; or 0 */
	char path[196];     /* connect: the socket address, path_len bytes of it; rename: the old one */
	int32_t rule;       /* of the content, that the sensor found; RB_NO_RULE */
	char parent[16];    /* name of the parent's executable; empty where no rule asks for it */
};
_Static_assert(sizeof(struct rb_record) == 256, "a record is 256 bytes");
#ifndef __bpf__ /* compiled into the driver, the library and the sensors: the offsets agree */
_Static_assert(offsetof(struct rb_record, uid) == 24, "driver and user mode agree");
_Static_assert(offsetof(struct rb_record, path_len) == 32, "driver and user mode agree");
_Static_assert(offsetof(struct rb_record, path) == 40, "driver and user mode agree");
_Static_assert(offsetof(struct rb_record, rule) == 236, "driver and user mode agree");
_Static_assert(offsetof(struct rb_record, parent) == 240, "driver and user mode agree");
#endif

/*
 * /dev/ringbench, the native test driver. One open descriptor may have one hook attached, one in
 * the whole system; close(2) detaches it. What fails leaves the reason in the kernel log.
 */
#define RB_DRIVER_DEVICE "/dev/ringbench"

enum rb_driver_hook {
	RB_HOOK_FTRACE = 1,     /* security_file_open, security_bprm_check, security_socket_connect */
	RB_HOOK_KPROBE = 2,     /* the same functions */
	RB_HOOK_TRACEPOINT = 3, /* raw sys_enter (open, connect), sched_process_exec */
};

enum rb_driver_mode {
	RB_DRIVER_NULL = 0,   /* the callback returns at once: the hook's floor */
	RB_DRIVER_NOTIFY = 1, /* a record an event, into the ring of its CPU */
	RB_DRIVER_AUTH = 2,   /* the content decides; EPERM for what it denies; RB_HOOK_FTRACE only */
};

/* RB_DRIVER_ATTACH. Errors: EPROTO other ABI, EBUSY another is attached, EOPNOTSUPP not here. */
struct rb_driver_attach {
	uint32_t abi_version;  /* RB_ABI_VERSION */
	uint32_t hook;         /* enum rb_driver_hook */
	uint32_t mode;         /* enum rb_driver_mode */
	uint32_t operation;    /* enum rb_operation */
	/* whose opens and connects are events, in the caller's pid name space; 0: the children of; -1: all of; -2: everybody's: */
	int32_t workload_tid;
	int32_t workload_tgid; /* whose children's execs are */
	uint32_t ring_records; /* records in the ring of each CPU: a power of two, 2 to 65536 */
	uint32_t wakeup;       /* 1: an event wakes whoever sleeps in poll(2) */
};
_Static_assert(sizeof(struct rb_driver_attach) == 32, "driver and user mode agree");

/* Who evaluates content in the driver. All but the first need RB_DRIVER_AUTH: see driver/interpret.c. */
enum rb_driver_interpreter {
	RB_INTERPRETER_C = 0,             /* content/interpreter.h */
	RB_INTERPRETER_RUST = 1,          /* native/rust: what is outside is a panic, which is a BUG */
	RB_INTERPRETER_RUST_FALLIBLE = 2, /* native/rust: what is outside stops the sensor */
	RB_INTERPRETER_GUARDED = 3,       /* content/interpreter.h under a guard, driver/guard.c */
};

/*
 * RB_DRIVER_SET_CONTENT, before RB_DRIVER_ATTACH or RB_DRIVER_ANALYSE: what this descriptor's events and
 * records are evaluated by. The driver checks it (content/check.h) and takes a copy. Errors: EINVAL for
 * bytes that are no content, EBUSY while attached, E2BIG, ENOPKG where the driver was built without that
 * interpreter (RB_DRIVER_INTERPRETER says why), EBADMSG for content that stopped a sensor before.
 */
struct rb_driver_content {
	uint64_t content;     /* address of a struct rb_content */
	uint64_t size;
	uint32_t interpreter; /* enum rb_driver_interpreter */
	uint32_t reserved;    /* 0 */
};
_Static_assert(sizeof(struct rb_driver_content) == 24, "driver and user mode agree");

/* RB_DRIVER_INTERPRETER: whether the driver has an interpreter. */
struct rb_driver_interpreter_state {
	uint32_t interpreter;  /* in: enum rb_driver_interpreter */
	uint32_t reserved;     /* 0 */
	char missing[248];     /* out: why it is not there; empty: it is */
};
_Static_assert(sizeof(struct rb_driver_interpreter_state) == 256, "driver and user mode agree");

/* A guarded client beats each so many ms, and is stopped after so many without. */
#define RB_GUARD_BEAT_MS 100u
#define RB_GUARD_SILENCE_MS 1000u

/* Why the driver took a sensor's hook out while its client had it attached. */
enum rb_driver_stop {
	RB_RUNS = 0,
	RB_STOP_OUTSIDE = 1,   /* Rust: something outside was asked for */
	RB_STOP_FAULT = 2,     /* guard: the interpreter read what is no memory, or trapped */
	RB_STOP_BUDGET = 3,    /* guard: one event took longer than the guard's budget */
	RB_STOP_HEARTBEAT = 4, /* guard: its client did not beat (RB_DRIVER_BEAT) */
};

/*
 * The ring of a CPU as mmap(2) shows it: this page, then ring_records records; at offset
 * cpu * (RB_DRIVER_PAGE + ring_records * sizeof(struct rb_record)). The driver never trusts it.
 */
#define RB_DRIVER_PAGE 4096u
struct rb_driver_ring {
	uint64_t head;         /* records written since attach, by the driver */
	uint64_t dropped;      /* records that found the ring full, by the driver */
	uint64_t pad[6];
	uint64_t tail;         /* records read, by user mode; on a line of its own */
};
_Static_assert(sizeof(struct rb_driver_ring) == 72, "driver and user mode agree");
#ifndef __bpf__
_Static_assert(offsetof(struct rb_driver_ring, tail) == 64, "driver and user mode agree");
#endif

/* RB_DRIVER_STATISTICS: since attach, over all CPUs. */
struct rb_driver_statistics {
	uint64_t recorded;
	uint64_t dropped;  /* the ring was full */
	uint64_t missed;   /* the hook could not run its callback (recursion) */
	uint64_t refused;
	uint64_t null_hits; /* callbacks of RB_DRIVER_NULL while armed */
	uint64_t stopped;   /* enum rb_driver_stop; otherwise nothing is evaluated or refused any more */
};
_Static_assert(sizeof(struct rb_driver_statistics) == 48, "driver and user mode agree");

/* RB_DRIVER_ANALYSE: the driver as a service. */
#define RB_DRIVER_BATCH 64u
struct rb_driver_analyse {
	uint64_t records;  /* address of `count` struct rb_record; their `rule` is written */
	uint32_t count;    /* 1 to RB_DRIVER_BATCH */
	uint32_t want_rules; /* 0: leave the records alone */
	uint64_t refused;  /* out: bit i is set where record i is refused */
};
_Static_assert(sizeof(struct rb_driver_analyse) == 24, "driver and user mode agree");

#ifndef __bpf__
#define RB_DRIVER_VERSION _IOR('r', 1, uint32_t)  /* RB_ABI_VERSION of the driver */
#define RB_DRIVER_ATTACH _IOW('r', 2, struct rb_driver_attach)
#define RB_DRIVER_STATISTICS _IOR('r', 3, struct rb_driver_statistics)
#define RB_DRIVER_ARM _IOW('r', 4, uint32_t)       /* 1: count the callbacks of RB_DRIVER_NULL */
#define RB_DRIVER_SET_CONTENT _IOW('r', 5, struct rb_driver_content)
#define RB_DRIVER_ANALYSE _IOWR('r', 6, struct rb_driver_analyse)
#define RB_DRIVER_INTERPRETER _IOWR('r', 7, struct rb_driver_interpreter_state)
#define RB_DRIVER_BEAT _IO('r', 8)                 /* each RB_GUARD_BEAT_MS of RB_INTERPRETER_GUARDED */
#endif

#if !defined(__bpf__) && !defined(__KERNEL__) /* the rest is between processes in user mode */

/* One operation of a block, at its index in the block. */
struct rb_sample {
	int64_t intended_ns;  /* scheduled start; equals start_ns in a closed loop */
	int64_t start_ns;     /* just before the call */
	int64_t end_ns;       /* just after it */
	int64_t delivered_ns; /* the event was in the sensor's hands */
	int64_t verdict_ns;   /* the sensor had its verdict, about to hand it over (AUTH only) */
};
_Static_assert(sizeof(struct rb_sample) == 40, "mirrored in Java");

/*
 * Counts of values in ns: of 0 to 31 one by one, then 32 buckets for each power of two (3 %), as far as
 * 2^44 ns, five hours.
 */
#define RB_BUCKETS 1280u
struct rb_histogram {
	uint64_t counts[RB_BUCKETS];
};

/* Single-producer single-consumer ring of an in-process sensor. */
struct rb_ring {
	_Alignas(64) uint64_t head;     /* records written */
	uint64_t dropped;               /* records that found the ring full */
	_Alignas(64) uint64_t tail;     /* records read */
	uint32_t consumer_sleeps;       /* futex: 1 while the consumer waits */
	_Alignas(64) struct rb_record records[RB_RING_RECORDS];
};

#ifdef RB_FAULTS
/*
 * The defect of a run, in builds that are made for faults only: what it is and when, by the conductor
 * (native/fault); that it ran, by whoever has it. A sensor that is started again finds it cured.
 */
struct rb_fault {
	uint32_t number;       /* as in the catalogue: 1 is F01; 0: none */
	uint32_t seed;         /* chooses among the forms of a defect */
	uint64_t trigger;      /* number of the evaluated event that meets it, from 1 */
	uint32_t each_process; /* 1: every process counts its own events (in-process sensors) */
	uint32_t cured;
	uint32_t pinned;       /* 1: what a BPF sensor attached stays when its process is gone */
	uint32_t may_last;     /* 1: the machine is thrown away; a program may hold a CPU for good */
	_Alignas(64) uint64_t events;      /* evaluated */
	uint64_t activations;
	int64_t activated_ns;
	uint64_t wrong_alerts;             /* reported events with another rule than theirs */
	_Alignas(64) uint32_t ring_lock;   /* of in-process sensors in several processes */
	_Alignas(64) uint64_t beats;       /* turns of the sensor's loop: it is neither stopped nor stuck */
	char target[128];                  /* a file that may be opened, for what causes events itself */
};
#endif

/* The page between workload and sensor, followed by the block's samples. */
struct rb_shared {
	uint32_t abi_version;
	uint32_t operation;    /* enum rb_operation */
	uint32_t target_count;
	uint32_t workload_tgid;
	uint32_t workload_tid; /* 0: the processes that workload_tgid is the parent of; RB_EVERY_THREAD, RB_EVERYBODY */
	uint32_t rule_count;   /* of the content, whose last rule denies the canary; 0: no content */
	uint32_t queue_bytes;  /* of what events wait in; 0: RB_BPF_RING_BYTES or what the mechanism has */

	/*
	 * Written by the workload. The sensor reads `phase` at each event and `current` only while
	 * it stamps: a line that both sides touch at full speed would be a cost of our own making.
	 */
	_Alignas(64) uint32_t phase;
	uint64_t canary_key;
	_Alignas(64) uint32_t current; /* index in the block of the operation in flight */
	uint64_t issued;           /* operations since attach without canaries, updated at the end of a block */
	uint64_t issued_before;    /* what it was when the block began: late events are still the block's */

	/* Written by the sensor. */
	_Alignas(64) uint64_t delivered; /* events of the workload, canaries not counted */
	uint64_t lost;             /* events that the sensor knows it lost */
	uint32_t lost_unknown;     /* 1: the mechanism said "some", not how many */
	uint32_t canaries;         /* canaries seen */
	uint64_t foreign;          /* events of somebody else: must stay 0 */
	uint64_t cpu_user_ns;      /* of the sensor process, at the last statistics request */
	uint64_t cpu_system_ns;
	uint64_t peak_rss_kib;     /* at the last canary */
	uint64_t voluntary_switches; /* how often its consumer slept, at the last statistics request; 0 without one */
	uint32_t silent;           /* 1: it reports no events, so that there are none to wait for */
	uint32_t last_index;       /* of the block: operation of the last event that says no time */

	_Alignas(64) uint64_t keys[RB_TARGETS]; /* by target: inode; connect: port; exit: process */
	struct rb_sample samples[RB_SAMPLES];
	struct rb_histogram delays; /* RB_PHASE_LOAD: from the intended start to delivery */
	struct rb_ring ring;
#ifdef RB_FAULTS
	struct rb_fault fault;
#endif
};

/*
 * The user-mode sensor process as a service: records in, verdicts out, through shared memory. One
 * client, one server; each counter is the futex that the other side sleeps on.
 */
struct rb_service_ring {
	uint32_t spinning;         /* 1: neither side sleeps */
	_Alignas(64) uint32_t submitted; /* records since the start, by the client */
	uint32_t stop;
	_Alignas(64) uint32_t answered;  /* verdicts since the start, by the server */
	_Alignas(64) uint8_t verdicts[RB_DRIVER_BATCH]; /* 1: refused; by index modulo the length */
	struct rb_record records[RB_DRIVER_BATCH];
};

/* Control socket (SOCK_SEQPACKET, fd RB_CONTROL_FD in the sensor): one request, one reply. */
#define RB_CONTROL_FD 3
#define RB_SHARED_FD 4

enum rb_request_kind {
	RB_REQUEST_STATISTICS = 1, /* fill the sensor's half of rb_shared */
	RB_REQUEST_CANARY_ARM = 2,
	RB_REQUEST_CANARY_CHECK = 3,
	RB_REQUEST_STOP = 4,       /* detach and exit; answered before the exit */
};

struct rb_request {
	uint32_t kind;
};

/* The status of a sensor that lacks a file of its own, or the means of its defect: the kernel refused nothing. */
#define RB_INCOMPLETE ELIBACC

struct rb_reply {
	int32_t status;   /* 0, or a negative errno */
	int32_t canary_errno; /* attach only: what a refused canary fails with; 0: not refused */
	int32_t canary_operations; /* attach only: how often the canary is to be done; 0: once */
	char reason[256]; /* what failed, with which value */
	char remedy[256]; /* what to do about it */
};

#endif /* user mode */
#endif
