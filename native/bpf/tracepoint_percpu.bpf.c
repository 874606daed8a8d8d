// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The programs of bpf-tracepoint with a ring for each CPU: no lock is shared between producers. */
#define RB_RING_PER_CPU
#include "tracepoint.bpf.c"
