/*
 * test_verify_finger: the verify worker's job with DG3: which images are handed on and how they are
 * told, and the reason where none is. Files come from the forge, or octet by octet.
 */
#include "verify_world.h"

#include "../bench/encode.h"
#include "biometrics/finger_image.h"
#include "png_mint.h"
#include "prog/verify_finger.h"
#include "simulator/forge_bio.h"
#include "wsq_kit.h"

#include <stdio.h>

#define WIDTH  96
#define HEIGHT 112
#define ROOM   (320u * 1024u)

static const struct forge_how record = {FORGE_19794, FORGE_BIO_SOUND, false};
static const struct forge_how block = {FORGE_39794, FORGE_BIO_SOUND, false};
static const struct forge_how whole_block = {FORGE_39794, FORGE_BIO_SOUND, true};
static uint8_t room[ROOM];

/* The group into its room: valid until the next one. */
static struct rd forge(const struct forge_finger *fingers, size_t count,
		       const struct forge_how *how)
{
	struct wr w = WR_ARRAY(room);
	assert_int_equal(forge_dg3(&w, fingers, count, how), EG_OK);
	return wr_view(&w);
}

/* One image of a record: what it tells, and its octets. */
struct view {
	uint8_t position;
	const char *image;
};

/* One template with one record of several images (ISO/IEC 19794-4, 7.2), pixels per centimetre. */
static struct rd record_of(const struct view *views, size_t count)
{
	struct wr w = WR_ARRAY(room);
	uint32_t size = 32;
	for (size_t i = 0; i < count; i++) {
		size += 14 + (uint32_t)strlen(views[i].image);
	}
	size_t group = wr_open(&w, 0x63);
	size_t templates = wr_open(&w, 0x7F61);
	wr_small_int(&w, 1);
	size_t template = wr_open(&w, 0x7F60);
	wr_tlv(&w, 0xA1, RD_TEXT("\x81\x01\x08\x87\x02\x01\x01\x88\x02\x00\x07"));
	size_t data = wr_open(&w, 0x5F2E);
	wr_put(&w, rd_of("FIR\0"
			 "010\0",
			 8));
	wr_be16(&w, 0);
	wr_be32(&w, size);
	wr_be32(&w, 31);
	wr_u8(&w, (uint8_t)count);
	wr_u8(&w, 2);
	for (int i = 0; i < 4; i++) {
		wr_be16(&w, 394);
	}
	wr_put(&w, RD_TEXT("\x08\x02")); /* 8 bits, WSQ */
	wr_be16(&w, 0);
	for (size_t i = 0; i < count; i++) {
		struct rd image = rd_cstr(views[i].image);
		wr_be32(&w, 14 + (uint32_t)image.left);
		wr_u8(&w, views[i].position);
		wr_put(&w, RD_TEXT("\x01\x01\x64\x00"));
		wr_be16(&w, 388);
		wr_be16(&w, 374);
		wr_u8(&w, 0);
		wr_put(&w, image);
	}
	wr_close(&w, data);
	wr_close(&w, template);
	wr_close(&w, templates);
	wr_close(&w, group);
	assert_false(w.bad);
	return wr_view(&w);
}

/* A lane that wants fingers, and a document that has them. */
static struct verify_world world_with(struct rd dg3)
{
	struct verify_world w = verify_world_new();
	w.wants_fingers = true;
	w.dg3 = dg3;
	verify_world_sign(&w);
	return w;
}

/* DG3 at this place among the others; delivered empty: not at all. */
static struct findings run_at(const struct verify_world *w, struct rd delivered, size_t place,
			      struct verify_sent *s)
{
	struct verify_delivery others[VERIFY_FILES];
	struct verify_delivery files[VERIFY_FILES + 1];
	verify_world_files(w, others);
	for (size_t i = 0; i < VERIFY_FILES; i++) {
		files[i < place ? i : i + 1] = others[i];
	}
	files[place] = (struct verify_delivery){delivered.left > 0 ? CHIP_FILE_DG3 : 0, delivered};
	return verify_world_run(w, files, VERIFY_FILES + 1, s);
}

static struct findings run(const struct verify_world *w, struct rd delivered, struct verify_sent *s)
{
	return run_at(w, delivered, VERIFY_FILES, s);
}

static const struct msg_finger *told(const struct verify_sent *s, size_t number)
{
	size_t at = 0;
	for (size_t i = 0; i < s->count; i++) {
		if (s->messages[i].kind == MSG_FINGER && at++ == number) {
			return &s->messages[i].body.finger;
		}
	}
	fail_msg("no such image");
	return NULL;
}

static void assert_none(const struct findings *f, const struct verify_sent *s, enum reason why)
{
	verify_world_finding(f, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL, why);
	assert_int_equal(s->image_count, 0);
}

static void encode(const char *name, struct bytes *out)
{
	EG_AUTO(picture_free) struct picture p = {0};
	assert_int_equal(encode_slopes(WIDTH, HEIGHT, &p), EG_OK);
	for (size_t i = 0; i < encode_kind_count; i++) {
		if (rd_equal(rd_cstr(encode_kinds[i].name), rd_cstr(name))) {
			assert_int_equal(encode_picture(&p, &encode_kinds[i], out), EG_OK);
			return;
		}
	}
	fail_msg("no such kind: %s", name);
}

/* Raw pixels; in a block, whose standard has no others, with the head of a PGM. */
static void make_pixels(bool headed, struct bytes *out)
{
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	char head[32];
	int size = snprintf(head, sizeof(head), "P5 %d %d 255\n", WIDTH, HEIGHT);
	assert_true(size > 0);
	wsq_kit_draw(WIDTH, HEIGHT, &f);
	assert_int_equal(bytes_reserve(out, WIDTH * HEIGHT + sizeof(head), ROOM), EG_OK);
	if (headed) {
		assert_int_equal(bytes_append(out, rd_of(head, (size_t)size)), EG_OK);
	}
	assert_int_equal(bytes_append(out, rd_of(f.grey, WIDTH * HEIGHT)), EG_OK);
}

static void make_image(enum forge_image code, bool in_block, struct bytes *out)
{
	const struct png_mint png = {.width = WIDTH, .height = HEIGHT, .depth = 8};
	switch (code) {
	case FORGE_IMAGE_WSQ:
		wsq_kit_encode(WIDTH, HEIGHT, &(struct wsq_order){.rate = 2}, out);
		break;
	case FORGE_IMAGE_JPEG:
		encode("JPEG grey", out);
		break;
	case FORGE_IMAGE_JP2:
		encode("JP2 grey", out);
		break;
	case FORGE_IMAGE_PNG:
		assert_int_equal(png_mint(&png, out), EG_OK);
		break;
	case FORGE_IMAGE_RAW:
	case FORGE_IMAGE_PACKED:
		make_pixels(in_block, out);
		break;
	}
}

/* What is told is what the decoder wants to know: it gives the picture. */
static void assert_decodes(const struct msg_finger *m, struct rd image)
{
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	const struct finger_told t = {.width = m->width,
				      .height = m->height,
				      .depth = m->depth,
				      .dpi = m->dpi,
				      .raw = m->raw == 1};
	if (finger_image_decode(image, &t, &f) != EG_OK) {
		fail_msg("%s", eg_fault_last().reason);
	}
	assert_int_equal(f.width, WIDTH);
	assert_int_equal(f.height, HEIGHT);
	assert_int_equal(f.dpi, 500);
}

static void every_encoding_is_handed_on_as_its_record_tells(void **state)
{
	static const struct {
		const struct forge_how *how;
		enum forge_image code;
		uint8_t raw;
	} cases[] = {
		{&record, FORGE_IMAGE_WSQ, 0},      {&record, FORGE_IMAGE_JPEG, 0},
		{&record, FORGE_IMAGE_JP2, 0},      {&record, FORGE_IMAGE_PNG, 0},
		{&record, FORGE_IMAGE_RAW, 1},      {&record, FORGE_IMAGE_PACKED, 1},
		{&block, FORGE_IMAGE_WSQ, 0},       {&block, FORGE_IMAGE_JP2, 0},
		{&block, FORGE_IMAGE_PNG, 0},       {&block, FORGE_IMAGE_RAW, 0},
		{&whole_block, FORGE_IMAGE_WSQ, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(bytes_free) struct bytes image = {0};
		struct verify_sent s;
		make_image(cases[i].code, cases[i].how != &record, &image);
		const struct forge_finger two[] = {
			{bytes_rd(&image), cases[i].code, 7, WIDTH, HEIGHT},
			{bytes_rd(&image), cases[i].code, 2, WIDTH, HEIGHT},
		};
		struct rd dg3 = forge(two, 2, cases[i].how);
		EG_AUTO(verify_world_free) struct verify_world w = world_with(dg3);
		struct findings f = run(&w, dg3, &s);
		bool sized = cases[i].how == &record;
		bool sampled = cases[i].how != &block;
		verify_world_finding(&f, CHECK_DG3_HASH, VERDICT_PASS, REASON_NONE);
		verify_world_finding(&f, CHECK_FINGER_CHIP, VERDICT_NOT_DONE, REASON_NONE);
		assert_int_equal(s.image_count, 2);
		for (size_t n = 0; n < 2; n++) {
			const struct msg_finger *m = told(&s, n);
			assert_int_equal(m->position, n == 0 ? 7 : 2);
			assert_int_equal(m->count, 2);
			assert_int_equal(m->raw, cases[i].raw);
			assert_int_equal(m->width, sized ? WIDTH : 0);
			assert_int_equal(m->height, sized ? HEIGHT : 0);
			assert_int_equal(m->depth, sized ? 8 : 0);
			assert_int_equal(m->dpi, sampled ? 500 : 0);
			assert_true(rd_equal(s.images[n], bytes_rd(&image)));
			assert_decodes(m, s.images[n]);
		}
	}
}

static void images_of_one_finger_come_in_the_files_order_and_others_are_passed_over(void **state)
{
	/* 0: not told; 13 to 15: several fingers; 21: a palm; 40: nothing. */
	static const struct view views[] = {
		{0, "nobody's"}, {3, "first"},  {13, "four"},       {3, "second"},
		{21, "palm"},    {8, "third"},  {15, "two thumbs"}, {3, "fourth"},
		{40, "?"},       {10, "fifth"}, {14, "four more"},
	};
	static const struct view wanted[] = {
		{3, "first"}, {3, "second"}, {8, "third"}, {3, "fourth"}, {10, "fifth"}};
	const size_t count = sizeof(wanted) / sizeof(wanted[0]);
	struct verify_sent s;
	(void)state;
	struct rd dg3 = record_of(views, sizeof(views) / sizeof(views[0]));
	EG_AUTO(verify_world_free) struct verify_world w = world_with(dg3);
	struct findings f = run(&w, dg3, &s);
	verify_world_finding(&f, CHECK_FINGER_CHIP, VERDICT_NOT_DONE, REASON_NONE);
	assert_int_equal(s.image_count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(told(&s, i)->position, wanted[i].position);
		assert_int_equal(told(&s, i)->count, count);
		assert_int_equal(told(&s, i)->dpi, 1000);
		assert_int_equal(told(&s, i)->width, 388);
		assert_int_equal(told(&s, i)->height, 374);
		assert_true(rd_equal(s.images[i], rd_cstr(wanted[i].image)));
	}
}

static void who_holds_no_finger_that_can_be_asked_for_is_badly_formed(void **state)
{
	static const struct view views[] = {{0, "nobody's"}, {13, "four"}, {15, "two thumbs"}};
	struct verify_sent s;
	(void)state;
	struct rd dg3 = record_of(views, 3);
	EG_AUTO(verify_world_free) struct verify_world w = world_with(dg3);
	struct findings f = run(&w, dg3, &s);
	verify_world_finding(&f, CHECK_DG3_HASH, VERDICT_PASS, REASON_NONE);
	assert_none(&f, &s, REASON_BAD_FORMAT);
}

static void sixteen_images_are_handed_on_and_not_one_more(void **state)
{
	struct view views[FINGER_IMAGES_MAX + 1];
	struct verify_sent s;
	(void)state;
	for (size_t i = 0; i < FINGER_IMAGES_MAX + 1; i++) {
		views[i] = (struct view){(uint8_t)(1 + i % 10), "ridges"};
	}
	for (size_t count = FINGER_IMAGES_MAX; count <= FINGER_IMAGES_MAX + 1; count++) {
		struct rd dg3 = record_of(views, count);
		EG_AUTO(verify_world_free) struct verify_world w = world_with(dg3);
		struct findings f = run(&w, dg3, &s);
		if (count == FINGER_IMAGES_MAX) {
			verify_world_finding(&f, CHECK_FINGER_CHIP, VERDICT_NOT_DONE, REASON_NONE);
			assert_int_equal(s.image_count, FINGER_IMAGES_MAX);
		} else {
			assert_none(&f, &s, REASON_BAD_FORMAT);
		}
	}
}

/* No chip's file is that large, but whoever calls the job may have one. */
static void an_image_that_no_message_can_carry_is_passed_over(void **state)
{
	static uint8_t large[FINGER_IMAGE_SIZE_MAX + 1];
	struct verify_fingers fingers;
	enum reason why;
	(void)state;
	struct forge_finger two[] = {{RD_ARRAY(large), FORGE_IMAGE_WSQ, 1, WIDTH, HEIGHT},
				     {RD_TEXT("\xFF\xA0\xFF"), FORGE_IMAGE_WSQ, 2, WIDTH, HEIGHT}};
	verify_fingers_of(forge(two, 2, &record), &fingers, &why);
	assert_int_equal(why, REASON_NONE);
	assert_int_equal(fingers.count, 1);
	assert_int_equal(fingers.told[0].position, 2);
	assert_int_equal(fingers.told[0].index, 0);
	verify_fingers_of(forge(two, 1, &record), &fingers, &why);
	assert_int_equal(why, REASON_BAD_FORMAT);
	assert_int_equal(fingers.count, 0);
	two[0].picture.left--;
	verify_fingers_of(forge(two, 2, &record), &fingers, &why);
	assert_int_equal(fingers.count, 2);
	assert_int_equal(fingers.told[0].size, FINGER_IMAGE_SIZE_MAX);
}

static struct rd one_finger(void)
{
	const struct forge_finger one = {RD_TEXT("\xFF\xA0\xFF ridges"), FORGE_IMAGE_WSQ, 2, WIDTH,
					 HEIGHT};
	return forge(&one, 1, &record);
}

static void a_document_without_fingers_is_told_as_such(void **state)
{
	struct verify_sent s;
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world none = world_with(RD_EMPTY);
	struct findings f = run(&none, RD_EMPTY, &s);
	verify_world_finding(&f, CHECK_DG3_HASH, VERDICT_NOT_DONE, REASON_NONE);
	assert_none(&f, &s, REASON_NOT_PRESENT);
	struct rd empty = forge(NULL, 0, &record); /* as children's are */
	EG_AUTO(verify_world_free) struct verify_world child = world_with(empty);
	f = run(&child, empty, &s);
	verify_world_finding(&f, CHECK_DG3_HASH, VERDICT_PASS, REASON_NONE);
	assert_none(&f, &s, REASON_NOT_PRESENT);
}

/* Only who says that there is none is without fingers: what cannot be read may be one. */
static void a_group_whose_fingers_cannot_be_read_is_no_empty_one(void **state)
{
	static const char *const groups[] = {
		"\x63\x0D\x7F\x61\x0A\x02\x01\x01\x7F\x60\x04\x5F\x2F\x01X", /* of another tag */
		"\x63\x09\x7F\x61\x06\x02\x01\x01\x7F\x60", /* a template of nothing */
		"\x63\x06\x7F\x61\x03\x02\x01\x02",         /* two are told */
	};
	static const size_t sizes[] = {15, 11, 8};
	struct verify_sent s;
	(void)state;
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		struct rd dg3 = rd_of(groups[i], sizes[i]);
		EG_AUTO(verify_world_free) struct verify_world w = world_with(dg3);
		struct findings f = run(&w, dg3, &s);
		verify_world_finding(&f, CHECK_DG3_HASH, VERDICT_PASS, REASON_NONE);
		assert_none(&f, &s, REASON_BAD_FORMAT);
	}
	const struct forge_finger one = {RD_TEXT("\xFF\xA0\xFF ridges"), FORGE_IMAGE_WSQ, 2, WIDTH,
					 HEIGHT};
	const struct forge_how no_data = {FORGE_19794, FORGE_BIO_NO_DATA, false};
	struct verify_fingers fingers;
	enum reason why;
	verify_fingers_of(forge(&one, 1, &no_data), &fingers, &why);
	assert_int_equal(why, REASON_BAD_FORMAT);
	assert_int_equal(fingers.count, 0);
}

/* Whom the chip does not let read them, the hash accuses of nothing. */
static void fingers_that_were_not_read_fail_no_hash(void **state)
{
	struct verify_sent s;
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = world_with(one_finger());
	struct findings f = run(&w, RD_EMPTY, &s);
	verify_world_finding(&f, CHECK_DG3_HASH, VERDICT_NOT_DONE, REASON_NONE);
	verify_world_finding(&f, CHECK_GROUPS_HASH, VERDICT_NOT_DONE, REASON_NONE);
	assert_none(&f, &s, REASON_CHIP_REFUSED);
}

static void a_group_that_is_none_is_told_where_its_hash_holds(void **state)
{
	static const char *const garbage[] = {"\x63", "\x63\x03\x7F\x61\x50", "any octets at all",
					      "\x63\x05\x7F\x61\x02\x02\x01"};
	struct verify_sent s;
	(void)state;
	for (size_t i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++) {
		struct rd dg3 = rd_cstr(garbage[i]);
		EG_AUTO(verify_world_free) struct verify_world w = world_with(dg3);
		struct findings f = run(&w, dg3, &s);
		verify_world_finding(&f, CHECK_DG3_HASH, VERDICT_PASS, REASON_NONE);
		assert_none(&f, &s, REASON_BAD_FORMAT);
	}
}

/* Nothing of it is parsed: a whole, sound group of somebody else. */
static void a_group_that_is_not_the_signed_one_fails_and_hands_nothing_on(void **state)
{
	struct verify_sent s;
	(void)state;
	EG_AUTO(verify_world_free) struct verify_world w = world_with(RD_TEXT("another group"));
	struct findings f = run(&w, one_finger(), &s);
	verify_world_finding(&f, CHECK_DG3_HASH, VERDICT_FAIL, REASON_HASH_WRONG);
	assert_none(&f, &s, REASON_HASH_WRONG);
	EG_AUTO(verify_world_free) struct verify_world unsigned_one = world_with(RD_EMPTY);
	f = run(&unsigned_one, one_finger(), &s);
	verify_world_finding(&f, CHECK_DG3_HASH, VERDICT_FAIL, REASON_NOT_SIGNED);
	assert_none(&f, &s, REASON_NOT_SIGNED);
}

/* Not even that there are none: an EF.SOD of nobody's could leave them out. */
static void nothing_is_believed_of_who_is_not_trusted(void **state)
{
	struct verify_sent s;
	(void)state;
	for (int delivered = 0; delivered < 2; delivered++) {
		struct rd dg3 = delivered == 1 ? one_finger() : RD_EMPTY;
		EG_AUTO(verify_world_free) struct verify_world w = world_with(dg3);
		crypt_ec_free(&w.ca_key);
		w.ca_key = verify_world_key();
		verify_world_sign(&w);
		struct findings f = run(&w, dg3, &s);
		assert_none(&f, &s, REASON_NOT_SIGNED);
		struct verify_delivery no_sod[] = {{delivered == 1 ? CHIP_FILE_DG3 : 0, dg3}};
		f = verify_world_run(&w, no_sod, 1, &s);
		assert_none(&f, &s, REASON_NOT_SIGNED);
	}
}

static void whatever_the_order_of_files_images_come_before_the_findings(void **state)
{
	static const struct view views[] = {{2, "one"}, {7, "other"}};
	struct verify_sent s;
	struct findings first;
	(void)state;
	struct rd dg3 = record_of(views, 2);
	EG_AUTO(verify_world_free) struct verify_world w = world_with(dg3);
	for (size_t place = 0; place <= VERIFY_FILES; place++) {
		struct findings f = run_at(&w, dg3, place, &s);
		first = place == 0 ? f : first;
		assert_memory_equal(&f, &first, sizeof(f));
		assert_int_equal(s.image_count, 2);
		assert_int_equal(s.count, 5); /* with holder, portrait, and the findings last */
		assert_int_equal(s.messages[4].kind, MSG_FINDINGS);
	}
}

/* Nor does egate read: it judges the hash, and compares nobody. */
static void a_lane_that_wants_none_hears_nothing_of_them(void **state)
{
	struct verify_sent s;
	(void)state;
	for (int delivered = 0; delivered < 2; delivered++) {
		struct rd dg3 = one_finger();
		EG_AUTO(verify_world_free) struct verify_world w = world_with(dg3);
		w.wants_fingers = false;
		struct findings f = run(&w, delivered == 1 ? dg3 : RD_EMPTY, &s);
		verify_world_finding(&f, CHECK_DG3_HASH,
				     delivered == 1 ? VERDICT_PASS : VERDICT_NOT_DONE, REASON_NONE);
		verify_world_finding(&f, CHECK_FINGER_CHIP, VERDICT_NOT_DONE, REASON_NONE);
		assert_int_equal(s.image_count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_encoding_is_handed_on_as_its_record_tells),
		cmocka_unit_test(
			images_of_one_finger_come_in_the_files_order_and_others_are_passed_over),
		cmocka_unit_test(who_holds_no_finger_that_can_be_asked_for_is_badly_formed),
		cmocka_unit_test(sixteen_images_are_handed_on_and_not_one_more),
		cmocka_unit_test(an_image_that_no_message_can_carry_is_passed_over),
		cmocka_unit_test(a_document_without_fingers_is_told_as_such),
		cmocka_unit_test(a_group_whose_fingers_cannot_be_read_is_no_empty_one),
		cmocka_unit_test(fingers_that_were_not_read_fail_no_hash),
		cmocka_unit_test(a_group_that_is_none_is_told_where_its_hash_holds),
		cmocka_unit_test(a_group_that_is_not_the_signed_one_fails_and_hands_nothing_on),
		cmocka_unit_test(nothing_is_believed_of_who_is_not_trusted),
		cmocka_unit_test(whatever_the_order_of_files_images_come_before_the_findings),
		cmocka_unit_test(a_lane_that_wants_none_hears_nothing_of_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
