/*
 * fuzz_config: any text either is a configuration whose texts all end, or is refused.
 */
#include "tests/fuzz/fuzz.h"

#include "prog/config.h"

static void must_end(const char *text, size_t cap)
{
	for (size_t i = 0; i < cap; i++) {
		if (text[i] == '\0') {
			return;
		}
	}
	promise(false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct config c;
	int line = -1;
	enum eg_err err = config_read(size == 0 ? RD_TEXT("") : rd_of(data, size), &c, &line);
	promise(line >= 0 && c.word_count <= CONFIG_WORDS_MAX);
	if (err != EG_OK) {
		return 0;
	}
	must_end(c.run, sizeof(c.run));
	must_end(c.journal, sizeof(c.journal));
	must_end(c.open, sizeof(c.open));
	for (size_t i = 0; i < c.word_count; i++) {
		must_end(c.words[i], sizeof(c.words[i]));
	}
	promise(c.open[0] == '0' || c.open[0] == '1');
	return 0;
}
