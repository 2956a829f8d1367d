/*
 * conf_iso7816_e: Terminal Authentication (Doc 9303-11, 7.1; TR-03110-1, 3.5), behind BAC but
 * for one case.
 */
#include "conf.h"
#include "conf_eac.h"
#include "conf_inspect.h"

/* Files of a terminal with one generation of CVCA. */
enum { ROOT, VERIFIER, TERMINAL };

#define EF_CVCA_SIZE 36 /* TR-03110-3, A.7.2.4 */

static bool both_by_bac(const struct conf_told *t)
{
	return conf_eac_both(t) && t->totals.access == EMRTD_ACCESS_BAC;
}

static bool both_by_pace(const struct conf_told *t)
{
	return conf_eac_both(t) && t->totals.access == EMRTD_ACCESS_PACE;
}

static bool details_too(const struct conf_told *t)
{
	return conf_eac_both(t) && conf_eac_came(t, EMRTD_DG11) && conf_eac_came(t, EMRTD_DG12) &&
	       findings_verdict(&t->findings, CHECK_GROUPS_HASH) == VERDICT_PASS;
}

#define ENDED(function, why)                            \
	static bool function(const struct conf_told *t) \
	{                                               \
		return conf_eac_ended(t, why);          \
	}
ENDED(no_reference, TERMAUTH_NO_REFERENCE)
ENDED(too_many, TERMAUTH_TOO_MANY_REFERENCES)
ENDED(no_chain, TERMAUTH_NO_CHAIN)
ENDED(verifier_refused, TERMAUTH_DV_REFUSED)
ENDED(bad_challenge, TERMAUTH_BAD_CHALLENGE)
ENDED(signature_refused, TERMAUTH_SIGNATURE_REFUSED)

/* References under tag 42, filled with zeros (TR-03110-3, A.7.2.4). */
static void put_references(struct conf_document *d, struct rd references)
{
	uint8_t octets[EF_CVCA_SIZE];
	struct wr w = WR_ARRAY(octets);
	wr_put(&w, references);
	wr_fill(&w, 0, sizeof(octets) - references.left);
	conf_put(d, CONF_CVCA, wr_view(&w));
}

static void name_another(struct conf_document *d)
{
	put_references(d, RD_TEXT("\x42\x0B"
				  "UTCVCA00099"));
}

static void name_none(struct conf_document *d)
{
	put_references(d, RD_EMPTY);
}

/* The first is the one that the reader has a chain for. */
static void name_three(struct conf_document *d)
{
	put_references(d, RD_TEXT("\x42\x0B"
				  "UTCVCA00001"
				  "\x42\x09"
				  "UTCV00002"
				  "\x42\x09"
				  "UTCV00003"));
}

static void names_another(struct conf_world *w)
{
	conf_eac_usual(w);
	w->forge = name_another;
}

static void names_none(struct conf_world *w)
{
	conf_eac_usual(w);
	w->forge = name_none;
}

static void names_three(struct conf_world *w)
{
	conf_eac_usual(w);
	w->forge = name_three;
}

#define QUIRK(function, names)                     \
	static void function(struct conf_world *w) \
	{                                          \
		conf_eac_usual(w);                 \
		conf_quirks(w, names);             \
	}
QUIRK(other_number, "ta_other_number")
QUIRK(short_challenge, "ta_challenge_short=7")
QUIRK(long_challenge, "ta_challenge_long")

/* Variant: the file whose signature is wrong. */
static void spoilt(struct conf_world *w)
{
	conf_eac_usual(w);
	conf_terminal_spoil(w->order.today, w->variant);
}

/* Variant: bits of the files that the reader has not got. */
static void lacking(struct conf_world *w)
{
	conf_eac_usual(w);
	conf_terminal_without(w->order.today, w->variant);
}

/* 2049: behind the end of every certificate. */
static void move_day(struct conf_document *d)
{
	static const uint8_t day[] = {4, 9, 0, 1, 0, 1};
	d->d.current_date = RD_ARRAY(day);
}

static void late_chip(struct conf_world *w)
{
	conf_eac_usual(w);
	w->forge = move_day;
}

/* The reader's own calendar: what has expired is not even sent. */
static bool late_reader_too(const struct conf_told *t)
{
	struct conf_world w = conf_world_usual();
	struct forge_terminal_order order = forge_terminal_usual(w.order.today);
	order.expired = true;
	conf_eac_meet(&w, &order);
	struct conf_told told = conf_inspect(&w);
	return verifier_refused(t) && !told.accepted && no_chain(&told);
}

/* DG14 with another TerminalAuthenticationInfo: version 1, and where EF.CVCA is (9.2.7). */
static void say_place(struct conf_document *d, struct rd place)
{
	static const uint8_t id_ta[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x02};
	static uint8_t octets[4096];
	struct rd file = conf_get(d, CONF_DG14);
	struct rd group = RD_EMPTY;
	struct rd set = RD_EMPTY;
	struct wr w = WR_ARRAY(octets);
	conf_must(rd_expect(&file, 0x6E, &group) && rd_expect(&group, 0x31, &set), "DG14");
	size_t outer = wr_open(&w, 0x6E);
	size_t mark = wr_open(&w, 0x31);
	while (set.left > 0) {
		uint32_t tag;
		struct rd value;
		struct rd whole;
		struct rd oid;
		conf_must(rd_tlv_whole(&set, &tag, &value, &whole), "SecurityInfo");
		if (!rd_expect(&value, 0x06, &oid) || !rd_equal(oid, RD_ARRAY(id_ta))) {
			wr_put(&w, whole);
		}
	}
	size_t info = wr_open(&w, 0x30);
	wr_tlv(&w, 0x06, RD_ARRAY(id_ta));
	wr_small_int(&w, 1);
	wr_tlv(&w, 0x30, place);
	wr_close(&w, info);
	wr_close(&w, mark);
	wr_close(&w, outer);
	conf_put(d, CONF_DG14, wr_view(&w));
}

static void say_other_file(struct conf_document *d)
{
	say_place(d, RD_TEXT("\x04\x02\x01\x3C"));
}

static void say_other_short_id(struct conf_document *d)
{
	say_place(d, RD_TEXT("\x04\x02\x01\x1C\x04\x01\x1A"));
}

static void other_file(struct conf_world *w)
{
	conf_eac_usual(w);
	w->edit = say_other_file;
}

static void other_short_id(struct conf_world *w)
{
	conf_eac_usual(w);
	w->edit = say_other_short_id;
}

static void with_details(struct conf_world *w)
{
	conf_eac_usual(w);
	w->order.more_groups[0] =
		(struct forge_group){11, RD_TEXT("\x6B\x15\x5C\x02\x5F\x0E\x5F\x0E\x0E"
						 "ERIKSSON<<ANNA")};
	w->order.more_groups[1] =
		(struct forge_group){12, RD_TEXT("\x6C\x0D\x5C\x02\x5F\x19\x5F\x19\x06"
						 "UTOPIA")};
	w->order.more_group_count = 2;
}

static void field_and_rsa(struct conf_world *w)
{
	w->variant = EAC_RSA_256;
	conf_eac_algorithm(w);
	w->order.chip_keys[0] = (struct forge_chip_key){
		.dh = true, .group = CRYPT_DH_2048_256, .ciphers = 1u << CRYPT_3DES};
}

static void curves_of_two_sizes(struct conf_world *w)
{
	conf_eac_usual(w);
	w->order.chip_keys[0].curve = CRYPT_P224;
}

/* The terminal may read both. */
static void has_no_irises(struct conf_world *w)
{
	conf_eac_usual(w);
	w->order.dg4 = RD_EMPTY;
}

static void has_no_fingers(struct conf_world *w)
{
	conf_eac_usual(w);
	w->order.dg3 = RD_EMPTY;
}

static void behind_pace(struct conf_world *w)
{
	conf_eac_usual(w);
	w->order.pace.offered = true;
	w->profile.bac_off = true;
}

/* Variant: generations of the CVCA; the chip trusts the oldest alone. */
static void old_point(struct conf_world *w)
{
	struct forge_terminal_order order = forge_terminal_usual(w->order.today);
	order.generations = w->variant;
	conf_eac_meet(w, &order);
	w->order.trust_points[0] = forge_terminal_root(conf_terminal_made(), 1);
}

/* The chip would refuse the link: it knows that reference already. */
static void both_points(struct conf_world *w)
{
	w->variant = 2;
	old_point(w);
	w->order.trust_points[1] = w->order.trust_points[0];
	w->order.trust_points[0] = forge_terminal_root(conf_terminal_made(), 2);
	w->order.trust_point_count = 2;
}

#define LETS_IN(case_id, does, how, number, besides)                                     \
	{                                                                                \
		.id = (case_id), .what = (does), .end = CONF_ACCEPTED, .prepare = (how), \
		.variant = (number), .also = (besides)                                   \
	}
#define REFUSED(case_id, does, because, how, number, besides)                        \
	{                                                                            \
		.id = (case_id), .what = (does), .end = CONF_REFUSED,                \
		.check = CHECK_TERMINAL_AUTH, .reason = (because), .prepare = (how), \
		.variant = (number), .also = (besides)                               \
	}
#define DELETED(case_id, does)                                               \
	{                                                                    \
		.id = (case_id), .what = (does), .end = CONF_NOT_APPLICABLE, \
		.note = "the test plan has deleted this case"                \
	}
#define ALGORITHM(case_id, alg, does) LETS_IN(case_id, does, conf_eac_algorithm, alg, both_by_bac)

static const struct conf_case cases[] = {
	ALGORITHM("ISO7816_E_01", EAC_RSA_1, "lets in by RSA v1.5 and SHA-1"),
	ALGORITHM("ISO7816_E_02", EAC_RSA_256, "lets in by RSA v1.5 and SHA-256"),
	ALGORITHM("ISO7816_E_03", EAC_PSS_1, "lets in by RSA-PSS and SHA-1"),
	ALGORITHM("ISO7816_E_04", EAC_PSS_256, "lets in by RSA-PSS and SHA-256"),
	ALGORITHM("ISO7816_E_05", EAC_EC_1, "lets in by ECDSA and SHA-1"),
	ALGORITHM("ISO7816_E_06", EAC_EC_224, "lets in by ECDSA and SHA-224"),
	ALGORITHM("ISO7816_E_07", EAC_EC_256, "lets in by ECDSA and SHA-256"),
	REFUSED("ISO7816_E_08", "names a trust point that the reader has no chain for",
		REASON_NO_TERMINAL, names_another, 0, no_chain),
	REFUSED("ISO7816_E_09", "names no trust point in EF.CVCA", REASON_NOT_PRESENT, names_none,
		0, no_reference),
	REFUSED("ISO7816_E_10", "names three trust points, the first of them a good one",
		REASON_BAD_FORMAT, names_three, 0, too_many),
	REFUSED("ISO7816_E_11", "judges the terminal by another document number than its own",
		REASON_CHIP_REFUSED, other_number, 0, signature_refused),
	REFUSED("ISO7816_E_12", "gives a challenge of seven octets", REASON_BAD_FORMAT,
		short_challenge, 0, bad_challenge),
	REFUSED("ISO7816_E_13", "gives a challenge of nine octets", REASON_BAD_FORMAT,
		long_challenge, 0, bad_challenge),
	LETS_IN("ISO7816_E_14", "holds fingers that the terminal's certificate denies: not asked",
		conf_eac_access, FORGE_CVC_DG4, conf_eac_irises),
	LETS_IN("ISO7816_E_15", "holds irises that the terminal's certificate denies: not asked",
		conf_eac_access, FORGE_CVC_DG3, conf_eac_fingers),
	LETS_IN("ISO7816_E_16", "holds both, and the terminal's certificate denies both",
		conf_eac_access, 0, conf_eac_neither),
	REFUSED("ISO7816_E_17", "meets a verifier's certificate signed wrongly: it is not sent",
		REASON_NO_TERMINAL, spoilt, VERIFIER, no_chain),
	REFUSED("ISO7816_E_18", "meets a terminal's certificate signed wrongly: it is not sent",
		REASON_NO_TERMINAL, spoilt, TERMINAL, no_chain),
	REFUSED("ISO7816_E_19", "believes in a day on which every certificate has ended",
		REASON_CHIP_REFUSED, late_chip, 0, late_reader_too),
	DELETED("ISO7816_E_20", "meets a verifier's certificate that has ended"),
	DELETED("ISO7816_E_21", "meets a terminal's certificate that has ended"),
	REFUSED("ISO7816_E_22", "says that EF.CVCA is a file that is not there", REASON_NOT_PRESENT,
		other_file, 0, no_reference),
	REFUSED("ISO7816_E_23", "says another short identifier for EF.CVCA", REASON_NOT_PRESENT,
		other_short_id, 0, no_reference),
	REFUSED("ISO7816_E_24", "meets a reader with a CVCA's certificate only", REASON_NO_TERMINAL,
		lacking, 1u << VERIFIER | 1u << TERMINAL, no_chain),
	DELETED("ISO7816_E_25", "meets a reader with several certificates"),
	LETS_IN("ISO7816_E_26", "holds details of person and document, too", with_details, 0,
		details_too),
	LETS_IN("ISO7816_E_27", "proves itself with DH of 2048 bits and lets in by RSA of 1024",
		field_and_rsa, 0, both_by_bac),
	LETS_IN("ISO7816_E_28", "proves itself on a curve of 224 bits and lets in by one of 256",
		curves_of_two_sizes, 0, both_by_bac),
	LETS_IN("ISO7816_E_29", "holds fingers and no irises", has_no_irises, 0, conf_eac_fingers),
	LETS_IN("ISO7816_E_30", "holds irises and no fingers", has_no_fingers, 0, conf_eac_irises),
	LETS_IN("ISO7816_E_31", "opens by PACE: the terminal signs the chip's key, not the number",
		behind_pace, 0, both_by_pace),
	LETS_IN("ISO7816_E_32", "trusts the generation before the newest: a link leads on",
		old_point, 2, both_by_bac),
	LETS_IN("ISO7816_E_33", "trusts a generation from before two links", old_point, 3,
		both_by_bac),
	LETS_IN("ISO7816_E_34", "trusts the newest generation, too: the link is not sent",
		both_points, 0, both_by_bac),
	ALGORITHM("ISO7816_E_35", EAC_RSA_512, "lets in by RSA v1.5 and SHA-512"),
	ALGORITHM("ISO7816_E_36", EAC_PSS_512, "lets in by RSA-PSS and SHA-512"),
	ALGORITHM("ISO7816_E_37", EAC_EC_384, "lets in by ECDSA and SHA-384"),
	ALGORITHM("ISO7816_E_38", EAC_EC_512, "lets in by ECDSA and SHA-512"),
};

const struct conf_unit conf_iso7816_e = {"iso7816_e", cases, sizeof(cases) / sizeof(cases[0])};
