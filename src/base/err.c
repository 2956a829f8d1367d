/*
 * err: how an operation says that it failed, and why.
 * Knows error kinds and where a fault was found. Never knows what was processed.
 */
#include "base/err.h"

#include <stdlib.h>
#include <unistd.h>

static _Thread_local struct eg_fault last_fault;

const char *eg_err_name(enum eg_err err)
{
	switch (err) {
#define X(name, text) \
	case name:    \
		return #name;
		EG_ERRS(X)
#undef X
	}
	return "?";
}

const char *eg_err_text(enum eg_err err)
{
	switch (err) {
#define X(name, text) \
	case name:    \
		return text;
		EG_ERRS(X)
#undef X
	}
	return "?";
}

enum eg_err eg_fault_set(enum eg_err err, const char *file, int line, const char *reason)
{
	last_fault = (struct eg_fault){err, file, line, reason};
	return err;
}

struct eg_fault eg_fault_last(void)
{
	struct eg_fault f = last_fault;
	if (f.reason == NULL) {
		f.file = "?";
		f.reason = "?";
	}
	return f;
}

void eg_free(void *pointer_to_pointer)
{
	void **p = pointer_to_pointer;
	if (p != NULL) {
		free(*p);
		*p = NULL;
	}
}

void eg_close(int *fd)
{
	if (fd != NULL && *fd >= 0) {
		(void)close(
			*fd); /* nothing can be done about a failing close of what is thrown away */
		*fd = -1;
	}
}
