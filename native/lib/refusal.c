/* SPDX-License-Identifier: Apache-2.0 */
#include "refusal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int fill(struct rb_reply *reply, int error, const char *format, va_list args)
{
	size_t used;

	vsnprintf(reply->reason, sizeof(reply->reason), format, args);
	used = strlen(reply->reason);
	snprintf(reply->reason + used, sizeof(reply->reason) - used, ": %s", strerror(error));
	reply->status = -error;
	return -error;
}

int rb_refuse(struct rb_reply *reply, int error, const char *remedy, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill(reply, error, format, args);
	va_end(args);
	snprintf(reply->remedy, sizeof(reply->remedy), "%s", remedy);
	return -error;
}

int rb_refuse_call(struct rb_reply *reply, enum rb_call call, int error, const char *format, ...)
{
	struct rb_powers powers;
	va_list args;

	va_start(args, format);
	fill(reply, error, format, args);
	va_end(args);
	rb_read_powers(&powers);
	rb_remedy(reply->remedy, sizeof(reply->remedy), call, error, &powers);
	return -error;
}
