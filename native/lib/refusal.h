/* SPDX-License-Identifier: Apache-2.0 */
/* refusal.h: an error as a user reads it: what failed with which value, and what to do. */
#ifndef RB_REFUSAL_H
#define RB_REFUSAL_H

#include "remedy.h"
#include "ringbench.h"

/* Fills `reply` and returns -error. The reason ends with the error's own text. */
int rb_refuse(struct rb_reply *reply, int error, const char *remedy, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The same for a call that the machine refused: the remedy follows from the call and its errno. */
int rb_refuse_call(struct rb_reply *reply, enum rb_call call, int error, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
