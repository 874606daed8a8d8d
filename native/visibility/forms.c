/* SPDX-License-Identifier: Apache-2.0 */
/* forms.c: all forms, a row each. What sensors are expected to make of them is in predictions.json, by the same ids. */
#include "acts.h"

#include <stddef.h>

#define ROOT FORM_ROOT

const struct form forms[] = {
	/* Before and after: what any sensor of the operation has to see. */
	{ "C1-open", "front canary", FORM_OPEN, FORM_CANARY, NULL, NULL, act_open_libc, NULL },
	{ "C1-exec", "front canary", FORM_EXEC, FORM_CANARY, NULL, prepare_program, act_exec, NULL },
	{ "C1-connect", "front canary", FORM_CONNECT, FORM_CANARY, aim_address, prepare_nothing, act_connect, NULL },
	{ "C1-write", "front canary", FORM_WRITE, FORM_CANARY, NULL, NULL, act_write, verify_changed },
	{ "C1-rename", "front canary", FORM_RENAME, FORM_CANARY, aim_alias, prepare_source, act_exchange, verify_changed },
	{ "C1-mmap", "front canary", FORM_MMAP_EXEC, FORM_CANARY, NULL, NULL, act_map_executable, NULL },

	{ "V01", "open by the C library", FORM_OPEN, 0, NULL, NULL, act_open_libc, NULL },
	{ "V02", "raw openat of a static program", FORM_OPEN, FORM_STATIC, NULL, NULL, act_openat_raw, NULL },
	{ "V03", "legacy open(2)", FORM_OPEN, 0, NULL, NULL, act_open_legacy, NULL },
	{ "V04", "openat2(2)", FORM_OPEN, 0, NULL, NULL, act_openat2, NULL },
	{ "V05", "creat(2)", FORM_OPEN, 0, NULL, NULL, act_creat, NULL },
	{ "V06", "open_by_handle_at(2)", FORM_OPEN, ROOT, NULL, NULL, act_open_by_handle, NULL },
	{ "V07", "io_uring OPENAT", FORM_OPEN, 0, NULL, NULL, act_uring, NULL },
	{ "V08", "io_uring OPENAT with SQPOLL", FORM_OPEN, 0, NULL, NULL, act_uring_sqpoll, NULL },
	{ "V09", "int 0x80 open", FORM_OPEN, 0, NULL, NULL, act_int80_open, NULL },
	{ "V10", "int 0x80 openat", FORM_OPEN, 0, NULL, NULL, act_int80_openat, NULL },
	{ "V11", "x32 openat", FORM_OPEN, 0, NULL, NULL, act_x32_openat, NULL },
	{ "V12", "O_PATH, then /proc/self/fd/N", FORM_OPEN, 0, NULL, NULL, act_o_path, NULL },
	{ "V13", "existing hard link", FORM_OPEN, 0, aim_alias, prepare_hard_link, act_open_alias, NULL },
	{ "V14", "symbolic link", FORM_OPEN, 0, aim_alias, prepare_symlink, act_open_alias, NULL },
	{ "V15", "bind mount in an own mount name space", FORM_OPEN, ROOT, aim_mounted, NULL, act_bind_mount, NULL },
	{ "V16", "other mount name space", FORM_OPEN, ROOT, NULL, NULL, act_other_mounts, NULL },
	{ "V17", "chroot", FORM_OPEN, ROOT, NULL, NULL, act_chroot, NULL },
	{ "V18", "name relative to a directory's descriptor", FORM_OPEN, 0, NULL, NULL, act_relative, NULL },
	{ "V23", "descriptor received by SCM_RIGHTS", FORM_OPEN, 0, NULL, NULL, act_received, NULL },
	{ "V25", "path in a page that is not present", FORM_OPEN, 0, NULL, NULL, act_absent_page, NULL },
	{ "V26", "path of 310 bytes", FORM_OPEN, 0, aim_310_bytes, prepare_long, act_open_libc, NULL },
	{ "V27", "newline in the path", FORM_OPEN, 0, aim_newline, NULL, act_open_libc, NULL },
	{ "V28", "second thread flips the path", FORM_OPEN, FORM_RACE, aim_decoy, prepare_decoy, act_flipped_path, NULL },
	{ "V29", "call injected by a tracer", FORM_OPEN, 0, NULL, NULL, act_injected, NULL },
	{ "V30", "process that calls itself systemd", FORM_OPEN, 0, NULL, NULL, act_renamed_process, NULL },
	{ "V31", "own user and mount name space", FORM_OPEN, 0, NULL, NULL, act_user_namespace, NULL },
	{ "V33a", "descriptor taken by pidfd_getfd", FORM_OPEN, 0, NULL, NULL, act_pidfd_getfd, NULL },
	{ "V33b", "/proc/PID/fd/N of another process", FORM_OPEN, 0, NULL, NULL, act_proc_of_other, NULL },
	{ "V35", "process that is not dumpable", FORM_OPEN, 0, NULL, NULL, act_not_dumpable, NULL },
	{ "V36", "lower file of an overlay", FORM_OPEN, ROOT, aim_mounted, NULL, act_overlay, NULL },
	{ "V37", "after a flood of ten thousand opens", FORM_OPEN, 0, NULL, prepare_flood, act_flood, NULL },
	{ "V39", "path of 4000 bytes", FORM_OPEN, 0, aim_4000_bytes, prepare_long, act_open_libc, NULL },
	{ "V40", "thread that is not the first", FORM_OPEN, 0, NULL, NULL, act_thread, NULL },
	{ "V41", "worker thread of io_uring", FORM_OPEN, 0, NULL, NULL, act_uring_worker, NULL },
	{ "V42", "process that was there before the sensor", FORM_OPEN, 0, NULL, prepare_early, act_early, NULL },

	{ "W01", "write(2)", FORM_WRITE, 0, NULL, NULL, act_write, verify_changed },
	{ "W02", "pwritev2(2)", FORM_WRITE, 0, NULL, NULL, act_pwritev2, verify_changed },
	{ "W03", "io_uring WRITE", FORM_WRITE, 0, NULL, NULL, act_uring_write, verify_changed },
	{ "V20", "write through mmap", FORM_WRITE, 0, NULL, NULL, act_mapped_write, verify_changed },
	{ "V21", "copy_file_range(2)", FORM_WRITE, 0, aim_alias, prepare_source, act_copy_range, verify_changed },
	{ "V22", "truncate(2) without an open", FORM_WRITE, 0, NULL, NULL, act_truncate, verify_emptied },
	{ "V24", "splice(2) from a pipe", FORM_WRITE, 0, aim_alias, prepare_source, act_splice, verify_changed },
	{ "V34a", "process_vm_writev into a process", FORM_WRITE, 0, aim_memory, prepare_nothing, act_process_vm_writev, NULL },
	{ "V34b", "/proc/PID/mem of a process", FORM_WRITE, 0, aim_memory, prepare_nothing, act_proc_mem, NULL },

	{ "V19", "raw renameat2 over the file", FORM_RENAME, 0, aim_alias, prepare_source, act_rename, verify_changed },
	{ "V19b", "rename of the C library over the file", FORM_RENAME, 0, aim_alias, prepare_source, act_rename_libc, verify_changed },
	{ "V19c", "two files exchanged", FORM_RENAME, 0, aim_alias, prepare_source, act_exchange, verify_changed },

	{ "M01", "mmap of a file as code", FORM_MMAP_EXEC, 0, NULL, NULL, act_map_executable, NULL },
	{ "M02", "mmap, then mprotect to code", FORM_MMAP_EXEC, 0, NULL, NULL, act_make_executable, NULL },

	{ "N01", "connect by the C library", FORM_CONNECT, 0, aim_address, prepare_nothing, act_connect, NULL },
	{ "V32a", "io_uring CONNECT", FORM_CONNECT, 0, aim_address, prepare_nothing, act_connect_uring, NULL },
	{ "V32b", "sendto(2) without a connect", FORM_CONNECT, 0, aim_address, prepare_nothing, act_sendto, NULL },
	{ "V32c", "TCP fast open", FORM_CONNECT, 0, aim_address, prepare_nothing, act_fast_open, NULL },
	{ "N02", "IPv6-mapped address", FORM_CONNECT, 0, aim_address, prepare_nothing, act_connect_mapped, NULL },
	{ "N03", "connected socket from another process", FORM_CONNECT, 0, aim_address, prepare_nothing, act_socket_received, NULL },

	{ "X01", "fork and execve", FORM_EXEC, 0, NULL, prepare_program, act_exec, NULL },
	{ "X02", "vfork and execve", FORM_EXEC, 0, NULL, prepare_program, act_exec_vfork, NULL },
	{ "X03", "clone3 and execve", FORM_EXEC, 0, NULL, prepare_program, act_exec_clone3, NULL },
	{ "X04", "posix_spawn", FORM_EXEC, 0, NULL, prepare_program, act_exec_spawn, NULL },
	{ "X05", "raw execve", FORM_EXEC, 0, NULL, prepare_program, act_exec_raw, NULL },
	{ "X06", "program in a memfd", FORM_EXEC, 0, aim_memfd, prepare_bytes, act_exec_memfd, NULL },
	{ "X07", "execveat of a descriptor, renamed", FORM_EXEC, 0, NULL, prepare_program, act_exec_at, NULL },
	{ "X08", "#! script", FORM_EXEC, 0, NULL, prepare_script, act_exec, NULL },
	{ "X09", "sh FILE", FORM_EXEC, 0, NULL, prepare_script, act_exec_shell, NULL },
	{ "X10", "hard link to the program", FORM_EXEC, 0, aim_alias, prepare_linked_program, act_exec_alias, NULL },
	{ "X11", "ld.so PROGRAM", FORM_EXEC, 0, NULL, prepare_dynamic_program, act_exec_loader, NULL },
	{ "X12", "execve of a static program", FORM_EXEC, FORM_STATIC, NULL, prepare_program, act_exec_raw, NULL },

	{ "C2-open", "end canary", FORM_OPEN, FORM_CANARY | FORM_EACH_CPU, NULL, NULL, act_open_libc, NULL },
	{ "C2-exec", "end canary", FORM_EXEC, FORM_CANARY | FORM_EACH_CPU, NULL, prepare_program, act_exec, NULL },
	{ "C2-connect", "end canary", FORM_CONNECT, FORM_CANARY | FORM_EACH_CPU, aim_address, prepare_nothing, act_connect, NULL },
	{ "C2-write", "end canary", FORM_WRITE, FORM_CANARY | FORM_EACH_CPU, NULL, NULL, act_write, verify_changed },
	{ "C2-rename", "end canary", FORM_RENAME, FORM_CANARY | FORM_EACH_CPU, aim_alias, prepare_source, act_exchange, verify_changed },
	{ "C2-mmap", "end canary", FORM_MMAP_EXEC, FORM_CANARY | FORM_EACH_CPU, NULL, NULL, act_map_executable, NULL },
};
const int form_count = sizeof(forms) / sizeof(forms[0]);
