/* SPDX-License-Identifier: Apache-2.0 */
#include "beside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "copy_file.h"
#include "event_lines.h"
#include "own_dir.h"

#define SETTLE_MS 20
#define EVENTS_FD 100
#define PRELOADED "libringbench-watch.so"

static int preload(struct rb_beside *beside)
{
	char from[500], to[500], number[16];
	int error, events;

	snprintf(from, sizeof(from), "%s/" PRELOADED, beside->sensor.native_dir);
	snprintf(to, sizeof(to), "%s/" PRELOADED, beside->directory);
	/* Where an ordinary user's programs find it, too. */
	error = rb_copy_file(to, from, 0755);
	if ((error && error != EEXIST) || setenv("LD_PRELOAD", to, 1))
		return rb_refuse_call(beside->sensor.reply, RB_CALL_WORK_FILE, error, "copy %s", from);
	/* The program inherits this number, and no redirection of a shell uses it. */
	events = fcntl(fileno(beside->out), F_DUPFD, EVENTS_FD);
	if (events < 0)
		return -errno;
	snprintf(number, sizeof(number), "%d", events);
	setenv("RB_WATCH_FD", number, 1);
	snprintf(number, sizeof(number), "%d", beside->sensor.operation);
	setenv("RB_WATCH_OPERATION", number, 1);
	snprintf(to, sizeof(to), "%s/", beside->sensor.target_dir);
	if (beside->denies && (setenv("RB_WATCH_DENY", to, 1) || setenv("RB_WATCH_RUN", beside->denied, 1)))
		return -errno;
	return 0;
}

/* The process that the operations come from: hooks itself, says so, waits for the sensor, becomes the program. */
__attribute__((noreturn)) static void become_program(struct rb_beside *beside)
{
	struct rb_reply *reply = beside->sensor.reply;
	char byte = 0;

	if (beside->limit_seconds) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		alarm(beside->limit_seconds); /* of this process; a form has its own limit */
	}
	setsid();
	beside->hook.control_fd = beside->control[1];
	reply->status = beside->hook_ops && beside->hook_ops->install ? beside->hook_ops->install(&beside->hook) : 0;
	if (!reply->status && beside->preloads)
		reply->status = preload(beside);
	if (reply->status)
		_exit(3);
	close(beside->control[1]);
	close(beside->control[0]);
	close(beside->go[1]);
	if (read(beside->go[0], &byte, 1) != 1)
		_exit(3);
	if (beside->limit_seconds)
		dup2(STDERR_FILENO, STDOUT_FILENO);
	execvp(beside->program[0], beside->program);
	_exit(127);
}

static int make_content(struct rb_beside *beside)
{
	struct rb_rule *rule = &beside->content.rule;
	int length;

	rb_content_deny_suffix(&beside->content, RB_DENIED_END);
	length = snprintf(rule->text, sizeof(rule->text), "%s/*%s*" RB_DENIED_END, beside->sensor.target_dir, beside->denied);
	if (length >= (int)sizeof(rule->text))
		return rb_refuse(beside->sensor.reply, ENAMETOOLONG, "use a shorter directory", "a rule for %s",
				 beside->sensor.target_dir);
	for (int i = 0; i < rule->criteria; i++)
		if (rule->criterion[i].field == RB_FIELD_PATH) {
			rule->criterion[i].operator = RB_GLOB;
			rule->criterion[i].text_start = 0;
			rule->criterion[i].text_length = (uint16_t)length;
		}
	/* The driver and BPF check it as any other. */
	beside->content.header.checksum = rb_checksum(rule, sizeof(*rule));
	beside->sensor.content = (const struct rb_content *)(const void *)&beside->content;
	beside->sensor.content_size = sizeof(beside->content);
	return 0;
}

static bool has_path(enum rb_operation operation)
{
	return operation == RB_OPEN || operation == RB_EXEC || operation == RB_RENAME;
}

int rb_beside_choose(struct rb_beside *beside, const char *id)
{
	struct rb_sensor *sensor = &beside->sensor;
	const bool auth = sensor->ops && sensor->ops->can.mode == RB_MODE_AUTH;

	if (!sensor->ops || sensor->ops->can.mode == RB_MODE_NONE)
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see `ringbench list`", "%s reports nothing and refuses no name", id);
	if (!(sensor->ops->can.operations & 1u << sensor->operation))
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see `ringbench list`", "%s does not watch the operation", id);
	if (!strcmp(id, "fuse-passthrough"))
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see the rows of other sensors",
				 "its file system has the harness's own files alone");
	if (auth && !sensor->ops->evaluates && sensor->operation != RB_CONNECT)
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see the row of fanotify-permission",
				 "it decides by one file of the harness and not by names");
	if (beside->denies && !auth)
		return rb_refuse(sensor->reply, EOPNOTSUPP, "leave out the names that are refused", "%s refuses nothing", id);
	if (!beside->denies && !sensor->ops->poll)
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see what it refuses", "%s refuses and reports nothing", id);
	if (beside->denies && sensor->operation == RB_CONNECT && !sensor->ops->evaluates)
		return 0; /* its port is enough */
	if (beside->denies && !has_path(sensor->operation))
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see what it refuses of other operations",
				 "content looks at paths, and the operation has none");
	return beside->denies ? make_content(beside) : 0;
}

int rb_beside_start(struct rb_beside *beside)
{
	struct rb_sensor *sensor = &beside->sensor;
	char byte = 'g';

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, beside->control) || pipe2(beside->go, O_CLOEXEC))
		return rb_refuse_call(sensor->reply, RB_CALL_SOCKET, errno, "make a socket pair");
	sensor->control_fd = beside->control[0];
	if (beside->hook_ops && beside->hook_ops->prepare && beside->hook_ops->prepare(&beside->hook))
		return sensor->reply->status;
	fflush(beside->out);
	beside->child = beside->program ? fork() : 0;
	if (beside->program && !beside->child)
		become_program(beside);
	if (beside->child < 0)
		return rb_refuse_call(sensor->reply, RB_CALL_PROGRAM, errno, "start the program");
	if (beside->limit_seconds)
		rb_event_lines_of_session(beside->child);
	close(beside->control[1]); /* so that who waits for a hook that failed does not wait for ever */
	close(beside->go[0]);
	if (!beside->preloads) {
		int error = sensor->ops->attach(sensor);

		error = error ? error : rb_consumer_start(&beside->consumer);
		if (error)
			return error;
	}
	if (!beside->program)
		return 0;
	usleep(SETTLE_MS * 1000); /* setsid() has been called */
	return write(beside->go[1], &byte, 1) == 1 ? 0 : rb_refuse_call(sensor->reply, RB_CALL_PROGRAM, errno, "let it run");
}

void rb_beside_stop(struct rb_beside *beside)
{
	struct rb_sensor *sensor = &beside->sensor;

	if (!beside->preloads) {
		rb_consumer_stop(&beside->consumer);
		if (sensor->ops->statistics)
			sensor->ops->statistics(sensor);
		sensor->ops->detach(sensor);
	}
	/* Of what was installed in the program, its end has disposed. */
	if (beside->hook_ops && beside->hook_ops->prepare)
		beside->hook_ops->remove(&beside->hook);
}

void rb_beside_init(struct rb_beside *beside, const char *id, enum rb_operation operation)
{
	static struct rb_shared *shared;
	static struct rb_reply *reply;
	static char native_dir[400];

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	reply = mmap(NULL, sizeof(*reply), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || reply == MAP_FAILED)
		_exit(3);
	rb_own_dir(native_dir, sizeof(native_dir));
	*shared = (struct rb_shared){
		.abi_version = RB_ABI_VERSION, .operation = operation, .target_count = 1, .phase = RB_PHASE_PROGRAMS,
		.workload_tgid = (uint32_t)getpid(), .workload_tid = RB_EVERYBODY,
	};
	beside->preloads = !strcmp(id, "interposition");
	beside->hook_ops = beside->preloads ? NULL : rb_find_hook(id); /* that one is for our own process */
	beside->sensor = (struct rb_sensor){
		.ops = rb_find_sensor(id), .shared = shared, .reply = reply, .native_dir = native_dir,
		.target_dir = beside->targets, .operation = operation, .handoff = RB_OTHER_CPU,
	};
	beside->hook = (struct rb_hook){ .shared = shared, .reply = reply, .operation = operation, .target_dir = beside->targets };
	beside->consumer = (struct rb_consumer){ .sensor = &beside->sensor, .cpu = -1 };
}
