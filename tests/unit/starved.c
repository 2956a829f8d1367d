/*
 * starved: how long a test's own threads and a process of its have waited for a CPU.
 * Knows the scheduler's sums in /proc. Never knows what was missed.
 */
#include "starved.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* "ns on a CPU, ns waiting for one, turns" */
static int64_t waited_ns(const char *path)
{
	char text[64] = "";
	char *rest = text;
	FILE *f = fopen(path, "re");
	if (f == NULL) {
		return 0;
	}
	bool read = fgets(text, sizeof(text), f) != NULL;
	assert_int_equal(fclose(f), 0);
	(void)strtoll(text, &rest, 10); /* on a CPU */
	return read ? strtoll(rest, NULL, 10) : 0;
}

int64_t starved_ns(pid_t pid)
{
	char path[64];
	int64_t sum = 0;
	DIR *threads = opendir("/proc/self/task");
	assert_non_null(threads);
	for (struct dirent *e = readdir(threads); e != NULL; e = readdir(threads)) {
		if (e->d_name[0] != '.') {
			assert_true(snprintf(path, sizeof(path), "/proc/self/task/%.20s/schedstat",
					     e->d_name) > 0);
			sum += waited_ns(path);
		}
	}
	assert_int_equal(closedir(threads), 0);
	assert_true(snprintf(path, sizeof(path), "/proc/%d/schedstat", (int)pid) > 0);
	return pid > 0 ? sum + waited_ns(path) : sum;
}
