/* SPDX-License-Identifier: Apache-2.0 */
#include "refusal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int rb_refuse(struct rb_reply *reply, int error, const char *remedy, const char *format, ...)
{
	va_list args;
	size_t used;

	va_start(args, format);
	vsnprintf(reply->reason, sizeof(reply->reason), format, args);
	va_end(args);
	used = strlen(reply->reason);
	snprintf(reply->reason + used, sizeof(reply->reason) - used, ": %s", strerror(error));
	snprintf(reply->remedy, sizeof(reply->remedy), "%s", remedy);
	reply->status = -error;
	return -error;
}
