/* Unit tests of pki/ber: what is written as BER comes out as the DER that it stands for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/wr.h"
#include "pki/ber.h"

static void becomes(struct rd in, struct rd wanted)
{
	EG_AUTO(bytes_free) struct bytes out = {0};
	bool was_ber = false;
	assert_int_equal(ber_to_der(in, &out, &was_ber), EG_OK);
	assert_true(was_ber);
	assert_true(rd_equal(bytes_rd(&out), wanted));
	/* DER stays as it is, and is not copied. */
	EG_AUTO(bytes_free) struct bytes again = {0};
	assert_int_equal(ber_to_der(bytes_rd(&out), &again, &was_ber), EG_OK);
	assert_false(was_ber);
	assert_null(again.data);
}

static void lengths_are_made_definite_and_short(void **state)
{
	(void)state;
	becomes(RD_TEXT("\x30\x80\x02\x01\x05\x00\x00"), RD_TEXT("\x30\x03\x02\x01\x05"));
	becomes(RD_TEXT("\x30\x80\x30\x80\x00\x00\x00\x00"), RD_TEXT("\x30\x02\x30\x00"));
	becomes(RD_TEXT("\x30\x81\x03\x02\x01\x05"), RD_TEXT("\x30\x03\x02\x01\x05"));
	becomes(RD_TEXT("\x30\x84\x00\x00\x00\x03\x02\x01\x05"), RD_TEXT("\x30\x03\x02\x01\x05"));
	becomes(RD_TEXT("\x30\x04\x02\x81\x01\x05"), RD_TEXT("\x30\x03\x02\x01\x05"));
	becomes(RD_TEXT("\x77\x80\x05\x00\x00\x00"), RD_TEXT("\x77\x02\x05\x00"));
	becomes(RD_TEXT("\xA0\x80\x05\x00\x00\x00\xA1\x02\x05\x00"),
		RD_TEXT("\xA0\x02\x05\x00\xA1\x02\x05\x00"));
	/* A definite one within an indefinite one, and the other way round. */
	becomes(RD_TEXT("\x30\x80\x31\x02\x05\x00\x05\x00\x00\x00"),
		RD_TEXT("\x30\x06\x31\x02\x05\x00\x05\x00"));
	becomes(RD_TEXT("\x30\x08\x31\x80\x05\x00\x00\x00\x05\x00"),
		RD_TEXT("\x30\x06\x31\x02\x05\x00\x05\x00"));
	becomes(RD_TEXT("\xBF\x81\x01\x80\x05\x00\x00\x00"), RD_TEXT("\xBF\x81\x01\x02\x05\x00"));
}

static void octet_strings_in_pieces_are_joined(void **state)
{
	(void)state;
	becomes(RD_TEXT("\x24\x06\x04\x01\x61\x04\x01\x62"), RD_TEXT("\x04\x02\x61\x62"));
	becomes(RD_TEXT("\x24\x80\x04\x01\x61\x04\x00\x04\x01\x62\x00\x00"),
		RD_TEXT("\x04\x02\x61\x62"));
	becomes(RD_TEXT("\x24\x80\x24\x80\x04\x01\x61\x00\x00\x24\x03\x04\x01\x62\x00\x00"),
		RD_TEXT("\x04\x02\x61\x62"));
	becomes(RD_TEXT("\x24\x00"), RD_TEXT("\x04\x00"));
	/* Octets of a value are never looked into. */
	becomes(RD_TEXT("\x30\x80\x04\x04\x30\x80\x00\x00\x00\x00"),
		RD_TEXT("\x30\x06\x04\x04\x30\x80\x00\x00"));
}

static void der_and_what_is_broken_are_left_alone(void **state)
{
	(void)state;
	const struct rd inputs[] = {
		RD_TEXT(""),
		RD_TEXT("\x30\x00"),
		RD_TEXT("\x30\x03\x02\x01\x05"),
		RD_TEXT("\x04\x04\x30\x80\x00\x00"),
		RD_TEXT("\x30\x05\x02\x01\x05"), /* cut off */
		RD_TEXT("\x30\x03\x02\x02\x05"),
		RD_TEXT("\x30"),
		RD_TEXT("\x1F\x80\x01\x00"), /* no tag */
		RD_TEXT("\x30\x85\x00\x00\x00\x00\x00"),
	};
	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
		EG_AUTO(bytes_free) struct bytes out = {0};
		bool was_ber = true;
		assert_int_equal(ber_to_der(inputs[i], &out, &was_ber), EG_OK);
		assert_false(was_ber);
		assert_null(out.data);
	}
}

static void broken_ber_is_refused(void **state)
{
	(void)state;
	const struct rd inputs[] = {
		RD_TEXT("\x30\x80"),
		RD_TEXT("\x30\x80\x00"),
		RD_TEXT("\x30\x80\x02\x01\x05"),
		RD_TEXT("\x30\x80\x02\x01\x05\x00"),
		RD_TEXT("\x30\x80\x02\x01\x05\x00\x01\x00"),
		RD_TEXT("\x30\x80\x00\x00\x00\x00"),         /* an end of nothing */
		RD_TEXT("\x04\x80\x00\x00"),                 /* primitive without a length */
		RD_TEXT("\x24\x03\x02\x01\x05"),             /* another type among the pieces */
		RD_TEXT("\x24\x05\x30\x03\x04\x01\x61"),     /* a frame among them */
		RD_TEXT("\x23\x80\x03\x02\x00\x61\x00\x00"), /* a BIT STRING in pieces */
		RD_TEXT("\x2C\x80\x0C\x01\x61\x00\x00"),
		RD_TEXT("\x22\x80\x02\x01\x05\x00\x00"),
		RD_TEXT("\x30\x04\x30\x80\x00\x00\x00"), /* an end in a frame of known length */
		RD_TEXT("\x30\x80\x30\x05\x05\x00\x00\x00"),
	};
	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
		EG_AUTO(bytes_free) struct bytes out = {0};
		bool was_ber = false;
		enum eg_err err = ber_to_der(inputs[i], &out, &was_ber);
		if (err != EG_BAD_DATA || !was_ber || out.data != NULL) {
			print_error("input %zu is taken\n", i);
			fail();
		}
	}
}

static enum eg_err nested(size_t levels)
{
	EG_AUTO(bytes_free) struct bytes out = {0};
	uint8_t octets[4 * 64];
	struct wr w = WR_ARRAY(octets);
	bool was_ber;
	for (size_t i = 0; i < levels; i++) {
		wr_put(&w, RD_TEXT("\x30\x80"));
	}
	wr_fill(&w, 0, 2 * levels);
	return ber_to_der(wr_view(&w), &out, &was_ber);
}

static void depth_is_bounded(void **state)
{
	(void)state;
	assert_int_equal(nested(BER_DEPTH_MAX - 1), EG_OK);
	assert_int_equal(nested(BER_DEPTH_MAX), EG_BAD_DATA);
	assert_int_equal(nested(64), EG_BAD_DATA);
}

/* A length of 64 kB takes more octets than the indefinite one and its end. */
static void large_contents_have_room_for_their_lengths(void **state)
{
	(void)state;
	static uint8_t octets[200000];
	EG_AUTO(bytes_free) struct bytes out = {0};
	struct wr w = WR_ARRAY(octets);
	struct rd in;
	struct rd value;
	bool was_ber;
	const size_t levels = BER_DEPTH_MAX - 1;
	for (size_t i = 0; i < levels; i++) {
		wr_put(&w, RD_TEXT("\x30\x80"));
	}
	wr_put(&w, RD_TEXT("\x04\x83\x01\x86\xA0"));
	wr_fill(&w, 'x', 100000);
	wr_fill(&w, 0, 2 * levels);
	assert_int_equal(wr_done(&w, &in), EG_OK);
	assert_int_equal(ber_to_der(in, &out, &was_ber), EG_OK);
	struct rd der = bytes_rd(&out);
	for (size_t i = 0; i < levels; i++) {
		assert_true(rd_expect(&der, 0x30, &value) && rd_end(&der));
		der = value;
	}
	assert_true(rd_expect(&der, 0x04, &value) && rd_end(&der));
	assert_int_equal(value.left, 100000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_are_made_definite_and_short),
		cmocka_unit_test(octet_strings_in_pieces_are_joined),
		cmocka_unit_test(der_and_what_is_broken_are_left_alone),
		cmocka_unit_test(broken_ber_is_refused),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(large_contents_have_room_for_their_lengths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
