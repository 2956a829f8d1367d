/*
 * conf_lds_e: DG4, irises (Doc 9303-10, 4.7.4; ISO/IEC 19794-6:2005), behind Terminal
 * Authentication.
 */
#include "conf.h"
#include "conf_bio.h"
#include "conf_terminal.h"
#include "emrtd/lds_iris.h"

#define EYES 2

static enum forge_bio_flaw flaw;
static uint8_t octets[16 * 1024];
static struct rd dg4;

static void with(struct conf_world *w, enum forge_image code)
{
	flaw = (enum forge_bio_flaw)w->variant;
	const struct forge_how how = {FORGE_19794, flaw, true};
	struct forge_iris irises[EYES];
	struct wr wr = WR_ARRAY(octets);
	for (size_t i = 0; i < EYES; i++) {
		irises[i] = (struct forge_iris){.picture = conf_picture(code),
						.code = code,
						.eye = (uint8_t)(i + 1),
						.width = CONF_PICTURE_WIDTH,
						.height = CONF_PICTURE_HEIGHT};
	}
	conf_must(forge_dg4(&wr, irises, EYES, &how) == EG_OK, "DG4");
	dg4 = wr_view(&wr);
	w->order.dg4 = dg4;
	conf_terminal_usual(w);
}

static void two_jp2(struct conf_world *w)
{
	with(w, FORGE_IMAGE_JP2);
}

static void two_raw(struct conf_world *w)
{
	with(w, FORGE_IMAGE_RAW);
}

static bool terminal_was_let_in(const struct conf_told *t)
{
	return findings_verdict(&t->findings, CHECK_TERMINAL_AUTH) == VERDICT_PASS;
}

static bool irises_were_read(const struct conf_told *t)
{
	return terminal_was_let_in(t) &&
	       findings_verdict(&t->findings, CHECK_DG4_HASH) == VERDICT_PASS;
}

/* The strict profile stopped at DG4, and for the flaw that was put in. */
static bool flaw_was_found(const struct conf_told *t)
{
	struct lds_irises read;
	return lds_irises_read(dg4, &read) == EG_OK &&
	       conf_bio_stopped(t, EMRTD_DG4, read.deviations, flaw);
}

#define ACCEPTED(case_id, does, how)                                                     \
	{                                                                                \
		.id = (case_id), .what = (does), .end = CONF_ACCEPTED, .prepare = (how), \
		.also = irises_were_read                                                 \
	}
#define REFUSED(case_id, does, wrong, by, because)                                   \
	{                                                                            \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = (by), \
		.reason = (because), .variant = (wrong), .prepare = two_jp2,         \
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
	ACCEPTED("LDS_E_01", "has two irises in JPEG 2000", two_jp2),
	ACCEPTED("LDS_E_02", "has two irises in raw pixels", two_raw),
	REFUSED("LDS_E_03", "has DG4 under the tag 77", FORGE_BIO_GROUP_TAG, CHECK_FILES_READ,
		REASON_BAD_FORMAT),
	REFUSED("LDS_E_04", "has DG4 with a length too small by one, signed whole",
		FORGE_BIO_GROUP_SHORT, CHECK_DG4_HASH, REASON_HASH_WRONG),
	REFUSED("LDS_E_05", "has DG4 with a length too large by one", FORGE_BIO_GROUP_LONG,
		CHECK_FILES_READ, REASON_BAD_FORMAT),
	DEVIATES("LDS_E_06", "does not tell the number of irises", FORGE_BIO_NO_COUNT, two_jp2),
	DEVIATES("LDS_E_07", "names another format owner for an iris", FORGE_BIO_OWNER, two_jp2),
	DEVIATES("LDS_E_08", "names no format owner for an iris", FORGE_BIO_NO_OWNER, two_jp2),
	DEVIATES("LDS_E_09", "names a format type that is no iris's", FORGE_BIO_FORMAT, two_jp2),
	DEVIATES("LDS_E_10", "names no format type for an iris", FORGE_BIO_NO_FORMAT, two_jp2),
	DEVIATES("LDS_E_11", "has a subtype that is no eye", FORGE_BIO_SUBTYPE, two_jp2),
	DEVIATES("LDS_E_12", "names no subtype for an iris", FORGE_BIO_NO_SUBTYPE, two_jp2),
	DEVIATES("LDS_E_13", "has an iris record with another format identifier",
		 FORGE_BIO_RECORD_ID, two_jp2),
	DEVIATES("LDS_E_14", "has no data, 5F2E, for the second iris", FORGE_BIO_NO_DATA, two_jp2),
};

const struct conf_unit conf_lds_e = {"lds_e", cases, sizeof(cases) / sizeof(cases[0])};
