/*
 * conf_iso7816_a: selecting and opening the application (Doc 9303-11, 4.3; Doc 9303-10, 3.6).
 */
#include "conf.h"

static void bac_only(struct conf_world *w)
{
	w->order.pace.offered = false;
}

static void unprotected(struct conf_world *w)
{
	bac_only(w);
	conf_quirks(w, "unprotected");
	w->allow_plain = true;
}

static bool refuse_selection(struct conf_meddler *m, struct rd command, struct wr *answer)
{
	(void)m;
	struct rd head;
	if (!rd_take(&command, 4, &head) || !rd_equal(head, RD_TEXT("\x00\xA4\x04\x0C"))) {
		return false;
	}
	wr_be16(answer, 0x6A82);
	return true;
}

static void no_application(struct conf_world *w)
{
	bac_only(w);
	w->meddler.instead = refuse_selection;
}

static bool by_bac(const struct conf_told *t)
{
	return t->totals.access == EMRTD_ACCESS_BAC;
}

static bool plainly(const struct conf_told *t)
{
	return t->totals.access == EMRTD_ACCESS_PLAIN;
}

static const struct conf_case cases[] = {
	{.id = "ISO7816_A_01",
	 .what = "has no access control",
	 .end = CONF_ACCEPTED,
	 .note = "where the reader is told that it may read plainly; a gate's never is",
	 .prepare = unprotected,
	 .also = plainly},
	{.id = "ISO7816_A_02",
	 .what = "opens by BAC",
	 .end = CONF_ACCEPTED,
	 .prepare = bac_only,
	 .also = by_bac},
	{.id = "ISO7816_A_03",
	 .what = "says that it has no eMRTD application",
	 .end = CONF_REFUSED,
	 .check = CHECK_ACCESS,
	 .reason = REASON_CHIP_REFUSED,
	 .prepare = no_application},
};

const struct conf_unit conf_iso7816_a = {"iso7816_a", cases, sizeof(cases) / sizeof(cases[0])};
