/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scene.h: one fault run. The conductor (main thread of this process) watches; the workload's tasks,
 * the probe and the control canary are processes of their own, which keep their journals in memory
 * that outlives them. Nothing here asks the sensor what happened. Times are CLOCK_MONOTONIC in ns.
 */
#ifndef RB_SCENE_H
#define RB_SCENE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "clock.h"
#include "content_file.h"
#include "ringbench.h"
#include "sensor_process.h"

#define RB_WORKERS 3
#define RB_PROBE RB_WORKERS            /* index: opens a denied file each ms */
#define RB_FLOODERS 2                  /* F19: open as fast as they can, and count for nothing else */
#define RB_TASKS (RB_WORKERS + 1 + RB_FLOODERS)
#define RB_TICKS 64                     /* a sensor takes as long as that to die: its answers of then are nobody's */
#define RB_ERRNOS 6
#define RB_EXITS 8
/* In turn, so that a queue which merges equal events has few of them. */
#define RB_ALLOWED_FILES 256
#define RB_DENIED_FILES 64

/* What the command line says of a run. */
struct rb_run_options {
	char sensor[32];
	char fault_id[8];     /* as in the catalogue; "none" */
	/*
	 * fault, placebo, known-bad; calibration: a placebo by another name; replay: what is wrong is in the
	 * content; update: a defective sensor is to take over from a sound one.
	 */
	char kind[12];
	uint32_t fault;       /* its number; 0: none */
	uint32_t seed;
	uint64_t trigger;
	bool panic_on_oops;
	bool watchdog;
	uint32_t restart_delay_ms;
	uint32_t start_limit;
	uint32_t limit_ms;
	uint32_t stall_ms;
	const char *native_dir;
	const char *work_dir;
	const char *content;
	const char *fallback; /* content to go back to after two failed starts; NULL: none */
	bool guest;
};

struct rb_unexpected {
	int32_t error;
	uint32_t count;
	int64_t first_ns;
};

/* The journal of one task, written by itself alone but for how it ended, which its parent writes. */
struct rb_task {
	char name[16];
	pid_t pid;
	uint64_t operations;
	int64_t last_ns;        /* when the last operation was over */
	int64_t longest_gap_ns; /* between the ends of two operations */
	struct rb_unexpected unexpected[RB_ERRNOS];
	uint64_t allowed_refused;
	uint64_t denied_succeeded;
	uint64_t denied_refused;
	int64_t refused_ns;     /* when a denied file was last refused */
	int64_t answered_ns;    /* when an allowed file was last opened */
	int64_t succeeded_ns;   /* when a denied file was first opened; 0: never */
	int64_t unprotected_ns; /* probe: how long denied files could be opened */
	bool unprotected;       /* the last one could */
	uint64_t acknowledged;  /* records written and synced */
	int64_t begun_ns;
	int32_t signal;         /* that ended it; 0: none */
	bool ended;
	bool stuck;             /* the conductor's: it stood still for a stall, and still did at the run's end */
};

/* Shared by all processes of the run. */
struct rb_scene {
	int64_t begin_ns;
	volatile bool install, installed, go, flood, stop;
	int32_t install_error;
	struct rb_reply install_reply;
	struct rb_task tasks[RB_TASKS];
	struct rb_task control;
};

struct rb_exit {
	int64_t at_ns;
	int signal; /* 0: none */
	int status;
	bool by_us;
};

enum rb_settled {
	RB_AS_USUAL,  /* as of any other fault */
	RB_UNSETTLED, /* more is to be expected */
	RB_SETTLED,
};

struct rb_run;

#define RB_CONTENT_ROOM sizeof(struct rb_small_content)

/* What the conductor does for one fault and not for another; rows are in injection.c. NULL, 0, false: nothing. */
struct rb_injection {
	void (*form)(struct rb_run *run); /* tells which of its forms it has, where that is known beforehand */
	void (*prepare)(struct rb_run *run); /* before the sensor starts */
	void (*act)(struct rb_run *run); /* what is done to a sensor and not by it; again until run->acted */
	enum rb_settled (*settle)(struct rb_run *run, int64_t waited_ns); /* so long after it came */
	uint32_t (*let_go_on)(struct rb_run *run); /* after the run; for how many ms events may still arrive */
	/* Content in place of what was to be, of `size` bytes or RB_CONTENT_ROOM, in the same memory; its size. */
	size_t (*make_content)(char *bytes, size_t size, uint32_t seed);
	void (*make_module)(char *bytes, size_t size, uint32_t seed);
	struct {
		int resource; /* RLIMIT_ */
		uint64_t of_sensor, of_task; /* 0: none */
		uint64_t of_group; /* memory of the control group */
	} limit;
	bool floods;           /* it needs tasks that only open */
	bool freezes;          /* its process is stopped, and nothing else of it */
	bool kills;            /* SIGKILL is the fault itself, not a reaction to it */
	bool obeys;            /* whatever it decides is no mistake of its own */
	bool there_from_start; /* where it was taken, the first event meets it */
	bool met_at_install;   /* a hook has it as it is put in */
	bool may_be_refused;   /* in user mode too */
};

/* What the conductor alone knows. */
struct rb_run {
	const struct rb_run_options *options;
	const struct rb_injection *injection;
	char form[32]; /* of the defect; empty: it has one only, or nobody knows yet */
	struct rb_scene *scene;
	struct rb_shared *shared;
	int shared_fd;
	struct rb_reply reply;
	struct rb_sensor_process process;
	struct rb_content_file content;
	char content_path[160];
	char cgroup[160]; /* empty: none could be made */
	bool frozen;	  /* it is */
	char target_dir[120];
	pid_t leader, control;

	bool enforcing;   /* the sensor can refuse */
	bool reports;     /* it reports events */
	bool restartable; /* a new process can take over the hook */
	char refused[400];
	struct rb_exit exits[RB_EXITS];
	uint32_t exit_count;
	uint32_t restarts;
	bool given_up;
	bool fell_back;   /* to the content before */
	bool attached;
	bool sound_first; /* a sound one is loaded, and the defective one, which is refused, is to take over */
	bool acted;       /* the conductor's own part of the fault is done */
	bool cut_off;
	bool incomplete;  /* what is here lacks something: RB_INCOMPLETE, with the reason in reply */
	uint64_t beats;
	int64_t beat_ns, longest_beat_gap_ns;
	int64_t activated_ns, detected_ns, restarted_ns, recovered_ns;
	uint64_t delivered_at_restart;
	uint64_t wrong;         /* verdicts of a sensor that was sound, and still was a while later */
	uint64_t doubtful[RB_TICKS]; /* verdicts that were not as they should be, at the last ticks */
	uint32_t ticks;         /* since it has been sound without a break */
	uint64_t doubtful_before;
	bool lost_unknown;
	uint64_t lost;
	uint64_t issued, delivered;
	bool drained;           /* its queue was let through after the run, and so late is known */
	uint64_t late;          /* of those delivered, after the run was over */
	char boot_id[40], boot_id_after[40];
	unsigned long taint, taint_after;
};

/* tasks.c: from the conductor; the leader's children are the workload. */
pid_t rb_leader_start(struct rb_run *run);
pid_t rb_control_start(struct rb_run *run);

/* facts.c: the line of JSON. */
void rb_facts_print(const struct rb_run *run, char *text, size_t size);

/* journal.c: lines to whoever is outside of this machine; nothing where nobody is. */
void rb_journal_open(int fd);
void rb_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* place.c: what the run has of the machine for itself. */
int rb_place_make(struct rb_run *run);
void rb_place_hold(struct rb_run *run, pid_t pid);
int rb_place_freeze(struct rb_run *run, pid_t pid);
void rb_place_thaw(struct rb_run *run, pid_t pid);
void rb_place_remove(struct rb_run *run);
/* For memory, it may be killed as any process may: in a guest, unlike the conductor. */
void rb_place_expose(const struct rb_run *run, pid_t pid);
void rb_read_boot(char *boot_id, size_t size, unsigned long *taint);

/* module.c: the faulty driver, in a guest. 0, or an errno with the reason in run->refused. */
int rb_module_load(struct rb_run *run);
bool rb_is_module_sensor(const char *sensor);
uint64_t rb_module_activations(void);

/* boot.c: content that was deployed and is loaded at each boot, in a guest. */
bool rb_boot_wanted(void);
bool rb_boot_is_policy(const char *word);
int rb_boot_deploy(const char *policy, const char *sensor);
/* The run's driver is loaded at each boot from now on, with its defect. */
int rb_boot_install(const struct rb_run_options *options);
/* Says which boot it is, and chooses the content; false: the sensor is to be left out. */
bool rb_boot_begin(struct rb_run_options *options);
void rb_boot_is_well(void);

static inline double rb_ms(const struct rb_run *run, int64_t ns)
{
	return (double)(ns - run->scene->begin_ns) / 1e6;
}

#endif
