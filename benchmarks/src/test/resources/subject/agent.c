// SPDX-License-Identifier: Apache-2.0
// A sensor for SubjectIT: prints a line for each file that is opened in a directory, or misbehaves.
//   agent DIRECTORY good|mute|others|dies|stubborn|daemon|floods
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { DIES_AFTER = 200 };

static char buffer[1 << 16] __attribute__((aligned(__alignof__(struct inotify_event))));

// The events of one read; the number of them.
static int print_events(const char *bytes, ssize_t length, const char *mode)
{
	int events = 0;

	for (const char *at = bytes; at < bytes + length;) {
		const struct inotify_event *event = (const struct inotify_event *)at;

		if (event->mask & IN_Q_OVERFLOW)
			printf("LOST 1\n");
		else if (event->len)
			printf("OPEN %s\n", strcmp(mode, "others") ? event->name : "somebody-elses");
		events++;
		at += sizeof *event + event->len;
	}
	fflush(stdout);
	return events;
}

static void write_for_ever(void)
{
	memset(buffer, 'x', sizeof buffer);
	for (int i = 79; i < (int)sizeof buffer; i += 80)
		buffer[i] = '\n';
	while (write(STDOUT_FILENO, buffer, sizeof buffer) > 0)
		usleep(200);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 2 ? argv[2] : "good";
	int events = 0;
	int queue = inotify_init1(IN_CLOEXEC);

	if (argc < 3 || queue < 0 || inotify_add_watch(queue, argv[1], IN_OPEN) < 0) {
		perror("agent: cannot watch");
		return 2;
	}
	if (!strcmp(mode, "daemon") && fork())
		return 0;
	if (!strcmp(mode, "stubborn"))
		signal(SIGTERM, SIG_IGN);
	fprintf(stderr, "agent: ready\n");
	if (!strcmp(mode, "floods"))
		write_for_ever();
	for (;;) {
		ssize_t length = read(queue, buffer, sizeof buffer);

		if (length <= 0)
			return 1;
		if (strcmp(mode, "mute"))
			events += print_events(buffer, length, mode);
		if (!strcmp(mode, "dies") && events > DIES_AFTER) {
			fprintf(stderr, "agent: out of luck\n");
			return 3;
		}
	}
}
