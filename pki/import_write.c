/*
 * import_write: what an import came to, as the file of a trust store.
 * Knows the order of sources. Never decides what is taken.
 */
#include "pki/import_work.h"

#include <stdlib.h>
#include <string.h>

#include "pki/name.h"
#include "pki/revoked.h"

static int by_origin(const void *a, const void *b)
{
	const struct store_source *x = ((const struct store_source_ref *)a)->source;
	const struct store_source *y = ((const struct store_source_ref *)b)->source;
	if (x->kind != y->kind) {
		return x->kind < y->kind ? -1 : 1;
	}
	return memcmp(x->origin, y->origin, STORE_HASH_SIZE);
}

/* Live sources in their order, and the place of each. Both owned by the caller. */
struct order {
	struct store_source_ref *sources;
	size_t count;
	uint32_t *place; /* by number in the import; UINT32_MAX: gone */
};

static void order_free(struct order *o)
{
	free(o->sources);
	free(o->place);
}

static enum eg_err order_sources(const struct import_work *w, struct order *out)
{
	out->sources = calloc(w->source_count + 1, sizeof(*out->sources));
	out->place = calloc(w->source_count + 1, sizeof(*out->place));
	if (out->sources == NULL || out->place == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "import");
	}
	for (uint32_t i = 0; i < w->source_count; i++) {
		out->place[i] = STORE_NONE;
		if (!w->sources[i].dead) {
			out->sources[out->count++] = (struct store_source_ref){&w->sources[i].s, i};
		}
	}
	qsort(out->sources, out->count, sizeof(*out->sources), by_origin);
	for (uint32_t i = 0; i < out->count; i++) {
		out->place[out->sources[i].number] = i;
	}
	return EG_OK;
}

/* The bits of its key are those of a listed link, which this certificate issued. */
static bool issued_a_link_to(const struct import_work *w, uint32_t issuer, struct rd bits)
{
	for (size_t i = 0; i < w->cas.count; i++) {
		const struct store_item *link = &w->cas.items[i];
		struct cert c;
		struct rd other = RD_EMPTY;
		if (link->named && link->class == STORE_LINK && link->issuer == issuer &&
		    cert_parse(link->der, &c) == EG_OK && import_key_bits(&c, &other) &&
		    rd_equal(other, bits)) {
			return true;
		}
	}
	return false;
}

/*
 * The former keys of the CA that signed a list: it speaks for them, too (Doc 9303-12, 4.1.5). They
 * are older, of its country, and of its name or of one that a link led away from.
 */
static enum eg_err cover_former(const struct import_work *w, struct revoked_builder *b, size_t list,
				const struct cert *ca)
{
	struct rd bits = RD_EMPTY;
	if (!import_key_bits(ca, &bits)) {
		return EG_OK;
	}
	for (uint32_t i = 0; i < w->cas.count; i++) {
		const struct store_item *item = &w->cas.items[i];
		struct cert former;
		if (!item->named || ca->country[0] == '\0' ||
		    !rd_equal(rd_cstr(item->country), rd_cstr(ca->country)) ||
		    cert_parse(item->der, &former) != EG_OK ||
		    date_compare(former.from, ca->from) >= 0) {
			continue;
		}
		if (name_same(former.subject, ca->subject) || issued_a_link_to(w, i, bits)) {
			enum eg_err err = revoked_cover(b, list, &former);
			if (err != EG_OK && err != EG_TOO_BIG) {
				return err; /* beyond the limit it is a key without a list */
			}
		}
	}
	return EG_OK;
}

/* A list that was added, and whose it is. */
struct added_list {
	size_t list;
	struct cert ca;
};

static enum eg_err add_crl(struct import_work *w, struct revoked_builder *b, struct rd der,
			   struct added_list *added, size_t *count)
{
	struct crl c;
	struct added_list *one = &added[*count];
	struct faults found = {0};
	bool listed;
	EG_TRY(crl_parse(der, &c));
	EG_TRY(import_crl_issuer(w, &c, &one->ca, &listed));
	if (!listed) {
		return EG_OK; /* its key is not listed any more: neither are its certificates */
	}
	*count += 1;
	return revoked_add(b, &one->list, &found, &c, &one->ca);
}

static void builder_free(struct revoked_builder **b)
{
	revoked_builder_free(b);
}

static enum eg_err add_crls(struct import_work *w, struct revoked_builder *b, const struct order *o)
{
	size_t count = 0;
	EG_AUTO(eg_free) struct added_list *added = calloc(o->count + 1, sizeof(*added));
	if (added == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "import");
	}
	for (size_t i = 0; i < o->count; i++) {
		if (o->sources[i].source->kind == STORE_KIND_CRL) {
			EG_TRY(add_crl(w, b, o->sources[i].source->kept, added, &count));
		}
	}
	for (size_t i = 0; i < count; i++) { /* each own key first: for those there is room */
		EG_TRY(cover_former(w, b, added[i].list, &added[i].ca));
	}
	return EG_OK;
}

static enum eg_err write_revoked(struct import_work *w, const struct order *o, struct bytes *out)
{
	EG_AUTO(builder_free) struct revoked_builder *b = NULL;
	struct rd written;
	size_t lists = 0;
	EG_TRY(revoked_builder_new(&b));
	for (size_t i = 0; i < o->count; i++) {
		lists += o->sources[i].source->kind == STORE_KIND_CRL ? 1 : 0;
	}
	if (lists == 0) {
		return EG_OK;
	}
	EG_TRY(add_crls(w, b, o));
	EG_TRY(bytes_reserve(out, revoked_size(b), STORE_FILE_SIZE_MAX));
	struct wr image = wr_of(out->data, out->cap);
	EG_TRY(revoked_write(b, &image));
	EG_TRY(wr_done(&image, &written));
	out->size = written.left;
	return EG_OK;
}

static enum eg_err write_content(struct import_work *w, struct store_parts *parts)
{
	EG_AUTO(order_free) struct order o = {0};
	EG_TRY(import_classify(w));
	EG_TRY(store_set_arrange(&w->cas));
	EG_TRY(store_set_arrange(&w->signers));
	EG_TRY(order_sources(w, &o));
	EG_TRY(store_set_write(&w->cas, o.place, &w->cas, parts));
	EG_TRY(store_set_write(&w->signers, o.place, &w->cas, parts));
	EG_TRY(store_sources_write(o.sources, o.count, parts));
	EG_TRY(import_known_image(w, STORE_NONE, NULL, &parts->of[STORE_KNOWN]));
	return write_revoked(w, &o, &parts->of[STORE_REVOKED]);
}

enum eg_err import_write(struct import_work *w, struct bytes *image)
{
	EG_AUTO(store_parts_free) struct store_parts parts = {0};
	struct store_sections s = w->old;
	if (!w->report->refused) {
		EG_TRY(write_content(w, &parts));
	}
	EG_TRY(store_history_write(w->old.of[STORE_HISTORY], w->report->results,
				   w->report->result_count, &parts.of[STORE_HISTORY]));
	if (!w->report->refused) {
		s = store_parts_view(&parts);
	}
	s.of[STORE_HISTORY] = bytes_rd(&parts.of[STORE_HISTORY]);
	return store_file_build(&s, image);
}
