/*
 * egate_watchlist_find: egate watchlist find, a zone looked up by hand.
 * Knows how a hit is shown. Never judges one.
 */
#include "base/whole.h"
#include "prog/egate.h"
#include "prog/egate_pki.h"
#include "prog/egate_watchlist.h"
#include "prog/json.h"
#include "wire/msg_case.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ZONE_INPUT_MAX 256 /* three lines, with blanks and line ends */

enum { FIND_MRZ, FIND_TRUST, FIND_DAY, FIND_JSON, FIND_OPTIONS };
static const struct words_option options[FIND_OPTIONS] = {
	[FIND_MRZ] = {"--mrz", false},
	[FIND_TRUST] = {"--trust", false},
	[FIND_DAY] = {"--day", false},
	[FIND_JSON] = {"--json", true},
};

static void add_character(struct msg_lookup *l, uint8_t c)
{
	size_t at = l->mrz_size;
	bool doubtful = c == '?';
	uint8_t capital = c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
	l->mrz[at] = (char)(doubtful ? '<' : capital);
	l->unsure[at / 8] |= (uint8_t)(doubtful ? 1u << (at % 8) : 0);
	l->mrz_size++;
}

static enum eg_err read_zone(struct rd text, struct date today, struct msg_lookup *out)
{
	uint8_t c;
	*out = (struct msg_lookup){.source = LOOKUP_PAGE, .today = today};
	while (rd_u8(&text, &c)) {
		if (c == ' ' || c == '\r' || c == '\n') {
			continue;
		}
		if (out->mrz_size == MSG_MRZ_SIZE) {
			return EG_FAIL(EG_CONFIG, "no machine-readable zone: too long");
		}
		add_character(out, c);
	}
	out->kind = out->mrz_size == 90   ? DOCUMENT_TD1
		    : out->mrz_size == 72 ? DOCUMENT_TD2
					  : DOCUMENT_TD3;
	return msg_mrz_ok(out->kind, out->mrz_size, out->mrz)
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "no machine-readable zone: its size or a character");
}

static void put_part(struct wr *out, unsigned value, size_t digits)
{
	uint8_t octets[4];
	for (size_t i = digits; i-- > 0; value /= 10) {
		octets[i] = (uint8_t)('0' + value % 10);
	}
	if (value == 0) {
		wr_put(out, rd_of(octets, digits));
	}
}

/* "1974-08-??" */
static const char *birth_text(struct date d, char out[16])
{
	const unsigned parts[3] = {d.year, d.month, d.day};
	struct wr w = wr_of(out, 16);
	for (size_t i = 0; i < 3; i++) {
		size_t digits = i == 0 ? 4 : 2;
		wr_put(&w, i == 0 ? RD_EMPTY : RD_TEXT("-"));
		if (parts[i] == 0) {
			wr_fill(&w, '?', digits);
		} else {
			put_part(&w, parts[i], digits);
		}
	}
	wr_u8(&w, '\0');
	return out;
}

static bool has_birth(const struct msg_hit *h)
{
	return (h->listed >> HIT_BIRTH & 1) != 0;
}

static void print_line(const char *label, const char *value)
{
	if (value[0] != '\0') {
		(void)printf("  %-13s%s\n", label, value); /* fflush tells, at the end */
	}
}

static void print_features(const char *label, unsigned features)
{
	(void)printf("  %-13s", label); /* the same */
	const char *between = "";
	for (unsigned f = 0; f < HIT_FEATURE_COUNT; f++) {
		if ((features >> f & 1) != 0) {
			(void)printf("%s%s", between, hit_feature_text(f));
			between = ", ";
		}
	}
	(void)printf("\n");
}

static void print_hit(const struct msg_hit *h)
{
	char birth[16] = "";
	(void)printf("%s: %s, score %u\n", h->kind == HIT_DOCUMENT ? "document" : "person",
		     hit_category_text(h->category), h->score); /* the same */
	print_line("name", h->name);
	print_line("document", h->document);
	print_line(h->kind == HIT_DOCUMENT ? "state" : "nationality", h->state);
	print_line("born", has_birth(h) ? birth_text(h->birth, birth) : "");
	print_line("reference", h->reference);
	print_line("note", h->note);
	print_features("agrees", h->matched);
	print_features("listed", h->listed);
	print_line("list", h->stale != REASON_NONE ? reason_text(h->stale) : "");
}

static const char *verdict_text(const struct watch_hits *hits)
{
	return hits->verdict == VERDICT_PASS    ? "nothing agrees"
	       : hits->verdict == VERDICT_FAIL  ? reason_text(hits->reason)
	       : hits->reason == REASON_EXPIRED ? "cannot be told: the list's last day is over"
	       : hits->reason == REASON_NOT_YET_VALID
		       ? "cannot be told: the list is made on a later day"
		       : "cannot be told: the zone has no name, or no number";
}

static enum eg_err print_text(const struct watch_hits *hits)
{
	(void)printf("%s\n", verdict_text(hits)); /* fflush tells */
	for (size_t i = 0; i < hits->told; i++) {
		print_hit(&hits->hit[i]);
	}
	if (hits->count > hits->told) {
		(void)printf("and %zu more\n", hits->count - hits->told); /* the same */
	}
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static bool json_features(cJSON *to, const char *name, unsigned features)
{
	cJSON *list = cJSON_AddArrayToObject(to, name);
	bool good = list != NULL;
	for (unsigned f = 0; f < HIT_FEATURE_COUNT && good; f++) {
		good = (features >> f & 1) == 0 || json_add_text(list, hit_feature_word(f));
	}
	return good;
}

static bool json_hit(cJSON *one, const struct msg_hit *h)
{
	char birth[16] = "";
	return json_text(one, "kind", h->kind == HIT_DOCUMENT ? "document" : "person") &&
	       json_text(one, "category", hit_category_word(h->category)) &&
	       json_text(one, "category_text", hit_category_text(h->category)) &&
	       json_text(one, "name", h->name) && json_text(one, "document", h->document) &&
	       json_text(one, "state", h->state) &&
	       json_text(one, "birth", has_birth(h) ? birth_text(h->birth, birth) : "") &&
	       json_text(one, "reference", h->reference) && json_text(one, "note", h->note) &&
	       json_features(one, "matched", h->matched) &&
	       json_features(one, "listed", h->listed) && json_number(one, "score", h->score) &&
	       json_number(one, "list", h->list) &&
	       json_text(one, "list_text", h->stale != REASON_NONE ? reason_text(h->stale) : "");
}

static enum eg_err print_json(const struct watch_hits *hits)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(root, "hits");
	bool good = list != NULL && json_text(root, "text", verdict_text(hits)) &&
		    json_number(root, "count", (double)hits->count) &&
		    json_bool(root, "told", hits->verdict != VERDICT_CANNOT_TELL);
	for (size_t i = 0; i < hits->told && good; i++) {
		good = json_hit(json_add_object(list), &hits->hit[i]);
	}
	return json_print(stdout, good ? root : NULL);
}

static enum eg_err find(const struct words *w, struct date today, bool *found)
{
	EG_AUTO(watchlist_free) struct watchlist l = {.watch = NULL};
	EG_AUTO(bytes_free) struct bytes input = {0};
	const char *trust = w->value[FIND_TRUST];
	struct rd zone = rd_cstr(w->value[FIND_MRZ]);
	struct msg_lookup lookup;
	struct watch_hits hits;
	if (rd_equal(zone, RD_TEXT("-"))) {
		EG_TRY(whole_read(STDIN_FILENO, ZONE_INPUT_MAX, &input));
		zone = bytes_rd(&input);
	}
	EG_TRY(read_zone(zone, today, &lookup));
	EG_TRY(watchlist_read(w->plain[0], trust, &l));
	EG_TRY(egate_pki_sandbox());
	EG_TRY(egate_watchlist_flaw(w->plain[0], &l.flaw,
				    trust != NULL ? watchlist_verify(&l, today)
						  : watchlist_peek(&l)));
	watch_lookup(l.watch, &lookup, &hits);
	*found = hits.verdict != VERDICT_PASS;
	return w->value[FIND_JSON] != NULL ? print_json(&hits) : print_text(&hits);
}

int egate_watchlist_find(int count, char *const words[])
{
	struct words w;
	struct date today;
	bool found = false;
	if (words_take(count, words, options, FIND_OPTIONS, &w) != EG_OK || w.plain_count != 1 ||
	    w.value[FIND_MRZ] == NULL || words_day(w.value[FIND_DAY], &today) != EG_OK) {
		return EGATE_USAGE;
	}
	if (find(&w, today, &found) != EG_OK) {
		return egate_failed();
	}
	return found ? EGATE_FAILED : EGATE_DONE;
}
