/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ringbench-form: does an operation in its unusual forms, and knows what happened by the operation's own effect.
 *   ringbench-form prepare OPTIONS   makes targets, before any sensor watches
 *   ringbench-form run OPTIONS       does the forms of an operation, each try by a process of its own
 *   ringbench-form verify OPTIONS    looks at what changed, when no sensor watches; a line of JSON a try
 *   ringbench-form list              a line of JSON a form
 * OPTIONS: --directory DIR --run NAME --state FILE --operation open|exec|connect|write|rename|mmap-exec [--program FILE]
 *          [--forms V01,V02,...|all] [--tries N] [--race-tries N] [--denied] [--port PORT]
 * The static build (ringbench-form-static) does the forms that ask for it; `run` of the other starts it.
 * Exit status: 0; 2: the command line is wrong; 3: this machine cannot. Forms that fail are no error of its own.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
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
#include <unistd.h>

#include "descendants.h"
#include "form.h"
#include "json_text.h"
#include "own_dir.h"

#define MOST_TRIES 64
#define TRY_SECONDS 8
#define KEPT 64
#define PATIENCE_MS 100
#define FIRST_ADDRESS 0x7f400000u /* 127.64.0.0 */

static const char *const operations[FORM_OPERATIONS] = { "open", "exec", "connect", "write", "rename", "mmap-exec" };
static struct form_outcome (*state)[MOST_TRIES];
static struct form_options options = { .forms = "all", .tries = 3, .race_tries = 50, .operation = FORM_OPERATIONS };

enum { DIRECTORY, RUN, STATE, OPERATION, PROGRAM, FORMS, TRIES, RACE_TRIES, DENIED, PORT, OPTIONS };
static const struct option known[OPTIONS + 1] = {
	[DIRECTORY] = { "directory", required_argument, NULL, DIRECTORY },
	[RUN] = { "run", required_argument, NULL, RUN },
	[STATE] = { "state", required_argument, NULL, STATE },
	[OPERATION] = { "operation", required_argument, NULL, OPERATION },
	[PROGRAM] = { "program", required_argument, NULL, PROGRAM },
	[FORMS] = { "forms", required_argument, NULL, FORMS },
	[TRIES] = { "tries", required_argument, NULL, TRIES },
	[RACE_TRIES] = { "race-tries", required_argument, NULL, RACE_TRIES },
	[DENIED] = { "denied", no_argument, NULL, DENIED },
	[PORT] = { "port", required_argument, NULL, PORT },
};

static int misused(const char *what, const char *value)
{
	fprintf(stderr, "ringbench-form: %s, not '%s'.\n", what, value);
	return 2;
}

static int number(const char *word, long most)
{
	char *end;
	long value = strtol(word, &end, 10);

	return *word && !*end && value > 0 && value <= most ? (int)value : 0;
}

static int take(int option, const char *word)
{
	switch (option) {
	case DIRECTORY:
		options.directory = word;
		/* The longest names of targets are 4000 bytes in all. */
		return word[0] == '/' && strlen(word) < 200 ? 0 : misused("--directory is an absolute path of fewer than 200 bytes", word);
	case RUN:
		options.run = word;
		return strlen(word) == 4 && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789") == 4 ? 0 :
			misused("--run is four small letters or digits", word);
	case STATE: options.state = word; return 0;
	case PROGRAM: options.program = word; return 0;
	case FORMS: options.forms = word; return 0;
	case DENIED: options.denied = true; return 0;
	case TRIES:
		options.tries = number(word, MOST_TRIES);
		return options.tries ? 0 : misused("--tries is 1 to 64", word);
	case RACE_TRIES:
		options.race_tries = number(word, MOST_TRIES);
		return options.race_tries ? 0 : misused("--race-tries is 1 to 64", word);
	case PORT:
		options.port = (uint16_t)number(word, UINT16_MAX);
		return options.port ? 0 : misused("--port is 1 to 65535", word);
	default:
		for (int i = 0; i < FORM_OPERATIONS; i++)
			if (!strcmp(word, operations[i]))
				options.operation = (enum form_operation)i;
		return options.operation < FORM_OPERATIONS ? 0 :
			misused("--operation is open, exec, connect, write, rename or mmap-exec", word);
	}
}

static int take_options(int argc, char **argv)
{
	int option, error = 0;

	opterr = 0;
	optind = 2;
	while (!error && (option = getopt_long(argc, argv, "+:", known, NULL)) != -1)
		error = option == '?' || option == ':' ? misused("an option with its value is expected", argv[optind - 1]) :
							take(option, optarg);
	if (!error && optind < argc)
		error = misused("options are expected", argv[optind]);
	if (!error && (!options.directory || !options.run || !options.state || options.operation == FORM_OPERATIONS))
		error = misused("--directory, --run, --state and --operation are all needed", argv[1]);
	return error;
}

static bool is_named(const char *id)
{
	size_t length = strlen(id);

	if (!strcmp(options.forms, "all"))
		return true;
	for (const char *at = options.forms; (at = strstr(at, id)); at += length)
		if ((at == options.forms || at[-1] == ',') && (at[length] == ',' || !at[length]))
			return true;
	return false;
}

static bool is_chosen(const struct form *form)
{
	return form->operation == options.operation && (form->flags & FORM_CANARY || is_named(form->id));
}

static int tries_of(const struct form *form)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (form->flags & FORM_EACH_CPU)
		return cpus > MOST_TRIES ? MOST_TRIES : (int)cpus;
	if (form->flags & FORM_CANARY)
		return 1;
	return form->flags & FORM_RACE ? options.race_tries : options.tries;
}

static char digit(int value)
{
	return (char)(value < 10 ? '0' + value : 'a' + value - 10);
}

static void aim(struct form_try *attempt, const struct form *form, int index)
{
	const int place = (int)(form - forms);

	*attempt = (struct form_try){ .form = form, .options = &options, .number = index, .cpu = index };
	attempt->outcome = &state[place][index];
	/* Two letters of the form, and a number that ends as denied ones do or does not. */
	snprintf(attempt->name, sizeof(attempt->name), "%s%c%c_%d%s", options.run, digit(place / 36), digit(place % 36),
		 options.denied ? index + 1 : index, options.denied ? FORM_DENIED_SUFFIX : "");
	snprintf(attempt->path, FORM_PATH, "%s/" FORM_TARGETS "/%s", options.directory, attempt->name);
	attempt->address = FIRST_ADDRESS + (uint32_t)(place * 256 + index);
	if (form->aim)
		form->aim(attempt);
}

/* The outcomes, in a file that outlives us. */
static int map_state(bool fresh)
{
	const size_t size = sizeof(*state) * (size_t)form_count;
	int fd = open(options.state, O_RDWR | O_CLOEXEC | (fresh ? O_CREAT | O_TRUNC : 0), 0600);
	void *mapped = MAP_FAILED;

	if (fd >= 0 && (!fresh || !ftruncate(fd, (off_t)size)))
		mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	state = mapped;
	if (mapped != MAP_FAILED)
		return 0;
	fprintf(stderr, "ringbench-form: cannot map %s: %s.\n", options.state, strerror(errno));
	return 3;
}

static int make_directories(void)
{
	static const char *const names[] = { "", "/" FORM_TARGETS, "/" FORM_OTHERS, "/m" };
	char path[300];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", options.directory, names[i]);
		/* Whoever does the forms is another user. */
		if ((mkdir(path, 0777) && errno != EEXIST) || chmod(path, 0777)) {
			fprintf(stderr, "ringbench-form: cannot make %s: %s.\n", path, strerror(errno));
			return 3;
		}
	}
	return 0;
}

static int prepare(void)
{
	static struct form_try attempt;

	umask(0);
	if (map_state(true) || make_directories())
		return 3;
	for (int i = 0; i < form_count; i++)
		for (int index = 0; is_chosen(&forms[i]) && index < tries_of(&forms[i]); index++) {
			int error;

			aim(&attempt, &forms[i], index);
			error = forms[i].prepare ? forms[i].prepare(&attempt) : form_make_target(&attempt);
			if (error) {
				fprintf(stderr, "ringbench-form: cannot make %s for %s: %s.\n", attempt.path, forms[i].id,
					strerror(error));
				return 3;
			}
		}
	return 0;
}

/* As whoever the form is done by; does not return. */
__attribute__((noreturn)) static void be_actor(struct form_try *attempt)
{
	struct form_outcome *outcome = attempt->outcome;
	const unsigned int flags = attempt->form->flags;
	int error = 0;
	cpu_set_t set;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	setpgid(0, 0);
	umask(0);
	if (flags & FORM_EACH_CPU) {
		CPU_ZERO(&set);
		CPU_SET((unsigned int)attempt->cpu, &set);
		(void)sched_setaffinity(0, sizeof(set), &set); /* one that is off has no buffer that could hide anything */
	}
	if (!(flags & (FORM_ROOT | FORM_CANARY)))
		error = form_drop_rights();
	else if (flags & FORM_ROOT && geteuid())
		error = form_lacks(attempt, "it needs root");
	outcome->uid = (int32_t)geteuid();
	form_actor_is(attempt, getpid(), getpid());
	if (!error)
		error = attempt->form->act(attempt);
	outcome->error = error == FORM_LACKS ? 0 : error;
	_exit(0);
}

static void do_try(struct form_try *attempt)
{
	pid_t child = fork();
	int status;

	attempt->outcome->begun = 1;
	if (!child)
		be_actor(attempt);
	if (child < 0) {
		attempt->outcome->error = errno;
		return;
	}
	for (int ms = 0; ms < TRY_SECONDS * 1000; ms++) {
		if (waitpid(child, &status, WNOHANG) == child) {
			if (WIFSIGNALED(status))
				form_lacks(attempt, "the actor was ended by signal %d", WTERMSIG(status));
			return;
		}
		usleep(1000);
	}
	kill(-child, SIGKILL);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	form_lacks(attempt, "it did not end within %d s", TRY_SECONDS);
}

/* Accepts whatever comes, until its parent ends. Datagrams of any address arrive at one that nobody reads. */
static pid_t listen_at(uint16_t port)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	struct sockaddr_in any4 = { .sin_family = AF_INET, .sin_port = htons(port) };
	const int no = 0, yes = 1, waiting = 16;
	int kept[KEPT] = { 0 };
	int stream = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0), error;
	pid_t child;

	if (stream >= 0) {
		setsockopt(stream, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
		setsockopt(stream, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
		error = bind(stream, (void *)&any, sizeof(any));
	} else {
		stream = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		setsockopt(stream, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
		error = bind(stream, (void *)&any4, sizeof(any4));
	}
	setsockopt(stream, IPPROTO_TCP, 23 /* TCP_FASTOPEN */, &waiting, sizeof(waiting)); /* or it falls back */
	if (error || listen(stream, waiting)) {
		fprintf(stderr, "ringbench-form: cannot listen at port %u: %s.\n", port, strerror(errno));
		return -1;
	}
	child = fork();
	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	/* Kept open for a while: what is closed with something unread is reset. */
	for (int i = 0;; i = (i + 1) % KEPT) {
		if (kept[i])
			close(kept[i]);
		kept[i] = accept(stream, NULL, NULL);
	}
}

static void do_forms(unsigned int wanted, unsigned int unwanted)
{
	static struct form_try attempt;

	for (int i = 0; i < form_count; i++)
		for (int index = 0; is_chosen(&forms[i]) && (forms[i].flags & wanted) == wanted &&
				    !(forms[i].flags & unwanted) && index < tries_of(&forms[i]); index++) {
			aim(&attempt, &forms[i], index);
			do_try(&attempt);
		}
}

static void do_static_forms(char **argv)
{
	char dir[400], program[450];
	struct form_try attempt;
	pid_t child;
	int status = 0;

	rb_own_dir(dir, sizeof(dir));
	snprintf(program, sizeof(program), "%s/ringbench-form-static", dir);
	child = fork();
	if (!child) {
		execv(program, argv);
		_exit(127);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (!status)
		return;
	for (int i = 0; i < form_count; i++)
		for (int index = 0; is_chosen(&forms[i]) && forms[i].flags & FORM_STATIC && index < tries_of(&forms[i]); index++) {
			aim(&attempt, &forms[i], index);
			form_lacks(&attempt, "there is no static build beside this program");
		}
}

static int run(char **argv)
{
	char targets[300];
	pid_t listener = 0;

	if (map_state(false))
		return 3;
	rb_adopt_descendants();
	snprintf(targets, sizeof(targets), "%s/" FORM_TARGETS, options.directory);
	options.targets = open(targets, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (form_is_static()) {
		do_forms(FORM_STATIC, 0);
		rb_end_descendants(PATIENCE_MS);
		return 0;
	}
	if (options.operation == FORM_CONNECT) {
		listener = listen_at(options.port);
		if (listener < 0)
			return 3;
	}
	do_forms(FORM_CANARY, FORM_EACH_CPU);
	do_forms(0, FORM_CANARY | FORM_STATIC);
	do_static_forms(argv);
	do_forms(FORM_CANARY | FORM_EACH_CPU, 0);
	if (listener > 0) {
		kill(listener, SIGKILL);
		waitpid(listener, NULL, 0);
	}
	rb_end_descendants(PATIENCE_MS);
	return 0;
}

static void print_text(const char *name, const char *text)
{
	printf(",\"%s\":\"", name);
	rb_print_json_text(text);
	printf("\"");
}

static void print_try(const struct form_try *attempt)
{
	const struct form_outcome *outcome = attempt->outcome;

	printf("{\"form\":\"%s\",\"number\":%d,\"pid\":%d,\"tid\":%d,\"other\":%d,\"uid\":%d,\"error\":%d,\"happened\":%s,"
	       "\"decoyed\":%s,\"handed\":%s",
	       attempt->form->id, attempt->number, outcome->pid, outcome->tid, outcome->other, outcome->uid, outcome->error,
	       outcome->happened ? "true" : "false", outcome->decoy ? "true" : "false", outcome->handed ? "true" : "false");
	print_text("name", attempt->name);
	print_text("target", attempt->path);
	print_text("alias", attempt->alias);
	print_text("decoy", attempt->decoy);
	print_text("reason", outcome->begun ? outcome->reason : "it was not reached");
	printf("}\n");
}

static int verify(void)
{
	static struct form_try attempt;

	if (map_state(false))
		return 3;
	for (int i = 0; i < form_count; i++)
		for (int index = 0; is_chosen(&forms[i]) && index < tries_of(&forms[i]); index++) {
			aim(&attempt, &forms[i], index);
			if (forms[i].verify && attempt.outcome->begun && !attempt.outcome->reason[0])
				attempt.outcome->happened = forms[i].verify(&attempt);
			print_try(&attempt);
		}
	return fflush(stdout) ? 3 : 0;
}

static int list(void)
{
	for (int i = 0; i < form_count; i++) {
		printf("{\"id\":\"%s\",\"operation\":\"%s\",\"canary\":%s,\"race\":%s,\"root\":%s", forms[i].id,
		       operations[forms[i].operation], forms[i].flags & FORM_CANARY ? "true" : "false",
		       forms[i].flags & FORM_RACE ? "true" : "false", forms[i].flags & FORM_ROOT ? "true" : "false");
		print_text("title", forms[i].title);
		printf("}\n");
	}
	return 0;
}

int main(int argc, char **argv)
{
	int error;

	if (argc == 2 && !strcmp(argv[1], "list"))
		return list();
	if (argc < 2 || (strcmp(argv[1], "prepare") && strcmp(argv[1], "run") && strcmp(argv[1], "verify")))
		return misused("the command is prepare, run, verify or list", argc < 2 ? "" : argv[1]);
	error = take_options(argc, argv);
	if (error)
		return error;
	if (!strcmp(argv[1], "prepare"))
		return prepare();
	return strcmp(argv[1], "run") ? verify() : run(argv);
}
