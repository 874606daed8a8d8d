/* SPDX-License-Identifier: Apache-2.0 */
#include "got.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct relocations {
	const ElfW(Rela) *table;
	size_t count;
};

struct search {
	const char *symbol;
	ElfW(Addr) inside; /* any address of the library to look in */
	void **slot;
};

static bool contains(const struct dl_phdr_info *library, ElfW(Addr) address)
{
	for (int i = 0; i < library->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &library->dlpi_phdr[i];
		ElfW(Addr) begin = library->dlpi_addr + segment->p_vaddr;

		if (segment->p_type == PT_LOAD && address >= begin &&
		    address - begin < segment->p_memsz)
			return true;
	}
	return false;
}

static const ElfW(Dyn) *dynamic_section(const struct dl_phdr_info *library)
{
	for (int i = 0; i < library->dlpi_phnum; i++)
		if (library->dlpi_phdr[i].p_type == PT_DYNAMIC)
			return (const void *)(library->dlpi_addr + library->dlpi_phdr[i].p_vaddr);
	return NULL;
}

static int find_slot(struct dl_phdr_info *library, size_t size, void *argument)
{
	struct relocations tables[2] = { 0 }; /* of procedures, of data */
	struct search *search = argument;
	const ElfW(Sym) *symbols = NULL;
	const char *names = NULL;
	const ElfW(Dyn) *entry;

	(void)size;
	if (!contains(library, search->inside))
		return 0;
	entry = dynamic_section(library);
	for (; entry && entry->d_tag != DT_NULL; entry++) {
		switch (entry->d_tag) {
		case DT_SYMTAB: symbols = (const void *)entry->d_un.d_ptr; break;
		case DT_STRTAB: names = (const void *)entry->d_un.d_ptr; break;
		case DT_JMPREL: tables[0].table = (const void *)entry->d_un.d_ptr; break;
		case DT_PLTRELSZ: tables[0].count = entry->d_un.d_val / sizeof(ElfW(Rela)); break;
		case DT_RELA: tables[1].table = (const void *)entry->d_un.d_ptr; break;
		case DT_RELASZ: tables[1].count = entry->d_un.d_val / sizeof(ElfW(Rela)); break;
		default: break;
		}
	}
	for (int t = 0; symbols && names && t < 2; t++)
		for (size_t i = 0; i < tables[t].count; i++) {
			const ElfW(Rela) *relocation = &tables[t].table[i];
			size_t index = ELF64_R_SYM(relocation->r_info);

			if (index && !strcmp(names + symbols[index].st_name, search->symbol)) {
				search->slot = (void **)(library->dlpi_addr + relocation->r_offset);
				return 1;
			}
		}
	return 1;
}

int rb_got_replace(const char *symbol, void *replacement, void **previous)
{
	struct search search = { .symbol = symbol, .inside = (ElfW(Addr))&rb_got_replace };
	uintptr_t page_mask = ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
	void *page;

	dl_iterate_phdr(find_slot, &search);
	if (!search.slot)
		return -ENOENT;
	/* The table may be read-only after relocation (RELRO); it stays writable from here on. */
	page = (void *)((uintptr_t)search.slot & page_mask);
	if (mprotect(page, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE))
		return -errno;
	*previous = *search.slot;
	__atomic_store_n(search.slot, replacement, __ATOMIC_RELEASE);
	return 0;
}
