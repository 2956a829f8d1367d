/*
 * page_job_text: what one picture of a document comes to, and how it is told.
 * Knows verdicts, marks, forms. Never knows when a picture is taken.
 */
#include "prog/page_job_part.h"

#include "document/mrz_form.h"
#include "emrtd/mrz.h"

#include "base/secret.h"

void page_sight_clear(struct page_sight *s)
{
	secret_wipe(s, sizeof(*s));
}

static bool is_visa(unsigned form)
{
	return form == MRZ_FORM_MRV_A || form == MRZ_FORM_MRV_B;
}

static enum document_kind kind_of(unsigned form)
{
	switch ((enum mrz_form)form) {
	case MRZ_FORM_TD1:
		return DOCUMENT_TD1;
	case MRZ_FORM_TD2:
		return DOCUMENT_TD2;
	case MRZ_FORM_TD3:
		return DOCUMENT_TD3;
	case MRZ_FORM_NONE:
	case MRZ_FORM_MRV_A:
	case MRZ_FORM_MRV_B:
	case MRZ_FORM_COUNT:
		break;
	}
	return DOCUMENT_NONE;
}

/* Whether the document has a text that the chip is opened with: dates that are days, too. */
static bool take_text(struct page_sight *s)
{
	struct mrz mrz;
	struct wr key = WR_ARRAY(s->key);
	s->size = mrz_read_joined(&s->read, s->zone, sizeof(s->zone));
	struct rd zone = rd_of(s->zone, s->size);
	/* What is not sure of anything but the key may not make sense, either. */
	enum eg_err parsed = s->read.verdict == MRZ_READ_WHOLE ? mrz_parse(zone, &mrz)
							       : mrz_parse_key(zone, &mrz);
	bool good = kind_of(s->read.form) != DOCUMENT_NONE && parsed == EG_OK &&
		    mrz_information(&mrz, &key) == EG_OK;
	s->key_size = good ? wr_view(&key).left : 0;
	secret_wipe(&mrz, sizeof(mrz));
	return good;
}

void page_job_judge(const struct page_job *j, const struct mrz_image *image, unsigned dpi,
		    struct page_sight *out)
{
	*out = (struct page_sight){0};
	if (j->eyes->read(j->eyes->room, image, &out->read) != EG_OK ||
	    j->eyes->look(image, &out->read, dpi, &out->seen) != EG_OK) {
		return;
	}
	out->ask = (uint8_t)j->eyes->prompt(&out->seen, &out->read);
	if (out->seen.screen == VERDICT_FAIL) {
		out->ask = PAGE_PROMPT_NO_SCREEN;
	} else if (out->seen.zones > 1 || out->read.others > 0) {
		out->ask = PAGE_PROMPT_ONE_ONLY;
	} else if (out->read.verdict < MRZ_READ_KEY) {
		return;
	} else if (is_visa(out->read.form)) {
		out->ask = PAGE_PROMPT_PHOTO_PAGE; /* a visa has no chip */
	} else {
		out->good = take_text(out);
	}
}

/* Characters that may be others; never of the key, which is sure as a whole. */
static void mark(const struct mrz_read *read, struct msg_document *d)
{
	uint8_t numbers[MRZ_FORM_SIZE_MAX] = {0};
	struct mrz_check checks[MRZ_FORM_CHECKS_MAX];
	size_t count;
	const enum mrz_form form = (enum mrz_form)read->form;
	for (size_t p = 0; p < d->size; p++) {
		numbers[p] = (uint8_t)mrz_letter_number(d->mrz[p]);
	}
	if (read->verdict == MRZ_READ_WHOLE || !mrz_form_checks(form, numbers, checks, &count)) {
		return;
	}
	for (size_t p = 0; p < d->size; p++) {
		const uint8_t sure = read->sure[p / read->columns][p % read->columns];
		if (sure < PAGE_JOB_SURE && !mrz_form_in_key(form, &checks[0], p)) {
			d->unsure[p / 8] = (uint8_t)(d->unsure[p / 8] | 1u << p % 8);
		}
	}
}

/* What the infrared picture says of the same zone, which is read there as well. */
static void judge_infrared(const struct page_job *j, const struct mrz_image *image,
			   const struct mrz_read *read, struct msg_document *d)
{
	enum reason why = REASON_NONE;
	struct mrz_read dark;
	if (j->eyes->read(j->eyes->room, &j->infrared, &dark) != EG_OK) {
		dark = (struct mrz_read){.reason = MRZ_READ_NO_ZONE};
	}
	d->infrared = (uint8_t)j->eyes->infrared(image, read, &j->infrared, &dark, &why);
	d->infrared_why = (uint8_t)why;
	secret_wipe(&dark, sizeof(dark));
}

static struct msg document_of(const struct page_job *j, const struct mrz_image *image,
			      const struct page_sight *s)
{
	struct msg m = msg_make(MSG_DOCUMENT, j->epoch);
	struct msg_document *d = &m.body.document;
	enum reason why = REASON_NONE;
	struct wr zone = WR_ARRAY(d->mrz);
	d->kind = (uint8_t)kind_of(s->read.form);
	d->size = (uint8_t)s->size;
	wr_put(&zone, rd_of(s->zone, s->size));
	mark(&s->read, d);
	d->corrected = s->read.corrected;
	d->print = (uint8_t)j->eyes->print(&s->seen, &why);
	d->print_why = (uint8_t)why;
	if (j->has_infrared) {
		judge_infrared(j, image, &s->read, d);
	}
	return m;
}

static enum eg_err tell_portrait(const struct page_job *j, const struct page_cut *cut)
{
	struct msg m = msg_make(MSG_PAGE_PICTURE, j->epoch);
	m.body.page_picture = (struct msg_page_picture){.size = (uint32_t)cut->grey.left,
							.width = cut->width,
							.height = cut->height,
							.dpi = cut->dpi};
	return j->sink.send(j->sink.context, &m, cut->grey);
}

static void keep_key(struct page_job *j, const struct page_sight *s)
{
	struct wr key = WR_ARRAY(j->key);
	wr_put(&key, rd_of(s->key, s->key_size));
	j->key_size = s->key_size;
}

enum eg_err page_job_tell(struct page_job *j, const struct page_shot *shot,
			  const struct mrz_image *image, const struct page_sight *s)
{
	struct page_cut cut = {.grey = RD_EMPTY};
	struct msg m = document_of(j, image, s);
	const bool shown = j->eyes->portrait(j->eyes->room, image, &s->read, &cut);
	m.body.document.picture = shown ? 1 : 0;
	m.body.document.lay = j->clear ? 0 : 1;
	enum eg_err err = j->sink.send(j->sink.context, &m, RD_EMPTY);
	secret_wipe(&m, sizeof(m));
	EG_TRY(err);
	j->told = true;
	keep_key(j, s);
	if (shown) {
		EG_TRY(tell_portrait(j, &cut));
	}
	EG_TRY(page_job_say(j, PAGE_PROMPT_NONE));
	/* Last: the chip is being read meanwhile. */
	j->eyes->copy(j->eyes->room, shot, image, &s->read);
	j->copied = true;
	return EG_OK;
}
