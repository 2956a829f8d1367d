/*
 * mrz_text: what was read of a picture of a page, for people.
 * Knows columns. Never touches the picture.
 */
#include "document/page_prompt.h"
#include "emrtd/mrz.h"
#include "prog/mrz_item.h"
#include "prog/mrz_show.h"

#define NAME_MAX_SHOWN 1024
#define US_PER_MS      1000.0

static enum eg_err finish(FILE *to)
{
	return fflush(to) == 0 && ferror(to) == 0 ? EG_OK
						  : EG_FAIL(EG_IO, "result could not be written");
}

static bool is_unsure(const struct mrz_read *r, size_t line, size_t column)
{
	return r->sure[line][column] < MRZ_SURE_LEAST;
}

/* A line of the zone, and below it a mark under each character that is not sure. */
static void put_line(FILE *to, const struct mrz_read *r, size_t line)
{
	size_t last = 0;
	(void)fprintf(to, "  %s\n", r->text[line]); /* all of these: asked at the end */
	for (size_t i = 0; i < r->columns; i++) {
		last = is_unsure(r, line, i) ? i + 1 : last;
	}
	for (size_t i = 0; i < last; i++) {
		(void)fputs(i == 0 ? "  " : "", to);
		(void)fputc(is_unsure(r, line, i) ? '^' : ' ', to);
	}
	(void)fputs(last > 0 ? "\n" : "", to);
}

static const char *digit_text(unsigned digit)
{
	static const char *const texts[] = {"", ", check digit fits", ", CHECK DIGIT WRONG"};
	return digit <= MRZ_DIGIT_WRONG ? texts[digit] : "?";
}

static void put_items(FILE *to, const struct mrz_read *r)
{
	struct mrz_item items[MRZ_ITEM_COUNT];
	mrz_items_of(r, items);
	for (unsigned i = 0; i < MRZ_ITEM_COUNT; i++) {
		if (items[i].there) {
			(void)fprintf(to, "  %-22s %-26s %2u dB, %u to 1%s\n", mrz_item_text(i),
				      items[i].text, (unsigned)items[i].sure,
				      mrz_odds(items[i].sure), digit_text(items[i].digit));
		}
	}
}

static void put_faults(FILE *to, const struct mrz_read *r)
{
	const uint32_t faults = mrz_show_faults(r);
	for (unsigned i = 0; i < MRZ_FAULT_COUNT; i++) {
		if ((faults & MRZ_BIT(i)) != 0) {
			(void)fprintf(to, "  deviation              %s\n", mrz_fault_text(i));
		}
	}
}

static void put_zone(FILE *to, const struct mrz_read *r)
{
	(void)fprintf(to, "  zone                   %s, %u dpi, turned by %u degrees\n",
		      mrz_form_text(r->form), (unsigned)r->dpi, (unsigned)r->angle);
	if (r->corrected > 0) {
		(void)fprintf(to, "  corrected              %u, by the check digits\n",
			      (unsigned)r->corrected);
	}
	if (r->others > 0) {
		(void)fprintf(to, "  further zones          %u, with another text\n",
			      (unsigned)r->others);
	}
	for (size_t l = 0; l < r->lines; l++) {
		put_line(to, r, l);
	}
	put_items(to, r);
	put_faults(to, r);
}

/* What was seen beside the text, and what a traveller would be asked for. */
static void put_page(FILE *to, const struct mrz_answer *a)
{
	static const char *const screens[] = {"screen not looked for", "no screen", "A SCREEN",
					      "screen or not cannot be told"};
	static const char *const prints[] = {"print not looked at", "print as the standard asks",
					     "PRINT NOT AS THE STANDARD ASKS",
					     "print cannot be judged"};
	const struct page_seen *s = &a->seen;
	const unsigned prompt = page_look_prompt(s, &a->read);
	bool mm = false;
	const double edge = mrz_show_edge(a, &mm);
	(void)fprintf(to, "  page                   size %s, %s, %s%s\n", mrz_show_size(s->size),
		      s->screen <= VERDICT_CANNOT_TELL ? screens[s->screen] : "?",
		      s->print <= VERDICT_CANNOT_TELL ? prints[s->print] : "?",
		      s->empty != 0 ? ", empty" : "");
	(void)fprintf(to, "  light                  glare %u %%, haze %u %%, ", (unsigned)s->glare,
		      (unsigned)s->haze);
	if (edge < 0) {
		(void)fputs("no edges\n", to);
	} else {
		(void)fprintf(to, "edges blurred by %.2f %s\n", edge, mm ? "mm" : "pixels");
	}
	if (prompt != PAGE_PROMPT_NONE) {
		(void)fprintf(to, "  to be asked for        %s\n", page_prompt_text(prompt));
	}
}

enum eg_err mrz_show_text(FILE *to, const char *name, const struct mrz_answer *a)
{
	char shown[NAME_MAX_SHOWN];
	mrz_show_name(name, shown, sizeof(shown));
	(void)fprintf(to, "%s: %s", shown, mrz_show_verdict(a));
	if (a->err != EG_OK) {
		(void)fprintf(to, ": %s (%s)\n", a->reason, eg_err_text(a->err));
		return finish(to);
	}
	(void)fprintf(to, "%s%s\n", a->read.verdict == MRZ_READ_WHOLE ? "" : ": ",
		      a->read.verdict == MRZ_READ_WHOLE ? ""
							: mrz_read_reason_text(a->read.reason));
	(void)fprintf(to, "  picture                %u x %u pixels\n", a->width, a->height);
	(void)fprintf(
		to,
		"  processor              %.1f ms to decode, %.1f ms to read, %.1f ms to look\n",
		a->decode_us / US_PER_MS, a->read_us / US_PER_MS, a->look_us / US_PER_MS);
	put_page(to, a);
	if (a->read.form != MRZ_FORM_NONE) {
		put_zone(to, &a->read);
	}
	return finish(to);
}
