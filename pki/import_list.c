/*
 * import_list: master lists of country CAs (Doc 9303-12, 9).
 * Knows who may sign one, and that it replaces its state's older one. Never believes a list that
 * its signer did not sign.
 */
#include "pki/import_work.h"

#include <stdlib.h>

/* Of another state than the list's, which does not speak for it: noted if it is not there. */
static enum eg_err pass_over(struct import_work *w, const struct import_object *o, uint32_t place,
			     const struct cert *c)
{
	uint32_t item;
	import_result(w, o)->rejected++;
	EG_TRY(store_set_find(&w->cas, c->whole, &item));
	return item != STORE_NONE && w->cas.items[item].named
		       ? EG_OK
		       : import_note(w, o, place, c->whole, c->country, IMPORT_OTHER_STATE,
				     FAULT_NONE);
}

/* One certificate of the list into the set; unreadable ones are noted. */
static enum eg_err take_one(struct import_work *w, const struct import_object *o, uint32_t place,
			    struct rd der, uint32_t source)
{
	struct cert c;
	enum import_reason why;
	enum passive_fault fault;
	uint32_t item;
	bool was_there;
	if (!import_read_cert(der, &c, &why, &fault)) {
		import_result(w, o)->rejected++;
		return import_note(w, o, place, der, c.country, why, fault);
	}
	const struct store_source *s = &w->sources[source].s;
	if ((s->marks & STORE_MARKS_ALL_STATES) == 0 &&
	    !import_same_country(c.country, s->country)) {
		return pass_over(w, o, place, &c);
	}
	EG_TRY(store_set_add(&w->cas, &c, &item, &was_there));
	return store_set_name(&w->cas, item, source);
}

static enum eg_err take_all(struct import_work *w, const struct import_object *o,
			    struct rd certificates, uint32_t source)
{
	uint32_t place = 0;
	while (certificates.left > 0) {
		uint32_t tag;
		struct rd value;
		struct rd der;
		place++;
		if (!rd_tlv_whole(&certificates, &tag, &value, &der)) {
			return EG_FAIL(EG_BAD_DATA, "certificates of the master list");
		}
		EG_TRY(take_one(w, o, place, der, source));
	}
	w->sources[source].s.objects = place;
	return EG_OK;
}

/* Which items are named now; owned by the caller. */
static enum eg_err named_now(struct import_work *w, bool **out)
{
	EG_TRY(import_refresh(w));
	bool *named = calloc(w->cas.count + 1, sizeof(*named));
	if (named == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "import");
	}
	for (size_t i = 0; i < w->cas.count; i++) {
		named[i] = w->cas.items[i].named;
	}
	*out = named;
	return EG_OK;
}

/* Counts what came and went since then, and notes what went. */
static enum eg_err tell_changes(struct import_work *w, const struct import_object *o,
				const bool *before, size_t count)
{
	struct store_event *result = import_result(w, o);
	w->stale = true;
	w->cause = o->file;
	EG_TRY(import_refresh(w));
	for (size_t i = 0; i < w->cas.count; i++) {
		const struct store_item *item = &w->cas.items[i];
		bool was = i < count && before[i];
		if (!was && item->named) {
			result->added++;
		} else if (was && !item->named) {
			result->removed++;
			EG_TRY(import_note(w, o, 0, item->der, item->country, IMPORT_REMOVED,
					   FAULT_NONE));
		}
	}
	return EG_OK;
}

static enum eg_err take_list(struct import_work *w, struct import_object *o,
			     const struct store_source *s, struct rd certificates, uint32_t stored)
{
	EG_AUTO(eg_free) bool *before = NULL;
	uint32_t source;
	EG_TRY(named_now(w, &before));
	size_t count = w->cas.count;
	if (stored != STORE_NONE) {
		store_set_forget(&w->cas, stored);
		w->sources[stored].dead = true;
	}
	EG_TRY(import_add_source(w, s, &source));
	EG_TRY(take_all(w, o, certificates, source));
	o->done = true;
	w->cas_changed = true;
	if (o->collection == STORE_NONE) {
		import_result(w, o)->source = w->sources[source].s;
	}
	return tell_changes(w, o, before, count);
}

/* The frames of all certificates, before anything is changed. */
static bool is_whole(struct rd certificates)
{
	while (certificates.left > 0) {
		uint32_t tag;
		struct rd value;
		if (!rd_tlv(&certificates, &tag, &value)) {
			return false;
		}
	}
	return rd_end(&certificates);
}

/* The state whose list it is: that of the country CA that vouches. */
static enum eg_err list_source(struct import_work *w, struct import_object *o,
			       const struct signed_list *list, const struct import_vouched *by,
			       struct store_source *s)
{
	EG_TRY(import_source_of(w, o, s));
	import_put_country(s->country, by->country);
	s->marks = by->marks;
	struct wr voucher = WR_ARRAY(s->voucher);
	wr_put(&voucher, RD_ARRAY(by->key));
	s->time_s = list->time.unix_s;
	s->faults = list->faults;
	s->name = list->signer.subject;
	EG_TRY(import_origin(o->kind, rd_cstr(s->country), s->origin));
	if (o->collection == STORE_NONE) {
		import_result(w, o)->source = *s;
	}
	return EG_OK;
}

static enum import_reason reason_of(enum eg_err err)
{
	if (err == EG_NOT_FOUND) {
		return IMPORT_SIGNER_MISSING;
	}
	return err == EG_MISMATCH || err == EG_UNSUPPORTED ? IMPORT_SIGNATURE : IMPORT_FORMAT;
}

/* DER of a list that came in BER: what is taken borrows from it. */
static enum eg_err keep_rewritten(struct import_work *w, struct signed_list *list)
{
	struct bytes *kept;
	EG_TRY(import_buffer(w, &kept));
	*kept = list->rewritten;
	list->rewritten = (struct bytes){0};
	return EG_OK;
}

enum eg_err import_master_list(struct import_work *w, struct import_object *o)
{
	EG_AUTO(signed_list_free) struct signed_list list = {0};
	struct store_source s;
	struct import_vouched by;
	struct rd certificates = RD_EMPTY;
	enum import_version version;
	enum import_reason why;
	uint32_t stored;
	enum passive_fault fault;
	enum eg_err err = signed_list_open(o->der, &list, &fault);
	if (err != EG_OK) {
		return import_reject(w, o, list.signer.country, reason_of(err), fault);
	}
	const struct import_signing signing = {
		.signer = &list.signer,
		.usage = list.signer.signs_master_lists,
		.has_time = list.has_time,
		.time = list.time,
	};
	EG_TRY(import_vouch(w, o, &signing, &by));
	EG_TRY(list_source(w, o, &list, &by, &s));
	if (!rd_equal(list.type, SIGNED_LIST_MASTER) ||
	    signed_list_certificates(list.content, &certificates) != EG_OK ||
	    !is_whole(certificates)) {
		return import_reject(w, o, s.country, IMPORT_FORMAT, FAULT_CMS_FORMAT);
	}
	EG_TRY(import_place(w, &by, &s, &stored, &version, &why));
	if (why == IMPORT_UNANCHORED || (why == IMPORT_SIGNER_EXPIRED && w->anchors_only)) {
		o->why = why; /* another list may bring its country CA, or the operator vouch */
		return EG_OK;
	}
	if (why != IMPORT_NONE) {
		return import_reject(w, o, s.country, why, FAULT_NONE);
	}
	if (version == IMPORT_NEWER) {
		EG_TRY(keep_rewritten(w, &list));
		return take_list(w, o, &s, certificates, stored);
	}
	o->done = true;
	if (o->collection == STORE_NONE) {
		import_result(w, o)->outcome = STORE_SAME;
	}
	return EG_OK;
}
