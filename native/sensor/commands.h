/* SPDX-License-Identifier: Apache-2.0 */
/* commands.h: the commands of main.c; argv as main() got it. Each returns the exit status. */
#ifndef RB_COMMANDS_H
#define RB_COMMANDS_H

#include "json_text.h"
#include "own_dir.h"

int rb_attach_command(char **argv);
int rb_probe_command(char **argv);
int rb_print_command(int argc, char **argv);
int rb_report_command(int argc, char **argv);
int rb_count_command(int argc, char **argv);
int rb_load_command(char **argv);
int rb_serve_command(char **argv);
int rb_audit_command(char **argv);
int rb_describe_command(char **argv);
int rb_inventory_command(void);
int rb_evaluate_command(char **argv);
int rb_check_command(char **argv);

#endif
