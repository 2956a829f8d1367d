/*
 * conf_lds_i: DG15 (Doc 9303-10, 4.7.15).
 */
#include "conf.h"

static void set_tag(struct conf_document *d)
{
	conf_octet(d, CONF_DG15, 0, 0x70);
}

static void tag_70(struct conf_world *w)
{
	w->edit = set_tag;
}

static void set_small(struct conf_document *d)
{
	conf_lengthen(d, CONF_DG15, -1);
}

static void length_small(struct conf_world *w)
{
	w->edit = set_small;
}

static void set_big(struct conf_document *d)
{
	conf_lengthen(d, CONF_DG15, 1);
}

static void length_big(struct conf_world *w)
{
	w->edit = set_big;
}

static bool dg15_is_at_fault(const struct conf_told *t)
{
	return t->findings.of[CHECK_FILES_READ].detail == EMRTD_DG15;
}

#define REFUSED(case_id, does, how)                                                              \
	{                                                                                        \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = CHECK_FILES_READ, \
		.reason = REASON_BAD_FORMAT, .prepare = (how), .also = dg15_is_at_fault          \
	}

static const struct conf_case cases[] = {
	REFUSED("LDS_I_01", "has a DG15 under tag 70", tag_70),
	REFUSED("LDS_I_02", "has a DG15 whose length is too small by one", length_small),
	REFUSED("LDS_I_03", "has a DG15 whose length is too big by one", length_big),
};

const struct conf_unit conf_lds_i = {"lds_i", cases, sizeof(cases) / sizeof(cases[0])};
