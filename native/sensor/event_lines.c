/* SPDX-License-Identifier: Apache-2.0 */
#include "event_lines.h"

#include <arpa/inet.h>
#include <limits.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "json_text.h"
#include "sensor.h"

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
	pid_t session;

	if (!session_of_program)
		return !path || !*path ? record->operation == RB_CONNECT || record->operation == RB_CONNECT6 : strstr(path, marker) != NULL;
	session = record->tgid ? getsid((pid_t)record->tgid) : 0;
	return (path && strstr(path, marker)) || session == session_of_program || session < 0;
}

/* As agents do it to whom the kernel names a process alone; empty: it has ended. */
static const char *path_of_process(uint32_t pid)
{
	static char path[PATH_MAX];
	char link[32];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/%u/exe", pid);
	length = readlink(link, path, sizeof(path) - 1);
	path[length < 0 ? 0 : length] = '\0';
	return path;
}

static void write_event(const struct rb_record *record, const char *path)
{
	char text[sizeof(record->path) + 1] = "";
	const bool address = record->operation == RB_CONNECT || record->operation == RB_CONNECT6;

	if (!path && record->operation == RB_EXEC && record->path_len <= 0 && !session_of_program)
		path = path_of_process(record->tgid);
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

void rb_write_event_lines(FILE *to, const char *sensor, const char *name)
{
	out = to;
	marker = name;
	knows_user = strncmp(sensor, "perf-", 5) != 0;
	rb_tell = write_event;
}

void rb_event_lines_of_session(pid_t session)
{
	session_of_program = session;
}

uint64_t rb_event_lines(void)
{
	return __atomic_load_n(&told, __ATOMIC_RELAXED);
}
