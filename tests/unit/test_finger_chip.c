/*
 * test_finger_chip: what the finger worker makes of the images of a chip: which are of use, which
 * of several is compared, what is said of bytes that are no image. On fingers that are made up.
 */
#include "finger_desk.h"

#include "../bench/encode.h"
#include "png_mint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MATCH 20 /* decibans */
#define WHOLE FINGER_SIDE_MAX

static void assert_told(const struct finger_desk *d, enum verdict v, enum reason why,
			unsigned positions)
{
	const struct msg *m = finger_desk_heard(d, MSG_FINDINGS);
	assert_int_equal(d->said.count, 2);
	assert_non_null(m);
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		enum verdict wanted = c == CHECK_FINGER_CHIP ? v : VERDICT_NOT_DONE;
		assert_int_equal(m->body.findings.findings.of[c].verdict, wanted);
	}
	assert_int_equal(m->body.findings.findings.of[CHECK_FINGER_CHIP].reason, why);
	m = finger_desk_heard(d, MSG_FINGERS_READY);
	assert_non_null(m);
	assert_int_equal(m->body.fingers_ready.positions, positions);
}

/* A chip with one image of the right index finger, told as it stands there. */
static void give_told(struct finger_desk *d, struct rd encoded, const struct msg_finger *told)
{
	struct msg m = msg_make(MSG_FINGER, DESK_EPOCH);
	m.body.finger = *told;
	m.body.finger.position = RIGHT_INDEX;
	m.body.finger.count = 1;
	m.body.finger.size = (uint32_t)encoded.left;
	assert_int_equal(finger_desk_say(d, &m, encoded), EG_OK);
}

static void assert_refused(struct rd encoded, enum reason why)
{
	struct finger_desk d;
	const struct msg_finger nothing = {0};
	finger_desk_open(&d);
	give_told(&d, encoded, &nothing);
	assert_told(&d, VERDICT_CANNOT_TELL, why, 0);
	finger_desk_close(&d);
}

static void assert_taken(struct rd encoded, const struct msg_finger *told)
{
	struct finger_desk d;
	finger_desk_open(&d);
	give_told(&d, encoded, told);
	assert_told(&d, VERDICT_PASS, REASON_NONE, 1u << RIGHT_INDEX);
	assert_int_equal(finger_desk_order(&d, 1, RIGHT_INDEX, 0), EG_OK);
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_true(d.answered);
	assert_true(d.result.scores.sum > MATCH);
	finger_desk_close(&d);
}

static void encode(const struct finger_image *f, const char *name, struct bytes *out)
{
	EG_AUTO(picture_free) struct picture p = {0};
	assert_int_equal(picture_new(f->width, f->height, &p), EG_OK);
	for (size_t i = 0; i < (size_t)f->width * f->height * 3; i++) {
		p.bgr[i] = f->grey[i / 3];
	}
	for (size_t i = 0; i < encode_kind_count; i++) {
		if (rd_equal(rd_cstr(encode_kinds[i].name), rd_cstr(name))) {
			assert_int_equal(encode_picture(&p, &encode_kinds[i], out), EG_OK);
			return;
		}
	}
	fail_msg("no such kind: %s", name);
}

/* ---- encodings ---- */

static void every_encoding_of_a_chip_is_compared(void **state)
{
	static const char *const kinds[] = {"JPEG grey", "JP2 grey", "J2K grey"};
	(void)state;
	const struct msg_finger nothing = {0};
	const struct finger_image *f = finger_desk_image(0, 0);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		EG_AUTO(bytes_free) struct bytes b = {0};
		encode(f, kinds[i], &b);
		assert_taken(bytes_rd(&b), &nothing);
	}
	EG_AUTO(bytes_free) struct bytes wsq = {0};
	finger_desk_wsq(f, &wsq);
	assert_taken(bytes_rd(&wsq), &nothing);
	const struct msg_finger raw = {
		.width = f->width, .height = f->height, .depth = 8, .dpi = f->dpi, .raw = 1};
	assert_taken(rd_of(f->grey, (size_t)f->width * f->height), &raw);
}

static void what_is_no_image_is_undecodable(void **state)
{
	static const struct {
		uint8_t magic[12];
		size_t size;
	} begins[] = {
		{{0}, 0},
		{{0xFF, 0xA0, 0xFF, 0xA4}, 4},                             /* WSQ */
		{{0xFF, 0xD8, 0xFF, 0xE0}, 4},                             /* JPEG */
		{{0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10}, 12}, /* JPEG 2000 */
		{{0xFF, 0x4F, 0xFF, 0x51}, 4},                             /* bare */
		{{0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 8},                /* PNG */
	};
	(void)state;
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		uint8_t garbage[4000];
		uint32_t random = 12345;
		for (size_t k = 0; k < sizeof(garbage); k++) {
			random = random * 1664525u + 1013904223u;
			garbage[k] =
				k < begins[i].size ? begins[i].magic[k] : (uint8_t)(random >> 24);
		}
		assert_refused(RD_ARRAY(garbage), REASON_UNDECODABLE);
	}
}

static void an_image_that_ends_early_is_undecodable(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes wsq = {0};
	finger_desk_wsq(finger_desk_image(0, 0), &wsq);
	assert_refused(rd_of(wsq.data, wsq.size / 2), REASON_UNDECODABLE);
}

static void what_the_record_tells_must_fit(void **state)
{
	(void)state;
	struct finger_desk d;
	const struct finger_image *f = finger_desk_image(0, 0);
	const struct msg_finger told = {.width = (uint16_t)(f->width + 1), .height = f->height};
	EG_AUTO(bytes_free) struct bytes wsq = {0};
	finger_desk_wsq(f, &wsq);
	finger_desk_open(&d);
	give_told(&d, bytes_rd(&wsq), &told);
	assert_told(&d, VERDICT_CANNOT_TELL, REASON_UNDECODABLE, 0);
	finger_desk_close(&d);
}

static void an_image_without_a_finger_is_poor(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes b = {0};
	EG_AUTO(finger_image_free) struct finger_image white = {0};
	assert_int_equal(finger_image_new(300, 400, 500, &white), EG_OK);
	finger_desk_wsq(&white, &b);
	assert_refused(bytes_rd(&b), REASON_POOR_QUALITY);
	const struct png_mint m = {.width = 300, .height = 300, .depth = 8};
	assert_int_equal(png_mint(&m, &b), EG_OK);
	assert_refused(bytes_rd(&b), REASON_POOR_QUALITY);
}

/* ---- sizes ---- */

static void a_finger_in_the_largest_image_is_found(void **state)
{
	(void)state;
	const struct msg_finger nothing = {0};
	const struct finger_image *f = finger_desk_image(0, 0);
	EG_AUTO(bytes_free) struct bytes wsq = {0};
	EG_AUTO(finger_image_free) struct finger_image huge = {0};
	assert_int_equal(finger_image_new(WHOLE, WHOLE, 500, &huge), EG_OK);
	for (size_t y = 0; y < f->height; y++) {
		for (size_t x = 0; x < f->width; x++) {
			huge.grey[(y + 2000) * WHOLE + x + 700] = f->grey[y * f->width + x];
		}
	}
	finger_desk_wsq(&huge, &wsq);
	assert_taken(bytes_rd(&wsq), &nothing);
}

static void a_larger_one_is_refused_by_its_header(void **state)
{
	(void)state;
	struct finger_desk d;
	static const uint8_t pixel[4] = {0};
	const struct msg_finger told = {
		.width = FINGER_SIDE_MAX + 1, .height = 60000, .depth = 8, .raw = 1};
	finger_desk_open(&d);
	give_told(&d, RD_ARRAY(pixel), &told);
	assert_told(&d, VERDICT_CANNOT_TELL, REASON_UNDECODABLE, 0);
	finger_desk_close(&d);
}

/* ---- several ---- */

static void one_of_use_is_enough(void **state)
{
	(void)state;
	struct finger_desk d;
	EG_AUTO(bytes_free) struct bytes wsq = {0};
	finger_desk_wsq(finger_desk_image(1, 0), &wsq);
	finger_desk_open(&d);
	assert_int_equal(finger_desk_chip(&d, 0, 2, RIGHT_INDEX, RD_TEXT("nothing")), EG_OK);
	assert_int_equal(finger_desk_chip(&d, 1, 2, LEFT_INDEX, bytes_rd(&wsq)), EG_OK);
	assert_told(&d, VERDICT_PASS, REASON_NONE, 1u << LEFT_INDEX);
	finger_desk_close(&d);
}

static void all_fingers_of_both_hands_and_more_images_have_room(void **state)
{
	(void)state;
	struct finger_desk d;
	EG_AUTO(bytes_free) struct bytes most = {0};
	EG_AUTO(bytes_free) struct bytes left = {0};
	finger_desk_wsq(finger_desk_image(0, 0), &most);
	finger_desk_wsq(finger_desk_image(1, 0), &left);
	struct finger_job_limits limits = finger_job_limits_default();
	limits.other = FINGER_SCORE_LIMIT; /* nine fingers that are one */
	finger_desk_open_with(&d, limits);
	for (uint8_t i = 0; i < FINGER_IMAGES_MAX; i++) {
		uint8_t position = (uint8_t)(1 + i % POLICY_POSITIONS);
		const struct bytes *b = position == LEFT_INDEX ? &left : &most;
		assert_int_equal(finger_desk_chip(&d, i, FINGER_IMAGES_MAX, position, bytes_rd(b)),
				 EG_OK);
	}
	assert_told(&d, VERDICT_PASS, REASON_NONE, 0x7FE);
	assert_int_equal(finger_desk_order(&d, 3, LEFT_INDEX, 10), EG_OK);
	finger_desk_press(&d, finger_desk_image(1, 1));
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_true(d.answered);
	assert_true(d.result.scores.of[0] > MATCH && d.result.scores.of[1] > MATCH);
	finger_desk_close(&d);
}

/* Whether finger 1 matches a chip with this image alone. */
static bool alone(struct rd image)
{
	struct finger_desk d;
	finger_desk_open(&d);
	assert_int_equal(finger_desk_chip(&d, 0, 1, RIGHT_INDEX, image), EG_OK);
	assert_int_equal(finger_desk_order(&d, 1, RIGHT_INDEX, 0), EG_OK);
	finger_desk_press(&d, finger_desk_image(1, 1));
	finger_desk_close(&d);
	return d.answered && d.result.scores.sum > MATCH;
}

/* The poorer image of a position shows another finger: who has that one must not match. */
static void of_several_images_of_a_position_one_is_compared(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes good = {0};
	EG_AUTO(bytes_free) struct bytes poor = {0};
	finger_desk_wsq(finger_desk_image(0, 0), &good);
	finger_desk_wsq(finger_desk_poor(1), &poor);
	assert_true(alone(bytes_rd(&poor))); /* it would match, if it were asked */
	for (unsigned first = 0; first < 2; first++) {
		struct finger_desk d;
		finger_desk_open(&d);
		const struct bytes *a = first == 0 ? &good : &poor;
		const struct bytes *b = first == 0 ? &poor : &good;
		assert_int_equal(finger_desk_chip(&d, 0, 2, RIGHT_INDEX, bytes_rd(a)), EG_OK);
		assert_int_equal(finger_desk_chip(&d, 1, 2, RIGHT_INDEX, bytes_rd(b)), EG_OK);
		assert_told(&d, VERDICT_PASS, REASON_NONE, 1u << RIGHT_INDEX);
		assert_int_equal(finger_desk_order(&d, 1, RIGHT_INDEX, 0), EG_OK);
		finger_desk_press(&d, finger_desk_image(0, 1));
		assert_true(d.result.scores.sum > MATCH);
		assert_int_equal(finger_desk_order(&d, 1, RIGHT_INDEX, 0), EG_OK);
		finger_desk_press(&d, finger_desk_image(1, 1));
		assert_true(d.result.scores.sum < 0);
		assert_int_equal(finger_job_compared(d.job), 2);
		finger_desk_close(&d);
	}
}

/* So pale that its copies could not be known: darkened and fed in as a live one, it would match. */
static void a_finger_whose_copies_cannot_be_known_is_not_asked_for(void **state)
{
	(void)state;
	const struct finger_image *f = finger_desk_image(1, 0);
	const size_t size = (size_t)f->width * f->height;
	EG_AUTO(bytes_free) struct bytes strong = {0};
	EG_AUTO(finger_image_free) struct finger_image pale = {0};
	assert_int_equal(finger_image_new(f->width, f->height, f->dpi, &pale), EG_OK);
	for (size_t i = 0; i < size; i++) {
		pale.grey[i] = (uint8_t)(200 + f->grey[i] / 16);
	}
	finger_desk_wsq(finger_desk_image(0, 0), &strong);
	for (uint8_t count = 1; count <= 2; count++) {
		struct finger_desk d;
		struct msg m = msg_make(MSG_FINGER, DESK_EPOCH);
		m.body.finger = (struct msg_finger){.size = (uint32_t)size,
						    .width = f->width,
						    .height = f->height,
						    .depth = 8,
						    .dpi = f->dpi,
						    .raw = 1,
						    .position = LEFT_INDEX,
						    .count = count};
		finger_desk_open(&d);
		assert_int_equal(finger_desk_say(&d, &m, rd_of(pale.grey, size)), EG_OK);
		if (count == 1) {
			assert_told(&d, VERDICT_CANNOT_TELL, REASON_POOR_QUALITY, 0);
		} else {
			assert_int_equal(finger_desk_chip(&d, 1, 2, RIGHT_INDEX, bytes_rd(&strong)),
					 EG_OK);
			assert_told(&d, VERDICT_PASS, REASON_NONE, 1u << RIGHT_INDEX);
		}
		finger_desk_close(&d);
	}
}

/* Else one comparison would be counted twice, and half the score would do. */
static void a_finger_that_stands_under_two_positions_counts_once(void **state)
{
	(void)state;
	for (size_t impression = 0; impression < 2; impression++) { /* the same image, or another */
		struct finger_desk d;
		EG_AUTO(bytes_free) struct bytes one = {0};
		EG_AUTO(bytes_free) struct bytes again = {0};
		EG_AUTO(bytes_free) struct bytes other = {0};
		finger_desk_wsq(finger_desk_image(0, 0), &one);
		finger_desk_wsq(finger_desk_image(0, impression), &again);
		finger_desk_wsq(finger_desk_image(1, 0), &other);
		finger_desk_open(&d);
		assert_int_equal(finger_desk_chip(&d, 0, 3, RIGHT_INDEX, bytes_rd(&one)), EG_OK);
		assert_int_equal(finger_desk_chip(&d, 1, 3, LEFT_THUMB, bytes_rd(&other)), EG_OK);
		assert_int_equal(finger_desk_chip(&d, 2, 3, LEFT_INDEX, bytes_rd(&again)), EG_OK);
		const struct msg *m = finger_desk_heard(&d, MSG_FINGERS_READY);
		assert_non_null(m);
		unsigned positions = m->body.fingers_ready.positions;
		assert_true(positions == (1u << LEFT_THUMB | 1u << RIGHT_INDEX) ||
			    positions == (1u << LEFT_THUMB | 1u << LEFT_INDEX));
		assert_int_equal(finger_desk_order(&d, 1, RIGHT_INDEX, LEFT_INDEX), EG_STATE);
		finger_desk_close(&d);
	}
}

static void images_come_in_their_order_and_once(void **state)
{
	(void)state;
	struct finger_desk d;
	EG_AUTO(bytes_free) struct bytes wsq = {0};
	finger_desk_wsq(finger_desk_image(0, 0), &wsq);
	const struct rd image = bytes_rd(&wsq);
	finger_desk_open(&d);
	assert_int_equal(finger_desk_chip(&d, 1, 2, RIGHT_INDEX, image), EG_STATE);
	assert_int_equal(finger_desk_chip(&d, 0, 2, RIGHT_INDEX, image), EG_OK);
	assert_int_equal(finger_desk_chip(&d, 0, 2, RIGHT_INDEX, image), EG_STATE);
	assert_int_equal(finger_desk_chip(&d, 1, 3, RIGHT_INDEX, image), EG_STATE);
	assert_int_equal(finger_desk_chip(&d, 1, 2, 11, image), EG_STATE);
	assert_int_equal(finger_desk_chip(&d, 1, 2, LEFT_INDEX, image), EG_OK);
	assert_int_equal(finger_desk_chip(&d, 2, 2, LEFT_INDEX, image), EG_STATE);
	assert_int_equal(finger_desk_chip(&d, 0, 2, RIGHT_INDEX, image), EG_STATE);
	finger_desk_close(&d);
}

static int make(void **state)
{
	(void)state;
	finger_desk_make();
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	finger_desk_unmake();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_encoding_of_a_chip_is_compared),
		cmocka_unit_test(what_is_no_image_is_undecodable),
		cmocka_unit_test(an_image_that_ends_early_is_undecodable),
		cmocka_unit_test(what_the_record_tells_must_fit),
		cmocka_unit_test(an_image_without_a_finger_is_poor),
		cmocka_unit_test(a_finger_in_the_largest_image_is_found),
		cmocka_unit_test(a_larger_one_is_refused_by_its_header),
		cmocka_unit_test(one_of_use_is_enough),
		cmocka_unit_test(all_fingers_of_both_hands_and_more_images_have_room),
		cmocka_unit_test(of_several_images_of_a_position_one_is_compared),
		cmocka_unit_test(a_finger_whose_copies_cannot_be_known_is_not_asked_for),
		cmocka_unit_test(a_finger_that_stands_under_two_positions_counts_once),
		cmocka_unit_test(images_come_in_their_order_and_once),
	};
	return cmocka_run_group_tests(tests, make, unmake);
}
