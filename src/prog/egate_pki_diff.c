/*
 * egate_pki_diff: egate pki diff, which country CAs one list or store has and another has not.
 * Knows words and layout. Never judges a certificate.
 */
#include "pki/crypt.h"
#include "pki/store_file.h"
#include "prog/egate.h"
#include "prog/egate_pki.h"
#include "prog/json.h"
#include "prog/pki_set.h"
#include "prog/pki_words.h"

#include <stdio.h>

#define ID_SHOWN 8

enum { OPTION_JSON, OPTION_COUNT };
static const struct words_option options[OPTION_COUNT] = {
	[OPTION_JSON] = {"--json", true},
};

static void print_one(char sign, const struct pki_member *m)
{
	(void)printf("%c %-3s %s, %s .. %s, %s, id %s\n", sign, m->cert.country,
		     pki_name(m->cert.subject).text, pki_day(m->cert.from).text,
		     pki_day(m->cert.to).text, pki_key(&m->cert).text,
		     pki_hex(rd_of(m->id, sizeof(m->id)), ID_SHOWN).text); /* the sum is checked */
}

static enum eg_err print_text(const struct pki_set *a, const struct pki_set *b)
{
	size_t gone = 0;
	size_t fresh = 0;
	for (size_t i = 0; i < a->count; i++) {
		if (!pki_set_has(b, &a->members[i])) {
			print_one('-', &a->members[i]);
			gone++;
		}
	}
	for (size_t i = 0; i < b->count; i++) {
		if (!pki_set_has(a, &b->members[i])) {
			print_one('+', &b->members[i]);
			fresh++;
		}
	}
	if (a->unreadable + b->unreadable > 0) {
		(void)printf("NOT COMPARED: %zu of the first and %zu of the second that cannot be "
			     "read\n",
			     a->unreadable, b->unreadable); /* as above */
	}
	int last = printf("%zu in the first, %zu in the second: %zu gone, %zu new, %zu in both\n",
			  a->count, b->count, gone, fresh, a->count - gone);
	return last > 0 && fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static bool put_missing(cJSON *root, const char *name, const struct pki_set *of,
			const struct pki_set *in)
{
	cJSON *list = cJSON_AddArrayToObject(root, name);
	bool good = list != NULL;
	for (size_t i = 0; i < of->count && good; i++) {
		const struct pki_member *m = &of->members[i];
		if (pki_set_has(in, m)) {
			continue;
		}
		cJSON *one = json_add_object(list);
		good = json_text(one, "id", pki_hex(rd_of(m->id, sizeof(m->id)), 32).text) &&
		       json_text(one, "country", m->cert.country) &&
		       json_text(one, "subject", pki_name(m->cert.subject).text) &&
		       json_text(one, "from", pki_day(m->cert.from).text) &&
		       json_text(one, "to", pki_day(m->cert.to).text) &&
		       json_text(one, "key", pki_key(&m->cert).text);
	}
	return good;
}

static enum eg_err print_json(const struct pki_set *a, const struct pki_set *b)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	bool good = json_number(root, "first", (double)a->count) &&
		    json_number(root, "second", (double)b->count) &&
		    json_number(root, "first_unreadable", (double)a->unreadable) &&
		    json_number(root, "second_unreadable", (double)b->unreadable) &&
		    put_missing(root, "gone", a, b) && put_missing(root, "new", b, a);
	return json_print(stdout, good ? root : NULL);
}

static enum eg_err run(const struct words *w)
{
	EG_AUTO(pki_files_free) struct pki_files files = {0};
	EG_AUTO(pki_set_free) struct pki_set a = {0};
	EG_AUTO(pki_set_free) struct pki_set b = {0};
	EG_TRY(egate_pki_files(w->plain, 2, &files));
	EG_TRY(egate_pki_sandbox());
	EG_TRY(pki_set_read(bytes_rd(&files.of[0]), &a));
	EG_TRY(pki_set_read(bytes_rd(&files.of[1]), &b));
	return w->value[OPTION_JSON] != NULL ? print_json(&a, &b) : print_text(&a, &b);
}

int egate_pki_diff(int count, char *const words[])
{
	struct words w;
	if (words_take(count, words, options, OPTION_COUNT, &w) != EG_OK || w.plain_count != 2) {
		return EGATE_USAGE;
	}
	return run(&w) == EG_OK ? EGATE_DONE : egate_failed();
}
