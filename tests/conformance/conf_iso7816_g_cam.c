/*
 * conf_iso7816_g_cam: PACE with Chip Authentication Mapping (Doc 9303-11, 4.4.3.3.3 and 4.4.4.6).
 */
#include "conf.h"
#include "conf_inspect.h"

#include "simulator/forge_cms.h"
#include "simulator/forge_security.h"

/* Without Active Authentication: the mapping alone proves the chip. */
static void mapped(struct conf_world *w)
{
	w->order.pace.mapping = FORGE_CAM;
	w->order.aa = CHIP_KEY_NONE;
}

static bool proved(const struct conf_told *t)
{
	return t->totals.access == EMRTD_ACCESS_PACE &&
	       findings_verdict(&t->findings, CHECK_CHIP_MAPPED) == VERDICT_PASS &&
	       findings_verdict(&t->findings, CHECK_CARD_SECURITY) == VERDICT_PASS;
}

static bool every_curve(const struct conf_told *t)
{
	bool good = proved(t);
	for (unsigned c = CRYPT_P192; c <= CRYPT_P521; c++) {
		struct conf_world w = conf_world_usual();
		mapped(&w);
		w.order.pace.curve = (enum crypt_curve)c;
		struct conf_told told = conf_inspect(&w);
		good = told.accepted && proved(&told) && good;
	}
	return good;
}

static bool opened_generically(const struct conf_told *t)
{
	return t->totals.access == EMRTD_ACCESS_PACE &&
	       findings_verdict(&t->findings, CHECK_CHIP_MAPPED) == VERDICT_NOT_DONE;
}

#define QUIRK(function, names)                     \
	static void function(struct conf_world *w) \
	{                                          \
		mapped(w);                         \
		conf_quirks(w, names);             \
	}
QUIRK(data_missing, "cam_data_missing")
QUIRK(data_cut, "cam_data_cut")
QUIRK(data_wrong, "cam_data_flipped=3")
QUIRK(data_tag, "cam_data_retagged")
QUIRK(data_void, "cam_data_void")

static void data_added(struct conf_world *w)
{
	conf_quirks(w, "cam_data_added");
}

/* PACEInfo of id-PACE-DH-CAM-AES-CBC-CMAC-128: arc 5 stands for no protocol. */
static void add_unknown_mapping(struct conf_document *d)
{
	static const char info[] = "\x30\x12\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x04\x05\x02"
				   "\x02\x01\x02\x02\x01\x02";
	static uint8_t octets[4096];
	struct rd file = conf_get(d, CONF_CARD_ACCESS);
	struct rd set;
	struct wr w = WR_ARRAY(octets);
	conf_must(rd_expect(&file, 0x31, &set), "EF.CardAccess");
	size_t mark = wr_open(&w, 0x31);
	wr_put(&w, set);
	wr_put(&w, rd_of(info, sizeof(info) - 1));
	wr_close(&w, mark);
	conf_put(d, CONF_CARD_ACCESS, wr_view(&w));
	struct rd whole = conf_get(d, CONF_DG14);
	struct rd group;
	w = WR_ARRAY(octets);
	conf_must(rd_expect(&whole, 0x6E, &group) && rd_expect(&group, 0x31, &set), "DG14");
	size_t outer = wr_open(&w, 0x6E);
	mark = wr_open(&w, 0x31);
	wr_put(&w, set);
	wr_put(&w, rd_of(info, sizeof(info) - 1));
	wr_close(&w, mark);
	wr_close(&w, outer);
	conf_put(d, CONF_DG14, wr_view(&w));
}

static void unknown_mapping(struct conf_world *w)
{
	w->order.pace.cipher = CRYPT_3DES;
	w->edit = add_unknown_mapping;
}

/* DG14 without a single protocol. */
static void empty_group(struct conf_document *d)
{
	conf_put(d, CONF_DG14, RD_TEXT("\x6E\x02\x31\x00"));
}

static void empty_dg14(struct conf_world *w)
{
	mapped(w);
	w->edit = empty_group;
}

/* The key in EF.CardSecurity is not the chip's. */
static void another_key(struct conf_world *w)
{
	mapped(w);
	w->order.flaw = FORGE_CLONED_CHIP;
}

static void unchanged(struct conf_document *d)
{
	(void)d; /* only signed again */
}

/* EF.CardSecurity with the open offers and no key, signed by the document's signer. */
static void keyless(struct conf_document *d)
{
	static uint8_t octets[8192];
	static struct forge_security security;
	uint8_t content_octets[1024];
	struct wr content = WR_ARRAY(content_octets);
	struct wr w = WR_ARRAY(octets);
	security = (struct forge_security){
		.paces = {{.offered = true,
			   .curve = CRYPT_BP256R1,
			   .cipher = CRYPT_AES128,
			   .mapping = FORGE_CAM}},
		.pace_count = 1,
	};
	forge_card_security(&content, &security);
	const struct forge_cms cms = {
		.type = forge_security_object(),
		.content = wr_view(&content),
		.signer = &d->signer,
		.certificate = rd_of(d->certificate, d->certificate_size),
		.signed_on = {2026, 1, 1},
	};
	conf_must(forge_cms(&w, &cms) == EG_OK, "EF.CardSecurity");
	conf_put(d, CONF_CARD_SECURITY, wr_view(&w));
}

static void without_key(struct conf_world *w)
{
	mapped(w);
	w->edit = unchanged;
	w->forge = keyless;
}

#define ACCEPTED(case_id, does, how, besides)                                            \
	{                                                                                \
		.id = (case_id), .what = (does), .end = CONF_ACCEPTED, .prepare = (how), \
		.also = (besides)                                                        \
	}
#define REFUSED(case_id, does, by, because, how)                                     \
	{                                                                            \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = (by), \
		.reason = (because), .prepare = (how)                                \
	}

static const struct conf_case cases[] = {
	REFUSED("ISO7816_G_29", "does not prove its mapping: tag 8A is left out", CHECK_PACE_KEPT,
		REASON_PACE_FAILED, data_missing),
	REFUSED("ISO7816_G_30", "proves its mapping with no whole number of blocks",
		CHECK_PACE_KEPT, REASON_PACE_FAILED, data_cut),
	REFUSED("ISO7816_G_31", "proves its mapping wrongly", CHECK_CHIP_MAPPED, REASON_KEY_DIFFERS,
		data_wrong),
	REFUSED("ISO7816_G_32", "proves its mapping under tag 8B", CHECK_PACE_KEPT,
		REASON_PACE_FAILED, data_tag),
	REFUSED("ISO7816_G_33", "proves its mapping with nothing", CHECK_PACE_KEPT,
		REASON_PACE_FAILED, data_void),
	ACCEPTED("ISO7816_G_34", "proves itself by its mapping, with its key in EF.CardSecurity",
		 mapped, proved),
	REFUSED("ISO7816_G_35", "adds a proof of mapping to the generic mapping", CHECK_PACE_KEPT,
		REASON_PACE_FAILED, data_added),
	ACCEPTED("ISO7816_G_36", "offers a mapping with an identifier that does not exist, too",
		 unknown_mapping, opened_generically),
	{.id = "ISO7816_G_37",
	 .what = "offers a mapping with another identifier that does not exist",
	 .end = CONF_NOT_APPLICABLE,
	 .note = "the test plan has deleted this case"},
	REFUSED("ISO7816_G_38", "proves itself by its mapping, but DG14 tells nothing of it",
		CHECK_CARD_SECURITY, REASON_DEVIATION, empty_dg14),
	REFUSED("ISO7816_G_39", "proves a mapping with another key than that of EF.CardSecurity",
		CHECK_CHIP_MAPPED, REASON_KEY_DIFFERS, another_key),
	REFUSED("ISO7816_G_40", "has no key in EF.CardSecurity", CHECK_CHIP_MAPPED,
		REASON_NOT_SIGNED, without_key),
	ACCEPTED("ISO7816_G_41", "maps with chip authentication on each curve in turn", mapped,
		 every_curve),
};

const struct conf_unit conf_iso7816_g_cam = {"iso7816_g_cam", cases,
					     sizeof(cases) / sizeof(cases[0])};
