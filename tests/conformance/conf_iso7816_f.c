/*
 * conf_iso7816_f: Active Authentication (Doc 9303-11, 6.1).
 */
#include "conf.h"

/* A document whose chip has this key and no other proof. */
static void with_key(struct conf_world *w, const char *alg)
{
	conf_must(forge_alg_parse(alg, &w->order.aa_alg) == EG_OK, "algorithm");
	w->order.aa = w->order.aa_alg.rsa ? CHIP_KEY_RSA : CHIP_KEY_EC;
}

static void rsa_sha1(struct conf_world *w)
{
	with_key(w, "rsa:1024:sha1");
}

static void rsa_sha224(struct conf_world *w)
{
	with_key(w, "rsa:1024:sha224");
}

static void rsa_sha256(struct conf_world *w)
{
	with_key(w, "rsa:1024:sha256");
}

static void rsa_sha384(struct conf_world *w)
{
	with_key(w, "rsa:1024:sha384");
}

static void rsa_sha512(struct conf_world *w)
{
	with_key(w, "rsa:1280:sha512");
}

static void trailer(struct conf_world *w)
{
	rsa_sha256(w);
	conf_quirks(w, "aa_trailer");
}

static void ecdsa(struct conf_world *w)
{
	with_key(w, "ec:brainpoolP256r1:sha256");
}

/* ecdsa-plain-SHA256 becomes an algorithm that nobody has named: the last arc of the OID. */
static void rename_algorithm(struct conf_document *d)
{
	conf_swap(d, CONF_DG14, RD_TEXT("\x04\x00\x7F\x00\x07\x01\x01\x04\x01\x03"),
		  RD_TEXT("\x04\x00\x7F\x00\x07\x01\x01\x04\x01\x3F"));
}

static void unknown_oid(struct conf_world *w)
{
	ecdsa(w);
	w->edit = rename_algorithm;
}

static bool signature_was_asked_for(const struct conf_told *t)
{
	return findings_verdict(&t->findings, CHECK_ACTIVE_AUTH) == VERDICT_PASS;
}

static const struct conf_case cases[] = {
	{.id = "ISO7816_F_01",
	 .what = "signs with RSA and SHA-1",
	 .end = CONF_ACCEPTED,
	 .prepare = rsa_sha1,
	 .also = signature_was_asked_for},
	{.id = "ISO7816_F_02",
	 .what = "signs with ECDSA",
	 .end = CONF_ACCEPTED,
	 .prepare = ecdsa,
	 .also = signature_was_asked_for},
	{.id = "ISO7816_F_03",
	 .what = "signs with RSA-PSS",
	 .end = CONF_NOT_APPLICABLE,
	 .note = "the test plan has deleted this case"},
	{.id = "ISO7816_F_04",
	 .what = "signs with RSA and SHA-224",
	 .end = CONF_ACCEPTED,
	 .prepare = rsa_sha224,
	 .also = signature_was_asked_for},
	{.id = "ISO7816_F_05",
	 .what = "signs with RSA and SHA-256",
	 .end = CONF_ACCEPTED,
	 .prepare = rsa_sha256,
	 .also = signature_was_asked_for},
	{.id = "ISO7816_F_06",
	 .what = "signs with RSA and SHA-384",
	 .end = CONF_ACCEPTED,
	 .prepare = rsa_sha384,
	 .also = signature_was_asked_for},
	{.id = "ISO7816_F_07",
	 .what = "signs with RSA and SHA-512",
	 .end = CONF_ACCEPTED,
	 .prepare = rsa_sha512,
	 .also = signature_was_asked_for},
	{.id = "ISO7816_F_08",
	 .what = "signs with RSA over a trailer that is neither BC nor CC",
	 .end = CONF_REFUSED,
	 .check = CHECK_ACTIVE_AUTH,
	 .reason = REASON_SIGNATURE_WRONG,
	 .prepare = trailer},
	{.id = "ISO7816_F_09",
	 .what = "signs with ECDSA, but DG14 names an algorithm that does not exist",
	 .end = CONF_REFUSED,
	 .check = CHECK_ACTIVE_AUTH,
	 .reason = REASON_ALGORITHM,
	 .prepare = unknown_oid},
};

const struct conf_unit conf_iso7816_f = {"iso7816_f", cases, sizeof(cases) / sizeof(cases[0])};
