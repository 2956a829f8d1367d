/*
 * test_page_worker: egate-page as a process, behind its sandbox, before a test that plays its core
 * and a simulated reader's world: pictures of a drawn page become a document and its portrait.
 */
#include "hal/page_sim.h"

#include "biometrics/picture.h"
#include "document/page_prompt.h"
#include "os/cpu_limit.h"
#include "page_desk.h"
#include "page_file.h"
#include "simulator/page_draw.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define FONTS "/usr/share/fonts/opentype/ocr-b"
#define WORDS "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
#define DPI   300
#define LINES                                            \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16\n"

static struct page_desk desk;
static struct bytes page; /* a PNG */
static struct page_text text;

static void say_text(const struct page_desk *s, const char *words)
{
	const size_t size = strlen(words);
	assert_int_equal(send(s->peer, words, size, MSG_NOSIGNAL), size);
}

static void show(const struct page_desk *s, struct rd png, enum page_light light)
{
	const struct page_sim_header h = {.magic = PAGE_SIM_MAGIC,
					  .size = (uint32_t)png.left,
					  .dpi = DPI,
					  .light = (uint8_t)light};
	page_desk_give(s, rd_of(&h, sizeof(h)), png);
}

/* ---- process and world ---- */

static void start_with(struct page_desk *s, const char *setting)
{
	page_desk_start(s, WORKER, "sim", setting);
	struct msg m = touch_desk_hear(&s->core);
	page_desk_is_ready(s, &m);
}

static int start(void **state)
{
	page_desk_open(&desk);
	*state = &desk;
	return 0;
}

static int stop(void **state)
{
	page_desk_close(*state);
	return 0;
}

static int draw(void **state)
{
	EG_AUTO(page_picture_free) struct page_picture drawn = {0};
	struct page_chance c = {80002};
	const struct page_scene how = {
		.level = PAGE_MILD, .dpi = DPI, .fonts = FONTS, .face = "OCRB.otf", .words = WORDS};
	(void)state;
	page_text_make(&c, PAGE_TD3, &text);
	if (page_draw(&c, &text, &how, &drawn) != EG_OK) {
		return -1;
	}
	const struct page_file_grey grey = {drawn.width, drawn.height, drawn.grey};
	page_file_png(&grey, &page);
	return 0;
}

static int wipe(void **state)
{
	(void)state;
	bytes_free(&page);
	return 0;
}

static void hear_prompt(struct page_desk *s, enum page_prompt prompt)
{
	struct msg m = touch_desk_hear(&s->core);
	assert_int_equal(m.kind, MSG_PAGE_GUIDE);
	assert_int_equal(m.body.page_guide.prompt, prompt);
}

static struct msg_document hear_document(struct page_desk *s, uint32_t epoch)
{
	char zone[MSG_MRZ_SIZE + 1];
	struct msg m = touch_desk_hear(&s->core);
	const struct msg_document *d = &m.body.document;
	assert_int_equal(m.kind, MSG_DOCUMENT);
	assert_int_equal(m.epoch, epoch);
	assert_int_equal(d->kind, DOCUMENT_TD3);
	(void)snprintf(zone, sizeof(zone), "%s%s", text.line[0], text.line[1]);
	assert_int_equal(d->size, strlen(zone));
	assert_memory_equal(d->mrz, zone, d->size);
	assert_true(d->own_us > 0);
	return *d;
}

static void hear_portrait(struct page_desk *s)
{
	EG_AUTO(bulk_unmap) struct bulk rows = {0};
	struct msg m = touch_desk_hear(&s->core);
	const struct msg_page_picture *p = &m.body.page_picture;
	assert_int_equal(m.kind, MSG_PAGE_PICTURE);
	assert_true(p->width > 100 && p->height > 100);
	assert_int_equal(p->size, (uint32_t)p->width * p->height);
	assert_int_equal(bulk_map(s->core.bulk, p->size, p->size, &rows), EG_OK);
}

static struct msg begin_of_a_traveller(void)
{
	struct msg begin = msg_make(MSG_BEGIN, TOUCH_DESK_EPOCH);
	begin.body.begin.kind = DOCUMENT_TD3;
	begin.body.begin.mrz_size = 88;
	begin.body.begin.today = (struct date){2026, 11, 30};
	for (size_t i = 0; i < 88; i++) {
		begin.body.begin.mrz[i] = '<';
	}
	return begin;
}

static void hear_gone(struct page_desk *s)
{
	assert_int_equal(touch_desk_hear(&s->core).kind, MSG_DOCUMENT_GONE);
	hear_prompt(s, PAGE_PROMPT_LAY);
}

/* ---- cases ---- */

static void a_page_becomes_a_document_and_its_portrait(void **state)
{
	struct page_desk *s = *state;
	start_with(s, NULL);
	show(s, bytes_rd(&page), PAGE_INFRARED); /* its ink is dark in this light, too */
	show(s, bytes_rd(&page), PAGE_VISIBLE);
	struct msg_document d = hear_document(s, 0);
	assert_true(d.print == VERDICT_PASS || d.print == VERDICT_CANNOT_TELL); /* by its shape */
	assert_int_equal(d.infrared, VERDICT_PASS);
	assert_int_equal(d.picture, 1);
	hear_portrait(s);
	say_text(s, "\n");
	hear_gone(s);
	assert_int_equal(touch_desk_close(&s->core), EXIT_SUCCESS);
}

/* Behind its sandbox it encodes anew what it has seen; none of the reader's octets goes on. */
static void an_officer_is_shown_the_page_that_a_traveller_begins_with(void **state)
{
	struct page_desk *s = *state;
	const struct msg begin = begin_of_a_traveller();
	EG_AUTO(bulk_unmap) struct bulk jpeg = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	start_with(s, NULL);
	show(s, bytes_rd(&page), PAGE_VISIBLE);
	(void)hear_document(s, 0);
	hear_portrait(s);
	assert_int_equal(link_send(s->core.link, &begin, -1), EG_OK);
	struct msg m = touch_desk_hear(&s->core);
	const struct msg_face_picture *told = &m.body.face_picture;
	assert_int_equal(m.kind, MSG_FACE_PICTURE);
	assert_int_equal(m.epoch, TOUCH_DESK_EPOCH);
	assert_int_equal(told->which, FACE_PICTURE_PAGE);
	assert_int_equal(bulk_map(s->core.bulk, told->size, FACE_PICTURE_SIZE_MAX, &jpeg), EG_OK);
	assert_int_equal(picture_decode(bulk_rd(&jpeg), FACE_PICTURE_WIDTH_MAX, &p), EG_OK);
	assert_int_equal(p.width, told->width);
	assert_int_equal(p.height, told->height);
	assert_true(p.width > 900 && p.height > 500);
	assert_int_equal(touch_desk_close(&s->core), EXIT_SUCCESS);
}

/* Looked at, this picture would end the worker, and spoil the crossing of whoever is served. */
static void what_comes_while_a_traveller_is_served_ends_nothing(void **state)
{
	struct page_desk *s = *state;
	const struct msg other = msg_make(MSG_CAPTURE, TOUCH_DESK_EPOCH);
	const struct msg begin = begin_of_a_traveller();
	start_with(s, "shot_ms=1");
	assert_int_equal(link_send(s->core.link, &begin, -1), EG_OK);
	show(s, bytes_rd(&page), PAGE_VISIBLE); /* behind it: the core is heard first */
	eg_close(&s->peer);                     /* nor does a reader that is lost */
	assert_int_equal(link_send(s->core.link, &other, -1), EG_OK);
	touch_desk_ends(&s->core, EXIT_FAILURE);
}

static void put(const char *folder, const char *name, struct rd octets)
{
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, octets.at, octets.left), octets.left);
}

/* What lies there already is not told again by its driver. */
static void a_folder_is_served_and_asks_for_the_document_first(void **state)
{
	struct page_desk *s = *state;
	char spec[64];
	char folder[] = "/tmp/egate-page-XXXXXX";
	assert_non_null(mkdtemp(folder));
	(void)snprintf(spec, sizeof(spec), "page=folder:%d:%s", DPI, folder);
	touch_desk_start(&s->core, WORKER, (const char *const[]){spec, NULL});
	struct msg m = touch_desk_hear(&s->core);
	page_desk_is_ready(s, &m);
	hear_prompt(s, PAGE_PROMPT_LAY);
	put(folder, "1.ir.png", bytes_rd(&page));
	put(folder, "1.png", bytes_rd(&page));
	assert_int_equal(hear_document(s, 0).infrared, VERDICT_PASS);
	hear_portrait(s);
	hear_prompt(s, PAGE_PROMPT_NONE);
	put(folder, "removed", RD_EMPTY);
	hear_gone(s);
	assert_int_equal(touch_desk_close(&s->core), EXIT_SUCCESS);
	assert_int_equal(rmdir(folder), 0); /* nothing was left there */
}

static void lines_of_text_are_a_document_too(void **state)
{
	struct page_desk *s = *state;
	start_with(s, NULL);
	say_text(s, LINES);
	struct msg m = touch_desk_hear(&s->core);
	assert_int_equal(m.kind, MSG_DOCUMENT);
	assert_int_equal(m.body.document.size, 88);
	assert_int_equal(m.body.document.own_us, 0);
	assert_int_equal(m.body.document.picture, 0);
	assert_int_equal(touch_desk_close(&s->core), EXIT_SUCCESS);
}

static void what_is_no_picture_is_asked_for_again(void **state)
{
	struct page_desk *s = *state;
	start_with(s, NULL);
	show(s, RD_TEXT("no picture at all"), PAGE_VISIBLE);
	hear_prompt(s, PAGE_PROMPT_TOO_SOON);
	struct rd half = rd_of(page.data, page.size / 2);
	show(s, half, PAGE_INFRARED);
	show(s, half, PAGE_VISIBLE);
	show(s, bytes_rd(&page), PAGE_VISIBLE);
	assert_int_equal(hear_document(s, 0).infrared, VERDICT_NOT_DONE);
	hear_portrait(s);
	hear_prompt(s, PAGE_PROMPT_NONE);
	assert_int_equal(touch_desk_close(&s->core), EXIT_SUCCESS);
}

/* A limit that no picture can keep: as a hostile one keeps none. */
static void a_picture_that_takes_too_long_is_for_an_officer(void **state)
{
	struct page_desk *s = *state;
	start_with(s, "shot_ms=1");
	show(s, bytes_rd(&page), PAGE_VISIBLE);
	hear_prompt(s, PAGE_PROMPT_ASK_OFFICER);
	touch_desk_ends(&s->core, CPU_LIMIT_EXIT);
}

static void a_worn_worker_ends_in_peace_when_nothing_lies_there(void **state)
{
	struct page_desk *s = *state;
	start_with(s, "renew_ms=1"); /* being warm has cost more */
	say_text(s, LINES);
	assert_int_equal(touch_desk_hear(&s->core).kind, MSG_DOCUMENT);
	say_text(s, "\n");
	assert_int_equal(touch_desk_hear(&s->core).kind, MSG_DOCUMENT_GONE);
	touch_desk_ends(&s->core, EXIT_SUCCESS);
}

static void a_reader_that_goes_away_ends_it_in_peace(void **state)
{
	struct page_desk *s = *state;
	start_with(s, NULL);
	eg_close(&s->peer);
	touch_desk_ends(&s->core, EXIT_SUCCESS);
}

static void a_message_that_is_not_for_it_ends_it(void **state)
{
	struct page_desk *s = *state;
	const struct msg m = msg_make(MSG_CAPTURE, TOUCH_DESK_EPOCH);
	start_with(s, NULL);
	assert_int_equal(link_send(s->core.link, &m, -1), EG_OK);
	touch_desk_ends(&s->core, EXIT_FAILURE);
}

static void settings_that_are_none_are_refused(void **state)
{
	static const char *const bad[] = {"page=", "page=sim", "shot_ms=1", "page=nothing:/x"};
	struct page_desk *s = *state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		touch_desk_start(&s->core, WORKER, (const char *const[]){bad[i], NULL});
		touch_desk_ends(&s->core, EXIT_FAILURE);
	}
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_page_becomes_a_document_and_its_portrait),
		CASE(an_officer_is_shown_the_page_that_a_traveller_begins_with),
		CASE(what_comes_while_a_traveller_is_served_ends_nothing),
		CASE(a_folder_is_served_and_asks_for_the_document_first),
		CASE(lines_of_text_are_a_document_too),
		CASE(what_is_no_picture_is_asked_for_again),
		CASE(a_picture_that_takes_too_long_is_for_an_officer),
		CASE(a_worn_worker_ends_in_peace_when_nothing_lies_there),
		CASE(a_reader_that_goes_away_ends_it_in_peace),
		CASE(a_message_that_is_not_for_it_ends_it),
		CASE(settings_that_are_none_are_refused),
	};
	return cmocka_run_group_tests(tests, draw, wipe);
}
