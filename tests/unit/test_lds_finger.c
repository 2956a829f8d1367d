/*
 * lds_finger: what DG3 may look like in either encoding, what is noted and what refused. The files
 * come from the forge, which is written apart from the reader.
 */
#include "emrtd/lds_finger.h"

#include "bio_kit.h"

static const struct forge_how sound = {FORGE_19794, FORGE_BIO_SOUND, false};
static const struct forge_how block = {FORGE_39794, FORGE_BIO_SOUND, false};
static const struct forge_how whole = {FORGE_39794, FORGE_BIO_SOUND, true};

/* LDS_D_01, LDS_D_02, LDS_D_16, and PNG. */
static void sound_fingers_deviate_in_nothing(void **state)
{
	(void)state;
	const struct {
		struct rd picture;
		enum forge_image code;
		enum lds_picture format;
	} pictures[] = {
		{KIT_JP2, FORGE_IMAGE_JP2, LDS_JPEG2000},
		{KIT_WSQ, FORGE_IMAGE_WSQ, LDS_WSQ},
		{KIT_PNG, FORGE_IMAGE_PNG, LDS_PNG},
		{KIT_RAW, FORGE_IMAGE_RAW, LDS_RAW},
		{KIT_RAW, FORGE_IMAGE_PACKED, LDS_RAW_PACKED},
		{KIT_JPEG, FORGE_IMAGE_JPEG, LDS_JPEG},
		/* 39794-4, from here on */
		{KIT_JP2, FORGE_IMAGE_JP2, LDS_JPEG2000},
		{KIT_WSQ, FORGE_IMAGE_WSQ, LDS_WSQ},
		{KIT_PNG, FORGE_IMAGE_PNG, LDS_PNG},
		{KIT_PGM, FORGE_IMAGE_RAW, LDS_PNM},
	};
	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
		struct kit k;
		struct lds_fingers f;
		const struct forge_finger two[] = {
			{pictures[i].picture, pictures[i].code, 2, 8, 4},
			{pictures[i].picture, pictures[i].code, 7, 8, 4},
		};
		assert_int_equal(
			lds_fingers_read(kit_fingers(&k, two, 2, i < 6 ? &sound : &block), &f),
			EG_OK);
		assert_sound(f.deviations);
		assert_int_equal(f.count, 2);
		for (unsigned n = 0; n < 2; n++) {
			assert_int_equal(f.finger[n].format, pictures[i].format);
			assert_true(rd_equal(f.finger[n].image, pictures[i].picture));
			assert_int_equal(f.finger[n].position,
					 n == 0 ? LDS_RIGHT_INDEX : LDS_LEFT_INDEX);
		}
	}
}

/* LDS_D_03, and the positions of all fingers against their subtypes. */
static void each_finger_has_its_position(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct kit k;
		struct lds_fingers f;
		struct forge_finger all[10];
		for (uint8_t n = 0; n < 10; n++) {
			all[n] = (struct forge_finger){KIT_WSQ, FORGE_IMAGE_WSQ, (uint8_t)(n + 1),
						       512, 480};
		}
		for (size_t count = 3; count <= 10; count += 7) {
			struct rd file = kit_fingers(&k, all, count, i == 0 ? &sound : &block);
			assert_int_equal(lds_fingers_read(file, &f), EG_OK);
			assert_sound(f.deviations);
			assert_int_equal(f.count, count);
			for (unsigned n = 0; n < count; n++) {
				assert_int_equal(f.finger[n].position, n + 1);
			}
		}
		assert_int_equal(f.finger[0].header.subtype, 0x05); /* right thumb */
		assert_int_equal(f.finger[6].header.subtype, 0x0A); /* left pointer */
		assert_int_equal(f.finger[9].header.subtype, 0x16); /* left little */
	}
}

static void records_tell_their_fields(void **state)
{
	(void)state;
	struct kit k;
	struct lds_fingers f;
	const struct forge_finger one = {KIT_WSQ, FORGE_IMAGE_WSQ, 1, 512, 480};
	assert_int_equal(lds_fingers_read(kit_fingers(&k, &one, 1, &sound), &f), EG_OK);
	assert_int_equal(f.finger[0].encoding, LDS_ISO_19794);
	assert_int_equal(f.finger[0].width, 512);
	assert_int_equal(f.finger[0].height, 480);
	assert_int_equal(f.finger[0].depth, 8);
	assert_int_equal(f.finger[0].sampling, 500);
	assert_int_equal(f.finger[0].level, 31);
	assert_int_equal(f.finger[0].quality, 100);
	assert_int_equal(f.finger[0].impression, 0);
	assert_int_equal(f.finger[0].views, 1);
	assert_int_equal(f.finger[0].captured.year, LDS_UNTOLD);
}

static void blocks_tell_all_their_fields(void **state)
{
	(void)state;
	struct kit k;
	struct lds_fingers f;
	const struct forge_finger one = {KIT_PNG, FORGE_IMAGE_PNG, 6, 0, 0};
	assert_int_equal(lds_fingers_read(kit_fingers(&k, &one, 1, &whole), &f), EG_OK);
	assert_sound(f.deviations);
	const struct lds_finger *a = &f.finger[0];
	assert_int_equal(a->encoding, LDS_ISO_39794);
	assert_int_equal(a->version, 2019);
	assert_int_equal(a->position, LDS_LEFT_THUMB);
	assert_int_equal(a->impression, 0);
	assert_int_equal(a->sampling, 500);
	assert_int_equal(a->quality, 88);
	assert_int_equal(a->captured.minute, 9);
	assert_int_equal(a->model.id, 314);
	assert_int_equal(a->rotation, 12);
	assert_int_equal(a->marks.told, 7);
	assert_int_equal(a->marks.set, 5);
	assert_int_equal(a->attack.risk, 3);
}

/* Doc 9303-10, 4.7.3.2.2 */
static void a_group_of_no_fingers_is_sound(void **state)
{
	(void)state;
	struct kit k;
	struct lds_fingers f;
	assert_int_equal(lds_fingers_read(kit_fingers(&k, NULL, 0, &sound), &f), EG_OK);
	assert_int_equal(f.count, 0);
	assert_sound(f.deviations);
}

static const struct {
	const char *title; /* of TR-03105-5.1, or what it is */
	enum forge_bio_flaw flaw;
	enum lds_bio_deviation noted;
} noted[] = {
	{"LDS_D_07", FORGE_BIO_NO_COUNT, LDS_DEV_COUNT_MISSING},
	{"LDS_D_08", FORGE_BIO_OWNER, LDS_DEV_OWNER},
	{"LDS_D_09", FORGE_BIO_NO_OWNER, LDS_DEV_OWNER_MISSING},
	{"LDS_D_10", FORGE_BIO_FORMAT, LDS_DEV_FORMAT},
	{"LDS_D_11", FORGE_BIO_NO_FORMAT, LDS_DEV_FORMAT_MISSING},
	{"LDS_D_12", FORGE_BIO_SUBTYPE, LDS_DEV_SUBTYPE},
	{"LDS_D_13", FORGE_BIO_NO_SUBTYPE, LDS_DEV_SUBTYPE_MISSING},
	{"another type", FORGE_BIO_TYPE, LDS_DEV_TYPE},
	{"one template more is told", FORGE_BIO_COUNT, LDS_DEV_COUNT},
	{"no header", FORGE_BIO_NO_HEADER, LDS_DEV_HEADER_MISSING},
	{"no such code of an image", FORGE_BIO_IMAGE_CODE, LDS_DEV_IMAGE_CODE},
	/* Records alone have these, from here on. */
	{"LDS_D_14", FORGE_BIO_RECORD_ID, LDS_DEV_RECORD_ID},
	{"another version", FORGE_BIO_RECORD_VERSION, LDS_DEV_RECORD_VERSION},
	{"record 8 too short", FORGE_BIO_RECORD_LENGTH, LDS_DEV_RECORD_LENGTH},
	{"image 8 too short", FORGE_BIO_BLOCK_LENGTH, LDS_DEV_BLOCK_LENGTH},
};
#define NOTED (sizeof(noted) / sizeof(noted[0]))
#define BOTH  (NOTED - 4)

static void flaws_are_noted_and_the_fingers_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < NOTED + BOTH; i++) {
		struct kit k;
		struct lds_fingers f;
		const struct forge_finger two[] = {{KIT_WSQ, FORGE_IMAGE_WSQ, 2, 512, 480},
						   {KIT_WSQ, FORGE_IMAGE_WSQ, 7, 512, 480}};
		const struct forge_how how = {i < NOTED ? FORGE_19794 : FORGE_39794,
					      noted[i % NOTED].flaw, false};
		print_message("%s%s\n", noted[i % NOTED].title, i < NOTED ? "" : " in 39794");
		assert_int_equal(lds_fingers_read(kit_fingers(&k, two, 2, &how), &f), EG_OK);
		assert_int_equal(f.count, 2);
		assert_true(rd_equal(f.finger[0].image, two[0].picture));
		assert_int_equal(f.finger[0].position, LDS_RIGHT_INDEX);
		assert_noted(f.deviations, noted[i % NOTED].noted);
		assert_sound(f.finger[1].deviations);
	}
}

/* LDS_D_15: the other finger is there; a strict caller refuses. */
static void a_template_without_an_image_is_noted_and_left_out(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct kit k;
		struct lds_fingers f;
		const struct forge_finger two[] = {{KIT_WSQ, FORGE_IMAGE_WSQ, 2, 512, 480},
						   {KIT_WSQ, FORGE_IMAGE_WSQ, 7, 512, 480}};
		const struct forge_how how = {i == 0 ? FORGE_19794 : FORGE_39794, FORGE_BIO_NO_DATA,
					      false};
		assert_int_equal(lds_fingers_read(kit_fingers(&k, two, 2, &how), &f), EG_OK);
		assert_int_equal(f.count, 1);
		assert_noted(f.deviations, LDS_DEV_DATA_MISSING);
	}
}

/* LDS_D_04 to LDS_D_06. */
static void files_without_a_way_to_the_images_are_refused(void **state)
{
	(void)state;
	static const enum forge_bio_flaw flaws[] = {FORGE_BIO_GROUP_TAG, FORGE_BIO_GROUP_SHORT,
						    FORGE_BIO_GROUP_LONG};
	for (size_t i = 0; i < 3; i++) {
		struct kit k;
		struct lds_fingers f;
		const struct forge_finger one = {KIT_WSQ, FORGE_IMAGE_WSQ, 2, 512, 480};
		const struct forge_how how = {FORGE_19794, flaws[i], false};
		assert_int_equal(lds_fingers_read(kit_fingers(&k, &one, 1, &how), &f), EG_BAD_DATA);
		assert_int_equal(f.count, 0);
	}
}

static void a_subtype_that_differs_from_the_record_is_noted(void **state)
{
	(void)state;
	struct kit k;
	struct lds_fingers f;
	const struct forge_finger one = {KIT_WSQ, FORGE_IMAGE_WSQ, 2, 512, 480};
	struct rd file = kit_fingers(&k, &one, 1, &sound);
	for (size_t at = 0; at + 2 < file.left; at++) {
		if (rd_equal(rd_of(k.bytes + at, 3), RD_TEXT("\x82\x01\x09"))) {
			k.bytes[at + 2] = 0x0A;
		}
	}
	assert_int_equal(lds_fingers_read(file, &f), EG_OK);
	assert_noted(f.deviations, LDS_DEV_SUBTYPE_DIFFERS);
}

static void a_raw_image_of_another_size_is_noted(void **state)
{
	(void)state;
	struct kit k;
	struct lds_fingers f;
	const struct forge_finger one = {KIT_RAW, FORGE_IMAGE_RAW, 2, 8, 5};
	assert_int_equal(lds_fingers_read(kit_fingers(&k, &one, 1, &sound), &f), EG_OK);
	assert_noted(f.deviations, LDS_DEV_IMAGE_SIZE);
}

static void more_fingers_than_allowed_are_refused(void **state)
{
	(void)state;
	struct kit k;
	struct lds_fingers f;
	struct forge_finger many[LDS_FINGERS_MAX + 1];
	for (size_t n = 0; n <= LDS_FINGERS_MAX; n++) {
		many[n] = (struct forge_finger){KIT_WSQ, FORGE_IMAGE_WSQ, 0, 512, 480};
	}
	assert_int_equal(lds_fingers_read(kit_fingers(&k, many, LDS_FINGERS_MAX, &sound), &f),
			 EG_OK);
	assert_int_equal(f.count, LDS_FINGERS_MAX);
	assert_int_equal(lds_fingers_read(kit_fingers(&k, many, LDS_FINGERS_MAX + 1, &sound), &f),
			 EG_TOO_BIG);
	assert_int_equal(f.count, 0);
}

static void no_part_of_a_file_gives_fingers(void **state)
{
	(void)state;
	const struct forge_how *hows[] = {&sound, &block, &whole};
	for (size_t i = 0; i < 3; i++) {
		struct kit k;
		struct lds_fingers f;
		const struct forge_finger one = {KIT_WSQ, FORGE_IMAGE_WSQ, 2, 512, 480};
		struct rd file = kit_fingers(&k, &one, 1, hows[i]);
		for (size_t size = 0; size < file.left; size++) {
			assert_int_not_equal(lds_fingers_read(rd_of(file.at, size), &f), EG_OK);
			assert_int_equal(f.count, 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_fingers_deviate_in_nothing),
		cmocka_unit_test(each_finger_has_its_position),
		cmocka_unit_test(records_tell_their_fields),
		cmocka_unit_test(blocks_tell_all_their_fields),
		cmocka_unit_test(a_group_of_no_fingers_is_sound),
		cmocka_unit_test(flaws_are_noted_and_the_fingers_are_found),
		cmocka_unit_test(a_template_without_an_image_is_noted_and_left_out),
		cmocka_unit_test(files_without_a_way_to_the_images_are_refused),
		cmocka_unit_test(a_subtype_that_differs_from_the_record_is_noted),
		cmocka_unit_test(a_raw_image_of_another_size_is_noted),
		cmocka_unit_test(more_fingers_than_allowed_are_refused),
		cmocka_unit_test(no_part_of_a_file_gives_fingers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
