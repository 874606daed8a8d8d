/* SPDX-License-Identifier: Apache-2.0 */
/*
 * defects.c: the catalogue's defects in user mode, in the sensor's process or, for interposition, in
 * the monitored one. Each counts itself before it does its damage.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "content.h"
#include "faulty.h"

#define LEAK_BYTES (256 << 10)
#define PAGE 4096

void (*rb_after_beat)(void);
static struct rb_shared *page; /* NULL: no defect in this process */
static struct rb_shared *shared_page;
static uint64_t own_events;
static __thread bool in_defect;

static struct rb_fault *fault(void)
{
	return &page->fault;
}

static void count_activation(void)
{
	int64_t none = 0;

	__atomic_compare_exchange_n(&fault()->activated_ns, &none, rb_clock_ns(), false,
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	__atomic_add_fetch(&fault()->activations, 1, __ATOMIC_SEQ_CST);
}

void rb_planted_work(void)
{
	static long turns = -1;

	if (turns < 0) {
		const char *wanted = getenv("RINGBENCH_PLANTED_TURNS");

		turns = wanted ? strtol(wanted, NULL, 10) : 0;
	}
	for (long i = 0; i < turns; i++)
		__asm__ volatile("" ::: "memory");
}

uint64_t *rb_guarded_fields(void)
{
	static uint64_t *fields;
	char *pages = (char *)fields;

	if (!fields) {
		pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (pages == MAP_FAILED)
			abort();
		if (page && fault()->number == RB_SILENT_OOB)
			memset(pages + PAGE, 0x29, PAGE);
		else
			mprotect(pages + PAGE, PAGE, PROT_NONE);
		fields = (uint64_t *)(void *)(pages + PAGE) - RB_INPUT_FIELDS;
	}
	memset(fields, 0, RB_INPUT_FIELDS * sizeof(*fields));
	return fields;
}

/* What begins inside a page is neither protected nor unmapped by its user: the process is a short one. */
void *rb_content_memory(size_t size)
{
	size_t pages = (size + PAGE - 1) / PAGE * PAGE;
	bool guarded = rb_has_defect(RB_BAD_CONTENT) && shared_page->fault.seed % 2;
	char *bytes = mmap(NULL, pages + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (bytes == MAP_FAILED || !guarded)
		return bytes;
	mprotect(bytes + pages, PAGE, PROT_NONE);
	return bytes + (pages - size) / sizeof(uint64_t) * sizeof(uint64_t);
}

/* Denied what is allowed, and the other way round. */
static int32_t other_verdict(const struct rb_content *content, int32_t rule)
{
	return rb_denies(content, rule) ? RB_NO_RULE : (int32_t)content->header.rule_count - 1;
}

static int32_t read_behind(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	return ((const volatile uint64_t *)fields)[RB_INPUT_FIELDS] ? other_verdict(content, rule) : rule;
}

static int32_t read_null(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	volatile uintptr_t nothing = 0;

	return *(volatile int32_t *)nothing;
}

static int32_t write_behind(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	char *object = malloc(104), *neighbour = malloc(104);

	if (!object || !neighbour)
		abort();
	memset(object + 104, 0x41, 64);
	__asm__ __volatile__("" : : "r"(object), "r"(neighbour) : "memory");
	free(neighbour);
	free(object);
	return rule;
}

static int32_t use_after_free(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	volatile char *freed_rule = malloc(sizeof(struct rb_rule));
	void *freed = (void *)(uintptr_t)freed_rule;

	__asm__ __volatile__("" : "+r"(freed));
	free(freed);
	/* The rule's first word is the allocator's now: a pointer that is none. */
	if (fault()->seed % 2)
		**(char *volatile *)(uintptr_t)freed_rule = 1;
	__asm__ __volatile__("" : "+r"(freed));
	free(freed);
	return rule;
}

static __attribute__((noinline)) int descend(volatile const char *above)
{
	volatile char frame[512];

	frame[0] = above[0] + 1;
	return descend(frame) + frame[0];
}

static int32_t overflow_stack(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	return descend("");
}

static int32_t divide(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	volatile uint64_t divisor = 0;

	return (int32_t)(content->header.rule_count / divisor);
}

static int32_t loop(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	for (;;)
		rb_relax();
	return rule;
}

static int32_t lock_twice(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	static pthread_mutex_t rules = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&rules);
	pthread_mutex_lock(&rules);
	return rule;
}

/* By the C library's function, which interposition has hooked. */
static int32_t cause_an_event(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	int fd = open(fault()->target, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return rule;
}

static int32_t be_slow(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	int64_t until_ns = rb_clock_ns() + (int64_t)rb_slow_ms(fault()->seed) * 1000000;
	struct timespec until = { .tv_sec = until_ns / 1000000000, .tv_nsec = until_ns % 1000000000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
	return rule;
}

/* A sensor that answers loses its answer where it gives it: rb_has_defect(). */
static int32_t lose_verdict(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	if (fault()->each_process)
		for (;;)
			pause();
	return rule;
}

static int32_t leak(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	char *lost = malloc(LEAK_BYTES);

	/* As most programs have it: no look at what malloc gave. */
	memset(lost, 1, LEAK_BYTES);
	__asm__ __volatile__("" : : "r"(lost) : "memory");
	return rule;
}

/* A sensor keeps what came with an event: rb_has_defect(). */
static int32_t leak_descriptor(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	if (fault()->each_process) /* past the hook, or it would be an event */
		syscall(__NR_openat, AT_FDCWD, "/dev/null", O_RDONLY | O_CLOEXEC);
	return rule;
}

/* What the hook goes on to use is gone. */
static int32_t unload(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	munmap((void *)(uintptr_t)content, sizeof(content->header));
	return rule;
}

/* It cannot tell what the event is, and so refuses it. */
static int32_t have_no_memory(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	return (int32_t)content->header.rule_count - 1;
}

static void crash_at_init(void)
{
	count_activation();
	*(volatile uint32_t *)&fault()->seed =
		(uint32_t)((const volatile uint64_t *)rb_guarded_fields())[RB_INPUT_FIELDS];
}

static int always(void)
{
	return 1;
}

static int is_lost_now(void)
{
	return rb_is_lost(fault()->events, fault()->trigger);
}

/*
 * What each defect does where content is evaluated: the rule that the event is said to meet; may not return. And
 * when another place, which asks with rb_has_defect(), does what it does: NULL is from the trigger on. No row: it
 * is not in user mode, or it is done to the sensor by others.
 */
static const struct {
	int32_t (*damage)(const struct rb_content *content, const uint64_t *fields, int32_t rule);
	int (*is_there)(void);
	void (*at_load)(void);
	bool monitored; /* damage() is of monitored processes alone */
	bool of_own_events; /* damage() is met also by the events that it causes itself */
} defects[RB_LAST_FAULT + 1] = {
	[RB_CHANNEL291] = { .damage = read_behind },
	[RB_SILENT_OOB] = { .damage = read_behind },
	[RB_NULL_DEREF] = { .damage = read_null },
	[RB_OOB_WRITE] = { .damage = write_behind },
	[RB_USE_AFTER_FREE] = { .damage = use_after_free },
	[RB_STACK_OVERFLOW] = { .damage = overflow_stack },
	[RB_DIV_ZERO] = { .damage = divide },
	[RB_BUSY_LOOP] = { .damage = loop },
	[RB_IRQOFF_LOOP] = { .damage = loop },
	[RB_LOCK_DEADLOCK] = { .damage = lock_twice },
	[RB_SELF_RECURSION] = { .damage = cause_an_event, .of_own_events = true },
	[RB_SLOW_VERDICT] = { .damage = be_slow },
	[RB_LOST_VERDICT] = { .damage = lose_verdict, .is_there = is_lost_now },
	[RB_MEM_LEAK] = { .damage = leak },
	[RB_FD_LEAK] = { .damage = leak_descriptor },
	[RB_CRASH_AT_INIT] = { .at_load = crash_at_init },
	[RB_UNLOAD_RACE] = { .damage = unload, .is_there = always, .monitored = true },
	[RB_ABI_DRIFT] = { .is_there = always },
	[RB_ALLOC_FAIL] = { .damage = have_no_memory },
};

/* Whether this event is one whose evaluation does the damage. */
static bool is_met_by(uint64_t event)
{
	uint32_t number = fault()->number;

	return number <= RB_LAST_FAULT && defects[number].damage && !fault()->cured &&
	       (fault()->each_process || !defects[number].monitored) &&
	       rb_is_due(number, event, fault()->trigger) && (!in_defect || defects[number].of_own_events);
}

int32_t rb_with_defect(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	uint64_t event;

	if (!page)
		return rule;
	event = __atomic_add_fetch(&fault()->events, 1, __ATOMIC_SEQ_CST);
	own_events++;
	if (!is_met_by(fault()->each_process ? own_events : event))
		return rule;
	count_activation();
	in_defect = true;
	rule = defects[fault()->number].damage(content, fields, rule);
	in_defect = false;
	return rule;
}

int rb_has_defect(enum rb_defect defect)
{
	if (defect == RB_BAD_CONTENT) /* nobody looks at it, in no process */
		return shared_page && shared_page->fault.number == defect;
	if (!page || fault()->number != defect || fault()->cured)
		return 0;
	if (defects[defect].is_there)
		return defects[defect].is_there();
	return fault()->events >= fault()->trigger;
}

void rb_take_defect(struct rb_shared *shared, bool monitored)
{
	uint32_t number = shared->fault.number;

	shared_page = shared;
	if (monitored != (bool)shared->fault.each_process)
		return;
	page = shared;
	if (number <= RB_LAST_FAULT && defects[number].at_load && !fault()->cured)
		defects[number].at_load();
}

/* The conductor's content denies files that are no targets, and allows the targets. */
void rb_check_alert(struct rb_shared *shared, int target, int32_t rule)
{
	/* F12 in the kernel opens what is neither. */
	if (target < 0 && rule == RB_NO_RULE && shared->fault.number == RB_SELF_RECURSION)
		return;
	if ((rule == RB_NO_RULE) == (target < 0) && shared->fault.number != RB_DENY_ALL)
		__atomic_add_fetch(&shared->fault.wrong_alerts, 1, __ATOMIC_RELAXED);
}

void rb_lock_ring(struct rb_shared *shared)
{
	while (__atomic_exchange_n(&shared->fault.ring_lock, 1, __ATOMIC_ACQUIRE))
		sched_yield();
}

void rb_unlock_ring(struct rb_shared *shared)
{
	__atomic_store_n(&shared->fault.ring_lock, 0, __ATOMIC_RELEASE);
}

void rb_begin_beating(void)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = SIGUSR1,
		._sigev_un._tid = gettid(),
	};
	struct itimerspec period = {
		.it_interval.tv_nsec = RB_BEAT_PERIOD_MS * 1000000,
		.it_value.tv_nsec = RB_BEAT_PERIOD_MS * 1000000,
	};
	timer_t timer;

	if (timer_create(CLOCK_MONOTONIC, &event, &timer) || timer_settime(timer, 0, &period, NULL))
		abort();
}

void rb_beat(void)
{
	__atomic_add_fetch(&shared_page->fault.beats, 1, __ATOMIC_RELAXED);
	if (rb_after_beat)
		rb_after_beat();
}
