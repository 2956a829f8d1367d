/*
 * suite: the groups of tests that run in the machine.
 */
#ifndef EG_TESTS_VM_SUITE_H
#define EG_TESTS_VM_SUITE_H

#include "scene.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Each test has a scene of its own in *state; what is left of it is cleared away afterwards. */
int suite_clear(void **state);
#define SUITE_TEST(name) cmocka_unit_test_teardown(name, suite_clear)

int suite_cross(void);  /* whole crossings */
int suite_safety(void); /* fire, stop, power, tamper */
int suite_fault(void);  /* lines and chips that fail */
int suite_power(void);  /* processes and machines that end */

#endif
