/* SPDX-License-Identifier: Apache-2.0 */
/* open_names.c: opens of a file by something else than its plain name: links, mounts, descriptors, long and odd names. */
#include "acts.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_and_read(struct form_try *attempt, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? errno : form_read_target(attempt, fd);
}

int act_o_path(struct form_try *attempt)
{
	char path[64];
	int file = open(attempt->path, O_PATH | O_CLOEXEC), error;

	if (file < 0)
		return errno;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	error = open_and_read(attempt, path);
	close(file);
	return error;
}

void aim_alias(struct form_try *attempt)
{
	form_elsewhere(attempt, attempt->alias, "%s", attempt->name);
}

int prepare_hard_link(struct form_try *attempt)
{
	int error = form_make_target(attempt);

	unlink(attempt->alias);
	return error ? error : link(attempt->path, attempt->alias) ? errno : 0;
}

int prepare_symlink(struct form_try *attempt)
{
	int error = form_make_target(attempt);

	unlink(attempt->alias);
	return error ? error : symlink(attempt->path, attempt->alias) ? errno : 0;
}

int act_open_alias(struct form_try *attempt)
{
	return open_and_read(attempt, attempt->alias);
}

/* Name spaces and mounts that containers do not allow are no mistake of the form. */
static int own_mounts(struct form_try *attempt, int more)
{
	if (unshare(CLONE_NEWNS | more))
		return form_lacks(attempt, "unshare(2) of mounts%s: %s", more ? " and users" : "", strerror(errno));
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ? errno : 0;
}

/* The directory of targets appears in another place. */
void aim_mounted(struct form_try *attempt)
{
	snprintf(attempt->alias, FORM_PATH, "%s/m/%s", attempt->options->directory, attempt->name);
}

static int mount_targets(struct form_try *attempt, bool overlay)
{
	char from[300], to[300], options[700];
	int error = own_mounts(attempt, 0);

	if (error)
		return error;
	snprintf(from, sizeof(from), "%s/" FORM_TARGETS, attempt->options->directory);
	snprintf(to, sizeof(to), "%s/m", attempt->options->directory);
	/* Two lower ones, for there is no upper. */
	snprintf(options, sizeof(options), "lowerdir=%s:%s", from, to);
	if (overlay ? mount("overlay", to, "overlay", MS_RDONLY, options) : mount(from, to, NULL, MS_BIND, NULL))
		return errno == ENODEV ? form_lacks(attempt, "this kernel has no overlay") : errno;
	return open_and_read(attempt, attempt->alias);
}

int act_bind_mount(struct form_try *attempt)
{
	return mount_targets(attempt, false);
}

int act_overlay(struct form_try *attempt)
{
	return mount_targets(attempt, true);
}

int act_other_mounts(struct form_try *attempt)
{
	int error = own_mounts(attempt, 0);

	return error ? error : open_and_read(attempt, attempt->path);
}

int act_user_namespace(struct form_try *attempt)
{
	int error;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return form_lacks(attempt, "unshare(2) of users and mounts: %s", strerror(errno));
	error = open_and_read(attempt, attempt->path);
	return error;
}

int act_chroot(struct form_try *attempt)
{
	char path[64];

	if (chroot(attempt->options->directory) || chdir("/"))
		return errno;
	snprintf(path, sizeof(path), "/" FORM_TARGETS "/%s", attempt->name);
	return open_and_read(attempt, path);
}

int act_relative(struct form_try *attempt)
{
	int fd = openat(attempt->options->targets, attempt->name, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? errno : form_read_target(attempt, fd);
}

/* Of `bytes` bytes in all, by directories of many letters between. */
static void aim_long(struct form_try *attempt, size_t bytes)
{
	const size_t rest = strlen(attempt->name) + 1;
	size_t length = (size_t)snprintf(attempt->path, FORM_PATH, "%s/" FORM_TARGETS, attempt->options->directory);

	while (length + rest + 2 <= bytes) {
		size_t part = bytes - rest - length - 1;

		part = part > 200 ? 200 : part;
		attempt->path[length++] = '/';
		memset(attempt->path + length, 'd', part);
		length += part;
	}
	snprintf(attempt->path + length, FORM_PATH - length, "/%s", attempt->name);
}

void aim_310_bytes(struct form_try *attempt)
{
	aim_long(attempt, 310);
}

void aim_4000_bytes(struct form_try *attempt)
{
	aim_long(attempt, 4000);
}

int prepare_long(struct form_try *attempt)
{
	static char directory[FORM_PATH];
	size_t begin = strlen(attempt->options->directory);

	snprintf(directory, sizeof(directory), "%s", attempt->path);
	for (char *slash = strchr(directory + begin + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(directory, 0777) && errno != EEXIST)
			return errno;
		if (chmod(directory, 0777))
			return errno;
		*slash = '/';
	}
	return form_make_target(attempt);
}

void aim_newline(struct form_try *attempt)
{
	snprintf(attempt->path, FORM_PATH, "%s/" FORM_TARGETS "/new\nline-%s", attempt->options->directory, attempt->name);
}

void aim_decoy(struct form_try *attempt)
{
	/* As long as the target's, so that one byte is all that is written: the first letter. */
	memcpy(attempt->decoy, attempt->path, sizeof(attempt->decoy));
	attempt->decoy[strlen(attempt->decoy) - strlen(attempt->name)] = 'q';
}

int prepare_decoy(struct form_try *attempt)
{
	char content[64];
	int error = form_make_target(attempt);

	form_content(content, sizeof(content), attempt->decoy);
	return error ? error : form_make_file(attempt->decoy, content);
}

struct flipped {
	volatile char *letter;
	char one, other;
	atomic_bool stop;
};

static void *flip(void *argument)
{
	struct flipped *flipped = argument;

	while (!atomic_load_explicit(&flipped->stop, memory_order_relaxed)) {
		*flipped->letter = flipped->one;
		*flipped->letter = flipped->other;
	}
	return NULL;
}

#define MOST_DENIED_OPENS 200

/* One open in a try; where the target is denied, as many as an attacker would try. */
int act_flipped_path(struct form_try *attempt)
{
	static char path[FORM_PATH];
	const int most = attempt->options->denied ? MOST_DENIED_OPENS : 1;
	size_t at = strlen(attempt->path) - strlen(attempt->name);
	struct flipped flipped = { .letter = path + at, .one = 'q', .other = attempt->name[0] };
	pthread_t thread;
	int error;

	memcpy(path, attempt->path, strlen(attempt->path) + 1);
	error = pthread_create(&thread, NULL, flip, &flipped);
	if (error)
		return error;
	usleep(1000); /* it runs */
	for (int i = 0; i < most; i++) {
		error = open_and_read(attempt, path);
		if (!error && !attempt->outcome->decoy)
			break;
	}
	atomic_store(&flipped.stop, true);
	pthread_join(thread, NULL);
	if (attempt->options->denied && attempt->outcome->decoy) {
		attempt->outcome->happened = 0;
		error = EACCES;
	}
	return error;
}
