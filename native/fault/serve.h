/* SPDX-License-Identifier: Apache-2.0 */
/* serve.h: many runs by one process. */
#ifndef RB_SERVE_H
#define RB_SERVE_H

#include "order.h"

/*
 * Reads orders (order.h), the first word of which is "run", until there are no more, and does each in a process
 * of its own. What that prints is followed by "end CODE". Returns an exit status: 2 after what is no order.
 */
int rb_serve(int (*run)(const struct rb_order *order));

#endif
