/*
 * egate_pki_report: egate pki report, what of a trust store will end or is missing, country by
 * country, and what it was made from.
 * Knows words and layout. Never judges a document.
 */
#include "pki/store_disk.h"
#include "pki/store_source.h"
#include "pki/trust.h"
#include "prog/egate.h"
#include "prog/egate_pki.h"
#include "prog/json.h"
#include "prog/pki_book.h"
#include "prog/pki_words.h"
#include "prog/words.h"

#include <stdio.h>
#include <string.h>

#define DAYS_USUAL 90
#define DAYS_MAX   3650
#define DAY_S      INT64_C(86400)

enum { OPTION_DAYS, OPTION_DAY, OPTION_JSON, OPTION_COUNT };
static const struct words_option options[OPTION_COUNT] = {
	[OPTION_DAYS] = {"--days", false},
	[OPTION_DAY] = {"--day", false},
	[OPTION_JSON] = {"--json", true},
};

/* One country's line. */
struct coverage {
	char country[4];
	size_t listed;
	size_t valid;   /* within their period today */
	size_t ending;  /* valid, but not to the end of the days asked for */
	struct date to; /* the last day of the one that ends last */
	bool has_list;  /* a revocation list is at hand */
	bool list_fresh;
	int64_t list_next_s;
};

struct question {
	const struct store_sections *sections;
	struct date today;
	struct date until;
	int64_t today_s;
};

/* The newest revocation list of a country among the sources. */
static void find_list(const struct question *q, struct coverage *c)
{
	struct store_source s;
	for (size_t i = 0; i < store_source_count(q->sections); i++) {
		if (!store_source_at(q->sections, i, &s) || s.kind != STORE_KIND_CRL ||
		    strcmp(s.country, c->country) != 0) {
			continue;
		}
		c->has_list = true;
		if (s.next_s > c->list_next_s) {
			c->list_next_s = s.next_s;
		}
	}
	c->list_fresh = c->has_list && c->list_next_s >= q->today_s;
}

static struct coverage cover(const struct question *q, const struct pki_entry *entries,
			     size_t count)
{
	struct coverage c = {.listed = count};
	for (size_t i = 0; i < count; i++) {
		const struct cert *one = &entries[i].cert;
		bool valid = cert_period(one, q->today) == 0;
		c.valid += valid;
		c.ending += valid && date_compare(one->to, q->until) < 0;
		if (date_compare(one->to, c.to) > 0) {
			c.to = one->to;
		}
	}
	for (size_t i = 0; i < sizeof(c.country); i++) {
		c.country[i] = entries[0].cert.country[i];
	}
	find_list(q, &c);
	return c;
}

static const char *list_text(const struct coverage *c)
{
	if (!c->has_list) {
		return "no revocation list";
	}
	return c->list_fresh ? "revocation list fresh" : "revocation list out of date";
}

struct totals {
	size_t countries;
	size_t without_valid;
	size_t all_ending;
	size_t without_list;
	size_t with_old_list;
};

static void add_up(struct totals *t, const struct coverage *c)
{
	t->countries++;
	t->without_valid += c->valid == 0;
	t->all_ending += c->valid > 0 && c->ending == c->valid;
	t->without_list += !c->has_list;
	t->with_old_list += c->has_list && !c->list_fresh;
}

static void print_source(const struct store_source *s)
{
	(void)printf("  %-16s %-3s", store_kind_word(s->kind), s->country); /* checked at the end */
	if (s->time_s != 0) {
		(void)printf(" of %s,", pki_moment(s->time_s).text); /* same */
	}
	(void)printf(" imported %s, %u objects, %s\n", pki_moment(s->imported_s).text, s->objects,
		     pki_name(s->name).text); /* same */
}

static enum eg_err print_text(const struct question *q, const struct pki_book *b)
{
	struct totals t = {0};
	for (size_t first = 0; first < b->count;) {
		size_t from = first;
		size_t count = pki_book_next(b, &first);
		struct coverage c = cover(q, &b->entries[from], count);
		add_up(&t, &c);
		(void)printf(
			"  %-3s %3zu listed, %3zu valid, %3zu ending before %s, last until %s, "
			"%s%s%s\n",
			c.country, c.listed, c.valid, c.ending, pki_day(q->until).text,
			pki_day(c.to).text, list_text(&c), c.valid == 0 ? "; NONE VALID" : "",
			c.valid > 0 && c.ending == c.valid ? "; ALL ENDING"
							   : ""); /* checked at the end */
	}
	(void)puts("made from"); /* same */
	struct store_source s;
	for (size_t i = 0; i < store_source_count(q->sections); i++) {
		if (store_source_at(q->sections, i, &s) && s.kind != STORE_KIND_SIGNER) {
			print_source(&s);
		}
	}
	int last = printf("%zu countries: %zu without a valid country CA, %zu whose last ones end "
			  "before %s, %zu without a revocation list, %zu with an old one; %zu "
			  "document signers, %zu imports\n",
			  t.countries, t.without_valid, t.all_ending, pki_day(q->until).text,
			  t.without_list, t.with_old_list, store_cert_count(q->sections, STORE_DSC),
			  store_event_count(q->sections));
	return last > 0 && fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static bool put_coverage(cJSON *one, const struct coverage *c)
{
	return json_text(one, "country", c->country) &&
	       json_number(one, "listed", (double)c->listed) &&
	       json_number(one, "valid", (double)c->valid) &&
	       json_number(one, "ending", (double)c->ending) &&
	       json_text(one, "last_until", pki_day(c->to).text) &&
	       json_text(one, "revocation_list",
			 !c->has_list    ? "none"
			 : c->list_fresh ? "fresh"
					 : "stale") &&
	       json_text(one, "revocation_next",
			 c->list_next_s == 0 ? "" : pki_moment(c->list_next_s).text);
}

static bool put_sources(cJSON *root, const struct store_sections *sections)
{
	cJSON *list = cJSON_AddArrayToObject(root, "sources");
	bool good = list != NULL;
	struct store_source s;
	for (size_t i = 0; i < store_source_count(sections) && good; i++) {
		if (!store_source_at(sections, i, &s)) {
			continue;
		}
		cJSON *one = json_add_object(list);
		good = json_text(one, "kind", store_kind_word(s.kind)) &&
		       json_text(one, "country", s.country) &&
		       json_text(one, "name", pki_name(s.name).text) &&
		       json_text(one, "version_time",
				 s.time_s == 0 ? "" : pki_moment(s.time_s).text) &&
		       json_text(one, "imported", pki_moment(s.imported_s).text) &&
		       json_text(one, "sha256",
				 pki_hex(rd_of(s.sha256, sizeof(s.sha256)), 32).text) &&
		       json_number(one, "objects", s.objects) &&
		       json_text(one, "passed_over", pki_faults(s.faults).text);
	}
	return good;
}

static enum eg_err print_json(const struct question *q, const struct pki_book *b)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(root, "countries");
	bool good = list != NULL && json_text(root, "day", pki_day(q->today).text) &&
		    json_text(root, "until", pki_day(q->until).text) &&
		    json_number(root, "document_signers",
				(double)store_cert_count(q->sections, STORE_DSC)) &&
		    json_number(root, "imports", (double)store_event_count(q->sections)) &&
		    put_sources(root, q->sections);
	for (size_t first = 0; first < b->count && good;) {
		size_t from = first;
		size_t count = pki_book_next(b, &first);
		struct coverage c = cover(q, &b->entries[from], count);
		good = put_coverage(json_add_object(list), &c);
	}
	return json_print(stdout, good ? root : NULL);
}

static enum eg_err take(const struct words *w, struct question *q)
{
	long days = DAYS_USUAL;
	EG_TRY(words_day(w->value[OPTION_DAY], &q->today));
	if (w->value[OPTION_DAYS] != NULL) {
		EG_TRY(words_number(w->value[OPTION_DAYS], 0, DAYS_MAX, &days));
	}
	q->today_s = asn1_time_of_day(q->today);
	q->until = date_from_unix(q->today_s + days * DAY_S);
	return EG_OK;
}

static enum eg_err run(const struct words *w, struct question *q)
{
	EG_AUTO(store_disk_unmap) struct store_map map = {0};
	EG_AUTO(trust_free) struct trust *t = NULL; /* borrows from the map */
	EG_AUTO(pki_book_free) struct pki_book book = {0};
	EG_TRY(store_disk_map_path(w->plain[0], &map));
	EG_TRY(egate_pki_sandbox());
	EG_TRY(trust_over(store_disk_rd(&map), &t));
	q->sections = trust_sections(t);
	EG_TRY(pki_book_read(q->sections, "", &book));
	return w->value[OPTION_JSON] != NULL ? print_json(q, &book) : print_text(q, &book);
}

int egate_pki_report(int count, char *const words[])
{
	struct words w;
	struct question q = {0};
	if (words_take(count, words, options, OPTION_COUNT, &w) != EG_OK || w.plain_count != 1 ||
	    take(&w, &q) != EG_OK) {
		return EGATE_USAGE;
	}
	return run(&w, &q) == EG_OK ? EGATE_DONE : egate_failed();
}
