/* SPDX-License-Identifier: Apache-2.0 */
/*
 * boot.c: 19 July 2024 in a guest: content is deployed to a disk that outlives the machine's crashes, and
 * a sensor that is loaded at each boot reads it. What a vendor may put against a boot loop is the policy:
 *   none             whatever is on the disk is loaded
 *   last-known-good  after two failed boots the content before, after three no sensor at all
 *   both-bad         the same, and the content before is as bad
 * A driver that crashes as it is loaded (F22) or by its content (F20) needs no other: `none` with the defect's id, panic_on_oops and
 * the seed behind the sensor.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scene.h"

#define BEFORE "/ringbench/content.before"
#define AFTER "/ringbench/content.after"
#define DEPLOYED "/data/content"
#define KNOWN_GOOD "/data/content.good"
#define POLICY "/data/policy"
#define BOOTS "/data/boots"
#define FAILED_BOOTS_UNTIL_ROLLBACK 2
#define FAILED_BOOTS_UNTIL_LEFT_OUT 3

static bool rolled_back;

static int keep(const char *path, const void *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int error = fd < 0 || write(fd, bytes, size) != (ssize_t)size || fsync(fd) ? -EIO : 0;

	if (fd >= 0)
		close(fd);
	return error;
}

static int copy(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct stat st;
	int error = in < 0 || out < 0 || fstat(in, &st) ||
		    sendfile(out, in, NULL, (size_t)st.st_size) != st.st_size || fsync(out) ? -EIO : 0;

	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return error;
}

static void read_words(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[got > 0 ? got : 0] = '\0';
}

static void count_boots(int boots)
{
	char text[16];

	keep(BOOTS, text, (size_t)snprintf(text, sizeof(text), "%d", boots));
}

bool rb_boot_wanted(void)
{
	return !access(POLICY, R_OK);
}

bool rb_boot_is_policy(const char *word)
{
	return !strcmp(word, "none") || !strcmp(word, "last-known-good") || !strcmp(word, "both-bad");
}

int rb_boot_deploy(const char *policy, const char *sensor)
{
	char text[80];
	int length = snprintf(text, sizeof(text), "%s %s", policy, sensor);

	if (copy(AFTER, DEPLOYED) || copy(!strcmp(policy, "both-bad") ? AFTER : BEFORE, KNOWN_GOOD) ||
	    keep(POLICY, text, (size_t)length))
		return -EIO;
	count_boots(-1); /* deploying is no boot */
	sync();
	return 0;
}

int rb_boot_install(const struct rb_run_options *options)
{
	char text[80];
	int length = snprintf(text, sizeof(text), "none %s %s %d %u", options->sensor, options->fault_id,
			      options->panic_on_oops, options->seed);
	int error = keep(POLICY, text, (size_t)length);

	count_boots(0);
	sync();
	return error;
}

bool rb_boot_begin(struct rb_run_options *options)
{
	char text[80], counted[16], policy[32], sensor[32], defect[8];
	int boots, words, panic_on_oops;
	uint32_t seed;
	bool cautious;

	read_words(POLICY, text, sizeof(text));
	read_words(BOOTS, counted, sizeof(counted));
	words = sscanf(text, "%31s %31s %7s %d %u", policy, sensor, defect, &panic_on_oops, &seed);
	if (words < 2)
		return false;
	boots = atoi(counted) + 1; /* those before it that did not end well */
	count_boots(boots);
	snprintf(options->sensor, sizeof(options->sensor), "%s", sensor);
	if (words == 5) {
		snprintf(options->fault_id, sizeof(options->fault_id), "%s", defect);
		options->fault = (uint32_t)atoi(defect + 1);
		options->seed = seed;
		options->panic_on_oops = panic_on_oops;
		rb_say("boot %d driver", boots);
		return true;
	}
	options->content = DEPLOYED;
	cautious = strcmp(policy, "none");
	if (cautious && boots > FAILED_BOOTS_UNTIL_LEFT_OUT) {
		rb_say("boot %d without-sensor", boots);
		return false;
	}
	if (cautious && boots > FAILED_BOOTS_UNTIL_ROLLBACK) {
		options->content = KNOWN_GOOD;
		rolled_back = true;
		rb_say("boot %d content-before", boots);
	} else {
		rb_say("boot %d content-after", boots);
	}
	return true;
}

void rb_boot_is_well(void)
{
	if (rolled_back && !copy(KNOWN_GOOD, DEPLOYED))
		rolled_back = false;
	count_boots(-1);
}
