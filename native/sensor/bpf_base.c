/* SPDX-License-Identifier: Apache-2.0 */
#include "bpf_base.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The best reasons that there are: what the verifier said last, else libbpf's last warning. */
static char last_warning[200];
static char last_of_verifier[200];

/* The line before its count of instructions, which is its last. */
static void keep_verifier(char *log)
{
	char *end = strstr(log, "\nprocessed ");
	char *line;

	if (!end)
		return;
	*end = '\0';
	line = strrchr(log, '\n');
	snprintf(last_of_verifier, sizeof(last_of_verifier), "verifier: %s", line ? line + 1 : log);
}

static int keep_warning(enum libbpf_print_level level, const char *format, va_list args)
{
	char *text;

	if (level != LIBBPF_WARN || vasprintf(&text, format, args) < 0)
		return 0;
	keep_verifier(text);
	snprintf(last_warning, sizeof(last_warning), "%.*s", (int)strcspn(text, "\n"), text);
	free(text);
	return 0;
}

void rb_bpf_keep_warnings(void)
{
	libbpf_set_print(keep_warning);
	last_warning[0] = last_of_verifier[0] = '\0';
}

void rb_bpf_set_constant(struct bpf_object *object, const char *name, const void *value, size_t most)
{
	const struct btf *btf = bpf_object__btf(object);
	struct bpf_map *map = bpf_object__find_map_by_name(object, ".rodata");
	int section = btf ? btf__find_by_name_kind(btf, ".rodata", BTF_KIND_DATASEC) : -1;
	const struct btf_type *type;
	char *content;
	size_t size;

	if (!map || section < 0)
		return;
	content = (char *)(uintptr_t)bpf_map__initial_value(map, &size);
	type = btf__type_by_id(btf, (uint32_t)section);
	for (int i = 0; i < btf_vlen(type); i++) {
		const struct btf_var_secinfo *variable = btf_var_secinfos(type) + i;
		const struct btf_type *declared = btf__type_by_id(btf, variable->type);

		if (!strcmp(btf__name_by_offset(btf, declared->name_off), name) &&
		    variable->size <= most)
			memcpy(content + variable->offset, value, variable->size);
	}
}

/* With the verifier's own words, or libbpf's, where there are any. */
static int refuse_call(struct rb_sensor *sensor, enum rb_call call, int error, const char *what)
{
	const char *why = last_of_verifier[0] ? last_of_verifier : last_warning;

	return rb_refuse_call(sensor->reply, call, error, "%s%s%s%s", what, why[0] ? " (" : "", why,
			      why[0] ? ")" : "");
}

int rb_bpf_refuse(struct rb_sensor *sensor, int error, const char *what)
{
	const struct rb_bpf *bpf = sensor->state;
	const bool group = bpf && bpf->program &&
			   bpf_program__type(bpf->program) == BPF_PROG_TYPE_CGROUP_SOCK_ADDR;

	return refuse_call(sensor, group ? RB_CALL_BPF_CGROUP : RB_CALL_BPF, error, what);
}

int rb_bpf_lacks(struct rb_sensor *sensor, int error, const char *remedy, const char *what)
{
	rb_refuse(sensor->reply, error, remedy, "%s%s%s%s", what, last_warning[0] ? " (" : "", last_warning,
		  last_warning[0] ? ")" : "");
	sensor->reply->status = -RB_INCOMPLETE;
	return -RB_INCOMPLETE;
}

struct bpf_prog_info rb_bpf_info(const struct bpf_program *program)
{
	struct bpf_prog_info info = { 0 };
	uint32_t size = sizeof(info);

	bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size);
	return info;
}
