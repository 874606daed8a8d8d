/* SPDX-License-Identifier: Apache-2.0 */
/* json_text.h: text in the one line of JSON with which our programs answer. */
#ifndef RB_JSON_TEXT_H
#define RB_JSON_TEXT_H

#include <stdio.h>

/* Writes `text` as the inside of a JSON string. */
void rb_write_json_text(FILE *out, const char *text);
/* The same to standard output. */
void rb_print_json_text(const char *text);

#endif
