/* SPDX-License-Identifier: Apache-2.0 */
/*
 * patience.h: how many times as long builds with sanitizers wait for another process: they are several times slower,
 * and their tests share the machine with others.
 */
#ifndef RB_PATIENCE_H
#define RB_PATIENCE_H

#ifdef __SANITIZE_ADDRESS__
#define RB_PATIENCE 5
#else
#define RB_PATIENCE 1
#endif

#endif
