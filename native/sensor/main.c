/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ringbench-sensor: one sensor in its own process, as real sensors are.
 *   ringbench-sensor attach SENSOR OPERATION HANDOFF WORKLOAD_CPU SENSOR_CPU TARGET_DIR [CONTENT]
 *       started by libringbench.so, with the control socket at fd 3 and the shared page at fd 4
 *   ringbench-sensor probe SENSOR OPERATION HANDOFF WORKLOAD_CPU SENSOR_CPU WORK_DIR [CONTENT]
 *       loads, attaches and wants the canary; one line of JSON says whether it came
 *   ringbench-sensor print SENSOR OPERATION DIR RUN PORT allow|deny EVENTS JOURNAL PROGRAM [OPTION]...
 *       events of what PROGRAM does, a line of JSON each, whoever's they are, see print.c
 *   ringbench-sensor report SENSOR OPERATION DIRECTORY MARKER allow|deny [PROGRAM [ARGUMENT]...]
 *       reports and decides until it is told to end, see report.c
 *   ringbench-sensor count WORK_DIR OPERATION OPERATIONS BLOCKS SENSOR=HANDOFF[=RULES=CONTENT]...
 *       on a machine whose clock counts instructions: a line of JSON a sensor, see count.c
 *   ringbench-sensor load WORK_DIR WORKLOAD_CPU[,WORKLOAD_CPU]... SENSOR_CPU
 *       sensors under load, as standard input says, see load.c
 *   ringbench-sensor serve spin|sleep|socket CPU
 *       started by libringbench.so: analyses records that are handed to it, see lib/service.h
 *   ringbench-sensor check CONTENT
 *       0: it may be loaded; 2: says why not
 *   ringbench-sensor evaluate user|bpf|module CONTENT RECORDS RULES
 *       which rule each struct rb_record of a file meets, an int32_t each, by that interpreter
 *   ringbench-sensor audit state|hold|restore
 *       one line of JSON about the kernel's audit, see audit_command.c
 *   ringbench-sensor describe [SENSOR]
 *       JSON, a line a sensor: what each is able to do; never needs root
 *   ringbench-sensor inventory
 *       one line of JSON with the BPF programs that are loaded on this machine
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"

int main(int argc, char **argv)
{
	if ((argc == 8 || argc == 9) && !strcmp(argv[1], "attach"))
		return rb_attach_command(argv);
	if ((argc == 8 || argc == 9) && !strcmp(argv[1], "probe"))
		return rb_probe_command(argv);
	if (argc > 10 && !strcmp(argv[1], "print"))
		return rb_print_command(argc, argv);
	if (argc > 6 && !strcmp(argv[1], "report"))
		return rb_report_command(argc, argv);
	if (argc > 6 && !strcmp(argv[1], "count"))
		return rb_count_command(argc, argv);
	if (argc == 5 && !strcmp(argv[1], "load"))
		return rb_load_command(argv);
	if (argc == 4 && !strcmp(argv[1], "serve"))
		return rb_serve_command(argv);
	if (argc == 3 && !strcmp(argv[1], "check"))
		return rb_check_command(argv);
	if (argc == 6 && !strcmp(argv[1], "evaluate"))
		return rb_evaluate_command(argv);
	if (argc == 3 && !strcmp(argv[1], "audit"))
		return rb_audit_command(argv);
	if ((argc == 2 || argc == 3) && !strcmp(argv[1], "describe"))
		return rb_describe_command(argv);
	if (argc == 2 && !strcmp(argv[1], "inventory"))
		return rb_inventory_command();
	fprintf(stderr, "%s is started by ringbench; see main.c for its arguments\n", argv[0]);
	return 2;
}
