/* SPDX-License-Identifier: Apache-2.0 */
/*
 * framework-test: the platform of native/framework on the real kernel, carried by fanotify, with clients that behave
 * badly: whoever opens a file gets an answer, and never an allow for what was not judged. Each case has a broker in a
 * process of its own, on a mount of its own. Exit status 77: this machine cannot run it; the reason is printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "fanotify_carrier.h"

#define SKIPPED 77
#define MS INT64_C(1000000)
/* Long enough that a loaded machine does not miss it where it is not to be missed. */
#define PATIENT_MS 5000
#define HASTY_MS 100

enum behaviour {
	BY_CONTENT,   /* denies a file that begins with B; holds for the content */
	BY_NAME,      /* denies .../denied; holds for the name */
	SILENT,       /* never answers */
	LATE,         /* a millisecond after the deadline */
	TWICE,        /* allows, then denies */
	FOR_OTHERS,   /* answers by the ids of the other client, then by its own */
	OPENS_A_FILE, /* opens a watched file, then allows */
	GARBAGE,      /* writes over all of its channel, again and again */
};

/* Shared by the test, the broker and the clients. */
static struct world {
	enum behaviour behaviours[RB_CLIENTS_MAX];
	char opens[RB_CLIENTS_MAX][64];
	pid_t clients[RB_CLIENTS_MAX];
	int client_count;
	bool ready, failed;
	uint32_t asked[RB_CLIENTS_MAX];
	uint64_t last_id[RB_CLIENTS_MAX];
	uint64_t results[RB_CLIENTS_MAX][RB_RESULTS];
	uint64_t unjudged;
	uint64_t killed;
	char reason[256];
} *world;

static char dir[] = "/tmp/ringbench-framework-XXXXXX";
static pid_t broker;

#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
			return 1; \
		} \
	} while (0)

static const char *in_dir(const char *name)
{
	static char paths[4][128];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", dir, name);
	return path;
}

static bool begins_with_b(const char *path)
{
	char first = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool bad = fd < 0 || read(fd, &first, 1) != 1 || first == 'B';

	if (fd >= 0)
		close(fd);
	return bad;
}

static void write_garbage(struct rb_channel *channel)
{
	static uint64_t random = 88172645463325252u;
	uint64_t *words = (uint64_t *)channel;

	for (size_t i = 0; i < sizeof(*channel) / sizeof(*words); i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		__atomic_store_n(&words[i], random, __ATOMIC_RELAXED);
	}
}

static void decide(struct rb_connection *connection, int number, const struct rb_message *message)
{
	const char *path = message->record.path;
	const size_t length = strlen(path);
	uint32_t other = (uint32_t)!number;

	switch (world->behaviours[number]) {
	case BY_CONTENT:
		rb_client_answer(connection, message->id, begins_with_b(path) ? RB_DECISION_DENY : RB_DECISION_ALLOW,
				 RB_REUSE_BY_CONTENT);
		break;
	case BY_NAME:
		rb_client_answer(connection, message->id, length > 7 && !strcmp(path + length - 7, "/denied") ?
				 RB_DECISION_DENY : RB_DECISION_ALLOW, RB_REUSE_BY_NAME);
		break;
	case SILENT:
		break;
	case LATE:
		while (rb_clock_ns() < message->deadline_ns + 1 * MS)
			usleep(200);
		rb_client_answer(connection, message->id, RB_DECISION_DENY, RB_REUSE_NEVER);
		break;
	case TWICE:
		rb_client_answer(connection, message->id, RB_DECISION_ALLOW, RB_REUSE_NEVER);
		rb_client_answer(connection, message->id, RB_DECISION_DENY, RB_REUSE_NEVER);
		break;
	case FOR_OTHERS:
		while (!__atomic_load_n(&world->asked[other], __ATOMIC_ACQUIRE))
			usleep(200);
		rb_client_answer(connection, world->last_id[other], RB_DECISION_ALLOW, RB_REUSE_NEVER);
		rb_client_answer(connection, message->id, RB_DECISION_ALLOW, RB_REUSE_NEVER);
		break;
	case OPENS_A_FILE:
		close(open(world->opens[number], O_RDONLY | O_CLOEXEC));
		rb_client_answer(connection, message->id, RB_DECISION_ALLOW, RB_REUSE_NEVER);
		break;
	case GARBAGE:
		break;
	}
}

static int run_client(struct rb_connection *connection, int number, void *argument)
{
	struct rb_message message;

	(void)argument;
	__atomic_store_n(&world->clients[number], getpid(), __ATOMIC_RELEASE);
	for (;;) {
		if (world->behaviours[number] == GARBAGE) {
			write_garbage(connection->channel);
			continue;
		}
		if (rb_client_receive(connection, &message, 20)) {
			world->last_id[number] = message.id;
			__atomic_fetch_add(&world->asked[number], 1, __ATOMIC_ACQ_REL);
			decide(connection, number, &message);
		}
		rb_client_take_results(connection);
		memcpy(world->results[number], connection->statistics.results, sizeof(world->results[number]));
	}
	return 0;
}

static void settled(void *listener, const struct rb_question *question, const struct rb_verdict *verdict)
{
	(void)listener;
	(void)question;
	if (verdict->why == RB_WHY_UNJUDGED)
		__atomic_fetch_add(&world->unjudged, 1, __ATOMIC_RELEASE);
}

struct setup {
	int clients;
	int deadline_ms;
	enum rb_miss_mode miss;
	bool caches;
	bool spinning;
	bool mutes;
};

static void run_broker(const struct setup *setup)
{
	static struct rb_framework framework;
	static struct rb_fanotify_carrier state;
	const struct rb_carrier_listener listener = { .settled = settled };
	const struct rb_framework_options options = {
		.policy = { .deadline_ns = setup->deadline_ms * MS, .miss = setup->miss,
			    .cached_percent = setup->caches ? 100 : 0 },
		.clients = setup->clients, .wants_path = true, .spinning = setup->spinning,
		.clients_spin = setup->spinning, .client_cpu = -1,
		.client = run_client,
	};
	struct rb_carrier carrier;
	struct rb_reply reply = { 0 };
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (rb_framework_open(&framework, &options, &reply))
		goto failed;
	fd = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY | O_CLOEXEC | O_LARGEFILE);
	if (fd < 0 || fanotify_mark(fd, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN_PERM, AT_FDCWD, dir)) {
		rb_refuse_call(&reply, RB_CALL_FANOTIFY_INIT, errno, "a fanotify group on %s", dir);
		goto failed;
	}
	if (setup->mutes && rb_fanotify_mute_directory(fd, FAN_OPEN_PERM, in_dir("quiet"), true)) {
		rb_refuse(&reply, EINVAL, "run Linux 6.0", "mute a directory in the kernel");
		goto failed;
	}
	if (rb_fanotify_carrier_open(&state, fd, setup->caches, &listener, &carrier, &reply))
		goto failed;
	rb_framework_carry(&framework, &carrier);
	__atomic_store_n(&world->ready, true, __ATOMIC_RELEASE);
	while (!rb_framework_turn(&framework))
		;
	_exit(4);
failed:
	snprintf(world->reason, sizeof(world->reason), "%s", reply.reason);
	__atomic_store_n(&world->failed, true, __ATOMIC_RELEASE);
	_exit(3);
}

/* Whether it runs. */
static bool start(const struct setup *setup)
{
	enum behaviour behaviours[RB_CLIENTS_MAX];
	char opens[RB_CLIENTS_MAX][64];

	memcpy(behaviours, world->behaviours, sizeof(behaviours));
	memcpy(opens, world->opens, sizeof(opens));
	memset(world, 0, sizeof(*world));
	memcpy(world->behaviours, behaviours, sizeof(behaviours));
	memcpy(world->opens, opens, sizeof(opens));
	world->client_count = setup->clients;
	broker = fork();
	if (!broker)
		run_broker(setup);
	while (!__atomic_load_n(&world->ready, __ATOMIC_ACQUIRE) && !__atomic_load_n(&world->failed, __ATOMIC_ACQUIRE))
		usleep(500);
	for (int i = 0; i < setup->clients && world->ready; i++)
		while (!__atomic_load_n(&world->clients[i], __ATOMIC_ACQUIRE))
			usleep(500);
	return world->ready;
}

static bool is_gone(pid_t pid)
{
	char path[32], line[256] = "", *state;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return true;
	if (read(fd, line, sizeof(line) - 1) <= 0)
		line[0] = '\0';
	close(fd);
	state = strrchr(line, ')');
	return !state || state[2] == 'Z'; /* whoever is to reap it has not come to it */
}

/* As kill -9 does it. Whether all clients died with it. */
static bool end(void)
{
	bool gone = false;

	if (broker > 0) {
		kill(broker, SIGKILL);
		waitpid(broker, NULL, 0);
	}
	broker = 0;
	for (int tries = 0; tries < 5000 && !gone; tries++) {
		gone = true;
		for (int i = 0; i < world->client_count; i++)
			gone = gone && (!world->clients[i] || is_gone(world->clients[i]));
		usleep(gone ? 0 : 1000);
	}
	return gone;
}

static int open_file(const char *name, int flags)
{
	int fd = open(in_dir(name), flags | O_CLOEXEC);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static void make_file(const char *name, const char *content)
{
	int fd = open(in_dir(name), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, content, strlen(content)) < 0)
		perror(name);
	close(fd);
}

/* What was written just now is not cached. */
static void let_it_settle(void)
{
	usleep(100000);
}

struct opener {
	const char *name;
	pthread_t thread;
	int error;
	bool done;
};

static void *run_opener(void *argument)
{
	struct opener *opener = argument;

	opener->error = open_file(opener->name, O_RDONLY);
	__atomic_store_n(&opener->done, true, __ATOMIC_RELEASE);
	return NULL;
}

static void open_aside(struct opener *opener, const char *name)
{
	*opener = (struct opener){ .name = name };
	pthread_create(&opener->thread, NULL, run_opener, opener);
}

static int outcome(struct opener *opener)
{
	pthread_join(opener->thread, NULL);
	return opener->error;
}

static void await_asked(int client, uint32_t count)
{
	while (__atomic_load_n(&world->asked[client], __ATOMIC_ACQUIRE) < count)
		usleep(500);
}

/* Whether the client learns of such a result. */
static bool learns(int client, enum rb_result result)
{
	for (int tries = 0; tries < 5000; tries++) {
		if (__atomic_load_n(&world->results[client][result], __ATOMIC_ACQUIRE))
			return true;
		usleep(1000);
	}
	return false;
}

static void behave(enum behaviour first, enum behaviour second)
{
	world->behaviours[0] = first;
	world->behaviours[1] = second;
}

static int who_asks_gets_what_the_client_says(void)
{
	for (int spinning = 0; spinning < 2; spinning++)
		for (int clients = 1; clients <= (spinning ? 2 : RB_CLIENTS_MAX); clients *= 2) {
			for (int i = 0; i < clients; i++)
				world->behaviours[i] = BY_NAME;
			EXPECT(start(&(const struct setup){ .clients = clients, .deadline_ms = PATIENT_MS,
							    .spinning = spinning }));
			for (int i = 0; i < 20; i++) {
				EXPECT(open_file("good", O_RDONLY) == 0);
				EXPECT(open_file("denied", O_RDONLY) == EPERM);
			}
			for (int i = 0; i < clients; i++)
				await_asked(i, 40);
			EXPECT(world->unjudged == 0);
			EXPECT(end());
		}
	return 0;
}

static int when_the_broker_is_killed_the_kernel_allows_and_the_clients_die(void)
{
	struct opener opener;

	behave(SILENT, SILENT);
	EXPECT(start(&(const struct setup){ .clients = 2, .deadline_ms = 60000, .miss = RB_MISS_FAIL_CLOSED }));
	open_aside(&opener, "denied");
	await_asked(0, 1);
	EXPECT(!__atomic_load_n(&opener.done, __ATOMIC_ACQUIRE));
	EXPECT(end());
	EXPECT(outcome(&opener) == 0);
	EXPECT(open_file("denied", O_RDONLY) == 0);
	return 0;
}

static int a_client_that_is_killed_while_it_decides_is_missed_at_once(void)
{
	for (int closed = 0; closed < 2; closed++) {
		struct opener opener;

		behave(SILENT, SILENT);
		EXPECT(start(&(const struct setup){ .clients = 1, .deadline_ms = 60000,
						    .miss = closed ? RB_MISS_FAIL_CLOSED : RB_MISS_FAIL_OPEN }));
		open_aside(&opener, "good");
		await_asked(0, 1);
		EXPECT(kill(world->clients[0], SIGKILL) == 0);
		EXPECT(outcome(&opener) == (closed ? EPERM : 0));
		EXPECT(open_file("good", O_RDONLY) == (closed ? EPERM : 0));
		EXPECT(world->unjudged == 2);
		EXPECT(end());
	}
	return 0;
}

static int a_frozen_client_costs_its_deadline_and_what_the_mode_says(void)
{
	static const enum rb_miss_mode modes[] = { RB_MISS_KILL, RB_MISS_FAIL_OPEN, RB_MISS_FAIL_CLOSED };
	static const int deadlines_ms[] = { 1000, 1500, 2000 }; /* the other one does not miss them, on a loaded machine either */

	for (int i = 0; i < 3; i++) {
		behave(BY_NAME, BY_NAME);
		EXPECT(start(&(const struct setup){ .clients = 2, .deadline_ms = deadlines_ms[i], .miss = modes[i] }));
		EXPECT(kill(world->clients[1], SIGSTOP) == 0);
		EXPECT(open_file("good", O_RDONLY) == (modes[i] == RB_MISS_FAIL_CLOSED ? EPERM : 0));
		EXPECT(world->unjudged == 1);
		/* A denial does not wait for it. */
		EXPECT(open_file("denied", O_RDONLY) == EPERM);
		if (modes[i] == RB_MISS_KILL) {
			while (!is_gone(world->clients[1]))
				usleep(1000);
		} else {
			EXPECT(kill(world->clients[1], SIGCONT) == 0);
			EXPECT(learns(1, RB_RESULT_LATE));
		}
		EXPECT(end());
	}
	return 0;
}

static int an_answer_one_millisecond_late_is_an_error(void)
{
	behave(LATE, LATE);
	EXPECT(start(&(const struct setup){ .clients = 1, .deadline_ms = 10, .miss = RB_MISS_FAIL_OPEN }));
	EXPECT(open_file("good", O_RDONLY) == 0);
	EXPECT(world->unjudged == 1);
	usleep(20000);
	EXPECT(open_file("good", O_RDONLY) == 0); /* with the broker's next turn it is told */
	EXPECT(learns(0, RB_RESULT_LATE));
	EXPECT(end());
	return 0;
}

static int answering_twice_or_for_another_is_an_error_and_no_verdict(void)
{
	behave(TWICE, BY_NAME);
	EXPECT(start(&(const struct setup){ .clients = 2, .deadline_ms = PATIENT_MS }));
	EXPECT(open_file("good", O_RDONLY) == 0);
	EXPECT(learns(0, RB_RESULT_TWICE));
	EXPECT(end());
	behave(FOR_OTHERS, SILENT);
	EXPECT(start(&(const struct setup){ .clients = 2, .deadline_ms = HASTY_MS, .miss = RB_MISS_FAIL_CLOSED }));
	/* The other one never answered, whatever was said for it. */
	EXPECT(open_file("good", O_RDONLY) == EPERM);
	EXPECT(learns(0, RB_RESULT_NOT_YOURS));
	EXPECT(end());
	return 0;
}

static int a_client_opens_a_watched_file_while_it_decides(void)
{
	behave(OPENS_A_FILE, BY_NAME);
	snprintf(world->opens[0], sizeof(world->opens[0]), "%s", in_dir("good"));
	EXPECT(start(&(const struct setup){ .clients = 1, .deadline_ms = 60000, .miss = RB_MISS_FAIL_CLOSED }));
	EXPECT(open_file("good", O_RDONLY) == 0);
	EXPECT(world->unjudged == 0);
	EXPECT(end());
	return 0;
}

static int two_clients_that_wait_for_each_other_get_on_by_the_deadline(void)
{
	behave(OPENS_A_FILE, OPENS_A_FILE);
	for (int i = 0; i < 2; i++)
		snprintf(world->opens[i], sizeof(world->opens[i]), "%s", in_dir("good"));
	EXPECT(start(&(const struct setup){ .clients = 2, .deadline_ms = HASTY_MS, .miss = RB_MISS_FAIL_OPEN }));
	EXPECT(open_file("good", O_RDONLY) == 0);
	EXPECT(__atomic_load_n(&world->unjudged, __ATOMIC_ACQUIRE) > 0);
	EXPECT(end());
	behave(OPENS_A_FILE, OPENS_A_FILE);
	EXPECT(start(&(const struct setup){ .clients = 2, .deadline_ms = HASTY_MS, .miss = RB_MISS_KILL }));
	EXPECT(open_file("good", O_RDONLY) == 0);
	EXPECT(end());
	return 0;
}

static int a_flood_before_a_silent_client_ends(void)
{
	enum { FLOOD = 150 };
	static struct opener openers[FLOOD];

	for (int closed = 0; closed < 2; closed++) {
		behave(SILENT, SILENT);
		EXPECT(start(&(const struct setup){ .clients = 1, .deadline_ms = 10 * HASTY_MS,
						    .miss = closed ? RB_MISS_FAIL_CLOSED : RB_MISS_FAIL_OPEN }));
		for (int i = 0; i < FLOOD; i++)
			open_aside(&openers[i], "good");
		for (int i = 0; i < FLOOD; i++)
			EXPECT(outcome(&openers[i]) == (closed ? EPERM : 0));
		EXPECT(world->unjudged == FLOOD);
		EXPECT(end());
	}
	return 0;
}

static int a_client_that_writes_garbage_harms_only_itself(void)
{
	for (int spinning = 0; spinning < 2; spinning++) {
		behave(BY_NAME, GARBAGE);
		EXPECT(start(&(const struct setup){ .clients = 2, .deadline_ms = HASTY_MS, .spinning = spinning,
						    .miss = RB_MISS_FAIL_CLOSED }));
		for (int i = 0; i < 5; i++)
			EXPECT(open_file("good", O_RDONLY) == EPERM);
		EXPECT(open_file("denied", O_RDONLY) == EPERM);
		EXPECT(kill(broker, 0) == 0 && !is_gone(broker));
		EXPECT(world->asked[0] == 6);
		EXPECT(end());
	}
	return 0;
}

static int begin_cached(enum behaviour behaviour)
{
	behave(behaviour, behaviour);
	make_file("good", "G");
	make_file("bad", "B");
	let_it_settle();
	EXPECT(start(&(const struct setup){ .clients = 1, .deadline_ms = PATIENT_MS, .caches = true,
					    .miss = RB_MISS_FAIL_CLOSED }));
	EXPECT(open_file("good", O_RDONLY) == 0);
	await_asked(0, 1);
	return 0;
}

/* Before anything changes, the cache must answer, or the rest proves nothing. */
static int begin_hit(enum behaviour behaviour)
{
	if (begin_cached(behaviour))
		return 1;
	/* The allow may come before the mark that makes the next one the kernel's. */
	usleep(20000);
	for (int i = 0; i < 5; i++)
		EXPECT(open_file("good", O_RDONLY) == 0);
	EXPECT(world->asked[0] == 1);
	return 0;
}

static int what_is_written_after_it_was_allowed_is_asked_again(void)
{
	int fd;

	EXPECT(begin_hit(BY_CONTENT) == 0);
	fd = open(in_dir("good"), O_WRONLY | O_CLOEXEC);
	EXPECT(fd >= 0 && pwrite(fd, "B", 1, 0) == 1);
	EXPECT(open_file("good", O_RDONLY) == EPERM); /* still open for writing */
	close(fd);
	EXPECT(open_file("good", O_RDONLY) == EPERM);
	EXPECT(end());
	EXPECT(begin_hit(BY_CONTENT) == 0);
	EXPECT(truncate(in_dir("good"), 0) == 0); /* a file without a first byte is denied too */
	EXPECT(open_file("good", O_RDONLY) == EPERM);
	EXPECT(end());
	return 0;
}

static int what_is_written_through_a_mapping_is_asked_again(void)
{
	char *mapped;
	int fd;

	/* A mapping made after the allow. */
	EXPECT(begin_hit(BY_CONTENT) == 0);
	fd = open(in_dir("good"), O_RDWR | O_CLOEXEC);
	mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	EXPECT(fd >= 0 && mapped != MAP_FAILED);
	close(fd);
	*mapped = 'B';
	EXPECT(open_file("good", O_RDONLY) == EPERM);
	munmap(mapped, 4096);
	EXPECT(open_file("good", O_RDONLY) == EPERM);
	EXPECT(end());
	/* One from before, by which no time of the file changes in a tmpfs. */
	make_file("good", "G");
	fd = open(in_dir("good"), O_RDWR | O_CLOEXEC);
	mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	EXPECT(fd >= 0 && mapped != MAP_FAILED);
	close(fd);
	*mapped = 'G';
	let_it_settle();
	behave(BY_CONTENT, BY_CONTENT);
	EXPECT(start(&(const struct setup){ .clients = 1, .deadline_ms = PATIENT_MS, .caches = true,
					    .miss = RB_MISS_FAIL_CLOSED }));
	EXPECT(open_file("good", O_RDONLY) == 0);
	*mapped = 'B';
	EXPECT(open_file("good", O_RDONLY) == EPERM);
	munmap(mapped, 4096);
	EXPECT(end());
	return 0;
}

static int what_takes_the_place_of_an_allowed_file_is_asked_about(void)
{
	EXPECT(begin_hit(BY_CONTENT) == 0);
	EXPECT(rename(in_dir("bad"), in_dir("good")) == 0);
	EXPECT(open_file("good", O_RDONLY) == EPERM);
	EXPECT(end());
	EXPECT(begin_hit(BY_CONTENT) == 0);
	EXPECT(unlink(in_dir("good")) == 0);
	EXPECT(rename(in_dir("bad"), in_dir("good")) == 0);
	EXPECT(open_file("good", O_RDONLY) == EPERM);
	EXPECT(end());
	return 0;
}

static int an_allowed_file_under_another_name_is_asked_about(void)
{
	unlink(in_dir("denied"));
	EXPECT(begin_hit(BY_NAME) == 0);
	EXPECT(link(in_dir("good"), in_dir("denied")) == 0);
	EXPECT(open_file("denied", O_RDONLY) == EPERM);
	EXPECT(end());
	unlink(in_dir("denied"));
	EXPECT(begin_hit(BY_NAME) == 0);
	EXPECT(rename(in_dir("good"), in_dir("denied")) == 0);
	EXPECT(open_file("denied", O_RDONLY) == EPERM);
	EXPECT(end());
	/* A directory above has another name: nothing of the file itself has changed. */
	make_file("inside/good", "G");
	let_it_settle();
	behave(BY_NAME, BY_NAME);
	EXPECT(start(&(const struct setup){ .clients = 1, .deadline_ms = PATIENT_MS, .caches = true }));
	EXPECT(open_file("inside/good", O_RDONLY) == 0);
	EXPECT(open_file("inside/good", O_RDONLY) == 0);
	EXPECT(world->asked[0] == 1);
	EXPECT(rename(in_dir("inside"), in_dir("outside")) == 0);
	EXPECT(open_file("outside/good", O_RDONLY) == 0);
	EXPECT(world->asked[0] == 2);
	EXPECT(end());
	rename(in_dir("outside"), in_dir("inside"));
	unlink(in_dir("denied"));
	make_file("denied", "G");
	return 0;
}

static int a_change_of_metadata_drops_what_is_cached(void)
{
	EXPECT(begin_hit(BY_NAME) == 0);
	EXPECT(chmod(in_dir("good"), 0600) == 0);
	EXPECT(open_file("good", O_RDONLY) == 0);
	await_asked(0, 2);
	EXPECT(end());
	/* By content, where the kernel answers: it is told, and asks again soon. */
	EXPECT(begin_hit(BY_CONTENT) == 0);
	EXPECT(chmod(in_dir("good"), 0600) == 0);
	for (int tries = 0; tries < 5000 && __atomic_load_n(&world->asked[0], __ATOMIC_ACQUIRE) < 2; tries++) {
		EXPECT(open_file("good", O_RDONLY) == 0);
		usleep(1000);
	}
	EXPECT(world->asked[0] >= 2);
	EXPECT(end());
	return 0;
}

static int who_wants_to_write_waits_for_no_client(void)
{
	struct opener opener;
	int fd;

	/* The lease of what is being judged is let go of, though the client is silent. */
	behave(SILENT, SILENT);
	make_file("good", "G");
	let_it_settle();
	EXPECT(start(&(const struct setup){ .clients = 1, .deadline_ms = 60000, .caches = true }));
	open_aside(&opener, "good");
	await_asked(0, 1);
	fd = open(in_dir("other"), O_CREAT | O_CLOEXEC | O_PATH, 0644);
	close(fd);
	EXPECT(truncate(in_dir("good"), 1) == 0);
	EXPECT(!__atomic_load_n(&opener.done, __ATOMIC_ACQUIRE));
	EXPECT(end());
	EXPECT(outcome(&opener) == 0);
	return 0;
}

static int what_is_muted_in_the_kernel_is_not_asked_and_a_rename_unmutes(void)
{
	behave(BY_NAME, BY_NAME);
	make_file("quiet/denied", "G");
	EXPECT(start(&(const struct setup){ .clients = 1, .deadline_ms = PATIENT_MS, .mutes = true }));
	EXPECT(open_file("quiet/denied", O_RDONLY) == 0);
	EXPECT(open_file("denied", O_RDONLY) == EPERM);
	EXPECT(world->asked[0] == 1);
	EXPECT(rename(in_dir("quiet/denied"), in_dir("inside/denied")) == 0);
	EXPECT(open_file("inside/denied", O_RDONLY) == EPERM);
	EXPECT(end());
	return 0;
}

static int no_client_can_shorten_its_channel(void)
{
	struct rb_channel *channel = rb_shared_memory("test", sizeof(*channel));
	char path[64];

	EXPECT(channel);
	snprintf(path, sizeof(path), "/proc/self/map_files/%lx-%lx", (unsigned long)channel,
		 (unsigned long)channel + ((sizeof(*channel) + 4095) & ~4095ul));
	EXPECT(truncate(path, 0) && errno == EPERM);
	munmap(channel, sizeof(*channel));
	return 0;
}

#define CASE(name) { #name, name }
static const struct {
	const char *name;
	int (*run)(void);
} cases[] = {
	CASE(who_asks_gets_what_the_client_says),
	CASE(when_the_broker_is_killed_the_kernel_allows_and_the_clients_die),
	CASE(a_client_that_is_killed_while_it_decides_is_missed_at_once),
	CASE(a_frozen_client_costs_its_deadline_and_what_the_mode_says),
	CASE(an_answer_one_millisecond_late_is_an_error),
	CASE(answering_twice_or_for_another_is_an_error_and_no_verdict),
	CASE(a_client_opens_a_watched_file_while_it_decides),
	CASE(two_clients_that_wait_for_each_other_get_on_by_the_deadline),
	CASE(a_flood_before_a_silent_client_ends),
	CASE(a_client_that_writes_garbage_harms_only_itself),
	CASE(what_is_written_after_it_was_allowed_is_asked_again),
	CASE(what_is_written_through_a_mapping_is_asked_again),
	CASE(what_takes_the_place_of_an_allowed_file_is_asked_about),
	CASE(an_allowed_file_under_another_name_is_asked_about),
	CASE(a_change_of_metadata_drops_what_is_cached),
	CASE(who_wants_to_write_waits_for_no_client),
	CASE(what_is_muted_in_the_kernel_is_not_asked_and_a_rename_unmutes),
	CASE(no_client_can_shorten_its_channel),
};

/* Whether this machine lets us. */
static bool prepare(void)
{
	int fd;

	if (!mkdtemp(dir) || unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("ringbench", dir, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=16m")) {
		printf("skipped: a mount of its own: %s\n", strerror(errno));
		return false;
	}
	mkdir(in_dir("quiet"), 0755);
	mkdir(in_dir("inside"), 0755);
	make_file("good", "G");
	make_file("denied", "G");
	fd = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY);
	if (fd < 0)
		printf("skipped: fanotify permission events: %s\n", strerror(errno));
	else
		close(fd);
	return fd >= 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	world = mmap(NULL, sizeof(*world), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (world == MAP_FAILED)
		return 2;
	if (!prepare()) {
		rmdir(dir);
		return SKIPPED;
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (argc > 1 && !strstr(cases[i].name, argv[1]))
			continue;
		if (cases[i].run()) {
			fprintf(stderr, "failed: %s %s\n", cases[i].name, world->reason);
			failed = 1;
		}
		end();
	}
	umount2(dir, MNT_DETACH);
	rmdir(dir);
	return failed;
}
