/*
 * conf_lds_j: EF.CardSecurity (Doc 9303-10, 3.11.4): what it signs, and what EF.CardAccess tells
 * openly (Doc 9303-11, 9.2.11).
 */
#include "conf.h"

#define CARD_ACCESS_MAX 256

/* id-PACE-ECDH-GM-3DES-CBC-CBC over P-256: neither forged nor wanted by any reader. */
#define ANOTHER_OFFER \
	"\x30\x12\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x04\x02\x01\x02\x01\x02\x02\x01\x0C"

/*
 * PACE with mapping, and beside it generic mapping over P-384, which no reader prefers. DG14 would
 * tell the offers, too: it is left out, so that EF.CardSecurity alone can speak against the chip.
 */
static void usual(struct conf_world *w)
{
	w->order.aa = CHIP_KEY_NONE;
	w->order.pace.mapping = FORGE_CAM;
	w->order.more_paces[0] =
		(struct forge_pace){.offered = true, .curve = CRYPT_P384, .cipher = CRYPT_AES128};
	w->order.more_pace_count = 1;
}

/* EF.CardAccess with mapping alone or all its offers, and more behind them. */
static void put_offers(struct conf_document *d, bool mapping_only, struct rd more)
{
	uint8_t octets[CARD_ACCESS_MAX];
	struct wr w = WR_ARRAY(octets);
	struct rd file = conf_get(d, CONF_CARD_ACCESS);
	struct rd infos;
	struct rd content;
	struct rd whole;
	uint32_t tag;
	unsigned count = 0;
	conf_must(rd_expect(&file, 0x31, &infos), "EF.CardAccess");
	size_t set = wr_open(&w, 0x31);
	while (infos.left > 0) {
		conf_must(rd_tlv_whole(&infos, &tag, &content, &whole), "offer of PACE");
		count++;
		if (!mapping_only || infos.left == 0) { /* in a SET it stands last */
			wr_put(&w, whole);
		}
	}
	wr_put(&w, more);
	wr_close(&w, set);
	conf_must(count == 2 && !w.bad, "two offers");
	conf_put(d, CONF_CARD_ACCESS, wr_view(&w));
}

static void tell_less(struct conf_document *d)
{
	conf_drop(d, CONF_DG14);
	put_offers(d, true, RD_EMPTY);
}

static void more_signed(struct conf_world *w)
{
	usual(w);
	w->edit = tell_less;
}

static void tell_more(struct conf_document *d)
{
	conf_drop(d, CONF_DG14);
	put_offers(d, false, RD_TEXT(ANOTHER_OFFER));
}

static void less_signed(struct conf_world *w)
{
	usual(w);
	w->edit = tell_more;
}

static void tell_another(struct conf_document *d)
{
	conf_drop(d, CONF_DG14);
	put_offers(d, true, RD_TEXT(ANOTHER_OFFER));
}

static void others_signed(struct conf_world *w)
{
	usual(w);
	w->edit = tell_another;
}

static void only_drop(struct conf_document *d)
{
	conf_drop(d, CONF_DG14);
}

static void another_key(struct conf_world *w)
{
	usual(w);
	w->edit = only_drop;
	w->order.flaw = FORGE_CLONED_CHIP;
}

/* The chip is opened by the mapping whose key is at stake, and every file is read. */
static bool all_was_read(const struct conf_told *t)
{
	return (t->files & UINT64_C(1) << EMRTD_CARD_SECURITY) != 0 &&
	       (t->files & UINT64_C(1) << EMRTD_CHIP_MAPPING) != 0 &&
	       findings_verdict(&t->findings, CHECK_FILES_READ) == VERDICT_PASS;
}

static bool infos_match(const struct conf_told *t)
{
	return all_was_read(t) &&
	       findings_verdict(&t->findings, CHECK_CARD_SECURITY) == VERDICT_PASS;
}

#define DIFFERS(case_id, does, how)                                                       \
	{                                                                                 \
		.id = (case_id), .what = (does), .end = CONF_REFUSED,                     \
		.check = CHECK_CARD_SECURITY, .reason = REASON_DIFFERS, .prepare = (how), \
		.also = all_was_read                                                      \
	}

static const struct conf_case cases[] = {
	DIFFERS("LDS_J_01", "signs an offer of PACE that it does not tell openly", more_signed),
	DIFFERS("LDS_J_02", "tells an offer of PACE openly that it has not signed", less_signed),
	DIFFERS("LDS_J_03", "tells another offer of PACE openly than it has signed", others_signed),
	{.id = "LDS_J_04",
	 .what = "has signed another key for PACE with chip authentication mapping than it holds",
	 .end = CONF_REFUSED,
	 .check = CHECK_CHIP_MAPPED,
	 .reason = REASON_KEY_DIFFERS,
	 .prepare = another_key,
	 .also = infos_match},
};

const struct conf_unit conf_lds_j = {"lds_j", cases, sizeof(cases) / sizeof(cases[0])};
