/*
 * log: facts as key=value on standard error, one line each.
 * Knows numbers and words from the source text only. Cannot be given personal data.
 */
#include "base/log.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 512

static struct log_word log_program = {"egate"};
static enum log_level log_lowest = LOG_INFO;

static const char *level_name(enum log_level level)
{
	switch (level) {
	case LOG_DEBUG:
		return "debug";
	case LOG_INFO:
		return "info";
	case LOG_WARN:
		return "warn";
	case LOG_ERROR:
		return "error";
	}
	return "?";
}

void log_open(struct log_word program, enum log_level lowest)
{
	log_program = program;
	log_lowest = lowest;
}

/* Counts printed text; a line that is full keeps what fits. */
static void grow(size_t *size, int printed)
{
	if (printed > 0) {
		*size += (size_t)printed;
	}
	if (*size > LINE_MAX_BYTES - 2) {
		*size = LINE_MAX_BYTES - 2;
	}
}

/*
 * Whether a write returns at once: a reader of the log that stands still (a pager, a stuck
 * collector) must not hold the core, nor the doors, nor a fire. A pipe says so when it has a page
 * free, a socket when it has room for many lines; writers beside us fill neither within a line.
 * Nor may one that is gone: a write to it would be a SIGPIPE.
 */
static bool takes_a_line(void)
{
	struct pollfd p = {.fd = STDERR_FILENO, .events = POLLOUT};
	return poll(&p, 1, 0) == 1 && p.revents == POLLOUT; /* with an error there is no reader */
}

void log_write(enum log_level level, struct log_word what, const struct log_field *fields,
	       size_t count)
{
	char line[LINE_MAX_BYTES];
	size_t size = 0;
	struct timespec now = {0};
	if (level < log_lowest) {
		return;
	}
	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	grow(&size, snprintf(line, sizeof(line), "%" PRId64 ".%06ld level=%s program=%s event=%s",
			     (int64_t)now.tv_sec, now.tv_nsec / 1000, level_name(level),
			     log_program.text, what.text));
	for (size_t i = 0; i < count; i++) {
		const struct log_field *f = &fields[i];
		size_t room = sizeof(line) - size;
		grow(&size,
		     f->is_word ? snprintf(line + size, room, " %s=%s", f->key, f->word.text)
				: snprintf(line + size, room, " %s=%" PRId64, f->key, f->number));
	}
	line[size++] = '\n';
	/* One write a line keeps lines whole; a lost log line must not stop a gate. */
	if (takes_a_line()) {
		ssize_t written = write(STDERR_FILENO, line, size);
		(void)written;
	}
}

void log_fault(enum log_level level, struct log_word what)
{
	struct eg_fault f = eg_fault_last();
	struct log_field fields[] = {
		{.key = "error", .is_word = true, .word = {eg_err_name(f.err)}},
		{.key = "file", .is_word = true, .word = {f.file}},
		LOG_INT("line", f.line),
		{.key = "reason", .is_word = true, .word = {f.reason}},
	};
	log_write(level, what, fields, sizeof(fields) / sizeof(fields[0]));
}
