/*
 * scenario_words: the words of a sentence, each held against its place in a phrase.
 * Knows kinds of words and what they are called elsewhere. Never knows a line as a whole.
 */
#ifndef EG_SIMULATOR_SCENARIO_WORDS_H
#define EG_SIMULATOR_SCENARIO_WORDS_H

#include "simulator/scenario.h"

/* Up to six decimal digits. */
EG_CHECK bool scenario_number(struct rd word, uint32_t *out);
/* Which of the persons so far has that name. */
EG_CHECK bool scenario_person_of(const struct scenario *s, struct rd word, uint32_t *out);
/* Which of the texts it is. */
EG_CHECK bool scenario_text_of(struct rd word, const char *const *texts, size_t count,
			       uint32_t *out);
/* Does a word of a line fit its place in a phrase? Keeps what it says. */
EG_CHECK bool scenario_word_fits(const struct scenario *s, struct rd place, struct rd word,
				 struct scenario_step *step);

#endif
