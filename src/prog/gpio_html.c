/*
 * gpio_html: the commissioning report as a page: alone, printable, accessible.
 * Knows HTML. Never knows how a result came about.
 *
 * The page is well-formed XML, too, so that any parser reads it. No result is told by colour alone.
 */
#include "prog/gpio_report.h"

static const char top[] =
	"<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
	"<meta charset=\"utf-8\"/>\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
	"<title>Commissioning report of a gate</title>\n<style>\n"
	"body { font: 15px/1.45 \"DejaVu Sans\", Verdana, sans-serif; color: #111;"
	" background: #fff; margin: 2em auto; max-width: 62em; padding: 0 1.2em; }\n"
	"h1 { font-size: 1.6em; margin: 0 0 .6em; }\n"
	"h2 { font-size: 1.15em; margin: 1.8em 0 .5em; }\n"
	".verdict { border: 3px solid #444; border-left-width: 14px; padding: .6em 1em;"
	" font-size: 1.1em; margin: 0; }\n"
	".verdict strong { letter-spacing: .04em; }\n"
	".verdict.passed { border-color: #176b2c; } .verdict.failed { border-color: #a4161a; }\n"
	".verdict.skipped, .verdict.open { border-color: #8a5a00; }\n"
	"dl { display: grid; grid-template-columns: 9em 1fr; gap: .25em 1em; margin: 1.2em 0; }\n"
	"dt { font-weight: bold; } dd { margin: 0; overflow-wrap: anywhere; }\n"
	"table { border-collapse: collapse; width: 100%; font-size: .87em; }\n"
	"caption { text-align: left; padding-bottom: .4em; }\n"
	"th, td { border: 1px solid #999; padding: .35em .55em; text-align: left;"
	" vertical-align: top; overflow-wrap: anywhere; }\n"
	"thead th { background: #e8eaed; white-space: nowrap; }\ntbody th { font-weight: bold; }\n"
	"small { display: block; color: #444; font-weight: normal; }\n"
	".note { font-weight: bold; color: #111; }\n"
	"td.number { text-align: right; }\ntd.line { white-space: nowrap; } td.result { "
	"white-space: nowrap; font-weight: bold; }\n"
	"tr.passed td.result { color: #176b2c; } tr.failed td.result { color: #a4161a; }\n"
	"tr.skipped td.result, tr.open td.result { color: #7a4f00; }\n"
	"tr.failed td, tr.failed th { background: #fdeceb; }\n"
	".mark { display: inline-block; width: 1.3em; }\n"
	".sign { display: grid; grid-template-columns: 8em 1fr 5em 10em; gap: 2.4em 1em;"
	" margin-top: 2em; break-inside: avoid; }\n"
	".rule { border-bottom: 1px solid #111; min-height: 1.6em; }\n"
	"@page { size: A4; margin: 16mm; }\n"
	"@media print { body { margin: 0; max-width: none; padding: 0; font-size: 11px; }\n"
	" thead { display: table-header-group; } tr { break-inside: avoid; }\n"
	" * { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }\n"
	"</style>\n</head>\n<body>\n<main>\n";

/* Text between tags or in quotes. */
static void put(FILE *to, const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		switch (*c) {
		case '&':
			(void)fputs("&amp;", to); /* the sum of all writing is checked at the end */
			break;
		case '<':
			(void)fputs("&lt;", to); /* same */
			break;
		case '>':
			(void)fputs("&gt;", to); /* same */
			break;
		case '"':
			(void)fputs("&quot;", to); /* same */
			break;
		case '\'':
			(void)fputs("&#39;", to); /* same */
			break;
		default:
			(void)fputc(*c, to); /* same */
		}
	}
}

/* Markup of ours, text of others, markup of ours. */
static void put_in(FILE *to, const char *before, const char *text, const char *after)
{
	(void)fputs(before, to); /* same */
	put(to, text);
	(void)fputs(after, to); /* same */
}

static void put_fact(FILE *to, const char *name, const char *value)
{
	put_in(to, "<dt>", name, "</dt>");
	put_in(to, "<dd>", value[0] == '\0' ? "-" : value, "</dd>\n");
}

/* Signs that every font has; screen readers are spared them, the word follows. */
static const char *mark(unsigned result)
{
	static const char *const marks[WALK_RESULT_COUNT] = {
		[WALK_OPEN] = "\xE2\x80\x93",   /* en dash */
		[WALK_PASSED] = "\xE2\x9C\x93", /* check mark */
		[WALK_FAILED] = "\xE2\x9C\x97", /* ballot X */
		[WALK_SKIPPED] = "?",
	};
	return result < WALK_RESULT_COUNT ? marks[result] : "?";
}

static void put_head(FILE *to, const struct gpio_report *r)
{
	const struct gpio_head *h = r->head;
	char time[REPORT_TIME_SIZE];
	enum walk_result v = walk_verdict(r->walk);
	(void)fputs("<h1>Commissioning report of a gate</h1>\n", to); /* same */
	put_in(to, "<p class=\"verdict ", walk_result_word(v), "\">");
	put_in(to, "<span class=\"mark\" aria-hidden=\"true\">", mark(v), "</span>");
	put_in(to, "<strong>", gpio_report_verdict(v), "</strong>: ");
	put_in(to, "", gpio_report_meaning(v), "</p>\n<dl>\n");
	put_fact(to, "site", h->site);
	put_fact(to, "lane", h->lane);
	put_fact(to, "installer", h->by);
	put_fact(to, "gate model", h->model);
	put_fact(to, "description", h->gate);
	put_fact(to, "its SHA-256", h->sha256);
	put_fact(to, "driven by", h->lines);
	put_fact(to, "software", h->software);
	gpio_report_time(h->began_ms, time);
	put_fact(to, "begun", time);
	gpio_report_time(h->ended_ms, time);
	put_fact(to, "last result", time);
	(void)fprintf(
		to, "<dt>lines</dt><dd>%zu passed, %zu failed, %zu skipped, %zu open</dd>\n</dl>\n",
		walk_count(r->walk, WALK_PASSED), walk_count(r->walk, WALK_FAILED),
		walk_count(r->walk, WALK_SKIPPED), walk_count(r->walk, WALK_OPEN)); /* same */
}

static void put_item(FILE *to, const struct walk *w, size_t place)
{
	const struct walk_item *i = &w->item[place];
	char word[WALK_WORD_SIZE];
	char at[REPORT_TIME_SIZE];
	char found[REPORT_FOUND_SIZE];
	char note[REPORT_NOTE_SIZE];
	walk_item_word(i, word);
	gpio_report_clock(i->unix_ms, at);
	gpio_report_found(i, found);
	gpio_report_note(i, note);
	put_in(to, "<tr class=\"", walk_result_word(i->result), "\">");
	(void)fprintf(to, "<td class=\"number\">%zu</td>", place + 1); /* same */
	put_in(to, "<th scope=\"row\">", word, "");
	put_in(to, "<small>", walk_item_title(i), "</small></th>");
	put_in(to, "<td class=\"line\">", walk_item_line(w->fitting, i), "");
	put_in(to, "<small>active ", walk_item_inverted(w->fitting, i) ? "low" : "high",
	       "</small></td>");
	put_in(to, "<td class=\"result\"><span class=\"mark\" aria-hidden=\"true\">",
	       mark(i->result), "</span>");
	put_in(to, "", walk_result_word(i->result), "</td>");
	put_in(to, "<td>", at, "</td>");
	put_in(to, "<td>", found, "");
	put_in(to, note[0] == '\0' ? "" : "<small class=\"note\">", note,
	       note[0] == '\0' ? "</td></tr>\n" : "</small></td></tr>\n");
}

enum eg_err gpio_report_html(FILE *to, const struct gpio_report *r)
{
	(void)fputs(top, to); /* same */
	put_head(to, r);
	(void)fputs("<h2>Lines</h2>\n<table>\n<caption>Every line in the order of the walk. Its "
		    "result is told by a word, a sign and a colour.</caption>\n<thead><tr>"
		    "<th scope=\"col\">No.</th><th scope=\"col\">Word</th>"
		    "<th scope=\"col\">Line</th><th scope=\"col\">Result</th>"
		    "<th scope=\"col\">When, UTC</th><th scope=\"col\">Measured, note</th>"
		    "</tr></thead>\n<tbody>\n",
		    to); /* same */
	for (size_t i = 0; i < r->walk->count; i++) {
		put_item(to, r->walk, i);
	}
	(void)fputs("</tbody>\n</table>\n<h2>Signatures</h2>\n<div class=\"sign\">\n",
		    to); /* same */
	for (unsigned i = 0; i < 2; i++) {
		put_in(to, "<div>", i == 0 ? "installer" : "operator",
		       "</div><div class=\"rule\"></div><div>date</div>"
		       "<div class=\"rule\"></div>\n");
	}
	(void)fputs("</div>\n</main>\n</body>\n</html>\n", to); /* same */
	return fflush(to) == 0 && ferror(to) == 0 ? EG_OK : EG_FAIL(EG_IO, "report as HTML");
}
