/*
 * import_known: deviation and defect lists into a trust store.
 * Knows whose a list is and for whose documents. Never applies one.
 */
#include "pki/import_work.h"

#include <stdlib.h>
#include <string.h>

#include "pki/known_signed.h"

static enum import_reason reason_of(enum eg_err err, const struct known_signed *k)
{
	bool outside = k->signer.whole.left > 0 && cert_period(&k->signer, k->time.day) != 0;
	switch (err) {
	case EG_NOT_FOUND:
		return IMPORT_SIGNER_MISSING;
	case EG_MISMATCH:
		return IMPORT_SIGNATURE;
	case EG_DENIED:
		return outside ? IMPORT_SIGNER_PERIOD : IMPORT_SIGNER_USAGE;
	case EG_TOO_BIG:
		return IMPORT_TOO_MANY;
	case EG_OK:
	case EG_BAD_DATA:
	case EG_TRUNCATED:
	case EG_UNSUPPORTED:
	case EG_CRYPTO:
	case EG_NO_MEMORY:
	case EG_IO:
	case EG_GONE:
	case EG_TIMEOUT:
	case EG_STATE:
	case EG_CONFIG:
	case EG_SANDBOX:
		break;
	}
	return IMPORT_FORMAT;
}

static enum eg_err list_source(struct import_work *w, struct import_object *o,
			       const struct known_signed *k, const struct import_vouched *by,
			       struct store_source *s)
{
	EG_TRY(import_source_of(w, o, s));
	import_put_country(s->country, by->country);
	s->marks = by->marks;
	struct wr voucher = WR_ARRAY(s->voucher);
	wr_put(&voucher, RD_ARRAY(by->key));
	s->time_s = k->time.unix_s;
	s->faults = k->faults;
	s->objects = k->info.entries > 0 ? k->info.entries : k->list.entry_count;
	s->name = k->signer.subject;
	s->kept = o->der;
	EG_TRY(import_origin(o->kind, rd_cstr(s->country), s->origin));
	/* It can say anything of any document: only the operator's own word makes it so. */
	if (o->kind == STORE_KIND_DEFECTS && (s->marks & STORE_MARK_ANCHOR) != 0 &&
	    import_same_country(s->country, w->options->own_state)) {
		s->marks |= STORE_MARK_OWN_STATE;
	}
	if (o->collection == STORE_NONE) {
		import_result(w, o)->source = *s;
	}
	return EG_OK;
}

static enum eg_err add_known(struct known_builder *b, const struct store_source *s)
{
	EG_AUTO(known_signed_free) struct known_signed k = {0};
	EG_TRY(known_signed_open(s->kept, &k));
	if ((s->marks & STORE_MARK_OWN_STATE) != 0) {
		import_put_country(k.info.country, "");
	}
	return known_builder_add(b, &k.list, &k.info);
}

/* Corrections of the list that was added first win: the newest comes first. */
static int by_time(const void *a, const void *b)
{
	const struct store_source *x = ((const struct store_source_ref *)a)->source;
	const struct store_source *y = ((const struct store_source_ref *)b)->source;
	if (x->time_s != y->time_s) {
		return x->time_s > y->time_s ? -1 : 1;
	}
	if (x->kind != y->kind) {
		return x->kind < y->kind ? -1 : 1;
	}
	return memcmp(x->origin, y->origin, STORE_HASH_SIZE);
}

static bool is_known(const struct import_source *s)
{
	return !s->dead && (s->s.kind == STORE_KIND_DEVIATIONS || s->s.kind == STORE_KIND_DEFECTS);
}

enum eg_err import_known_image(const struct import_work *w, uint32_t without,
			       const struct store_source *more_or_null, struct bytes *out)
{
	EG_AUTO(known_builder_free) struct known_builder *b = NULL;
	EG_AUTO(eg_free) struct store_source_ref *lists = NULL;
	size_t count = 0;
	lists = calloc(w->source_count + 2, sizeof(*lists));
	if (lists == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "import");
	}
	for (uint32_t i = 0; i < w->source_count; i++) {
		if (is_known(&w->sources[i]) && i != without) {
			lists[count++].source = &w->sources[i].s;
		}
	}
	if (more_or_null != NULL) {
		lists[count++].source = more_or_null;
	}
	if (count == 0) {
		return EG_OK;
	}
	qsort(lists, count, sizeof(*lists), by_time);
	EG_TRY(known_builder_new(&b));
	for (size_t i = 0; i < count; i++) {
		EG_TRY(add_known(b, lists[i].source));
	}
	return known_builder_image(b, out);
}

/* Whether the list fits in with all others: else it would end every import that has it. */
static enum eg_err try_it(struct import_work *w, const struct store_source *s, uint32_t stored,
			  enum import_reason *why)
{
	EG_AUTO(bytes_free) struct bytes image = {0};
	enum eg_err err = import_known_image(w, stored, s, &image);
	*why = IMPORT_NONE;
	if (err == EG_NO_MEMORY || err == EG_CRYPTO) {
		return err;
	}
	if (err != EG_OK) {
		*why = err == EG_TOO_BIG ? IMPORT_TOO_MANY : IMPORT_FORMAT;
	}
	return EG_OK;
}

static enum eg_err take(struct import_work *w, struct import_object *o, struct store_source *s,
			struct known_signed *k, uint32_t stored)
{
	struct bytes *kept;
	uint32_t source;
	EG_TRY(import_buffer(w, &kept)); /* the signer's name lies in it, where it was rewritten */
	*kept = k->container;
	k->container = (struct bytes){0};
	o->done = true;
	import_result(w, o)->added++;
	if (stored != STORE_NONE) {
		w->sources[stored].dead = true;
		import_result(w, o)->removed++;
	}
	EG_TRY(import_add_source(w, s, &source));
	return EG_OK;
}

enum eg_err import_known(struct import_work *w, struct import_object *o)
{
	EG_AUTO(known_signed_free) struct known_signed k = {0};
	struct store_source s;
	struct import_vouched by;
	enum import_version version;
	enum import_reason why;
	uint32_t stored;
	enum eg_err err = known_signed_open(o->der, &k);
	if (err == EG_OK) {
		err = known_list_fits(&k.list); /* else it would end the import without its name */
	}
	if (err != EG_OK) {
		return import_reject(w, o, k.signer.issuer_country, reason_of(err, &k), FAULT_NONE);
	}
	o->kind = k.list.kind == KNOWN_DEFECTS ? STORE_KIND_DEFECTS : STORE_KIND_DEVIATIONS;
	const struct import_signing signing = {
		.signer = &k.signer, .usage = true, .has_time = true, .time = k.time};
	EG_TRY(import_vouch(w, o, &signing, &by));
	EG_TRY(list_source(w, o, &k, &by, &s));
	EG_TRY(import_place(w, &by, &s, &stored, &version, &why));
	if (why == IMPORT_NONE && version == IMPORT_NEWER) {
		EG_TRY(try_it(w, &s, stored, &why));
	}
	if (why != IMPORT_NONE) {
		return import_reject(w, o, s.country, why, FAULT_NONE);
	}
	if (version == IMPORT_NEWER) {
		return take(w, o, &s, &k, stored);
	}
	o->done = true;
	if (o->collection == STORE_NONE) {
		import_result(w, o)->outcome = STORE_SAME;
	}
	return EG_OK;
}
