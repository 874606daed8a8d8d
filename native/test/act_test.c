/* SPDX-License-Identifier: Apache-2.0 */
/* act-test ringbench-act ringbench-true: what ringbench-act says of its operations is what they did. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "act_process.h"
#include "stamps.h"

#define FILES "--directory @ --nonce ab12"

static const struct rb_act_stamp *map_stamps(uint32_t count)
{
	char path[80];
	struct stat st;
	void *mapped;
	int fd;

	snprintf(path, sizeof(path), "%s/stamps", scratch);
	fd = open(path, O_RDONLY);
	EXPECT(fd >= 0 && !fstat(fd, &st) && st.st_size == (off_t)(count * sizeof(struct rb_act_stamp)));
	mapped = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	EXPECT(mapped != MAP_FAILED);
	close(fd);
	return mapped;
}

static void a_bad_command_line_is_one_sentence_and_status_2(void)
{
	static const char *const lines[] = {
		"", "frob", "run --bogus", "run --count", "run -x", "listen", "listen --out", "listen --out @/out more",
		"listen --out @/out --cpu 0", "prepare --operation opne --targets 1 " FILES,
		"prepare --operation open --targets 0 " FILES, "prepare --operation open --targets 100001 " FILES,
		"prepare --operation open --targets 2 --first 99999 " FILES,
		"prepare --operation open --targets 1x " FILES, "prepare --operation open --targets -1 " FILES,
		"prepare --operation open --targets 1 --directory @ --nonce A1",
		"prepare --operation open --targets 1 --directory @ --nonce a",
		"prepare --operation open --targets 1 --directory @ --nonce ninechars",
		"prepare --operation open --targets 1 --nonce ab12", "prepare --operation open " FILES,
		"prepare --operation open --targets 1 --targets 1 " FILES,
		"run --operation open --targets 1 --count 0 --out @/out " FILES,
		"run --operation open --targets 1 --count 1 " FILES,
		"run --operation open --targets 1 --count 1 --rate fast --out @/out " FILES,
		"run --operation open --targets 1 --count 1 --rate -1 --out @/out " FILES,
		"run --operation open --targets 1 --count 1 --limit-ms 0 --out @/out " FILES,
		"run --operation open --targets 1 --count 1 --cpu one --out @/out " FILES,
		"run --operation open --targets 1 --count 100001 --stamps @/stamps --out @/out " FILES,
		"run --operation connect --targets 1 --count 1 --out @/out",
		"run --operation connect --targets 1 --count 1 --listener 65536 --out @/out",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		int status = lines[i][0] ? act("%s", lines[i]) : 2;
		const char *end = strchr(said, '\n');

		if (status != 2 || (lines[i][0] && (!end || end[1] || strncmp(said, "ringbench-act: ", 15)))) {
			fprintf(stderr, "'%s' ends with %d and says '%s'\n", lines[i], status, said);
			exit(1);
		}
	}
	EXPECT(act("prepare --operation open --targets 1 --directory @/none --nonce ab12") == 3);
	EXPECT(strstr(said, "name a path that exists"));
}

/* The names, in order, as another process sees them. */
static void expect_opens(int watcher, uint32_t first, uint32_t targets, uint32_t count)
{
	static _Alignas(struct inotify_event) char events[1 << 16];
	ssize_t bytes = read(watcher, events, sizeof(events));
	uint32_t seen = 0;

	for (ssize_t at = 0; at < bytes; at += (ssize_t)sizeof(struct inotify_event) +
	     ((struct inotify_event *)(void *)(events + at))->len) {
		const struct inotify_event *event = (void *)(events + at);
		char name[32];

		if (strncmp(event->name, "ab12", 4))
			continue;
		snprintf(name, sizeof(name), "ab12_%u", first + seen % targets);
		EXPECT(!strcmp(event->name, name));
		seen++;
	}
	EXPECT(seen == count);
}

static void opens_are_of_the_names_that_were_made(void)
{
	const struct rb_act_stamp *stamps;
	int watcher = inotify_init1(IN_CLOEXEC);
	int64_t sum_ns = 0, max_ns = 0;

	for (int again = 0; again < 2; again++)
		EXPECT(act("prepare --operation open --first 99995 --targets 5 " FILES) == 0);
	EXPECT(there_is("ab12_%u", 99995) && there_is("ab12_%u", 99999) && !there_is("ab12_%u", 99994));
	EXPECT(inotify_add_watch(watcher, scratch, IN_OPEN) >= 0);
	EXPECT(act("run --operation open --first 99995 --targets 5 --count 12 --cpu 0 --out @/out --stamps @/stamps "
		   FILES) == 0);
	expect_opens(watcher, 99995, 5, 12);
	close(watcher);
	EXPECT(told("issued") == 12 && told("done") == 12 && told("refused") == 0 && told("failed") == 0);
	EXPECT(told("first_errno") == 0 && told("cpu") == 0 && told("pid") > 0 && told("port") == -1);
	stamps = map_stamps(12);
	for (uint32_t i = 0; i < 12; i++) {
		int64_t took_ns = stamps[i].end_ns - stamps[i].start_ns;

		EXPECT(stamps[i].index == 99995 + i % 5 && !stamps[i].error);
		EXPECT(stamps[i].intended_ns == stamps[i].start_ns && took_ns > 0);
		EXPECT(!i || stamps[i].start_ns >= stamps[i - 1].end_ns);
		sum_ns += took_ns;
		max_ns = took_ns > max_ns ? took_ns : max_ns;
	}
	EXPECT(told("sum_ns") == sum_ns && told("max_ns") == max_ns && told("elapsed_ns") >= sum_ns);
	EXPECT(told_values("service") == 12 && told_values("latency") == -1);
	EXPECT(act("remove --operation open --first 99995 --targets 5 " FILES) == 0);
	EXPECT(!there_is("ab12_%u", 99995) && !there_is("ab12_%u", 99999) && !there_is("ab12", 0));
	EXPECT(act("remove --operation open --first 99995 --targets 5 " FILES) == 0);
}

static void what_fails_is_counted_by_its_kind(void)
{
	char path[100];
	int status;

	EXPECT(act("prepare --operation open --targets 3 " FILES) == 0);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/ab12_%d", scratch, i);
		EXPECT(!chmod(path, 0));
	}
	status = status_of(start_actor("run --operation open --targets 3 --count 6 --out @/out " FILES, true));
	if (status == NO_ORDINARY_USER)
		printf("skipped: refused opens: this name space has no user but root\n");
	else
		EXPECT(!status && told("issued") == 6 && told("refused") == 6 && told("done") == 0 &&
		       told("first_errno") == EACCES);
	EXPECT(act("run --operation stat --targets 4 --count 4 --out @/out " FILES) == 0);
	EXPECT(told("done") == 3 && told("failed") == 1 && told("first_errno") == ENOENT);
	EXPECT(act("remove --operation open --targets 3 " FILES) == 0);
	EXPECT(act("run --operation null-call --targets 2 --count 9 --out @/out") == 0 && told("done") == 9);
}

static void programs_run_and_their_status_counts(const char *program)
{
	EXPECT(act("prepare --operation exec --targets 3 --program %s " FILES, program) == 0);
	EXPECT(act("run --operation exec --targets 3 --count 7 --out @/out " FILES) == 0);
	EXPECT(told("done") == 7 && told("failed") == 0);
	EXPECT(act("remove --operation exec --targets 3 " FILES " --program %s", program) == 0);
	EXPECT(act("prepare --operation exec --targets 1 --program /bin/false " FILES) == 0);
	EXPECT(act("run --operation exec --targets 1 --count 2 --out @/out " FILES) == 0);
	EXPECT(told("done") == 0 && told("failed") == 2 && told("first_errno") == ECHILD);
	EXPECT(act("remove --operation exec --targets 1 " FILES) == 0);
}

static void connects_reach_the_listener_at_the_address_of_their_target(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	EXPECT(!bind(listener, (struct sockaddr *)&address, length) && !listen(listener, 64) &&
	       !getsockname(listener, (struct sockaddr *)&address, &length));
	EXPECT(act("run --operation connect --first 65534 --targets 4 --count 6 --listener %u --out @/out",
		   ntohs(address.sin_port)) == 0);
	EXPECT(told("done") == 6 && told("port") == ntohs(address.sin_port));
	for (uint32_t i = 0; i < 6; i++) {
		int fd = accept(listener, NULL, NULL);

		length = sizeof(address);
		EXPECT(fd >= 0 && !getsockname(fd, (struct sockaddr *)&address, &length));
		EXPECT(ntohl(address.sin_addr.s_addr) == 0x7f400000u + 65534 + i % 4);
		close(fd);
	}
	EXPECT(accept(listener, NULL, NULL) < 0 && errno == EAGAIN);
	close(listener);
}

/* Returns its pid; `parent` ends then. */
static pid_t listen_below_a_parent_that_ends(void)
{
	pid_t parent = fork();

	if (!parent) {
		start_actor("listen --out @/out", false);
		_exit(!appears("out"));
	}
	EXPECT(status_of(parent) == 0);
	return (pid_t)told("pid");
}

static void listening_ends_with_its_parent_and_by_sigterm(void)
{
	pid_t listener;
	int status;

	forget("out");
	EXPECT(!prctl(PR_SET_CHILD_SUBREAPER, 1));
	listener = listen_below_a_parent_that_ends();
	EXPECT(waitpid(listener, &status, 0) == listener && WIFSIGNALED(status));
	forget("out");
	listener = start_actor("listen --out @/out", false);
	EXPECT(appears("out") && told("pid") == listener);
	EXPECT(act("run --operation connect --targets 300 --count 600 --listener %d --out @/out", (int)told("port")) == 0);
	EXPECT(told("done") == 600);
	kill(listener, SIGTERM);
	EXPECT(status_of(listener) == 128 + SIGTERM);
}

static void operations_are_when_they_are_due_and_end_at_the_limit(void)
{
	const struct rb_act_stamp *stamps;

	EXPECT(act("run --operation null-call --targets 8 --count 200 --rate 1000 --out @/out --stamps @/stamps") == 0);
	EXPECT(told("issued") == 200 && told("elapsed_ns") >= 199000000);
	EXPECT(told_values("latency") == 200 && told_values("service") == 200);
	stamps = map_stamps(200);
	for (uint32_t i = 0; i < 200; i++) {
		EXPECT(stamps[i].intended_ns == told("started_ns") + i * INT64_C(1000000));
		EXPECT(stamps[i].start_ns >= stamps[i].intended_ns);
	}
	EXPECT(act("run --operation null-call --targets 8 --count 1000000 --rate 1000 --limit-ms 50 --out @/out") == 0);
	EXPECT(told("issued") > 0 && told("issued") <= 50);
	EXPECT(act("run --operation null-call --targets 8 --count 1000000000 --limit-ms 50 --out @/out") == 0);
	EXPECT(told("issued") > 0 && told("issued") < 1000000000 && told("elapsed_ns") >= 50000000);
}

static void an_operation_that_never_returns_leaves_the_stamps_before_it(void)
{
	const struct rb_act_stamp *stamps;
	char path[80];
	pid_t actor;

	EXPECT(act("prepare --operation open --targets 3 " FILES) == 0);
	snprintf(path, sizeof(path), "%s/ab12_1", scratch);
	EXPECT(!unlink(path) && !mkfifo(path, 0644));
	forget("out");
	forget("stamps");
	actor = start_actor("run --operation open --targets 3 --count 3 --out @/out --stamps @/stamps " FILES, false);
	EXPECT(appears("out.tmp"));
	stamps = map_stamps(3);
	for (int i = 0; i < 1000 && !__atomic_load_n(&stamps[1].start_ns, __ATOMIC_ACQUIRE); i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	kill(actor, SIGKILL);
	EXPECT(status_of(actor) == 128 + SIGKILL && !there_is("out", 0));
	EXPECT(stamps[0].end_ns >= stamps[0].start_ns && stamps[1].index == 1);
	EXPECT(stamps[1].start_ns >= stamps[0].end_ns && !stamps[1].end_ns && !stamps[2].start_ns);
	EXPECT(act("remove --operation open --targets 3 " FILES) == 0);
}

static void opening_once_prints_the_errno(void)
{
	EXPECT(act("open-once /dev/null") == 0 && atoi(said) == 0 && *said == '0');
	EXPECT(act("open-once @/none") == 0 && atoi(said) == ENOENT);
}

int main(int argc, char **argv)
{
	static const char *const left[] = { "said", "out", "out.tmp", "stamps" };

	if (argc != 3)
		return 2;
	strcpy(scratch, "/tmp/ringbench-act-XXXXXX");
	actor_fd = open(argv[1], O_PATH);
	EXPECT(actor_fd >= 0 && mkdtemp(scratch) && !chmod(scratch, 0777));
	a_bad_command_line_is_one_sentence_and_status_2();
	opens_are_of_the_names_that_were_made();
	what_fails_is_counted_by_its_kind();
	programs_run_and_their_status_counts(argv[2]);
	connects_reach_the_listener_at_the_address_of_their_target();
	listening_ends_with_its_parent_and_by_sigterm();
	operations_are_when_they_are_due_and_end_at_the_limit();
	an_operation_that_never_returns_leaves_the_stamps_before_it();
	opening_once_prints_the_errno();
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		forget(left[i]);
	EXPECT(!rmdir(scratch)); /* nothing else is left */
	return 0;
}
