/* SPDX-License-Identifier: Apache-2.0 */
#include "json_text.h"

void rb_write_json_text(FILE *out, const char *text)
{
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			fprintf(out, "\\u%04x", (unsigned char)*text);
		else
			fputc(*text, out);
}

void rb_print_json_text(const char *text)
{
	rb_write_json_text(stdout, text);
}
