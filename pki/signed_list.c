/*
 * signed_list: the signed container that master, deviation and defect lists share (Doc 9303-12, 9.1
 * and 10.1; TR-03129-2, 7).
 * Knows that its content is what its embedded signer signed. Never knows whom to trust, nor what is
 * in the list.
 */
#include "pki/signed_list.h"

#include "pki/cms.h"

/* The embedded certificate that the signer info names. */
static bool find_signer(const struct cms *c, struct signed_list *out)
{
	struct rd rest = c->certificates;
	struct rd der;
	while (cms_next_certificate(&rest, &der)) {
		if (cert_parse(der, &out->signer) != EG_OK) {
			continue;
		}
		enum cms_named named = cms_names(&c->signers[0], &out->signer);
		if (named == CMS_NAMES_IN_OTHER_ORDER) {
			faults_add(&out->faults, FAULT_SIGNER_NAME_ORDER);
		}
		if (named != CMS_NAMES_NOT) {
			return true;
		}
	}
	return false;
}

/* The first fault of the signature's steps, for the report. */
static enum passive_fault first_of(struct faults found)
{
	static const enum passive_step steps[] = {PASSIVE_STEP_CONTAINER, PASSIVE_STEP_ATTRIBUTES,
						  PASSIVE_STEP_ALGORITHMS, PASSIVE_STEP_SIGNATURE};
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		enum passive_fault f = faults_first(found, steps[i]);
		if (f != FAULT_NONE && fault_class(f) == FAULT_CLASS_NEVER) {
			return f;
		}
	}
	return FAULT_SIGNATURE;
}

static enum eg_err verify(const struct cms *c, struct signed_list *out, enum passive_fault *why)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct faults found = {0};
	enum eg_err err = cert_key_noting(&out->signer, &key, &found);
	if (err == EG_OK) {
		err = cms_verify_bare(c, &c->signers[0], key, &found);
	}
	*why = err == EG_OK ? FAULT_NONE : first_of(found);
	faults_join(&out->faults, found);
	return err;
}

enum eg_err signed_list_open(struct rd der, struct signed_list *out, enum passive_fault *why)
{
	struct cms c;
	*out = (struct signed_list){0};
	*why = FAULT_CMS_FORMAT;
	if (der.left > SIGNED_LIST_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "signed list");
	}
	EG_TRY(cms_open(der, &out->rewritten, &c));
	out->type = c.content_type;
	out->content = c.content;
	out->faults = c.faults;
	faults_join(&out->faults, c.signers[0].faults);
	out->has_time = c.signers[0].has_signing_time;
	out->time = c.signers[0].signing_time;
	*why = FAULT_SIGNERS_SEVERAL;
	if (c.signer_count != 1) {
		return EG_FAIL(EG_BAD_DATA, "several signers of a list");
	}
	*why = FAULT_SIGNER_NOT_FOUND;
	if (!find_signer(&c, out)) {
		return EG_FAIL(EG_NOT_FOUND, "signer of the list is not embedded");
	}
	return verify(&c, out, why);
}

void signed_list_free(struct signed_list *l)
{
	if (l != NULL) {
		bytes_free(&l->rewritten);
	}
}

enum eg_err signed_list_certificates(struct rd content, struct rd *certificates)
{
	struct rd list;
	struct rd number;
	uint32_t version = 1;
	if (!rd_expect(&content, 0x30, &list) || !rd_end(&content) ||
	    !rd_expect(&list, 0x02, &number) || !rd_small_int(number, &version) || version != 0 ||
	    !rd_expect(&list, 0x31, certificates) || !rd_end(&list)) {
		return EG_FAIL(EG_BAD_DATA, "master list");
	}
	return EG_OK;
}
