/*
 * lds_face: what portraits of DG2 may look like in either encoding, what is noted and what refused.
 * The files come from the forge, which is written apart from the reader.
 */
#include "emrtd/lds_face.h"

#include "bio_kit.h"

static const struct forge_how sound = {FORGE_19794, FORGE_BIO_SOUND, false};
static const struct forge_how block = {FORGE_39794, FORGE_BIO_SOUND, false};
static const struct forge_how whole = {FORGE_39794, FORGE_BIO_SOUND, true};

/* LDS_C_01 to LDS_C_03. */
static void sound_portraits_deviate_in_nothing(void **state)
{
	(void)state;
	const struct {
		struct rd picture;
		enum lds_picture format;
	} pictures[] = {{KIT_JP2, LDS_JPEG2000}, {KIT_JPEG, LDS_JPEG}};
	const struct forge_how *hows[] = {&sound, &block, &whole};
	for (size_t i = 0; i < 18; i++) {
		struct kit k;
		struct lds_portrait p;
		struct lds_faces faces;
		unsigned points = (unsigned)(i / 6) * 7;
		const struct forge_face face = {.picture = pictures[i % 2].picture,
						.sex = 'F',
						.quality = 90,
						.points = points};
		struct rd file = kit_faces(&k, &face, hows[i / 2 % 3]);
		assert_int_equal(lds_dg2(file, &p), EG_OK);
		assert_int_equal(p.format, pictures[i % 2].format);
		assert_true(rd_equal(p.bytes, face.picture));
		assert_sound(p.deviations);
		assert_int_equal(lds_faces_read(file, &faces), EG_OK);
		assert_int_equal(faces.face[0].landmark_count, points);
	}
}

static void records_of_19794_are_told_in_codes_of_39794(void **state)
{
	(void)state;
	struct kit k;
	struct lds_faces faces;
	const struct forge_face face = {KIT_JP2, 'M', 3, 4, 77, 2, 1};
	assert_int_equal(lds_faces_read(kit_faces(&k, &face, &sound), &faces), EG_OK);
	const struct lds_face *f = &faces.face[0];
	assert_int_equal(faces.count, 1);
	assert_int_equal(f->encoding, LDS_ISO_19794);
	assert_int_equal(f->sex, LDS_SEX_MALE);
	assert_int_equal(f->eye_colour, 4);  /* brown */
	assert_int_equal(f->hair_colour, 5); /* brown */
	assert_int_equal(f->kind, LDS_FACE_FRONTAL);
	assert_int_equal(f->colour_space, 2); /* 24 bit RGB */
	assert_int_equal(f->source, 2);
	assert_int_equal(f->quality, 77);
	assert_int_equal(f->width, KIT_WIDTH);
	assert_int_equal(f->height, KIT_HEIGHT);
	assert_false(f->yaw.told);
	assert_int_equal(f->captured.year, LDS_UNTOLD);
	assert_true(lds_header_has(&f->header, 7));
	assert_int_equal(f->header.format, 0x0008);
}

static void both_encodings_tell_the_same_points(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct kit k;
		struct lds_faces faces;
		struct lds_landmark m;
		uint64_t deviations = 0;
		const struct forge_face face = {.picture = KIT_JPEG, .points = 4};
		assert_int_equal(
			lds_faces_read(kit_faces(&k, &face, i == 0 ? &sound : &block), &faces),
			EG_OK);
		static const int32_t codes[] = {0xC1, 0xC2, 0x31, 0x32};
		struct rd points = faces.face[0].landmarks;
		for (int32_t n = 0; n < 4; n++) {
			assert_true(lds_landmark_next(&points, faces.face[0].encoding, &m,
						      &deviations));
			assert_int_equal(m.scheme, LDS_LANDMARK_MPEG4);
			assert_int_equal(m.code, codes[n]);
			assert_int_equal(m.x, 100 + 20 * n);
			assert_int_equal(m.y, 200);
			assert_int_equal(m.z, LDS_UNTOLD);
		}
		assert_false(lds_landmark_next(&points, faces.face[0].encoding, &m, &deviations));
		assert_int_equal(deviations, 0);
	}
}

static void blocks_of_39794_tell_all_their_fields(void **state)
{
	(void)state;
	struct kit k;
	struct lds_faces faces;
	struct lds_quality quality;
	const struct forge_face face = {KIT_JP2, 'F', 2, 3, 81, 0, 1};
	assert_int_equal(lds_faces_read(kit_faces(&k, &face, &whole), &faces), EG_OK);
	const struct lds_face *f = &faces.face[0];
	assert_sound(faces.deviations);
	assert_int_equal(f->encoding, LDS_ISO_39794);
	assert_int_equal(f->version, 2019);
	assert_int_equal(f->id, 0);
	assert_int_equal(f->sex, LDS_SEX_FEMALE);
	assert_int_equal(f->eye_colour, 3);
	assert_int_equal(f->hair_colour, 4);
	assert_int_equal(f->subject_height, 178);
	assert_int_equal(f->properties.told, 0x7FF);
	assert_int_equal(f->properties.set, 1); /* glasses */
	assert_int_equal(f->expression.told, 0x3F);
	assert_int_equal(f->expression.set, 1); /* neutral */
	assert_true(f->yaw.told && f->pitch.told && f->roll.told);
	assert_int_equal(f->roll.degrees, 5);
	assert_int_equal(f->roll.uncertainty, 2);
	assert_int_equal(f->kind, LDS_FACE_MRTD);
	assert_int_equal(f->processing.set, 2); /* cropped */
	assert_int_equal(f->spectrum.set, 1);   /* white light */
	assert_int_equal(f->source, 2);
	assert_int_equal(f->lossy_attempts, 2);
	assert_int_equal(f->camera_distance, 1200);
	assert_int_equal(f->sensor_diagonal, 43);
	assert_int_equal(f->focal_length, 50);
	assert_int_equal(f->width, KIT_WIDTH);
	assert_int_equal(f->height, KIT_HEIGHT);
	assert_int_equal(f->head_width, 200);
	assert_int_equal(f->head_length, 230);
	assert_int_equal(f->colour_space, 2);
	assert_true(rd_equal(f->colour_schema, RD_TEXT("sRGB")));
	assert_int_equal(f->session, 77);
	assert_int_equal(f->derived_from, 0);
	assert_int_equal(f->model.organization, 257);
	assert_int_equal(f->model.id, 314);
	assert_int_equal(f->certification.id, 2);
	assert_int_equal(f->captured.year, 2025);
	assert_int_equal(f->captured.millisecond, 535);
	struct rd qualities = f->qualities;
	uint64_t deviations = 0;
	assert_true(lds_quality_next(&qualities, &quality, &deviations));
	assert_int_equal(quality.algorithm.organization, 257);
	assert_int_equal(quality.score, 81);
	assert_int_equal(f->quality, 81);
	assert_int_equal(f->attack.decision, 0);
	assert_int_equal(f->attack.supervision, 1);
	assert_int_equal(f->attack.risk, 3);
	assert_int_equal(f->attack.criteria, 2);
	assert_true(rd_equal(f->attack.parameter, RD_TEXT("blink")));
	assert_int_equal(f->attack.captured.day, 14);
	assert_int_equal(f->header.created.second, 26);
	assert_int_equal(f->header.until.year, 2035);
	assert_int_equal(f->header.creator, 0x00010001);
}

static void several_images_of_a_record_are_all_read(void **state)
{
	(void)state;
	for (unsigned images = 1; images <= LDS_FACES_MAX + 1; images++) {
		struct kit k;
		struct lds_faces faces;
		const struct forge_face face = {.picture = KIT_JPEG, .points = 1, .images = images};
		struct rd file = kit_faces(&k, &face, &sound);
		if (images > LDS_FACES_MAX) {
			assert_int_equal(lds_faces_read(file, &faces), EG_TOO_BIG);
			assert_int_equal(faces.count, 0);
			return;
		}
		assert_int_equal(lds_faces_read(file, &faces), EG_OK);
		assert_int_equal(faces.count, images);
		assert_sound(faces.deviations);
		assert_true(rd_equal(faces.face[images - 1].image, face.picture));
	}
}

static void a_second_representation_is_read_and_noted(void **state)
{
	(void)state;
	struct kit k;
	struct lds_faces faces;
	const struct forge_face face = {.picture = KIT_JPEG, .images = 2};
	assert_int_equal(lds_faces_read(kit_faces(&k, &face, &block), &faces), EG_OK);
	assert_int_equal(faces.count, 2);
	assert_int_equal(faces.face[1].id, 1);
	assert_noted(faces.deviations, LDS_DEV_BLOCK_COUNT); /* ICAO's profile: one */
}

/* What a flaw is for a reader: noted (the image is found all the same), or refused. */
struct flaw {
	const char *title; /* of TR-03105-5.1, or what it is */
	enum forge_bio_flaw flaw;
	enum lds_bio_deviation noted;
};

static const struct flaw noted[] = {
	{"LDS_C_07", FORGE_BIO_NO_COUNT, LDS_DEV_COUNT_MISSING},
	{"LDS_C_08", FORGE_BIO_OWNER, LDS_DEV_OWNER},
	{"LDS_C_09", FORGE_BIO_NO_OWNER, LDS_DEV_OWNER_MISSING},
	{"LDS_C_10", FORGE_BIO_FORMAT, LDS_DEV_FORMAT},
	{"LDS_C_11", FORGE_BIO_NO_FORMAT, LDS_DEV_FORMAT_MISSING},
	{"LDS_C_12", FORGE_BIO_OLD_TYPE, LDS_DEV_TYPE_OLD},
	{"LDS_C_13", FORGE_BIO_TYPE, LDS_DEV_TYPE},
	{"LDS_C_17", FORGE_BIO_SEX, LDS_DEV_SEX},
	{"LDS_C_18", FORGE_BIO_EYES, LDS_DEV_EYE_COLOUR},
	{"LDS_C_19", FORGE_BIO_HAIR, LDS_DEV_HAIR_COLOUR},
	{"LDS_C_20", FORGE_BIO_YAW, LDS_DEV_YAW},
	{"LDS_C_21", FORGE_BIO_PITCH, LDS_DEV_PITCH},
	{"LDS_C_22", FORGE_BIO_ROLL, LDS_DEV_ROLL},
	{"LDS_C_23", FORGE_BIO_YAW_DOUBT, LDS_DEV_YAW_DOUBT},
	{"LDS_C_24", FORGE_BIO_PITCH_DOUBT, LDS_DEV_PITCH_DOUBT},
	{"LDS_C_25", FORGE_BIO_ROLL_DOUBT, LDS_DEV_ROLL_DOUBT},
	{"LDS_C_26", FORGE_BIO_KIND, LDS_DEV_KIND},
	{"LDS_C_27", FORGE_BIO_IMAGE_CODE, LDS_DEV_IMAGE_CODE},
	{"subtype of a face", FORGE_BIO_SUBTYPE, LDS_DEV_SUBTYPE},
	{"one template more is told", FORGE_BIO_COUNT, LDS_DEV_COUNT},
	{"no header", FORGE_BIO_NO_HEADER, LDS_DEV_HEADER_MISSING},
	/* Records alone have these, from here on. */
	{"LDS_C_14", FORGE_BIO_RECORD_ID, LDS_DEV_RECORD_ID},
	{"LDS_C_15", FORGE_BIO_RECORD_VERSION, LDS_DEV_RECORD_VERSION},
	{"LDS_C_16", FORGE_BIO_BLOCK_LENGTH, LDS_DEV_BLOCK_LENGTH},
	{"New Zealand: 8 too few", FORGE_BIO_RECORD_LENGTH, LDS_DEV_RECORD_LENGTH},
	{"an image alone", FORGE_BIO_NAKED, LDS_DEV_RECORD_MISSING},
};
#define NOTED (sizeof(noted) / sizeof(noted[0]))
#define BOTH  (NOTED - 5) /* that blocks have too */

static void flaws_are_noted_and_the_portrait_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < NOTED + BOTH; i++) {
		const struct flaw *flaw = &noted[i % NOTED];
		struct kit k;
		struct lds_portrait p;
		const struct forge_face face = {.picture = KIT_JP2, .sex = 'F', .points = 2};
		const struct forge_how how = {i < NOTED ? FORGE_19794 : FORGE_39794, flaw->flaw,
					      i >= NOTED};
		print_message("%s%s\n", flaw->title, i < NOTED ? "" : " in 39794");
		assert_int_equal(lds_dg2(kit_faces(&k, &face, &how), &p), EG_OK);
		assert_true(rd_equal(p.bytes, face.picture));
		assert_noted(p.deviations, flaw->noted);
	}
}

/* LDS_C_04 to LDS_C_06 and LDS_C_28: no profile takes an image from these. */
static void files_without_a_way_to_the_image_are_refused(void **state)
{
	(void)state;
	static const enum forge_bio_flaw flaws[] = {FORGE_BIO_GROUP_TAG, FORGE_BIO_GROUP_SHORT,
						    FORGE_BIO_GROUP_LONG, FORGE_BIO_NO_DATA};
	for (size_t i = 0; i < 8; i++) {
		struct kit k;
		struct lds_portrait p;
		const struct forge_face face = {.picture = KIT_JP2};
		const struct forge_how how = {i < 4 ? FORGE_19794 : FORGE_39794, flaws[i % 4],
					      false};
		assert_int_equal(lds_dg2(kit_faces(&k, &face, &how), &p), EG_BAD_DATA);
		assert_int_equal(p.bytes.left, 0);
	}
}

static void octets_behind_the_image_are_noted_and_left_to_its_decoder(void **state)
{
	(void)state;
	struct kit k;
	struct lds_portrait p;
	const struct forge_face face = {.picture = KIT_JPEG};
	const struct forge_how how = {FORGE_19794, FORGE_BIO_TRAILING, false};
	assert_int_equal(lds_dg2(kit_faces(&k, &face, &how), &p), EG_OK);
	assert_int_equal(p.bytes.left, face.picture.left + 8);
	assert_noted(p.deviations, LDS_DEV_BLOCK_LENGTH);
	assert_noted(p.deviations, LDS_DEV_RECORD_LENGTH);
}

static void a_codestream_without_boxes_is_noted(void **state)
{
	(void)state;
	struct kit k;
	struct lds_portrait p;
	const struct forge_face face = {.picture = KIT_BARE};
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(lds_dg2(kit_faces(&k, &face, i == 0 ? &sound : &block), &p),
				 EG_OK);
		assert_int_equal(p.format, LDS_JPEG2000);
		assert_noted(p.deviations, LDS_DEV_IMAGE_BARE);
	}
}

/* Offsets in a DG2 of the forge in 19794-5: its record begins with "FAC". */
static size_t record_at(const struct kit *k)
{
	for (size_t at = 0; at + 3 < k->file.left; at++) {
		if (rd_equal(rd_of(k->bytes + at, 3), RD_TEXT("FAC"))) {
			return at;
		}
	}
	fail_msg("no record");
	return 0;
}

static void an_image_is_found_where_the_count_of_points_is_wrong(void **state)
{
	(void)state;
	for (unsigned told = 0; told < 12; told += 5) {
		struct kit k;
		struct lds_portrait p;
		const struct forge_face face = {.picture = KIT_JP2, .points = 3};
		struct rd file = kit_faces(&k, &face, &sound);
		k.bytes[record_at(&k) + 14 + 5] = (uint8_t)told;
		assert_int_equal(lds_dg2(file, &p), EG_OK);
		assert_true(rd_equal(p.bytes, face.picture));
		assert_noted(p.deviations, LDS_DEV_IMAGE_PLACE);
	}
}

static void no_length_of_a_block_leads_astray(void **state)
{
	(void)state;
	static const uint8_t lengths[][4] = {
		{0, 0, 0, 0}, {0, 0, 0, 32}, {0, 0, 0, 50}, {0, 0, 19, 136}, {255, 255, 255, 255}};
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct kit k;
		struct lds_portrait p;
		const struct forge_face face = {.picture = KIT_JPEG};
		struct rd file = kit_faces(&k, &face, &sound);
		struct wr w = wr_of(k.bytes + record_at(&k) + 14, 4);
		wr_put(&w, RD_ARRAY(lengths[i]));
		assert_int_equal(lds_dg2(file, &p), EG_OK);
		assert_true(rd_equal(p.bytes, face.picture));
		assert_noted(p.deviations, LDS_DEV_BLOCK_LENGTH);
	}
}

static void a_format_told_wrongly_is_noted_and_the_magic_believed(void **state)
{
	(void)state;
	struct kit k;
	struct lds_portrait p;
	const struct forge_face face = {.picture = KIT_JP2};
	struct rd file = kit_faces(&k, &face, &sound);
	k.bytes[record_at(&k) + 14 + 20 + 1] = 0; /* JPEG */
	assert_int_equal(lds_dg2(file, &p), EG_OK);
	assert_int_equal(p.format, LDS_JPEG2000);
	assert_noted(p.deviations, LDS_DEV_IMAGE_MAGIC);
}

static void angles_of_19794_are_degrees(void **state)
{
	(void)state;
	static const struct {
		uint8_t code;
		int16_t degrees;
	} angles[] = {{1, 0}, {2, 2}, {91, 180}, {92, -178}, {180, -2}};
	for (size_t i = 0; i < sizeof(angles) / sizeof(angles[0]); i++) {
		struct kit k;
		struct lds_faces faces;
		const struct forge_face face = {.picture = KIT_JPEG};
		struct rd file = kit_faces(&k, &face, &sound);
		k.bytes[record_at(&k) + 14 + 14] = angles[i].code;
		k.bytes[record_at(&k) + 14 + 17] = 4;
		assert_int_equal(lds_faces_read(file, &faces), EG_OK);
		assert_sound(faces.deviations);
		assert_true(faces.face[0].yaw.told);
		assert_int_equal(faces.face[0].yaw.degrees, angles[i].degrees);
		assert_int_equal(faces.face[0].yaw.uncertainty, 3);
	}
}

static void a_picture_that_is_no_portrait_is_refused(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct kit k;
		struct lds_portrait p;
		const struct forge_face face = {.picture = KIT_JPEG};
		struct rd file = kit_faces(&k, &face, i == 0 ? &sound : &block);
		for (size_t at = 0; at + 2 < file.left; at++) {
			if (k.bytes[at] == 0xFF && k.bytes[at + 1] == 0xD8) {
				k.bytes[at] = 'G';
			}
		}
		assert_int_equal(lds_dg2(file, &p), EG_BAD_DATA);
		assert_int_equal(p.bytes.left, 0);
	}
}

static void no_part_of_a_file_gives_a_portrait(void **state)
{
	(void)state;
	const struct forge_how *hows[] = {&sound, &block, &whole};
	for (size_t i = 0; i < 3; i++) {
		struct kit k;
		struct lds_portrait p;
		const struct forge_face face = {.picture = KIT_JPEG, .points = 2};
		struct rd file = kit_faces(&k, &face, hows[i]);
		for (size_t size = 0; size < file.left; size++) {
			assert_int_not_equal(lds_dg2(rd_of(file.at, size), &p), EG_OK);
			assert_int_equal(p.bytes.left, 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_portraits_deviate_in_nothing),
		cmocka_unit_test(records_of_19794_are_told_in_codes_of_39794),
		cmocka_unit_test(both_encodings_tell_the_same_points),
		cmocka_unit_test(blocks_of_39794_tell_all_their_fields),
		cmocka_unit_test(several_images_of_a_record_are_all_read),
		cmocka_unit_test(a_second_representation_is_read_and_noted),
		cmocka_unit_test(flaws_are_noted_and_the_portrait_is_found),
		cmocka_unit_test(files_without_a_way_to_the_image_are_refused),
		cmocka_unit_test(octets_behind_the_image_are_noted_and_left_to_its_decoder),
		cmocka_unit_test(a_codestream_without_boxes_is_noted),
		cmocka_unit_test(an_image_is_found_where_the_count_of_points_is_wrong),
		cmocka_unit_test(no_length_of_a_block_leads_astray),
		cmocka_unit_test(a_format_told_wrongly_is_noted_and_the_magic_believed),
		cmocka_unit_test(angles_of_19794_are_degrees),
		cmocka_unit_test(a_picture_that_is_no_portrait_is_refused),
		cmocka_unit_test(no_part_of_a_file_gives_a_portrait),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
