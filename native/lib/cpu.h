/* SPDX-License-Identifier: Apache-2.0 */
/* cpu.h: where a thread runs. */
#ifndef RB_CPU_H
#define RB_CPU_H

/* Pins the calling thread. 0 or negative errno. */
int rb_pin(int cpu);

#endif
