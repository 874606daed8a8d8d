/* SPDX-License-Identifier: Apache-2.0 */
/* serve.h: many runs by one process. */
#ifndef RB_SERVE_H
#define RB_SERVE_H

/*
 * Reads lines of words with tabs between them, the first of which is "run", until there are no more, and does
 * each in a process of its own. What that prints is followed by "end CODE". Returns an exit status.
 */
int rb_serve(int (*run)(int argc, char **argv));

#endif
