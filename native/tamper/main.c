/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ringbench-tamper: the attacker, and whoever does operations before, during and after an attack.
 *   ringbench-tamper serve open|exec|connect DIRECTORY NAME COMMANDS ANSWERS
 *       makes the pipe COMMANDS, does what lines from there say until nobody has it open, and writes to the file ANSWERS, a
 *       line each:
 *         make ID FIRST COUNT                              targets DIRECTORY/NAME_INDEX, and DIRECTORY/denied777
 *         probe ID FORM FIRST COUNT PACE_US LIMIT_MS CPU   operations on them, each by a process of its own; CPU -1: any
 *         denied ID FORM COUNT PACE_US LIMIT_MS            the same on what has to be refused
 *         flood ID FORM FIRST COUNT MS CPU                 as fast as one process can, beside everything else
 *         ignore ID                                        tells the process connector that nobody listens any more
 *       DIRECTORY is two below a directory that takes programs of ours, see TAMPER_TOOLS.
 *       Answers: `op ID INDEX START_NS END_NS ERRNO`, END_NS 0: it did not return within the limit; `lacks ID REASON`; then
 *       `end ID ERRNO`. The first line is `ready PID`.
 *   ringbench-tamper once PATH    opens it; the exit status is the errno
 *   ringbench-tamper detach-links PID, clear-maps PID    what root does to BPF links and maps of a process; says how many
 *   ringbench-tamper linger       does nothing for a moment: as an exec's target
 * Operations are an ordinary user's where we may choose. Exit status: 0; 2: the command line is wrong; 3: this machine cannot.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "copy_file.h"
#include "descendants.h"
#include "own_dir.h"
#include "tamper.h"

#define NOBODY 65534
#define LINGER_US 60000
#define GRACE_MS 1000
#define OPEN_MS 20000
#define MOST 100000

static const char *const operations[] = { "open", "exec", "connect" };

struct outcome {
	int64_t start_ns, end_ns;
	int error;
	char reason[TAMPER_REASON];
};

static struct server {
	enum tamper_operation operation;
	const char *directory, *name;
	FILE *answers;
	struct outcome *outcome; /* shared with whoever does the operation */
	uint16_t port;
	pid_t listener;
} server;

static const struct tamper_form *find_form(const char *name)
{
	for (const struct tamper_form *form = tamper_forms; form->name; form++)
		if (!strcmp(form->name, name))
			return form;
	return NULL;
}

static void drop_rights(void)
{
	if (!geteuid() && (syscall(__NR_setgroups, 0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY)))
		_exit(3);
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* as after a login */
}

static void stay_on(int cpu)
{
	cpu_set_t set;

	if (cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET((unsigned int)cpu, &set);
	(void)sched_setaffinity(0, sizeof(set), &set); /* one that is off has no buffer that could hide anything */
}

static void aim(struct tamper_target *target, char name[64], int index)
{
	snprintf(name, 64, "%s_%d", server.name, index);
	*target = (struct tamper_target){
		.operation = server.operation, .directory = server.directory, .name = name,
		.address = TAMPER_FIRST_ADDRESS + (uint32_t)index, .port = server.port, .reason = server.outcome->reason,
	};
}

/* Ends with all that it started. */
static pid_t start(void (*work)(const void *), const void *with)
{
	pid_t child = fork();

	if (child)
		return child;
	setpgid(0, 0);
	work(with);
	_exit(0);
}

struct act {
	const struct tamper_form *form;
	const struct tamper_target *target;
	int cpu;
};

static void do_act(const void *with)
{
	const struct act *act = with;

	stay_on(act->cpu);
	if (!act->form->root)
		drop_rights();
	server.outcome->start_ns = rb_clock_ns();
	server.outcome->error = act->form->act(act->target);
	__atomic_store_n(&server.outcome->end_ns, rb_clock_ns(), __ATOMIC_RELEASE);
	/* As programs do: whoever reads its memory or looks it up in /proc finds it. */
	usleep(LINGER_US);
}

static void end_all(pid_t child)
{
	kill(-child, SIGKILL);
	kill(child, SIGKILL);
	for (int ms = 0; ms < GRACE_MS && waitpid(child, NULL, WNOHANG) == 0; ms++)
		usleep(1000);
}

static void do_one(const char *id, const struct act *act, int index, int limit_ms)
{
	pid_t child;

	memset(server.outcome, 0, sizeof(*server.outcome));
	if (act->form->prepare && act->form->prepare(act->target))
		return;
	server.outcome->start_ns = rb_clock_ns();
	child = start(do_act, act);
	if (child < 0) {
		server.outcome->error = errno;
		server.outcome->end_ns = server.outcome->start_ns;
	}
	for (int ms = 0; child > 0 && ms < limit_ms; ms++) {
		if (__atomic_load_n(&server.outcome->end_ns, __ATOMIC_ACQUIRE) || waitpid(child, NULL, WNOHANG) != 0)
			break;
		usleep(1000);
	}
	if (child > 0 && !__atomic_load_n(&server.outcome->end_ns, __ATOMIC_ACQUIRE))
		end_all(child);
	if (server.outcome->error == TAMPER_LACKS)
		fprintf(server.answers, "lacks %s %s\n", id, server.outcome->reason);
	else
		fprintf(server.answers, "op %s %d %lld %lld %d\n", id, index, (long long)server.outcome->start_ns,
			(long long)__atomic_load_n(&server.outcome->end_ns, __ATOMIC_ACQUIRE), server.outcome->error);
	fflush(server.answers);
}

static int probe(const char *id, const char *words, bool denied)
{
	int first = 0, count, pace_us, limit_ms, cpu = -1;
	struct tamper_target target;
	char form[32], name[64];
	struct act act = { .target = &target };

	if (denied ? sscanf(words, "%31s %d %d %d", form, &count, &pace_us, &limit_ms) != 4 :
		     sscanf(words, "%31s %d %d %d %d %d", form, &first, &count, &pace_us, &limit_ms, &cpu) != 6)
		return EINVAL;
	act.form = find_form(form);
	act.cpu = cpu;
	if (!act.form || count < 0 || count > MOST)
		return EINVAL;
	for (int i = 0; i < count; i++) {
		aim(&target, name, first + i);
		target.number = i;
		target.denied = denied;
		if (denied)
			snprintf(name, sizeof(name), TAMPER_DENIED);
		do_one(id, &act, first + i, limit_ms);
		usleep((useconds_t)pace_us);
	}
	return 0;
}

struct flood {
	const struct tamper_form *form;
	int first, count, ms, cpu;
};

static void do_flood(const void *with)
{
	const struct flood *flood = with;
	const int64_t end_ns = rb_clock_ns() + flood->ms * INT64_C(1000000);
	struct tamper_target target;
	char name[64];

	stay_on(flood->cpu);
	drop_rights();
	for (int i = 0; rb_clock_ns() < end_ns; i++) {
		aim(&target, name, flood->first + i % flood->count);
		flood->form->act(&target);
	}
}

static int start_flood(const char *words)
{
	struct flood flood;
	char form[32];

	if (sscanf(words, "%31s %d %d %d %d", form, &flood.first, &flood.count, &flood.ms, &flood.cpu) != 5 || flood.count <= 0)
		return EINVAL;
	flood.form = find_form(form);
	return !flood.form ? EINVAL : start(do_flood, &flood) < 0 ? errno : 0;
}

static int make(const char *words)
{
	char program[PATH_MAX], path[PATH_MAX];
	int first, count, error = 0;

	if (sscanf(words, "%d %d", &first, &count) != 2)
		return EINVAL;
	snprintf(program, sizeof(program), "%s/program", server.directory);
	if (server.operation == TAMPER_EXEC && access(program, F_OK)) {
		snprintf(path, sizeof(path), "%s/" TAMPER_TOOLS "/dynamic", server.directory);
		error = rb_copy_file(program, path, 0755);
	}
	for (int i = 0; !error && i < count && server.operation != TAMPER_CONNECT; i++) {
		snprintf(path, sizeof(path), "%s/%s_%d", server.directory, server.name, first + i);
		if (server.operation == TAMPER_OPEN)
			error = tamper_make_file(path);
		else if (link(program, path) && errno != EEXIST)
			error = errno;
	}
	snprintf(path, sizeof(path), "%s/" TAMPER_DENIED, server.directory);
	return error ? error : server.operation == TAMPER_OPEN ? tamper_make_file(path) : 0;
}

/* `from`: beside this program. */
static int make_tool(const char *to, const char *from, mode_t mode)
{
	char own[400], source[PATH_MAX], path[PATH_MAX];
	int error;

	rb_own_dir(own, sizeof(own));
	snprintf(source, sizeof(source), "%s/%s", own, from);
	snprintf(path, sizeof(path), "%s/" TAMPER_TOOLS "/%s", server.directory, to);
	if (access(source, R_OK))
		return 0; /* where there is no static build: whoever wants it says so */
	if (!access(path, F_OK))
		return 0;
	error = rb_copy_file(path, source, 0755);
	return error ? error : chmod(path, mode) ? errno : 0;
}

static int make_tools(void)
{
	char path[PATH_MAX];
	int error;

	umask(0);
	/* Whoever attacks owns the directory. */
	if (!geteuid() && (chmod(server.directory, 01777) || chown(server.directory, NOBODY, NOBODY)))
		return errno;
	snprintf(path, sizeof(path), "%s/" TAMPER_TOOLS, server.directory);
	if (mkdir(path, 0755) && errno != EEXIST)
		return errno;
	error = make_tool("dynamic", "ringbench-tamper", 0755);
	error = error ? error : make_tool("static", "ringbench-tamper-static", 0755);
	return error ? error : make_tool("setuid", "ringbench-tamper", 04755);
}

static int listen_somewhere(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	socklen_t size = sizeof(any);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (const void *)&any, sizeof(any)) || listen(fd, 4096) || getsockname(fd, (void *)&any, &size))
		return errno;
	server.port = ntohs(any.sin_port);
	server.listener = fork();
	if (!server.listener) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		for (;;)
			close(accept(fd, NULL, NULL));
	}
	return server.listener < 0 ? errno : 0;
}

static int obey(const char *line)
{
	char command[16], id[16];
	int at = 0, error = EINVAL;

	if (sscanf(line, "%15s %15s %n", command, id, &at) < 2)
		return 2;
	if (!strcmp(command, "make"))
		error = make(line + at);
	else if (!strcmp(command, "probe") || !strcmp(command, "denied"))
		error = probe(id, line + at, command[0] == 'd');
	else if (!strcmp(command, "flood"))
		error = start_flood(line + at);
	else if (!strcmp(command, "ignore"))
		error = tamper_stop_connector();
	fprintf(server.answers, "end %s %d\n", id, error);
	fflush(server.answers);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		; /* floods that have ended */
	return 0;
}

/* A pipe and not standard input: that one closes with the sensor which started us. NULL: nobody opens it. */
static FILE *open_commands(const char *path)
{
	struct pollfd pipe = { .events = POLLIN };

	if (mkfifo(path, 0600))
		return NULL;
	pipe.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (pipe.fd < 0)
		return NULL;
	fprintf(server.answers, "ready %d\n", (int)getpid());
	fflush(server.answers);
	if (poll(&pipe, 1, OPEN_MS) <= 0 || fcntl(pipe.fd, F_SETFL, 0))
		return NULL;
	return fdopen(pipe.fd, "r");
}

static int serve(char **argv)
{
	char line[256];
	FILE *commands;
	int error = 0;

	for (server.operation = TAMPER_OPEN; strcmp(argv[2], operations[server.operation]); server.operation++)
		if (server.operation == TAMPER_CONNECT)
			return 2;
	server.directory = argv[3];
	server.name = argv[4];
	server.outcome = mmap(NULL, sizeof(*server.outcome), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	server.answers = fopen(argv[6], "we");
	if (server.outcome == MAP_FAILED || !server.answers) {
		fprintf(stderr, "ringbench-tamper: cannot write %s: %s\n", argv[6], strerror(errno));
		return 3;
	}
	error = make_tools();
	if (!error && server.operation == TAMPER_CONNECT)
		error = listen_somewhere();
	if (error) {
		fprintf(stderr, "ringbench-tamper: cannot prepare %s: %s\n", argv[3], strerror(error));
		return 3;
	}
	rb_adopt_descendants();
	commands = open_commands(argv[5]);
	while (commands && !error && fgets(line, sizeof(line), commands))
		error = obey(line);
	if (!commands) {
		fprintf(stderr, "ringbench-tamper: nobody opened %s\n", argv[5]);
		error = 3;
	}
	if (server.listener > 0)
		kill(server.listener, SIGKILL);
	rb_end_descendants(2 * LINGER_US / 1000);
	return error;
}

static int once(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? errno : 0;
}

int main(int argc, char **argv)
{
	if (argc == 7 && !strcmp(argv[1], "serve"))
		return serve(argv);
	if (argc == 3 && !strcmp(argv[1], "once"))
		return once(argv[2]);
	if (argc == 3 && (!strcmp(argv[1], "detach-links") || !strcmp(argv[1], "clear-maps")))
		return tamper_with_bpf(argv[1], argv[2]);
	if (argc == 2 && !strcmp(argv[1], "linger"))
		return usleep(LINGER_US) ? 1 : 0;
	fprintf(stderr, "ringbench-tamper: is started by ringbench; see main.c for its arguments\n");
	return 2;
}
