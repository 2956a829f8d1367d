/*
 * conf_lds_g: EF.CVCA, the trust points of Terminal Authentication (TR-03110-3, A.7.2.4).
 */
#include "conf.h"
#include "conf_bio.h"
#include "conf_terminal.h"

#include "emrtd/termauth.h"

static uint8_t dg3[4096];

/* A document with a finger, and a terminal that may read it. */
static void with_finger(struct conf_world *w, void (*forge)(struct conf_document *d))
{
	static const struct forge_how sound = {FORGE_19794, FORGE_BIO_SOUND, true};
	const struct forge_finger finger = {.picture = conf_picture(FORGE_IMAGE_WSQ),
					    .code = FORGE_IMAGE_WSQ,
					    .position = 2,
					    .width = CONF_PICTURE_WIDTH,
					    .height = CONF_PICTURE_HEIGHT};
	struct wr wr = WR_ARRAY(dg3);
	conf_must(forge_dg3(&wr, &finger, 1, &sound) == EG_OK, "DG3");
	w->order.dg3 = wr_view(&wr);
	conf_terminal_usual(w);
	w->forge = forge;
}

static void set_tag(struct conf_document *d)
{
	conf_octet(d, CONF_CVCA, 0, 0x41);
}

static void tag_41(struct conf_world *w)
{
	with_finger(w, set_tag);
}

static void clear(struct conf_document *d)
{
	uint8_t zeros[64] = {0};
	size_t size = conf_get(d, CONF_CVCA).left;
	conf_must(size > 0 && size <= sizeof(zeros), "EF.CVCA");
	conf_put(d, CONF_CVCA, rd_of(zeros, size));
}

static void no_trust_point(struct conf_world *w)
{
	with_finger(w, clear);
}

/* EF.CVCA came, the chip was never asked for what it would not give, and the rest is sound. */
static bool ended(const struct conf_told *t, enum termauth_why why)
{
	return (t->files & UINT64_C(1) << EMRTD_CVCA) != 0 &&
	       (t->files & UINT64_C(1) << EMRTD_DG3) == 0 &&
	       t->findings.of[CHECK_TERMINAL_AUTH].detail == why &&
	       t->findings.of[CHECK_FILES_READ].detail == EMRTD_CVCA &&
	       t->findings.of[CHECK_FILES_READ].reason == REASON_BAD_FORMAT &&
	       findings_verdict(&t->findings, CHECK_CHIP_AUTH) == VERDICT_PASS;
}

static bool ended_by_reference(const struct conf_told *t)
{
	return ended(t, TERMAUTH_BAD_REFERENCE);
}

static bool ended_without_reference(const struct conf_told *t)
{
	return ended(t, TERMAUTH_NO_REFERENCE);
}

static const struct conf_case cases[] = {
	{.id = "LDS_G_01",
	 .what = "names its first trust point under tag 41",
	 .end = CONF_REFUSED,
	 .check = CHECK_TERMINAL_AUTH,
	 .reason = REASON_BAD_FORMAT,
	 .prepare = tag_41,
	 .also = ended_by_reference},
	{.id = "LDS_G_02",
	 .what = "has nothing but zeros in EF.CVCA",
	 .end = CONF_REFUSED,
	 .check = CHECK_TERMINAL_AUTH,
	 .reason = REASON_NOT_PRESENT,
	 .prepare = no_trust_point,
	 .also = ended_without_reference},
};

const struct conf_unit conf_lds_g = {"lds_g", cases, sizeof(cases) / sizeof(cases[0])};
