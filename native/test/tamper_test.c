/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tamper_test.c: without any sensor each form of the attacker is done, or says why this machine has it not.
 *   tamper-test TAMPER_PROGRAM
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

static void each_form_is_done_or_says_why_not(const char *program, const char *directory)
{
	static const char *const forms[] = { "plain", "unset", "static", "setuid", "user-namespace", "io-uring", "untraced",
					     "own-tracer", "storm", "long-path", "renamed", "linked" };
	char command[1200], line[400];
	FILE *server, *answers;
	int done = 0, ended = 0;

	snprintf(command, sizeof(command), "mkdir -p %s/tree/field && chmod 0755 %s %s/tree && %s serve open %s/tree/field aaaa00 %s/commands %s/answers & while ! test -p %s/commands; do sleep 0.05; done; cat >%s/commands; wait",
		 directory, directory, directory, program, directory, directory, directory, directory, directory);
	server = popen(command, "w");
	if (!server) {
		expect(0, "the server starts", command);
		return;
	}
	fprintf(server, "make 0 0 100\n");
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		fprintf(server, "probe %zu %s %zu 2 0 5000 -1\ndenied d%zu %s 2 0 5000\n", i, forms[i], i * 2, i, forms[i]);
	fprintf(server, "probe x nosuchform 0 1 0 500 -1\n");
	expect(!pclose(server), "the server ends with its input", program);
	snprintf(command, sizeof(command), "%s/answers", directory);
	answers = fopen(command, "re");
	while (answers && fgets(line, sizeof(line), answers)) {
		long long start, end;
		char id[16];
		int index, error;

		if (sscanf(line, "op %15s %d %lld %lld %d", id, &index, &start, &end, &error) == 5) {
			done++;
			expect(end >= start && !error, "an operation is done", line);
		}
		if (sscanf(line, "end %15s %d", id, &error) == 2) {
			ended++;
			expect(!error == (id[0] != 'x'), "a command is obeyed, and an unknown form is not", line);
		}
	}
	if (answers)
		fclose(answers);
	expect(done >= 24, "most forms are there", "see above");
	expect(ended == 2 + 2 * (int)(sizeof(forms) / sizeof(forms[0])), "each command ends", "see above");
}

int main(int argc, char **argv)
{
	char directory[] = "/tmp/tamper-test-XXXXXX", command[600];

	if (argc != 2 || !mkdtemp(directory))
		return 2;
	each_form_is_done_or_says_why_not(argv[1], directory);
	snprintf(command, sizeof(command), "%s swim 2>/dev/null", argv[1]);
	expect(status_of(command) == 2, "an unknown command", command);
	/* Nothing of ours is in names with more than letters and digits. */
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	expect(!status_of(command), "the directory can be removed", directory);
	return failures != 0;
}
