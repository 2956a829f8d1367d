/*
 * test_page_eyes: the page worker's job with its real eyes: pages that the simulator draws, as a
 * reader of still pictures and as a camera below the glass give them, become what they are.
 */
#include "biometrics/picture.h"
#include "page_file.h"
#include "prog/page_eyes.h"
#include "simulator/page_attack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define FONTS     "/usr/share/fonts/opentype/ocr-b"
#define WORDS     "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
#define DPI       300
#define GLASS_DPI 200 /* a camera sees 150 by 112 mm of glass */
#define FRAME_US  INT64_C(100000)
#define BED       70 /* level: page_draw's glass around a page is not darker */
#define HEARD_MAX 16

static struct page_room room;
static struct page_eyes eyes;
static struct page_job job;
static struct page_picture drawn;
static struct page_text text;
static struct page_chance chance;
static struct bytes file;
static struct msg heard[HEARD_MAX];
static size_t count;
static struct rd portrait;   /* in the room */
static struct picture shown; /* what an officer gets to see */
static int64_t now_us;

/* ---- what is told ---- */

static enum eg_err hear(void *context, const struct msg *m, struct rd bulk)
{
	const bool picture = m->kind == MSG_PAGE_PICTURE || m->kind == MSG_FACE_PICTURE;
	(void)context;
	assert_true(count < HEARD_MAX);
	assert_int_equal(msg_parse(rd_of(m, msg_length(m)), picture, &heard[count]), EG_OK);
	count++;
	portrait = m->kind == MSG_PAGE_PICTURE ? bulk : portrait;
	if (m->kind == MSG_FACE_PICTURE) { /* it is wiped with the rest of what was seen */
		assert_int_equal(m->body.face_picture.which, FACE_PICTURE_PAGE);
		assert_int_equal(m->body.face_picture.size, bulk.left);
		assert_int_equal(picture_decode(bulk, FACE_PICTURE_WIDTH_MAX, &shown), EG_OK);
		assert_int_equal(shown.width, m->body.face_picture.width);
		assert_int_equal(shown.height, m->body.face_picture.height);
	}
	return EG_OK;
}

static struct msg expect(enum msg_kind kind)
{
	assert_true(count > 0);
	struct msg m = heard[0];
	count--;
	for (size_t i = 0; i < count; i++) {
		heard[i] = heard[i + 1];
	}
	assert_int_equal(m.kind, kind);
	return m;
}

static void expect_prompt(unsigned prompt)
{
	assert_int_equal(expect(MSG_PAGE_GUIDE).body.page_guide.prompt, prompt);
}

static struct msg_document expect_text(void)
{
	struct msg_document d = expect(MSG_DOCUMENT).body.document;
	uint8_t joined[MSG_MRZ_SIZE];
	struct wr zone = WR_ARRAY(joined);
	for (unsigned l = 0; l < text.lines; l++) {
		wr_put(&zone, rd_cstr(text.line[l]));
	}
	assert_true(rd_equal(wr_view(&zone), rd_of(d.mrz, d.size)));
	return d;
}

/* ---- what is shown ---- */

static int set_up(void **state)
{
	(void)state;
	if (page_room_open(&room) != EG_OK) {
		return -1;
	}
	eyes = page_eyes_of(&room);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	page_picture_free(&drawn);
	picture_free(&shown);
	bytes_free(&file);
	page_room_close(&room);
	return 0;
}

static void open_job(bool live)
{
	const struct page_sink sink = {NULL, hear};
	count = 0;
	now_us = 1;
	job = page_job_new(&eyes, live, sink, now_us);
}

static int open_still(void **state)
{
	(void)state;
	open_job(false);
	return 0;
}

static int close_job(void **state)
{
	(void)state;
	page_job_clear(&job);
	return 0;
}

static struct page_scene scene_of(double dpi)
{
	return (struct page_scene){
		.level = PAGE_MILD, .dpi = dpi, .fonts = FONTS, .face = "OCRB.otf", .words = WORDS};
}

static void draw(uint64_t seed, enum page_kind kind, const struct page_scene *scene)
{
	chance = (struct page_chance){seed};
	page_text_make(&chance, kind, &text);
	page_picture_free(&drawn);
	assert_int_equal(page_draw(&chance, &text, scene, &drawn), EG_OK);
}

static void show(enum page_light light)
{
	const struct page_file_grey grey = {drawn.width, drawn.height, drawn.grey};
	page_file_png(&grey, &file);
	const struct page_shot shot = {.came = PAGE_CAME_PICTURE,
				       .format = PAGE_PNG,
				       .light = light,
				       .dpi = DPI,
				       .bytes = bytes_rd(&file)};
	assert_int_equal(page_job_take(&job, &shot, now_us), EG_OK);
}

/* Taken away by whoever laid it on; the next document begins as the first one did. */
static void take_away(void)
{
	const struct page_shot gone = {.came = PAGE_CAME_GONE, .bytes = RD_EMPTY};
	assert_int_equal(page_job_take(&job, &gone, now_us), EG_OK);
	(void)expect(MSG_DOCUMENT_GONE);
	expect_prompt(PAGE_PROMPT_LAY);
	open_job(false);
}

/* ---- still pictures ---- */

static void passports_and_cards_are_read_at_any_angle(void **state)
{
	static const struct {
		enum page_kind drawn;
		enum document_kind told;
		bool portrait;
	} kinds[] = {{PAGE_TD3, DOCUMENT_TD3, true},
		     {PAGE_TD2, DOCUMENT_TD2, true},
		     {PAGE_TD1, DOCUMENT_TD1, false}};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct page_scene scene = scene_of(DPI);
		scene.angle = 180.0 * (double)i;
		draw(81000 + i, kinds[i].drawn, &scene);
		show(PAGE_VISIBLE);
		struct msg_document d = expect_text();
		assert_int_equal(d.kind, kinds[i].told);
		assert_int_not_equal(d.print, VERDICT_FAIL);
		assert_int_equal(d.infrared, VERDICT_NOT_DONE);
		assert_int_equal(d.picture, kinds[i].portrait);
		if (kinds[i].portrait) {
			const struct msg m = expect(MSG_PAGE_PICTURE);
			const struct msg_page_picture *p = &m.body.page_picture;
			assert_int_equal(portrait.left, p->size);
			assert_in_range(p->height, 300, PAGE_PICTURE_SIDE_MAX);
		}
		assert_int_equal(count, 0);
		take_away();
		assert_int_equal(room.portrait[0], 0); /* wiped, as the rest */
	}
}

/* What the page's own reader makes of what an officer sees. */
static void expect_shown_upright(void)
{
	static uint8_t grey[FACE_PICTURE_WIDTH_MAX * FACE_PICTURE_PAGE_HEIGHT_MAX];
	const size_t size = (size_t)shown.width * shown.height;
	const struct mrz_image image = {shown.width, shown.height, rd_of(grey, size)};
	struct mrz_read read;
	for (size_t i = 0; i < size; i++) {
		grey[i] = shown.bgr[i * 3];
	}
	assert_int_equal(mrz_read(room.reader, &image, &read), EG_OK);
	assert_int_not_equal(read.verdict, MRZ_READ_REFUSED);
	assert_string_equal(read.text[1], text.line[1]);
	assert_true(read.angle < 10 || read.angle > 350);
}

/* However it was laid on, an officer reads it without turning the head. */
static void an_officer_sees_the_page_upright(void **state)
{
	(void)state;
	for (int i = 1; i < 4; i++) {
		struct page_scene scene = scene_of(DPI);
		const struct msg begin = msg_make(MSG_BEGIN, 7);
		scene.angle = 90.0 * i;
		draw(81030, PAGE_TD3, &scene);
		show(PAGE_VISIBLE);
		(void)expect_text();
		(void)expect(MSG_PAGE_PICTURE);
		assert_int_equal(page_job_begin(&job, &begin), EG_OK);
		(void)expect(MSG_FACE_PICTURE);
		assert_true(shown.width > shown.height && shown.width > 900);
		expect_shown_upright();
		assert_int_equal(room.copy.width, 0); /* wiped */
		assert_null(room.jpeg.data);
		open_job(false);
	}
}

static void ink_is_judged_in_infrared(void **state)
{
	static const struct {
		enum page_ink ink;
		enum verdict verdict;
		enum reason why;
	} inks[] = {{PAGE_INK_B900, VERDICT_PASS, REASON_NONE},
		    {PAGE_INK_DYE, VERDICT_FAIL, REASON_INK_DULL}};
	const struct page_scene scene = scene_of(DPI);
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		draw(81010, PAGE_TD3, &scene);
		page_attack_infrared(&chance, inks[i].ink, &drawn);
		show(PAGE_INFRARED);
		assert_int_equal(count, 0);
		draw(81010, PAGE_TD3, &scene);
		show(PAGE_VISIBLE);
		struct msg_document d = expect_text();
		assert_int_equal(d.infrared, inks[i].verdict);
		assert_int_equal(d.infrared_why, inks[i].why);
		(void)expect(MSG_PAGE_PICTURE);
		take_away();
	}
}

static void a_page_on_a_screen_becomes_no_document(void **state)
{
	const struct page_scene scene = scene_of(DPI);
	const struct page_lit lit = {25.4 / 96, 0.5, 0, false};
	(void)state;
	chance = (struct page_chance){51};
	page_text_make(&chance, PAGE_TD3, &text);
	page_picture_free(&drawn);
	assert_int_equal(page_attack_screen(&chance, &text, &scene, &lit, &drawn), EG_OK);
	for (int i = 1; i < PAGE_JOB_TRIES; i++) {
		show(PAGE_VISIBLE);
	}
	expect_prompt(PAGE_PROMPT_NO_SCREEN);
	assert_int_equal(count, 0);
	show(PAGE_VISIBLE);
	expect_prompt(PAGE_PROMPT_ASK_OFFICER);
}

static void a_visa_asks_for_the_photo_page(void **state)
{
	const struct page_scene scene = scene_of(DPI);
	(void)state;
	draw(81020, PAGE_MRV_A, &scene);
	show(PAGE_VISIBLE);
	expect_prompt(PAGE_PROMPT_PHOTO_PAGE);
	assert_int_equal(count, 0);
}

/* ---- a camera below the glass ---- */

/* What it sees: the page as drawn, or the glass alone; each picture with noise of its own. */
static void frame(bool page)
{
	static uint8_t grey[2048 * 1536];
	const size_t size = (size_t)drawn.width * drawn.height;
	struct page_file_grey g = {drawn.width, drawn.height, grey};
	assert_true(size <= sizeof(grey));
	for (size_t i = 0; i < size; i++) {
		const int noise = (int)page_chance_below(&chance, 7) - 3;
		const int level = page ? drawn.grey[i] : BED;
		grey[i] = (uint8_t)(level + noise < 0     ? 0
				    : level + noise > 255 ? 255
							  : level + noise);
	}
	page_file_yuyv(&g, &file);
	for (size_t i = 0; page && drawn.tint != NULL && i < file.size / 2; i++) {
		const size_t y = i / (drawn.width & ~1u);
		const size_t x = i % (drawn.width & ~1u);
		file.data[i * 2 + 1] = drawn.tint[(y * drawn.width + x) * 2 + x % 2];
	}
	const struct page_shot shot = {.came = PAGE_CAME_PICTURE,
				       .format = PAGE_YUYV,
				       .width = drawn.width & ~1u,
				       .height = drawn.height,
				       .stride = (drawn.width & ~1u) * 2,
				       .dpi = GLASS_DPI,
				       .bytes = bytes_rd(&file)};
	now_us += FRAME_US;
	assert_int_equal(page_job_take(&job, &shot, now_us), EG_OK);
}

static void frames(bool page, int many)
{
	for (int i = 0; i < many; i++) {
		frame(page);
	}
}

static void what_lies_on_the_glass_is_read_once_and_its_end_is_told(void **state)
{
	struct page_scene scene = scene_of(GLASS_DPI);
	(void)state;
	scene.width_mm = 150;
	scene.height_mm = 112;
	open_job(true);
	draw(81030, PAGE_TD3, &scene);
	frames(false, 6);
	expect_prompt(PAGE_PROMPT_LAY);
	for (uint64_t i = 0; i < 2; i++) {
		draw(81030 + i, PAGE_TD3, &scene);
		frames(true, 8);
		(void)expect_text();
		(void)expect(MSG_PAGE_PICTURE);
		expect_prompt(PAGE_PROMPT_NONE);
		assert_int_equal(count, 0);
		frames(false, 5);
		(void)expect(MSG_DOCUMENT_GONE);
		expect_prompt(PAGE_PROMPT_LAY);
		assert_int_equal(count, 0);
	}
}

/* One picture of many: of the very one that was read. */
static void an_officer_sees_the_colours_of_a_camera(void **state)
{
	struct page_scene scene = scene_of(GLASS_DPI);
	const struct msg begin = msg_make(MSG_BEGIN, 7);
	size_t coloured = 0;
	(void)state;
	scene.width_mm = 150;
	scene.height_mm = 112;
	scene.colour = true;
	open_job(true);
	draw(81030, PAGE_TD3, &scene);
	frames(false, 6);
	frames(true, 8);
	expect_prompt(PAGE_PROMPT_LAY);
	(void)expect_text();
	(void)expect(MSG_PAGE_PICTURE);
	expect_prompt(PAGE_PROMPT_NONE);
	assert_int_equal(page_job_begin(&job, &begin), EG_OK);
	(void)expect(MSG_FACE_PICTURE);
	for (size_t i = 0; i < picture_size(&shown); i += 3) {
		const int green = shown.bgr[i + 1];
		coloured += abs(shown.bgr[i] - green) > 8 || abs(shown.bgr[i + 2] - green) > 8;
	}
	assert_in_range(coloured * 300 / picture_size(&shown), 40, 70); /* the page's share */
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_still, close_job)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(passports_and_cards_are_read_at_any_angle),
		CASE(an_officer_sees_the_page_upright),
		CASE(ink_is_judged_in_infrared),
		CASE(a_page_on_a_screen_becomes_no_document),
		CASE(a_visa_asks_for_the_photo_page),
		CASE(what_lies_on_the_glass_is_read_once_and_its_end_is_told),
		CASE(an_officer_sees_the_colours_of_a_camera),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
