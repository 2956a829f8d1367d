/*
 * lds_iris: what DG4 may look like in either encoding, what is noted and what refused. The files
 * come from the forge, which is written apart from the reader.
 */
#include "emrtd/lds_iris.h"

#include "bio_kit.h"

static const struct forge_how sound = {FORGE_19794, FORGE_BIO_SOUND, false};
static const struct forge_how block = {FORGE_39794, FORGE_BIO_SOUND, false};
static const struct forge_how whole = {FORGE_39794, FORGE_BIO_SOUND, true};

/* LDS_E_01, LDS_E_02, and the formats of 39794-6. */
static void sound_irises_deviate_in_nothing(void **state)
{
	(void)state;
	const struct {
		struct rd picture;
		enum forge_image code;
		enum lds_picture format;
	} pictures[] = {
		{KIT_JP2, FORGE_IMAGE_JP2, LDS_JPEG2000},
		{KIT_RAW, FORGE_IMAGE_RAW, LDS_RAW},
		{KIT_JPEG, FORGE_IMAGE_JPEG, LDS_JPEG},
		/* 39794-6, from here on */
		{KIT_JP2, FORGE_IMAGE_JP2, LDS_JPEG2000},
		{KIT_PNG, FORGE_IMAGE_PNG, LDS_PNG},
		{KIT_PGM, FORGE_IMAGE_RAW, LDS_PNM},
	};
	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
		struct kit k;
		struct lds_irises r;
		const struct forge_iris two[] = {
			{pictures[i].picture, pictures[i].code, 1, 8, 4},
			{pictures[i].picture, pictures[i].code, 2, 8, 4},
		};
		assert_int_equal(
			lds_irises_read(kit_irises(&k, two, 2, i < 3 ? &sound : &block), &r),
			EG_OK);
		assert_sound(r.deviations);
		assert_int_equal(r.count, 2);
		for (unsigned n = 0; n < 2; n++) {
			assert_int_equal(r.iris[n].format, pictures[i].format);
			assert_true(rd_equal(r.iris[n].image, pictures[i].picture));
			assert_int_equal(r.iris[n].eye, n == 0 ? LDS_EYE_RIGHT : LDS_EYE_LEFT);
			assert_int_equal(r.iris[n].header.subtype, n + 1);
		}
	}
}

static void records_tell_their_fields(void **state)
{
	(void)state;
	struct kit k;
	struct lds_irises r;
	const struct forge_iris one = {KIT_RAW, FORGE_IMAGE_RAW, 2, 8, 4};
	assert_int_equal(lds_irises_read(kit_irises(&k, &one, 1, &sound), &r), EG_OK);
	assert_int_equal(r.iris[0].encoding, LDS_ISO_19794);
	assert_int_equal(r.iris[0].width, 8);
	assert_int_equal(r.iris[0].height, 4);
	assert_int_equal(r.iris[0].depth, 8);
	assert_int_equal(r.iris[0].quality, 80);
	assert_int_equal(r.iris[0].number, 1);
	assert_int_equal(r.iris[0].horizontal, 1);
	assert_int_equal(r.iris[0].vertical, 1);
	assert_int_equal(r.iris[0].rotation, 0xFFFF);
	assert_int_equal(r.iris[0].kind, LDS_UNTOLD);
}

static void blocks_tell_all_their_fields(void **state)
{
	(void)state;
	struct kit k;
	struct lds_irises r;
	const struct forge_iris one = {KIT_PNG, FORGE_IMAGE_PNG, 1, 0, 0};
	assert_int_equal(lds_irises_read(kit_irises(&k, &one, 1, &whole), &r), EG_OK);
	assert_sound(r.deviations);
	const struct lds_iris *i = &r.iris[0];
	assert_int_equal(i->encoding, LDS_ISO_39794);
	assert_int_equal(i->version, 2021);
	assert_int_equal(i->eye, LDS_EYE_RIGHT);
	assert_int_equal(i->kind, 3);
	assert_int_equal(i->depth, 8);
	assert_int_equal(i->horizontal, 1);
	assert_int_equal(i->vertical, 1);
	assert_int_equal(i->compression, 1);
	assert_int_equal(i->captured.year, 2025);
	assert_int_equal(i->range, 300);
	assert_int_equal(i->model.id, 314);
	assert_int_equal(i->quality, 91);
	assert_int_equal(i->roll, 4);
	assert_int_equal(i->roll_doubt, 1);
	assert_int_equal(i->attack.decision, 0);
}

/* Doc 9303-10, 4.7.4.2.2 */
static void a_group_of_no_irises_is_sound(void **state)
{
	(void)state;
	struct kit k;
	struct lds_irises r;
	assert_int_equal(lds_irises_read(kit_irises(&k, NULL, 0, &sound), &r), EG_OK);
	assert_int_equal(r.count, 0);
	assert_sound(r.deviations);
}

static const struct {
	const char *title; /* of TR-03105-5.1, or what it is */
	enum forge_bio_flaw flaw;
	enum lds_bio_deviation noted;
} noted[] = {
	{"LDS_E_06", FORGE_BIO_NO_COUNT, LDS_DEV_COUNT_MISSING},
	{"LDS_E_07", FORGE_BIO_OWNER, LDS_DEV_OWNER},
	{"LDS_E_08", FORGE_BIO_NO_OWNER, LDS_DEV_OWNER_MISSING},
	{"LDS_E_09", FORGE_BIO_FORMAT, LDS_DEV_FORMAT},
	{"LDS_E_10", FORGE_BIO_NO_FORMAT, LDS_DEV_FORMAT_MISSING},
	{"LDS_E_11", FORGE_BIO_SUBTYPE, LDS_DEV_SUBTYPE},
	{"LDS_E_12", FORGE_BIO_NO_SUBTYPE, LDS_DEV_SUBTYPE_MISSING},
	{"another type", FORGE_BIO_TYPE, LDS_DEV_TYPE},
	{"one template more is told", FORGE_BIO_COUNT, LDS_DEV_COUNT},
	{"no header", FORGE_BIO_NO_HEADER, LDS_DEV_HEADER_MISSING},
	{"no such code of an image", FORGE_BIO_IMAGE_CODE, LDS_DEV_IMAGE_CODE},
	/* Records alone have these, from here on. */
	{"LDS_E_13", FORGE_BIO_RECORD_ID, LDS_DEV_RECORD_ID},
	{"another version", FORGE_BIO_RECORD_VERSION, LDS_DEV_RECORD_VERSION},
	{"record 8 too short", FORGE_BIO_RECORD_LENGTH, LDS_DEV_RECORD_LENGTH},
	{"image 8 too short", FORGE_BIO_BLOCK_LENGTH, LDS_DEV_BLOCK_LENGTH},
};
#define NOTED (sizeof(noted) / sizeof(noted[0]))
#define BOTH  (NOTED - 4)

static void flaws_are_noted_and_the_irises_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < NOTED + BOTH; i++) {
		struct kit k;
		struct lds_irises r;
		const struct forge_iris two[] = {{KIT_JP2, FORGE_IMAGE_JP2, 1, 8, 4},
						 {KIT_JP2, FORGE_IMAGE_JP2, 2, 8, 4}};
		const struct forge_how how = {i < NOTED ? FORGE_19794 : FORGE_39794,
					      noted[i % NOTED].flaw, false};
		print_message("%s%s\n", noted[i % NOTED].title, i < NOTED ? "" : " in 39794");
		assert_int_equal(lds_irises_read(kit_irises(&k, two, 2, &how), &r), EG_OK);
		assert_int_equal(r.count, 2);
		assert_true(rd_equal(r.iris[0].image, two[0].picture));
		assert_int_equal(r.iris[0].eye, LDS_EYE_RIGHT);
		assert_noted(r.deviations, noted[i % NOTED].noted);
		assert_sound(r.iris[1].deviations);
	}
}

static void a_kind_without_meaning_is_noted(void **state)
{
	(void)state;
	struct kit k;
	struct lds_irises r;
	const struct forge_iris one = {KIT_JP2, FORGE_IMAGE_JP2, 1, 8, 4};
	const struct forge_how how = {FORGE_39794, FORGE_BIO_KIND, false};
	assert_int_equal(lds_irises_read(kit_irises(&k, &one, 1, &how), &r), EG_OK);
	assert_noted(r.deviations, LDS_DEV_KIND);
}

/* LDS_E_14: the other eye is there; a strict caller refuses. */
static void a_template_without_an_image_is_noted_and_left_out(void **state)
{
	(void)state;
	struct kit k;
	struct lds_irises r;
	const struct forge_iris two[] = {{KIT_JP2, FORGE_IMAGE_JP2, 1, 8, 4},
					 {KIT_JP2, FORGE_IMAGE_JP2, 2, 8, 4}};
	const struct forge_how how = {FORGE_19794, FORGE_BIO_NO_DATA, false};
	assert_int_equal(lds_irises_read(kit_irises(&k, two, 2, &how), &r), EG_OK);
	assert_int_equal(r.count, 1);
	assert_noted(r.deviations, LDS_DEV_DATA_MISSING);
}

/* LDS_E_03 to LDS_E_05. */
static void files_without_a_way_to_the_images_are_refused(void **state)
{
	(void)state;
	static const enum forge_bio_flaw flaws[] = {FORGE_BIO_GROUP_TAG, FORGE_BIO_GROUP_SHORT,
						    FORGE_BIO_GROUP_LONG};
	for (size_t i = 0; i < 3; i++) {
		struct kit k;
		struct lds_irises r;
		const struct forge_iris one = {KIT_JP2, FORGE_IMAGE_JP2, 1, 8, 4};
		const struct forge_how how = {FORGE_19794, flaws[i], false};
		assert_int_equal(lds_irises_read(kit_irises(&k, &one, 1, &how), &r), EG_BAD_DATA);
		assert_int_equal(r.count, 0);
	}
}

static void a_raw_image_of_another_size_is_noted(void **state)
{
	(void)state;
	struct kit k;
	struct lds_irises r;
	const struct forge_iris one = {KIT_RAW, FORGE_IMAGE_RAW, 1, 9, 4};
	assert_int_equal(lds_irises_read(kit_irises(&k, &one, 1, &sound), &r), EG_OK);
	assert_noted(r.deviations, LDS_DEV_IMAGE_SIZE);
}

static void more_irises_than_allowed_are_refused(void **state)
{
	(void)state;
	struct kit k;
	struct lds_irises r;
	struct forge_iris many[LDS_IRISES_MAX + 1];
	for (size_t n = 0; n <= LDS_IRISES_MAX; n++) {
		many[n] = (struct forge_iris){KIT_JP2, FORGE_IMAGE_JP2, 1, 8, 4};
	}
	assert_int_equal(lds_irises_read(kit_irises(&k, many, LDS_IRISES_MAX, &sound), &r), EG_OK);
	assert_int_equal(r.count, LDS_IRISES_MAX);
	assert_int_equal(lds_irises_read(kit_irises(&k, many, LDS_IRISES_MAX + 1, &sound), &r),
			 EG_TOO_BIG);
	assert_int_equal(r.count, 0);
}

static void no_part_of_a_file_gives_irises(void **state)
{
	(void)state;
	const struct forge_how *hows[] = {&sound, &block, &whole};
	for (size_t i = 0; i < 3; i++) {
		struct kit k;
		struct lds_irises r;
		const struct forge_iris one = {KIT_JP2, FORGE_IMAGE_JP2, 1, 8, 4};
		struct rd file = kit_irises(&k, &one, 1, hows[i]);
		for (size_t size = 0; size < file.left; size++) {
			assert_int_not_equal(lds_irises_read(rd_of(file.at, size), &r), EG_OK);
			assert_int_equal(r.count, 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_irises_deviate_in_nothing),
		cmocka_unit_test(records_tell_their_fields),
		cmocka_unit_test(blocks_tell_all_their_fields),
		cmocka_unit_test(a_group_of_no_irises_is_sound),
		cmocka_unit_test(flaws_are_noted_and_the_irises_are_found),
		cmocka_unit_test(a_kind_without_meaning_is_noted),
		cmocka_unit_test(a_template_without_an_image_is_noted_and_left_out),
		cmocka_unit_test(files_without_a_way_to_the_images_are_refused),
		cmocka_unit_test(a_raw_image_of_another_size_is_noted),
		cmocka_unit_test(more_irises_than_allowed_are_refused),
		cmocka_unit_test(no_part_of_a_file_gives_irises),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
