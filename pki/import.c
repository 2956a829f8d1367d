/*
 * import: a new trust store from an old one and newly published objects.
 * Knows who may bring what into a trust store. Never reads a file, never asks a clock.
 */
#include "pki/import_work.h"

#include <stdlib.h>

#include "pki/cms.h"
#include "pki/known_signed.h"

/* A list may vouch for the signer of another, a link for the next: rounds until nothing comes. */
#define ROUNDS_MAX 16

enum eg_err import_more(void **array, size_t count, size_t *cap, size_t size)
{
	if (count < *cap) {
		return EG_OK;
	}
	size_t wanted = *cap == 0 ? 64 : *cap * 2;
	void *grown = reallocarray(*array, wanted, size);
	if (grown == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "import");
	}
	*array = grown;
	*cap = wanted;
	return EG_OK;
}

enum eg_err import_add_object(struct import_work *w, const struct import_object *o)
{
	void *objects = w->objects;
	EG_TRY(import_more(&objects, w->object_count, &w->object_cap, sizeof(*w->objects)));
	w->objects = objects;
	w->objects[w->object_count++] = *o;
	return EG_OK;
}

enum eg_err import_buffer(struct import_work *w, struct bytes **out)
{
	void *buffers = w->buffers;
	EG_TRY(import_more(&buffers, w->buffer_count, &w->buffer_cap, sizeof(*w->buffers)));
	w->buffers = buffers;
	*out = &w->buffers[w->buffer_count++];
	**out = (struct bytes){0};
	return EG_OK;
}

static void work_free(struct import_work *w)
{
	trust_free(&w->trust);
	store_parts_free(&w->seen);
	store_set_free(&w->cas);
	store_set_free(&w->signers);
	for (size_t i = 0; i < w->key_count; i++) {
		crypt_pub_free(&w->keys[i].key);
	}
	for (size_t i = 0; i < w->buffer_count; i++) {
		bytes_free(&w->buffers[i]);
	}
	free(w->keys);
	free(w->buffers);
	free(w->objects);
	free(w->sources);
	free(w->source_slots);
}

static bool signed_kind(struct rd bytes, enum store_kind *kind)
{
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct cms c;
	if (cms_open(bytes, &rewritten, &c) != EG_OK) {
		return false;
	}
	enum known_list_kind known;
	if (known_signed_kind(c.content_type, &known)) {
		*kind = known == KNOWN_DEFECTS ? STORE_KIND_DEFECTS : STORE_KIND_DEVIATIONS;
		return true;
	}
	*kind = STORE_KIND_MASTER_LIST;
	return rd_equal(c.content_type, SIGNED_LIST_MASTER);
}

/* The first line of a file that people read (RFC 2849). */
static bool is_ldif(struct rd bytes)
{
	return rd_begins(bytes, RD_TEXT("dn:")) || rd_begins(bytes, RD_TEXT("version:")) ||
	       rd_begins(bytes, RD_TEXT("#"));
}

bool import_kind_of(struct rd bytes, enum store_kind *kind)
{
	struct cert c;
	struct crl list;
	if (is_ldif(bytes)) {
		*kind = STORE_KIND_COLLECTION;
		return true;
	}
	if (cert_parse(bytes, &c) == EG_OK) {
		*kind = c.ca || c.key_usage_certifies ? STORE_KIND_COUNTRY_CA : STORE_KIND_SIGNER;
		return true;
	}
	if (crl_parse(bytes, &list) == EG_OK) {
		*kind = STORE_KIND_CRL;
		return true;
	}
	return signed_kind(bytes, kind);
}

/* A file that was written by hand may name sources that there are not. */
static enum eg_err check_namings(const struct store_set *s, size_t sources)
{
	for (size_t i = 0; i < s->naming_count; i++) {
		if (s->namings[i].source >= sources) {
			return EG_FAIL(EG_BAD_DATA, "certificate named by no source");
		}
	}
	return EG_OK;
}

static enum eg_err load(struct import_work *w, struct rd old)
{
	EG_TRY(store_set_load(&w->cas, STORE_CSCA, &w->old));
	EG_TRY(store_set_load(&w->signers, STORE_DSC, &w->old));
	size_t count = store_source_count(&w->old);
	for (size_t i = 0; i < count; i++) {
		struct store_source s;
		uint32_t number;
		if (!store_source_at(&w->old, i, &s)) {
			return EG_FAIL(EG_BAD_DATA, "source of the trust store");
		}
		EG_TRY(import_add_source(w, &s, &number));
	}
	EG_TRY(check_namings(&w->cas, count));
	EG_TRY(check_namings(&w->signers, count));
	w->stale = true;
	return old.left == 0 || count > 0 || store_event_count(&w->old) > 0
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "trust store without sources");
}

/* One object a file, or the entries of a collection. */
static enum eg_err list_objects(struct import_work *w, const struct import_file *files,
				size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct import_object o = {
			.kind = files[i].kind,
			.der = files[i].bytes,
			.file = i,
			.collection = STORE_NONE,
			.fault = FAULT_NONE,
		};
		w->report->results[i].source.kind = files[i].kind;
		w->report->results[i].source.imported_s = w->options->now_s;
		w->report->results[i].fault = FAULT_NONE;
		EG_TRY(o.kind == STORE_KIND_COLLECTION ? import_collection(w, &o, files[i].complete)
						       : import_add_object(w, &o));
	}
	return EG_OK;
}

/* Objects of the kinds from first to last, each once more; true in *came if any was decided. */
static enum eg_err one_round(struct import_work *w, bool anchors_only, bool *came)
{
	*came = false;
	for (size_t i = 0; i < w->object_count; i++) {
		struct import_object *o = &w->objects[i];
		if (o->done ||
		    (o->kind != STORE_KIND_MASTER_LIST && o->kind != STORE_KIND_COUNTRY_CA)) {
			continue;
		}
		w->anchors_only = anchors_only;
		EG_TRY(o->kind == STORE_KIND_MASTER_LIST ? import_master_list(w, o)
							 : import_country_ca(w, o));
		*came = *came || o->done;
	}
	return EG_OK;
}

/* What the operator alone vouches for comes last: who else does is worth knowing. */
static enum eg_err take_country_cas(struct import_work *w)
{
	bool came = true;
	for (int round = 0; came && round < ROUNDS_MAX; round++) {
		EG_TRY(one_round(w, true, &came));
		if (!came) {
			EG_TRY(one_round(w, false, &came));
		}
	}
	w->anchors_only = false;
	for (size_t i = 0; i < w->object_count; i++) {
		struct import_object *o = &w->objects[i];
		if (!o->done && o->why != IMPORT_NONE) {
			struct cert c = {0};
			const char *country = cert_parse(o->der, &c) == EG_OK
						      ? c.country
						      : import_result(w, o)->source.country;
			EG_TRY(import_reject(w, o, country, o->why, FAULT_NONE));
		}
	}
	return EG_OK;
}

static enum eg_err take_object(struct import_work *w, struct import_object *o)
{
	switch (o->kind) {
	case STORE_KIND_SIGNER:
		return import_signer(w, o);
	case STORE_KIND_CRL:
		return import_crl(w, o);
	case STORE_KIND_DEVIATIONS:
	case STORE_KIND_DEFECTS:
		return import_known(w, o);
	case STORE_KIND_MASTER_LIST:
	case STORE_KIND_COUNTRY_CA:
	case STORE_KIND_COLLECTION:
	case STORE_KIND_COUNT:
		break;
	}
	return import_reject(w, o, "", IMPORT_FORMAT, FAULT_NONE);
}

static enum eg_err take_others(struct import_work *w)
{
	for (size_t i = 0; i < w->object_count; i++) {
		if (!w->objects[i].done) {
			EG_TRY(take_object(w, &w->objects[i]));
		}
	}
	return EG_OK;
}

/* Files that were not refused themselves are left when another was. */
static void leave_all(struct import_report *r)
{
	for (size_t i = 0; r->refused && i < r->result_count; i++) {
		struct store_event *e = &r->results[i];
		if (e->outcome != STORE_REFUSED) {
			e->outcome = STORE_LEFT;
		}
		e->added = 0;
		e->removed = 0;
	}
}

enum eg_err import_run(struct rd old_or_empty, const struct import_file *files, size_t count,
		       const struct import_options *options, struct bytes *image,
		       struct import_report *report)
{
	EG_AUTO(work_free)
	struct import_work w = {
		.options = options,
		.report = report,
		.cas = {.of = STORE_CSCA},
		.signers = {.of = STORE_DSC},
	};
	*report = (struct import_report){0};
	if (old_or_empty.left > 0) {
		EG_TRY(store_file_open(old_or_empty, &w.old));
	}
	report->results = calloc(count + 1, sizeof(*report->results));
	if (report->results == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "import");
	}
	report->result_count = count;
	EG_TRY(load(&w, old_or_empty));
	EG_TRY(list_objects(&w, files, count));
	EG_TRY(take_country_cas(&w));
	EG_TRY(import_ground(&w));
	EG_TRY(take_others(&w));
	EG_TRY(import_collections_gone(&w));
	leave_all(report);
	return import_write(&w, image);
}
