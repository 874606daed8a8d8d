/* SPDX-License-Identifier: Apache-2.0 */
#include "processes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cpu.h"

#ifndef __NR_close_range /* Linux 5.9 */
#define __NR_close_range 436
#endif
#ifndef __NR_pidfd_open /* Linux 5.3 */
#define __NR_pidfd_open 434
#endif

/* Where the bell's descriptor is in a client; the last one that it has. */
#define CLIENT_BELL_FD 3

int rb_processes_open(struct rb_client_processes *processes, bool spinning, struct rb_reply *reply)
{
	int error;

	memset(processes, 0, sizeof(*processes));
	processes->spinning = spinning;
	processes->bell_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (processes->bell_fd < 0)
		return rb_refuse_call(reply, RB_CALL_SOCKET, errno, "eventfd");
	processes->bell = rb_shared_memory("ringbench-bell", sizeof(*processes->bell));
	if (processes->bell)
		return 0;
	error = errno;
	close(processes->bell_fd);
	return rb_refuse_call(reply, RB_CALL_SHARED_MEMORY, error, "the bell of the clients");
}

static void close_all_but_the_bell(int bell_fd)
{
	dup2(bell_fd, CLIENT_BELL_FD);
	if (syscall(__NR_close_range, CLIENT_BELL_FD + 1, ~0u, 0))
		for (int fd = CLIENT_BELL_FD + 1; fd < 1024; fd++)
			close(fd);
}

static void run_client(const struct rb_client_processes *processes, int number, rb_client_main main, void *argument,
		       int cpu, pid_t broker)
{
	struct rb_connection connection = {
		.channel = processes->clients[number].channel, .bell = processes->bell,
		.bell_fd = CLIENT_BELL_FD, .spinning = processes->spinning,
	};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != broker)
		_exit(0); /* it died before we asked to die with it */
	signal(SIGUSR1, SIG_IGN); /* the consumer's, which is not here */
	close_all_but_the_bell(processes->bell_fd);
	if (cpu >= 0 && rb_pin(cpu))
		_exit(2);
	_exit(main(&connection, number, argument));
}

int rb_processes_start(struct rb_client_processes *processes, rb_client_main main, void *argument, int cpu,
		       struct rb_reply *reply)
{
	const int number = processes->count;
	struct rb_client_process *process = &processes->clients[number];
	const pid_t broker = getpid();
	int error;

	if (number == RB_CLIENTS_MAX)
		return rb_refuse(reply, ENOSPC, "use fewer", "more than %d clients", RB_CLIENTS_MAX);
	process->channel = rb_shared_memory("ringbench-channel", sizeof(*process->channel));
	if (!process->channel) {
		error = errno;
		return rb_refuse_call(reply, RB_CALL_SHARED_MEMORY, error, "the channel of client %d", number);
	}
	/* Lock the memory, so that no page fault adds to a caller's latency. */
	memset(process->channel, 0, sizeof(*process->channel));
	process->pid = fork();
	if (!process->pid)
		run_client(processes, number, main, argument, cpu, broker);
	/* Clients that come later do not get it. */
	madvise(process->channel, sizeof(*process->channel), MADV_DONTFORK);
	if (process->pid < 0) {
		error = errno;
		process->pid = 0;
		munmap(process->channel, sizeof(*process->channel));
		return rb_refuse_call(reply, RB_CALL_THREAD, error, "fork client %d", number);
	}
	process->pid_fd = (int)syscall(__NR_pidfd_open, process->pid, 0);
	return processes->count++;
}

bool rb_process_is_dead(struct rb_client_process *process)
{
	if (process->pid && waitpid(process->pid, NULL, WNOHANG) == process->pid) {
		process->pid = 0;
		if (process->pid_fd >= 0)
			close(process->pid_fd);
		process->pid_fd = -1;
	}
	return !process->pid;
}

void rb_process_kill(struct rb_client_process *process)
{
	if (process->pid)
		kill(process->pid, SIGKILL);
}

static void add_cpu(pid_t pid, uint64_t *user_ns, uint64_t *system_ns)
{
	unsigned long long user = 0, system = 0;
	char path[32], line[512], *end;
	struct timespec spent;
	clockid_t clock;
	uint64_t all_ns;
	FILE *stat;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &spent))
		return;
	all_ns = (uint64_t)spent.tv_sec * 1000000000u + (uint64_t)spent.tv_nsec;
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	stat = fopen(path, "re");
	if (stat && fgets(line, sizeof(line), stat) && (end = strrchr(line, ')')) &&
	    sscanf(end, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user, &system) != 2)
		user = system = 0;
	if (stat)
		fclose(stat);
	system = user + system ? all_ns * system / (user + system) : 0;
	*system_ns += system;
	*user_ns += all_ns - system;
}

void rb_processes_cpu(const struct rb_client_processes *processes, uint64_t *user_ns, uint64_t *system_ns)
{
	*user_ns = *system_ns = 0;
	for (int i = 0; i < processes->count; i++)
		if (processes->clients[i].pid)
			add_cpu(processes->clients[i].pid, user_ns, system_ns);
}

static void end(struct rb_client_process *process)
{
	rb_process_kill(process);
	while (process->pid && waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (process->pid_fd >= 0)
		close(process->pid_fd);
	munmap(process->channel, sizeof(*process->channel));
}

void rb_processes_close(struct rb_client_processes *processes)
{
	for (int i = 0; i < processes->count; i++)
		end(&processes->clients[i]);
	munmap(processes->bell, sizeof(*processes->bell));
	close(processes->bell_fd);
	memset(processes, 0, sizeof(*processes));
}
