/*
 * conf_inspect: the inspection system of a case: session, verification, policy; in the strict
 * profile also strict reading of the files.
 * Knows the parts of the product in their order. Never knows the case.
 */
#ifndef EG_TESTS_CONF_INSPECT_H
#define EG_TESTS_CONF_INSPECT_H

#include "conf_world.h"

struct conf_told conf_inspect(const struct conf_world *w);

#endif
