/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare.h: the same mechanism without Ringbench around it: two processes or threads, the same
 * calls, nothing else. What a sensor of ours costs more than this is our own doing.
 */
#ifndef RB_BARE_H
#define RB_BARE_H

#include <stdint.h>

#include "refusal.h"
#include "ringbench.h"

/* As many as the workload has: who merges equal events is not to have any. */
#define RB_BARE_FILES RB_TARGETS
#define RB_BARE_PATH 256

struct rb_bare {
	struct rb_reply *reply;    /* why there is no figure, filled by whoever returns an error */
	enum rb_handoff handoff;
	int workload_cpu;
	int sensor_cpu;
	int count;
	const char *dir;           /* a private mount with the files `paths` */
	char (*paths)[RB_BARE_PATH];
	/* `count` latencies without the mechanism, and behind them how long all took; filled by the loop */
	int64_t *without_ns;
	int64_t *with_ns;          /* with it */
};

/* Puts the calling thread where the workload, or the answering side, belongs. 0 or rb_refuse_call(). */
__attribute__((warn_unused_result)) int rb_bare_pin_workload(const struct rb_bare *bare);
__attribute__((warn_unused_result)) int rb_bare_pin_answer(const struct rb_bare *bare);
/* `count` times open + close of one of bare->paths, each latency into `latency_ns`. 0 or rb_refuse_call(). */
int rb_bare_opens(const struct rb_bare *bare, int64_t *latency_ns);

/* A seccomp filter on this thread that gives `answer` for openat: its listener, 0 or rb_refuse_call(). */
int rb_bare_filter(const struct rb_bare *bare, uint32_t answer, unsigned int flags);

/* Each: 0 or rb_refuse_call(). */
int rb_bare_handoff(const struct rb_bare *bare);
int rb_bare_fanotify_permission(const struct rb_bare *bare);
int rb_bare_seccomp_notify(const struct rb_bare *bare);
int rb_bare_inotify(const struct rb_bare *bare);
int rb_bare_fanotify_notify(const struct rb_bare *bare);
int rb_bare_bpf_tracepoint(const struct rb_bare *bare);
int rb_bare_bpf_tp_btf(const struct rb_bare *bare);
int rb_bare_perf_tracepoint(const struct rb_bare *bare);
int rb_bare_ptrace(const struct rb_bare *bare);
int rb_bare_seccomp_filter(const struct rb_bare *bare);

#endif
