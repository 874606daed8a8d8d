/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ringbench.h: every type that crosses a border: between the workload's process and the sensor's
 * process, between C and Java, between BPF and its consumer. Fixed-width types only. All times are
 * CLOCK_MONOTONIC in ns; 0 means "no stamp was taken". Java asks rb_layout() for the offsets below
 * and a test compares them, so a change here that Java misses cannot pass.
 */
#ifndef RINGBENCH_H
#define RINGBENCH_H

#include <stddef.h>
#include <stdint.h>

#define RB_ABI_VERSION 1u

/* A block never has more operations than this; the arrays below are this long. */
#define RB_SAMPLES 32768u
/* Distinct subjects (files to open, programs to execute); powers of two. */
#define RB_OPEN_FILES 1024u
#define RB_EXEC_FILES 64u
/* Slots of the shared-memory ring of in-process sensors: 2 MiB, as the BPF ring buffer. */
#define RB_RING_RECORDS 8192u
#define RB_BPF_RING_BYTES (2u << 20)

/*
 * The canary of the seccomp sensors: a filter sees numbers, not paths, so the canary is a call
 * whose path is this address. Without the sensor the kernel answers EFAULT, with it RB_CANARY_ERRNO.
 */
#define RB_CANARY_ADDRESS 0x5ca7u
#define RB_CANARY_ERRNO 117 /* EUCLEAN: no open or exec of ours can fail with it */

enum rb_operation { RB_OPEN = 0, RB_EXEC = 1 };

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
	RB_PHASE_CANARY = 3,   /* one known operation, which AUTH sensors refuse */
};

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
	uint32_t flags;     /* open(2) flags, 0 for exec */
	char path[216];
};
_Static_assert(sizeof(struct rb_record) == 256, "a record is 256 bytes");

#ifndef __bpf__ /* the rest is between processes in user mode */

/* One operation of a block, at its index in the block. */
struct rb_sample {
	int64_t intended_ns;  /* scheduled start; equals start_ns in a closed loop */
	int64_t start_ns;     /* just before the call */
	int64_t end_ns;       /* just after it */
	int64_t delivered_ns; /* the event was in the sensor's hands */
	int64_t verdict_ns;   /* the sensor had its verdict, about to hand it over (AUTH only) */
};
_Static_assert(sizeof(struct rb_sample) == 40, "mirrored in Java");

/* Single-producer single-consumer ring of an in-process sensor. */
struct rb_ring {
	_Alignas(64) uint64_t head;     /* records written */
	uint64_t dropped;               /* records that found the ring full */
	_Alignas(64) uint64_t tail;     /* records read */
	uint32_t consumer_sleeps;       /* futex: 1 while the consumer waits */
	_Alignas(64) struct rb_record records[RB_RING_RECORDS];
};

/* The page between workload and sensor, followed by the block's samples. */
struct rb_shared {
	uint32_t abi_version;
	uint32_t operation;    /* enum rb_operation */
	uint32_t subject_count; /* RB_OPEN_FILES or RB_EXEC_FILES */
	uint32_t workload_tgid;
	uint32_t workload_tid;
	uint32_t reserved;

	/*
	 * Written by the workload. The sensor reads `phase` at each event and `current` only while
	 * it stamps: a line that both sides touch at full speed would be a cost of our own making.
	 */
	_Alignas(64) uint32_t phase;
	uint64_t canary_inode;
	_Alignas(64) uint32_t current; /* index in the block of the operation in flight */
	uint64_t issued;           /* operations since attach without canaries, updated at the end of a block */

	/* Written by the sensor. */
	_Alignas(64) uint64_t delivered; /* events of the workload, canaries not counted */
	uint64_t lost;             /* events that the sensor knows it lost */
	uint32_t lost_unknown;     /* 1: the mechanism said "some", not how many */
	uint32_t canaries;         /* canaries seen */
	uint64_t foreign;          /* events of somebody else: must stay 0 */
	uint64_t cpu_user_ns;      /* of the sensor process, at the last statistics request */
	uint64_t cpu_system_ns;
	uint64_t peak_rss_kib;     /* at the last canary */

	_Alignas(64) uint64_t inodes[RB_OPEN_FILES]; /* of the subjects, by index */
	struct rb_sample samples[RB_SAMPLES];
	struct rb_ring ring;
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

struct rb_reply {
	int32_t status;   /* 0, or a negative errno */
	int32_t canary_errno; /* attach only: what a refused canary fails with; 0: not refused */
	int32_t canary_operations; /* attach only: how often the canary is to be done; 0: once */
	char reason[256]; /* what failed, with which value */
	char remedy[256]; /* what to do about it */
};

#endif /* !__bpf__ */
#endif
