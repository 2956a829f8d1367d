/*
 * report: runs the search of one plan and tells what it found, in lines for people and programs.
 * Knows how to print gates and traces. Never knows where a plan comes from.
 */
#ifndef EG_TESTS_MODEL_REPORT_H
#define EG_TESTS_MODEL_REPORT_H

#include "explore.h"

/* False if a rule is broken: "broken: RULE", the way to it from power-up, the step that breaks it.
 */
bool report_run(const char *name, struct explore *x);

#endif
