/* SPDX-License-Identifier: Apache-2.0 */
/* inventory.c: what BPF programs are loaded on the machine, ours or not. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "commands.h"

int rb_inventory_command(void)
{
	uint32_t id = 0;
	int count = 0;

	printf("{\"bpf_programs\":[");
	while (!bpf_prog_get_next_id(id, &id)) {
		int fd = bpf_prog_get_fd_by_id(id);
		struct bpf_prog_info info = { 0 };
		uint32_t size = sizeof(info);

		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size)) {
			printf("%s{\"id\":%u,\"type\":%u,\"name\":\"", count++ ? "," : "", id, info.type);
			rb_print_json_text(info.name);
			printf("\"}");
		}
		if (fd >= 0)
			close(fd);
	}
	/* ENOENT ends the list; anything else means that we may not look. */
	printf("],\"readable\":%s}\n", errno == ENOENT ? "true" : "false");
	return 0;
}
