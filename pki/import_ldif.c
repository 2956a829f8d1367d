/*
 * import_ldif: the entries of a public key directory's collection, as objects to import.
 * Knows entries, their names and the collection's version. Never believes an entry: each is
 * imported by the rules of its kind.
 */
#include "pki/import_work.h"

#include <stdlib.h>

#include "pki/ldif.h"

/* A collection of 30,000 signers has as many entries; the largest changes some thousands. */
#define OBJECTS_MAX 200000u
#define BYTES_MAX   (512u * 1024u * 1024u)

struct reading {
	struct import_work *w;
	const struct import_object *file;
	uint32_t collection; /* its source */
	uint32_t place;
	size_t bytes;
	bool lists;       /* it has master lists: another collection than that of signers */
	uint64_t version; /* the largest of its entries */
	uint64_t *gone;   /* owned: entries that are taken away or replaced, by key */
	size_t gone_count;
	size_t gone_cap;
};

static void reading_free(struct reading *r)
{
	free(r->gone);
}

static enum eg_err take_away(struct reading *r, struct rd dn)
{
	void *gone = r->gone;
	EG_TRY(import_more(&gone, r->gone_count, &r->gone_cap, sizeof(*r->gone)));
	r->gone = gone;
	r->gone[r->gone_count++] = rd_hash_text(dn, RD_HASH_START);
	return EG_OK;
}

static void read_version(struct reading *r, struct rd digits)
{
	uint64_t number = 0;
	uint8_t c = 0;
	while (number < UINT64_MAX / 16 && rd_u8(&digits, &c) && c >= '0' && c <= '9') {
		number = number * 10 + (uint64_t)(c - '0');
	}
	r->version = number > r->version ? number : r->version;
}

/* Of a certificate: what it is for shows in itself, not in the attribute. */
static enum store_kind kind_of(enum ldif_kind kind, struct rd der)
{
	struct cert c;
	switch (kind) {
	case LDIF_CA_CERTIFICATE:
		return STORE_KIND_COUNTRY_CA;
	case LDIF_REVOCATION_LIST:
		return STORE_KIND_CRL;
	case LDIF_MASTER_LIST:
		return STORE_KIND_MASTER_LIST;
	case LDIF_DEVIATION_LIST:
		return STORE_KIND_DEVIATIONS;
	case LDIF_CERTIFICATE:
	case LDIF_ENTRY:
		break;
	}
	return cert_parse(der, &c) == EG_OK && (c.ca || c.key_usage_certifies)
		       ? STORE_KIND_COUNTRY_CA
		       : STORE_KIND_SIGNER;
}

/* A list is meant: what it is, or where the directory keeps it (o=crl, o=ml, o=dl). */
static bool is_list(const struct ldif_object *entry, enum store_kind *kind)
{
	static const struct {
		const char *place;
		enum ldif_kind of;
		enum store_kind kind;
	} lists[] = {
		{"o=crl,", LDIF_REVOCATION_LIST, STORE_KIND_CRL},
		{"o=ml,", LDIF_MASTER_LIST, STORE_KIND_MASTER_LIST},
		{"o=dl,", LDIF_DEVIATION_LIST, STORE_KIND_DEVIATIONS},
	};
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct rd dn = entry->dn;
		bool here = entry->kind == lists[i].of;
		while (entry->kind == LDIF_ENTRY && !here && dn.left > 0) {
			here = rd_begins(dn, rd_cstr(lists[i].place));
			if (!rd_skip(&dn, 1)) {
				break;
			}
		}
		if (here) {
			*kind = lists[i].kind;
			return true;
		}
	}
	return false;
}

/* A signed list stays, and that is told. Of which collection a change is shows in these, too. */
static enum eg_err note_kept(struct reading *r, const struct ldif_object *entry)
{
	struct import_object o = *r->file;
	if (entry->change != LDIF_REMOVED || !is_list(entry, &o.kind)) {
		return EG_OK;
	}
	r->lists = r->lists || o.kind == STORE_KIND_MASTER_LIST;
	return import_note(r->w, &o, (uint32_t)entry->line, entry->value, "", IMPORT_KEPT,
			   FAULT_NONE);
}

static enum eg_err on_object(void *context, const struct ldif_object *entry)
{
	struct reading *r = context;
	struct bytes *copy;
	read_version(r, entry->version);
	if (entry->change != LDIF_ADDED) {
		EG_TRY(take_away(r, entry->dn));
		EG_TRY(note_kept(r, entry));
	}
	if (entry->change == LDIF_REMOVED || entry->kind == LDIF_ENTRY) {
		return EG_OK;
	}
	if (r->place >= OBJECTS_MAX || entry->value.left > BYTES_MAX - r->bytes) {
		return EG_FAIL(EG_TOO_BIG, "collection");
	}
	EG_TRY(import_buffer(r->w, &copy));
	EG_TRY(bytes_reserve(copy, entry->value.left, LDIF_OBJECT_MAX));
	EG_TRY(bytes_append(copy, entry->value));
	r->bytes += entry->value.left;
	r->place++;
	r->lists = r->lists || entry->kind == LDIF_MASTER_LIST;
	const struct import_object o = {
		.kind = kind_of(entry->kind, bytes_rd(copy)),
		.der = bytes_rd(copy),
		.file = r->file->file,
		.place = r->place,
		.collection = STORE_NONE - 1, /* until its source is known */
		.entry = rd_hash_text(entry->dn, RD_HASH_START),
		.fault = FAULT_NONE,
	};
	return import_add_object(r->w, &o);
}

static bool on_fault(void *context, const struct ldif_fault *fault)
{
	struct reading *r = context;
	import_result(r->w, r->file)->rejected++;
	return import_note(r->w, r->file, (uint32_t)fault->line, RD_EMPTY, "", IMPORT_FORMAT,
			   FAULT_NONE) == EG_OK;
}

/* The collection names it no more, so far. */
static void leave(const struct reading *r, struct store_item *item)
{
	item->left = (uint32_t)r->file->file + 1;
}

static void leave_all(const struct reading *r, struct store_set *set)
{
	for (size_t i = 0; i < set->naming_count; i++) {
		if (set->namings[i].source == r->collection) {
			leave(r, &set->items[set->namings[i].item]);
		}
	}
	store_set_forget(set, r->collection);
}

/* The collection's source: that of the version before, which it goes on from, or a new one. */
static enum eg_err open_source(struct reading *r, bool complete, enum import_version *version)
{
	struct import_work *w = r->w;
	struct store_source s;
	EG_TRY(import_source_of(w, r->file, &s));
	EG_TRY(import_origin(s.kind, r->lists ? RD_TEXT("lists") : RD_TEXT("signers"), s.origin));
	s.objects = r->place;
	if (r->version > 0) {
		s.marks |= STORE_MARK_NUMBER;
		struct wr number = WR_ARRAY(s.number);
		wr_fill(&number, 0, STORE_NUMBER_SIZE - sizeof(uint64_t));
		wr_be64(&number, r->version);
	}
	import_result(w, r->file)->source = s;
	*version = IMPORT_NEWER;
	r->collection = import_find_source(w, s.origin);
	if (r->collection == STORE_NONE) {
		return import_add_source(w, &s, &r->collection);
	}
	*version = import_compare(&s, &w->sources[r->collection].s);
	if (*version == IMPORT_OLDER && w->options->take_older) {
		*version = IMPORT_NEWER;
	}
	if (*version == IMPORT_OLDER) {
		return EG_OK;
	}
	struct store_source *stored = &w->sources[r->collection].s;
	if ((s.marks & STORE_MARK_NUMBER) == 0) { /* of removals alone: they tell no version */
		s.marks |= stored->marks & STORE_MARK_NUMBER;
		struct wr number = WR_ARRAY(s.number);
		wr_put(&number, RD_ARRAY(stored->number));
	}
	*stored = s;
	/* What lies in records that cannot be read is not gone: a file may be cut on its way. */
	if (complete && import_result(w, r->file)->rejected == 0) {
		leave_all(r, &w->signers);
		leave_all(r, &w->cas);
	}
	return EG_OK;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a;
	const uint64_t *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* Entries that are gone are named by this collection no more. */
static void forget_gone(const struct reading *r, struct store_set *set)
{
	size_t kept = 0;
	for (size_t i = 0; i < set->naming_count; i++) {
		uint64_t entry = set->items[set->namings[i].item].key_entry;
		if (set->namings[i].source != r->collection ||
		    bsearch(&entry, r->gone, r->gone_count, sizeof(entry), by_value) == NULL) {
			set->namings[kept++] = set->namings[i];
		} else {
			leave(r, &set->items[set->namings[i].item]);
		}
	}
	set->naming_count = kept;
}

static enum eg_err settle(struct reading *r, size_t first, bool complete)
{
	struct import_work *w = r->w;
	struct import_object file = *r->file;
	enum import_version version;
	EG_TRY(open_source(r, complete, &version));
	if (version == IMPORT_OLDER) {
		w->object_count = first;
		return import_reject(w, &file, "", IMPORT_ROLL_BACK, FAULT_NONE);
	}
	if (version == IMPORT_AGAIN) {
		import_result(w, r->file)->outcome = STORE_SAME; /* unless more is admitted now */
	}
	for (size_t i = first; i < w->object_count; i++) {
		w->objects[i].collection = r->collection;
	}
	if (r->gone_count > 0) {
		qsort(r->gone, r->gone_count, sizeof(*r->gone), by_value);
		forget_gone(r, &w->signers);
		forget_gone(r, &w->cas);
	}
	w->stale = true;
	w->cas_changed = true;
	w->cause = r->file->file;
	return EG_OK;
}

enum eg_err import_collection(struct import_work *w, const struct import_object *o, bool complete)
{
	EG_AUTO(ldif_free) struct ldif *l = NULL;
	EG_AUTO(reading_free) struct reading r = {.w = w, .file = o};
	const struct ldif_sink sink = {&r, on_object, on_fault};
	size_t first = w->object_count;
	struct import_object file = *o;
	EG_TRY(ldif_new(&l, &sink));
	enum eg_err err = ldif_feed(l, o->der);
	if (err == EG_OK) {
		err = ldif_end(l);
	}
	if (err == EG_NO_MEMORY) {
		return err;
	}
	if (err != EG_OK || ldif_records(l) == 0) {
		w->object_count = first;
		return import_reject(w, &file, "",
				     err == EG_TOO_BIG ? IMPORT_TOO_MANY : IMPORT_FORMAT,
				     FAULT_NONE);
	}
	return settle(&r, first, complete);
}

static enum eg_err tell_gone(struct import_work *w, struct store_set *set)
{
	for (size_t i = 0; i < set->naming_count; i++) {
		set->items[set->namings[i].item].left = 0; /* named again, or by others */
	}
	for (size_t i = 0; i < set->count; i++) {
		const struct store_item *item = &set->items[i];
		if (item->left == 0) {
			continue;
		}
		const struct import_object file = {
			.file = item->left - 1,
			.kind = set->of == STORE_CSCA ? STORE_KIND_COUNTRY_CA : STORE_KIND_SIGNER,
			.collection = STORE_NONE,
		};
		import_result(w, &file)->removed++;
		EG_TRY(import_note(w, &file, 0, item->der, item->country, IMPORT_REMOVED,
				   FAULT_NONE));
	}
	return EG_OK;
}

enum eg_err import_collections_gone(struct import_work *w)
{
	EG_TRY(tell_gone(w, &w->cas));
	return tell_gone(w, &w->signers);
}
