/* SPDX-License-Identifier: Apache-2.0 */
/* acts.h: the functions that forms.c puts into its table; form.h says what aim, prepare, act and verify are. */
#ifndef RB_FORM_ACTS_H
#define RB_FORM_ACTS_H

#include "form.h"

void aim_alias(struct form_try *), aim_mounted(struct form_try *), aim_310_bytes(struct form_try *),
	aim_4000_bytes(struct form_try *), aim_newline(struct form_try *), aim_decoy(struct form_try *),
	aim_memory(struct form_try *), aim_address(struct form_try *), aim_memfd(struct form_try *);

int prepare_flood(struct form_try *), prepare_hard_link(struct form_try *), prepare_symlink(struct form_try *),
	prepare_long(struct form_try *), 
	prepare_decoy(struct form_try *), prepare_early(struct form_try *), prepare_source(struct form_try *),
	prepare_nothing(struct form_try *), prepare_program(struct form_try *), prepare_script(struct form_try *),
	prepare_linked_program(struct form_try *), prepare_dynamic_program(struct form_try *),
	prepare_bytes(struct form_try *);

int act_open_libc(struct form_try *), act_openat_raw(struct form_try *), act_open_legacy(struct form_try *),
	act_openat2(struct form_try *), act_creat(struct form_try *), act_open_by_handle(struct form_try *),
	act_uring(struct form_try *), act_uring_sqpoll(struct form_try *), act_uring_worker(struct form_try *),
	act_int80_open(struct form_try *), act_int80_openat(struct form_try *), act_x32_openat(struct form_try *),
	act_absent_page(struct form_try *), act_renamed_process(struct form_try *), act_not_dumpable(struct form_try *),
	act_flood(struct form_try *), act_o_path(struct form_try *), act_open_alias(struct form_try *),
	act_bind_mount(struct form_try *), act_overlay(struct form_try *), act_other_mounts(struct form_try *),
	act_user_namespace(struct form_try *), act_chroot(struct form_try *), act_relative(struct form_try *),
	act_flipped_path(struct form_try *), act_received(struct form_try *), act_pidfd_getfd(struct form_try *),
	act_proc_of_other(struct form_try *), act_thread(struct form_try *), act_injected(struct form_try *),
	act_early(struct form_try *);

int act_write(struct form_try *), act_pwritev2(struct form_try *), act_uring_write(struct form_try *),
	act_mapped_write(struct form_try *), act_copy_range(struct form_try *), act_truncate(struct form_try *),
	act_splice(struct form_try *), act_process_vm_writev(struct form_try *), act_proc_mem(struct form_try *),
	act_rename(struct form_try *), act_rename_libc(struct form_try *), act_exchange(struct form_try *),
	act_map_executable(struct form_try *), act_make_executable(struct form_try *);

int act_connect(struct form_try *), act_connect_uring(struct form_try *), act_sendto(struct form_try *),
	act_fast_open(struct form_try *), act_connect_mapped(struct form_try *), act_socket_received(struct form_try *);

int act_exec(struct form_try *), act_exec_vfork(struct form_try *), act_exec_clone3(struct form_try *),
	act_exec_spawn(struct form_try *), act_exec_raw(struct form_try *), act_exec_memfd(struct form_try *),
	act_exec_at(struct form_try *), act_exec_shell(struct form_try *), act_exec_alias(struct form_try *),
	act_exec_loader(struct form_try *);

bool verify_changed(struct form_try *), verify_emptied(struct form_try *);

#endif
