/*
 * within: what a decoder gives lies within what it was given.
 * Never knows a decoder.
 */
#ifndef EG_TESTS_WITHIN_H
#define EG_TESTS_WITHIN_H

#include "tests/fuzz/fuzz.h"

#include "base/rd.h"

static inline void promise_within(struct rd part, struct rd file)
{
	promise(!part.bad);
	promise(part.left == 0 ||
		(part.at >= file.at && part.left <= file.left - (size_t)(part.at - file.at)));
}

#endif
