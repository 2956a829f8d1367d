/*
 * gpio_report: the commissioning report as text, and what all forms of it say alike.
 * Knows results of the walk, and who made it where. Never knows lines at a moment, nor files.
 */
#include "prog/gpio_report.h"

#include "base/date.h"

#include <inttypes.h>

#define MS_PER_S  1000
#define S_PER_DAY 86400

static void print_time(int64_t unix_ms, const char *zone, char out[REPORT_TIME_SIZE])
{
	if (unix_ms <= 0) {
		(void)snprintf(out, REPORT_TIME_SIZE, "-"); /* fits */
		return;
	}
	struct date d = date_from_unix(unix_ms / MS_PER_S);
	unsigned s = (unsigned)(unix_ms / MS_PER_S % S_PER_DAY);
	(void)snprintf(out, REPORT_TIME_SIZE, "%04u-%02u-%02u %02u:%02u:%02u%s", d.year % 10000u,
		       d.month, d.day, s / 3600, s / 60 % 60, s % 60, zone); /* fits */
}

void gpio_report_clock(int64_t unix_ms, char out[REPORT_TIME_SIZE])
{
	print_time(unix_ms, "", out);
}

void gpio_report_time(int64_t unix_ms, char out[REPORT_TIME_SIZE])
{
	print_time(unix_ms, " UTC", out);
}

static void add(struct wr *w, const char *text)
{
	wr_put(w, rd_cstr(text));
}

/* Ends what was written; a full writer has cut nothing that matters. */
static void end(const struct wr *w, char *out)
{
	out[wr_view(w).left] = '\0';
}

void gpio_report_found(const struct walk_item *i, char out[REPORT_FOUND_SIZE])
{
	char part[64];
	struct wr w = wr_of(out, REPORT_FOUND_SIZE - 1);
	for (unsigned t = 0; t < WALK_TIMES; t++) {
		const char *text = walk_time_text(i, t);
		if (text != NULL && i->ms[t] >= 0) {
			(void)snprintf(part, sizeof(part), "%s%s %" PRId32 ".%03" PRId32 " s",
				       w.size > 0 ? "; " : "", text, i->ms[t] / 1000,
				       i->ms[t] % 1000); /* fits: words of ours */
			add(&w, part);
		}
	}
	if (i->kind == WALK_OUTPUT && w.size == 0 && i->result == WALK_PASSED) {
		add(&w, "on and off confirmed by the installer");
	}
	if (i->kind != WALK_OUTPUT && i->result != WALK_OPEN) {
		(void)snprintf(part, sizeof(part), "%s%" PRIu32 " %s", w.size > 0 ? "; " : "",
			       i->changes, i->changes == 1 ? "change" : "changes"); /* fits */
		add(&w, part);
	}
	end(&w, out);
}

void gpio_report_note(const struct walk_item *i, char out[REPORT_NOTE_SIZE])
{
	struct wr w = wr_of(out, REPORT_NOTE_SIZE - 1);
	add(&w, walk_fault_text(i->fault));
	add(&w, w.size > 0 && i->remark[0] != '\0' ? ": " : "");
	add(&w, i->remark);
	end(&w, out);
}

const char *gpio_report_verdict(enum walk_result r)
{
	switch (r) {
	case WALK_OPEN:
		return "NOT FINISHED";
	case WALK_PASSED:
		return "PASSED";
	case WALK_FAILED:
		return "FAILED";
	case WALK_SKIPPED:
		return "INCOMPLETE";
	case WALK_RESULT_COUNT:
		break;
	}
	return "?";
}

const char *gpio_report_meaning(enum walk_result r)
{
	switch (r) {
	case WALK_OPEN:
		return "not every line was looked at yet";
	case WALK_PASSED:
		return "every line was looked at and found in order";
	case WALK_FAILED:
		return "at least one line is not in order: do not put the lane into service";
	case WALK_SKIPPED:
		return "no line failed, but some were left out";
	case WALK_RESULT_COUNT:
		break;
	}
	return "?";
}

static const char *or_dash(const char *text)
{
	return text[0] == '\0' ? "-" : text;
}

static void print_head(FILE *to, const struct gpio_report *r)
{
	const struct gpio_head *h = r->head;
	char began[REPORT_TIME_SIZE];
	char ended[REPORT_TIME_SIZE];
	enum walk_result v = walk_verdict(r->walk);
	gpio_report_time(h->began_ms, began);
	gpio_report_time(h->ended_ms, ended);
	/* The sum of all writing is checked at the end. */
	(void)fprintf(to, "COMMISSIONING REPORT OF A GATE\n\n%-12s %s: %s\n", "verdict",
		      gpio_report_verdict(v), gpio_report_meaning(v));
	(void)fprintf(to, "%-12s %zu passed, %zu failed, %zu skipped, %zu open\n", "lines",
		      walk_count(r->walk, WALK_PASSED), walk_count(r->walk, WALK_FAILED),
		      walk_count(r->walk, WALK_SKIPPED), walk_count(r->walk, WALK_OPEN));
	(void)fprintf(to, "%-12s %s\n%-12s %s\n%-12s %s\n", "site", or_dash(h->site), "lane",
		      or_dash(h->lane), "installer", or_dash(h->by));
	(void)fprintf(to, "%-12s %s, %s\n%-12s %s\n%-12s %s\n", "gate", h->model, h->gate,
		      "SHA-256", h->sha256, "driven by", h->lines);
	(void)fprintf(to, "%-12s %s\n%-12s %s\n%-12s %s\n\n", "software", h->software, "begun",
		      began, "last result", ended);
}

static void print_item(FILE *to, const struct walk *w, size_t place)
{
	const struct walk_item *i = &w->item[place];
	char word[WALK_WORD_SIZE];
	char at[REPORT_TIME_SIZE];
	char found[REPORT_FOUND_SIZE];
	char note[REPORT_NOTE_SIZE];
	walk_item_word(i, word);
	gpio_report_time(i->unix_ms, at);
	gpio_report_found(i, found);
	gpio_report_note(i, note);
	(void)fprintf(to, "%3zu %s %-8s %-14s %s, active %s\n", place + 1,
		      walk_result_sign(i->result), walk_result_word(i->result), word,
		      walk_item_line(w->fitting, i),
		      walk_item_inverted(w->fitting, i) ? "low" : "high"); /* same */
	(void)fprintf(to, "      %s; %s\n", walk_item_title(i), at);       /* same */
	if (found[0] != '\0') {
		(void)fprintf(to, "      measured: %s\n", found); /* same */
	}
	if (note[0] != '\0') {
		(void)fprintf(to, "      note: %s\n", note); /* same */
	}
}

enum eg_err gpio_report_text(FILE *to, const struct gpio_report *r)
{
	static const char line[] = "________________________________";
	print_head(to, r);
	(void)fprintf(to,
		      "Lines: + passed, X failed, ? skipped, - not looked at yet\n\n"); /* same */
	for (size_t i = 0; i < r->walk->count; i++) {
		print_item(to, r->walk, i);
	}
	(void)fprintf(to, "\nSigned\n\n  installer %s  date ______________\n\n", line); /* same */
	(void)fprintf(to, "  operator  %s  date ______________\n", line);               /* same */
	return fflush(to) == 0 && ferror(to) == 0 ? EG_OK : EG_FAIL(EG_IO, "report as text");
}
