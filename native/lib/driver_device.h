/* SPDX-License-Identifier: Apache-2.0 */
/* driver_device.h: the device of the native test driver, and why it is not there. */
#ifndef RB_DRIVER_DEVICE_H
#define RB_DRIVER_DEVICE_H

#include "refusal.h"
#include "ringbench.h"

/* A descriptor of /dev/ringbench whose driver has our ABI, or rb_refuse(). */
int rb_driver_open(struct rb_reply *reply);
/* 0, or rb_refuse() with why that driver was built without the interpreter. */
int rb_driver_has_interpreter(int fd, enum rb_driver_interpreter interpreter, struct rb_reply *reply);

#endif
