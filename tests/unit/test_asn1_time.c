/* asn1_time: the days and seconds of real calendars; forms that RFC 5280 has not are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/asn1_time.h"

/* A TLV of a text shorter than 128 octets. */
static bool read_text(uint8_t tag, const char *text, struct asn1_time *out)
{
	uint8_t tlv[64] = {tag};
	struct rd from = rd_cstr(text);
	size_t size = 0;
	assert_true(rd_dump(from, tlv + 2, sizeof(tlv) - 2, &size));
	tlv[1] = (uint8_t)size;
	struct rd r = rd_of(tlv, size + 2);
	return asn1_time_read(&r, out) && rd_end(&r);
}

static void times_are_seconds_since_1970(void **state)
{
	(void)state;
	static const struct {
		uint8_t tag;
		const char *text;
		int64_t unix_s;
		bool usual;
	} times[] = {
		{0x17, "700101000000Z", 0, true},
		{0x17, "261129210854Z", 1795986534, true},
		{0x17, "491231235959Z", 2524607999, true},
		{0x17, "500101000000Z", -631152000, true},
		{0x18, "20500101000000Z", 2524608000, true},
		{0x18, "20491231235959Z", 2524607999, false},
		{0x17, "0002290000Z", 951782400, false},
		{0x17, "000229010000+0100", 951782400, false},
		{0x18, "20000228230000-0100", 951782400, false},
	};
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		struct asn1_time t;
		assert_true(read_text(times[i].tag, times[i].text, &t));
		assert_int_equal(t.unix_s, times[i].unix_s);
		assert_int_equal(t.usual, times[i].usual);
	}
}

/* RFC 5280, 4.1.2.5: a certificate that has no well-defined end. */
static void the_end_that_never_comes_is_a_time(void **state)
{
	struct asn1_time t;
	(void)state;
	assert_true(read_text(0x18, "99991231235959Z", &t));
	assert_true(t.usual);
	assert_int_equal(t.unix_s, INT64_C(253402300799));
	assert_int_equal(t.day.year, 9999);
	assert_int_equal(date_compare(date_from_unix(t.unix_s), t.day), 0);
	assert_true(read_text(0x18, "30000101000000Z", &t));
	assert_false(read_text(0x18, "99991232235959Z", &t));
	assert_false(read_text(0x18, "00000101000000Z", &t));
}

static void what_is_no_time_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"",
		"2611292108",
		"261129210854",
		"261329210854Z",
		"260229210854Z",
		"261129240000Z",
		"261129216000Z",
		"261129210861Z",
		"261129210854Z0",
		"261129210854.5Z",
		"261129210854+1500",
		"261129210854+01",
		"2611292108541Z",
		"26112921o854Z",
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct asn1_time t;
		assert_false(read_text(0x17, texts[i], &t));
	}
	struct asn1_time t;
	assert_false(read_text(0x13, "261129210854Z", &t));
}

static void the_first_moment_of_each_day_is_a_day_after_the_last(void **state)
{
	(void)state;
	struct date d = {1900, 1, 1};
	int64_t at = asn1_time_of_day(d);
	assert_int_equal(at, INT64_C(-2208988800));
	for (int i = 0; i < 100000; i++) {
		at += 86400;
		d = date_from_unix(at < 0 ? 0 : at);
		assert_true(at < 0 || asn1_time_of_day(d) == at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_seconds_since_1970),
		cmocka_unit_test(the_end_that_never_comes_is_a_time),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(the_first_moment_of_each_day_is_a_day_after_the_last),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
