/*
 * conf_lds_d: DG3, fingers (Doc 9303-10, 4.7.3; ISO/IEC 19794-4:2005), behind Terminal
 * Authentication.
 */
#include "conf.h"
#include "conf_bio.h"
#include "conf_terminal.h"
#include "emrtd/lds_finger.h"

#define FINGERS_MAX 3

static enum forge_bio_flaw flaw;
static uint8_t octets[16 * 1024];
static struct rd dg3;

static void with(struct conf_world *w, enum forge_image code, size_t count)
{
	static const uint8_t positions[FINGERS_MAX] = {2, 7, 1}; /* index fingers, right thumb */
	flaw = (enum forge_bio_flaw)w->variant;
	const struct forge_how how = {FORGE_19794, flaw, true};
	struct forge_finger fingers[FINGERS_MAX];
	struct wr wr = WR_ARRAY(octets);
	for (size_t i = 0; i < count; i++) {
		fingers[i] = (struct forge_finger){.picture = conf_picture(code),
						   .code = code,
						   .position = positions[i],
						   .width = CONF_PICTURE_WIDTH,
						   .height = CONF_PICTURE_HEIGHT};
	}
	conf_must(forge_dg3(&wr, fingers, count, &how) == EG_OK, "DG3");
	dg3 = wr_view(&wr);
	w->order.dg3 = dg3;
	conf_terminal_usual(w);
}

static void two_jp2(struct conf_world *w)
{
	with(w, FORGE_IMAGE_JP2, 2);
}

static void two_wsq(struct conf_world *w)
{
	with(w, FORGE_IMAGE_WSQ, 2);
}

static void three_wsq(struct conf_world *w)
{
	with(w, FORGE_IMAGE_WSQ, 3);
}

static void two_raw(struct conf_world *w)
{
	with(w, FORGE_IMAGE_RAW, 2);
}

static bool terminal_was_let_in(const struct conf_told *t)
{
	return findings_verdict(&t->findings, CHECK_TERMINAL_AUTH) == VERDICT_PASS;
}

static bool fingers_were_read(const struct conf_told *t)
{
	return terminal_was_let_in(t) &&
	       findings_verdict(&t->findings, CHECK_DG3_HASH) == VERDICT_PASS;
}

/* The strict profile stopped at DG3, and for the flaw that was put in. */
static bool flaw_was_found(const struct conf_told *t)
{
	struct lds_fingers read;
	return lds_fingers_read(dg3, &read) == EG_OK &&
	       conf_bio_stopped(t, EMRTD_DG3, read.deviations, flaw);
}

#define ACCEPTED(case_id, does, how)                                                     \
	{                                                                                \
		.id = (case_id), .what = (does), .end = CONF_ACCEPTED, .prepare = (how), \
		.also = fingers_were_read                                                \
	}
#define REFUSED(case_id, does, wrong, by, because)                                   \
	{                                                                            \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = (by), \
		.reason = (because), .variant = (wrong), .prepare = two_wsq,         \
		.also = terminal_was_let_in                                          \
	}
/* What a reader in the field passes over, and the strict profile does not. */
#define DEVIATES(case_id, does, wrong, how)                                                      \
	{                                                                                        \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = CHECK_FILES_READ, \
		.reason = REASON_DEVIATION, .variant = (wrong), .prepare = (how),                \
		.also = flaw_was_found                                                           \
	}

static const struct conf_case cases[] = {
	ACCEPTED("LDS_D_01", "has two fingers in JPEG 2000", two_jp2),
	ACCEPTED("LDS_D_02", "has two fingers in WSQ", two_wsq),
	ACCEPTED("LDS_D_03", "has three fingers in WSQ", three_wsq),
	REFUSED("LDS_D_04", "has DG3 under the tag 64", FORGE_BIO_GROUP_TAG, CHECK_FILES_READ,
		REASON_BAD_FORMAT),
	REFUSED("LDS_D_05", "has DG3 with a length too small by one, signed whole",
		FORGE_BIO_GROUP_SHORT, CHECK_DG3_HASH, REASON_HASH_WRONG),
	REFUSED("LDS_D_06", "has DG3 with a length too large by one", FORGE_BIO_GROUP_LONG,
		CHECK_FILES_READ, REASON_BAD_FORMAT),
	DEVIATES("LDS_D_07", "does not tell the number of fingers", FORGE_BIO_NO_COUNT, two_wsq),
	DEVIATES("LDS_D_08", "names another format owner for a finger", FORGE_BIO_OWNER, two_wsq),
	DEVIATES("LDS_D_09", "names no format owner for a finger", FORGE_BIO_NO_OWNER, two_wsq),
	DEVIATES("LDS_D_10", "names a format type that is no finger's", FORGE_BIO_FORMAT, two_wsq),
	DEVIATES("LDS_D_11", "names no format type for a finger", FORGE_BIO_NO_FORMAT, two_wsq),
	DEVIATES("LDS_D_12", "has a subtype that is no finger", FORGE_BIO_SUBTYPE, two_wsq),
	DEVIATES("LDS_D_13", "names no subtype for a finger", FORGE_BIO_NO_SUBTYPE, two_wsq),
	DEVIATES("LDS_D_14", "has a finger record with another format identifier",
		 FORGE_BIO_RECORD_ID, two_wsq),
	DEVIATES("LDS_D_15", "has no data, 5F2E, for the second finger", FORGE_BIO_NO_DATA,
		 two_wsq),
	ACCEPTED("LDS_D_16", "has two fingers in raw pixels", two_raw),
};

const struct conf_unit conf_lds_d = {"lds_d", cases, sizeof(cases) / sizeof(cases[0])};
