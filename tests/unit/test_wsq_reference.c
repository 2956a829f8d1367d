/*
 * test_wsq_reference: files of NIST's coder and of another maker come out pixel for pixel as the
 * reference decoder gives them, and our encoder makes as much of the same images; where
 * ../shared/data has them.
 */
#include "biometrics/finger_image.h"
#include "biometrics/picture_png.h"
#include "biometrics/wsq.h"
#include "pki/crypt.h"

#include "wsq_kit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define DATA     SOURCE_ROOT "/../shared/data/finger/"
#define FILE_MAX (4u * 1024u * 1024u)

static void load(const char *path, struct bytes *out)
{
	FILE *from = fopen(path, "rb");
	if (from == NULL) {
		fail_msg("%s is not here", path);
	}
	assert_int_equal(bytes_reserve(out, FILE_MAX, FILE_MAX), EG_OK);
	out->size = fread(out->data, 1, FILE_MAX, from);
	assert_int_equal(fclose(from), 0);
	assert_in_range(out->size, 1, FILE_MAX - 1);
}

static void decode(const char *path, struct finger_image *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	load(path, &file);
	if (wsq_decode(bytes_rd(&file), out) != EG_OK) {
		fail_msg("%s: %s", path, eg_fault_last().reason);
	}
}

/* The hash of the image as binary PGM, as 64 digits. */
static void hash_of(const struct finger_image *f, char text[65])
{
	char header[32];
	uint8_t hash[CRYPT_HASH_MAX];
	(void)snprintf(header, sizeof(header), "P5\n%u %u\n255\n", f->width, f->height); /* fits */
	struct rd parts[] = {rd_cstr(header), rd_of(f->grey, (size_t)f->width * f->height)};
	assert_int_equal(crypt_hash_parts(CRYPT_SHA256, parts, 2, hash), EG_OK);
	for (size_t i = 0; i < 32; i++) {
		(void)snprintf(text + 2 * i, 3, "%02x", hash[i]); /* fits */
	}
}

static void files_of_nist_come_out_as_its_decoder_gives_them(void **state)
{
	EG_AUTO(bytes_free) struct bytes list = {0};
	int same = 0;
	int all = 0;
	(void)state;
	load(DATA "wsq/decoded_sha256.txt", &list);
	/* Lines "HASH  fvc2002/DB1_B/101_1.pgm". */
	for (struct rd lines = bytes_rd(&list); lines.left > 0; all++) {
		struct rd line = rd_until(&lines, "\n");
		struct rd expected = rd_until(&line, " ");
		struct rd place;
		char path[256];
		char found[65];
		EG_AUTO(finger_image_free) struct finger_image f = {0};
		assert_true(rd_skip(&line, sizeof(" fvc2002/") - 1));
		assert_true(rd_take(&line, sizeof("DB1_B/101_1") - 1, &place));
		(void)snprintf(path, sizeof(path), "%swsq/%.*s.wsq", DATA, (int)place.left,
			       (const char *)place.at); /* a cut path is not there */
		decode(path, &f);
		hash_of(&f, found);
		assert_int_equal(f.dpi, 500);
		if (!rd_equal(expected, rd_of(found, 64))) {
			print_message("%s differs\n", path);
		} else {
			same++;
		}
	}
	print_message("%d of %d identical\n", same, all);
	assert_int_equal(all, 160);
	assert_int_equal(same, all);
}

/* Of another coder (the comment names it), 545 x 622: odd in one direction. */
static void a_file_of_another_maker_comes_out_as_the_reference_gives_it(void **state)
{
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	EG_AUTO(picture_free) struct picture expected = {0};
	EG_AUTO(bytes_free) struct bytes png = {0};
	(void)state;
	decode(DATA "wsq/sample.wsq", &f);
	load(DATA "wsq/sample.png", &png);
	assert_int_equal(picture_png_decode(bytes_rd(&png), FINGER_SIDE_MAX, &expected), EG_OK);
	assert_int_equal(f.width, expected.width);
	assert_int_equal(f.height, expected.height);
	unsigned long sum = 0;
	int most = 0;
	size_t count = (size_t)f.width * f.height;
	for (size_t i = 0; i < count; i++) {
		int off = abs(f.grey[i] - expected.bgr[i * 3]);
		sum += (unsigned long)off;
		most = off > most ? off : most;
	}
	print_message("differs by %d at most, %.6f on average\n", most,
		      (double)sum / (double)count);
	assert_int_equal(most, 0);
}

/*
 * Our encoder against NIST's: files within 1 % of its size, and as near to the originals within
 * 0.05 dB.
 */
static void our_files_are_as_large_and_as_good_as_those_of_nist(void **state)
{
	static const char *const sets[] = {"DB1_B", "DB3_B"};
	unsigned long theirs_sum = 0;
	unsigned long ours_sum = 0;
	(void)state;
	for (int i = 0; i < 20; i++) {
		char path[256];
		const struct finger_told told = {0};
		EG_AUTO(bytes_free) struct bytes theirs = {0};
		EG_AUTO(bytes_free) struct bytes ours = {0};
		EG_AUTO(bytes_free) struct bytes png = {0};
		EG_AUTO(finger_image_free) struct finger_image was = {0};
		EG_AUTO(finger_image_free) struct finger_image a = {0};
		EG_AUTO(finger_image_free) struct finger_image b = {0};
		(void)snprintf(path, sizeof(path), "%swsq/%s/%d_1.wsq", DATA, sets[i % 2],
			       101 + i / 2); /* a cut path is not there */
		load(path, &theirs);
		(void)snprintf(path, sizeof(path), "%sfvc2002/%s/%d_1.png", DATA, sets[i % 2],
			       101 + i / 2);
		load(path, &png);
		assert_int_equal(finger_image_decode(bytes_rd(&png), &told, &was), EG_OK);
		assert_int_equal(wsq_encode(&was, &(struct wsq_order){0}, &ours), EG_OK);
		assert_int_equal(wsq_decode(bytes_rd(&theirs), &a), EG_OK);
		assert_int_equal(wsq_decode(bytes_rd(&ours), &b), EG_OK);
		assert_true(fabs(wsq_kit_psnr(&was, &a) - wsq_kit_psnr(&was, &b)) < 0.05);
		assert_in_range(ours.size, theirs.size * 99 / 100, theirs.size * 101 / 100);
		theirs_sum += theirs.size;
		ours_sum += ours.size;
	}
	print_message("20 files: %lu octets of NIST's coder, %lu of ours\n", theirs_sum, ours_sum);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_nist_come_out_as_its_decoder_gives_them),
		cmocka_unit_test(a_file_of_another_maker_comes_out_as_the_reference_gives_it),
		cmocka_unit_test(our_files_are_as_large_and_as_good_as_those_of_nist),
	};
	if (access(DATA "wsq/sample.wsq", R_OK) != 0) {
		print_message("../shared/data/finger is not here\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
