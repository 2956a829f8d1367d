/*
 * conf_iso7816_g: PACE with generic and integrated mapping (Doc 9303-11, 4.4 and 9.2).
 */
#include "conf.h"
#include "conf_inspect.h"

#include <stdio.h>

static bool by_pace(const struct conf_told *t)
{
	return t->totals.access == EMRTD_ACCESS_PACE &&
	       findings_verdict(&t->findings, CHECK_PACE_KEPT) == VERDICT_PASS;
}

static bool opens(const struct forge_pace *p)
{
	struct conf_world w = conf_world_usual();
	w.order.pace = *p;
	struct conf_told t = conf_inspect(&w);
	return t.accepted && by_pace(&t);
}

/* Standardised domain parameters 0 to 2 and 8 to 18, all with this mapping (9.5.1). */
static bool opens_with_every_parameter(enum forge_mapping mapping)
{
	struct forge_pace p = {.offered = true, .mapping = mapping, .cipher = CRYPT_AES128};
	bool good = true;
	p.dh = true;
	for (unsigned g = CRYPT_DH_1024_160; g <= CRYPT_DH_2048_256; g++) {
		p.group = (enum crypt_dh_group)g;
		good = opens(&p) && good;
	}
	p.dh = false;
	for (unsigned c = CRYPT_P192; c <= CRYPT_P521; c++) {
		p.curve = (enum crypt_curve)c;
		/* The integrated mapping has no point encoding for it (9.5.1, note). */
		if (mapping != FORGE_INTEGRATED || p.curve != CRYPT_P224) {
			good = opens(&p) && good;
		}
	}
	return good;
}

static bool every_generic(const struct conf_told *t)
{
	return by_pace(t) && opens_with_every_parameter(FORGE_GENERIC);
}

static bool every_integrated(const struct conf_told *t)
{
	return by_pace(t) && opens_with_every_parameter(FORGE_INTEGRATED);
}

static bool every_algorithm(const struct conf_told *t)
{
	bool good = by_pace(t);
	for (unsigned n = 0; n < 16; n++) {
		const struct forge_pace p = {
			.offered = true,
			.curve = CRYPT_P256,
			.group = CRYPT_DH_2048_256,
			.dh = (n & 1) != 0,
			.mapping = (n & 2) != 0 ? FORGE_INTEGRATED : FORGE_GENERIC,
			.cipher = (enum crypt_cipher)(n >> 2),
		};
		good = opens(&p) && good;
	}
	return good;
}

static void integrated(struct conf_world *w)
{
	w->order.pace.mapping = FORGE_INTEGRATED;
}

static void in_field(struct conf_world *w)
{
	w->order.pace.dh = true;
	w->order.pace.group = CRYPT_DH_2048_256;
}

static void several(struct conf_world *w)
{
	static const struct forge_pace more[] = {
		{.offered = true, .dh = true, .group = CRYPT_DH_1024_160, .cipher = CRYPT_3DES},
		{.offered = true, .curve = CRYPT_P521, .cipher = CRYPT_AES256},
		{.offered = true,
		 .curve = CRYPT_P224,
		 .cipher = CRYPT_3DES,
		 .mapping = FORGE_INTEGRATED},
	};
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		w->order.more_paces[w->order.more_pace_count++] = more[i];
	}
}

/* Puts infos at the front of a SET, inside other tags or by itself. */
static void put_in_front(struct conf_document *d, enum conf_fid fid, bool inside, struct rd infos)
{
	static uint8_t octets[8192];
	struct rd file = conf_get(d, fid);
	struct wr w = WR_ARRAY(octets);
	struct rd set;
	struct rd group = file;
	size_t outer = 0;
	conf_must(!inside || rd_expect(&file, 0x6E, &group), "DG14");
	conf_must(rd_expect(&group, 0x31, &set), "SecurityInfos");
	if (inside) {
		outer = wr_open(&w, 0x6E);
	}
	size_t mark = wr_open(&w, 0x31);
	wr_put(&w, infos);
	wr_put(&w, set);
	wr_close(&w, mark);
	if (inside) {
		wr_close(&w, outer);
	}
	conf_put(d, fid, wr_view(&w));
}

/* What EF.CardAccess tells, DG14 repeats. */
static void tell_more(struct conf_document *d, struct rd infos)
{
	put_in_front(d, CONF_CARD_ACCESS, false, infos);
	put_in_front(d, CONF_DG14, true, infos);
}

static void add_unknown(struct conf_document *d)
{
	tell_more(d, RD_TEXT("\x30\x08\x06\x03\x2A\x03\x04\x02\x01\x01"
			     "\x30\x09\x06\x04\x2A\x03\x04\x05\x02\x01\x02"));
}

static void with_unknown(struct conf_world *w)
{
	w->edit = add_unknown;
}

/* PACEInfo with parameters 32 and PACEDomainParameterInfo that describes them (9.2.3, 9.2.4). */
static void add_own_parameters(struct conf_document *d)
{
	tell_more(d, RD_TEXT("\x30\x12\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x04\x02\x02"
			     "\x02\x01\x02\x02\x01\x20"
			     "\x30\x23\x06\x09\x04\x00\x7F\x00\x07\x02\x02\x04\x02"
			     "\x30\x13\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01"
			     "\x06\x08\x2A\x86\x48\xCE\x3D\x03\x01\x07"
			     "\x02\x01\x20"));
}

static void with_own_parameters(struct conf_world *w)
{
	w->edit = add_own_parameters;
}

#define QUIRK(function, names)                     \
	static void function(struct conf_world *w) \
	{                                          \
		conf_quirks(w, names);             \
	}
QUIRK(set_refused, "pace_set_refused=6A80")
QUIRK(nonce_changed, "pace_nonce_flipped=1")
QUIRK(nonce_refused, "pace_nonce_refused=6A80")
QUIRK(nonce_tag, "pace_nonce_retagged")
QUIRK(map_refused, "pace_map_refused=6A80")
QUIRK(map_tag, "pace_map_retagged")
QUIRK(map_void, "pace_map_void")
QUIRK(map_flipped, "pace_map_flipped=1")
QUIRK(agree_refused, "pace_agree_refused=6A80")
QUIRK(agree_tag, "pace_agree_retagged")
QUIRK(agree_void, "pace_agree_void")
QUIRK(agree_flipped, "pace_agree_flipped=1")
QUIRK(agree_echoed, "pace_agree_echoed")
QUIRK(token_refused, "pace_token_refused=6A80")
QUIRK(token_tag, "pace_token_retagged")
QUIRK(token_flipped, "pace_token_flipped=1")

static void map_refused_integrated(struct conf_world *w)
{
	integrated(w);
	map_refused(w);
}

static void map_flipped_in_field(struct conf_world *w)
{
	in_field(w);
	conf_quirks(w, "pace_map_flipped=256");
}

static void agree_flipped_in_field(struct conf_world *w)
{
	in_field(w);
	conf_quirks(w, "pace_agree_flipped=256");
}

/* Every component of the chip's public value, by these octets of it. */
static bool refused_at(bool dh, const char *quirk, const unsigned *places, size_t count)
{
	bool good = true;
	for (size_t i = 0; i < count; i++) {
		struct conf_world w = conf_world_usual();
		char text[64];
		(void)snprintf(text, sizeof(text), "%s=%u", quirk, places[i]); /* fits */
		if (dh) {
			in_field(&w);
		}
		conf_quirks(&w, text);
		struct conf_told t = conf_inspect(&w);
		good = good && !t.accepted &&
		       t.findings.of[CHECK_PACE_KEPT].reason == REASON_PACE_FAILED;
	}
	return good;
}

/* Form, x from its first to its last octet, y likewise: a point of 256 bits. */
static const unsigned of_point[] = {1, 2, 17, 33, 34, 49, 65};
static const unsigned of_number[] = {1, 128, 256};
#define PLACES(array) (array), sizeof(array) / sizeof((array)[0])

static bool every_part_of_map(const struct conf_told *t)
{
	(void)t;
	return refused_at(false, "pace_map_flipped", PLACES(of_point));
}

static bool every_part_of_map_in_field(const struct conf_told *t)
{
	(void)t;
	return refused_at(true, "pace_map_flipped", PLACES(of_number));
}

static bool every_part_of_key(const struct conf_told *t)
{
	(void)t;
	return refused_at(false, "pace_agree_flipped", PLACES(of_point));
}

static bool every_part_of_key_in_field(const struct conf_told *t)
{
	(void)t;
	return refused_at(true, "pace_agree_flipped", PLACES(of_number));
}

/* The length of the first SecurityInfo leads out of the SET. */
static void break_card_access(struct conf_document *d)
{
	conf_octet(d, CONF_CARD_ACCESS, 3, 0x7E);
}

static void broken_card_access(struct conf_world *w)
{
	w->forge = break_card_access;
}

/* Parameters 13 become 7, which nobody has given a meaning to. */
static void change_parameter(struct conf_document *d)
{
	static const char was[] =
		"\x04\x00\x7F\x00\x07\x02\x02\x04\x02\x02\x02\x01\x02\x02\x01\x0D";
	static const char is[] = "\x04\x00\x7F\x00\x07\x02\x02\x04\x02\x02\x02\x01\x02\x02\x01\x07";
	conf_swap(d, CONF_CARD_ACCESS, rd_of(was, 16), rd_of(is, 16));
	conf_swap(d, CONF_DG14, rd_of(was, 16), rd_of(is, 16));
}

static void wrong_parameter(struct conf_world *w)
{
	w->edit = change_parameter;
}

#define ACCEPTED(case_id, does, how, besides)                                            \
	{                                                                                \
		.id = (case_id), .what = (does), .end = CONF_ACCEPTED, .prepare = (how), \
		.also = (besides)                                                        \
	}
#define ABORTED(case_id, does, how)                                                             \
	{                                                                                       \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = CHECK_PACE_KEPT, \
		.reason = REASON_PACE_FAILED, .prepare = (how)                                  \
	}
#define ABORTED_ALL(case_id, does, how, besides)                                                \
	{                                                                                       \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = CHECK_PACE_KEPT, \
		.reason = REASON_PACE_FAILED, .prepare = (how), .also = (besides)               \
	}

static const struct conf_case cases[] = {
	ACCEPTED("ISO7816_G_01", "opens by PACE", NULL, by_pace),
	ACCEPTED("ISO7816_G_02", "maps generically with each of the fourteen parameters in turn",
		 NULL, every_generic),
	ACCEPTED("ISO7816_G_03", "maps integratedly with each of the thirteen parameters in turn",
		 integrated, every_integrated),
	ACCEPTED("ISO7816_G_04", "does DH and ECDH, both mappings, and each cipher in turn", NULL,
		 every_algorithm),
	ACCEPTED("ISO7816_G_05", "lists protocols that nobody knows beside PACE", with_unknown,
		 by_pace),
	ACCEPTED("ISO7816_G_06", "offers PACE in four ways", several, by_pace),
	ACCEPTED("ISO7816_G_07", "offers PACE over parameters of its own, too", with_own_parameters,
		 by_pace),
	ABORTED("ISO7816_G_08", "refuses to set PACE up", set_refused),
	ABORTED("ISO7816_G_09", "changes its encrypted nonce on the way", nonce_changed),
	ABORTED("ISO7816_G_10", "refuses the first step of PACE", nonce_refused),
	ABORTED("ISO7816_G_11", "gives its nonce under tag 90", nonce_tag),
	ABORTED("ISO7816_G_12", "refuses the second step of PACE", map_refused),
	ABORTED("ISO7816_G_13", "gives its mapping data under tag 92", map_tag),
	ABORTED("ISO7816_G_14", "gives empty mapping data for the generic mapping", map_void),
	ABORTED("ISO7816_G_15", "refuses the integrated mapping in its second step",
		map_refused_integrated),
	ABORTED_ALL("ISO7816_G_16", "changes any part of the point that it maps with", map_flipped,
		    every_part_of_map),
	ABORTED_ALL("ISO7816_G_17", "changes any part of the number that it maps with",
		    map_flipped_in_field, every_part_of_map_in_field),
	ABORTED("ISO7816_G_18", "refuses the third step of PACE", agree_refused),
	ABORTED("ISO7816_G_19", "gives its ephemeral key under tag 94", agree_tag),
	ABORTED("ISO7816_G_20", "gives an empty ephemeral key", agree_void),
	ABORTED_ALL("ISO7816_G_21", "changes any part of its ephemeral point", agree_flipped,
		    every_part_of_key),
	ABORTED_ALL("ISO7816_G_22", "changes any part of its ephemeral number",
		    agree_flipped_in_field, every_part_of_key_in_field),
	ABORTED("ISO7816_G_23", "gives the terminal's ephemeral key back as its own", agree_echoed),
	ABORTED("ISO7816_G_24", "refuses the last step of PACE", token_refused),
	ABORTED("ISO7816_G_25", "gives its token under tag 96", token_tag),
	ABORTED("ISO7816_G_26", "gives a wrong token", token_flipped),
	{.id = "ISO7816_G_27",
	 .what = "has an EF.CardAccess in which a length leads out of the file",
	 .end = CONF_REFUSED,
	 .check = CHECK_PACE_KEPT,
	 .reason = REASON_DIFFERS, /* from DG14, which still offers PACE */
	 .prepare = broken_card_access},
	{.id = "ISO7816_G_28",
	 .what = "offers PACE over parameters that have no meaning",
	 .end = CONF_REFUSED,
	 .check = CHECK_PACE_KEPT,
	 .reason = REASON_ALGORITHM,
	 .prepare = wrong_parameter},
};

const struct conf_unit conf_iso7816_g = {"iso7816_g", cases, sizeof(cases) / sizeof(cases[0])};
