/*
 * gpio_pdf: the commissioning report as a PDF document to be printed and signed.
 * Knows libhpdf and paper. Never knows how a result came about.
 *
 * libhpdf keeps the first fault of a document and does nothing more after it, so it is asked once,
 * at the end. PDF is for paper: it has no tags for screen readers, the HTML page is for those.
 */
#include "prog/gpio_report.h"

#include <hpdf.h>
#include <unistd.h>

/* Points of A4, from the lower left corner. */
#define LEFT   48.0f
#define RIGHT  548.0f
#define TOP    794.0f
#define BOTTOM 56.0f
#define SMALL  8.0f
#define PLAIN  9.0f
#define STEP   1.32f /* of lines, by the size of letters */

#define PDF_MAX     (8u << 20)
#define TEXT_SIZE   512
#define LINES_MAX   8 /* of one text in a column */
#define FONT_FOLDER "/usr/share/fonts/truetype/dejavu/"

struct pen {
	HPDF_Doc doc; /* owned */
	HPDF_Page page;
	HPDF_Font plain; /* of the document */
	HPDF_Font bold;
	bool latin; /* the fonts have the letters of Latin-1 only */
	float y;    /* of the line below */
	unsigned pages;
};

/* Places of the columns. */
static const struct {
	const char *title;
	float left;
	float right;
} columns[] = {
	{"No.", LEFT, 68},
	{"Line", 72, 216},
	{"Result", 220, 280},
	{"When, UTC", 284, 340},
	{"Measured, note", 344, RIGHT},
};
enum { COLUMN_NUMBER, COLUMN_LINE, COLUMN_RESULT, COLUMN_WHEN, COLUMN_NOTE, COLUMN_COUNT };

/* From UTF-8 to what the fonts have. */
static void letters(const struct pen *p, const char *text, char out[TEXT_SIZE])
{
	struct wr w = wr_of(out, TEXT_SIZE - 1);
	struct rd r = rd_cstr(text);
	uint8_t c = 0;
	uint8_t next = 0;
	while (w.size < TEXT_SIZE - 1 && rd_u8(&r, &c)) {
		if (!p->latin || c < 0x80) {
			wr_u8(&w, c);
		} else if ((c == 0xC2 || c == 0xC3) && rd_u8(&r, &next)) {
			wr_u8(&w, (uint8_t)(c << 6 | (next & 0x3F)));
		} else if (c >= 0xC0) {
			wr_u8(&w, '?');
		}
	}
	out[wr_view(&w).left] = '\0';
}

static void set(const struct pen *p, HPDF_Font font, float size)
{
	HPDF_Page_SetFontAndSize(p->page, font, size); /* the document keeps the first fault */
}

static void write_at(const struct pen *p, float x, float y, const char *text)
{
	char shown[TEXT_SIZE];
	letters(p, text, shown);
	HPDF_Page_BeginText(p->page); /* same */
	HPDF_Page_TextOut(p->page, x, y, shown);
	HPDF_Page_EndText(p->page);
}

static void rule(const struct pen *p, float left, float right, float y, float width)
{
	HPDF_Page_SetLineWidth(p->page, width); /* same */
	HPDF_Page_MoveTo(p->page, left, y);
	HPDF_Page_LineTo(p->page, right, y);
	HPDF_Page_Stroke(p->page);
}

/* Writes a text in as many lines as it needs (LINES_MAX at most) below y; how many those were.
 * Without draw it only counts. */
static unsigned wrap(const struct pen *p, const char *text, float left, float right, float y,
		     float size, bool draw)
{
	char shown[TEXT_SIZE];
	unsigned lines = 0;
	letters(p, text, shown);
	struct rd rest = rd_cstr(shown);
	while (rest.left > 0 && lines < LINES_MAX) {
		char one[TEXT_SIZE];
		size_t used = 0;
		struct rd part;
		HPDF_UINT fit = HPDF_Page_MeasureText(p->page, (const char *)rest.at, right - left,
						      HPDF_TRUE, NULL);
		if (fit == 0) { /* a word wider than the column is broken */
			fit = HPDF_Page_MeasureText(p->page, (const char *)rest.at, right - left,
						    HPDF_FALSE, NULL);
		}
		if (fit == 0 || !rd_take(&rest, fit < rest.left ? fit : rest.left, &part) ||
		    !rd_dump(part, one, sizeof(one) - 1, &used)) {
			break;
		}
		one[used] = '\0';
		if (draw) {
			HPDF_Page_BeginText(p->page); /* same */
			HPDF_Page_TextOut(p->page, left, y - (float)lines * size * STEP, one);
			HPDF_Page_EndText(p->page);
		}
		lines++;
	}
	return lines;
}

static void table_head(struct pen *p)
{
	set(p, p->bold, SMALL);
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		write_at(p, columns[i].left, p->y, columns[i].title);
	}
	rule(p, LEFT, RIGHT, p->y - 4, 1.0f);
	p->y -= 16;
}

static void new_page(struct pen *p)
{
	char number[32];
	p->page = HPDF_AddPage(p->doc);
	HPDF_Page_SetSize(p->page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT); /* same */
	p->pages++;
	p->y = TOP;
	(void)snprintf(number, sizeof(number), "page %u", p->pages); /* fits */
	set(p, p->plain, SMALL);
	write_at(p, RIGHT - 34, 34, number);
	write_at(p, LEFT, 34, "Commissioning report of a gate");
}

static void fact(struct pen *p, const char *name, const char *value)
{
	set(p, p->bold, PLAIN);
	write_at(p, LEFT, p->y, name);
	set(p, p->plain, PLAIN);
	unsigned lines =
		wrap(p, value[0] == '\0' ? "-" : value, LEFT + 84, RIGHT, p->y, PLAIN, true);
	p->y -= (float)(lines > 0 ? lines : 1) * PLAIN * STEP + 2;
}

static void verdict(struct pen *p, enum walk_result v)
{
	char words[TEXT_SIZE];
	(void)snprintf(words, sizeof(words), "%s: %s", gpio_report_verdict(v),
		       gpio_report_meaning(v));                          /* fits */
	HPDF_Page_SetLineWidth(p->page, v == WALK_PASSED ? 1.0f : 2.5f); /* same */
	HPDF_Page_Rectangle(p->page, LEFT, p->y - 12, RIGHT - LEFT, 28);
	HPDF_Page_Stroke(p->page);
	set(p, p->bold, 11);
	write_at(p, LEFT + 8, p->y - 2, words);
	p->y -= 32;
}

static void head(struct pen *p, const struct gpio_report *r)
{
	const struct gpio_head *h = r->head;
	char line[TEXT_SIZE];
	char time[REPORT_TIME_SIZE];
	set(p, p->bold, 17);
	write_at(p, LEFT, p->y - 6, "Commissioning report of a gate");
	p->y -= 40;
	verdict(p, walk_verdict(r->walk));
	(void)snprintf(line, sizeof(line), "%zu passed, %zu failed, %zu skipped, %zu open",
		       walk_count(r->walk, WALK_PASSED), walk_count(r->walk, WALK_FAILED),
		       walk_count(r->walk, WALK_SKIPPED),
		       walk_count(r->walk, WALK_OPEN)); /* fits */
	fact(p, "lines", line);
	fact(p, "site", h->site);
	fact(p, "lane", h->lane);
	fact(p, "installer", h->by);
	fact(p, "gate model", h->model);
	fact(p, "description", h->gate);
	fact(p, "its SHA-256", h->sha256);
	fact(p, "driven by", h->lines);
	fact(p, "software", h->software);
	gpio_report_time(h->began_ms, time);
	fact(p, "begun", time);
	gpio_report_time(h->ended_ms, time);
	fact(p, "last result", time);
	p->y -= 14;
}

struct row {
	char number[8];
	char word[WALK_WORD_SIZE];
	char line[GATE_NAME_SIZE + 24];
	char result[24];
	char when[REPORT_TIME_SIZE];
	char found[REPORT_FOUND_SIZE];
	char note[REPORT_NOTE_SIZE];
};

static struct row row_of(const struct walk *w, size_t place)
{
	const struct walk_item *i = &w->item[place];
	struct row r = {.number = ""};
	(void)snprintf(r.number, sizeof(r.number), "%zu", place + 1); /* these fit */
	walk_item_word(i, r.word);
	(void)snprintf(r.line, sizeof(r.line), "%s, active %s", walk_item_line(w->fitting, i),
		       walk_item_inverted(w->fitting, i) ? "low" : "high");
	(void)snprintf(r.result, sizeof(r.result), "%s %s", walk_result_sign(i->result),
		       walk_result_word(i->result));
	gpio_report_clock(i->unix_ms, r.when);
	gpio_report_found(i, r.found);
	gpio_report_note(i, r.note);
	return r;
}

/* What stands below the word, and what stands at the right; the greater number of lines. */
static unsigned row_texts(struct pen *p, const struct row *r, const char *title, bool draw)
{
	const float step = SMALL * STEP;
	set(p, p->plain, SMALL);
	unsigned left = 1;
	left += wrap(p, title, columns[COLUMN_LINE].left, columns[COLUMN_LINE].right, p->y - step,
		     SMALL, draw);
	left += wrap(p, r->line, columns[COLUMN_LINE].left, columns[COLUMN_LINE].right,
		     p->y - (float)left * step, SMALL, draw);
	unsigned right = wrap(p, r->found, columns[COLUMN_NOTE].left, columns[COLUMN_NOTE].right,
			      p->y, SMALL, draw);
	right += wrap(p, r->note, columns[COLUMN_NOTE].left, columns[COLUMN_NOTE].right,
		      p->y - (float)right * step, SMALL, draw);
	unsigned when = wrap(p, r->when, columns[COLUMN_WHEN].left, columns[COLUMN_WHEN].right,
			     p->y, SMALL, draw);
	left = when > left ? when : left;
	return right > left ? right : left;
}

static void row(struct pen *p, const struct walk *w, size_t place)
{
	struct row r = row_of(w, place);
	const char *title = walk_item_title(&w->item[place]);
	float height = (float)row_texts(p, &r, title, false) * SMALL * STEP + 8;
	if (p->y - height < BOTTOM) {
		new_page(p);
		table_head(p);
	}
	(void)row_texts(p, &r, title, true); /* as counted */
	write_at(p, columns[COLUMN_NUMBER].left, p->y, r.number);
	set(p, p->bold, SMALL);
	write_at(p, columns[COLUMN_LINE].left, p->y, r.word);
	write_at(p, columns[COLUMN_RESULT].left, p->y, r.result);
	p->y -= height;
	rule(p, LEFT, RIGHT, p->y + SMALL + 4, 0.3f);
}

static void signatures(struct pen *p)
{
	if (p->y - 130 < BOTTOM) {
		new_page(p);
	}
	p->y -= 14;
	set(p, p->bold, 11);
	write_at(p, LEFT, p->y, "Signatures");
	set(p, p->plain, PLAIN);
	for (unsigned i = 0; i < 2; i++) {
		p->y -= 46;
		write_at(p, LEFT, p->y, i == 0 ? "installer" : "operator");
		rule(p, LEFT + 60, 370, p->y - 2, 0.6f);
		write_at(p, 386, p->y, "date");
		rule(p, 416, RIGHT, p->y - 2, 0.6f);
	}
}

/* A font of Debian's fonts-dejavu-core, or NULL. */
static HPDF_Font dejavu(const struct pen *p, const char *path)
{
	const char *name =
		access(path, R_OK) == 0 ? HPDF_LoadTTFontFromFile(p->doc, path, HPDF_TRUE) : NULL;
	return name == NULL ? NULL : HPDF_GetFont(p->doc, name, "UTF-8");
}

static void fonts(struct pen *p)
{
	HPDF_UseUTFEncodings(p->doc); /* same */
	p->plain = dejavu(p, FONT_FOLDER "DejaVuSans.ttf");
	p->bold = dejavu(p, FONT_FOLDER "DejaVuSans-Bold.ttf");
	p->latin = p->plain == NULL || p->bold == NULL;
	if (p->latin) {
		HPDF_ResetError(p->doc); /* another font, no fault */
		p->plain = HPDF_GetFont(p->doc, "Helvetica", "WinAnsiEncoding");
		p->bold = HPDF_GetFont(p->doc, "Helvetica-Bold", "WinAnsiEncoding");
	}
}

static enum eg_err save(HPDF_Doc doc, struct bytes *out)
{
	uint8_t part[4096];
	if (HPDF_GetError(doc) != HPDF_OK || HPDF_SaveToStream(doc) != HPDF_OK) {
		return EG_FAIL(EG_IO, "report as PDF");
	}
	HPDF_UINT32 size = HPDF_GetStreamSize(doc);
	EG_TRY(bytes_reserve(out, size, PDF_MAX));
	while (out->size < size) {
		HPDF_UINT32 got = sizeof(part);
		HPDF_STATUS status = HPDF_ReadFromStream(doc, part, &got);
		if ((status != HPDF_OK && status != HPDF_STREAM_EOF) || got == 0) {
			return EG_FAIL(EG_IO, "report as PDF");
		}
		EG_TRY(bytes_append(out, rd_of(part, got)));
	}
	return EG_OK;
}

static void free_doc(HPDF_Doc *doc)
{
	if (*doc != NULL) {
		HPDF_Free(*doc);
		*doc = NULL;
	}
}

enum eg_err gpio_report_pdf(const struct gpio_report *r, struct bytes *out)
{
	EG_AUTO(free_doc) HPDF_Doc doc = HPDF_New(NULL, NULL);
	struct pen p = {.doc = doc};
	if (doc == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "report as PDF");
	}
	HPDF_SetCompressionMode(doc, HPDF_COMP_ALL); /* same */
	HPDF_SetInfoAttr(doc, HPDF_INFO_TITLE, "Commissioning report of a gate");
	HPDF_SetInfoAttr(doc, HPDF_INFO_CREATOR, r->head->software);
	fonts(&p);
	new_page(&p);
	head(&p, r);
	table_head(&p);
	for (size_t i = 0; i < r->walk->count; i++) {
		row(&p, r->walk, i);
	}
	signatures(&p);
	return save(doc, out);
}
