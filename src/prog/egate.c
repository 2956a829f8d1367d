/*
 * egate: the command people type.
 * Knows which command is meant. Only egate read (the card reader) and egate gpio (a
 * lane's lines) touch hardware.
 */
#include "prog/egate.h"

#include "prog/egate_gpio.h"
#include "prog/egate_officer.h"
#include "prog/egate_pki.h"
#include "prog/egate_watchlist.h"

#include "base/err.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"egate watch SOCKET [--json]         lines of what happens in a lane, until it ends; one\n"
	"                                    JSON object a line\n"
	"    --pictures FOLDER               for the officer: portrait and live face of whoever\n"
	"                                    is referred, as files there as long as they are\n"
	"egate order SOCKET ORDER [NUMBER]   pass, back, retry: the traveller there now, or only\n"
	"                                    the one of that number, and hold: they stop here;\n"
	"                                    reset, close, open, turn: the lane; free: all doors\n"
	"    --code WORD --note TEXT         why, for the journal\n"
	"    --from CASE                     at a desk: the gate's case that ends with it\n"
	"egate desk [LANE.INI [CONSOLE.INI]] an officer's counter: its lane and its console, "
	"until\n"
	"                                    it is interrupted; tells the browser's address\n"
	"egate gate check FILE... [--json]   what is wrong with descriptions of gates, and their\n"
	"                                    wiring; a FILE may be a shipped model's name\n"
	"egate journal check FILE [HEAD]     is every row as it was written? prints the head; one\n"
	"                                    kept elsewhere shows whether the end was cut off\n"
	"egate journal list FILE [--json]    the rows; with --json one object a line\n"
	"    --reveal                        printed zones and notes, too\n"
	"egate read KEY [OPTION...]          reads a document on a card reader, tells what it "
	"says\n"
	"                                    and what was found; KEY is --mrz ZONE (- reads\n"
	"                                    it from standard input) or\n"
	"                                    --number N --birth YYMMDD --expiry YYMMDD;\n"
	"                                    --can N beside it or alone\n"
	"    --reader NAME | replay:FILE     the reader whose name begins so (else the first), or\n"
	"                                    a transcript\n"
	"    --wait SECONDS                  for a document to be laid on; 30\n"
	"    --groups 1,2,14                 only these data groups\n"
	"    --trust STORE                   judges by the trust store (egate pki import)\n"
	"    --terminal FOLDER               this gate's certificates and keys, for DG3 and DG4\n"
	"    --terminal-secret FILE          passphrase of those keys that are encrypted\n"
	"    --json                          one JSON object instead of text\n"
	"    --reveal                        shows personal data, masked otherwise\n"
	"    --strict                        doubts and tolerated deviations count as found, too\n"
	"    --allow-bac-after-pace          goes on with BAC where PACE is offered but fails\n"
	"    --save FILE --consent TEXT      keeps a transcript; TEXT: who agreed to that\n"
	"egate gpio ...                      lines of a lane that does not run: levels, one "
	"output,\n"
	"                                    commissioning; egate gpio --help\n"
	"egate face ...                      two pictures compared, pictures assessed, error "
	"rates\n"
	"                                    over a folder of them; egate face --help\n"
	"egate mrz ...                       the zones on pictures of document pages; egate mrz\n"
	"                                    --help\n"
	"egate officer ...                   who works at a console: enrolled, changed, listed;\n"
	"                                    egate officer --help\n"
	"egate pki ...                       trust lists, certificates and keys; egate pki --help\n"
	"egate watchlist ...                 lists of documents and people; egate watchlist "
	"--help\n"
	"egate version\n";

int egate_failed(void)
{
	struct eg_fault f = eg_fault_last();
	(void)fprintf(stderr, "egate: %s (%s)\n", f.reason, eg_err_text(f.err)); /* as usage */
	return EGATE_FAILED;
}

static int command(int argc, char *const argv[])
{
	if (argc >= 2 && strcmp(argv[1], "pki") == 0) {
		return egate_pki(argc - 2, argv + 2);
	}
	if (argc >= 2 && strcmp(argv[1], "watchlist") == 0) {
		return egate_watchlist(argc - 2, argv + 2);
	}
	if (argc >= 2 && strcmp(argv[1], "gpio") == 0) {
		return egate_gpio(argc - 2, argv + 2);
	}
	if (argc >= 2 && strcmp(argv[1], "officer") == 0) {
		return egate_officer(argc - 2, argv + 2);
	}
	if (argc >= 2 && strcmp(argv[1], "face") == 0) {
		return egate_face(argc - 2, argv + 2);
	}
	if (argc >= 2 && strcmp(argv[1], "mrz") == 0) {
		return egate_mrz(argc - 2, argv + 2);
	}
	if (argc >= 2 && strcmp(argv[argc - 1], "--help") == 0) {
		return fputs(usage, stdout) >= 0 ? EGATE_DONE : EGATE_FAILED;
	}
	if (argc >= 2 && strcmp(argv[1], "desk") == 0) {
		return egate_desk(argc - 2, argv + 2);
	}
	if (argc >= 2 && strcmp(argv[1], "watch") == 0) {
		return egate_watch(argc - 2, argv + 2);
	}
	if (argc >= 2 && strcmp(argv[1], "order") == 0) {
		return egate_order(argc - 2, argv + 2);
	}
	if (argc >= 2 && strcmp(argv[1], "gate") == 0) {
		return egate_gate(argc - 2, argv + 2);
	}
	if (argc >= 2 && strcmp(argv[1], "journal") == 0) {
		return egate_journal(argc - 2, argv + 2);
	}
	if (argc >= 2 && strcmp(argv[1], "read") == 0) {
		return egate_read(argc - 2, argv + 2);
	}
	if (argc == 2 && strcmp(argv[1], "version") == 0) {
		return printf("egate %s\n", EGATE_VERSION) > 0 ? EGATE_DONE : EGATE_FAILED;
	}
	return EGATE_USAGE;
}

/* These commands tell their own. */
static bool tells_usage(const char *word)
{
	static const char *const words[] = {"face", "gpio", "mrz", "officer", "pki", "watchlist"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(word, words[i]) == 0) {
			return true;
		}
	}
	return false;
}

int main(int argc, char *argv[])
{
	int result = command(argc, argv);
	if (result == EGATE_USAGE && (argc < 2 || !tells_usage(argv[1]))) {
		(void)fputs(usage, stderr); /* nobody to tell if standard error is closed */
	}
	return result;
}
