/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form_test.c: without any sensor each form does what it says, by its own effect, or says why this machine has it not.
 *   form-test FORM_PROGRAM TRUE_PROGRAM
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int failures;

static void expect(int holds, const char *what, const char *value)
{
	if (holds)
		return;
	failures++;
	fprintf(stderr, "not so: %s: %s\n", what, value);
}

static int status_of(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void each_form_of_an_operation_happens_or_says_why_not(const char *form, const char *program, const char *operation)
{
	char directory[] = "/tmp/form-test-XXXXXX", options[1000], command[1200], line[20000];
	int lines = 0, status;
	FILE *journal;

	if (!mkdtemp(directory)) {
		expect(0, "a directory can be made", directory);
		return;
	}
	chmod(directory, 0755);
	snprintf(options, sizeof(options),
		 "--directory %s/d --run rbzz --state %s/state --operation %s --program %s --port 25061 --tries 2 --race-tries 4",
		 directory, directory, operation, program);
	snprintf(command, sizeof(command), "%s prepare %s", form, options);
	expect(!status_of(command), "targets are made", operation);
	snprintf(command, sizeof(command), "%s run %s", form, options);
	expect(!status_of(command), "forms are run", operation);
	snprintf(command, sizeof(command), "%s verify %s", form, options);
	journal = popen(command, "r");
	while (journal && fgets(line, sizeof(line), journal)) {
		const int done = strstr(line, "\"error\":0,\"happened\":true") != NULL;
		const int unavailable = strstr(line, "\"reason\":\"\"") == NULL;

		lines++;
		expect(done != unavailable, "a form happens, or there is a reason", line);
	}
	status = journal ? pclose(journal) : -1;
	expect(!status && lines > 3, "there is a journal", operation);
	/* Nothing of ours is in names with more than letters and digits. */
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	expect(!status_of(command), "the directory can be removed", directory);
}

static void bad_options_are_refused(const char *form)
{
	char command[600];

	snprintf(command, sizeof(command), "%s run --run toolong 2>/dev/null", form);
	expect(status_of(command) == 2, "a bad name of a run", command);
	snprintf(command, sizeof(command), "%s run --operation swim 2>/dev/null", form);
	expect(status_of(command) == 2, "an unknown operation", command);
	snprintf(command, sizeof(command), "%s run 2>/dev/null", form);
	expect(status_of(command) == 2, "missing options", command);
	snprintf(command, sizeof(command), "%s fly 2>/dev/null", form);
	expect(status_of(command) == 2, "an unknown command", command);
}

int main(int argc, char **argv)
{
	static const char *const operations[] = { "open", "exec", "connect", "write", "rename", "mmap-exec" };

	if (argc != 3)
		return 2;
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		each_form_of_an_operation_happens_or_says_why_not(argv[1], argv[2], operations[i]);
	bad_options_are_refused(argv[1]);
	return failures != 0;
}
