/*
 * egate_pki_show: egate pki show, what a file says.
 * Knows layout. Never judges.
 */
#include "prog/egate.h"
#include "prog/egate_pki.h"
#include "prog/json.h"
#include "prog/pki_facts.h"

#include <stdio.h>

enum { OPTION_JSON, OPTION_COUNT };
static const struct words_option options[OPTION_COUNT] = {
	[OPTION_JSON] = {"--json", true},
};

static enum eg_err print_text(const struct pki_facts *f)
{
	(void)printf("%s\n", f->kind); /* checked at the end */
	for (size_t i = 0; i < f->count; i++) {
		const char *value = f->of[i].value.text;
		(void)printf("  %-24s %s\n", f->of[i].label,
			     value[0] == '\0' ? "-" : value); /* same */
	}
	if (f->dropped > 0) {
		(void)printf("  and %zu more that are not told\n", f->dropped); /* same */
	}
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static enum eg_err print_json(const struct pki_facts *f)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(root, "facts");
	bool good = list != NULL && json_text(root, "kind", f->kind) &&
		    json_number(root, "not_told", (double)f->dropped);
	for (size_t i = 0; i < f->count && good; i++) {
		cJSON *one = json_add_object(list);
		good = json_text(one, "label", f->of[i].label) &&
		       json_text(one, "value", f->of[i].value.text);
	}
	return json_print(stdout, good ? root : NULL);
}

static enum eg_err run(const struct words *w)
{
	static struct pki_facts facts;
	EG_AUTO(pki_files_free) struct pki_files files = {0};
	EG_TRY(egate_pki_files(w->plain, 1, &files));
	EG_TRY(egate_pki_sandbox());
	EG_TRY(pki_facts_read(bytes_rd(&files.of[0]), &facts));
	return w->value[OPTION_JSON] != NULL ? print_json(&facts) : print_text(&facts);
}

int egate_pki_show(int count, char *const words[])
{
	struct words w;
	if (words_take(count, words, options, OPTION_COUNT, &w) != EG_OK || w.plain_count != 1) {
		return EGATE_USAGE;
	}
	return run(&w) == EG_OK ? EGATE_DONE : egate_failed();
}
