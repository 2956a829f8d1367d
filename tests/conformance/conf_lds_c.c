/*
 * conf_lds_c: DG2, the face (Doc 9303-10, 4.7.2; ISO/IEC 19794-5:2005).
 */
#include "conf.h"
#include "conf_bio.h"
#include "emrtd/lds_face.h"

/* Feature points of a face that has some. */
#define POINTS 5

static enum forge_bio_flaw flaw;
static uint8_t octets[8 * 1024];
static struct rd dg2;

static void put_face(struct conf_document *d)
{
	conf_put(d, CONF_DG2, dg2);
}

static void with(struct conf_world *w, enum forge_image code, unsigned points)
{
	flaw = (enum forge_bio_flaw)w->variant;
	const struct forge_how how = {FORGE_19794, flaw, true};
	const struct forge_face face = {
		.picture = conf_picture(code), .sex = 'F', .eyes = 2, .hair = 4, .points = points};
	struct wr wr = WR_ARRAY(octets);
	conf_must(forge_faces(&wr, &face, &how) == EG_OK, "DG2");
	dg2 = wr_view(&wr);
	w->edit = put_face;
}

static void jp2(struct conf_world *w)
{
	with(w, FORGE_IMAGE_JP2, 0);
}

static void jpeg(struct conf_world *w)
{
	with(w, FORGE_IMAGE_JPEG, 0);
}

static void points(struct conf_world *w)
{
	with(w, FORGE_IMAGE_JP2, POINTS);
}

static bool face_was_read(const struct conf_told *t)
{
	return findings_verdict(&t->findings, CHECK_DG2_HASH) == VERDICT_PASS &&
	       findings_verdict(&t->findings, CHECK_PORTRAIT) == VERDICT_PASS;
}

/* The strict profile stopped at DG2, and for the flaw that was put in. */
static bool flaw_was_found(const struct conf_told *t)
{
	struct lds_faces read;
	return lds_faces_read(dg2, &read) == EG_OK &&
	       conf_bio_stopped(t, EMRTD_DG2, read.deviations, flaw);
}

#define ACCEPTED(case_id, does, how)                                                     \
	{                                                                                \
		.id = (case_id), .what = (does), .end = CONF_ACCEPTED, .prepare = (how), \
		.also = face_was_read                                                    \
	}
#define REFUSED(case_id, does, wrong, by, because)                                   \
	{                                                                            \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = (by), \
		.reason = (because), .variant = (wrong), .prepare = jp2              \
	}
/* What a reader in the field passes over, and the strict profile does not. */
#define DEVIATES(case_id, does, wrong, how)                                                      \
	{                                                                                        \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = CHECK_FILES_READ, \
		.reason = REASON_DEVIATION, .variant = (wrong), .prepare = (how),                \
		.also = flaw_was_found                                                           \
	}

static const struct conf_case cases[] = {
	ACCEPTED("LDS_C_01", "has a full frontal face in JPEG 2000", jp2),
	ACCEPTED("LDS_C_02", "has a full frontal face in JPEG", jpeg),
	ACCEPTED("LDS_C_03", "has a full frontal face in JPEG 2000 with feature points", points),
	REFUSED("LDS_C_04", "has DG2 under the tag 76", FORGE_BIO_GROUP_TAG, CHECK_FILES_READ,
		REASON_BAD_FORMAT),
	REFUSED("LDS_C_05", "has DG2 with a length too small by one, signed whole",
		FORGE_BIO_GROUP_SHORT, CHECK_DG2_HASH, REASON_HASH_WRONG),
	REFUSED("LDS_C_06", "has DG2 with a length too large by one", FORGE_BIO_GROUP_LONG,
		CHECK_FILES_READ, REASON_BAD_FORMAT),
	DEVIATES("LDS_C_07", "does not tell the number of faces", FORGE_BIO_NO_COUNT, jp2),
	DEVIATES("LDS_C_08", "names another format owner for the face", FORGE_BIO_OWNER, jp2),
	DEVIATES("LDS_C_09", "names no format owner for the face", FORGE_BIO_NO_OWNER, jp2),
	DEVIATES("LDS_C_10", "names a format type that is no face's", FORGE_BIO_FORMAT, jp2),
	DEVIATES("LDS_C_11", "names no format type for the face", FORGE_BIO_NO_FORMAT, jp2),
	DEVIATES("LDS_C_12", "has the withdrawn biometric type of a thermal face",
		 FORGE_BIO_OLD_TYPE, jp2),
	DEVIATES("LDS_C_13", "has the biometric type of a voice", FORGE_BIO_TYPE, jp2),
	DEVIATES("LDS_C_14", "has a facial record with another format identifier",
		 FORGE_BIO_RECORD_ID, jp2),
	DEVIATES("LDS_C_15", "has a facial record with another version", FORGE_BIO_RECORD_VERSION,
		 jp2),
	DEVIATES("LDS_C_16", "has a length of the facial data that leaves the feature points out",
		 FORGE_BIO_BLOCK_LENGTH, points),
	DEVIATES("LDS_C_17", "has a gender beyond the codes", FORGE_BIO_SEX, jp2),
	DEVIATES("LDS_C_18", "has an eye colour beyond the codes", FORGE_BIO_EYES, jp2),
	DEVIATES("LDS_C_19", "has a hair colour beyond the codes", FORGE_BIO_HAIR, jp2),
	DEVIATES("LDS_C_20", "has a yaw out of range", FORGE_BIO_YAW, jp2),
	DEVIATES("LDS_C_21", "has a pitch out of range", FORGE_BIO_PITCH, jp2),
	DEVIATES("LDS_C_22", "has a roll out of range", FORGE_BIO_ROLL, jp2),
	DEVIATES("LDS_C_23", "has an uncertainty of yaw out of range", FORGE_BIO_YAW_DOUBT, jp2),
	DEVIATES("LDS_C_24", "has an uncertainty of pitch out of range", FORGE_BIO_PITCH_DOUBT,
		 jp2),
	DEVIATES("LDS_C_25", "has an uncertainty of roll out of range", FORGE_BIO_ROLL_DOUBT, jp2),
	DEVIATES("LDS_C_26", "has a kind of facial image beyond the codes", FORGE_BIO_KIND, jp2),
	DEVIATES("LDS_C_27", "has an image format beyond the codes", FORGE_BIO_IMAGE_CODE, jp2),
	REFUSED("LDS_C_28", "has no facial data, 5F2E", FORGE_BIO_NO_DATA, CHECK_PORTRAIT,
		REASON_UNDECODABLE),
};

const struct conf_unit conf_lds_c = {"lds_c", cases, sizeof(cases) / sizeof(cases[0])};
