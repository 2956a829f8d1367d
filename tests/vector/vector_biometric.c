/*
 * Biometric files that others made: the two samples of DG2 in ISO/IEC 39794-5 that ICAO's working
 * group published ("samples"), the encoding examples of ISO/IEC 39794-4 and -6 ("examples"), and
 * DG2 to DG4 of a reference document ("reference"). They lie beside the project; without them this
 * ends with 77.
 *
 *   EGATE_39794_SAMPLES=FOLDER   where samples and examples are, under their published names
 */
#include "emrtd/lds_face.h"
#include "emrtd/lds_finger.h"
#include "emrtd/lds_iris.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "real_data.h"

#define ALL_FIELDS "DG2 Silver Dataset (All Fields).dat"
#define MANDATORY  "DG2 Silver Dataset (Mandatory Fields Only).dat"
#define FINGER     "sample-39794-4-ed-1-v1.der"
#define IRIS       "sample-39794-6-ed-1-v1.der"
#define REFERENCE  "reference-mustermann/"

static bool sample(const char *name, struct bytes *out)
{
	char path[512];
	const char *folder = getenv("EGATE_39794_SAMPLES");
	if (folder == NULL) {
		(void)snprintf(path, sizeof(path), "39794/%s", name); /* short */
		return real_file(SOURCE_ROOT, path, out);
	}
	int length = snprintf(path, sizeof(path), "%s/%s", folder, name);
	return length > 0 && (size_t)length < sizeof(path) && real_file_at(path, out);
}

static void assert_sound(uint64_t deviations)
{
	if (lds_refuse(deviations) != EG_OK) {
		fail_msg("noted: %s", eg_fault_last().reason);
	}
}

static void assert_moment(struct lds_moment m, const char *want)
{
	char text[64];
	int length = snprintf(text, sizeof(text), "%04d-%02d-%02d %02d:%02d:%02d.%03d", m.year,
			      m.month, m.day, m.hour, m.minute, m.second, m.millisecond);
	assert_true(length > 0 && (size_t)length < sizeof(text));
	assert_string_equal(text, want);
}

/* The image is the file's only OCTET STRING of 15,000 octets. */
static void assert_image(const struct lds_face *f)
{
	static const uint8_t jp2[] = {0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20};
	assert_int_equal(f->encoding, LDS_ISO_39794);
	assert_int_equal(f->version, 2019);
	assert_int_equal(f->id, 0);
	assert_int_equal(f->format, LDS_JPEG2000);
	assert_int_equal(f->image.left, 15000);
	assert_true(rd_begins(f->image, RD_ARRAY(jp2)));
}

static void the_sample_of_mandatory_fields_holds_the_image_alone(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct lds_faces faces;
	assert_true(sample(MANDATORY, &file));
	assert_int_equal(lds_faces_read(bytes_rd(&file), &faces), EG_OK);
	const struct lds_face *f = &faces.face[0];
	assert_int_equal(faces.count, 1);
	assert_sound(faces.deviations);
	assert_image(f);
	assert_int_equal(f->header.fields, 1u << 7 | 1u << 8);
	assert_int_equal(f->header.format, 0x002A);
	const int32_t untold[] = {
		f->sex,         f->eye_colour,      f->hair_colour,     f->subject_height,
		f->kind,        f->colour_space,    f->source,          f->quality,
		f->session,     f->derived_from,    f->captured.year,   f->model.id,
		f->head_width,  f->lossy_attempts,  f->camera_distance, f->sensor_diagonal,
		f->head_length, f->attack.decision, f->attack.risk,     f->certification.id,
	};
	for (size_t i = 0; i < LDS_ROWS(untold); i++) {
		assert_int_equal(untold[i], LDS_UNTOLD);
	}
	assert_int_equal(f->width, 0);
	assert_int_equal(f->landmark_count, 0);
	assert_false(f->yaw.told);
	assert_int_equal(f->properties.told, 0);
}

static void assert_person(const struct lds_face *f)
{
	assert_int_equal(f->sex, LDS_SEX_FEMALE);
	assert_int_equal(f->eye_colour, 3);  /* blue */
	assert_int_equal(f->hair_colour, 5); /* brown */
	assert_int_equal(f->subject_height, 1786);
	assert_int_equal(f->properties.told, 0x7FF);
	assert_int_equal(f->properties.set, 0);
	assert_int_equal(f->expression.told, 0x3F);
	assert_int_equal(f->expression.set, 1); /* neutral */
	assert_true(f->yaw.told && f->pitch.told && f->roll.told);
	assert_int_equal(f->yaw.degrees, 2);
	assert_int_equal(f->yaw.uncertainty, 1);
	assert_int_equal(f->pitch.degrees, 3);
	assert_int_equal(f->pitch.uncertainty, 1);
	assert_int_equal(f->roll.degrees, 1);
	assert_int_equal(f->roll.uncertainty, 2);
}

static void assert_picture(const struct lds_face *f)
{
	assert_int_equal(f->kind, LDS_FACE_MRTD);
	assert_int_equal(f->processing.told, 0xFFF);
	assert_int_equal(f->processing.set, 0);
	assert_int_equal(f->lossy_attempts, 1);
	assert_int_equal(f->camera_distance, 3000);
	assert_int_equal(f->sensor_diagonal, 43);
	assert_int_equal(f->focal_length, 55);
	assert_int_equal(f->width, 572);
	assert_int_equal(f->height, 731);
	assert_int_equal(f->head_width, 300);
	assert_int_equal(f->eye_distance, 150);
	assert_int_equal(f->eye_to_mouth, 180);
	assert_int_equal(f->head_length, 500);
	assert_int_equal(f->colour_space, 2);
	assert_true(rd_equal(f->colour_schema, RD_TEXT("Reference Colour Schema Example")));
	assert_true(rd_equal(f->colour_definition, RD_TEXT("Reference Colour Definition Example")));
	assert_true(rd_equal(f->colour_value, RD_TEXT("Reference Colour Value Example")));
	assert_int_equal(f->spectrum.told, 7);
	assert_int_equal(f->spectrum.set, 0);
	assert_int_equal(f->source, 2);
}

static void assert_capture(const struct lds_face *f)
{
	struct lds_quality quality;
	uint64_t deviations = 0;
	struct rd list = f->qualities;
	assert_moment(f->captured, "2024-01-20 13:23:09.908");
	assert_true(lds_quality_next(&list, &quality, &deviations));
	assert_int_equal(quality.algorithm.organization, 1);
	assert_int_equal(quality.algorithm.id, 1);
	assert_int_equal(quality.score, 99);
	assert_false(lds_quality_next(&list, &quality, &deviations));
	assert_int_equal(f->session, 9);
	assert_int_equal(f->derived_from, 0);
	assert_int_equal(f->model.organization, 1);
	assert_int_equal(f->model.id, 1);
	assert_int_equal(f->certification.organization, 2);
	assert_int_equal(f->certification.id, 2);
	assert_int_equal(f->attack.decision, 0);
	assert_int_equal(f->attack.context, 0);
	assert_int_equal(f->attack.supervision, 0);
	assert_int_equal(f->attack.risk, 5);
	assert_int_equal(f->attack.criteria, 2);
	assert_true(rd_equal(f->attack.parameter, RD_TEXT("PAD Parameter")));
	assert_true(rd_equal(f->attack.challenges, RD_TEXT("\x04\x0A"
							   "Challenge1")));
	assert_moment(f->attack.captured, "2024-01-22 15:16:17.018");
	list = f->attack.scores;
	assert_true(lds_quality_next(&list, &quality, &deviations));
	assert_int_equal(quality.score, 99);
	assert_int_equal(f->attack.extended.left, 34);
	assert_int_equal(deviations, 0);
}

static void the_sample_of_all_fields_tells_each_of_them(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct lds_faces faces;
	struct lds_landmark point;
	uint64_t deviations = 0;
	assert_true(sample(ALL_FIELDS, &file));
	assert_int_equal(lds_faces_read(bytes_rd(&file), &faces), EG_OK);
	const struct lds_face *f = &faces.face[0];
	assert_int_equal(faces.count, 1);
	assert_sound(faces.deviations);
	assert_image(f);
	/* Version, type, subtype, creation, validity, creator, owner, format; 84 is not used. */
	assert_int_equal(f->header.fields, 0x1EF);
	assert_int_equal(f->header.version, 0x0101);
	assert_int_equal(f->header.type, 2);
	assert_int_equal(f->header.subtype, 0);
	assert_moment(f->header.created, "2124-01-05 11:23:45.-01");
	assert_int_equal(f->header.from.year, 2124);
	assert_int_equal(f->header.until.year, 2129);
	assert_int_equal(f->header.creator, 0x01030001);
	assert_person(f);
	assert_picture(f);
	assert_capture(f);
	assert_int_equal(f->landmark_count, 1);
	struct rd points = f->landmarks;
	assert_true(lds_landmark_next(&points, f->encoding, &point, &deviations));
	assert_int_equal(point.scheme, LDS_LANDMARK_MPEG4);
	assert_int_equal(point.code, 0x2B); /* 2.11 */
	assert_int_equal(point.x, 90);
	assert_int_equal(point.y, 22);
}

/* An image that is not where its tag says must not be believed: all samples, cut anywhere. */
static void no_part_of_a_sample_gives_a_portrait(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct lds_portrait p;
	assert_true(sample(ALL_FIELDS, &file));
	assert_int_equal(lds_dg2(bytes_rd(&file), &p), EG_OK);
	for (size_t size = 0; size < file.size; size++) {
		assert_int_not_equal(lds_dg2(rd_of(file.data, size), &p), EG_OK);
	}
}

/* The example's block in a data group of one template, as Doc 9303-10 has it. */
static void wrap(struct rd example, uint32_t group, struct rd header, struct bytes *out)
{
	assert_int_equal(bytes_reserve(out, example.left + 64, REAL_FILE_SIZE_MAX), EG_OK);
	struct wr w = wr_of(out->data, out->cap);
	size_t file = wr_open(&w, group);
	size_t templates = wr_open(&w, 0x7F61);
	wr_small_int(&w, 1);
	size_t template = wr_open(&w, 0x7F60);
	wr_tlv(&w, 0xA1, header);
	size_t data = wr_open(&w, 0x7F2E);
	wr_tlv(&w, 0xA1, example);
	wr_close(&w, data);
	wr_close(&w, template);
	wr_close(&w, templates);
	wr_close(&w, file);
	assert_false(w.bad);
	out->size = w.size;
}

static void the_example_of_39794_4_is_a_right_index(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes example = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct lds_fingers fingers;
	struct lds_quality quality;
	uint64_t deviations = 0;
	assert_true(sample(FINGER, &example));
	wrap(bytes_rd(&example), 0x63, RD_TEXT("\x82\x01\x09\x87\x02\x01\x01\x88\x02\x00\x28"),
	     &file);
	assert_int_equal(lds_fingers_read(bytes_rd(&file), &fingers), EG_OK);
	assert_sound(fingers.deviations);
	assert_int_equal(fingers.count, 1);
	const struct lds_finger *f = &fingers.finger[0];
	assert_int_equal(f->version, 2019);
	assert_int_equal(f->position, LDS_RIGHT_INDEX);
	assert_int_equal(f->impression, 1); /* rolled */
	assert_int_equal(f->format, LDS_PNG);
	assert_int_equal(f->image.left, 689);
	assert_moment(f->captured, "2018-12-30 13:-1:-1.-01");
	assert_int_equal(f->model.organization, 200);
	assert_int_equal(f->model.id, 33);
	assert_int_equal(f->technology, 3);
	assert_int_equal(f->sampling, 254); /* 100 a centimetre */
	assert_int_equal(f->rotation, 35);
	assert_int_equal(f->marks.told, 7);
	assert_int_equal(f->marks.set, 2);
	struct rd list = f->qualities;
	assert_true(lds_quality_next(&list, &quality, &deviations));
	assert_int_equal(quality.algorithm.organization, 11);
	assert_int_equal(quality.score, 44);
	assert_true(lds_quality_next(&list, &quality, &deviations));
	assert_int_equal(quality.algorithm.organization, 257);
	assert_int_equal(quality.score, LDS_UNTOLD); /* failed to assess */
	assert_false(lds_quality_next(&list, &quality, &deviations));
	assert_int_equal(f->attack.decision, 1);
	assert_int_equal(f->attack.context, 1);
	assert_int_equal(f->attack.risk, 37);
	assert_int_equal(f->segments.left, 43);
	assert_int_equal(f->annotations.left, 12);
	assert_int_equal(f->comments.left, 58);
	assert_int_equal(f->vendor.left, 44);
	assert_int_equal(deviations, 0);
}

static void the_example_of_39794_6_is_a_right_eye(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes example = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct lds_irises irises;
	assert_true(sample(IRIS, &example));
	wrap(bytes_rd(&example), 0x76, RD_TEXT("\x82\x01\x01\x87\x02\x01\x01\x88\x02\x00\x2C"),
	     &file);
	assert_int_equal(lds_irises_read(bytes_rd(&file), &irises), EG_OK);
	assert_sound(irises.deviations);
	assert_int_equal(irises.count, 1);
	const struct lds_iris *i = &irises.iris[0];
	assert_int_equal(i->version, 2019);
	assert_int_equal(i->eye, LDS_EYE_RIGHT);
	assert_int_equal(i->kind, 2); /* VGA */
	assert_int_equal(i->depth, 8);
	assert_int_equal(i->format, LDS_PNG);
	assert_int_equal(i->image.left, 148593);
	assert_int_equal(i->horizontal, 1);
	assert_int_equal(i->vertical, 1);
	assert_int_equal(i->compression, 0);
	assert_moment(i->captured, "2019-09-18 13:-1:-1.-01");
	assert_int_equal(i->range, LDS_UNTOLD); /* an error code in its place */
}

static void the_reference_portrait_is_a_record_of_19794(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct lds_faces faces;
	assert_true(real_file(SOURCE_ROOT, REFERENCE "Datagroup2.bin", &file));
	assert_int_equal(lds_faces_read(bytes_rd(&file), &faces), EG_OK);
	const struct lds_face *f = &faces.face[0];
	assert_int_equal(faces.count, 1);
	assert_sound(faces.deviations);
	assert_int_equal(f->encoding, LDS_ISO_19794);
	assert_int_equal(f->format, LDS_JPEG2000);
	assert_int_equal(f->image.left, 14999);
	assert_int_equal(f->width, 337);
	assert_int_equal(f->height, 449);
	assert_int_equal(f->kind, LDS_FACE_FRONTAL);
	assert_int_equal(f->sex, LDS_UNTOLD);
	assert_int_equal(f->landmark_count, 0);
}

static void the_reference_fingers_are_the_two_pointers(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct lds_fingers fingers;
	static const int32_t positions[] = {LDS_RIGHT_INDEX, LDS_LEFT_INDEX};
	static const size_t sizes[] = {16389, 15931};
	assert_true(real_file(SOURCE_ROOT, REFERENCE "Datagroup3.bin", &file));
	assert_int_equal(lds_fingers_read(bytes_rd(&file), &fingers), EG_OK);
	assert_sound(fingers.deviations);
	assert_int_equal(fingers.count, 2);
	for (unsigned i = 0; i < 2; i++) {
		const struct lds_finger *f = &fingers.finger[i];
		assert_int_equal(f->position, positions[i]);
		assert_int_equal(f->format, LDS_WSQ);
		assert_int_equal(f->image.left, sizes[i]);
		assert_int_equal(f->width, 620);
		assert_int_equal(f->height, 620);
		assert_int_equal(f->sampling, 500);
		assert_int_equal(f->depth, 8);
		assert_int_equal(f->quality, 100);
		assert_int_equal(f->level, 31);
	}
}

static void the_reference_irises_are_both_eyes(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct lds_irises irises;
	static const uint16_t sides[][2] = {{163, 149}, {160, 152}};
	static const size_t sizes[] = {6386, 6718};
	assert_true(real_file(SOURCE_ROOT, REFERENCE "Datagroup4.bin", &file));
	assert_int_equal(lds_irises_read(bytes_rd(&file), &irises), EG_OK);
	assert_sound(irises.deviations);
	assert_int_equal(irises.count, 2);
	for (unsigned i = 0; i < 2; i++) {
		const struct lds_iris *r = &irises.iris[i];
		assert_int_equal(r->eye, i == 0 ? LDS_EYE_RIGHT : LDS_EYE_LEFT);
		assert_int_equal(r->format, LDS_JPEG2000);
		assert_int_equal(r->image.left, sizes[i]);
		assert_int_equal(r->width, sides[i][0]);
		assert_int_equal(r->height, sides[i][1]);
		assert_int_equal(r->diameter, 150);
		assert_int_equal(r->quality, 51);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest samples[] = {
		cmocka_unit_test(the_sample_of_mandatory_fields_holds_the_image_alone),
		cmocka_unit_test(the_sample_of_all_fields_tells_each_of_them),
		cmocka_unit_test(no_part_of_a_sample_gives_a_portrait),
	};
	const struct CMUnitTest examples[] = {
		cmocka_unit_test(the_example_of_39794_4_is_a_right_index),
		cmocka_unit_test(the_example_of_39794_6_is_a_right_eye),
	};
	const struct CMUnitTest reference[] = {
		cmocka_unit_test(the_reference_portrait_is_a_record_of_19794),
		cmocka_unit_test(the_reference_fingers_are_the_two_pointers),
		cmocka_unit_test(the_reference_irises_are_both_eyes),
	};
	EG_AUTO(bytes_free) struct bytes probe = {0};
	if (argc > 1 && strcmp(argv[1], "samples") == 0) {
		if (!sample(ALL_FIELDS, &probe)) {
			printf("skipped: no samples of ISO/IEC 39794-5; EGATE_39794_SAMPLES says "
			       "where they are\n");
			return 77;
		}
		return cmocka_run_group_tests(samples, NULL, NULL);
	}
	if (argc > 1 && strcmp(argv[1], "examples") == 0) {
		if (!sample(FINGER, &probe)) {
			printf("skipped: no examples of ISO/IEC 39794-4 and -6; "
			       "EGATE_39794_SAMPLES says where they are\n");
			return 77;
		}
		return cmocka_run_group_tests(examples, NULL, NULL);
	}
	if (!real_file(SOURCE_ROOT, REFERENCE "Datagroup2.bin", &probe)) {
		printf("skipped: no reference document in %s\n", SOURCE_ROOT REAL_DATA);
		return 77;
	}
	return cmocka_run_group_tests(reference, NULL, NULL);
}
