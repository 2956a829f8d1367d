/*
 * page_job: lines of text and still pictures, and what all kinds of readers have in common.
 * Knows what was laid on and what was said of it. Never knows a pixel.
 */
#include "prog/page_job_part.h"

#include "emrtd/mrz.h"

#include "base/secret.h"

struct page_job page_job_new(const struct page_eyes *eyes, bool live, struct page_sink sink,
			     int64_t now_us)
{
	return (struct page_job){
		.eyes = eyes,
		.live = live,
		.sink = sink,
		.pulse = {.seen_us = now_us, .lit_us = now_us, .changed_us = now_us},
	};
}

void page_job_clear(struct page_job *j)
{
	page_job_lifted(j);
	secret_wipe(j, sizeof(*j));
}

/* For officers, should they be referred. Nobody waits for it: a page that cannot be shown is none.
 */
static enum eg_err show_page(const struct page_job *j)
{
	struct page_shown page = {.jpeg = RD_EMPTY};
	struct msg m = msg_make(MSG_FACE_PICTURE, j->epoch);
	if (!j->copied || !j->eyes->show(j->eyes->room, &page)) {
		return EG_OK;
	}
	m.body.face_picture = (struct msg_face_picture){.size = (uint32_t)page.jpeg.left,
							.width = page.width,
							.height = page.height,
							.which = FACE_PICTURE_PAGE};
	return j->sink.send(j->sink.context, &m, page.jpeg);
}

enum eg_err page_job_begin(struct page_job *j, const struct msg *begin)
{
	if (begin->kind != MSG_BEGIN || begin->epoch == 0 || j->epoch != 0) {
		return EG_FAIL(EG_STATE, "the core asks for what a page worker does not do");
	}
	j->epoch = begin->epoch; /* the printed zone in it is of no use here */
	enum eg_err err = show_page(j);
	page_job_lifted(j);
	return err;
}

bool page_job_serves(const struct page_job *j)
{
	return !j->live || j->pulse.changes > 1;
}

bool page_job_idle(const struct page_job *j)
{
	return !j->lies;
}

enum eg_err page_job_say(struct page_job *j, unsigned prompt)
{
	if (prompt == j->prompt) {
		return EG_OK;
	}
	j->prompt = (uint8_t)prompt;
	struct msg m = msg_make(MSG_PAGE_GUIDE, j->epoch);
	m.body.page_guide.prompt = (uint8_t)prompt;
	return j->sink.send(j->sink.context, &m, RD_EMPTY);
}

void page_job_lifted(struct page_job *j)
{
	j->lies = j->told = j->copied = j->has_infrared = false;
	j->infrared = (struct mrz_image){0};
	secret_wipe(j->key, sizeof(j->key));
	j->key_size = 0;
	j->tries = 0;
	j->laid_us = j->moves_us = j->first_us = j->tried_us = 0;
	if (j->eyes != NULL && j->pictures) {
		j->eyes->forget(j->eyes->room);
	}
}

enum eg_err page_job_gone(struct page_job *j)
{
	struct msg m = msg_make(MSG_DOCUMENT_GONE, j->epoch);
	page_job_lifted(j);
	return j->sink.send(j->sink.context, &m, RD_EMPTY);
}

enum eg_err page_job_unfit(struct page_job *j, enum reason why)
{
	struct msg m = msg_make(MSG_UNFIT, j->epoch);
	m.body.unfit.reason = (uint8_t)why;
	EG_TRY(j->sink.send(j->sink.context, &m, RD_EMPTY));
	return EG_FAIL(EG_IO, "the page reader's camera is not fit to serve");
}

/* ---- lines of text ---- */

/* Joins the lines; what is neither letter nor line end stays in, for mrz_parse to refuse. */
static struct rd join(struct rd text, struct wr *out)
{
	uint8_t c;
	while (rd_u8(&text, &c)) {
		if (c != '\n' && c != '\r') {
			wr_u8(out, c);
		}
	}
	return wr_view(out);
}

static enum eg_err take_lines(struct page_job *j, struct rd text)
{
	static const uint8_t kinds[] = {
		[MRZ_TD1] = DOCUMENT_TD1, [MRZ_TD2] = DOCUMENT_TD2, [MRZ_TD3] = DOCUMENT_TD3};
	uint8_t joined[PAGE_TEXT_MAX];
	struct wr out = WR_ARRAY(joined);
	struct rd zone = join(text, &out);
	struct msg m = msg_make(MSG_DOCUMENT, j->epoch);
	struct mrz mrz;
	size_t size;
	enum eg_err err = EG_OK;
	j->lies = true;
	if (mrz_parse(zone, &mrz) == EG_OK &&
	    rd_dump(zone, m.body.document.mrz, sizeof(m.body.document.mrz), &size)) {
		m.body.document.kind = kinds[mrz.format];
		m.body.document.size = (uint8_t)size;
		m.body.document.lay = j->clear ? 0 : 1;
		j->told = true;
		j->copied = false; /* a picture before was of something else */
		err = j->sink.send(j->sink.context, &m, RD_EMPTY);
	} else {
		j->unreadable++;
	}
	secret_wipe(joined, sizeof(joined));
	secret_wipe(&mrz, sizeof(mrz));
	secret_wipe(&m, sizeof(m));
	return err;
}

/* ---- still pictures ---- */

static void take_infrared(struct page_job *j, const struct page_shot *shot, int64_t now_us)
{
	j->has_infrared = j->eyes->decode(j->eyes->room, shot, &j->infrared) == EG_OK;
	j->infrared_us = now_us;
}

bool page_job_is_other(const struct page_job *j, const struct page_sight *s)
{
	return s->good && !rd_equal(rd_of(s->key, s->key_size), rd_of(j->key, j->key_size));
}

enum eg_err page_job_exchange(struct page_job *j, const struct page_shot *shot,
			      const struct mrz_image *image, const struct page_sight *s)
{
	struct msg gone = msg_make(MSG_DOCUMENT_GONE, j->epoch);
	EG_TRY(j->sink.send(j->sink.context, &gone, RD_EMPTY));
	j->clear = true;
	return page_job_tell(j, shot, image, s);
}

static enum eg_err ask(struct page_job *j, unsigned prompt)
{
	j->unreadable++;
	j->tries++;
	if (j->tries >= PAGE_JOB_TRIES) {
		prompt = PAGE_PROMPT_ASK_OFFICER;
	} else if (prompt == PAGE_PROMPT_NONE) {
		prompt = PAGE_PROMPT_TOO_SOON; /* nothing else is known to help */
	}
	return page_job_say(j, prompt);
}

static enum eg_err take_visible(struct page_job *j, const struct page_shot *shot, int64_t now_us)
{
	EG_AUTO(page_sight_clear) struct page_sight s = {.good = false};
	struct mrz_image image;
	j->lies = true;
	/* Its own visible picture never came, or was refused: this may be another document. */
	j->has_infrared = j->has_infrared && now_us - j->infrared_us <= PAGE_JOB_PAIR_US;
	if (j->eyes->decode(j->eyes->room, shot, &image) != EG_OK) {
		j->has_infrared = false;
		return j->told ? EG_OK : ask(j, PAGE_PROMPT_NONE);
	}
	page_job_judge(j, &image, shot->dpi, &s);
	enum eg_err err;
	if (j->told) {
		err = page_job_is_other(j, &s) ? page_job_exchange(j, shot, &image, &s) : EG_OK;
	} else {
		err = s.good ? page_job_tell(j, shot, &image, &s) : ask(j, s.ask);
	}
	j->has_infrared = false; /* it was this picture's */
	return err;
}

enum eg_err page_job_ask(struct page_job *j)
{
	j->pictures = true;
	return page_job_say(j, PAGE_PROMPT_LAY);
}

/* Infrared light alone saw it: it was lifted before the picture that is read was taken. */
static enum eg_err take_gone(struct page_job *j)
{
	const bool soon = j->has_infrared && !j->lies;
	EG_TRY(page_job_gone(j));
	if (!j->pictures) {
		return EG_OK;
	}
	return page_job_say(j, soon ? PAGE_PROMPT_TOO_SOON : PAGE_PROMPT_LAY);
}

enum eg_err page_job_take(struct page_job *j, const struct page_shot *shot, int64_t now_us)
{
	if (j->epoch != 0) {
		return EG_OK; /* the next traveller's: a fresh worker's */
	}
	j->clear = j->live ? j->clear : !shot->lay;
	switch (shot->came) {
	case PAGE_CAME_LINES:
		return take_lines(j, shot->bytes);
	case PAGE_CAME_GONE:
		return take_gone(j);
	case PAGE_CAME_PICTURE:
		break;
	}
	j->pictures = true;
	if (j->live) {
		return page_job_live(j, shot, now_us);
	}
	if (shot->light == PAGE_INFRARED) {
		take_infrared(j, shot, now_us);
		return EG_OK;
	}
	return take_visible(j, shot, now_us);
}
