/* SPDX-License-Identifier: Apache-2.0 */
/* alternate.c: passes without a mechanism and with it, in turn, and the operations of one. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "bare.h"
#include "clock.h"

/* Of each kind. */
#define PASSES 4

static int open_and_close(const struct rb_bare *bare, int file)
{
	int fd = open(bare->paths[(unsigned int)file % RB_BARE_FILES], O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return rb_refuse_call(bare->reply, RB_CALL_WORK_FILE, errno, "open a file");
	close(fd);
	return 0;
}

int rb_bare_opens(const struct rb_bare *bare, struct rb_pass *pass)
{
	int64_t first_ns;
	int error = 0;

	for (int i = 0; i < RB_BARE_WARM_UP && !error; i++)
		error = open_and_close(bare, pass->first + i);
	first_ns = rb_clock_ns();
	for (int i = 0; i < pass->count && !error; i++) {
		int64_t begin_ns = rb_clock_ns();

		error = open_and_close(bare, pass->first + RB_BARE_WARM_UP + i);
		pass->latency_ns[i] = rb_clock_ns() - begin_ns;
	}
	pass->elapsed_ns = rb_clock_ns() - first_ns;
	return error;
}

int rb_bare_alternate(const struct rb_bare *bare,
		      int (*run)(const struct rb_bare *bare, struct rb_pass *pass, void *context),
		      void *context)
{
	static const bool with[2 * PASSES] = { false, true, true, false, false, true, true, false };
	int done[2] = { 0, 0 }, nth[2] = { 0, 0 }, file = 0;

	*bare->with_elapsed_ns = 0;
	for (int i = 0; i < 2 * PASSES; i++) {
		bool kind = with[i];
		int64_t *all = kind ? bare->with_ns : bare->without_ns;
		struct rb_pass pass = {
			.with = kind,
			/* The last has what the division leaves. */
			.count = (bare->count - done[kind]) / (PASSES - nth[kind]++),
			.first = file,
			.latency_ns = all + done[kind],
		};
		int error = run(bare, &pass, context);

		if (error)
			return error;
		done[kind] += pass.count;
		file += RB_BARE_WARM_UP + pass.count;
		if (kind)
			*bare->with_elapsed_ns += pass.elapsed_ns;
	}
	return 0;
}

struct thread_pass {
	const struct rb_bare *bare;
	struct rb_pass *pass;
	int (*install)(const struct rb_bare *bare, void *context);
	void *context;
	int error;
};

static void *run_thread(void *argument)
{
	struct thread_pass *thread = argument;

	if (thread->pass->with)
		thread->error = thread->install(thread->bare, thread->context);
	if (!thread->error)
		thread->error = rb_bare_opens(thread->bare, thread->pass);
	return NULL;
}

/* It inherits the CPU of who makes it. */
int rb_bare_opens_on_thread(const struct rb_bare *bare, struct rb_pass *pass,
			    int (*install)(const struct rb_bare *bare, void *context),
			    void *context)
{
	struct thread_pass argument = {
		.bare = bare,
		.pass = pass,
		.install = install,
		.context = context,
	};
	pthread_t thread;
	int error = pthread_create(&thread, NULL, run_thread, &argument);

	if (error)
		return rb_refuse_call(bare->reply, RB_CALL_THREAD, error,
				      "start the opening thread");
	pthread_join(thread, NULL);
	return argument.error;
}
