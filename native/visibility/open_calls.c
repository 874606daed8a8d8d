/* SPDX-License-Identifier: Apache-2.0 */
/* open_calls.c: opens of a file by its own name, which differ in the call that does them. */
#include "acts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "uring.h"

static int finish(struct form_try *attempt, long fd, const char *call)
{
	return fd < 0 ? form_error(attempt, errno, call) : form_read_target(attempt, (int)fd);
}

int act_open_libc(struct form_try *attempt)
{
	return finish(attempt, open(attempt->path, O_RDONLY | O_CLOEXEC), "open");
}

int act_openat_raw(struct form_try *attempt)
{
	return finish(attempt, syscall(__NR_openat, AT_FDCWD, attempt->path, O_RDONLY | O_CLOEXEC, 0), "openat(2)");
}

int act_open_legacy(struct form_try *attempt)
{
#ifdef __NR_open
	return finish(attempt, syscall(__NR_open, attempt->path, O_RDONLY | O_CLOEXEC, 0), "open(2)");
#else
	return form_lacks(attempt, "this architecture has no open(2)");
#endif
}

int act_openat2(struct form_try *attempt)
{
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC };

	return finish(attempt, syscall(__NR_openat2, AT_FDCWD, attempt->path, &how, sizeof(how)), "openat2(2)");
}

/* The C library's, which makes the call of its own where there is one. It empties the file. */
int act_creat(struct form_try *attempt)
{
	int fd = creat(attempt->path, 0666);

	if (fd < 0)
		return errno;
	attempt->outcome->happened = lseek(fd, 0, SEEK_END) == 0;
	close(fd);
	return 0;
}

/* name_to_handle_at(2) looks up and opens nothing. */
int act_open_by_handle(struct form_try *attempt)
{
	struct {
		struct file_handle head;
		unsigned char bytes[MAX_HANDLE_SZ];
	} handle = { .head.handle_bytes = MAX_HANDLE_SZ };
	int mount, fd;

	if (name_to_handle_at(AT_FDCWD, attempt->path, &handle.head, &mount, 0))
		return errno == EOPNOTSUPP ? form_lacks(attempt, "this file system has no handles") :
			form_error(attempt, errno, "name_to_handle_at(2)");
	fd = open_by_handle_at(attempt->options->targets, &handle.head, O_RDONLY | O_CLOEXEC);
	return finish(attempt, fd, "open_by_handle_at(2)");
}

static int open_by_ring(struct form_try *attempt, unsigned int setup, unsigned int entry_flags)
{
	struct io_uring_sqe entry = {
		.opcode = IORING_OP_OPENAT, .flags = (uint8_t)entry_flags, .fd = AT_FDCWD,
		.addr = (uint64_t)(uintptr_t)attempt->path, .open_flags = O_RDONLY | O_CLOEXEC,
	};
	struct form_ring ring;
	int error = form_ring_open(attempt, &ring, setup), fd;

	if (error)
		return error;
	fd = form_ring_do(&ring, &entry);
	form_ring_close(&ring);
	return fd < 0 ? -fd : form_read_target(attempt, fd);
}

int act_uring(struct form_try *attempt)
{
	return open_by_ring(attempt, 0, 0);
}

int act_uring_sqpoll(struct form_try *attempt)
{
	return open_by_ring(attempt, IORING_SETUP_SQPOLL, 0);
}

int act_uring_worker(struct form_try *attempt)
{
	return open_by_ring(attempt, 0, IOSQE_ASYNC);
}

#if defined(__x86_64__)
static sigjmp_buf no_such_call;

static void on_fault(int signal)
{
	siglongjmp(no_such_call, signal);
}

/* Or a negative errno. The 32-bit calls take pointers of 32 bits. */
static long call_32(long number, long first, long second, long third)
{
	long result;

	__asm__ __volatile__("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second), "d"(third)
			     : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
}

static int open_32(struct form_try *attempt, bool at)
{
	size_t length = strlen(attempt->path) + 1;
	char *low = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long fd;

	if (low == MAP_FAILED)
		return errno;
	memcpy(low, attempt->path, length);
	/* ia32_emulation=off and some hypervisors answer with a fault. */
	signal(SIGSEGV, on_fault);
	if (sigsetjmp(no_such_call, 1))
		return form_lacks(attempt, "this machine has no 32-bit calls: int 0x80 faults");
	fd = at ? call_32(295, AT_FDCWD, (long)low, O_RDONLY) : call_32(5, (long)low, O_RDONLY, 0);
	signal(SIGSEGV, SIG_DFL);
	munmap(low, 8192);
	if (fd < 0)
		return form_error(attempt, (int)-fd, "32-bit system calls");
	return form_read_target(attempt, (int)fd);
}
#endif

int act_int80_open(struct form_try *attempt)
{
#if defined(__x86_64__)
	return open_32(attempt, false);
#else
	return form_lacks(attempt, "int 0x80 is x86's");
#endif
}

int act_int80_openat(struct form_try *attempt)
{
#if defined(__x86_64__)
	return open_32(attempt, true);
#else
	return form_lacks(attempt, "int 0x80 is x86's");
#endif
}

/* A process that the kernel kills for it has no such calls either. */
int act_x32_openat(struct form_try *attempt)
{
#if defined(__x86_64__)
	long fd = syscall(0x40000000 | __NR_openat, AT_FDCWD, attempt->path, O_RDONLY | O_CLOEXEC, 0);

	if (fd < 0 && errno == ENOSYS)
		return form_lacks(attempt, "this kernel has no x32 calls (CONFIG_X86_X32_ABI, syscall.x32=y)");
	return finish(attempt, fd, "x32 calls");
#else
	return form_lacks(attempt, "x32 is x86's");
#endif
}

/* The kernel reads the path from a page that is in the file's cache and not yet in the page table. */
int act_absent_page(struct form_try *attempt)
{
	size_t length = strlen(attempt->path) + 1;
	int memory = memfd_create("page", MFD_CLOEXEC);
	char *path;
	int fd, error;

	if (memory < 0)
		return form_error(attempt, errno, "memfd_create(2)");
	if (write(memory, attempt->path, length) != (ssize_t)length)
		return errno;
	path = mmap(NULL, 4096, PROT_READ, MAP_SHARED, memory, 0);
	if (path == MAP_FAILED)
		return errno;
	fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	error = finish(attempt, fd, "openat(2)");
	munmap(path, 4096);
	close(memory);
	return error;
}

int act_renamed_process(struct form_try *attempt)
{
	if (prctl(PR_SET_NAME, "systemd", 0, 0, 0))
		return errno;
	return act_open_libc(attempt);
}

int act_not_dumpable(struct form_try *attempt)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return errno;
	return act_open_libc(attempt);
}

#define FLOOD 10000
#define FLOOD_FILES 100

int prepare_flood(struct form_try *attempt)
{
	char path[FORM_PATH];
	int error = form_make_target(attempt);

	for (int i = 0; i < FLOOD_FILES && !error; i++) {
		form_elsewhere(attempt, path, "flood-%d", i);
		error = form_make_file(path, "flood");
	}
	return error;
}

/* Opens of files that nobody asks for, and then the one. */
int act_flood(struct form_try *attempt)
{
	char path[FORM_PATH];

	for (int i = 0; i < FLOOD; i++) {
		int fd;

		form_elsewhere(attempt, path, "flood-%d", i % FLOOD_FILES);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return errno;
		close(fd);
	}
	return act_open_libc(attempt);
}
