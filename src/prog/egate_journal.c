/*
 * egate_journal: egate journal check and list.
 * Knows words for rows. Shows a person's printed zone only when asked to.
 */
#include "journal/journal.h"
#include "prog/egate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int failed(void)
{
	struct eg_fault f = eg_fault_last();
	(void)fprintf(stderr, "egate: %s (%s)\n", f.reason, eg_err_text(f.err)); /* as usage */
	return EGATE_FAILED;
}

static const char *what_text(uint8_t what)
{
	static const char *const texts[] = {"?",     "crossing", "referral",
					    "alarm", "order",    "service"};
	return what < sizeof(texts) / sizeof(texts[0]) ? texts[what] : "?";
}

static void print_time(int64_t unix_ms)
{
	char text[32] = "";
	struct tm tm = {.tm_year = 0};
	time_t seconds = (time_t)(unix_ms / 1000);
	if (gmtime_r(&seconds, &tm) != NULL &&
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm) > 0) {
		printf("%s.%03dZ", text, (int)(unix_ms % 1000));
	}
}

static void print_zone(const struct journal_row *row, bool reveal)
{
	const struct msg_record *r = &row->record;
	if (row->erased) {
		printf(" zone=erased");
	} else if (r->mrz_size > 0) {
		/* Document code and issuing state say what kind it is, not whose. */
		int shown = reveal ? r->mrz_size : 5;
		printf(" zone=%.*s%s", shown, r->mrz, reveal ? "" : "...");
	}
}

static bool print_row(void *context, const struct journal_row *row)
{
	const bool *reveal = context;
	const struct msg_record *r = &row->record;
	printf("%" PRIu64 " ", row->row);
	print_time(r->unix_ms);
	printf(" %s %s", what_text(r->what), r->direction == DIRECTION_ENTRY ? "entry" : "exit");
	if (r->why != GATE_WHY_NONE) {
		printf(" why=\"%s\"", gate_why_text(r->why));
	}
	if (r->reason != REASON_NONE) {
		printf(" check=\"%s: %s\"", check_text(r->check), reason_text(r->reason));
	}
	if (r->order != 0) {
		printf(" order=%s officer=%" PRIu32, gate_event_name(r->order), r->officer);
	}
	if (r->scores.match != 0) {
		printf(" match=%d live=%d", r->scores.match, r->scores.live);
	}
	print_zone(row, *reveal);
	printf("\n");
	return true;
}

static int list(const char *path, bool reveal)
{
	EG_AUTO(journal_close) struct journal *j = NULL;
	if (journal_open(path, JOURNAL_READ, &j) != EG_OK ||
	    journal_walk(j, print_row, &reveal) != EG_OK) {
		return failed();
	}
	return EGATE_DONE;
}

static int check(const char *path)
{
	EG_AUTO(journal_close) struct journal *j = NULL;
	uint64_t row = 0;
	if (journal_open(path, JOURNAL_READ, &j) != EG_OK) {
		return failed();
	}
	if (journal_check(j, &row) != EG_OK) {
		printf("row %" PRIu64 " is not as it was written\n", row);
		return failed();
	}
	printf("%" PRIu64 " rows, each as it was written\n", row);
	return EGATE_DONE;
}

int egate_journal(int count, char *const words[])
{
	bool reveal = count == 3 && strcmp(words[2], "--reveal") == 0;
	if (count == 2 && strcmp(words[0], "check") == 0) {
		return check(words[1]);
	}
	if ((count == 2 || reveal) && strcmp(words[0], "list") == 0) {
		return list(words[1], reveal);
	}
	return EGATE_USAGE;
}
