/*
 * fuzz_cvc_request: a request that is taken keeps to its profile, and no bytes make one that is
 * signed by a key which never signed.
 * Knows cvc_request and cvc_reference. Never knows an authority.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/cvc_reference.h"
#include "pki/cvc_request.h"

static void check_reference(struct rd reference)
{
	uint8_t room[CVC_REFERENCE_MAX];
	struct wr w = WR_ARRAY(room);
	struct cvc_reference parts;
	bool strict = cvc_reference_strict(reference);
	promise(cvc_reference_same_holder(reference, reference));
	if (cvc_reference_next(reference, &w) == EG_OK) {
		promise(strict && cvc_reference_strict(wr_view(&w)));
		promise(cvc_reference_same_holder(reference, wr_view(&w)));
		promise(!rd_equal(reference, wr_view(&w)));
	} else {
		promise(!strict);
	}
	if (cvc_reference_split(reference, &parts)) {
		promise(parts.country.left + parts.mnemonic.left + parts.sequence.left ==
			reference.left);
	}
	promise(rd_cstr(cvc_reference_text(reference).text).left < CVC_REFERENCE_TEXT);
}

static void check_fields(const struct cvc_request *r, struct rd input)
{
	struct cvc_extension one;
	struct rd rest = r->extensions;
	promise(rd_equal(r->whole, input));
	promise(cvc_reference_valid(r->holder));
	promise(r->authority.left == 0 || cvc_reference_valid(r->authority));
	promise(r->body.left < r->certificate.left && r->signature.left > 0);
	promise(r->key.rsa || r->key.has_domain);
	promise(r->authenticated == (r->certificate.left < input.left));
	promise(!r->authenticated ||
		(r->outer_signed.left > r->certificate.left && cvc_reference_valid(r->signer)));
	while (rest.left > 0) {
		promise(cvc_next_extension(&rest, &one));
	}
}

/* The key of the request itself, as if it had a certificate. */
static void check_outer(const struct cvc_request *r)
{
	EG_AUTO(cvc_key_free) struct cvc_key key = {0};
	struct cvc own = {.holder = r->signer};
	if (cvc_public_open(&r->key, NULL, &key) != EG_OK) {
		promise(key.pub == NULL);
		return;
	}
	enum eg_err err = cvc_request_verify_outer(r, &own, &key);
	promise(r->authenticated || err == EG_DENIED);
	own.holder = RD_TEXT("UTOTHER00001");
	promise(rd_equal(r->signer, own.holder) ||
		cvc_request_verify_outer(r, &own, &key) == EG_DENIED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd input = rd_of(data, size);
	struct cvc_request r;
	check_reference(input);
	if (cvc_request_parse(input, &r) != EG_OK) {
		promise(r.whole.left == 0);
		return 0;
	}
	check_fields(&r, input);
	check_reference(r.holder);
	check_reference(r.authority);
	if (cvc_request_verify(&r) == EG_OK) {
		struct cvc_request inner;
		promise(cvc_request_parse(r.certificate, &inner) == EG_OK);
		promise(!inner.authenticated && rd_equal(inner.holder, r.holder));
		promise(cvc_request_verify(&inner) == EG_OK);
	}
	check_outer(&r);
	return 0;
}
