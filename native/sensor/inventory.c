/* SPDX-License-Identifier: Apache-2.0 */
/* inventory.c: what BPF programs are loaded on the machine, ours or not, and what runs the machine. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "commands.h"

/* The 12 letters by which a hypervisor names itself to its guest; "" without one, or not on x86. */
static void hypervisor_signature(char signature[13])
{
	memset(signature, 0, 13);
#if defined(__x86_64__)
	unsigned int a, registers[3], features;

	__cpuid(1, a, registers[0], features, registers[1]);
	if (features & (1u << 31)) {
		__cpuid(0x40000000, a, registers[0], registers[1], registers[2]);
		memcpy(signature, registers, 12);
	}
#endif
}

int rb_inventory_command(void)
{
	char signature[13];
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
	printf("],\"readable\":%s,\"hypervisor_signature\":\"", errno == ENOENT ? "true" : "false");
	hypervisor_signature(signature);
	rb_print_json_text(signature);
	printf("\"}\n");
	return 0;
}
