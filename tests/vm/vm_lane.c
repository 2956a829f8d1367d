/*
 * vm_lane: the tests that run inside the virtual machine.
 *
 *   vm_lane [GROUP [PATTERN]]     a group (cross, ...), the tests whose name fits (* and ?)
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(void);
} groups[] = {
	{"cross", suite_cross}, /* one a line */
	{"safety", suite_safety}, {"fault", suite_fault},   {"power", suite_power},
	{"guard", suite_guard},   {"unplug", suite_unplug}, /* last: it spoils the machine */
};

int suite_clear(void **state)
{
	(void)state; /* there is one scene at a time */
	scene_clear();
	return 0;
}

int main(int argc, char *argv[])
{
	int failed = 0;
	unsigned known = 0;
	if (argc > 2) {
		cmocka_set_test_filter(argv[2]);
	}
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (argc < 2 || strcmp(argv[1], groups[i].name) == 0) {
			failed += groups[i].run();
			known++;
		}
	}
	if (known == 0) {
		(void)fputs("vm_lane: no such group\n", stderr); /* told by the exit code, too */
	}
	return failed != 0 || known == 0;
}
