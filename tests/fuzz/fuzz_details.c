/*
 * fuzz_details: any file of a chip on its way to a screen: whatever its decoder makes of it, text
 * and JSON are clean UTF-8 without a character that steers, and a strict reader has an opinion.
 *
 *   first octet   bits 0-5: which file (enum emrtd_file); bit 7: as asked by --reveal
 */
#include "tests/fuzz/fuzz.h"

#include "emrtd/lds_text.h"
#include "prog/read_show.h"
#include "prog/strict.h"

#include <stdlib.h>

#define FILE_BITS  0x3Fu
#define REVEAL_BIT 0x80u

static void promise_clean(struct rd text)
{
	uint32_t deviations = 0;
	promise(lds_text_of(text, 0, &deviations).encoding <= LDS_UTF8);
}

static void show(const struct read_view *v, enum eg_err (*as)(FILE *, const struct read_view *))
{
	char *shown = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&shown, &size);
	promise(to != NULL);
	promise(as(to, v) == EG_OK && fclose(to) == 0);
	struct rd text = rd_of(shown, size);
	promise(text.left > 0 && rd_cstr(shown).left == size);
	while (text.left > 0) {
		struct rd line = rd_until(&text, "\n\t"); /* cJSON sets in by tabs */
		promise_clean(line);
	}
	free(shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct read_details details;
	static struct read_result result;
	struct rd content = rd_of(data, size);
	const struct read_view view = {&result, &details, "a reader", false};
	uint8_t first;
	if (!rd_u8(&content, &first)) {
		return 0;
	}
	struct read_file *f = &result.files[0];
	f->file = (enum emrtd_file)(first & FILE_BITS);
	promise(bytes_reserve(&f->content, content.left, EMRTD_FILE_LIMIT) == EG_OK);
	promise(bytes_append(&f->content, content) == EG_OK);
	result.count = 1;
	details_of(&details, &result, (first & REVEAL_BIT) != 0);
	promise(details.count <= DETAILS_MAX);
	for (size_t i = 0; i < details.count; i++) {
		promise_clean(rd_cstr(details.of[i].value));
		promise(details.of[i].file == f->file && details.of[i].value[0] != '\0');
	}
	show(&view, read_text);
	show(&view, read_json);
	enum reason why = strict_reason(f->file, content);
	promise(why == REASON_NONE || why == REASON_BAD_FORMAT || why == REASON_DEVIATION);
	read_result_clear(&result);
	return 0;
}
