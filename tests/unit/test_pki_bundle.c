/* pki_bundle: a list of a bundle is read as it was written, and nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prog/pki_bundle.h"

#define HASH  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define START "egate bundle 1\nmade 2026-11-29T21:08:54Z\n"

static void a_list_is_read_as_it_was_written(void **state)
{
	(void)state;
	static struct bundle written = {.made_s = 1795986534, .count = 2};
	static struct bundle read;
	uint8_t text[1024];
	struct wr w = WR_ARRAY(text);
	written.files[0] = (struct bundle_file){{1, 2, 3}, 70, "DE.ml"};
	written.files[1] = (struct bundle_file){{0xFF}, 123456789, "pkd-001_complete.ldif"};
	assert_int_equal(bundle_write(&written, &w), EG_OK);
	assert_int_equal(bundle_parse(wr_view(&w), &read), EG_OK);
	assert_memory_equal(&read, &written, sizeof(read));
}

static void what_is_no_list_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"",
		START,
		"egate bundle 2\nmade 2026-11-29T21:08:54Z\nfile " HASH " 1 a\n",
		"egate bundle 1\nmade 2026-11-31T21:08:54Z\nfile " HASH " 1 a\n",
		"egate bundle 1\nmade 2026-11-29T24:08:54Z\nfile " HASH " 1 a\n",
		"egate bundle 1\nmade 2026-11-29\nfile " HASH " 1 a\n",
		"egate bundle 1\nfile " HASH " 1 a\n",
		START "file " HASH " 1 \n",
		START "file " HASH " 1 ../a\n",
		START "file " HASH " 1 .hidden\n",
		START "file " HASH " 1 bundle.txt\n",
		START "file " HASH " 1 a/b\n",
		START "file " HASH " 1 a b\n",
		START "file " HASH " -1 a\n",
		START "file " HASH "  a\n",
		START "file " HASH "0 1 a\n",
		START "file " HASH " 1 a\nfile " HASH " 1 a\n",
		START "file " HASH " 1 a\n\n",
		START "folder " HASH " 1 a\n",
		START "file 0g112233445566778899aabbccddeeff00112233445566778899aabbccddeeff 1 a\n",
	};
	static struct bundle b;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(bundle_parse(rd_cstr(texts[i]), &b), EG_BAD_DATA);
	}
	assert_int_equal(bundle_parse(RD_TEXT(START "file " HASH " 1 a\0b\n"), &b), EG_BAD_DATA);
	assert_int_equal(bundle_parse(rd_cstr(START "file " HASH " 1 a\n"), &b), EG_OK);
	assert_int_equal(b.count, 1);
	assert_string_equal(b.files[0].name, "a");
}

static void more_files_than_there_is_room_for_are_refused(void **state)
{
	(void)state;
	static struct bundle b;
	static uint8_t text[(BUNDLE_FILES_MAX + 2) * 100];
	for (size_t files = BUNDLE_FILES_MAX; files <= BUNDLE_FILES_MAX + 1; files++) {
		struct wr w = WR_ARRAY(text);
		wr_put(&w, RD_TEXT(START));
		for (size_t i = 0; i < files; i++) {
			wr_put(&w, RD_TEXT("file " HASH " 1 f"));
			wr_u8(&w, (uint8_t)('0' + i / 10));
			wr_u8(&w, (uint8_t)('0' + i % 10));
			wr_put(&w, RD_TEXT("\n"));
		}
		assert_int_equal(bundle_parse(wr_view(&w), &b),
				 files > BUNDLE_FILES_MAX ? EG_BAD_DATA : EG_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_read_as_it_was_written),
		cmocka_unit_test(what_is_no_list_is_refused),
		cmocka_unit_test(more_files_than_there_is_room_for_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
