/* SPDX-License-Identifier: Apache-2.0 */
/* agent.c: prints the name of each file that is opened in a directory, and judges it. A project's own agent is here. */
#include <stdint.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

/* How thoroughly a name is judged: what a change of the agent changes. */
#ifndef ROUNDS
#define ROUNDS 16
#endif

static uint32_t judge(const char *name)
{
	uint32_t hash = 2166136261u;

	for (int round = 0; round < ROUNDS; round++)
		for (const char *at = name; *at; at++)
			hash = (hash ^ (uint8_t)*at) * 16777619u;
	return hash;
}

int main(int argc, char **argv)
{
	_Alignas(struct inotify_event) char events[4096];
	int watch = inotify_init1(IN_CLOEXEC);

	if (argc != 2 || watch < 0 || inotify_add_watch(watch, argv[1], IN_OPEN) < 0) {
		perror("agent");
		return 1;
	}
	for (;;) {
		ssize_t length = read(watch, events, sizeof(events));

		if (length <= 0)
			return 1;
		for (char *at = events; at < events + length;) {
			const struct inotify_event *event = (const struct inotify_event *)at;

			if (event->mask & IN_Q_OVERFLOW)
				printf("LOST 1\n");
			else if (event->len)
				printf("OPEN %s %08x\n", event->name, judge(event->name));
			at += sizeof(*event) + event->len;
		}
		fflush(stdout);
	}
}
