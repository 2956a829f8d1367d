/*
 * fuzz_cvc: a certificate that is taken keeps to its profile, and no bytes make a chain to a
 * terminal without a key.
 * Knows cvc, cvc_store, cvc_tree and cvc_renewal. Never knows a chip.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/cvc_renewal.h"

static bool has_no_key(void *context, const struct cvc *terminal, const struct cvc_key *key)
{
	(void)context;
	promise(terminal->role == CVC_IS && key->pub != NULL);
	return false;
}

static void check_fields(const struct cvc *c, struct rd input)
{
	promise(rd_equal(c->whole, input));
	promise(cvc_reference_valid(c->authority) && cvc_reference_valid(c->holder));
	promise(date_valid(c->from) && date_valid(c->to));
	promise(c->body.left < input.left && c->signature.left < input.left);
	promise((c->access & ~(CVC_READ_DG3 | CVC_READ_DG4)) == 0);
	const struct cvc_public *k = &c->key;
	promise(!k->rsa || (k->modulus.left >= 128 && k->exponent.left <= 4 && !k->has_domain));
	promise(!k->has_domain || crypt_curve_size(k->curve) >= 24);
	struct cvc_extension one;
	struct rd rest = c->extensions;
	while (rest.left > 0) {
		promise(cvc_next_extension(&rest, &one) && one.oid.left > 0 &&
			one.objects.left > 0);
	}
}

static void check_key(const struct cvc *c)
{
	EG_AUTO(cvc_key_free) struct cvc_key key = {0};
	enum cvc_why why = CVC_GOOD;
	if (cvc_key(c, NULL, &key) != EG_OK) {
		promise(key.pub == NULL);
		return;
	}
	enum eg_err err = cvc_issued_by(c, c, &key, &why);
	promise((err == EG_OK) == (why == CVC_GOOD));
	promise(err != EG_OK || (c->role == CVC_CVCA && cvc_is_self_signed(c) &&
				 cvc_period(c, c->from) == CVC_GOOD));
}

static void check_plan(const struct cvc_store *s, const struct cvc_holder *holder)
{
	static struct cvc_tree tree;
	static struct cvc_plan plan;
	const struct date today = {2026, 11, 25};
	if (cvc_tree_build(s, holder, &tree) != EG_OK) {
		return;
	}
	for (size_t i = 0; i < tree.count; i++) {
		size_t up = tree.of[i].issuer;
		promise(!tree.of[i].has_key);
		promise(up == CVC_NOWHERE || (up < tree.count && tree.of[i].why == CVC_GOOD));
		promise(tree.of[i].why != CVC_GOOD || cvc_tree_stands(&tree, i));
	}
	promise(cvc_renewal_plan(&tree, today, &plan) == EG_OK);
	promise(plan.next.year == 0 || date_compare(plan.next, today) > 0);
	for (size_t i = 0; i < plan.count; i++) {
		const struct cvc_task *t = &plan.tasks[i];
		promise(t->cvca.left > 0 && t->issuer.left > 0);
		promise(i == 0 || plan.tasks[i - 1].state <= t->state);
	}
}

/* Certificates one after the other, each as long as its header says. */
static void check_store(struct rd input)
{
	EG_AUTO(cvc_store_free) struct cvc_store *s = NULL;
	const struct cvc_holder holder = {.has_key = has_no_key};
	size_t total;
	struct rd one;
	if (cvc_store_new(&s) != EG_OK) {
		return;
	}
	while (cvc_store_count(s) < 6 && rd_tlv_total(input, &total) && total > 0 &&
	       rd_take(&input, total, &one)) {
		if (cvc_store_add(s, one) != EG_OK) {
			break;
		}
	}
	for (size_t i = 0; i < cvc_store_count(s); i++) {
		struct cvc_chain chain;
		enum cvc_why why;
		promise(cvc_store_chain(s, &holder, cvc_store_at(s, i)->holder,
					(struct date){2026, 11, 25}, &chain, &why) != EG_OK);
		promise(why != CVC_GOOD && chain.count == 0);
	}
	check_plan(s, &holder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd input = rd_of(data, size);
	struct cvc c;
	if (cvc_parse(input, &c) == EG_OK) {
		check_fields(&c, input);
		check_key(&c);
	}
	check_store(input);
	return 0;
}
