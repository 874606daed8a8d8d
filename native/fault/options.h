/* SPDX-License-Identifier: Apache-2.0 */
/* options.h: what a run is told, on the command line of a host and in the lines to a guest. */
#ifndef RB_OPTIONS_H
#define RB_OPTIONS_H

#include "scene.h"

/* argv[0] is skipped. NULL, or what is wrong. Strings stay the caller's. */
const char *rb_options_parse(struct rb_run_options *options, int argc, char **argv);

#endif
