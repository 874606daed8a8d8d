/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare.h: the same mechanism without Ringbench around it: two processes, the same calls, nothing
 * else. What a sensor of ours costs more than this is our own doing. So the answering side is what
 * a sensor is: a process of its own, pinned where the hand-off says, that sleeps in the same call.
 * Passes without the mechanism and with it alternate, so that neither always comes first.
 */
#ifndef RB_BARE_H
#define RB_BARE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "refusal.h"
#include "ringbench.h"

/* As many as the workload has: who merges equal events is not to have any. */
#define RB_BARE_FILES RB_TARGETS
#define RB_BARE_PATH 256
/* Of a pass, before those that are timed: the first ones after an attach are slower. */
#define RB_BARE_WARM_UP 32

/* Who the two sides are to each other; the others are there to find out what it changes. */
enum rb_sides {
	RB_SIDES_PROCESSES, /* two processes of one session, as workload and sensor */
	RB_SIDES_SESSIONS,  /* two processes, and a session of its own for the answering one */
	RB_SIDES_THREADS,   /* two threads of one process */
};

struct rb_bare {
	struct rb_reply *reply;    /* why there is no figure, filled by whoever returns an error */
	enum rb_handoff handoff;
	enum rb_sides sides;
	int workload_cpu;
	int sensor_cpu;
	int count;
	const char *dir;           /* a private mount with the files `paths` */
	char (*paths)[RB_BARE_PATH];
	/* `count` latencies without the mechanism and with it; filled by the loop */
	int64_t *without_ns;
	int64_t *with_ns;
	int64_t *with_elapsed_ns;  /* all of the latter, from first to last */
};

/* A part of one of the two. */
struct rb_pass {
	bool with;
	int count;
	int first;           /* the file of the first operation */
	int64_t *latency_ns; /* `count` of them */
	int64_t elapsed_ns;
};

/* Pins the calling thread to the workload's CPU. 0 or rb_refuse_call(). */
__attribute__((warn_unused_result)) int rb_bare_pin_workload(const struct rb_bare *bare);
/* Open + close of bare->paths, one after the other, on the calling thread. 0 or rb_refuse_call(). */
int rb_bare_opens(const struct rb_bare *bare, struct rb_pass *pass);

/*
 * All passes, in the order without, with, with, without, and so on: `run` does one, after attaching or detaching
 * what it needs. 0, or what `run` returned.
 */
int rb_bare_alternate(const struct rb_bare *bare,
		      int (*run)(const struct rb_bare *bare, struct rb_pass *pass, void *context),
		      void *context);
/* A pass on a thread that ends with it, for what cannot be taken back: `install` first. 0 or rb_refuse(). */
int rb_bare_opens_on_thread(const struct rb_bare *bare, struct rb_pass *pass,
			    int (*install)(const struct rb_bare *bare, void *context), void *context);

/* The answering side. */
enum rb_order {
	RB_ORDER_NONE,
	RB_ORDER_ATTACH,
	RB_ORDER_DETACH,
};

/* What both sides see. */
struct rb_answer_page {
	uint32_t order;              /* enum rb_order; with each, `orders` is one more */
	uint32_t orders;
	uint32_t taken;              /* `orders`, of the last that was seen: no signal any more */
	uint32_t obeyed;             /* `orders`, of the last that was carried out */
	_Alignas(64) uint64_t events; /* that the answering side has had */
	_Alignas(64) uint32_t turn;  /* of a hand-off alone */
	struct rb_reply reply;       /* of the last order, and of its own failure */
};

struct rb_answerer {
	const struct rb_bare *bare;
	struct rb_answer_page *page;
	/* What it does once it is pinned, until its process ends. */
	void (*answer)(struct rb_answerer *answerer);
	void *context;
	int own_socket;    /* the answering side's end of a pair, SOCK_SEQPACKET */
	int socket;        /* the other one */
	pid_t workload_tid;
	pid_t pid;         /* RB_SIDES_THREADS: 0 */
	pthread_t thread;
	uint32_t seen;
};

/* Starts it and waits until it is in its place; it dies with us. 0 or rb_refuse(). */
int rb_answerer_start(struct rb_answerer *answerer, const struct rb_bare *bare,
		      void (*answer)(struct rb_answerer *answerer), void *context);
/* Has it carry out the order; 0 or its rb_refuse(). A blocking call of its returns EINTR. */
int rb_answerer_order(struct rb_answerer *answerer, enum rb_order order);
/* Whether it is still there. 0 or rb_refuse(). */
int rb_answerer_check(struct rb_answerer *answerer);
void rb_answerer_end(struct rb_answerer *answerer);
/* For the answering side: an order that it has not carried out; and that it has, with the reply. */
enum rb_order rb_next_order(struct rb_answerer *answerer);
void rb_order_done(struct rb_answerer *answerer);
/* Until the next order may have come; sleeps whatever the hand-off is. */
void rb_rest(struct rb_answerer *answerer);

/* One that is told of events: each function runs on the answering side. */
struct rb_watcher;
struct rb_watcher_ops {
	int (*open)(struct rb_watcher *watcher);  /* 0 or rb_refuse() */
	int (*read)(struct rb_watcher *watcher);  /* sleeps unless it spins; events, or a negative errno */
	void (*close)(struct rb_watcher *watcher);
};

/* The loop of a mechanism that `ops` describes. 0 or rb_refuse(). */
int rb_bare_watch(const struct rb_bare *bare, const struct rb_watcher_ops *ops);

struct rb_watcher {
	const struct rb_bare *bare;
	struct rb_reply *reply;
	const struct rb_watcher_ops *ops;
	pid_t workload_tid;
	int fd;
	void *state; /* the mechanism's own */
	_Alignas(8) char buffer[16384];
};
bool rb_watcher_spins(const struct rb_watcher *watcher);

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
