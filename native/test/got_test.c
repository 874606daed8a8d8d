/* SPDX-License-Identifier: Apache-2.0 */
/* A replaced entry is used by the library's own calls, and only until it is put back. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "got.h"
#include "workload.h"

static int calls;

static int refusing_open(const char *path, int flags, ...)
{
	(void)path;
	(void)flags;
	calls++;
	errno = EPERM;
	return -1;
}

#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
			return 1; \
		} \
	} while (0)

int main(void)
{
	void *original = NULL, *replaced = NULL;

	EXPECT(rb_got_replace("no_such_function", (void *)refusing_open, &original) == -ENOENT);
	EXPECT(rb_run_open("/proc/self/status") == 0);
	EXPECT(rb_got_replace("open", (void *)refusing_open, &original) == 0);
	EXPECT(rb_run_open("/proc/self/status") == EPERM);
	EXPECT(calls == 1);
	EXPECT(rb_got_replace("open", original, &replaced) == 0);
	EXPECT(replaced == (void *)refusing_open);
	EXPECT(rb_run_open("/proc/self/status") == 0);
	EXPECT(calls == 1);
	return 0;
}
