/*
 * conf_lds_a: EF.COM (Doc 9303-10, 4.6.1).
 */
#include "conf.h"

#include "simulator/forge_details.h"

/* Of the usual document: groups 1, 2, 14 and 15. */
#define GROUPS RD_TEXT("\x61\x75\x6E\x6F")

/* What the case puts in place of the right file. */
static struct forge_com_parts parts;
static int length_by; /* added to its length */

static void replace(struct conf_document *d)
{
	uint8_t octets[64];
	struct wr w = WR_ARRAY(octets);
	forge_com_of(&w, &parts);
	conf_must(!w.bad, "EF.COM");
	conf_put(d, CONF_COM, wr_view(&w));
	conf_lengthen(d, CONF_COM, length_by);
}

static void usual(struct conf_world *w)
{
	parts = (struct forge_com_parts){
		.tag = 0x60, .lds = "0107", .unicode = "040000", .groups = GROUPS};
	length_by = 0;
	w->groups |= EMRTD_READ_COM;
	w->order.lds_version = 0;
	w->forge = replace;
}

static void tag_61(struct conf_world *w)
{
	usual(w);
	parts.tag = 0x61;
}

static void length_small(struct conf_world *w)
{
	usual(w);
	length_by = -1;
}

static void length_big(struct conf_world *w)
{
	usual(w);
	length_by = 1;
}

static void version_3_0(struct conf_world *w)
{
	usual(w);
	parts.lds = "0300";
}

static void version_missing(struct conf_world *w)
{
	usual(w);
	parts.lds = NULL;
}

static void unicode_5(struct conf_world *w)
{
	usual(w);
	parts.unicode = "050000";
}

static void unicode_missing(struct conf_world *w)
{
	usual(w);
	parts.unicode = NULL;
}

static void without_dg1(struct conf_world *w)
{
	usual(w);
	parts.groups = RD_TEXT("\x75\x6E\x6F");
}

static void list_missing(struct conf_world *w)
{
	usual(w);
	parts.groups = RD_EMPTY;
}

static void version_1_8(struct conf_world *w)
{
	usual(w);
	parts.lds = "0108";
	w->order.lds_version = 1;
}

static bool com_is_at_fault(const struct conf_told *t)
{
	return t->findings.of[CHECK_FILES_READ].detail == EMRTD_COM;
}

static bool com_was_read(const struct conf_told *t)
{
	return (t->files & UINT64_C(1) << EMRTD_COM) != 0;
}

#define REFUSED(case_id, does, because, how)                                                     \
	{                                                                                        \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = CHECK_FILES_READ, \
		.reason = (because), .prepare = (how), .also = com_is_at_fault                   \
	}

static const struct conf_case cases[] = {
	REFUSED("LDS_A_01", "has an EF.COM under tag 61", REASON_BAD_FORMAT, tag_61),
	REFUSED("LDS_A_02", "has an EF.COM whose length is too small by one", REASON_BAD_FORMAT,
		length_small),
	REFUSED("LDS_A_03", "has an EF.COM whose length is too big by one", REASON_BAD_FORMAT,
		length_big),
	REFUSED("LDS_A_04", "says in EF.COM that its data structure is version 3.0",
		REASON_DEVIATION, version_3_0),
	REFUSED("LDS_A_05", "says in EF.COM nothing about the version of its data structure",
		REASON_DEVIATION, version_missing),
	REFUSED("LDS_A_06", "says in EF.COM that its texts are Unicode 5.0", REASON_DEVIATION,
		unicode_5),
	REFUSED("LDS_A_07", "says in EF.COM nothing about the version of Unicode", REASON_DEVIATION,
		unicode_missing),
	REFUSED("LDS_A_08", "does not list data group 1 in EF.COM", REASON_DEVIATION, without_dg1),
	REFUSED("LDS_A_09", "has no list of data groups in EF.COM", REASON_DEVIATION, list_missing),
	{.id = "LDS_A_10",
	 .what = "says in EF.COM that its data structure is version 1.8",
	 .end = CONF_ACCEPTED,
	 .prepare = version_1_8,
	 .also = com_was_read},
};

const struct conf_unit conf_lds_a = {"lds_a", cases, sizeof(cases) / sizeof(cases[0])};
