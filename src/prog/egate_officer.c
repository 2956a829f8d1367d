/*
 * egate_officer: egate officer, what an administrator does with the accounts of a console.
 * Knows the command line, and where a PIN comes from. Foreign bytes are only touched behind the
 * sandbox.
 */
#include "prog/egate_officer.h"

#include "os/now.h"
#include "os/sandbox.h"
#include "pki/crypt.h"
#include "prog/certificate_file.h"
#include "prog/egate.h"
#include "prog/folder.h"
#include "prog/pin_in.h"
#include "prog/sandboxed.h"
#include "prog/words.h"
#include "wire/case.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MS_PER_S    1000
#define MEMORY_MB   256 /* for one certificate */
#define CPU_SECONDS 10

static const char usage[] =
	"egate officer add NAME OFFICE --file FILE\n"
	"                                    enrols an officer in a console's file of accounts,\n"
	"                                    which is made if it is missing; OFFICE is viewer,\n"
	"                                    officer, supervisor, admin or integrator. The PIN is\n"
	"                                    typed, or one line of standard input\n"
	"egate officer list --file FILE      who is enrolled\n"
	"egate officer log --file FILE       log-ins, failures, hand-overs, changes of accounts\n"
	"egate officer disable NAME --file FILE\n"
	"egate officer enable NAME --file FILE\n"
	"egate officer pin NAME --file FILE  a new PIN\n"
	"egate officer office NAME OFFICE --file FILE\n"
	"egate officer certificate NAME CERTIFICATE|none --file FILE\n"
	"                                    the client's certificate (PEM or DER) with which\n"
	"                                    alone this officer gets in\n"
	"  of list and log: --json. What changes an account ends its officer's session at once\n";

enum { OPTION_FILE, OPTION_JSON, OPTION_COUNT };
static const struct words_option options[OPTION_COUNT] = {
	[OPTION_FILE] = {"--file", false},
	[OPTION_JSON] = {"--json", true},
};

/* Whoever sudo says has called us: a variable that anybody can set, and so no proof. */
static uint32_t sudo_user(void)
{
	const char *told = getenv("SUDO_UID");
	char *end = NULL;
	errno = 0;
	unsigned long number = told == NULL ? 0 : strtoul(told, &end, 10);
	bool good = told != NULL && told[0] >= '0' && told[0] <= '9' && *end == '\0' &&
		    errno == 0 && number < OFFICER_ENROLLED;
	return good ? (uint32_t)number : 0;
}

/* Who does it, and when. */
static struct account_hand hand_now(void)
{
	return (struct account_hand){.who = (uint32_t)getuid() & ~OFFICER_ENROLLED,
				     .now_ms = now_unix_ms(),
				     .sudo = sudo_user()};
}

static enum eg_err open_accounts(const struct words *w, enum account_mode mode,
				 struct account **out)
{
	const struct account_rules rules = account_rules_default(); /* nobody logs in here */
	return account_open(w->value[OPTION_FILE], mode, &rules, out);
}

static enum eg_err open_officer(const struct words *w, struct account **a,
				struct account_officer *o)
{
	EG_TRY(open_accounts(w, ACCOUNT_USE, a));
	return account_by_name(*a, rd_cstr(w->plain[0]), o);
}

static enum eg_err read_office(const char *word, enum account_office *out)
{
	return account_office_from_word(rd_cstr(word), out)
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "an office is viewer, officer, supervisor, admin or "
					    "integrator");
}

static enum eg_err run_add(const struct words *w)
{
	EG_AUTO(account_close) struct account *a = NULL;
	EG_AUTO(bytes_free) struct bytes pin = {0};
	struct rd name = rd_cstr(w->plain[0]);
	enum account_office office;
	uint32_t number;
	EG_TRY(read_office(w->plain[1], &office));
	EG_TRY(account_name_check(name)); /* before a PIN is typed in vain */
	EG_TRY(pin_in_read(STDIN_FILENO, &pin));
	EG_TRY(account_pin_check(bytes_rd(&pin), name)); /* before a file is made */
	EG_TRY(open_accounts(w, ACCOUNT_MAKE, &a));
	const struct account_hand hand = hand_now();
	EG_TRY(account_add(a, name, office, bytes_rd(&pin), &hand, &number));
	return printf("officer %" PRIu32 "\n", number & ~OFFICER_ENROLLED) > 0 &&
			       fflush(stdout) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "standard output");
}

static enum eg_err run_list(const struct words *w)
{
	EG_AUTO(account_close) struct account *a = NULL;
	EG_TRY(open_accounts(w, ACCOUNT_USE, &a));
	return egate_officer_list(a, w->value[OPTION_JSON] != NULL);
}

static enum eg_err run_log(const struct words *w)
{
	EG_AUTO(account_close) struct account *a = NULL;
	EG_TRY(open_accounts(w, ACCOUNT_USE, &a));
	return egate_officer_log(a, w->value[OPTION_JSON] != NULL);
}

static enum eg_err set_enabled(const struct words *w, bool enabled)
{
	EG_AUTO(account_close) struct account *a = NULL;
	struct account_officer o;
	EG_TRY(open_officer(w, &a, &o));
	const struct account_hand hand = hand_now();
	return account_set_enabled(a, o.number, enabled, &hand);
}

static enum eg_err run_enable(const struct words *w)
{
	return set_enabled(w, true);
}

static enum eg_err run_disable(const struct words *w)
{
	return set_enabled(w, false);
}

static enum eg_err run_office(const struct words *w)
{
	EG_AUTO(account_close) struct account *a = NULL;
	struct account_officer o;
	enum account_office office;
	EG_TRY(read_office(w->plain[1], &office));
	EG_TRY(open_officer(w, &a, &o));
	const struct account_hand hand = hand_now();
	return account_set_office(a, o.number, office, &hand);
}

static enum eg_err run_pin(const struct words *w)
{
	EG_AUTO(account_close) struct account *a = NULL;
	EG_AUTO(bytes_free) struct bytes pin = {0};
	struct account_officer o;
	EG_TRY(open_officer(w, &a, &o));
	EG_TRY(pin_in_read(STDIN_FILENO, &pin));
	const struct account_hand hand = hand_now();
	return account_set_pin(a, o.number, bytes_rd(&pin), &hand);
}

/* Behind the sandbox. */
static enum eg_err read_certificate(void *context, struct wr *answer)
{
	const struct bytes *file = context;
	struct certificate_file c;
	EG_TRY(certificate_file_read(bytes_rd(file), &c));
	certificate_file_write(&c, answer);
	return EG_OK;
}

static void tell_fault(void)
{
	(void)egate_failed(); /* its exit code is the parent's to give */
}

static enum eg_err open_certificate(const char *path, struct certificate_file *out)
{
	const struct sandbox_need need = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(bytes_free) struct bytes answer = {0};
	EG_TRY(folder_file(path, CERTIFICATE_FILE_MAX, &file));
	EG_TRY(crypt_warm()); /* reads its files now or never */
	EG_TRY(sandboxed_run(&need, read_certificate, &file, tell_fault, &answer));
	EG_TRY(certificate_file_parse(bytes_rd(&answer), out));
	return date_compare(date_from_unix(now_unix_ms() / MS_PER_S), out->to) <= 0
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "the certificate's period is over");
}

static enum eg_err run_certificate(const struct words *w)
{
	EG_AUTO(account_close) struct account *a = NULL;
	struct account_officer o;
	struct certificate_file c = {.from = {0}};
	char print[ACCOUNT_HEX_SIZE + 1];
	bool none = strcmp(w->plain[1], "none") == 0;
	if (!none) {
		EG_TRY(open_certificate(w->plain[1], &c));
	}
	EG_TRY(open_officer(w, &a, &o));
	const struct account_hand hand = hand_now();
	EG_TRY(account_set_print(a, o.number, none ? NULL : c.print, &hand));
	if (none) {
		return EG_OK;
	}
	account_hex(c.print, print);
	return printf("certificate %s, %04u-%02u-%02u to %04u-%02u-%02u\n", print, c.from.year,
		      c.from.month, c.from.day, c.to.year, c.to.month, c.to.day) > 0 &&
			       fflush(stdout) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "standard output");
}
_Static_assert(CERTIFICATE_PRINT_SIZE == ACCOUNT_OCTETS, "one fingerprint");
_Static_assert(PIN_IN_MAX == ACCOUNT_PIN_MAX, "one limit of PINs");

static const struct {
	const char *name;
	size_t words; /* plain ones behind it */
	bool shows;   /* takes --json */
	enum eg_err (*run)(const struct words *w);
} commands[] = {
	{"add", 2, false, run_add},         {"certificate", 2, false, run_certificate},
	{"disable", 1, false, run_disable}, {"enable", 1, false, run_enable},
	{"list", 0, true, run_list},        {"log", 0, true, run_log},
	{"office", 2, false, run_office},   {"pin", 1, false, run_pin},
};

static int command(int count, char *const words[])
{
	struct words w;
	size_t i = 0;
	while (i < sizeof(commands) / sizeof(commands[0]) &&
	       (count < 1 || strcmp(words[0], commands[i].name) != 0)) {
		i++;
	}
	if (i == sizeof(commands) / sizeof(commands[0]) ||
	    words_take(count - 1, words + 1, options, OPTION_COUNT, &w) != EG_OK ||
	    w.plain_count != commands[i].words || w.value[OPTION_FILE] == NULL ||
	    (w.value[OPTION_JSON] != NULL && !commands[i].shows)) {
		return EGATE_USAGE;
	}
	/* PINs in this process: no dump, no look into it. */
	return sandbox_blind() == EG_OK && commands[i].run(&w) == EG_OK ? EGATE_DONE
									: egate_failed();
}

int egate_officer(int count, char *const words[])
{
	bool asked = count >= 1 && strcmp(words[count - 1], "--help") == 0;
	int code = asked ? EGATE_DONE : command(count, words);
	struct eg_fault why = eg_fault_last();
	if (asked || code == EGATE_USAGE) {
		(void)fputs(usage, asked ? stdout : stderr); /* nobody to tell if it is closed */
	}
	if (code == EGATE_USAGE && why.err == EG_CONFIG) {        /* at the end, where it is seen */
		(void)fprintf(stderr, "egate: %s\n", why.reason); /* as usage */
	}
	return code;
}
