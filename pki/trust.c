/*
 * trust: the certificates and lists that an administrator trusts, as a document is judged by them.
 * Knows how to find candidates: country CAs, document signers. Never decides about a document.
 */
#include "pki/trust.h"

#include <stdlib.h>

#include "pki/cms.h"
#include "pki/name.h"
#include "pki/revoked.h"
#include "pki/signed_list.h"
#include "pki/store_disk.h"
#include "pki/store_set.h"

struct trust {
	struct store_sections sections; /* of what is owned below, or borrowed */
	struct store_parts parts;       /* owned: filled by hand */
	struct store_map map;           /* owned: a file */
	struct revoked revoked;         /* borrows from the sections */
	struct known known;             /* the same */
	bool has_known;
	bool opened; /* nothing is added */
	size_t unreadable;
};

enum eg_err trust_new(struct trust **out)
{
	*out = calloc(1, sizeof(**out));
	return *out == NULL ? EG_FAIL(EG_NO_MEMORY, "trust store") : EG_OK;
}

void trust_free(struct trust **t)
{
	if (t != NULL && *t != NULL) {
		store_parts_free(&(*t)->parts);
		store_disk_unmap(&(*t)->map);
		free(*t);
		*t = NULL;
	}
}

enum eg_err trust_over_sections(const struct store_sections *s, struct trust **out)
{
	struct revoked revoked;
	struct known known = {0};
	bool has_known = s->of[STORE_KNOWN].left > 0;
	EG_TRY(revoked_open(s->of[STORE_REVOKED], &revoked));
	if (has_known) {
		EG_TRY(known_open(s->of[STORE_KNOWN], &known));
	}
	EG_TRY(trust_new(out));
	(*out)->sections = *s;
	(*out)->revoked = revoked;
	(*out)->known = known;
	(*out)->has_known = has_known;
	(*out)->opened = true;
	return EG_OK;
}

enum eg_err trust_over(struct rd file, struct trust **out)
{
	struct store_sections s;
	EG_TRY(store_file_open(file, &s));
	return trust_over_sections(&s, out);
}

/* Takes the mapping over. */
static enum eg_err over_map(struct store_map *map, struct trust **out)
{
	EG_TRY(trust_over(store_disk_rd(map), out));
	(*out)->map = *map;
	*map = (struct store_map){0};
	return EG_OK;
}

enum eg_err trust_open_fd(int fd, struct trust **out)
{
	EG_AUTO(store_disk_unmap) struct store_map map = {0};
	EG_TRY(store_disk_map(fd, &map));
	return over_map(&map, out);
}

enum eg_err trust_open(const char *path, struct trust **out)
{
	EG_AUTO(store_disk_unmap) struct store_map map = {0};
	EG_TRY(store_disk_map_path(path, &map));
	return over_map(&map, out);
}

size_t trust_count(const struct trust *t)
{
	return store_cert_count(&t->sections, STORE_CSCA);
}

size_t trust_unreadable(const struct trust *t)
{
	return t->unreadable;
}

bool trust_holds(const struct trust *t, struct rd der)
{
	return store_cert_holds(&t->sections, STORE_CSCA, der);
}

const struct store_sections *trust_sections(const struct trust *t)
{
	return &t->sections;
}

static enum eg_err add(struct store_set *s, const struct cert *c)
{
	uint32_t item;
	bool was_there;
	if (s->count >= TRUST_CERTIFICATES_MAX) {
		return EG_FAIL(EG_TOO_BIG, "trust store is full");
	}
	EG_TRY(store_set_add(s, c, &item, &was_there));
	return store_set_name(s, item, 0);
}

/* What the store holds, to be added to. */
static enum eg_err load(const struct trust *t, struct store_set *out)
{
	return t->opened ? EG_FAIL(EG_STATE, "a trust store that was opened is not added to")
			 : store_set_load(out, STORE_CSCA, &t->sections);
}

/* The set, which borrows from the store, replaces what the store holds. */
static enum eg_err replace(struct trust *t, struct store_set *by)
{
	struct store_parts parts = {0};
	EG_TRY(store_set_arrange(by));
	enum eg_err err = store_set_write(by, NULL, by, &parts);
	if (err != EG_OK) {
		store_parts_free(&parts);
		return err;
	}
	store_parts_free(&t->parts);
	t->parts = parts;
	t->sections = store_parts_view(&t->parts);
	return EG_OK;
}

enum eg_err trust_add_certificate(struct trust *t, struct rd der)
{
	EG_AUTO(store_set_free) struct store_set set = {.of = STORE_CSCA};
	struct cert c;
	EG_TRY(cert_parse(der, &c));
	if (faults_has(c.faults, FAULT_CERT_ALGORITHMS)) {
		return EG_FAIL(EG_BAD_DATA, "two signature algorithms in a certificate");
	}
	EG_TRY(load(t, &set));
	EG_TRY(add(&set, &c));
	return replace(t, &set);
}

/* The embedded certificate that the signer info names. */
static enum eg_err list_signer(const struct cms *cms, struct cert *out)
{
	struct rd rest = cms->certificates;
	struct rd der;
	while (cms_next_certificate(&rest, &der)) {
		if (cert_parse(der, out) == EG_OK &&
		    cms_names(&cms->signers[0], out) == CMS_NAMES) {
			return EG_OK;
		}
	}
	return EG_FAIL(EG_NOT_FOUND, "signer of the master list is not embedded");
}

static bool must_not_sign(const struct cert *signer)
{
	static const enum passive_fault faults[] = {FAULT_CERT_ALGORITHMS, FAULT_CERT_PERIOD,
						    FAULT_CRITICAL_UNKNOWN, FAULT_EXTENSION_FORMAT};
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (faults_has(signer->faults, faults[i])) {
			return true;
		}
	}
	return false;
}

/* Doc 9303-12: a master list signer is issued by its CSCA and says what it signs. */
static enum eg_err check_anchor(const struct cert *signer, struct rd anchor)
{
	struct cert ca;
	if (rd_equal(signer->whole, anchor)) {
		return EG_OK;
	}
	EG_TRY(cert_parse(anchor, &ca));
	if (!signer->signs_master_lists || must_not_sign(signer)) {
		return EG_FAIL(EG_DENIED, "certificate may not sign master lists");
	}
	return cert_issued_by(signer, &ca);
}

static enum eg_err check_list(const struct cms *cms, struct rd anchor_or_empty)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct cert signer;
	struct faults found = {0};
	if (!rd_equal(cms->content_type, SIGNED_LIST_MASTER)) {
		return EG_FAIL(EG_BAD_DATA, "no master list");
	}
	if (!faults_empty(cms->faults) || !faults_empty(cms->signers[0].faults)) {
		return EG_FAIL(EG_BAD_DATA, "container of the master list is not as it should be");
	}
	EG_TRY(list_signer(cms, &signer));
	if (anchor_or_empty.left > 0) {
		EG_TRY(check_anchor(&signer, anchor_or_empty));
	}
	EG_TRY(cert_key(&signer, &key));
	return cms_verify_bare(cms, &cms->signers[0], key, &found);
}

static enum eg_err add_all(struct store_set *s, struct rd certificates, size_t *unreadable)
{
	while (certificates.left > 0) {
		uint32_t tag;
		struct rd value;
		struct rd der;
		struct cert c;
		if (!rd_tlv_whole(&certificates, &tag, &value, &der)) {
			return EG_FAIL(EG_BAD_DATA, "certificates of the master list");
		}
		if (cert_parse(der, &c) != EG_OK || faults_has(c.faults, FAULT_CERT_ALGORITHMS)) {
			(*unreadable)++;
			continue;
		}
		EG_TRY(add(s, &c));
	}
	return EG_OK;
}

enum eg_err trust_add_master_list(struct trust *t, struct rd cms, struct rd anchor_or_empty)
{
	EG_AUTO(store_set_free) struct store_set set = {.of = STORE_CSCA};
	struct cms parsed;
	struct rd certificates;
	size_t unreadable = 0;
	if (cms.left > TRUST_LIST_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "master list");
	}
	EG_TRY(cms_parse(cms, &parsed));
	EG_TRY(check_list(&parsed, anchor_or_empty));
	EG_TRY(signed_list_certificates(parsed.content, &certificates));
	EG_TRY(load(t, &set));
	EG_TRY(add_all(&set, certificates, &unreadable));
	EG_TRY(replace(t, &set));
	t->unreadable += unreadable;
	return EG_OK;
}

/* Some listed country CAs lack one of the two; a listed end entity has neither. */
static bool may_issue(const struct cert *c)
{
	return c->ca || c->key_usage_certifies;
}

enum stage { BY_BOTH, BY_ID, BY_NAME, STAGES };

static bool fits_stage(enum stage stage, const struct cert *child, const struct cert *candidate)
{
	bool id = child->authority_key_id.left > 0 &&
		  rd_equal(candidate->subject_key_id, child->authority_key_id);
	bool name = name_same(candidate->subject, child->issuer);
	switch (stage) {
	case BY_BOTH:
		return id && name;
	case BY_ID:
		return id && !name;
	case BY_NAME:
		return !id && name;
	case STAGES:
		break;
	}
	return false;
}

bool trust_next_issuer(const struct trust *t, const struct cert *child, struct trust_cursor *at,
		       struct cert *candidate)
{
	bool has_id = child->authority_key_id.left > 0;
	for (; at->stage < STAGES; *at = (struct trust_cursor){.stage = at->stage + 1}) {
		enum stage stage = (enum stage)at->stage;
		uint64_t key = stage == BY_NAME ? store_key_name(child->issuer)
						: store_key_id(child->authority_key_id);
		enum store_part index = stage == BY_NAME ? STORE_PART_BY_NAME : STORE_PART_BY_ID;
		if (stage != BY_NAME && !has_id) {
			continue;
		}
		while (store_cert_next(&t->sections, STORE_CSCA, index, key, &at->walk,
				       candidate)) {
			if (may_issue(candidate) && fits_stage(stage, child, candidate)) {
				return true;
			}
		}
	}
	return false;
}

static bool name_any_order(struct rd a, struct rd b)
{
	return name_same(a, b) || name_same_reordered(a, b);
}

bool trust_next_signer(const struct trust *t, const struct rd *issuer_or_null, struct rd serial,
		       struct rd key_id, struct trust_cursor *at, struct cert *out)
{
	bool by_name = issuer_or_null != NULL;
	uint64_t key = by_name ? store_key_signer(*issuer_or_null, serial) : store_key_id(key_id);
	enum store_part index = by_name ? STORE_PART_BY_NAME : STORE_PART_BY_ID;
	if (!by_name && key_id.left == 0) {
		return false;
	}
	while (store_cert_next(&t->sections, STORE_DSC, index, key, &at->walk, out)) {
		if (by_name ? rd_equal(out->serial, serial) &&
				      name_any_order(out->issuer, *issuer_or_null)
			    : rd_equal(out->subject_key_id, key_id)) {
			return true;
		}
	}
	return false;
}

enum eg_err trust_find_issuer(const struct trust *t, const struct cert *child, struct date today,
			      struct cert *issuer)
{
	enum eg_err why = EG_NOT_FOUND;
	struct trust_cursor at = {0};
	struct cert candidate;
	bool found = false;
	while (trust_next_issuer(t, child, &at, &candidate)) {
		bool valid = cert_period(&candidate, today) == 0;
		if (found && !valid) {
			continue;
		}
		enum eg_err err = cert_issued_by(child, &candidate);
		if (err == EG_OK) {
			*issuer = candidate;
			found = true;
			if (valid) {
				return EG_OK;
			}
		} else if (child->authority_key_id.left == 0 ||
			   rd_equal(candidate.subject_key_id, child->authority_key_id)) {
			/* A name alone does not say that the key is known: states keep names. */
			why = err == EG_UNSUPPORTED ? err : EG_MISMATCH;
		}
	}
	return found ? EG_OK : EG_FAIL(why, "no key of a listed country CA fits");
}

static enum trust_revocation_state state_of(enum revoked_state s)
{
	switch (s) {
	case REVOKED_NO_LIST:
		return TRUST_CRL_MISSING;
	case REVOKED_OTHER_KEY:
		return TRUST_CRL_OTHER_ISSUER;
	case REVOKED_NO:
		return TRUST_NOT_REVOKED;
	case REVOKED_YES:
		return TRUST_REVOKED;
	}
	return TRUST_CRL_MISSING;
}

enum eg_err trust_revocation(const struct trust *t, const struct cert *ca, struct rd serial,
			     struct trust_revocation *out)
{
	struct revoked_key key;
	struct revoked_answer a;
	*out = (struct trust_revocation){.state = TRUST_CRL_MISSING};
	EG_TRY(revoked_key_of(ca, &key));
	EG_TRY(revoked_find(&t->revoked, &a, &key, ca->subject, serial));
	*out = (struct trust_revocation){
		.state = state_of(a.state),
		.named = a.named,
		.crl_reason = a.reason,
		.revoked = a.revoked,
		.this_update = a.list.this_update,
		.has_next_update = a.list.has_next_update,
		.next_update = a.list.next_update,
		.critical_unknown = a.list.critical_unknown,
		.off_profile = a.list.off_profile,
	};
	return EG_OK;
}

const struct known *trust_known(const struct trust *t)
{
	return t->has_known ? &t->known : NULL;
}
