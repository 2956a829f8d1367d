/*
 * err: how an operation says that it failed, and why.
 * Knows error kinds and where a fault was found. Never knows what was processed.
 */
#ifndef EG_BASE_ERR_H
#define EG_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EG_CHECK             __attribute__((warn_unused_result))
#define EG_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* Kinds of failure: name, text for people. */
#define EG_ERRS(X)                                              \
	X(EG_OK, "ok")                                          \
	X(EG_BAD_DATA, "the data break their format")           \
	X(EG_TRUNCATED, "the data end too early")               \
	X(EG_TOO_BIG, "the data are larger than allowed")       \
	X(EG_UNSUPPORTED, "valid, but not supported here")      \
	X(EG_NOT_FOUND, "not there")                            \
	X(EG_DENIED, "refused by the other side or by a rule")  \
	X(EG_MISMATCH, "a signature, MAC or hash does not fit") \
	X(EG_CRYPTO, "a cryptographic primitive failed")        \
	X(EG_NO_MEMORY, "out of memory")                        \
	X(EG_IO, "input or output failed")                      \
	X(EG_GONE, "the other side is gone")                    \
	X(EG_TIMEOUT, "the time is up")                         \
	X(EG_STATE, "not possible in this state")               \
	X(EG_CONFIG, "the configuration is wrong")              \
	X(EG_SANDBOX, "the sandbox could not be entered")

enum eg_err {
#define X(name, text) name,
	EG_ERRS(X)
#undef X
};

/* Static name ("EG_IO") and text of an error. Never NULL. */
const char *eg_err_name(enum eg_err err);
const char *eg_err_text(enum eg_err err);

/* Where the newest fault of this process was found; reason is always a string literal. */
struct eg_fault {
	enum eg_err err;
	const char *file;
	int line;
	const char *reason;
};

enum eg_err eg_fault_set(enum eg_err err, const char *file, int line, const char *reason);
struct eg_fault eg_fault_last(void);

/* Here, so that compilers and analyzers see that what failed with an error never answers EG_OK. */
static inline enum eg_err eg_fail(enum eg_err err, const char *file, int line, const char *reason)
{
	(void)eg_fault_set(err, file, line, reason); /* the same err */
	return err;
}

/* Records a fault once, where it is found; reason must be a literal, so that it holds no data. */
#define EG_FAIL(err, reason) eg_fail((err), __FILE__, __LINE__, "" reason "")

#define EG_TRY(call)                          \
	do {                                  \
		enum eg_err eg_try_ = (call); \
		if (eg_try_ != EG_OK) {       \
			return eg_try_;       \
		}                             \
	} while (0)

/* EG_AUTO(f) T v: f(&v) runs when v leaves its scope. */
#define EG_AUTO(free_fn) __attribute__((cleanup(free_fn)))

/* Cleanup for a heap pointer: EG_AUTO(eg_free) uint8_t *p. Frees *(void **)p, accepts NULL. */
void eg_free(void *pointer_to_pointer);
/* Cleanup for a descriptor: EG_AUTO(eg_close) int fd = -1. Leaves -1 behind. */
void eg_close(int *fd);

#endif
