/*
 * chip_main: egate-chip-sim, a virtual passport laid on vpcd's reader.
 * Knows its settings and when to leave. Never knows what an APDU means.
 *
 * egate-chip-sim document=FILE port=N [capture=FILE] [tear-after=N] [pace=off] [bac=off]
 *                [aa=on|off|cloned] [ca=on|cloned] [ta=on|static] [extended=off] [mf=refused]
 *                [max-read=N] [quirk=NAME[=N],...]
 * egate-chip-sim --help: the quirks there are
 * Exit: 0 card taken away, by SIGTERM or because vpcd closed; 3 torn off by tear-after; 1 fault.
 */
#include "simulator/chip.h"

#include "base/log.h"
#include "simulator/chip_args.h"
#include "simulator/vicc.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXIT_TORN 3

static const char usage[] =
	"egate-chip-sim document=FILE port=N [capture=FILE] [tear-after=N] [pace=off] [bac=off]\n"
	"               [aa=on|off|cloned] [ca=on|cloned] [ta=on|static] [extended=off]\n"
	"               [mf=refused] [max-read=N] [quirk=NAME[=NUMBER],...]\n"
	"ca=cloned: keys for Chip Authentication and PACE-CAM are not the signed ones.\n"
	"ta=static: after PACE the password names the chip in Terminal Authentication, as once.\n"
	"Quirks, with the number that holds if none is given:\n";

static const char *const keys[] = {"document", "port",     "capture", "tear-after", "pace",
				   "bac",      "aa",       "ca",      "ta",         "extended",
				   "mf",       "max-read", "quirk",   NULL};

struct settings {
	const char *document;
	const char *capture;
	uint16_t port;
	struct chip_profile profile;
};

/* A setting that is on, as usual, or has its one odd word. */
static enum eg_err read_odd(const struct args *a, const char *key, const char *odd, bool *out)
{
	const char *text = args_text(a, key, "on");
	*out = strcmp(text, odd) == 0;
	if (!*out && strcmp(text, "on") != 0) {
		return EG_FAIL(EG_CONFIG, "a setting of the chip has a word that it does not know");
	}
	return EG_OK;
}

static enum eg_err read_aa(const struct args *a, struct chip_profile *p)
{
	p->aa_off = strcmp(args_text(a, "aa", "on"), "off") == 0;
	return p->aa_off ? EG_OK : read_odd(a, "aa", "cloned", &p->aa_cloned);
}

static enum eg_err read_words(const struct args *a, struct settings *s)
{
	bool on;
	int64_t port;
	int64_t tear_after;
	int64_t max_read;
	*s = (struct settings){0};
	EG_TRY(chip_args_check(a, keys));
	s->document = args_text(a, "document", NULL);
	s->capture = args_text(a, "capture", NULL);
	EG_TRY(args_number(a, "port", 0, 65535, 0, &port));
	EG_TRY(args_number(a, "tear-after", 0, 100000, 0, &tear_after));
	EG_TRY(args_number(a, "max-read", 0, 65536, 0, &max_read));
	EG_TRY(chip_quirks_parse(&s->profile.quirks, rd_cstr(args_text(a, "quirk", ""))));
	s->profile.tear_after = (uint32_t)tear_after;
	s->profile.max_read = (uint32_t)max_read;
	EG_TRY(chip_args_switch(a, "pace", true, &on));
	s->profile.pace_off = !on;
	EG_TRY(chip_args_switch(a, "bac", true, &on));
	s->profile.bac_off = !on;
	EG_TRY(chip_args_switch(a, "extended", true, &on));
	s->profile.short_only = !on;
	EG_TRY(read_aa(a, &s->profile));
	EG_TRY(read_odd(a, "mf", "refused", &s->profile.mf_refused));
	EG_TRY(read_odd(a, "ca", "cloned", &s->profile.ca_cloned));
	EG_TRY(read_odd(a, "ta", "static", &s->profile.ta_static));
	s->port = (uint16_t)port;
	if (s->document == NULL || s->port == 0) {
		return EG_FAIL(EG_CONFIG, "document=FILE and port=N are needed");
	}
	return EG_OK;
}

static enum eg_err open_stop(int *fd)
{
	sigset_t stops;
	(void)sigemptyset(&stops); /* these three cannot fail for valid signals */
	(void)sigaddset(&stops, SIGTERM);
	(void)sigaddset(&stops, SIGINT);
	if (sigprocmask(SIG_BLOCK, &stops, NULL) != 0) {
		return EG_FAIL(EG_IO, "signals cannot be blocked");
	}
	*fd = signalfd(-1, &stops, SFD_CLOEXEC);
	return *fd < 0 ? EG_FAIL(EG_IO, "no descriptor for signals") : EG_OK;
}

static void close_capture(FILE **f)
{
	if (*f != NULL) {
		(void)fclose(*f); /* a lost debug capture harms no one */
		*f = NULL;
	}
}

static enum eg_err open_capture(const char *path, FILE **out)
{
	if (path == NULL) {
		return EG_OK;
	}
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	*out = fd < 0 ? NULL : fdopen(fd, "w");
	if (*out == NULL) {
		return EG_FAIL(EG_IO, "capture file cannot be opened");
	}
	fd = -1;
	return EG_OK;
}

static enum eg_err serve(const struct settings *s)
{
	EG_AUTO(chip_document_free) struct chip_document document = {0};
	EG_AUTO(chip_free) struct chip *chip = NULL;
	EG_AUTO(close_capture) FILE *capture = NULL;
	EG_AUTO(eg_close) int stop_fd = -1;
	EG_AUTO(eg_close) int fd = -1;
	EG_TRY(open_stop(&stop_fd));
	EG_TRY(chip_document_load(&document, s->document));
	EG_TRY(chip_new(&chip, &document, &s->profile));
	EG_TRY(open_capture(s->capture, &capture));
	EG_TRY(vicc_connect(s->port, &fd));
	return vicc_serve(fd, stop_fd, chip, capture);
}

int main(int argc, char *argv[])
{
	const struct args a = args_of(argc, argv);
	struct settings s;
	if (a.count == 1 && strcmp(a.words[0], "--help") == 0) {
		(void)fputs(usage, stdout); /* nothing is lost but the help itself */
		chip_quirks_list(stdout);
		return 0;
	}
	log_open(LOG_WORD("chip-sim"), LOG_INFO);
	enum eg_err err = read_words(&a, &s);
	if (err == EG_OK) {
		err = serve(&s);
		if (err == EG_GONE) {
			LOG(LOG_INFO, "torn", LOG_INT("commands", s.profile.tear_after));
			return EXIT_TORN;
		}
	}
	if (err != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("failed"));
		return 1;
	}
	return 0;
}
