/*
 * fuzz_sod: without a trusted CA no bytes make a trusted document, and no data group passes, in no
 * profile; what the decoders give lies within the file, and what they refuse they say a fault of.
 * Knows passive, sod and cms. Never knows a chip.
 */
#include "tests/fuzz/within.h"

#include "pki/passive.h"
#include "pki/sod.h"

static void signer(const struct cms_signer *s, struct rd file)
{
	const struct rd parts[] = {s->key_id,         s->issuer,           s->serial,
				   s->signature,      s->attributes,       s->digest_algorithm,
				   s->attribute_type, s->attribute_digest, s->signature_algorithm};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		promise_within(parts[i], file);
	}
	promise(s->has_attributes || faults_has(s->faults, FAULT_ATTRIBUTES_MISSING));
	promise(s->attribute_digest.left > 0 || !s->has_attributes ||
		faults_has(s->faults, FAULT_ATTRIBUTE_DIGEST) ||
		faults_has(s->faults, FAULT_ATTRIBUTE_TWICE));
	promise(!s->has_signing_time || date_valid(s->signing_time.day));
	promise(s->by_key_id ? s->serial.at == NULL : s->key_id.at == NULL);
}

/* The file's own certificates verify its signature, or they do not: no fault means no doubt. */
static void signature(const struct sod *s)
{
	struct rd rest = s->cms.certificates;
	struct rd der;
	while (cms_next_certificate(&rest, &der)) {
		EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
		struct faults found = {0};
		struct cert c;
		if (cert_parse(der, &c) != EG_OK || cert_key(&c, &key) != EG_OK) {
			continue;
		}
		enum eg_err err = cms_verify(&s->cms, &s->cms.signers[0], key, &found);
		bool refused = faults_has(found, FAULT_SIGNATURE) ||
			       faults_has(found, FAULT_KEY_KIND) ||
			       faults_has(found, FAULT_DIGEST_ALGORITHM) ||
			       faults_has(found, FAULT_SIGNATURE_ALGORITHM) ||
			       faults_has(found, FAULT_ATTRIBUTE_DIGEST) ||
			       faults_has(found, FAULT_ATTRIBUTE_TYPE) ||
			       faults_has(found, FAULT_ATTRIBUTE_TWICE) ||
			       faults_has(found, FAULT_ATTRIBUTES_MISSING);
		promise(refused == (err != EG_OK));
	}
}

static void decoders(struct rd file)
{
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct sod s;
	enum eg_err err = sod_parse(file, &rewritten, &s);
	struct rd whole = rewritten.size > 0 ? bytes_rd(&rewritten) : file;
	promise(err == EG_OK || faults_has(s.faults, FAULT_CMS_FORMAT) ||
		faults_has(s.faults, FAULT_OBJECT_FORMAT));
	promise(rewritten.size == 0 || faults_has(s.faults, FAULT_BER));
	promise(s.cms.signer_count <= CMS_SIGNERS_MAX);
	promise(err != EG_OK || s.cms.signer_count > 0);
	promise_within(s.cms.content, whole);
	promise_within(s.cms.certificates, whole);
	for (size_t i = 0; i < s.cms.signer_count; i++) {
		signer(&s.cms.signers[i], whole);
	}
	for (unsigned group = 0; group <= SOD_GROUPS_MAX; group++) {
		bool counts = (s.groups & 1u << group) != 0;
		promise(!counts || (err == EG_OK && s.has_hash && group > 0));
		promise(!counts || s.group_hash[group].left == crypt_hash_size(s.hash));
	}
	if (err == EG_OK) {
		signature(&s);
	}
}

static void judge(const struct passive_input *in, struct rd file)
{
	EG_AUTO(passive_free) struct passive *p = NULL;
	struct findings f = findings_none();
	if (passive_open(in, file, &f, &p) != EG_OK) {
		return; /* no memory */
	}
	promise(p != NULL);
	promise(findings_verdict(&f, CHECK_SOD_FORMAT) != VERDICT_NOT_DONE);
	promise(findings_verdict(&f, CHECK_SOD_CHAIN) != VERDICT_PASS && !passive_trusted(p));
	for (unsigned group = 0; group <= 17; group++) {
		promise(!passive_has_group(p, group));
		promise(passive_group(p, group, file, &f) != VERDICT_PASS);
	}
	passive_holder(p, "UTO", "P", &f);
	passive_com(p, NULL, &f);
	passive_end(p);
	promise(findings_verdict(&f, CHECK_SOD_COUNTRY) != VERDICT_PASS);
	struct passive_report r = passive_report(p);
	promise(r.trust != PASSIVE_TRUSTED);
	for (unsigned s = 0; s < PASSIVE_STEP_COUNT; s++) {
		promise(r.of[s].status == r.of[s].before && r.of[s].healed == FAULT_NONE);
		promise(r.of[s].status == PASSIVE_STATUS_SUCCESSFUL ||
			r.of[s].status == PASSIVE_STATUS_NOT_DONE || r.of[s].fault != FAULT_NONE);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(trust_free) struct trust *t = NULL;
	struct passive_profile profiles[] = {passive_profile_strict(), passive_profile_field()};
	decoders(rd_of(data, size));
	if (trust_new(&t) != EG_OK) {
		return 0;
	}
	for (size_t i = 0; i < 2; i++) {
		const struct passive_input in = {
			.trust = t, .profile = &profiles[i], .today = {2026, 11, 22}};
		judge(&in, rd_of(data, size));
	}
	return 0;
}
