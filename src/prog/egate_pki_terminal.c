/*
 * egate_pki_terminal: egate pki terminal list, plan and request: the certificates that open fingers
 * and irises, when they are to be renewed, and the request for the next one.
 * Knows the command line. Certificates are parsed behind the sandbox, where no private key is; keys
 * sign out here, where no foreign byte is.
 */
#include "prog/egate.h"
#include "prog/egate_pki.h"
#include "prog/pki_terminal_make.h"
#include "prog/pki_terminal_show.h"
#include "prog/sandboxed.h"
#include "prog/words.h"

#include <stdio.h>
#include <string.h>

#define MEMORY_MB   256
#define CPU_SECONDS 60
#define OUTPUT_ROOM 4096

enum option {
	OPTION_DAY,
	OPTION_JSON,
	OPTION_SECRET,
	/* of request */
	OPTION_HOLDER,
	OPTION_OUT,
	OPTION_KEY,
	OPTION_ALG,
	OPTION_AUTHORITY,
	OPTION_INITIAL,
	OPTION_UNUSED_KEY,
	OPTION_COUNT
};
#define SHOW_OPTIONS OPTION_HOLDER

static const struct words_option options[OPTION_COUNT] = {
	[OPTION_DAY] = {"--day", false},        [OPTION_JSON] = {"--json", true},
	[OPTION_SECRET] = {"--secret", false},  [OPTION_HOLDER] = {"--holder", false},
	[OPTION_OUT] = {"--out", false},        [OPTION_KEY] = {"--key", false},
	[OPTION_ALG] = {"--alg", false},        [OPTION_AUTHORITY] = {"--authority", false},
	[OPTION_INITIAL] = {"--initial", true}, [OPTION_UNUSED_KEY] = {"--unused-key", true},
};

static void tell_failure(void)
{
	(void)egate_failed(); /* the child's code of exit is its own */
}

/* Everything that is opened before the sandbox. */
static enum eg_err open_folder(const struct words *w, struct pki_terminal **out)
{
	struct folder_bad bad = {""};
	struct date today;
	EG_TRY(words_day(w->value[OPTION_DAY], &today));
	EG_TRY(sandbox_blind()); /* keys and a vendor's library, for a moment */
	EG_TRY(crypt_warm());
	enum eg_err err = pki_terminal_read(w->plain[0], w->value[OPTION_SECRET], today, out, &bad);
	if (err != EG_OK && bad.name[0] != '\0') {
		(void)fprintf(stderr, "egate: %s: not usable\n", bad.name); /* the fault follows */
	}
	return err;
}

static enum eg_err list(const struct words *w, bool *found)
{
	EG_AUTO(pki_terminal_free) struct pki_terminal *t = NULL;
	EG_TRY(open_folder(w, &t));
	EG_TRY(egate_pki_sandbox());
	EG_TRY(pki_terminal_parse(t));
	*found = pki_terminal_found(t);
	return w->value[OPTION_JSON] != NULL ? pki_list_json(stdout, t) : pki_list_text(stdout, t);
}

static enum eg_err plan(const struct words *w, bool *found)
{
	static struct cvc_plan made;
	EG_AUTO(pki_terminal_free) struct pki_terminal *t = NULL;
	EG_TRY(open_folder(w, &t));
	EG_TRY(egate_pki_sandbox());
	EG_TRY(pki_terminal_parse(t));
	EG_TRY(cvc_renewal_plan(&t->tree, t->today, &made));
	*found = pki_plan_found(&made);
	return w->value[OPTION_JSON] != NULL ? pki_plan_json(stdout, t, &made)
					     : pki_plan_text(stdout, t, &made);
}

/* What the child is asked. */
struct choosing {
	struct pki_terminal *t;
	const struct pki_request_order *order;
};

static enum eg_err choose(void *context, struct wr *answer)
{
	const struct choosing *c = context;
	struct pki_request chosen;
	EG_TRY(pki_terminal_parse(c->t));
	EG_TRY(pki_request_choose(c->t, c->order, &chosen));
	pki_request_pack(&chosen, answer);
	return EG_OK;
}

static enum eg_err request(const struct words *w, bool *found)
{
	EG_AUTO(pki_terminal_free) struct pki_terminal *t = NULL;
	EG_AUTO(bytes_free) struct bytes answer = {0};
	const struct sandbox_need need = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	const struct pki_request_order order = {
		.holder = w->value[OPTION_HOLDER],
		.authority = w->value[OPTION_AUTHORITY],
		.algorithm = w->value[OPTION_ALG],
		.initial = w->value[OPTION_INITIAL] != NULL,
		.unused_key = w->value[OPTION_UNUSED_KEY] != NULL,
	};
	const struct pki_make make = {
		.folder = w->plain[0],
		.secret = w->value[OPTION_SECRET],
		.holder = order.holder,
		.out = w->value[OPTION_OUT],
		.key = w->value[OPTION_KEY],
		.json = w->value[OPTION_JSON] != NULL,
	};
	struct pki_request chosen;
	*found = false;
	if (order.unused_key && make.key != NULL) {
		return EG_FAIL(EG_CONFIG, "--key or --unused-key: not both");
	}
	EG_TRY(open_folder(w, &t));
	struct choosing choosing = {t, &order};
	EG_TRY(sandboxed_run(&need, choose, &choosing, tell_failure, &answer));
	EG_TRY(pki_request_unpack(bytes_rd(&answer), &chosen));
	return pki_terminal_make(&make, t, &chosen);
}

static const struct {
	const char *name;
	size_t options;
	enum eg_err (*run)(const struct words *w, bool *found);
} commands[] = {
	{"list", SHOW_OPTIONS, list},
	{"plan", SHOW_OPTIONS, plan},
	{"request", OPTION_COUNT, request},
};

int egate_pki_terminal(int count, char *const words[])
{
	struct words w;
	bool found = false;
	for (size_t i = 0; count > 0 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(words[0], commands[i].name) != 0) {
			continue;
		}
		if (words_take(count - 1, words + 1, options, commands[i].options, &w) != EG_OK ||
		    w.plain_count != 1) {
			return EGATE_USAGE;
		}
		bool request_whole = w.value[OPTION_HOLDER] != NULL && w.value[OPTION_OUT] != NULL;
		struct date day;
		if (words_day(w.value[OPTION_DAY], &day) != EG_OK ||
		    (commands[i].run == request && !request_whole)) {
			return EGATE_USAGE;
		}
		enum eg_err err = commands[i].run(&w, &found);
		if (err == EG_DENIED && commands[i].run == request) {
			return EGATE_FAILED; /* the child has told why */
		}
		if (err != EG_OK) {
			return egate_failed();
		}
		return found ? EGATE_FAILED : EGATE_DONE;
	}
	return EGATE_USAGE;
}
