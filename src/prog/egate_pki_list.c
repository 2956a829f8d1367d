/*
 * egate_pki_list: egate pki list, the country CAs of a trust store as a tree, and where they came
 * from.
 * Knows words and layout. Never judges a certificate.
 */
#include "pki/store_disk.h"
#include "pki/trust.h"
#include "prog/egate.h"
#include "prog/egate_pki.h"
#include "prog/json.h"
#include "prog/pki_book.h"
#include "prog/pki_words.h"
#include "prog/words.h"

#include <stdio.h>

#define ID_SHOWN 8 /* octets of a certificate's SHA-256: enough to name it */

enum { OPTION_COUNTRY, OPTION_JSON, OPTION_COUNT };
static const struct words_option options[OPTION_COUNT] = {
	[OPTION_COUNTRY] = {"--country", false},
	[OPTION_JSON] = {"--json", true},
};

static const char *class_text(const struct pki_entry *e)
{
	if (e->stored.class != STORE_LINK) {
		return store_class_word(e->stored.class);
	}
	return pki_entry_same_name(e) ? "link, same name" : "link, other name";
}

static void print_entry(const struct pki_entry *e)
{
	const struct cert *c = &e->cert;
	struct pki_text faults = pki_faults(c->faults);
	for (uint32_t i = 0; i < e->depth; i++) {
		(void)fputs("   ", stdout); /* the sum is checked at the end */
	}
	(void)printf("  %s %s\n", e->depth > 0 ? "`-" : "-", pki_name(c->subject).text); /* same */
	for (uint32_t i = 0; i < e->depth; i++) {
		(void)fputs("   ", stdout); /* same */
	}
	(void)printf("      %s .. %s  %s  %s  serial %s  id %s%s%s\n", pki_day(c->from).text,
		     pki_day(c->to).text, pki_key(c).text, class_text(e),
		     pki_hex(c->serial, 20).text, pki_hex(e->stored.id, ID_SHOWN).text,
		     faults.text[0] == '\0' ? "" : "  but: ", faults.text); /* same */
}

struct tally {
	size_t self_signed;
	size_t same_name;
	size_t other_name;
	size_t orphans;
	size_t countries;
};

static struct tally count_all(const struct pki_book *b)
{
	struct tally t = {0};
	for (size_t i = 0; i < b->count; i++) {
		const struct pki_entry *e = &b->entries[i];
		t.self_signed += e->stored.class == STORE_SELF_SIGNED;
		t.orphans += e->stored.class == STORE_ORPHAN;
		if (e->stored.class == STORE_LINK) {
			*(pki_entry_same_name(e) ? &t.same_name : &t.other_name) += 1;
		}
	}
	for (size_t first = 0; pki_book_next(b, &first) > 0;) {
		t.countries++;
	}
	return t;
}

static enum eg_err print_text(const struct pki_book *b)
{
	struct tally t = count_all(b);
	for (size_t first = 0; first < b->count;) {
		size_t from = first;
		size_t count = pki_book_next(b, &first);
		const char *country = b->entries[from].cert.country;
		(void)printf("%s  %zu\n", country[0] == '\0' ? "(no country)" : country,
			     count); /* the sum is checked at the end */
		for (size_t i = from; i < first; i++) {
			print_entry(&b->entries[i]);
		}
	}
	int last =
		printf("%zu country CAs of %zu countries: %zu self-signed, %zu links of the "
		       "same name, %zu links of another name, %zu orphans\n",
		       b->count, t.countries, t.self_signed, t.same_name, t.other_name, t.orphans);
	return last > 0 && fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static bool put_entry(cJSON *one, const struct store_sections *s, const struct pki_entry *e)
{
	const struct cert *c = &e->cert;
	struct store_cert issuer;
	bool has_issuer = e->stored.issuer != STORE_NONE &&
			  store_cert_at(s, STORE_CSCA, e->stored.issuer, &issuer);
	return json_text(one, "id", pki_hex(e->stored.id, STORE_ID_SIZE).text) &&
	       json_text(one, "country", c->country) &&
	       json_text(one, "subject", pki_name(c->subject).text) &&
	       json_text(one, "issuer", pki_name(c->issuer).text) &&
	       json_text(one, "serial", pki_hex(c->serial, 64).text) &&
	       json_text(one, "from", pki_day(c->from).text) &&
	       json_text(one, "to", pki_day(c->to).text) &&
	       json_text(one, "key", pki_key(c).text) &&
	       json_text(one, "class", store_class_word(e->stored.class)) &&
	       json_bool(one, "same_name", pki_entry_same_name(e)) &&
	       json_text(one, "signed_by",
			 has_issuer ? pki_hex(issuer.id, STORE_ID_SIZE).text : "") &&
	       json_number(one, "sources", (double)(e->stored.namings.left / 4)) &&
	       json_text(one, "faults", pki_faults(c->faults).text);
}

static enum eg_err print_json(const struct store_sections *s, const struct pki_book *b)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	struct tally t = count_all(b);
	cJSON *list = cJSON_AddArrayToObject(root, "country_cas");
	bool good = list != NULL && json_number(root, "self_signed", (double)t.self_signed) &&
		    json_number(root, "links_same_name", (double)t.same_name) &&
		    json_number(root, "links_other_name", (double)t.other_name) &&
		    json_number(root, "orphans", (double)t.orphans) &&
		    json_number(root, "document_signers", (double)store_cert_count(s, STORE_DSC));
	for (size_t i = 0; i < b->count && good; i++) {
		good = put_entry(json_add_object(list), s, &b->entries[i]);
	}
	return json_print(stdout, good ? root : NULL);
}

static enum eg_err run(const struct words *w)
{
	EG_AUTO(store_disk_unmap) struct store_map map = {0};
	EG_AUTO(trust_free) struct trust *t = NULL; /* borrows from the map */
	EG_AUTO(pki_book_free) struct pki_book book = {0};
	const char *country = w->value[OPTION_COUNTRY];
	EG_TRY(store_disk_map_path(w->plain[0], &map));
	EG_TRY(egate_pki_sandbox());
	EG_TRY(trust_over(store_disk_rd(&map), &t));
	const struct store_sections *s = trust_sections(t);
	EG_TRY(pki_book_read(s, country == NULL ? "" : country, &book));
	return w->value[OPTION_JSON] != NULL ? print_json(s, &book) : print_text(&book);
}

/* A country as certificates have it: two or three capitals. */
static enum eg_err check_country(const char *text)
{
	struct rd r = rd_cstr(text);
	bool good = text == NULL || r.left == 2 || r.left == 3;
	uint8_t c = 0;
	while (good && rd_u8(&r, &c)) {
		good = c >= 'A' && c <= 'Z';
	}
	return good ? EG_OK : EG_FAIL(EG_CONFIG, "a country is two or three capitals");
}

int egate_pki_list(int count, char *const words[])
{
	struct words w;
	if (words_take(count, words, options, OPTION_COUNT, &w) != EG_OK || w.plain_count != 1 ||
	    check_country(w.value[OPTION_COUNTRY]) != EG_OK) {
		return EGATE_USAGE;
	}
	return run(&w) == EG_OK ? EGATE_DONE : egate_failed();
}
