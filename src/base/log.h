/*
 * log: facts as key=value on standard error, one line each.
 * Knows numbers and words from the source text only. Cannot be given personal data: there is no
 * field that takes a run-time string, and a word can only be made from a literal.
 */
#ifndef EG_BASE_LOG_H
#define EG_BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* A word of the source text. Only LOG_WORD makes one: "" literal "" does not compile else. */
struct log_word {
	const char *text;
};
#define LOG_WORD(literal) ((struct log_word){"" literal ""})

struct log_field {
	const char *key;
	bool is_word;
	int64_t number;
	struct log_word word;
};

#define LOG_INT(key_literal, value) \
	((struct log_field){.key = "" key_literal "", .number = (int64_t)(value)})
#define LOG_NAME(key_literal, word_value) \
	((struct log_field){.key = "" key_literal "", .is_word = true, .word = (word_value)})

/* Name of this process in every line, and the lowest level that is printed. */
void log_open(struct log_word program, enum log_level lowest);
/* Never waits: a line that standard error does not take at once is lost. */
void log_write(enum log_level level, struct log_word what, const struct log_field *fields,
	       size_t count);
/* Logs the newest fault (its kind, file, line, literal reason). */
void log_fault(enum log_level level, struct log_word what);

#define LOG(level, what, ...)                                                       \
	log_write((level), LOG_WORD(what), (const struct log_field[]){__VA_ARGS__}, \
		  sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

#endif
