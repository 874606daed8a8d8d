/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options.h: what a run is told, on a host and in a guest. Only what is listed in options.c is an option, each at
 * most once, with a value of its own alphabet; paths are none: files have names in a directory that the conductor
 * was started with.
 */
#ifndef RB_OPTIONS_H
#define RB_OPTIONS_H

#include "order.h"
#include "scene.h"

/* What its starter says once, and no order can change. */
struct rb_place_options {
	const char *native_dir;
	const char *dir; /* of the content, and of the runs' own directories */
	bool guest;
};

/* Room for the paths that are made of the names in an order. */
struct rb_run_paths {
	char work_dir[110]; /* scene.h has room for a little more */
	char content[300];
	char fallback[300];
};

/*
 * From an order "run NAME VALUE NAME VALUE ...". NULL, or what is wrong. Strings are in `paths` and in `place`.
 */
const char *rb_options_take(struct rb_run_options *options, struct rb_run_paths *paths,
			    const struct rb_place_options *place, const struct rb_order *order);

/* Of those that have a faulty build; on a host, only what may be run there. */
bool rb_options_know_sensor(const char *sensor, bool guest);

#endif
