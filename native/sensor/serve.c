/* SPDX-License-Identifier: Apache-2.0 */
/* serve.c: the sensor process as a service: evaluates what is handed to it. See lib/service.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "commands.h"
#include "content_file.h"
#include "cpu.h"
#include "futex.h"
#include "interpreter.h"
#include "service.h"
#include "session.h"

#define SLEEP_MS 100

static int verdict_on(const struct rb_content *content, const struct rb_record *record)
{
	return rb_denies(content, rb_evaluate_record(content, record));
}

static void serve_socket(const struct rb_content *content)
{
	struct rb_record record;
	uint32_t verdict;

	while (recv(RB_CONTROL_FD, &record, sizeof(record), 0) == sizeof(record)) {
		verdict = (uint32_t)verdict_on(content, &record);
		if (send(RB_CONTROL_FD, &verdict, sizeof(verdict), MSG_NOSIGNAL) < 0)
			return;
	}
}

static void serve_ring(const struct rb_content *content, struct rb_service_ring *ring)
{
	uint32_t answered = 0, submitted;

	while (!__atomic_load_n(&ring->stop, __ATOMIC_RELAXED)) {
		submitted = __atomic_load_n(&ring->submitted, __ATOMIC_ACQUIRE);
		if (answered == submitted) {
			if (ring->spinning)
				rb_relax();
			else
				rb_futex_wait(&ring->submitted, submitted, SLEEP_MS);
			continue;
		}
		for (; answered != submitted; answered++)
			ring->verdicts[answered % RB_DRIVER_BATCH] = (uint8_t)
				verdict_on(content, &ring->records[answered % RB_DRIVER_BATCH]);
		__atomic_store_n(&ring->answered, answered, __ATOMIC_RELEASE);
		if (!ring->spinning)
			rb_futex_wake(&ring->answered);
	}
}

int rb_serve_command(char **argv)
{
	struct rb_service_ring *ring = mmap(NULL, sizeof(*ring), PROT_READ | PROT_WRITE, MAP_SHARED,
					    RB_SHARED_FD, 0);
	struct rb_small_content small;
	const struct rb_content *content = (const void *)&small;
	struct rb_reply reply = { 0 };

	if (ring == MAP_FAILED)
		rb_refuse_call(&reply, RB_CALL_MEMORY, errno, "map fd %d", RB_SHARED_FD);
	else if (!rb_die_with_parent_or_refuse(&reply) &&
		 !rb_pin_or_refuse(atoi(argv[3]), "the service", &reply)) {
		rb_content_deny_suffix(&small, RB_SERVICE_DENIES);
		ring->spinning = !strcmp(argv[2], "spin");
	}
	if (send(RB_CONTROL_FD, &reply, sizeof(reply), MSG_NOSIGNAL) < 0 || reply.status)
		return 3; /* nobody is there any more, or it cannot be done */
	if (!strcmp(argv[2], "socket"))
		serve_socket(content);
	else
		serve_ring(content, ring);
	return 0;
}
