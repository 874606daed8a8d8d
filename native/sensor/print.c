/* SPDX-License-Identifier: Apache-2.0 */
/*
 * print.c: one sensor beside a program that does known operations, and each event that comes of them with its fields.
 *   ringbench-sensor print SENSOR OPERATION DIR RUN PORT allow|deny EVENTS JOURNAL PROGRAM [OPTION]...
 * In a private mount on DIR it runs `PROGRAM prepare`, attaches the sensor for everybody, runs `PROGRAM run` under it (with
 * its hook inside, where it has one), waits until no more events come, detaches, and runs `PROGRAM verify` with its output
 * in JOURNAL: see visibility/main.c. With `deny` the content refuses what is named DIR/t/ *RUN*777 (without the blank), and
 * connections to PORT.
 * EVENTS gets a line of JSON an event: those that name RUN, and all of the program's processes and of ended ones:
 *   {"pid":N,"tid":N,"uid":N,"path":"..."}, each where the mechanism tells it, and "fault":ERRNO for a path that it could
 *   not read.
 * Prints one line: {"attached":true,"lost":N,"lost_unknown":BOOL} or {"attached":false,"reason":"...","remedy":"..."}.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "commands.h"
#include "consumer.h"
#include "containment.h"
#include "content_file.h"
#include "copy_file.h"
#include "json_text.h"
#include "session.h"

#define MOST_SECONDS 240
#define QUIET_MS 250
#define MOST_QUIET_MS 3000
#define SETTLE_MS 20
#define PRELOADED "libringbench-watch.so"

struct printing {
	struct rb_sensor sensor;
	const struct rb_hook_ops *hook_ops;
	struct rb_hook hook;
	struct rb_small_content content;
	struct rb_consumer consumer;
	bool preloads;
	bool denies;
	const char *directory, *run, *events, *journal;
	char **program; /* with its options, [1] is the command */
	int control[2]; /* the sensor's end, the hook's end */
	int go[2];
	pid_t child;
};

static FILE *out;
static pid_t session_of_program;
static const char *marker;
static bool knows_user;
static uint64_t told;

static void put_address(const struct rb_record *record)
{
	struct sockaddr_in6 six = { 0 };
	struct sockaddr_in four;
	char text[INET6_ADDRSTRLEN];

	memcpy(&six, record->path, record->path_len < (int32_t)sizeof(six) ? (size_t)record->path_len : sizeof(six));
	memcpy(&four, &six, sizeof(four));
	if (six.sin6_family == AF_INET6 && record->path_len >= 24)
		fprintf(out, ",\"path\":\"[%s]:%u\"", inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof(text)),
			ntohs(six.sin6_port));
	else if (four.sin_family == AF_INET && record->path_len >= 8)
		fprintf(out, ",\"path\":\"%s:%u\"", inet_ntop(AF_INET, &four.sin_addr, text, sizeof(text)),
			ntohs(four.sin_port));
}

/* Whose it is cannot be asked of one that has ended; the reader knows whose processes ours were. */
static bool is_of_interest(const struct rb_record *record, const char *path)
{
	pid_t session = record->tgid ? getsid((pid_t)record->tgid) : 0;

	return (path && strstr(path, marker)) || session == session_of_program || session < 0;
}

static void print_event(const struct rb_record *record, const char *path)
{
	char text[sizeof(record->path) + 1] = "";
	const bool address = record->operation == RB_CONNECT || record->operation == RB_CONNECT6;

	if (!path && !address && record->path_len > 0) {
		memcpy(text, record->path, sizeof(record->path));
		path = text;
	}
	/* Or an event of our own writing would cause the next one. */
	if (record->tgid == (uint32_t)getpid() || !is_of_interest(record, path))
		return;
	told++;
	fprintf(out, "{\"operation\":%u", record->operation);
	if (record->tgid)
		fprintf(out, ",\"pid\":%u", record->tgid);
	if (record->tid)
		fprintf(out, ",\"tid\":%u", record->tid);
	if (knows_user && record->uid != UINT32_MAX)
		fprintf(out, ",\"uid\":%u", record->uid);
	if (address && record->path_len > 0)
		put_address(record);
	if (record->path_len < 0)
		fprintf(out, ",\"fault\":%d", -record->path_len);
	if (path && *path) {
		fprintf(out, ",\"path\":\"");
		rb_write_json_text(out, path);
		fprintf(out, "\"");
	}
	fprintf(out, "}\n");
}

/* Runs `PROGRAM command OPTIONS` and waits for it; its output is `to`, or ours. */
static int run_program(struct printing *printing, const char *command, const char *to)
{
	pid_t child = fork();
	int status;

	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		alarm(MOST_SECONDS);
		if (dup2(to ? open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : STDERR_FILENO, STDOUT_FILENO) < 0)
			_exit(127);
		printing->program[1] = (char *)(uintptr_t)command;
		execv(printing->program[0], printing->program);
		_exit(127);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return child < 0 ? -errno : status ? -EIO : 0;
}

static int preload(struct printing *printing)
{
	char from[500], to[500], number[16];

	snprintf(from, sizeof(from), "%s/" PRELOADED, printing->sensor.native_dir);
	snprintf(to, sizeof(to), "%s/" PRELOADED, printing->directory);
	/* Where an ordinary user's programs find it, too. */
	if (rb_copy_file(to, from, 0755) || setenv("LD_PRELOAD", to, 1))
		return rb_refuse_call(printing->sensor.reply, RB_CALL_WORK_FILE, errno, "copy %s", from);
	snprintf(number, sizeof(number), "%d", fileno(out));
	setenv("RB_WATCH_FD", number, 1);
	snprintf(number, sizeof(number), "%d", printing->sensor.operation);
	setenv("RB_WATCH_OPERATION", number, 1);
	snprintf(to, sizeof(to), "%s/t/", printing->directory);
	if (printing->denies && (setenv("RB_WATCH_DENY", to, 1) || setenv("RB_WATCH_RUN", printing->run, 1)))
		return -errno;
	return fcntl(fileno(out), F_SETFD, 0) ? -errno : 0; /* it is inherited */
}

/* The process that the operations come from: hooks itself, says so, waits for the sensor, becomes the program. */
__attribute__((noreturn)) static void become_program(struct printing *printing)
{
	struct rb_reply *reply = printing->sensor.reply;
	char byte = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	alarm(MOST_SECONDS); /* of this process; a form has its own limit */
	setsid();
	printing->hook.control_fd = printing->control[1];
	reply->status = printing->hook_ops && printing->hook_ops->install ? printing->hook_ops->install(&printing->hook) : 0;
	if (!reply->status && printing->preloads)
		reply->status = preload(printing);
	if (reply->status)
		_exit(3);
	close(printing->control[1]);
	close(printing->control[0]);
	close(printing->go[1]);
	if (read(printing->go[0], &byte, 1) != 1)
		_exit(3);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	printing->program[1] = "run";
	execv(printing->program[0], printing->program);
	_exit(127);
}

static int make_content(struct printing *printing)
{
	struct rb_rule *rule = &printing->content.rule;
	int length;

	rb_content_deny_suffix(&printing->content, "777");
	length = snprintf(rule->text, sizeof(rule->text), "%s/t/*%s*777", printing->directory, printing->run);
	if (length >= (int)sizeof(rule->text))
		return rb_refuse(printing->sensor.reply, ENAMETOOLONG, "use a shorter directory", "a rule for %s",
				 printing->directory);
	for (int i = 0; i < rule->criteria; i++)
		if (rule->criterion[i].field == RB_FIELD_PATH) {
			rule->criterion[i].operator = RB_GLOB;
			rule->criterion[i].text_start = 0;
			rule->criterion[i].text_length = (uint16_t)length;
		}
	/* The driver and BPF check it as any other. */
	printing->content.header.checksum = rb_checksum(rule, sizeof(*rule));
	printing->sensor.content = (const struct rb_content *)(const void *)&printing->content;
	printing->sensor.content_size = sizeof(printing->content);
	return 0;
}

static bool has_path(enum rb_operation operation)
{
	return operation == RB_OPEN || operation == RB_EXEC || operation == RB_RENAME;
}

static int choose(struct printing *printing, const char *id)
{
	struct rb_sensor *sensor = &printing->sensor;
	const bool auth = sensor->ops && sensor->ops->can.mode == RB_MODE_AUTH;

	if (!sensor->ops || sensor->ops->can.mode == RB_MODE_NONE)
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see `ringbench list`", "%s reports nothing and refuses no name", id);
	if (!(sensor->ops->can.operations & 1u << sensor->operation))
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see `ringbench list`", "%s does not watch the operation", id);
	if (!strcmp(id, "fuse-passthrough"))
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see the rows of other sensors",
				 "its file system has the harness's own files alone");
	if (auth && !sensor->ops->evaluates && sensor->operation != RB_CONNECT)
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see the row of fanotify-permission",
				 "it decides by one file of the harness and not by names");
	if (printing->denies && !auth)
		return rb_refuse(sensor->reply, EOPNOTSUPP, "leave out the names that are refused", "%s refuses nothing", id);
	if (!printing->denies && !sensor->ops->poll)
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see what it refuses", "%s refuses and reports nothing", id);
	if (printing->denies && sensor->operation == RB_CONNECT && !sensor->ops->evaluates)
		return 0; /* its port is enough */
	if (printing->denies && !has_path(sensor->operation))
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see what it refuses of other operations",
				 "content looks at paths, and the operation has none");
	return printing->denies ? make_content(printing) : 0;
}

static int start_hooked(struct printing *printing)
{
	struct rb_sensor *sensor = &printing->sensor;
	char byte = 'g';

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, printing->control) || pipe2(printing->go, O_CLOEXEC))
		return rb_refuse_call(sensor->reply, RB_CALL_SOCKET, errno, "make a socket pair");
	sensor->control_fd = printing->control[0];
	if (printing->hook_ops && printing->hook_ops->prepare && printing->hook_ops->prepare(&printing->hook))
		return sensor->reply->status;
	fflush(out);
	printing->child = fork();
	if (!printing->child)
		become_program(printing);
	if (printing->child < 0)
		return rb_refuse_call(sensor->reply, RB_CALL_PROGRAM, errno, "start the program");
	close(printing->control[1]); /* so that who waits for a hook that failed does not wait for ever */
	close(printing->go[0]);
	session_of_program = printing->child;
	if (!printing->preloads) {
		int error = sensor->ops->attach(sensor);

		error = error ? error : rb_consumer_start(&printing->consumer);
		if (error)
			return error;
	}
	usleep(SETTLE_MS * 1000); /* setsid() has been called */
	return write(printing->go[1], &byte, 1) == 1 ? 0 : rb_refuse_call(sensor->reply, RB_CALL_PROGRAM, errno, "let it run");
}

/* Its status is its tracer's to fetch, where it has one: so by a descriptor. */
static void await_program(struct printing *printing)
{
	struct pollfd process = { .fd = (int)syscall(__NR_pidfd_open, printing->child, 0), .events = POLLIN };
	uint64_t before = UINT64_MAX;
	int quiet = 0;

	if (process.fd >= 0 && poll(&process, 1, MOST_SECONDS * 1000) <= 0)
		kill(-printing->child, SIGKILL);
	for (int ms = 0; ms < MOST_QUIET_MS && quiet < QUIET_MS; ms += 10) {
		uint64_t now = __atomic_load_n(&told, __ATOMIC_RELAXED);

		quiet = now == before ? quiet + 10 : 0;
		before = now;
		usleep(10000);
	}
	if (process.fd >= 0)
		close(process.fd);
}

static int print_all(struct printing *printing)
{
	struct rb_sensor *sensor = &printing->sensor;
	int error = start_hooked(printing);

	if (error) {
		if (printing->child > 0)
			kill(printing->child, SIGKILL);
		return error;
	}
	await_program(printing);
	if (!printing->preloads) {
		rb_consumer_stop(&printing->consumer);
		if (sensor->ops->statistics)
			sensor->ops->statistics(sensor);
		sensor->ops->detach(sensor);
	}
	/* Of what was installed in the program, its end has disposed. */
	if (printing->hook_ops && printing->hook_ops->prepare)
		printing->hook_ops->remove(&printing->hook);
	fflush(out);
	return run_program(printing, "verify", printing->journal) ?
		rb_refuse(sensor->reply, EIO, "see what it says above", "%s verify failed", printing->program[0]) : 0;
}

static int begin(struct printing *printing, char **argv)
{
	struct rb_sensor *sensor = &printing->sensor;
	int error = rb_die_with_parent_or_refuse(sensor->reply);

	sensor->ops = rb_find_sensor(argv[2]);
	printing->hook_ops = rb_find_hook(argv[2]);
	printing->preloads = !strcmp(argv[2], "interposition");
	if (printing->preloads)
		printing->hook_ops = NULL; /* that one is for our own process */
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); /* of what PROGRAM leaves behind: it dies with us */
	error = error ? error : choose(printing, argv[2]);
	if (error)
		return error;
	error = rb_contain(printing->directory, sensor->reply);
	if (error < 0)
		return error;
	out = fopen(printing->events, "we");
	if (!out)
		return rb_refuse_call(sensor->reply, RB_CALL_WORK_FILE, errno, "write %s", printing->events);
	if (run_program(printing, "prepare", NULL))
		return rb_refuse(sensor->reply, EIO, "see what it says above", "%s prepare failed", printing->program[0]);
	rb_tell = print_event;
	return print_all(printing);
}

int rb_print_command(int argc, char **argv)
{
	static struct printing printing;
	static char native_dir[400], targets[400];
	struct rb_shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct rb_reply *reply = mmap(NULL, sizeof(*reply), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED || reply == MAP_FAILED || argc < 11)
		return 3;
	rb_own_dir(native_dir, sizeof(native_dir));
	snprintf(targets, sizeof(targets), "%s/t", argv[4]);
	*shared = (struct rb_shared){
		.abi_version = RB_ABI_VERSION, .operation = (uint32_t)atoi(argv[3]), .target_count = 1, .phase = RB_PHASE_PROGRAMS,
		.workload_tgid = (uint32_t)getpid(), .workload_tid = RB_EVERYBODY,
	};
	printing.directory = argv[4];
	printing.run = argv[5];
	marker = argv[5] + 1; /* decoys have another first letter */
	printing.denies = !strcmp(argv[7], "deny");
	printing.events = argv[8];
	printing.journal = argv[9];
	printing.program = argv + 9; /* [1] becomes the command; [0] is set below */
	if (printing.denies)
		shared->canary_key = (uint64_t)atoi(argv[6]);
	printing.sensor = (struct rb_sensor){
		.shared = shared, .reply = reply, .native_dir = native_dir, .target_dir = targets,
		.operation = (enum rb_operation)atoi(argv[3]), .handoff = RB_OTHER_CPU,
	};
	printing.hook = (struct rb_hook){ .shared = shared, .reply = reply, .operation = printing.sensor.operation, .target_dir = targets };
	printing.consumer = (struct rb_consumer){ .sensor = &printing.sensor, .cpu = -1 };
	knows_user = strncmp(argv[2], "perf-", 5) != 0;
	printing.program[0] = argv[10];
	if (begin(&printing, argv)) {
		printf("{\"attached\":false,\"reason\":\"");
		rb_print_json_text(reply->reason);
		printf("\",\"remedy\":\"");
		rb_print_json_text(reply->remedy);
		printf("\"}\n");
		return 3;
	}
	printf("{\"attached\":true,\"lost\":%llu,\"lost_unknown\":%s}\n", (unsigned long long)shared->lost,
	       shared->lost_unknown ? "true" : "false");
	return 0;
}
