/*
 * conf_iso7816_d: Chip Authentication (Doc 9303-11, 6.2).
 */
#include "conf.h"
#include "conf_inspect.h"

#include <stdio.h>

/* A key number that stands nowhere else in DG14. */
#define KEY_ID 0x4D

static bool proved(const struct conf_told *t)
{
	return findings_verdict(&t->findings, CHECK_CHIP_AUTH) == VERDICT_PASS;
}

/* Without Active Authentication: this proof alone counts. */
static void with_key(struct conf_world *w, const struct forge_chip_key *key)
{
	w->order.aa = CHIP_KEY_NONE;
	w->order.chip_keys[w->order.chip_key_count++] = *key;
}

static void on_curve(struct conf_world *w)
{
	with_key(w,
		 &(struct forge_chip_key){.curve = CRYPT_BP256R1, .ciphers = 1u << CRYPT_AES128});
}

static void in_field(struct conf_world *w)
{
	with_key(w, &(struct forge_chip_key){
			    .dh = true, .group = CRYPT_DH_2048_256, .ciphers = 1u << CRYPT_3DES});
}

static void numbered(struct conf_world *w, unsigned count)
{
	static const enum crypt_curve curves[] = {CRYPT_P224, CRYPT_P256, CRYPT_BP384R1};
	for (unsigned i = 0; i < count; i++) {
		with_key(w, &(struct forge_chip_key){.curve = curves[i],
						     .ciphers = 1u << (CRYPT_3DES + i),
						     .has_id = true,
						     .id = KEY_ID + i});
	}
}

static void one_key(struct conf_world *w)
{
	numbered(w, 1);
}

static void two_keys(struct conf_world *w)
{
	numbered(w, 2);
}

static void three_keys(struct conf_world *w)
{
	numbered(w, 3);
}

static void renumber(struct conf_document *d, uint8_t was, uint8_t is)
{
	const uint8_t from[] = {0x02, 0x01, was};
	const uint8_t to[] = {0x02, 0x01, is};
	conf_swap(d, CONF_DG14, RD_ARRAY(from), RD_ARRAY(to));
}

/* Both keys, in their info and beside the key. */
static void renumber_all(struct conf_document *d)
{
	for (int i = 0; i < 2; i++) {
		renumber(d, KEY_ID, KEY_ID + 40);
		renumber(d, KEY_ID + 1, KEY_ID + 41);
	}
}

static void unknown_numbers(struct conf_world *w)
{
	numbered(w, 2);
	w->edit = renumber_all;
}

static void renumber_one(struct conf_document *d)
{
	renumber(d, KEY_ID, KEY_ID + 40);
}

static void numbers_that_differ(struct conf_world *w)
{
	numbered(w, 1);
	w->edit = renumber_one;
}

/* The key's BIT STRING ends with its newest octet. */
static void spoil_key(struct conf_document *d)
{
	struct rd file = conf_get(d, CONF_DG14);
	struct rd spki = RD_EMPTY;
	struct rd at = file;
	/* SEQUENCE { id-PK-DH or id-PK-ECDH, SubjectPublicKeyInfo } */
	static const char id_pk[] = "\x04\x00\x7F\x00\x07\x02\x02\x01";
	while (at.left > 9 && !rd_equal(rd_of(at.at, 8), rd_of(id_pk, 8))) {
		conf_must(rd_skip(&at, 1), "key of Chip Authentication");
	}
	conf_must(rd_skip(&at, 9) && rd_expect(&at, 0x30, &spki), "SubjectPublicKeyInfo");
	size_t end = file.left - at.left;
	uint8_t last = 0;
	conf_must(rd_byte_at(&file, end - 1, &last), "last octet of the key");
	conf_octet(d, CONF_DG14, (int)end - 1, last ^ 0x01);
}

static void spoilt_in_field(struct conf_world *w)
{
	in_field(w);
	w->edit = spoil_key;
}

static void spoilt_on_curve(struct conf_world *w)
{
	on_curve(w);
	w->edit = spoil_key;
}

/* dhpublicnumber becomes an algorithm that is none. */
static void rename_field(struct conf_document *d)
{
	conf_swap(d, CONF_DG14, RD_TEXT("\x06\x07\x2A\x86\x48\xCE\x3E\x02\x01"),
		  RD_TEXT("\x06\x07\x2A\x86\x48\xCE\x3E\x02\x7F"));
}

static void odd_field(struct conf_world *w)
{
	in_field(w);
	w->edit = rename_field;
}

/* The order of the curve, in its explicit parameters: the last octet of brainpoolP256r1's. */
static void change_curve(struct conf_document *d)
{
	conf_swap(d, CONF_DG14, RD_TEXT("\x90\x1E\x0E\x82\x97\x48\x56\xA7"),
		  RD_TEXT("\x90\x1E\x0E\x82\x97\x48\x56\xA9"));
}

static void odd_curve(struct conf_world *w)
{
	on_curve(w);
	w->edit = change_curve;
}

static void old_keys(struct conf_world *w)
{
	on_curve(w);
	conf_quirks(w, "ca_old_keys");
}

/* The session is lost in DG2, behind Chip Authentication, and the chip remembers the terminal's
 * key. */
static void twice(struct conf_world *w)
{
	on_curve(w);
	conf_quirks(w, "ca_key_once,session_dropped=40,no_extended");
}

static bool proved_twice(const struct conf_told *t)
{
	return proved(t) && t->totals.resumed == 1;
}

/* Every octet of the public number in one command, or in a chain where that is refused. */
static bool proved_in_chain_too(const struct conf_told *t)
{
	struct conf_world w = conf_world_usual();
	in_field(&w);
	conf_quirks(&w, "no_extended");
	struct conf_told chained = conf_inspect(&w);
	return proved(t) && chained.accepted && proved(&chained);
}

static void refused(struct conf_world *w)
{
	numbered(w, 2);
	conf_quirks(w, "ca_set_refused=6A88,ca_kat_refused=6A88");
}

static bool refused_with_every_status(const struct conf_told *t)
{
	static const unsigned words[] = {0x6300, 0x6400, 0x6700, 0x6982, 0x6984,
					 0x6985, 0x6A80, 0x6A86, 0x6F00};
	bool good = true;
	(void)t;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct conf_world w = conf_world_usual();
		char text[64];
		(void)snprintf(text, sizeof(text), "ca_set_refused=%04X,ca_kat_refused=%04X",
			       words[i], words[i]); /* fits */
		numbered(&w, 2);
		conf_quirks(&w, text);
		struct conf_told told = conf_inspect(&w);
		good = good && !told.accepted &&
		       told.findings.of[CHECK_CHIP_AUTH].verdict == VERDICT_FAIL &&
		       findings_verdict(&told.findings, CHECK_FILES_READ) == VERDICT_PASS;
	}
	return good;
}

#define ACCEPTED(case_id, does, how, besides)                                            \
	{                                                                                \
		.id = (case_id), .what = (does), .end = CONF_ACCEPTED, .prepare = (how), \
		.also = (besides)                                                        \
	}
#define REFUSED(case_id, does, because, how)                                                    \
	{                                                                                       \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = CHECK_CHIP_AUTH, \
		.reason = (because), .prepare = (how)                                           \
	}

static const struct conf_case cases[] = {
	ACCEPTED("ISO7816_D_01", "has a key in a finite field", in_field, proved),
	ACCEPTED("ISO7816_D_02", "has a key on a curve", on_curve, proved),
	ACCEPTED("ISO7816_D_03", "has a key with a number", one_key, proved),
	ACCEPTED("ISO7816_D_04", "has two keys with numbers", two_keys, proved),
	ACCEPTED("ISO7816_D_05", "has three keys with numbers", three_keys, proved),
	REFUSED("ISO7816_D_06", "does not know the numbers of keys that DG14 gives",
		REASON_KEY_DIFFERS, unknown_numbers),
	REFUSED("ISO7816_D_07", "has a public number in DG14 that is not its own",
		REASON_KEY_DIFFERS, spoilt_in_field),
	REFUSED("ISO7816_D_08", "has a point in DG14 that lies on no curve", REASON_KEY_DIFFERS,
		spoilt_on_curve),
	REFUSED("ISO7816_D_09", "goes on with the old keys", REASON_KEY_DIFFERS, old_keys),
	ACCEPTED("ISO7816_D_10", "loses its session and takes no key of the terminal twice", twice,
		 proved_twice),
	REFUSED("ISO7816_D_11", "names an unknown kind of key for its number", REASON_KEY_DIFFERS,
		odd_field),
	REFUSED("ISO7816_D_12", "gives parameters of no known curve for its point",
		REASON_KEY_DIFFERS, odd_curve),
	REFUSED("ISO7816_D_13", "gives its key another number than its protocol", REASON_BAD_FORMAT,
		numbers_that_differ),
	ACCEPTED("ISO7816_D_14",
		 "takes a key of 2048 bits in one command of extended length, or in "
		 "a chain",
		 in_field, proved_in_chain_too),
	{.id = "ISO7816_D_15",
	 .what = "refuses the number of its key, with each of ten status words in turn",
	 .end = CONF_REFUSED,
	 .check = CHECK_CHIP_AUTH,
	 .reason = REASON_KEY_DIFFERS,
	 .prepare = refused,
	 .also = refused_with_every_status},
};

const struct conf_unit conf_iso7816_d = {"iso7816_d", cases, sizeof(cases) / sizeof(cases[0])};
