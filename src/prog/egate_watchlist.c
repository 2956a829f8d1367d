/*
 * egate_watchlist: egate watchlist, what an administrator does with lists of documents and people.
 * Knows which command is meant; shows and checks lists.
 */
#include "prog/egate_watchlist.h"

#include "prog/egate.h"
#include "prog/egate_pki.h"
#include "prog/json.h"
#include "prog/pki_words.h"
#include "prog/watchlist_seen.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"egate watchlist show FILE           what a list says of itself; nothing is judged. FILE\n"
	"                                    is signed, or a text that is not\n"
	"    --json                          one JSON object instead of text\n"
	"egate watchlist check FILE --trust FILE\n"
	"                                    would a lane go by it today? Signature, signer, "
	"every\n"
	"                                    line, last day, and that it is no older one than\n"
	"                                    the lane has seen\n"
	"    --as FILE                       the place where the lane has its list, if it is\n"
	"                                    another: its number was seen there\n"
	"egate watchlist sign TEXT --key FILE --certificate FILE --out FILE\n"
	"                                    checks a text, signs it; the key is PKCS#8, the\n"
	"                                    certificate X.509, both PEM or DER\n"
	"    --secret FILE                   passphrase of a key that is encrypted\n"
	"egate watchlist find FILE --mrz ZONE\n"
	"                                    what of a list agrees with a zone (- reads it from\n"
	"                                    standard input; ? is a character that was not read\n"
	"                                    surely). Code 1: something does\n"
	"    --trust FILE                    only if one of these signed it\n"
	"    --json                          one JSON object instead of text\n"
	"  --trust: certificates of signers, or of CAs that issue to signers of lists only; PEM, "
	"or\n"
	"  one in DER; of check and find: --day YYYY-MM-DD, as of another day\n";

static const struct {
	const char *name;
	int (*run)(int count, char *const words[]);
} commands[] = {
	{"check", egate_watchlist_check},
	{"find", egate_watchlist_find},
	{"show", egate_watchlist_show},
	{"sign", egate_watchlist_sign},
};

static int command(int count, char *const words[])
{
	for (size_t i = 0; count > 0 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(words[0], commands[i].name) == 0) {
			return commands[i].run(count - 1, words + 1);
		}
	}
	return EGATE_USAGE;
}

int egate_watchlist(int count, char *const words[])
{
	bool asked = count >= 1 && strcmp(words[count - 1], "--help") == 0;
	int code = asked ? EGATE_DONE : command(count, words);
	if (asked || code == EGATE_USAGE) {
		(void)fputs(usage, asked ? stdout : stderr); /* nobody to tell if it is closed */
	}
	return code;
}

enum eg_err egate_watchlist_flaw(const char *path, const struct watch_flaw *flaw, enum eg_err err)
{
	if (err != EG_OK && flaw->why != NULL && flaw->why[0] != '\0') {
		(void)fprintf(stderr, "egate: %s: line %u: %s\n", path, flaw->line,
			      flaw->why); /* as usage */
	}
	return err;
}

static bool json_head(cJSON *root, const struct watch_head *h)
{
	return json_number(root, "number", h->number) &&
	       json_text(root, "made", pki_day(h->made).text) &&
	       json_text(root, "until", pki_day(h->until).text) &&
	       json_text(root, "authority", h->authority) &&
	       json_number(root, "documents", h->documents) &&
	       json_number(root, "people", h->persons);
}

static enum eg_err print_json(const struct watchlist *l)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	const struct pinned_text *t = &l->text;
	bool good = root != NULL && json_head(root, watch_head(l->watch)) &&
		    json_bool(root, "signed", !watchlist_is_bare(l));
	if (t->signer.whole.left > 0) {
		good = good && json_text(root, "signer", pki_name(t->signer.subject).text);
	}
	if (t->has_time) {
		good = good && json_text(root, "signed_at", pki_moment(t->time.unix_s).text);
	}
	return json_print(stdout, good ? root : NULL);
}

static enum eg_err print_text(const struct watchlist *l)
{
	const struct watch_head *h = watch_head(l->watch);
	const struct pinned_text *t = &l->text;
	/* Checked at the end. */
	(void)printf("%-12s%u\n", "number", h->number);
	(void)printf("%-12s%s\n", "made", pki_day(h->made).text);
	(void)printf("%-12s%s\n", "until", pki_day(h->until).text);
	(void)printf("%-12s%s\n", "authority", h->authority);
	(void)printf("%-12s%u\n", "documents", h->documents);
	(void)printf("%-12s%u\n", "people", h->persons);
	(void)printf("%-12s%s\n", "signer",
		     watchlist_is_bare(l)       ? "none: not signed"
		     : t->signer.whole.left > 0 ? pki_name(t->signer.subject).text
						: "certificate not embedded");
	if (t->has_time) {
		(void)printf("%-12s%s\n", "signed", pki_moment(t->time.unix_s).text);
	}
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

enum { SHOW_JSON, SHOW_COUNT };
static const struct words_option show_options[SHOW_COUNT] = {
	[SHOW_JSON] = {"--json", true},
};

static enum eg_err show(const struct words *w)
{
	EG_AUTO(watchlist_free) struct watchlist l = {.watch = NULL};
	EG_TRY(watchlist_read(w->plain[0], NULL, &l));
	EG_TRY(egate_pki_sandbox());
	EG_TRY(egate_watchlist_flaw(w->plain[0], &l.flaw, watchlist_peek(&l)));
	return w->value[SHOW_JSON] != NULL ? print_json(&l) : print_text(&l);
}

int egate_watchlist_show(int count, char *const words[])
{
	struct words w;
	if (words_take(count, words, show_options, SHOW_COUNT, &w) != EG_OK || w.plain_count != 1) {
		return EGATE_USAGE;
	}
	return show(&w) == EG_OK ? EGATE_DONE : egate_failed();
}

enum { CHECK_TRUST, CHECK_AS, CHECK_DAY, CHECK_OPTIONS };
static const struct words_option check_options[CHECK_OPTIONS] = {
	[CHECK_TRUST] = {"--trust", false},
	[CHECK_AS] = {"--as", false},
	[CHECK_DAY] = {"--day", false},
};

/* The number that the lane has taken last; 0: none, as far as one can see. */
static enum eg_err seen_number(const char *list_path, uint32_t *number)
{
	EG_AUTO(eg_close) int fd = -1;
	*number = 0;
	enum eg_err err = watchlist_seen_look(list_path, &fd);
	if (err == EG_NOT_FOUND) {
		return EG_OK;
	}
	EG_TRY(err);
	return watchlist_seen_read(fd, number);
}

static enum eg_err check(const struct words *w, struct date today)
{
	EG_AUTO(watchlist_free) struct watchlist l = {.watch = NULL};
	const char *as = w->value[CHECK_AS] != NULL ? w->value[CHECK_AS] : w->plain[0];
	uint32_t seen;
	EG_TRY(watchlist_read(w->plain[0], w->value[CHECK_TRUST], &l));
	EG_TRY(seen_number(as, &seen));
	EG_TRY(egate_pki_sandbox());
	EG_TRY(egate_watchlist_flaw(w->plain[0], &l.flaw, watchlist_verify(&l, today)));
	EG_TRY(print_text(&l));
	if (watch_head(l.watch)->number < seen) {
		(void)fprintf(stderr, "egate: number %u was seen before\n", seen); /* as usage */
		return EG_FAIL(EG_DENIED, "watchlist is older than one that was taken");
	}
	if (date_compare(today, watch_head(l.watch)->until) > 0) {
		return EG_FAIL(EG_DENIED, "last day of the watchlist, or of its signer, is over");
	}
	return EG_OK;
}

int egate_watchlist_check(int count, char *const words[])
{
	struct words w;
	struct date today;
	if (words_take(count, words, check_options, CHECK_OPTIONS, &w) != EG_OK ||
	    w.plain_count != 1 || w.value[CHECK_TRUST] == NULL ||
	    words_day(w.value[CHECK_DAY], &today) != EG_OK) {
		return EGATE_USAGE;
	}
	return check(&w, today) == EG_OK ? EGATE_DONE : egate_failed();
}
