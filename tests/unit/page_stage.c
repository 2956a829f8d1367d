/*
 * page_stage: the page worker's job before eyes that see what a test says, at the time it says.
 * Knows what was told, each message as the core's parser takes it. Never knows a pixel.
 */
#include "page_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define START INT64_C(1000000000)

struct page_stage page_stage;

static uint8_t pixels[2][PAGE_STAGE_SIDE * PAGE_STAGE_SIDE];
static uint8_t encoded[4];

/* ---- eyes ---- */

static enum eg_err decode(void *room, const struct page_shot *shot, struct mrz_image *out)
{
	struct page_stage *s = room;
	uint8_t *grey = pixels[shot->light];
	s->decode_count++;
	for (size_t i = 0; i < sizeof(pixels[0]); i++) {
		grey[i] = s->level;
	}
	*out = (struct mrz_image){PAGE_STAGE_SIDE, PAGE_STAGE_SIDE, rd_of(grey, sizeof(pixels[0]))};
	return s->decodes;
}

static enum eg_err read_page(void *room, const struct mrz_image *image, struct mrz_read *out)
{
	struct page_stage *s = room;
	if (image->grey.at == pixels[PAGE_INFRARED]) {
		s->dark_count++;
		*out = s->dark;
		return EG_OK;
	}
	assert_ptr_equal(image->grey.at, pixels[PAGE_VISIBLE]);
	s->read_count++;
	*out = s->read;
	return s->reads;
}

static enum eg_err look(const struct mrz_image *image, const struct mrz_read *read, unsigned dpi,
			struct page_seen *out)
{
	assert_ptr_equal(image->grey.at, pixels[PAGE_VISIBLE]);
	assert_int_equal(read->form, page_stage.read.form);
	assert_int_equal(dpi, 300);
	*out = page_stage.seen;
	return page_stage.looks;
}

static unsigned prompt(const struct page_seen *seen, const struct mrz_read *read)
{
	(void)seen;
	(void)read;
	return page_stage.prompt;
}

static enum verdict print(const struct page_seen *seen, enum reason *why)
{
	(void)seen;
	*why = page_stage.print_why;
	return page_stage.print;
}

static enum verdict infrared(const struct mrz_image *visible, const struct mrz_read *read,
			     const struct mrz_image *lit, const struct mrz_read *dark,
			     enum reason *why)
{
	assert_int_equal(read->form, page_stage.read.form);
	assert_ptr_equal(visible->grey.at, pixels[PAGE_VISIBLE]);
	assert_ptr_equal(lit->grey.at, pixels[PAGE_INFRARED]);
	assert_memory_equal(dark->text, page_stage.dark.text, sizeof(dark->text));
	page_stage.infrared_count++;
	*why = page_stage.infrared_why;
	return page_stage.infrared;
}

static bool portrait(void *room, const struct mrz_image *image, const struct mrz_read *read,
		     struct page_cut *out)
{
	const struct page_stage *s = room;
	(void)read;
	*out = (struct page_cut){image->grey, PAGE_STAGE_SIDE, PAGE_STAGE_SIDE, 300};
	return s->has_portrait;
}

static void copy(void *room, const struct page_shot *shot, const struct mrz_image *image,
		 const struct mrz_read *read)
{
	struct page_stage *s = room;
	assert_int_equal(shot->light, PAGE_VISIBLE);
	assert_ptr_equal(image->grey.at, pixels[PAGE_VISIBLE]);
	s->copied = read->text[1][0];
	s->copy_count++;
}

static bool show(void *room, struct page_shown *out)
{
	static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF, 0xD9};
	const struct page_stage *s = room;
	*out = (struct page_shown){RD_ARRAY(jpeg), PAGE_STAGE_SIDE, PAGE_STAGE_SIDE};
	return s->shows && s->copied != 0;
}

static enum eg_err watch(struct page_watch *w, const struct mrz_image *image, enum page_lies *out)
{
	(void)image;
	w->pictures++;
	page_stage.watch_count++;
	*out = page_stage.lies;
	return EG_OK;
}

static void keep(struct page_watch *w)
{
	w->keeps = true;
	page_stage.keep_count++;
}

static void drop(struct page_watch *w)
{
	w->keeps = false;
	page_stage.drop_count++;
}

static void forget(void *room)
{
	struct page_stage *s = room;
	s->forget_count++;
	s->copied = 0;
}

static const struct page_eyes eyes = {
	.room = &page_stage,
	.decode = decode,
	.read = read_page,
	.look = look,
	.prompt = prompt,
	.print = print,
	.infrared = infrared,
	.portrait = portrait,
	.copy = copy,
	.show = show,
	.watch = watch,
	.keep = keep,
	.drop = drop,
	.forget = forget,
};

/* ---- what is told ---- */

static enum eg_err take(void *context, const struct msg *m, struct rd bulk)
{
	struct page_stage *s = context;
	struct msg parsed;
	const bool picture = m->kind == MSG_PAGE_PICTURE || m->kind == MSG_FACE_PICTURE;
	assert_true(s->count < PAGE_STAGE_HEARD);
	assert_int_equal(msg_parse(rd_of(m, msg_length(m)), picture, &parsed), EG_OK);
	assert_int_equal(bulk.left > 0, picture);
	s->bulk_size = bulk.left;
	s->told[s->count++] = parsed;
	return s->sends;
}

struct msg page_stage_hear(enum msg_kind kind)
{
	assert_true(page_stage.count > 0);
	struct msg m = page_stage.told[0];
	page_stage.count--;
	for (size_t i = 0; i < page_stage.count; i++) {
		page_stage.told[i] = page_stage.told[i + 1];
	}
	assert_int_equal(m.kind, kind);
	assert_int_equal(m.epoch, page_stage.job.epoch);
	return m;
}

void page_stage_hear_prompt(enum page_prompt expected)
{
	assert_int_equal(page_stage_hear(MSG_PAGE_GUIDE).body.page_guide.prompt, expected);
}

void page_stage_hear_nothing(void)
{
	assert_int_equal(page_stage.count, 0);
}

/* ---- what is shown ---- */

void page_stage_open(bool live)
{
	page_stage = (struct page_stage){
		.now_us = START, .print = VERDICT_PASS, .infrared = VERDICT_PASS, .level = 200};
	page_stage.seen.zones = 1;
	page_stage_show(MRZ_FORM_TD3, PAGE_STAGE_TD3, MRZ_READ_WHOLE);
	const struct page_sink sink = {&page_stage, take};
	page_stage.job = page_job_new(&eyes, live, sink, START);
}

void page_stage_show(enum mrz_form form, const char *zone, enum mrz_read_verdict verdict)
{
	static const struct {
		uint8_t lines;
		uint8_t columns;
	} sizes[MRZ_FORM_COUNT] = {
#define X(name, lines, columns, text) [name] = {lines, columns},
		MRZ_FORMS(X)
#undef X
	};
	struct mrz_read *r = &page_stage.read;
	*r = (struct mrz_read){.verdict = (uint8_t)verdict,
			       .form = (uint8_t)form,
			       .lines = sizes[form].lines,
			       .columns = sizes[form].columns};
	r->reason = verdict == MRZ_READ_WHOLE ? MRZ_READ_NOTHING : MRZ_READ_AMBIGUOUS;
	assert_int_equal(strlen(zone), (size_t)r->lines * r->columns);
	for (size_t i = 0; zone[i] != '\0'; i++) {
		r->text[i / r->columns][i % r->columns] = zone[i];
		r->sure[i / r->columns][i % r->columns] = 39;
	}
	page_stage.prompt = PAGE_PROMPT_NONE;
}

void page_stage_dim(unsigned asked)
{
	page_stage.read = (struct mrz_read){.reason = MRZ_READ_NO_ZONE};
	page_stage.prompt = asked;
}

enum eg_err page_stage_shoot(enum page_light light)
{
	page_stage.pictures += page_stage.frozen ? 0 : 1;
	for (size_t i = 0; i < sizeof(encoded); i++) {
		encoded[i] = (uint8_t)(page_stage.pictures >> (8 * i));
	}
	const struct page_shot shot = {.came = PAGE_CAME_PICTURE,
				       .format = PAGE_PNG,
				       .light = light,
				       .dpi = 300,
				       .bytes = RD_ARRAY(encoded)};
	return page_job_take(&page_stage.job, &shot, page_stage.now_us);
}

enum eg_err page_stage_lines(const char *text)
{
	const struct page_shot shot = {.came = PAGE_CAME_LINES, .bytes = rd_cstr(text)};
	return page_job_take(&page_stage.job, &shot, page_stage.now_us);
}

enum eg_err page_stage_gone(void)
{
	const struct page_shot shot = {.came = PAGE_CAME_GONE, .bytes = RD_EMPTY};
	return page_job_take(&page_stage.job, &shot, page_stage.now_us);
}

enum eg_err page_stage_see(enum page_lies lies, int64_t after_us)
{
	page_stage.now_us += after_us;
	page_stage.lies = lies;
	return page_stage_shoot(PAGE_VISIBLE);
}
