/*
 * gpio_answers: a person's answers to the installer's checklist, written down beforehand, and a
 * line that one types.
 * Knows words and the limits of text. Never knows lines or stages.
 *
 *   # comment
 *   entry-green  yes
 *   curtain-7    skip  broken in transport, replaced on Monday
 *   *            yes                  every item that has no line of its own
 */
#ifndef EG_PROG_GPIO_ANSWERS_H
#define EG_PROG_GPIO_ANSWERS_H

#include "base/rd.h"
#include "prog/gpio_walk.h"

#define ANSWERS_MAX      (WALK_ITEMS_MAX + 1)
#define ANSWERS_FILE_MAX 32768u

struct gpio_answer {
	char word[WALK_WORD_SIZE];
	uint8_t answer; /* YES, NO or SKIP of enum walk_answer */
	char remark[WALK_REMARK_SIZE];
};

struct gpio_answers {
	struct gpio_answer of[ANSWERS_MAX];
	size_t count;
};

/*
 * EG_CONFIG with *line (from 1): not "WORD yes|no|skip [remark]", a word twice, a word that is no
 * item of any gate, a remark too long or not UTF-8 that is safe to show, too many lines.
 */
EG_CHECK enum eg_err gpio_answers_parse(struct rd text, struct gpio_answers *out, unsigned *line);
/* The line of the item, or that of "*"; NULL: none is for it. Borrowed. */
const struct gpio_answer *gpio_answers_for(const struct gpio_answers *a, const char *word);

/* What was typed: y, n, s, r, b or q as first word (or in full), then a remark. */
enum gpio_typed { TYPED_NOTHING, TYPED_ANSWER, TYPED_QUIT };
enum gpio_typed gpio_typed_parse(struct rd line, enum walk_answer *answer,
				 char remark[WALK_REMARK_SIZE]);

/*
 * Text of a person, ended with NUL: UTF-8 without characters that steer a screen. False, and an
 * empty text, if it is none or does not fit.
 */
EG_CHECK bool gpio_text(struct rd text, char *out, size_t cap);

#endif
