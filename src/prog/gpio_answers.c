/*
 * gpio_answers: a person's answers to the installer's checklist.
 * Knows words and the limits of text. Never knows lines or stages.
 */
#include "prog/gpio_answers.h"

#include "emrtd/lds_text.h"
#include "prog/gpio_words.h"

#include <stdio.h>
#include <string.h>

#define BLANKS " \t"

static const struct {
	const char *word;
	const char *letter;
	enum walk_answer answer;
} answers[] = {
	{"yes", "y", WALK_YES},     {"no", "n", WALK_NO},     {"skip", "s", WALK_SKIP},
	{"again", "r", WALK_AGAIN}, {"back", "b", WALK_BACK},
};

bool gpio_text(struct rd text, char *out, size_t cap)
{
	uint32_t deviations = 0;
	size_t size = 0;
	struct lds_text t = lds_text_of(text, 0, &deviations);
	bool good = (t.encoding == LDS_ASCII || t.encoding == LDS_UTF8) &&
		    rd_dump(text, out, cap - 1, &size);
	out[good ? size : 0] = '\0';
	return good;
}

static void skip_blanks(struct rd *r)
{
	uint8_t c = 0;
	while (rd_peek(r, &c) && (c == ' ' || c == '\t') && rd_skip(r, 1)) {
	}
}

static void cut_blanks(struct rd *r)
{
	uint8_t c = 0;
	while (r->left > 0 && rd_byte_at(r, r->left - 1, &c) &&
	       (c == ' ' || c == '\t' || c == '\r')) {
		r->left--;
	}
}

static struct rd next_word(struct rd *r)
{
	skip_blanks(r);
	struct rd word = rd_until(r, BLANKS);
	skip_blanks(r);
	return word;
}

static bool find_answer(struct rd word, bool letters, enum walk_answer *out)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (rd_equal(word, rd_cstr(answers[i].word)) ||
		    (letters && rd_equal(word, rd_cstr(answers[i].letter)))) {
			*out = answers[i].answer;
			return true;
		}
	}
	return false;
}

static bool is_item(const char *word)
{
	char its[WALK_WORD_SIZE];
	static const uint8_t counts[] = {
		[WALK_WIRE] = GATE_WIRE_COUNT,
		[WALK_BEAM] = GATE_CURTAIN_MAX,
		[WALK_OUTPUT] = GATE_OUTPUT_LINES,
	};
	for (unsigned kind = 0; kind < sizeof(counts); kind++) {
		for (unsigned bit = 0; bit < counts[kind]; bit++) {
			struct walk_item i = {.kind = (uint8_t)kind, .bit = (uint8_t)bit};
			walk_item_word(&i, its);
			if (strcmp(word, its) == 0) {
				return true;
			}
		}
	}
	return strcmp(word, "*") == 0;
}

static const struct gpio_answer *exactly(const struct gpio_answers *a, const char *word)
{
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->of[i].word, word) == 0) {
			return &a->of[i];
		}
	}
	return NULL;
}

const struct gpio_answer *gpio_answers_for(const struct gpio_answers *a, const char *word)
{
	const struct gpio_answer *found = exactly(a, word);
	return found != NULL ? found : exactly(a, "*");
}

static enum eg_err parse_line(struct rd line, struct gpio_answers *out)
{
	struct gpio_answer one = {.answer = WALK_SILENT};
	enum walk_answer answer = WALK_SILENT;
	cut_blanks(&line);
	struct rd word = next_word(&line);
	if (word.left == 0 || rd_begins(word, RD_TEXT("#"))) {
		return EG_OK;
	}
	if (!gpio_text(word, one.word, sizeof(one.word)) || !is_item(one.word)) {
		return EG_FAIL(EG_CONFIG, "no line of a gate has that word");
	}
	if (!find_answer(next_word(&line), false, &answer) || answer == WALK_AGAIN ||
	    answer == WALK_BACK) {
		return EG_FAIL(EG_CONFIG, "an answer is yes, no or skip");
	}
	if (!gpio_text(line, one.remark, sizeof(one.remark))) {
		return EG_FAIL(EG_CONFIG, "a remark is too long, or no text");
	}
	if (exactly(out, one.word) != NULL || out->count == ANSWERS_MAX) {
		return EG_FAIL(EG_CONFIG, "a line of the gate is answered twice");
	}
	one.answer = (uint8_t)answer;
	out->of[out->count++] = one;
	return EG_OK;
}

enum eg_err gpio_answers_parse(struct rd text, struct gpio_answers *out, unsigned *line)
{
	*out = (struct gpio_answers){.count = 0};
	*line = 0;
	while (text.left > 0) {
		(*line)++;
		EG_TRY(parse_line(rd_until(&text, "\n"), out));
	}
	return EG_OK;
}

enum gpio_typed gpio_typed_parse(struct rd line, enum walk_answer *answer,
				 char remark[WALK_REMARK_SIZE])
{
	cut_blanks(&line);
	struct rd word = next_word(&line);
	*answer = WALK_SILENT;
	remark[0] = '\0';
	if (rd_equal(word, RD_TEXT("q")) || rd_equal(word, RD_TEXT("quit"))) {
		return TYPED_QUIT;
	}
	if (!find_answer(word, true, answer) || !gpio_text(line, remark, WALK_REMARK_SIZE)) {
		*answer = WALK_SILENT;
		return TYPED_NOTHING;
	}
	return TYPED_ANSWER;
}
