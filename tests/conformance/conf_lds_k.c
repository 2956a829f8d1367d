/*
 * conf_lds_k: EF.ATR/INFO, where it tells the lengths of commands and answers (Doc
 * 9303-10, 3.11.1).
 */
#include "conf.h"

#include "simulator/forge_details.h"

#define SHORT_LENGTH 1000  /* two octets */
#define LONG_LENGTH  65536 /* three octets */

static struct forge_atr_parts parts;

static void replace(struct conf_document *d)
{
	uint8_t octets[64];
	struct wr w = WR_ARRAY(octets);
	forge_atr_info_of(&w, &parts);
	conf_must(!w.bad, "EF.ATR/INFO");
	conf_put(d, CONF_ATR_INFO, wr_view(&w));
}

/* Its capabilities say: chaining, extended length, and its lengths in this file. */
static void with_lengths(struct conf_world *w, uint32_t length)
{
	parts = (struct forge_atr_parts){.capabilities = RD_TEXT("\x84\x01\xE0"),
					 .lengths_tag = 0x7F66,
					 .lengths = {length, length},
					 .length_count = 2};
	w->groups |= EMRTD_READ_ATR_INFO;
	w->forge = replace;
}

static void two_octets(struct conf_world *w)
{
	with_lengths(w, SHORT_LENGTH);
	parts.width = 2;
}

static void three_octets(struct conf_world *w)
{
	with_lengths(w, LONG_LENGTH);
	parts.width = 3;
}

static void one_length(struct conf_world *w)
{
	with_lengths(w, SHORT_LENGTH);
	parts.length_count = 1;
}

static void tag_7f67(struct conf_world *w)
{
	with_lengths(w, SHORT_LENGTH);
	parts.lengths_tag = 0x7F67;
}

/* More than a short answer holds, in one. */
static bool lengths_were_used(const struct conf_told *t, uint32_t length)
{
	return t->totals.response == length && t->totals.chunk > 256 && t->totals.chunk <= length;
}

static bool short_lengths_were_used(const struct conf_told *t)
{
	return lengths_were_used(t, SHORT_LENGTH);
}

static bool long_lengths_were_used(const struct conf_told *t)
{
	return lengths_were_used(t, LONG_LENGTH);
}

/* Read on all the same, in short pieces. */
static bool file_is_at_fault(const struct conf_told *t)
{
	return t->findings.of[CHECK_FILES_READ].detail == EMRTD_ATR_INFO &&
	       t->totals.response == 0 && t->totals.chunk <= 256 &&
	       findings_verdict(&t->findings, CHECK_DG2_HASH) == VERDICT_PASS;
}

static const struct conf_case cases[] = {
	{.id = "LDS_K_01",
	 .what = "tells its lengths in two octets each",
	 .end = CONF_ACCEPTED,
	 .prepare = two_octets,
	 .also = short_lengths_were_used},
	{.id = "LDS_K_02",
	 .what = "tells its lengths in three octets each",
	 .end = CONF_ACCEPTED,
	 .prepare = three_octets,
	 .also = long_lengths_were_used},
	{.id = "LDS_K_03",
	 .what = "tells the length of its commands, but not of its answers",
	 .end = CONF_REFUSED,
	 .check = CHECK_FILES_READ,
	 .reason = REASON_DEVIATION,
	 .prepare = one_length,
	 .also = file_is_at_fault},
	{.id = "LDS_K_04",
	 .what = "tells its lengths under tag 7F67",
	 .end = CONF_REFUSED,
	 .check = CHECK_FILES_READ,
	 .reason = REASON_DEVIATION,
	 .prepare = tag_7f67,
	 .also = file_is_at_fault},
};

const struct conf_unit conf_lds_k = {"lds_k", cases, sizeof(cases) / sizeof(cases[0])};
