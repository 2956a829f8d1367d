/*
 * egate_pki_verify: egate pki verify, Passive Authentication of files at hand.
 * Knows the command line, and words for what each step came to.
 */
#include "pki/store_disk.h"
#include "prog/egate.h"
#include "prog/egate_pki.h"
#include "prog/json.h"
#include "prog/pki_verify.h"
#include "prog/pki_words.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_POLICY, OPTION_STRICT, OPTION_DAY, OPTION_JSON, OPTION_COUNT };
static const struct words_option options[OPTION_COUNT] = {
	[OPTION_POLICY] = {"--policy", false},
	[OPTION_STRICT] = {"--strict", true},
	[OPTION_DAY] = {"--day", false},
	[OPTION_JSON] = {"--json", true},
};

static const char *trust_word(enum passive_trust t)
{
	switch (t) {
	case PASSIVE_TRUST_UNDETERMINED:
		return "undetermined";
	case PASSIVE_TRUSTED:
		return "trusted";
	case PASSIVE_NOT_TRUSTED:
		return "not-trusted";
	}
	return "?";
}

static void print_step(const struct pki_verified *v, enum passive_step s)
{
	const struct passive_result *r = &v->report.of[s];
	(void)printf("  %-14s %-13s", passive_step_word(s),
		     passive_status_word(r->status)); /* the sum is checked at the end */
	if (r->fault != FAULT_NONE) {
		(void)printf(" %s%s (%s)",
			     r->status == PASSIVE_STATUS_SUCCESSFUL ? "passed over: " : "",
			     fault_text(r->fault), fault_word(r->fault)); /* same */
	}
	if (r->before != r->status) {
		(void)printf(" [without lists: %s, %s]", passive_status_word(r->before),
			     fault_word(r->healed)); /* same */
	}
	(void)puts(""); /* same */
}

static void print_cert(const char *what, const struct cert *c)
{
	if (c != NULL) {
		(void)printf("%s %s, %s, %s .. %s, serial %s\n", what, pki_name(c->subject).text,
			     pki_key(c).text, pki_day(c->from).text, pki_day(c->to).text,
			     pki_hex(c->serial, 20).text); /* same */
	}
}

static enum eg_err print_text(const struct pki_verified *v)
{
	for (unsigned s = 0; s < PASSIVE_STEP_COUNT; s++) {
		print_step(v, (enum passive_step)s);
	}
	for (unsigned g = 1; g <= PKI_VERIFY_GROUPS; g++) {
		if (v->groups[g] != VERDICT_NOT_DONE) {
			(void)printf("  data group %-3u %s\n", g,
				     verdict_name(v->groups[g])); /* same */
		}
	}
	print_cert("signer    ", passive_signer(v->passive));
	print_cert("country CA", passive_issuer(v->passive));
	const char *genuine =
		pki_verified_groups(v) ? "genuine" : "EF.SOD genuine, no data group looked at";
	int last = printf("%s; signer %s; passed over: %s\n",
			  pki_verified_good(v) ? genuine : "NOT PROVED GENUINE",
			  trust_word(v->report.trust),
			  faults_empty(v->report.tolerated) ? "nothing"
							    : pki_faults(v->report.tolerated).text);
	return last > 0 && fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static bool put_cert(cJSON *root, const char *name, const struct cert *c)
{
	if (c == NULL) {
		return cJSON_AddNullToObject(root, name) != NULL;
	}
	cJSON *to = cJSON_AddObjectToObject(root, name);
	return json_text(to, "subject", pki_name(c->subject).text) &&
	       json_text(to, "issuer", pki_name(c->issuer).text) &&
	       json_text(to, "serial", pki_hex(c->serial, 64).text) &&
	       json_text(to, "from", pki_day(c->from).text) &&
	       json_text(to, "to", pki_day(c->to).text) && json_text(to, "key", pki_key(c).text);
}

static bool put_steps(cJSON *root, const struct passive_report *report)
{
	cJSON *list = cJSON_AddArrayToObject(root, "steps");
	bool good = list != NULL;
	for (unsigned s = 0; s < PASSIVE_STEP_COUNT && good; s++) {
		const struct passive_result *r = &report->of[s];
		cJSON *one = json_add_object(list);
		good = json_text(one, "step", passive_step_word((enum passive_step)s)) &&
		       json_text(one, "status", passive_status_word(r->status)) &&
		       json_text(one, "fault",
				 r->fault == FAULT_NONE ? "" : fault_word(r->fault)) &&
		       json_text(one, "status_without_lists", passive_status_word(r->before)) &&
		       json_text(one, "fault_without_lists",
				 r->healed == FAULT_NONE ? "" : fault_word(r->healed));
	}
	return good;
}

static enum eg_err print_json(const struct pki_verified *v)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	bool good = json_bool(root, "genuine", pki_verified_good(v)) &&
		    json_text(root, "trust", trust_word(v->report.trust)) &&
		    json_text(root, "found", pki_faults(v->report.found).text) &&
		    json_text(root, "passed_over", pki_faults(v->report.tolerated).text) &&
		    put_steps(root, &v->report) &&
		    put_cert(root, "signer", passive_signer(v->passive)) &&
		    put_cert(root, "country_ca", passive_issuer(v->passive));
	cJSON *groups = cJSON_AddObjectToObject(root, "groups");
	for (unsigned g = 1; g <= PKI_VERIFY_GROUPS && good; g++) {
		char name[4];
		(void)snprintf(name, sizeof(name), "%u", g); /* fits */
		good = v->groups[g] == VERDICT_NOT_DONE ||
		       json_text(groups, name, verdict_name(v->groups[g]));
	}
	return json_print(stdout, good ? root : NULL);
}

#define WHAT_COM 0

/* "com=FILE", "14=FILE": number of the data group, or WHAT_COM. */
static enum eg_err what_of(const char *word, long *what)
{
	struct rd rest = rd_cstr(word);
	struct rd front = rd_until(&rest, "=");
	char number[3] = "";
	size_t size = 0;
	*what = WHAT_COM;
	if (strchr(word, '=') != NULL && rd_equal(front, RD_TEXT("com"))) {
		return EG_OK;
	}
	if (strchr(word, '=') == NULL || !rd_dump(front, number, sizeof(number) - 1, &size) ||
	    words_number(number, 1, PKI_VERIFY_GROUPS, what) != EG_OK) {
		return EG_FAIL(EG_CONFIG, "a file is told as com=FILE or NUMBER=FILE");
	}
	return EG_OK;
}

/* The words for files, each for another one; sets what is at hand. */
static enum eg_err take_words(const struct words *w, struct pki_verify *order)
{
	EG_TRY(words_day(w->value[OPTION_DAY], &order->today));
	if (w->value[OPTION_STRICT] != NULL && w->value[OPTION_POLICY] != NULL) {
		return EG_FAIL(EG_CONFIG, "--strict or --policy: not both");
	}
	for (size_t i = 2; i < w->plain_count; i++) {
		long what = 0;
		EG_TRY(what_of(w->plain[i], &what));
		bool *has = what == WHAT_COM ? &order->has_com : &order->has_group[what];
		if (*has) {
			return EG_FAIL(EG_CONFIG, "a file is told twice");
		}
		*has = true;
	}
	return EG_OK;
}

static enum eg_err take_file(const char *word, struct rd bytes, struct pki_verify *order)
{
	long what = 0;
	EG_TRY(what_of(word, &what));
	*(what == WHAT_COM ? &order->com : &order->groups[what]) = bytes;
	return EG_OK;
}

static enum eg_err take_profile(const struct words *w, const struct pki_files *policy,
				struct passive_profile *out)
{
	struct passive_profile_flaw flaw;
	*out = w->value[OPTION_STRICT] != NULL ? passive_profile_strict() : passive_profile_field();
	if (policy->count == 0) {
		return EG_OK;
	}
	enum eg_err err = passive_profile_parse(bytes_rd(&policy->of[0]), out, &flaw);
	if (err != EG_OK) {
		(void)fprintf(stderr, "egate: line %u of the policy file: %s\n", flaw.line,
			      flaw.why); /* as usage */
	}
	return err;
}

/* What stands behind the equals sign, or the word itself: a path. */
static const char *path_of(const char *word)
{
	const char *mark = strchr(word, '=');
	return mark == NULL ? word : mark + 1;
}

static enum eg_err run(const struct words *w, struct pki_verify *order, bool *good)
{
	EG_AUTO(store_disk_unmap) struct store_map map = {0};
	EG_AUTO(trust_free) struct trust *trust = NULL; /* borrows from the map */
	EG_AUTO(pki_files_free) struct pki_files files = {0};
	EG_AUTO(pki_files_free) struct pki_files policy = {0};
	EG_AUTO(pki_verified_free) struct pki_verified v = {0};
	struct passive_profile profile;
	const char *paths[WORDS_PLAIN_MAX];
	size_t count = w->plain_count - 1;
	EG_TRY(store_disk_map_path(w->plain[0], &map));
	for (size_t i = 0; i < count; i++) {
		paths[i] = i == 0 ? w->plain[1] : path_of(w->plain[i + 1]);
	}
	EG_TRY(egate_pki_files(paths, count, &files));
	if (w->value[OPTION_POLICY] != NULL) {
		EG_TRY(egate_pki_files(&w->value[OPTION_POLICY], 1, &policy));
	}
	EG_TRY(egate_pki_sandbox());
	EG_TRY(trust_over(store_disk_rd(&map), &trust));
	EG_TRY(take_profile(w, &policy, &profile));
	order->trust = trust;
	order->profile = &profile;
	order->sod = bytes_rd(&files.of[0]);
	for (size_t i = 1; i < count; i++) {
		EG_TRY(take_file(w->plain[i + 1], bytes_rd(&files.of[i]), order));
	}
	EG_TRY(pki_verify(order, &v));
	*good = pki_verified_good(&v);
	return w->value[OPTION_JSON] != NULL ? print_json(&v) : print_text(&v);
}

int egate_pki_verify(int count, char *const words[])
{
	struct words w;
	struct pki_verify order = {.has_com = false};
	bool good = false;
	if (words_take(count, words, options, OPTION_COUNT, &w) != EG_OK || w.plain_count < 2 ||
	    take_words(&w, &order) != EG_OK) {
		return EGATE_USAGE;
	}
	if (run(&w, &order, &good) != EG_OK) {
		return egate_failed();
	}
	return good ? EGATE_DONE : EGATE_FAILED;
}
