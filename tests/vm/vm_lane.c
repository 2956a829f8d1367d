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
	bool alone; /* in a machine of its own: not among all */
} groups[] = {
	{"cross", suite_cross, false}, {"safety", suite_safety, false},
	{"fault", suite_fault, false}, {"power", suite_power, false},
	{"guard", suite_guard, false}, {"unplug", suite_unplug, true},
	{"cut", suite_cut, true},      {"back", suite_back, true},
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
		if (argc < 2 ? !groups[i].alone : strcmp(argv[1], groups[i].name) == 0) {
			failed += groups[i].run();
			known++;
		}
	}
	if (known == 0) {
		(void)fputs("vm_lane: no such group\n", stderr); /* told by the exit code, too */
	}
	return failed != 0 || known == 0;
}
