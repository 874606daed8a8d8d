/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stamps.h: when each operation was, in a file of records that is mapped while they are done. Nothing is flushed, and
 * what was written is there also when the process is killed in the middle of a call.
 *
 * The file is COUNT records of 32 bytes in the order of the operations, little endian; Java reads it:
 *   offset  0  uint32  index        of the target, as in its name
 *   offset  4  int32   error        errno that the caller saw; 0: done
 *   offset  8  int64   intended_ns  when it was due; without a rate: start_ns
 *   offset 16  int64   start_ns     before the call; 0: it was not begun, and the whole record is 0
 *   offset 24  int64   end_ns       after the call; 0: it had not returned when the process ended
 * Times are CLOCK_MONOTONIC in ns.
 */
#ifndef RB_ACT_STAMPS_H
#define RB_ACT_STAMPS_H

#include <stddef.h>
#include <stdint.h>

struct rb_act_stamp {
	uint32_t index;
	int32_t error;
	int64_t intended_ns;
	int64_t start_ns;
	int64_t end_ns;
};
_Static_assert(sizeof(struct rb_act_stamp) == 32 && offsetof(struct rb_act_stamp, end_ns) == 24 &&
	       __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file is as Java reads it");

/* Makes the file with `count` empty records and maps them. NULL after a sentence on stderr. */
struct rb_act_stamp *rb_act_map_stamps(const char *path, uint32_t count);

#endif
