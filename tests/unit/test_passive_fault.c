/*
 * Every fault that a document can have, one document each: what the strict profile makes of it,
 * what the field profile does, and that a policy which names it passes over it or cannot.
 */
#include "passive_desk.h"

#include <stdio.h>

#define MD5 RD_TEXT("\x06\x08\x2A\x86\x48\x86\xF7\x0D\x02\x05")
/* ecdsa-with-SHA256 and a NULL behind it, sha256WithRSAEncryption, one of nobody. */
#define ECDSA_NULL RD_TEXT("\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02\x05\x00")
#define RSA        RD_TEXT("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B\x05\x00")
#define NOBODYS    RD_TEXT("\x06\x03\x2A\x03\x04")

/* Names: RDN of a country, RDN of a common name; in the usual order and the other one. */
#define C_UT "\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02UT"
#define CN_CA                                          \
	"\x31\x13\x30\x11\x06\x03\x55\x04\x03\x0C\x0A" \
	"Country CA"
#define CN_OTHER                                       \
	"\x31\x13\x30\x11\x06\x03\x55\x04\x03\x0C\x0A" \
	"Another CA"
#define SERIAL "\x02\x01\x02"

/* A document to be spoilt; file is what is judged in the end. */
struct spoilt {
	struct passive_desk desk;
	struct crypt_ec *other; /* a key of nobody's */
	struct mint_file file;
	bool made;        /* file is set by hand */
	const char *with; /* other faults that come with it, by their words */
};

static void make_cms_format(struct spoilt *s)
{
	s->file = desk_sod(&s->desk);
	s->file.bytes[10] ^= 0xFF; /* in the OID of SignedData */
	s->made = true;
}
static void make_file_tag(struct spoilt *s)
{
	s->file = desk_sod(&s->desk);
	s->file.bytes[0] = 0x78;
	s->made = true;
}
static void make_file_length(struct spoilt *s)
{
	s->file = desk_sod(&s->desk);
	s->file.bytes[s->file.size++] = 0;
	s->made = true;
	s->with = "cms-format";
}
static void make_ber(struct spoilt *s)
{
	/* The file's own length in one octet more than it needs. */
	struct mint_file plain = desk_sod(&s->desk);
	struct rd r = mint_rd(&plain);
	struct rd body;
	struct wr w = WR_ARRAY(s->file.bytes);
	assert_true(rd_expect(&r, 0x77, &body));
	struct rd inner = body;
	assert_true(rd_expect(&inner, 0x30, &r));
	wr_put(&w, RD_TEXT("\x77\x82"));
	wr_be16(&w, (uint16_t)(r.left + 5));
	wr_put(&w, RD_TEXT("\x30\x83\x00"));
	wr_be16(&w, (uint16_t)r.left);
	wr_put(&w, r);
	s->file.size = w.size;
	s->made = true;
}
static void make_cms_version(struct spoilt *s)
{
	s->desk.sod.how.version = 1;
}
static void make_digest_list(struct spoilt *s)
{
	s->desk.sod.how.other_digests = true;
}
static void make_content_type(struct spoilt *s)
{
	s->desk.sod.content_type = RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01");
}
static void make_content_type_other(struct spoilt *s)
{
	s->desk.sod.content_type = RD_TEXT("\x67\x81\x08\x01\x01\x02");
}
static void make_signers_several(struct spoilt *s)
{
	s->desk.sod.two_signers = true;
}
static void make_signer_info_version(struct spoilt *s)
{
	s->desk.sod.how.info_version = 3;
}
static void make_signer_not_found(struct spoilt *s)
{
	s->desk.sod.key = s->desk.key;
	s->desk.sod.by_key_id = true;
}
static void make_signer_named(struct spoilt *s)
{
	s->desk.sod.how.name = RD_TEXT("\x30\x22" C_UT CN_OTHER SERIAL);
}
static void make_signer_name_order(struct spoilt *s)
{
	s->desk.sod.how.name = RD_TEXT("\x30\x22" CN_CA C_UT SERIAL);
}
static void make_attributes_missing(struct spoilt *s)
{
	s->desk.sod.no_attributes = true;
}
static void make_attribute_twice(struct spoilt *s)
{
	s->desk.sod.digest_twice = true;
}
#define ATTRIBUTE_TYPE \
	"\x30\x15\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x03\x31\x08\x06\x06\x67\x81\x08\x01\x01"
static void make_attribute_type(struct spoilt *s)
{
	/* Another type, and a digest of zeros: the type comes first. */
	s->desk.sod.how.attributes = RD_TEXT(
		ATTRIBUTE_TYPE "\x02\x30\x2F\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04\x31\x22"
			       "\x04\x20"
			       "00000000000000000000000000000000");
}
static void make_attribute_digest(struct spoilt *s)
{
	s->desk.sod.how.other_content = true;
}
static void make_signing_time(struct spoilt *s)
{
	s->desk.sod.how.signing_time = "240101000000Z"; /* the signer's period began 2025 */
}
static void make_digest_algorithm(struct spoilt *s)
{
	s->desk.sod.how.digest = MD5;
}
static void make_signature_algorithm(struct spoilt *s)
{
	s->desk.sod.how.algorithm = NOBODYS;
}
static void make_algorithm_parameters(struct spoilt *s)
{
	s->desk.sod.how.algorithm = ECDSA_NULL;
}
static void make_hash_deprecated(struct spoilt *s)
{
	s->desk.sod.how.sha1 = true;
}
static void make_key_kind(struct spoilt *s)
{
	s->desk.sod.how.algorithm = RSA;
}
static void make_key_short(struct spoilt *s)
{
	crypt_ec_free(&s->desk.key);
	s->desk.key = desk_key(CRYPT_BP192R1);
}
static void make_signature(struct spoilt *s)
{
	s->desk.sod.how.wrong_signature = true;
}
static void make_object_version(struct spoilt *s)
{
	s->desk.sod.version = 1;
}
static void make_object_hash(struct spoilt *s)
{
	s->desk.sod.hash = MD5;
}
static void make_object_group(struct spoilt *s)
{
	s->desk.sod.group_twice = true;
}
static void make_cert_version(struct spoilt *s)
{
	s->desk.signer.second_version = true;
}
static void make_cert_serial(struct spoilt *s)
{
	s->desk.signer.serial = 0;
}
static void make_cert_algorithms(struct spoilt *s)
{
	s->desk.signer.other_outside = true;
}
static void make_cert_name(struct spoilt *s)
{
	s->desk.signer.country = "ut";
}
static void make_cert_period(struct spoilt *s)
{
	s->desk.signer.from = "350101000000Z";
	s->desk.signer.to = "250101000000Z";
	s->with = "signer-not-yet";
}
static void make_cert_time_form(struct spoilt *s)
{
	s->desk.signer.time_tag = 0x18;
	s->desk.signer.from = "20250101000000Z";
	s->desk.signer.to = "20350101000000Z";
}
static void make_key_id_missing(struct spoilt *s)
{
	s->desk.signer.no_authority_id = true;
}
static void make_key_usage_missing(struct spoilt *s)
{
	s->desk.signer.key_usage = 0;
}
static void make_key_usage(struct spoilt *s)
{
	s->desk.signer.key_usage = 0x40; /* nonRepudiation */
}
static void make_extended_usage(struct spoilt *s)
{
	s->desk.signer.other_usage = RD_TEXT("\x67\x81\x08\x01\x01\x03");
}
static void make_signer_is_ca(struct spoilt *s)
{
	s->desk.signer.ca = true;
}
static void make_critical_unknown(struct spoilt *s)
{
	s->desk.signer.unknown_critical = true;
}
static void make_extension_format(struct spoilt *s)
{
	s->desk.signer.odd_constraints = true;
}
static void make_extension_criticality(struct spoilt *s)
{
	s->desk.signer.usage_not_critical = true;
}
static void make_document_type_list(struct spoilt *s)
{
	s->desk.signer.document_types = RD_TEXT("\x04\x01P");
}
static void make_issuer_unknown(struct spoilt *s)
{
	trust_free(&s->desk.trust);
	assert_int_equal(trust_new(&s->desk.trust), EG_OK);
}
static void make_issuer_signature(struct spoilt *s)
{
	/* A CA that the store does not have signs, and says it was the one that it has. */
	struct mint_cert signer = s->desk.signer;
	signer.authority = s->desk.ca_key;
	const struct mint_file der = mint_certificate(&signer, s->desk.key, s->other);
	struct mint_sod sod = s->desk.sod;
	sod.key = s->desk.key;
	sod.certificate = mint_rd(&der);
	s->file = mint_security_object(&sod);
	s->made = true;
}
static void make_issuer_named(struct spoilt *s)
{
	s->desk.signer.issuer = "Former CA";
}
static void make_issuer_key_id(struct spoilt *s)
{
	s->desk.signer.authority = s->other;
}
static void make_issuer_profile(struct spoilt *s)
{
	s->desk.ca.key_usage = 0;
	desk_store_ca(&s->desk, &s->desk.ca);
}
static void make_signer_expired(struct spoilt *s)
{
	s->desk.signer.to = "261121235959Z";
}
static void make_signer_not_yet(struct spoilt *s)
{
	s->desk.signer.from = "261123000000Z";
}
static void make_issuer_expired(struct spoilt *s)
{
	s->desk.ca.to = "261121235959Z";
	desk_store_ca(&s->desk, &s->desk.ca);
}
static void make_issuer_not_yet(struct spoilt *s)
{
	s->desk.ca.from = "261123000000Z";
	desk_store_ca(&s->desk, &s->desk.ca);
}

static const struct {
	enum passive_fault fault;
	void (*spoil)(struct spoilt *s);
} cases[] = {
	{FAULT_CMS_FORMAT, make_cms_format},
	{FAULT_FILE_TAG, make_file_tag},
	{FAULT_FILE_LENGTH, make_file_length},
	{FAULT_BER, make_ber},
	{FAULT_CMS_VERSION, make_cms_version},
	{FAULT_DIGEST_LIST, make_digest_list},
	{FAULT_CONTENT_TYPE, make_content_type},
	{FAULT_CONTENT_TYPE_OTHER, make_content_type_other},
	{FAULT_SIGNERS_SEVERAL, make_signers_several},
	{FAULT_SIGNER_INFO_VERSION, make_signer_info_version},
	{FAULT_SIGNER_NOT_FOUND, make_signer_not_found},
	{FAULT_SIGNER_NAMED, make_signer_named},
	{FAULT_SIGNER_NAME_ORDER, make_signer_name_order},
	{FAULT_ATTRIBUTES_MISSING, make_attributes_missing},
	{FAULT_ATTRIBUTE_TWICE, make_attribute_twice},
	{FAULT_ATTRIBUTE_TYPE, make_attribute_type},
	{FAULT_ATTRIBUTE_DIGEST, make_attribute_digest},
	{FAULT_SIGNING_TIME, make_signing_time},
	{FAULT_DIGEST_ALGORITHM, make_digest_algorithm},
	{FAULT_SIGNATURE_ALGORITHM, make_signature_algorithm},
	{FAULT_ALGORITHM_PARAMETERS, make_algorithm_parameters},
	{FAULT_HASH_DEPRECATED, make_hash_deprecated},
	{FAULT_KEY_KIND, make_key_kind},
	{FAULT_KEY_SHORT, make_key_short},
	{FAULT_SIGNATURE, make_signature},
	{FAULT_OBJECT_VERSION, make_object_version},
	{FAULT_OBJECT_HASH, make_object_hash},
	{FAULT_OBJECT_GROUP, make_object_group},
	{FAULT_CERT_VERSION, make_cert_version},
	{FAULT_CERT_SERIAL, make_cert_serial},
	{FAULT_CERT_ALGORITHMS, make_cert_algorithms},
	{FAULT_CERT_NAME, make_cert_name},
	{FAULT_CERT_PERIOD, make_cert_period},
	{FAULT_CERT_TIME_FORM, make_cert_time_form},
	{FAULT_KEY_ID_MISSING, make_key_id_missing},
	{FAULT_KEY_USAGE_MISSING, make_key_usage_missing},
	{FAULT_KEY_USAGE, make_key_usage},
	{FAULT_EXTENDED_USAGE, make_extended_usage},
	{FAULT_SIGNER_IS_CA, make_signer_is_ca},
	{FAULT_CRITICAL_UNKNOWN, make_critical_unknown},
	{FAULT_EXTENSION_FORMAT, make_extension_format},
	{FAULT_EXTENSION_CRITICALITY, make_extension_criticality},
	{FAULT_DOCUMENT_TYPE_LIST, make_document_type_list},
	{FAULT_ISSUER_UNKNOWN, make_issuer_unknown},
	{FAULT_ISSUER_SIGNATURE, make_issuer_signature},
	{FAULT_ISSUER_NAMED, make_issuer_named},
	{FAULT_ISSUER_KEY_ID, make_issuer_key_id},
	{FAULT_ISSUER_PROFILE, make_issuer_profile},
	{FAULT_SIGNER_EXPIRED, make_signer_expired},
	{FAULT_SIGNER_NOT_YET, make_signer_not_yet},
	{FAULT_ISSUER_EXPIRED, make_issuer_expired},
	{FAULT_ISSUER_NOT_YET, make_issuer_not_yet},
};
#define CASES (sizeof(cases) / sizeof(cases[0]))

/* What the other tests hold: quirks of forged documents, lists, data groups, EF.COM. */
static const enum passive_fault elsewhere[] = {
	FAULT_ATTRIBUTES_ORDER, FAULT_ATTRIBUTES_SORTED, /* test_quirk_passive */
	FAULT_DIGESTS_DIFFER,   FAULT_KEY_PARAMETERS,    /* test_quirk_passive */
	FAULT_PSS_MASK,         FAULT_DIGEST_INFO,       /* test_cms, test_real_certs */
	FAULT_OBJECT_FORMAT,    FAULT_CERT_FORMAT,    /* test_sod; no such certificate is found */
	FAULT_ISSUER_ALGORITHM,                       /* test_passive */
	FAULT_SIGNER_REVOKED,   FAULT_ISSUER_REVOKED, /* test_passive_list, all to the end */
	FAULT_DISTRUSTED,       FAULT_REVOKED_BY_LIST,   FAULT_TRUST_BY_LIST,    FAULT_CRL_MISSING,
	FAULT_CRL_STALE,        FAULT_CRL_ISSUER,        FAULT_KNOWN_DEFECT,     FAULT_CRL_PROFILE,
	FAULT_COUNTRY,          FAULT_COUNTRY_ABSENT,    FAULT_DOCUMENT_TYPE, /* test_passive_group
									       */
	FAULT_COM_MISSING,      FAULT_COM_FORMAT,        FAULT_COM_MORE,         FAULT_COM_LESS,
	FAULT_COM_VERSION,      FAULT_GROUP_HASH,        FAULT_GROUP_NOT_SIGNED, FAULT_GROUP_UNREAD,
};

static void spoilt_free(struct spoilt *s)
{
	desk_free(&s->desk);
	crypt_ec_free(&s->other);
}

static struct spoilt spoil(size_t i)
{
	struct spoilt s = {.desk = desk_new(), .other = desk_key(CRYPT_P256), .with = ""};
	cases[i].spoil(&s);
	if (!s.made) {
		s.file = desk_sod(&s.desk);
	}
	return s;
}

static bool is_word(enum passive_fault f, const char *words)
{
	const char *at = strstr(words, fault_word(f));
	return at != NULL;
}

/* Found are this fault, what must come with it, and that there is no revocation list. */
static void assert_found(const struct passive_report *r, const struct spoilt *s,
			 enum passive_fault fault)
{
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		bool expected = f == (unsigned)fault || is_word((enum passive_fault)f, s->with);
		if (f != FAULT_CRL_MISSING &&
		    faults_has(r->found, (enum passive_fault)f) != expected) {
			print_message("%s: %s\n", fault_word(fault), desk_words(r->found));
			fail();
		}
	}
}

/* One profile's judgement: passed over and recorded, or a step that is not successful. */
static void assert_judged(const struct spoilt *s, enum passive_fault fault,
			  const struct passive_profile *profile)
{
	struct findings f;
	struct passive_desk desk = s->desk;
	bool tolerated = faults_has(profile->tolerated, fault);
	desk.profile = *profile;
	EG_AUTO(passive_free) struct passive *p = desk_judge_file(&desk, mint_rd(&s->file), &f);
	struct passive_report r = passive_report(p);
	const struct passive_result *step = &r.of[fault_step(fault)];
	assert_found(&r, s, fault);
	assert_int_equal(faults_has(r.tolerated, fault), tolerated);
	if (!tolerated) {
		assert_true(step->fault == fault || is_word(step->fault, s->with));
		assert_string_equal(passive_status_word(step->status),
				    passive_status_word(fault_status(fault)));
	}
	bool of_time = fault_step(fault) == PASSIVE_STEP_VALIDITY;
	struct faults left = faults_without(r.found, profile->tolerated);
	bool only_time = true;
	for (unsigned n = 0; n < FAULT_COUNT; n++) {
		enum passive_step own = fault_step((enum passive_fault)n);
		only_time = only_time &&
			    (!faults_has(left, (enum passive_fault)n) ||
			     own == PASSIVE_STEP_VALIDITY || own == PASSIVE_STEP_REVOCATION);
	}
	/* Periods and missing lists are findings of their own: the gate's policy decides. */
	assert_int_equal(passive_trusted(p), only_time);
	assert_true(tolerated || of_time || !passive_trusted(p));
	assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f) == VERDICT_PASS, only_time);
}

static void each_fault_is_judged_by_its_class(void **state)
{
	(void)state;
	const struct passive_profile strict = passive_profile_strict();
	const struct passive_profile field = passive_profile_field();
	for (size_t i = 0; i < CASES; i++) {
		EG_AUTO(spoilt_free) struct spoilt s = spoil(i);
		assert_judged(&s, cases[i].fault, &strict);
		assert_judged(&s, cases[i].fault, &field);
	}
}

/* A policy that names the fault, and what comes with it, passes over it; or it cannot be read. */
static void a_policy_passes_over_what_it_may_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		EG_AUTO(spoilt_free) struct spoilt s = spoil(i);
		struct passive_profile p;
		struct passive_profile_flaw flaw;
		char text[128];
		int size = snprintf(text, sizeof(text), "tolerate = %s %s\n",
				    fault_word(cases[i].fault), s.with);
		assert_in_range(size, 1, sizeof(text) - 1);
		enum eg_err err = passive_profile_parse(rd_cstr(text), &p, &flaw);
		if (fault_class(cases[i].fault) == FAULT_CLASS_NEVER) {
			assert_int_equal(err, EG_CONFIG);
			continue;
		}
		assert_int_equal(err, EG_OK);
		assert_judged(&s, cases[i].fault, &p);
	}
}

/* A fault that a policy forbids is refused, though the field passes over it. */
static void a_policy_forbids_what_the_field_passes_over(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		if (fault_class(cases[i].fault) != FAULT_CLASS_FIELD) {
			continue;
		}
		EG_AUTO(spoilt_free) struct spoilt s = spoil(i);
		struct passive_profile p;
		struct passive_profile_flaw flaw;
		char text[64];
		assert_in_range(
			snprintf(text, sizeof(text), "forbid = %s", fault_word(cases[i].fault)), 1,
			sizeof(text) - 1);
		assert_int_equal(passive_profile_parse(rd_cstr(text), &p, &flaw), EG_OK);
		assert_judged(&s, cases[i].fault, &p);
	}
}

static void every_fault_has_its_document(void **state)
{
	(void)state;
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		size_t count = 0;
		for (size_t i = 0; i < CASES; i++) {
			count += cases[i].fault == (enum passive_fault)f ? 1 : 0;
		}
		for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
			count += elsewhere[i] == (enum passive_fault)f ? 1 : 0;
		}
		if (count != 1) {
			print_message("%s: %zu\n", fault_word((enum passive_fault)f), count);
			fail();
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_has_its_document),
		cmocka_unit_test(each_fault_is_judged_by_its_class),
		cmocka_unit_test(a_policy_passes_over_what_it_may_name),
		cmocka_unit_test(a_policy_forbids_what_the_field_passes_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
