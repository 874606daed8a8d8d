/* SPDX-License-Identifier: Apache-2.0 */
/* got.h: replaces one function in this library's own global offset table; see elf(5). */
#ifndef RB_GOT_H
#define RB_GOT_H

/*
 * From now on, calls of `symbol` in this shared library go to `replacement`; what they went to is
 * stored in *previous. 0, -ENOENT when the library does not call it through the table.
 */
int rb_got_replace(const char *symbol, void *replacement, void **previous);

#endif
