/*
 * fuzz_page_job: whatever a page reader gives, in whatever order: the page worker's job, with its
 * real eyes, keeps the contract of docs/wire.md.
 * Knows the contract. Never knows what a picture shows.
 *
 *   flags (1: a live camera) | steps of one octet and what belongs to it
 *     0..7    picture: format in bits 0, 1, infrared in bit 2; size (3); YUYV: width (2), height
 *             (2); octets
 *     8       taken away                      9   lines: size (1), octets
 *     10      a traveller begins              11  time passes: tenths of a second (1)
 *     12      the picture before, once more
 */
#include "tests/fuzz/fuzz.h"

#include "emrtd/mrz.h"
#include "prog/page_eyes.h"

#define EPOCH        5u
#define PICTURES_MAX 6 /* in one run: each may take half a second */
#define STEP_US      INT64_C(100000)

struct play {
	struct page_job job;
	int64_t now_us;
	struct page_shot shot; /* the picture before */
	unsigned pictures;
	unsigned prompt;     /* said last */
	bool awaits_picture; /* of a portrait, announced by the document before */
	bool begins;         /* a traveller, now */
	bool shown;          /* their page */
	bool unfit;
};

static struct page_room room; /* kept: it is 70 MB of addresses */
static struct page_eyes eyes;

static void hear_document(struct play *p, const struct msg_document *d)
{
	struct mrz mrz;
	promise(mrz_parse(rd_of(d->mrz, d->size), &mrz) == EG_OK);
	promise(d->kind == DOCUMENT_TD1 || d->kind == DOCUMENT_TD2 || d->kind == DOCUMENT_TD3);
	promise(d->picture == 0 || p->pictures > 0);
	p->awaits_picture = d->picture == 1;
}

/* Once, of a traveller, and of our own encoding. */
static void hear_page(struct play *p, const struct msg_face_picture *told, struct rd jpeg)
{
	promise(p->begins && !p->shown && p->pictures > 0 && told->which == FACE_PICTURE_PAGE);
	promise(jpeg.left == told->size && rd_begins(jpeg, RD_TEXT("\xFF\xD8\xFF")));
	p->shown = true;
}

static enum eg_err hear(void *context, const struct msg *m, struct rd bulk)
{
	struct play *p = context;
	struct msg parsed;
	const bool picture = m->kind == MSG_PAGE_PICTURE;
	const bool page = m->kind == MSG_FACE_PICTURE;
	promise(msg_parse(rd_of(m, msg_length(m)), picture || page, &parsed) == EG_OK);
	promise(m->epoch == p->job.epoch && !p->unfit && picture == p->awaits_picture);
	switch (m->kind) {
	case MSG_DOCUMENT:
		hear_document(p, &m->body.document);
		break;
	case MSG_PAGE_PICTURE:
		promise(bulk.left == m->body.page_picture.size);
		p->awaits_picture = false;
		break;
	case MSG_FACE_PICTURE:
		hear_page(p, &m->body.face_picture, bulk);
		break;
	case MSG_PAGE_GUIDE:
		promise(m->body.page_guide.prompt < PAGE_PROMPT_COUNT);
		promise(m->body.page_guide.prompt != p->prompt);
		p->prompt = m->body.page_guide.prompt;
		break;
	case MSG_UNFIT:
		promise(p->job.live);
		p->unfit = true;
		break;
	default:
		promise(m->kind == MSG_DOCUMENT_GONE);
		break;
	}
	return EG_OK;
}

static void take(struct play *p, const struct page_shot *shot)
{
	p->now_us += STEP_US;
	enum eg_err err = page_job_take(&p->job, shot, p->now_us);
	promise(err == (p->unfit ? EG_IO : EG_OK) && !p->awaits_picture);
}

static void take_picture(struct play *p)
{
	if (p->pictures < PICTURES_MAX && p->shot.bytes.left > 0) {
		p->pictures++;
		take(p, &p->shot);
	}
}

static bool give_picture(struct play *p, uint8_t what, struct rd *r)
{
	struct page_shot *s = &p->shot;
	uint32_t size;
	uint16_t sides[2] = {0};
	*s = (struct page_shot){.came = PAGE_CAME_PICTURE,
				.format = (enum page_format)(what & 3),
				.light = (what & 4) != 0 ? PAGE_INFRARED : PAGE_VISIBLE};
	if (!rd_be(r, 3, &size)) {
		return false;
	}
	if (s->format == PAGE_YUYV && (!rd_be16(r, &sides[0]) || !rd_be16(r, &sides[1]))) {
		return false;
	}
	s->width = sides[0];
	s->height = sides[1];
	s->stride = s->width * 2;
	if (!rd_take(r, size < r->left ? size : r->left, &s->bytes)) {
		return false;
	}
	take_picture(p);
	return true;
}

static bool give_lines(struct play *p, struct rd *r)
{
	struct page_shot lines = {.came = PAGE_CAME_LINES};
	uint8_t size;
	if (!rd_u8(r, &size) || !rd_take(r, size < r->left ? size : r->left, &lines.bytes)) {
		return false;
	}
	take(p, &lines);
	return true;
}

static bool pass_time(struct play *p, struct rd *r)
{
	uint8_t tenths;
	if (!rd_u8(r, &tenths)) {
		return false;
	}
	p->now_us += tenths * STEP_US;
	promise(page_job_time(&p->job, p->now_us) == (p->unfit ? EG_IO : EG_OK));
	return true;
}

static bool step(struct play *p, uint8_t what, struct rd *r)
{
	const struct page_shot gone = {.came = PAGE_CAME_GONE, .bytes = RD_EMPTY};
	const struct msg begin = msg_make(MSG_BEGIN, EPOCH);
	const bool begun = p->job.epoch != 0;
	switch (what % 13) {
	case 8:
		take(p, &gone);
		return true;
	case 9:
		return give_lines(p, r);
	case 10:
		p->begins = true;
		promise((page_job_begin(&p->job, &begin) == EG_OK) == !begun);
		p->begins = false;
		return true;
	case 11:
		return pass_time(p, r);
	case 12:
		take_picture(p);
		return true;
	default:
		return give_picture(p, what % 13, r);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	static struct play p;
	uint8_t flags;
	uint8_t what;
	if (!rd_u8(&r, &flags)) {
		return 0;
	}
	if (room.reader == NULL) {
		promise(page_room_open(&room) == EG_OK);
		eyes = page_eyes_of(&room);
	}
	p = (struct play){.now_us = 1};
	const struct page_sink sink = {&p, hear};
	p.job = page_job_new(&eyes, (flags & 1) != 0, sink, p.now_us);
	while (!p.unfit && rd_u8(&r, &what) && step(&p, what, &r)) {
	}
	page_job_clear(&p.job);
	return 0;
}
