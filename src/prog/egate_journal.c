/*
 * egate_journal: egate journal check and list.
 * Knows words for rows. Shows a person's printed zone only when asked to.
 */
#include "prog/egate_journal.h"

#include "base/utf8.h"
#include "pki/fault.h"
#include "prog/egate.h"
#include "prog/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

const char *egate_journal_what(uint8_t what)
{
	static const char *const texts[] = {"?",     "crossing", "referral", "alarm",
					    "order", "service",  "case"};
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

/* What an officer wrote may name somebody, and was not written for a terminal. */
static void print_note(const struct journal_row *row, bool reveal)
{
	const struct msg_record *r = &row->record;
	if (row->erased) {
		printf(" note=erased");
	} else if (r->mrz_size > 0 && reveal && utf8_printable(rd_of(r->mrz, r->mrz_size))) {
		printf(" note=\"%.*s\"", r->mrz_size, r->mrz);
	} else if (r->mrz_size > 0) {
		printf(" note=...");
	}
}

/* One who is enrolled at a console by their number there, another one by the user id. */
static void print_officer(const struct msg_record *r)
{
	if (r->officer == OFFICER_ROOT) {
		printf(" officer=root");
	} else if (r->officer >= OFFICER_ENROLLED) {
		printf(" officer=\"officer %" PRIu32 "\"", r->officer - OFFICER_ENROLLED);
	} else {
		printf(" officer=%" PRIu32, r->officer);
	}
}

/* The gate's case that ended at this desk, or the case itself, by the console's name for it. */
static void print_case(const char *word, const struct case_ref *c)
{
	if (c->lane != 0) {
		printf(" %s=%" PRIu32 "-%" PRIu32 "-%08" PRIx32, word, c->lane, c->traveller,
		       c->session);
	}
}

static void print_order(const struct msg_record *r)
{
	if (r->what == RECORD_CASE) {
		printf(" state=%s traveller=%" PRIu32, case_state_word(r->order), r->traveller);
	} else if (r->order != 0) {
		printf(" order=%s", gate_event_name(r->order));
	}
	if (r->what == RECORD_CASE || r->order != 0) {
		print_officer(r);
	}
	if (r->code != CASE_CODE_NONE) {
		printf(" code=%s", case_code_word(r->code));
	}
}

static void print_zone(const struct journal_row *row, bool reveal)
{
	const struct msg_record *r = &row->record;
	if (row->note) {
		print_note(row, reveal);
	} else if (row->erased) {
		printf(" zone=erased");
	} else if (r->mrz_size > 0) {
		/* Document code and issuing state say what kind it is, not whose. */
		int shown = reveal ? r->mrz_size : 5;
		printf(" zone=%.*s%s", shown, r->mrz, reveal ? "" : "...");
	}
}

/* What the profile of Passive Authentication passed over, each by its word. */
static void print_tolerated(const struct msg_record *r)
{
	struct faults set = faults_from_bytes(r->tolerated);
	const char *before = " tolerated=";
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		if (faults_has(set, (enum passive_fault)f)) {
			printf("%s%s", before, fault_word((enum passive_fault)f));
			before = ",";
		}
	}
}

/* Decibans: of each that was compared, and together; what was needed, and the false match rate that
 * it stands for. */
static void print_fingers(const struct msg_record *r)
{
	const struct finger_scores *s = &r->fingers;
	for (size_t i = 0; i < POLICY_FINGERS; i++) {
		if (s->position[i] != 0) {
			printf(" %s=%d", policy_position_word(s->position[i]), s->of[i]);
		}
	}
	if (finger_scores_some(s)) {
		printf(" fingers=%d", s->sum);
	}
	if (s->tries != 0) { /* also where none of them was compared */
		printf(" tries=%u", s->tries);
	}
	if (r->finger_match != 0) {
		printf(" fingers-from=%d", r->finger_match);
	}
	if (r->finger_one_in != 0) {
		printf(" fingers-fmr=1/%" PRIu32, r->finger_one_in);
	}
}

/* The page's portrait against the chip's; fields by their words. */
static void print_fields(const char *before, uint8_t fields)
{
	char words[MRZ_FIELDS_TEXT];
	if (fields != 0) {
		printf(" %s=\"%s\"", before, mrz_fields_text(fields, words));
	}
}

static void print_page(const struct msg_record *r)
{
	if (r->page_scored != 0) {
		printf(" page=%d", r->page_score);
	}
	print_fields("page-differs", r->page_differs);
	print_fields("page-unsure", r->page_unsure);
}

struct shown {
	bool reveal;
	bool json;
	enum eg_err err; /* what ended the listing */
};

static void print_row(const struct journal_row *row, bool reveal)
{
	const struct msg_record *r = &row->record;
	printf("%" PRIu64 " ", row->row);
	print_time(r->unix_ms);
	printf(" %s %s", egate_journal_what(r->what),
	       r->direction == DIRECTION_ENTRY ? "entry" : "exit");
	if (r->why != GATE_WHY_NONE) {
		printf(" why=\"%s\"", gate_why_text(r->why));
	}
	if (r->reason != REASON_NONE) {
		printf(" check=\"%s: %s\"", check_text(r->check), reason_text(r->reason));
	}
	print_order(r);
	print_case(r->what == RECORD_CASE ? "case" : "from", &r->from);
	if (r->scores.match != 0) {
		printf(" match=%d live=%d", r->scores.match, r->scores.live);
	}
	print_fingers(r);
	print_page(r);
	print_tolerated(r);
	print_zone(row, reveal);
	printf("\n");
}

static bool show_row(void *context, const struct journal_row *row)
{
	struct shown *s = context;
	if (s->json) {
		s->err = egate_journal_json(row, s->reveal);
	} else {
		print_row(row, s->reveal);
	}
	return s->err == EG_OK;
}

static int list(const char *path, struct shown *s)
{
	EG_AUTO(journal_close) struct journal *j = NULL;
	if (journal_open(path, JOURNAL_READ, &j) != EG_OK ||
	    journal_walk(j, show_row, s) != EG_OK || s->err != EG_OK) {
		return egate_failed();
	}
	return EGATE_DONE;
}

static int read_list(int count, char *const words[])
{
	enum { REVEAL, JSON, OPTIONS };
	static const struct words_option options[OPTIONS] = {
		[REVEAL] = {"--reveal", true}, [JSON] = {"--json", true}};
	struct words w;
	if (words_take(count, words, options, OPTIONS, &w) != EG_OK || w.plain_count != 1) {
		return EGATE_USAGE;
	}
	struct shown s = {.reveal = w.value[REVEAL] != NULL, .json = w.value[JSON] != NULL};
	return list(w.plain[0], &s);
}

static bool hex_digit(struct rd *text, uint8_t *out)
{
	uint8_t c;
	if (!rd_u8(text, &c)) {
		return false;
	}
	bool digit = c >= '0' && c <= '9';
	*out = (uint8_t)(digit ? c - '0' : c - 'a' + 10);
	return digit || (c >= 'a' && c <= 'f');
}

/* A head as check prints it: "ROW:CHAIN", in decimal and hexadecimal digits. */
static bool read_head(const char *word, uint64_t *row, uint8_t chain[JOURNAL_CHAIN_SIZE])
{
	struct rd text = rd_cstr(word);
	uint8_t c = '\0';
	*row = 0;
	while (rd_u8(&text, &c) && c >= '0' && c <= '9' && *row < INT64_MAX / 100) {
		*row = *row * 10 + (uint64_t)(c - '0');
	}
	for (size_t i = 0; c == ':' && i < JOURNAL_CHAIN_SIZE; i++) {
		uint8_t high;
		uint8_t low;
		if (!hex_digit(&text, &high) || !hex_digit(&text, &low)) {
			return false;
		}
		chain[i] = (uint8_t)(high << 4 | low);
	}
	return c == ':' && rd_end(&text);
}

static int print_head(struct journal *j)
{
	uint64_t row;
	uint8_t chain[JOURNAL_CHAIN_SIZE];
	if (journal_head(j, &row, chain) != EG_OK) {
		return egate_failed();
	}
	printf("head, to be kept elsewhere: %" PRIu64 ":", row);
	for (size_t i = 0; i < sizeof(chain); i++) {
		printf("%02x", chain[i]);
	}
	printf("\n");
	return EGATE_DONE;
}

/* kept: a head that an earlier check printed, or NULL. */
static int check(const char *path, const char *kept)
{
	uint64_t kept_row = 0;
	uint8_t kept_chain[JOURNAL_CHAIN_SIZE] = {0};
	if (kept != NULL && !read_head(kept, &kept_row, kept_chain)) {
		return EGATE_USAGE;
	}
	EG_AUTO(journal_close) struct journal *j = NULL;
	uint64_t row = 0;
	if (journal_open(path, JOURNAL_READ, &j) != EG_OK) {
		return egate_failed();
	}
	if (journal_check(j, &row) != EG_OK) {
		printf("row %" PRIu64 " is not as it was written\n", row);
		return egate_failed();
	}
	if (kept_row > 0 && journal_had(j, kept_row, kept_chain) != EG_OK) {
		printf("row %" PRIu64 " is not the one that was kept\n", kept_row);
		return egate_failed();
	}
	printf("%" PRIu64 " rows, each as it was written\n", row);
	return print_head(j);
}

int egate_journal(int count, char *const words[])
{
	if ((count == 2 || count == 3) && strcmp(words[0], "check") == 0) {
		return check(words[1], count == 3 ? words[2] : NULL);
	}
	if (count >= 1 && strcmp(words[0], "list") == 0) {
		return read_list(count - 1, words + 1);
	}
	return EGATE_USAGE;
}
