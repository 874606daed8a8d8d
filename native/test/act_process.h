/* SPDX-License-Identifier: Apache-2.0 */
/* act_process.h: runs ringbench-act for its test, and reads what it leaves. */
#ifndef RB_ACT_PROCESS_H
#define RB_ACT_PROCESS_H

#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define EXPECT(condition) do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	} while (0)

/* Exit status where there is no other user to be. */
#define NO_ORDINARY_USER 99

static int actor_fd;        /* so that a user who may not enter its directory runs it too */
static char scratch[64];    /* a directory that everybody may write to; "@" in arguments stands for it */
static char said[4096];     /* by the last one, on standard error and standard output */

/* Starts it with the words of `line`, its output to `said`'s file. */
static pid_t start_actor(const char *line, bool ordinary_user)
{
	char path[80], log[80], *words[40] = { path }, text[1024], expanded[2048], *to = expanded, *rest = expanded;
	pid_t child;
	int count = 1;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", actor_fd);
	snprintf(log, sizeof(log), "%s/said", scratch);
	snprintf(text, sizeof(text), "%s", line);
	for (char *from = text; *from; from++)
		to += *from == '@' ? sprintf(to, "%s", scratch) : sprintf(to, "%c", *from);
	for (char *word; (word = strsep(&rest, " ")) && count < 39;)
		words[count++] = word;
	child = fork();
	if (child)
		return child;
	dup2(open(log, O_WRONLY | O_CREAT | O_TRUNC, 0666), STDERR_FILENO);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	if (ordinary_user && !getuid() && (setgid(65534) || setuid(65534)))
		_exit(NO_ORDINARY_USER);
	execv(path, words);
	_exit(98);
}

static void read_text(const char *name, char *text, size_t size)
{
	char path[120];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", scratch, name);
	fd = open(path, O_RDONLY);
	got = fd < 0 ? 0 : read(fd, text, size - 1);
	text[got < 0 ? 0 : got] = '\0';
	if (fd >= 0)
		close(fd);
}

static int status_of(pid_t child)
{
	int status = -1;

	waitpid(child, &status, 0);
	read_text("said", said, sizeof(said));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Exit status. */
__attribute__((format(printf, 1, 2))) static int act(const char *format, ...)
{
	char line[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	return status_of(start_actor(line, false));
}

/* A member of the JSON in the file `out`; -1: it has none of that name. */
static int64_t told(const char *member)
{
	static char json[1 << 17];
	char key[64], *at;

	read_text("out", json, sizeof(json));
	snprintf(key, sizeof(key), "\"%s\":", member);
	at = strstr(json, key);
	return at ? strtoll(at + strlen(key), NULL, 10) : -1;
}

/* How many values a histogram in the file `out` has; -1: there is none of that name. */
static int64_t told_values(const char *histogram)
{
	static char json[1 << 17];
	char key[64], *at;
	int64_t sum = 0;

	read_text("out", json, sizeof(json));
	snprintf(key, sizeof(key), "\"%s\":[", histogram);
	at = strstr(json, key);
	if (!at)
		return -1;
	for (at += strlen(key); *at == '[' || *at == ','; at++) {
		strtoll(at + 1 + (*at == ','), &at, 10);
		sum += strtoll(at + 1, &at, 10);
	}
	return sum;
}

static bool there_is(const char *format, uint32_t index)
{
	char name[64], path[140];

	snprintf(name, sizeof(name), format, index);
	snprintf(path, sizeof(path), "%s/%s", scratch, name);
	return !access(path, F_OK);
}

/* Waits up to 10 s. */
static bool appears(const char *name)
{
	for (int i = 0; i < 1000 && !there_is(name, 0); i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	return there_is(name, 0);
}

static void forget(const char *name)
{
	char path[140];

	snprintf(path, sizeof(path), "%s/%s", scratch, name);
	unlink(path);
}

#endif
