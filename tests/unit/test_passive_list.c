/*
 * Passive Authentication by lists: revocation lists fresh, stale, missing and of another key; lists
 * of defects that revoke, explain, correct and forbid; signers that only the store has. What a list
 * healed keeps the result that it had before.
 */
#include "passive_desk.h"

#include "known_kit.h"
#include "simulator/forge_crl.h"

/* A list of the desk's CA: of these days, naming these serial numbers. */
struct crl_order {
	struct date this_update;
	struct date next_update; /* year 0: not told */
	struct crypt_ec *key;    /* NULL: the CA's */
	uint8_t serial;          /* 0: revokes nothing */
	enum forge_crl_form form;
};

static struct rd name_of(const struct mint_file *certificate, struct wr *out)
{
	struct cert c;
	assert_int_equal(cert_parse(mint_rd(certificate), &c), EG_OK);
	wr_tlv(out, 0x30, c.subject);
	return wr_view(out);
}

static void store_crl(struct passive_desk *d, const struct crl_order *o)
{
	struct crypt_ec *key = o->key == NULL ? d->ca_key : o->key;
	const struct mint_file signer = mint_certificate(&d->ca, key, key);
	const struct forge_crl_entry entry = {
		.serial = rd_of(&o->serial, 1),
		.revoked = {2026, 6, 1},
		.reason = FORGE_CRL_NO_REASON,
	};
	uint8_t name[256];
	uint8_t octets[4096];
	struct wr name_out = WR_ARRAY(name);
	struct wr out = WR_ARRAY(octets);
	struct forge_key forge = {.ec = key};
	assert_int_equal(
		forge_alg_parse(o->key == NULL ? "ec:brainpoolP256r1:sha256" : "ec:P-256:sha256",
				&forge.alg),
		EG_OK);
	const struct forge_crl order = {
		.key = &forge,
		.issuer = name_of(&signer, &name_out),
		.this_update = o->this_update,
		.next_update = o->next_update,
		.number = RD_TEXT("\x01"),
		.entries = &entry,
		.count = o->serial == 0 ? 0 : 1,
		.form = o->form,
	};
	assert_int_equal(forge_crl(&out, &order), EG_OK);
	desk_store_crl(d, wr_view(&out), mint_rd(&signer));
}

static struct passive_report judged(const struct passive_desk *d, struct findings *f)
{
	EG_AUTO(passive_free) struct passive *p = desk_judge(d, f);
	struct passive_report r = passive_report(p);
	bool revoked = r.of[PASSIVE_STEP_REVOCATION].status == PASSIVE_STATUS_FAILED;
	assert_true(!revoked || !passive_trusted(p));
	return r;
}

static void a_fresh_list_that_does_not_name_the_signer_settles_it(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	struct findings f;
	store_crl(&d, &(struct crl_order){{2026, 11, 1}, {2027, 1, 30}, NULL, 77, FORGE_CRL_USUAL});
	struct passive_report r = judged(&d, &f);
	PASSES(&f, CHECK_SOD_REVOCATION);
	assert_string_equal(desk_words(r.found), "");
	assert_int_equal(r.trust, PASSIVE_TRUSTED);
}

static void a_signer_on_the_list_is_revoked_and_proves_nothing(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	struct findings f;
	store_crl(&d, &(struct crl_order){{2026, 11, 1}, {2027, 1, 30}, NULL, 2, FORGE_CRL_USUAL});
	struct passive_report r = judged(&d, &f);
	desk_finding(&f, CHECK_SOD_REVOCATION, VERDICT_FAIL, REASON_REVOKED, FAULT_SIGNER_REVOKED);
	assert_int_equal(r.trust, PASSIVE_NOT_TRUSTED);
	EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
	assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f), VERDICT_CANNOT_TELL);
}

static void a_country_ca_on_its_own_list_is_revoked(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	struct findings f;
	store_crl(&d, &(struct crl_order){{2026, 11, 1}, {2027, 1, 30}, NULL, 1, FORGE_CRL_USUAL});
	struct passive_report r = judged(&d, &f);
	desk_finding(&f, CHECK_SOD_REVOCATION, VERDICT_FAIL, REASON_REVOKED, FAULT_ISSUER_REVOKED);
	assert_string_equal(desk_words(r.found), "issuer-revoked");
	assert_int_equal(r.trust, PASSIVE_NOT_TRUSTED);
}

/* The list is due on the 20th: on that day it is fresh, and as long after as the policy says. */
static void a_list_is_stale_after_its_day_and_the_days_of_grace(void **state)
{
	(void)state;
	static const struct {
		struct date today;
		uint32_t grace;
		bool stale;
	} days[] = {
		{{2026, 11, 20}, 0, false},   {{2026, 11, 21}, 0, true},
		{{2026, 11, 23}, 3, false},   {{2026, 11, 24}, 3, true},
		{{2026, 12, 31}, 365, false},
	};
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		struct findings f;
		d.today = days[i].today;
		d.profile.crl_grace_days = days[i].grace;
		store_crl(&d, &(struct crl_order){
				      {2026, 9, 1}, {2026, 11, 20}, NULL, 77, FORGE_CRL_USUAL});
		struct passive_report r = judged(&d, &f);
		assert_string_equal(desk_words(r.found), days[i].stale ? "crl-stale" : "");
		if (days[i].stale) {
			desk_finding(&f, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL,
				     REASON_REVOCATION_STALE, FAULT_CRL_STALE);
			assert_int_equal(r.trust, PASSIVE_TRUST_UNDETERMINED);
		} else {
			PASSES(&f, CHECK_SOD_REVOCATION);
		}
	}
}

static void a_list_that_tells_no_next_one_lives_ninety_days(void **state)
{
	(void)state;
	static const struct date made[] = {{2026, 8, 24}, {2026, 8, 23}};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		struct findings f;
		store_crl(&d, &(struct crl_order){made[i], {0, 0, 0}, NULL, 77, FORGE_CRL_USUAL});
		struct passive_report r = judged(&d, &f);
		assert_int_equal(faults_has(r.found, FAULT_CRL_STALE), i == 1);
	}
}

static void a_stale_list_still_revokes_what_it_lists(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	struct findings f;
	store_crl(&d, &(struct crl_order){{2020, 1, 1}, {2020, 3, 1}, NULL, 2, FORGE_CRL_USUAL});
	struct passive_report r = judged(&d, &f);
	desk_finding(&f, CHECK_SOD_REVOCATION, VERDICT_FAIL, REASON_REVOKED, FAULT_SIGNER_REVOKED);
	assert_string_equal(desk_words(r.found), "signer-revoked crl-stale");
}

static void a_list_of_another_key_leaves_it_open_but_revokes_what_it_lists(void **state)
{
	(void)state;
	for (uint8_t serial = 2; serial < 4; serial++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		EG_AUTO(crypt_ec_free) struct crypt_ec *other = desk_key(CRYPT_P256);
		struct findings f;
		store_crl(&d,
			  &(struct crl_order){
				  {2026, 11, 1}, {2027, 1, 30}, other, serial, FORGE_CRL_USUAL});
		struct passive_report r = judged(&d, &f);
		assert_string_equal(desk_words(r.found),
				    serial == 2 ? "signer-revoked crl-issuer" : "crl-issuer");
		desk_finding(&f, CHECK_SOD_REVOCATION,
			     serial == 2 ? VERDICT_FAIL : VERDICT_CANNOT_TELL,
			     serial == 2 ? REASON_REVOKED : REASON_REVOCATION_ISSUER,
			     serial == 2 ? FAULT_SIGNER_REVOKED : FAULT_CRL_ISSUER);
	}
}

/* Where the profile asks for a list, no setting of the gate can do without. */
static void a_missing_list_is_told_or_refused_as_the_policy_says(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	struct findings f;
	struct passive_report r = judged(&d, &f);
	desk_finding(&f, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL, REASON_NO_REVOCATION_LIST,
		     FAULT_CRL_MISSING);
	assert_int_equal(r.of[PASSIVE_STEP_REVOCATION].status, PASSIVE_STATUS_SUCCESSFUL);
	assert_string_equal(desk_words(r.tolerated), "crl-missing");
	d.profile = passive_profile_strict();
	r = judged(&d, &f);
	desk_finding(&f, CHECK_SOD_REVOCATION, VERDICT_FAIL, REASON_NO_REVOCATION_LIST,
		     FAULT_CRL_MISSING);
	assert_int_equal(r.of[PASSIVE_STEP_REVOCATION].status, PASSIVE_STATUS_UNDETERMINED);
	assert_int_equal(r.trust, PASSIVE_TRUST_UNDETERMINED);
}

static void a_list_that_is_not_understood_is_as_good_as_none(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	struct findings f;
	store_crl(&d,
		  &(struct crl_order){{2026, 11, 1}, {2027, 1, 30}, NULL, 77, FORGE_CRL_CRITICAL});
	struct passive_report r = judged(&d, &f);
	assert_true(faults_has(r.found, FAULT_CRL_MISSING));
}

static void distrust(struct passive_desk *d, struct rd bytes)
{
	uint8_t hash[CRYPT_HASH_MAX];
	struct wr w = WR_ARRAY(d->profile.distrusted[0]);
	assert_int_equal(crypt_hash(CRYPT_SHA256, bytes, hash), EG_OK);
	wr_put(&w, rd_of(hash, PASSIVE_DISTRUSTED_SIZE));
	d->profile.distrusted_count = 1;
}

/* What is distrusted by name: certificate or key, of the signer or its country CA. */
static void what_the_operator_distrusts_vouches_for_nothing(void **state)
{
	(void)state;
	for (int which = 0; which < 5; which++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		struct findings f;
		const struct mint_file signer = desk_signer(&d);
		struct trust_cursor at = {0};
		struct cert of_signer;
		struct cert of_ca;
		assert_int_equal(cert_parse(mint_rd(&signer), &of_signer), EG_OK);
		assert_true(trust_next_issuer(d.trust, &of_signer, &at, &of_ca));
		d.sod.key = d.key;
		d.sod.certificate = mint_rd(&signer);
		const struct rd named[] = {mint_rd(&signer), of_signer.spki, of_ca.whole,
					   of_ca.spki, RD_TEXT("nobody")};
		distrust(&d, named[which]);
		struct passive_report r = judged(&d, &f);
		assert_int_equal(faults_has(r.found, FAULT_DISTRUSTED), which < 4);
		if (which < 4) {
			desk_finding(&f, CHECK_SOD_REVOCATION, VERDICT_FAIL, REASON_REVOKED,
				     FAULT_DISTRUSTED);
			assert_int_equal(r.trust, PASSIVE_NOT_TRUSTED);
		}
	}
}

/* A signer that the file does not carry is found in the store, by either way of naming it. */
static void a_signer_of_the_store_verifies_what_carries_none(void **state)
{
	(void)state;
	for (int by_key = 0; by_key < 2; by_key++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		struct findings f;
		const struct mint_file der = desk_signer(&d);
		desk_store_signer(&d, mint_rd(&der));
		d.sod.key = d.key;
		d.sod.by_key_id = by_key == 1;
		/* Issuer and serial of the desk's signer. */
		d.sod.how.name = RD_TEXT("\x30\x22\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02UT"
					 "\x31\x13\x30\x11\x06\x03\x55\x04\x03\x0C\x0A"
					 "Country CA\x02\x01\x02");
		EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
		PASSES(&f, CHECK_SOD_SIGNER);
		PASSES(&f, CHECK_SOD_SIGNATURE);
		PASSES(&f, CHECK_SOD_CHAIN);
		assert_true(passive_trusted(p));
		assert_true(rd_equal(passive_signer(p)->whole, mint_rd(&der)));
	}
}

/* A list of one entry about the desk's signer. */
struct told {
	struct known_kit kit;
	struct kit_list list;
	uint8_t issuer[256];
	uint8_t serial[8];
};

static void told_free(struct told *t)
{
	known_kit_free(&t->kit);
}

static void tell(struct told *t, struct passive_desk *d, bool defects, struct rd arcs,
		 struct rd parameter)
{
	const struct mint_file der = desk_signer(d);
	struct wr issuer = WR_ARRAY(t->issuer);
	struct wr serial = WR_ARRAY(t->serial);
	struct cert c;
	assert_int_equal(cert_parse(mint_rd(&der), &c), EG_OK);
	wr_tlv(&issuer, 0x30, c.issuer);
	wr_tlv(&serial, 0x02, c.serial);
	kit_say(&t->list, defects, (const char *)arcs.at, arcs.left, parameter);
	t->list.entry.issuer = wr_view(&issuer);
	t->list.entry.serial = wr_view(&serial);
	kit_index(&t->kit, &t->list, "");
	desk_store_known(d, bytes_rd(&t->kit.image));
}

#define CODE(n) RD_TEXT("\x0A\x01" n)

static void assert_step(const struct passive_report *r, enum passive_step step,
			enum passive_status status, enum passive_status before,
			enum passive_fault healed)
{
	assert_string_equal(passive_status_word(r->of[step].status), passive_status_word(status));
	assert_string_equal(passive_status_word(r->of[step].before), passive_status_word(before));
	assert_string_equal(fault_word(r->of[step].healed), fault_word(healed));
}

static void a_list_of_defects_revokes_or_leaves_it_open(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		enum passive_fault fault;
		enum verdict verdict;
		enum reason reason;
		enum passive_trust trust;
	} codes[] = {
		{"\x0A\x01\x03", FAULT_REVOKED_BY_LIST, VERDICT_FAIL, REASON_REVOKED,
		 PASSIVE_NOT_TRUSTED},
		{"\x0A\x01\x01", FAULT_TRUST_BY_LIST, VERDICT_CANNOT_TELL, REASON_DEFECT_LISTED,
		 PASSIVE_TRUST_UNDETERMINED},
		{"\x0A\x01\x20", FAULT_TRUST_BY_LIST, VERDICT_CANNOT_TELL, REASON_DEFECT_LISTED,
		 PASSIVE_TRUST_UNDETERMINED},
	};
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		EG_AUTO(told_free) struct told t = {.kit = {.content = {0}}};
		struct findings f;
		tell(&t, &d, true, RD_TEXT("\x01\x01"), rd_of(codes[i].code, 3));
		struct passive_report r = judged(&d, &f);
		desk_finding(&f, CHECK_SOD_REVOCATION, codes[i].verdict, codes[i].reason,
			     codes[i].fault);
		assert_int_equal(r.trust, codes[i].trust);
		/* Without the list it had been successful. */
		assert_int_equal(r.of[PASSIVE_STEP_REVOCATION].before, PASSIVE_STATUS_SUCCESSFUL);
	}
}

static void a_defect_that_is_not_known_forbids_the_chips_data(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	EG_AUTO(told_free) struct told t = {.kit = {.content = {0}}};
	struct findings f;
	tell(&t, &d, true, RD_TEXT("\x04\x63"), RD_EMPTY);
	EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
	struct passive_report r = passive_report(p);
	assert_step(&r, PASSIVE_STEP_KNOWN_DEFECT, PASSIVE_STATUS_FAILED, PASSIVE_STATUS_SUCCESSFUL,
		    FAULT_NONE);
	desk_finding(&f, CHECK_SOD_REVOCATION, VERDICT_FAIL, REASON_DEFECT_LISTED,
		     FAULT_KNOWN_DEFECT);
	assert_false(passive_trusted(p));
	assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f), VERDICT_CANNOT_TELL);
}

/* Estonia 2018: the signature of known documents is wrong. That is explained, never believed. */
static void a_wrong_signature_that_is_listed_is_undetermined_only(void **state)
{
	(void)state;
	static const struct {
		bool defects;
		const char *arcs;
		struct rd parameter;
	} lists[] = {{false, "\x02\x03", {.at = NULL}}, {true, "\x02\x02", {.at = NULL}}};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		EG_AUTO(told_free) struct told t = {.kit = {.content = {0}}};
		struct findings f;
		d.sod.how.wrong_signature = true;
		tell(&t, &d, lists[i].defects, rd_cstr(lists[i].arcs), lists[i].parameter);
		EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
		struct passive_report r = passive_report(p);
		assert_step(&r, PASSIVE_STEP_SIGNATURE, PASSIVE_STATUS_UNDETERMINED,
			    PASSIVE_STATUS_FAILED, FAULT_SIGNATURE);
		desk_finding(&f, CHECK_SOD_SIGNATURE, VERDICT_CANNOT_TELL, REASON_DEFECT_LISTED,
			     FAULT_SIGNATURE);
		assert_false(passive_trusted(p));
		assert_string_equal(desk_words(r.healed), "");
		assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f), VERDICT_CANNOT_TELL);
		/* And a state that does not heal hears of it all the same. */
		d.profile.listed = LISTED_TELL;
		r = judged(&d, &f);
		assert_step(&r, PASSIVE_STEP_SIGNATURE, PASSIVE_STATUS_FAILED,
			    PASSIVE_STATUS_FAILED, FAULT_NONE);
		assert_true(faults_has(r.listed, FAULT_SIGNATURE));
	}
}

static void a_period_that_is_known_to_be_wrong_is_not_supported(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	EG_AUTO(told_free) struct told t = {.kit = {.content = {0}}};
	struct findings f;
	d.signer.to = "260101000000Z";
	tell(&t, &d, true, RD_TEXT("\x01\x06"), CODE("\x02"));
	struct passive_report r = judged(&d, &f);
	assert_step(&r, PASSIVE_STEP_VALIDITY, PASSIVE_STATUS_NOT_SUPPORTED, PASSIVE_STATUS_FAILED,
		    FAULT_SIGNER_EXPIRED);
	desk_finding(&f, CHECK_SOD_VALIDITY, VERDICT_CANNOT_TELL, REASON_DEFECT_LISTED,
		     FAULT_SIGNER_EXPIRED);
}

/* A certificate that broke is replaced: the replacement verifies, and needs no country CA. */
static void a_replacement_is_used_instead_of_the_signers_certificate(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	EG_AUTO(crypt_ec_free) struct crypt_ec *nobody = desk_key(CRYPT_P256);
	EG_AUTO(told_free) struct told t = {.kit = {.content = {0}}};
	struct findings f;
	const struct mint_file right = desk_signer(&d);
	const struct mint_file broken = mint_certificate(&d.signer, d.key, nobody);
	d.sod.key = d.key;
	d.sod.certificate = mint_rd(&broken);
	EG_AUTO(passive_free) struct passive *before = desk_judge(&d, &f);
	assert_false(passive_trusted(before));
	tell(&t, &d, true, RD_TEXT("\x01\x02"), mint_rd(&right));
	EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
	struct passive_report r = passive_report(p);
	assert_step(&r, PASSIVE_STEP_CHAIN, PASSIVE_STATUS_SUCCESSFUL, PASSIVE_STATUS_UNDETERMINED,
		    FAULT_ISSUER_UNKNOWN);
	DEVIATES(&f, CHECK_SOD_CHAIN, FAULT_ISSUER_UNKNOWN);
	assert_true(faults_has(r.healed, FAULT_ISSUER_UNKNOWN));
	assert_true(passive_trusted(p));
	assert_true(rd_equal(passive_signer(p)->whole, mint_rd(&right)));
	assert_int_equal(r.trust, PASSIVE_TRUSTED);
}

/* The signer info names a certificate that is not there; a list says which one was meant. */
static void a_corrected_signer_identifier_finds_the_signer(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	EG_AUTO(crypt_ec_free) struct crypt_ec *beside = desk_key(CRYPT_P256);
	EG_AUTO(told_free) struct told t = {.kit = {.content = {0}}};
	struct findings f;
	uint8_t octets[2 * MINT_FILE_MAX];
	uint8_t key_id[64];
	struct wr both = WR_ARRAY(octets);
	struct wr id = WR_ARRAY(key_id);
	struct mint_cert second = d.signer;
	struct cert c;
	second.serial = 9;
	const struct mint_file right = desk_signer(&d);
	const struct mint_file other = mint_certificate(&second, beside, d.ca_key);
	assert_int_equal(cert_parse(mint_rd(&right), &c), EG_OK);
	wr_put(&both, mint_rd(&other));
	wr_put(&both, mint_rd(&right));
	d.sod.key = d.key;
	d.sod.certificate = wr_view(&both);
	/* It names the other one, so that the signature does not fit. */
	EG_AUTO(passive_free) struct passive *before = desk_judge(&d, &f);
	desk_finding(&f, CHECK_SOD_SIGNATURE, VERDICT_FAIL, REASON_SIGNATURE_WRONG,
		     FAULT_SIGNATURE);
	assert_false(passive_trusted(before));
	wr_tlv(&id, 0x80, c.subject_key_id);
	d.signer.serial = 9;
	tell(&t, &d, true, RD_TEXT("\x02\x04"), wr_view(&id));
	EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
	struct passive_report r = passive_report(p);
	assert_step(&r, PASSIVE_STEP_SIGNATURE, PASSIVE_STATUS_SUCCESSFUL, PASSIVE_STATUS_FAILED,
		    FAULT_SIGNATURE);
	assert_true(passive_trusted(p));
}

static void a_corrected_country_is_the_one_that_is_compared(void **state)
{
	(void)state;
	for (int healing = 0; healing < 2; healing++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		EG_AUTO(told_free) struct told t = {.kit = {.content = {0}}};
		struct findings f;
		d.signer.country = "XX";
		d.profile.listed = healing == 1 ? LISTED_HEAL : LISTED_TELL;
		tell(&t, &d, true, RD_TEXT("\x02\x05"), RD_TEXT("\x13\x02UT"));
		EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
		passive_holder(p, "UTO", "P", &f);
		struct passive_report r = passive_report(p);
		assert_int_equal(r.of[PASSIVE_STEP_COUNTRY].status,
				 healing == 1 ? PASSIVE_STATUS_SUCCESSFUL : PASSIVE_STATUS_FAILED);
		assert_int_equal(r.of[PASSIVE_STEP_COUNTRY].before, PASSIVE_STATUS_FAILED);
		/* Another state's document it is not. */
		EG_AUTO(passive_free) struct passive *other = desk_judge(&d, &f);
		passive_holder(other, "D", "P", &f);
		desk_finding(&f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_COUNTRY_DIFFERS,
			     FAULT_COUNTRY);
	}
}

/* Italy 2018: the signed hash of a data group is wrong. Of another group it is a failure. */
static void a_listed_group_hash_is_undetermined_for_that_group_alone(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	EG_AUTO(told_free) struct told t = {.kit = {.content = {0}}};
	struct findings f;
	d.sod.groups[12] = RD_TEXT("twelve");
	tell(&t, &d, false, RD_TEXT("\x02\x02"), RD_TEXT("\x02\x01\x0C"));
	EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
	assert_int_equal(passive_group(p, 12, RD_TEXT("Twelve"), &f), VERDICT_CANNOT_TELL);
	assert_int_equal(f.of[CHECK_GROUPS_HASH].reason, REASON_DEFECT_LISTED);
	struct passive_report r = passive_report(p);
	assert_step(&r, PASSIVE_STEP_GROUPS, PASSIVE_STATUS_UNDETERMINED, PASSIVE_STATUS_FAILED,
		    FAULT_GROUP_HASH);
	assert_int_equal(passive_group(p, 2, RD_TEXT("Two"), &f), VERDICT_FAIL);
	r = passive_report(p);
	assert_step(&r, PASSIVE_STEP_GROUPS, PASSIVE_STATUS_FAILED, PASSIVE_STATUS_FAILED,
		    FAULT_NONE);
}

static void a_listed_discrepancy_of_ef_com_is_healed(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk d = desk_new();
	EG_AUTO(told_free) struct told t = {.kit = {.content = {0}}};
	const struct passive_com com = {true, 1u << 1 | 1u << 2 | 1u << 3, "0107", "040000"};
	struct findings f;
	d.profile = passive_profile_strict();
	tell(&t, &d, true, RD_TEXT("\x02\x03"), RD_EMPTY);
	EG_AUTO(passive_free) struct passive *p = desk_judge(&d, &f);
	passive_com(p, &com, &f);
	struct passive_report r = passive_report(p);
	assert_step(&r, PASSIVE_STEP_COM, PASSIVE_STATUS_SUCCESSFUL, PASSIVE_STATUS_FAILED,
		    FAULT_COM_MORE);
	DEVIATES(&f, CHECK_SOD_COM, FAULT_COM_MORE);
	assert_string_equal(desk_words(r.healed), "com-more");
}

/* An entry that selects by number means a document of that number, as it is printed. */
static void lists_select_by_the_printed_number(void **state)
{
	(void)state;
	static const char *const numbers[] = {"AB1234567", NULL};
	static const char *const printed[] = {"AB1234567", "AB1234568"};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(desk_free) struct passive_desk d = desk_new();
		EG_AUTO(told_free) struct told t = {.kit = {.content = {0}}};
		struct findings f;
		d.sod.how.wrong_signature = true;
		d.document = (struct passive_document){"UTO", RD_TEXT("P"), rd_cstr(printed[i])};
		kit_say(&t.list, false, "\x02\x03", 2, RD_EMPTY);
		t.list.entry.issuer = t.list.entry.serial = RD_EMPTY;
		t.list.entry.numbers = numbers;
		kit_index(&t.kit, &t.list, "UT");
		desk_store_known(&d, bytes_rd(&t.kit.image));
		struct passive_report r = judged(&d, &f);
		assert_int_equal(r.of[PASSIVE_STEP_SIGNATURE].status,
				 i == 0 ? PASSIVE_STATUS_UNDETERMINED : PASSIVE_STATUS_FAILED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fresh_list_that_does_not_name_the_signer_settles_it),
		cmocka_unit_test(a_signer_on_the_list_is_revoked_and_proves_nothing),
		cmocka_unit_test(a_country_ca_on_its_own_list_is_revoked),
		cmocka_unit_test(a_list_is_stale_after_its_day_and_the_days_of_grace),
		cmocka_unit_test(a_list_that_tells_no_next_one_lives_ninety_days),
		cmocka_unit_test(a_stale_list_still_revokes_what_it_lists),
		cmocka_unit_test(a_list_of_another_key_leaves_it_open_but_revokes_what_it_lists),
		cmocka_unit_test(a_missing_list_is_told_or_refused_as_the_policy_says),
		cmocka_unit_test(a_list_that_is_not_understood_is_as_good_as_none),
		cmocka_unit_test(what_the_operator_distrusts_vouches_for_nothing),
		cmocka_unit_test(a_signer_of_the_store_verifies_what_carries_none),
		cmocka_unit_test(a_list_of_defects_revokes_or_leaves_it_open),
		cmocka_unit_test(a_defect_that_is_not_known_forbids_the_chips_data),
		cmocka_unit_test(a_wrong_signature_that_is_listed_is_undetermined_only),
		cmocka_unit_test(a_period_that_is_known_to_be_wrong_is_not_supported),
		cmocka_unit_test(a_replacement_is_used_instead_of_the_signers_certificate),
		cmocka_unit_test(a_corrected_signer_identifier_finds_the_signer),
		cmocka_unit_test(a_corrected_country_is_the_one_that_is_compared),
		cmocka_unit_test(a_listed_group_hash_is_undetermined_for_that_group_alone),
		cmocka_unit_test(a_listed_discrepancy_of_ef_com_is_healed),
		cmocka_unit_test(lists_select_by_the_printed_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
