/* SPDX-License-Identifier: Apache-2.0 */
#include "json_text.h"

#include <stdio.h>

void rb_print_json_text(const char *text)
{
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			printf("\\u%04x", *text);
		else
			putchar(*text);
}
