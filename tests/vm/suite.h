/*
 * suite: the groups of tests that run in the machine.
 */
#ifndef EG_TESTS_VM_SUITE_H
#define EG_TESTS_VM_SUITE_H

#include "scene.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* What a test has left of its scene is cleared away afterwards. */
int suite_clear(void **state);
#define SUITE_TEST(name) cmocka_unit_test_teardown(name, suite_clear)

int suite_cross(void);  /* whole crossings */
int suite_safety(void); /* fire, stop, power, tamper */
int suite_fault(void);  /* lines and chips that fail */
int suite_power(void);  /* processes that end, lanes that are not empty at the start */
int suite_guard(void);  /* the process beside the core */
int suite_cut(void);    /* the machine is cut off: it ends there */
int suite_back(void);   /* the next machine */
int suite_unplug(void); /* a chip that goes away: spoils its machine */

#endif
