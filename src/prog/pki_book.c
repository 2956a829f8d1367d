/*
 * pki_book: the country CAs of a trust store, sorted for people: by country, then by first day.
 * Knows certificates and who signed whom. Never knows a screen.
 */
#include "prog/pki_book.h"

#include "pki/name.h"

#include <stdlib.h>
#include <string.h>

/* A state changes its key every three to five years; the longest row of links listed has 8. */
#define DEPTH_MAX 32

void pki_book_free(struct pki_book *b)
{
	free(b->entries);
	*b = (struct pki_book){0};
}

static int compare(const void *a, const void *b)
{
	const struct pki_entry *x = a;
	const struct pki_entry *y = b;
	int order = strcmp(x->cert.country, y->cert.country);
	if (order == 0) {
		order = date_compare(x->cert.from, y->cert.from);
	}
	if (order == 0) {
		order = x->record < y->record ? -1 : 1;
	}
	return order;
}

static enum eg_err read_all(const struct store_sections *s, const char *country,
			    struct pki_book *out)
{
	size_t count = store_cert_count(s, STORE_CSCA);
	out->entries = calloc(count == 0 ? 1 : count, sizeof(*out->entries));
	if (out->entries == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "list of country CAs");
	}
	for (size_t i = 0; i < count; i++) {
		struct pki_entry *e = &out->entries[out->count];
		*e = (struct pki_entry){.record = (uint32_t)i};
		if (!store_cert_at(s, STORE_CSCA, e->record, &e->stored) ||
		    cert_parse(e->stored.der, &e->cert) != EG_OK) {
			out->unreadable++;
		} else if (country[0] == '\0' || strcmp(e->cert.country, country) == 0) {
			out->count++;
		}
	}
	return EG_OK;
}

/* The certificates of one country while they are put into the order of a tree. */
struct grove {
	const struct pki_entry *from; /* sorted */
	size_t count;
	bool *placed;
	struct pki_entry *to;
	size_t done;
};

static void put(struct grove *g, size_t which, uint32_t depth)
{
	g->placed[which] = true;
	g->to[g->done] = g->from[which];
	g->to[g->done++].depth = depth;
}

/* The next link that this one signed, from a place on; count: there is none. */
static size_t next_link(const struct grove *g, size_t above, size_t from)
{
	for (; from < g->count; from++) {
		if (!g->placed[from] && g->from[from].stored.class == STORE_LINK &&
		    g->from[from].stored.issuer == g->from[above].record) {
			break;
		}
	}
	return from;
}

/* A root and all below it. */
static void put_tree(struct grove *g, size_t root)
{
	size_t path[DEPTH_MAX] = {root};
	uint32_t depth = 0;
	put(g, root, 0);
	for (size_t next = 0;;) {
		next = next_link(g, path[depth], next);
		if (next < g->count && depth + 1 < DEPTH_MAX) {
			path[++depth] = next;
			put(g, next, depth);
			next = 0;
		} else if (depth == 0) {
			return;
		} else {
			next = path[depth--] + 1;
		}
	}
}

static void put_country(struct grove *g)
{
	for (size_t i = 0; i < g->count; i++) {
		if (!g->placed[i] && g->from[i].stored.class != STORE_LINK) {
			put_tree(g, i);
		}
	}
	for (size_t i = 0; i < g->count; i++) { /* links whose issuer is of another country */
		if (!g->placed[i]) {
			put(g, i, 0);
		}
	}
}

static void place(struct pki_book *b, const struct pki_entry *sorted, bool *placed)
{
	const struct pki_book flat = {.entries = b->entries, .count = b->count};
	for (size_t first = 0; first < b->count;) {
		size_t next = first;
		size_t count = pki_book_next(&flat, &next);
		struct grove g = {sorted + first, count, placed + first, b->entries + first, 0};
		put_country(&g);
		first = next;
	}
}

enum eg_err pki_book_read(const struct store_sections *s, const char *country, struct pki_book *out)
{
	EG_AUTO(pki_book_free) struct pki_book b = {0};
	EG_TRY(read_all(s, country, &b));
	qsort(b.entries, b.count, sizeof(*b.entries), compare);
	EG_AUTO(eg_free) struct pki_entry *sorted = calloc(b.count + 1, sizeof(*sorted));
	EG_AUTO(eg_free) bool *placed = calloc(b.count + 1, sizeof(*placed));
	if (sorted == NULL || placed == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "tree of country CAs");
	}
	for (size_t i = 0; i < b.count; i++) {
		sorted[i] = b.entries[i];
	}
	place(&b, sorted, placed);
	*out = b;
	b = (struct pki_book){0};
	return EG_OK;
}

size_t pki_book_next(const struct pki_book *b, size_t *first)
{
	size_t from = *first;
	while (*first < b->count &&
	       strcmp(b->entries[*first].cert.country, b->entries[from].cert.country) == 0) {
		(*first)++;
	}
	return *first - from;
}

bool pki_entry_same_name(const struct pki_entry *e)
{
	return name_same(e->cert.issuer, e->cert.subject);
}
