/*
 * conf_iso7816_e: Terminal Authentication (Doc 9303-11, 7.1; TR-03110-1, 3.5).
 */
#include "conf.h"

#include "pki/terminal_key.h"
#include "prog/terminal.h"
#include "simulator/forge_bio.h"
#include "simulator/forge_terminal.h"

/* The gate of the case that runs: its certificates, and what it makes of them. */
static struct forge_terminal forged;
static struct terminal *gate;
static struct termauth_terminal port;
static uint8_t third[1024];
static uint8_t fourth[1024];

/* Places in the list of a first generation's certificates. */
enum { ROOT, VERIFIER, TERMINAL };

static struct rd finger_group(void)
{
	static const uint8_t picture[64] = {0x40, 0x41, 0x42};
	const struct forge_finger fingers[] = {
		{RD_ARRAY(picture), FORGE_IMAGE_RAW, 2, 8, 8},
		{RD_ARRAY(picture), FORGE_IMAGE_RAW, 7, 8, 8},
	};
	struct wr w = WR_ARRAY(third);
	conf_must(forge_dg3(&w, fingers, 2, &(struct forge_how){0}) == EG_OK, "DG3");
	return wr_view(&w);
}

static struct rd iris_group(void)
{
	static const uint8_t picture[64] = {0x40, 0x41, 0x42};
	const struct forge_iris irises[] = {
		{RD_ARRAY(picture), FORGE_IMAGE_RAW, 1, 8, 8},
		{RD_ARRAY(picture), FORGE_IMAGE_RAW, 2, 8, 8},
	};
	struct wr w = WR_ARRAY(fourth);
	conf_must(forge_dg4(&w, irises, 2, &(struct forge_how){0}) == EG_OK, "DG4");
	return wr_view(&w);
}

/* What the gate is given: all certificates, or all but the ones of a bit. */
static void equip(const struct conf_world *w, unsigned without)
{
	uint8_t octets[FORGE_PKCS8_MAX];
	struct wr pkcs8 = WR_ARRAY(octets);
	struct terminal_key key;
	terminal_free(&gate);
	conf_must(terminal_new(w->order.today, &gate) == EG_OK, "gate");
	for (size_t i = 0; i < forged.file_count; i++) {
		const struct forge_terminal_file *f = &forged.files[i];
		if ((without >> i & 1) == 0) {
			conf_must(terminal_add_certificate(gate, rd_of(f->bytes, f->size)) == EG_OK,
				  "certificate of the gate");
		}
	}
	conf_must(forge_key_pkcs8(&forged.key, &pkcs8) == EG_OK &&
			  terminal_key_from_pkcs8(wr_view(&pkcs8), &key) == EG_OK &&
			  terminal_add_key(gate, &key) == EG_OK,
		  "key of the gate");
	port = terminal_port(gate);
}

static void inspect_by(struct conf_world *w, const struct forge_terminal_order *order)
{
	forge_terminal_free(&forged);
	conf_must(forge_terminal_new(&forged, order) == EG_OK, "terminal");
	equip(w, 0);
	w->terminal = &port;
	w->order.aa = CHIP_KEY_NONE;
	w->order.chip_keys[0] =
		(struct forge_chip_key){.curve = CRYPT_BP256R1, .ciphers = 1u << CRYPT_3DES};
	w->order.chip_key_count = 1;
	w->order.trust_points[0] = forge_terminal_root(&forged, 1);
	w->order.trust_point_count = 1;
	w->order.dg3 = finger_group();
	w->order.dg4 = iris_group();
}

static void usual(struct conf_world *w)
{
	const struct forge_terminal_order order = forge_terminal_usual(w->order.today);
	inspect_by(w, &order);
}

static void with_alg(struct conf_world *w, const char *alg)
{
	struct forge_terminal_order order = forge_terminal_usual(w->order.today);
	conf_must(forge_alg_parse(alg, &order.alg) == EG_OK, "algorithm");
	inspect_by(w, &order);
}

static void with_access(struct conf_world *w, uint8_t access)
{
	struct forge_terminal_order order = forge_terminal_usual(w->order.today);
	order.access = access;
	inspect_by(w, &order);
}

static void with_generations(struct conf_world *w, unsigned count, unsigned known)
{
	struct forge_terminal_order order = forge_terminal_usual(w->order.today);
	order.generations = count;
	inspect_by(w, &order);
	w->order.trust_points[0] = forge_terminal_root(&forged, known);
}

#define ALG(function, text)                        \
	static void function(struct conf_world *w) \
	{                                          \
		with_alg(w, text);                 \
	}
ALG(rsa_sha1, "rsa:1024:sha1")
ALG(rsa_sha256, "rsa:1024:sha256")
ALG(rsa_sha512, "rsa:1024:sha512")
ALG(pss_sha256, "pss:1024:sha256")
ALG(pss_sha512, "pss:1536:sha512")
ALG(ec_sha1, "ec:P-224:sha1")
ALG(ec_sha224, "ec:P-224:sha224")
ALG(ec_sha256, "ec:brainpoolP256r1:sha256")
ALG(ec_sha384, "ec:P-384:sha384")
ALG(ec_sha512, "ec:P-521:sha512")

static void pss_sha1(struct conf_world *w)
{
	struct forge_terminal_order order = forge_terminal_usual(w->order.today);
	order.alg = (struct forge_alg){.rsa = true, .pss = true, .bits = 1024, .hash = CRYPT_SHA1};
	inspect_by(w, &order);
}

static bool came(const struct conf_told *t, enum emrtd_file file)
{
	return (t->files >> file & 1) != 0;
}

static bool let_in(const struct conf_told *t)
{
	return findings_verdict(&t->findings, CHECK_TERMINAL_AUTH) == VERDICT_PASS;
}

static bool both_came(const struct conf_told *t)
{
	return let_in(t) && came(t, EMRTD_DG3) && came(t, EMRTD_DG4);
}

static bool irises_alone(const struct conf_told *t)
{
	return let_in(t) && !came(t, EMRTD_DG3) && came(t, EMRTD_DG4);
}

static bool fingers_alone(const struct conf_told *t)
{
	return let_in(t) && came(t, EMRTD_DG3) && !came(t, EMRTD_DG4);
}

static bool neither(const struct conf_told *t)
{
	return !came(t, EMRTD_DG3) && !came(t, EMRTD_DG4);
}

static bool details_came_too(const struct conf_told *t)
{
	return both_came(t) && came(t, EMRTD_DG11) && came(t, EMRTD_DG12);
}

static bool by_pace(const struct conf_told *t)
{
	return both_came(t) && t->totals.access == EMRTD_ACCESS_PACE;
}

/* EF.CVCA: references under tag 42, filled with zeros (TR-03110-3, A.7.2.4). */
static void put_references(struct conf_document *d, struct rd references)
{
	uint8_t octets[36];
	struct wr w = WR_ARRAY(octets);
	wr_put(&w, references);
	wr_fill(&w, 0, sizeof(octets) - references.left);
	conf_put(d, CONF_CVCA, wr_view(&w));
}

static void name_another(struct conf_document *d)
{
	put_references(d, RD_TEXT("\x42\x0CUTCVCA00099"
				  "9"));
}

static void name_none(struct conf_document *d)
{
	put_references(d, RD_TEXT("\x42\x00"));
}

static void name_three(struct conf_document *d)
{
	put_references(d, RD_TEXT("\x42\x09"
				  "UTCV00001"
				  "\x42\x09"
				  "UTCV00002"
				  "\x42\x09"
				  "UTCV00003"));
}

static void other_reference(struct conf_world *w)
{
	usual(w);
	w->forge = name_another;
}

static void no_reference(struct conf_world *w)
{
	usual(w);
	w->forge = name_none;
}

static void three_references(struct conf_world *w)
{
	usual(w);
	w->forge = name_three;
}

#define QUIRK(function, names)                     \
	static void function(struct conf_world *w) \
	{                                          \
		usual(w);                          \
		conf_quirks(w, names);             \
	}
QUIRK(other_number, "ta_other_number")
QUIRK(short_challenge, "ta_challenge_short=7")
QUIRK(long_challenge, "ta_challenge_long")

static void not_fingers(struct conf_world *w)
{
	with_access(w, FORGE_CVC_DG4);
}

static void not_irises(struct conf_world *w)
{
	with_access(w, FORGE_CVC_DG3);
}

static void nothing(struct conf_world *w)
{
	with_access(w, 0);
}

static void spoil(struct conf_world *w, size_t place)
{
	usual(w);
	forged.files[place].bytes[forged.files[place].size - 1] ^= 0x01;
	equip(w, 0);
}

static void spoilt_verifier(struct conf_world *w)
{
	spoil(w, VERIFIER);
}

static void spoilt_terminal(struct conf_world *w)
{
	spoil(w, TERMINAL);
}

/* 2049: behind the end of every certificate. */
static void move_day(struct conf_document *d)
{
	static const uint8_t day[] = {4, 9, 0, 1, 0, 1};
	d->d.current_date = RD_ARRAY(day);
}

static void late_chip(struct conf_world *w)
{
	usual(w);
	w->forge = move_day;
}

static void no_certificates(struct conf_world *w)
{
	usual(w);
	equip(w, 1u << VERIFIER | 1u << TERMINAL);
}

/* TerminalAuthenticationInfo with where EF.CVCA is said to be (9.2.7, version 1). */
static void say_place(struct conf_document *d, struct rd place)
{
	static const uint8_t id_ta[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x02};
	static uint8_t octets[4096];
	struct rd file = conf_get(d, CONF_DG14);
	struct rd group;
	struct rd set;
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
	usual(w);
	w->edit = say_other_file;
}

static void other_short_id(struct conf_world *w)
{
	usual(w);
	w->edit = say_other_short_id;
}

static void with_details(struct conf_world *w)
{
	usual(w);
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
	rsa_sha256(w);
	w->order.chip_keys[0] = (struct forge_chip_key){
		.dh = true, .group = CRYPT_DH_2048_256, .ciphers = 1u << CRYPT_3DES};
}

static void curves_of_two_sizes(struct conf_world *w)
{
	ec_sha256(w);
	w->order.chip_keys[0].curve = CRYPT_P224;
}

static void fingers_only(struct conf_world *w)
{
	not_irises(w);
	w->order.dg4 = RD_EMPTY;
}

static void irises_only(struct conf_world *w)
{
	not_fingers(w);
	w->order.dg3 = RD_EMPTY;
}

static void pace_only(struct conf_world *w)
{
	usual(w);
	w->profile.bac_off = true;
}

static void one_update(struct conf_world *w)
{
	with_generations(w, 2, 1);
}

static void two_updates(struct conf_world *w)
{
	with_generations(w, 3, 1);
}

static void needless_update(struct conf_world *w)
{
	with_generations(w, 2, 2);
}

#define ACCEPTED(case_id, does, how, besides)                                            \
	{                                                                                \
		.id = (case_id), .what = (does), .end = CONF_ACCEPTED, .prepare = (how), \
		.also = (besides)                                                        \
	}
#define REFUSED(case_id, does, because, how)                                         \
	{                                                                            \
		.id = (case_id), .what = (does), .end = CONF_REFUSED,                \
		.check = CHECK_TERMINAL_AUTH, .reason = (because), .prepare = (how), \
		.also = neither                                                      \
	}
#define DELETED(case_id, does)                                               \
	{                                                                    \
		.id = (case_id), .what = (does), .end = CONF_NOT_APPLICABLE, \
		.note = "the test plan has deleted this case"                \
	}

static const struct conf_case cases[] = {
	ACCEPTED("ISO7816_E_01", "lets in by RSA v1.5 and SHA-1", rsa_sha1, both_came),
	ACCEPTED("ISO7816_E_02", "lets in by RSA v1.5 and SHA-256", rsa_sha256, both_came),
	ACCEPTED("ISO7816_E_03", "lets in by RSA-PSS and SHA-1", pss_sha1, both_came),
	ACCEPTED("ISO7816_E_04", "lets in by RSA-PSS and SHA-256", pss_sha256, both_came),
	ACCEPTED("ISO7816_E_05", "lets in by ECDSA and SHA-1", ec_sha1, both_came),
	ACCEPTED("ISO7816_E_06", "lets in by ECDSA and SHA-224", ec_sha224, both_came),
	ACCEPTED("ISO7816_E_07", "lets in by ECDSA and SHA-256", ec_sha256, both_came),
	REFUSED("ISO7816_E_08", "names a trust point that the gate has no chain for",
		REASON_NO_TERMINAL, other_reference),
	REFUSED("ISO7816_E_09", "names no trust point", REASON_BAD_FORMAT, no_reference),
	REFUSED("ISO7816_E_10", "names three trust points", REASON_BAD_FORMAT, three_references),
	REFUSED("ISO7816_E_11", "takes another document number into account than its own",
		REASON_CHIP_REFUSED, other_number),
	REFUSED("ISO7816_E_12", "gives a challenge of seven octets", REASON_BAD_FORMAT,
		short_challenge),
	REFUSED("ISO7816_E_13", "gives a challenge of nine octets", REASON_BAD_FORMAT,
		long_challenge),
	ACCEPTED("ISO7816_E_14", "holds fingers that the gate's certificates deny", not_fingers,
		 irises_alone),
	ACCEPTED("ISO7816_E_15", "holds irises that the gate's certificates deny", not_irises,
		 fingers_alone),
	ACCEPTED("ISO7816_E_16", "holds both, and the gate's certificates deny both", nothing,
		 neither),
	REFUSED("ISO7816_E_17", "meets a verifier's certificate with a wrong signature",
		REASON_NO_TERMINAL, spoilt_verifier),
	REFUSED("ISO7816_E_18", "meets a terminal's certificate with a wrong signature",
		REASON_NO_TERMINAL, spoilt_terminal),
	REFUSED("ISO7816_E_19", "believes in a day on which every certificate has ended",
		REASON_CHIP_REFUSED, late_chip),
	DELETED("ISO7816_E_20", "meets a verifier's certificate that has ended"),
	DELETED("ISO7816_E_21", "meets a terminal's certificate that has ended"),
	REFUSED("ISO7816_E_22", "says that EF.CVCA is a file that is not there", REASON_NOT_PRESENT,
		other_file),
	REFUSED("ISO7816_E_23", "says another short identifier for EF.CVCA", REASON_NOT_PRESENT,
		other_short_id),
	REFUSED("ISO7816_E_24", "meets a gate without certificates", REASON_NO_TERMINAL,
		no_certificates),
	DELETED("ISO7816_E_25", "meets a gate with several certificates"),
	ACCEPTED("ISO7816_E_26", "holds details of person and document, too", with_details,
		 details_came_too),
	ACCEPTED("ISO7816_E_27", "proves itself with DH of 2048 bits and lets in by RSA of 1024",
		 field_and_rsa, both_came),
	ACCEPTED("ISO7816_E_28", "proves itself on a curve of 224 bits and lets in by one of 256",
		 curves_of_two_sizes, both_came),
	ACCEPTED("ISO7816_E_29", "holds fingers and no irises", fingers_only, fingers_alone),
	ACCEPTED("ISO7816_E_30", "holds irises and no fingers", irises_only, irises_alone),
	ACCEPTED("ISO7816_E_31", "opens by PACE, which the terminal signs, too", pace_only,
		 by_pace),
	ACCEPTED("ISO7816_E_32", "knows the trust point before the newest: a link leads on",
		 one_update, both_came),
	ACCEPTED("ISO7816_E_33", "knows a trust point from before two links", two_updates,
		 both_came),
	ACCEPTED("ISO7816_E_34", "knows the newest trust point, though the gate has a link to it",
		 needless_update, both_came),
	ACCEPTED("ISO7816_E_35", "lets in by RSA v1.5 and SHA-512", rsa_sha512, both_came),
	ACCEPTED("ISO7816_E_36", "lets in by RSA-PSS and SHA-512", pss_sha512, both_came),
	ACCEPTED("ISO7816_E_37", "lets in by ECDSA and SHA-384", ec_sha384, both_came),
	ACCEPTED("ISO7816_E_38", "lets in by ECDSA and SHA-512", ec_sha512, both_came),
};

const struct conf_unit conf_iso7816_e = {"iso7816_e", cases, sizeof(cases) / sizeof(cases[0])};
