/*
 * fuzz_gpio_answers: any text either is a list of answers whose texts all end and are safe to show,
 * or is refused with a line; any typed line is an answer or nothing.
 */
#include "tests/fuzz/fuzz.h"

#include "prog/gpio_answers.h"

/* Ends within its room, and holds no control character. */
static void must_be_text(const char *text, size_t cap)
{
	size_t size = 0;
	while (size < cap && text[size] != '\0') {
		promise((unsigned char)text[size] >= 0x20 && text[size] != 0x7F);
		size++;
	}
	promise(size < cap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gpio_answers a;
	char remark[WALK_REMARK_SIZE];
	enum walk_answer answer = WALK_SILENT;
	unsigned line = 0;
	struct rd text = size == 0 ? RD_TEXT("") : rd_of(data, size);
	enum eg_err err = gpio_answers_parse(text, &a, &line);
	promise(err == EG_OK || (err == EG_CONFIG && line > 0));
	promise(a.count <= ANSWERS_MAX);
	for (size_t i = 0; i < a.count; i++) {
		must_be_text(a.of[i].word, sizeof(a.of[i].word));
		must_be_text(a.of[i].remark, sizeof(a.of[i].remark));
		promise(a.of[i].answer >= WALK_YES && a.of[i].answer <= WALK_SKIP);
		promise(gpio_answers_for(&a, a.of[i].word) == &a.of[i]);
	}
	enum gpio_typed what = gpio_typed_parse(text, &answer, remark);
	promise((what == TYPED_ANSWER) == (answer != WALK_SILENT));
	must_be_text(remark, sizeof(remark));
	return 0;
}
