/*
 * test_page_film: egate-page as a process behind its sandbox, before a simulated camera below the
 * glass: it serves when the camera does, reads what lies still, tells its end, and says when the
 * camera is lost.
 */
#include "hal/camera_sim.h"

#include "document/page_prompt.h"
#include "page_desk.h"
#include "page_file.h"
#include "simulator/page_draw.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <cmocka.h>

#define FONTS "/usr/share/fonts/opentype/ocr-b"
#define WORDS "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
#define DPI   200
#define BED   70 /* level: page_draw's glass around a page is not darker */

enum scene { EMPTY, PAGE, SCENES };

static struct page_desk desk;
static struct bytes frames[SCENES][2]; /* each twice, with other noise: no picture stands still */
static struct page_picture drawn;
static uint32_t sequence;

/* ---- the world ---- */

static void make_frame(struct page_chance *c, enum scene scene, struct bytes *out)
{
	const size_t size = (size_t)drawn.width * drawn.height;
	EG_AUTO(eg_free) uint8_t *grey = malloc(size);
	const struct page_file_grey g = {drawn.width, drawn.height, grey};
	if (grey == NULL) {
		abort();
	}
	for (size_t i = 0; i < size; i++) {
		const int level =
			(scene == PAGE ? drawn.grey[i] : BED) + (int)page_chance_below(c, 7) - 3;
		grey[i] = (uint8_t)(level < 0 ? 0 : level > 255 ? 255 : level);
	}
	page_file_jpeg(&g, false, out);
}

static int draw(void **state)
{
	struct page_chance c = {82000};
	struct page_text text;
	const struct page_scene how = {.level = PAGE_MILD,
				       .dpi = DPI,
				       .width_mm = 150,
				       .height_mm = 112,
				       .fonts = FONTS,
				       .face = "OCRB.otf",
				       .words = WORDS};
	(void)state;
	page_text_make(&c, PAGE_TD3, &text);
	if (page_draw(&c, &text, &how, &drawn) != EG_OK) {
		return -1;
	}
	for (int i = 0; i < SCENES * 2; i++) {
		make_frame(&c, (enum scene)(i / 2), &frames[i / 2][i % 2]);
	}
	return 0;
}

static int wipe(void **state)
{
	(void)state;
	page_picture_free(&drawn);
	for (int i = 0; i < SCENES * 2; i++) {
		bytes_free(&frames[i / 2][i % 2]);
	}
	return 0;
}

static int start(void **state)
{
	page_desk_open(&desk);
	*state = &desk;
	sequence = 0;
	return 0;
}

static int stop(void **state)
{
	page_desk_close(*state);
	return 0;
}

/* The camera wants a frame, and gets one; false: it is gone. */
static bool answer(const struct page_desk *d, enum scene scene)
{
	const struct rd jpeg = bytes_rd(&frames[scene][sequence % 2]);
	const struct camera_sim_header h = {.magic = CAMERA_SIM_MAGIC,
					    .size = (uint32_t)jpeg.left,
					    .width = (uint16_t)drawn.width,
					    .height = (uint16_t)drawn.height,
					    .sequence = sequence++};
	uint8_t want = 0;
	if (recv(d->peer, &want, sizeof(want), 0) != 1) {
		return false;
	}
	assert_int_equal(want, CAMERA_SIM_WANT);
	page_desk_give(d, rd_of(&h, sizeof(h)), jpeg);
	return true;
}

/* The next message, while the camera shows this scene. */
static struct msg hear(struct page_desk *d, enum scene scene)
{
	struct pollfd p[] = {{.fd = d->core.link, .events = POLLIN},
			     {.fd = d->peer, .events = POLLIN}};
	for (;;) {
		assert_true(poll(p, 2, TOUCH_DESK_WAIT_MS) > 0);
		if (p[0].revents != 0) {
			return touch_desk_hear(&d->core);
		}
		assert_true(answer(d, scene));
	}
}

static void hear_prompt(struct page_desk *d, enum scene scene, unsigned prompt)
{
	struct msg m = hear(d, scene);
	assert_int_equal(m.kind, MSG_PAGE_GUIDE);
	assert_int_equal(m.body.page_guide.prompt, prompt);
}

/* Where a processor is shared, pictures may come so slowly that patience is asked for. */
static struct msg hear_document(struct page_desk *d)
{
	struct msg m = hear(d, PAGE);
	while (m.kind == MSG_PAGE_GUIDE) {
		assert_true(m.body.page_guide.prompt == PAGE_PROMPT_STILL ||
			    m.body.page_guide.prompt == PAGE_PROMPT_READING);
		m = hear(d, PAGE);
	}
	assert_int_equal(m.kind, MSG_DOCUMENT);
	return m;
}

static void start_ready(struct page_desk *d)
{
	page_desk_start(d, WORKER, "camera:sim", NULL);
	struct msg m = hear(d, EMPTY);
	page_desk_is_ready(d, &m);
}

/* ---- cases ---- */

static void what_lies_on_the_glass_is_read_and_its_end_is_told(void **state)
{
	struct page_desk *d = *state;
	start_ready(d);
	hear_prompt(d, EMPTY, PAGE_PROMPT_LAY);
	struct msg m = hear_document(d);
	assert_true(m.body.document.own_us > 0);
	assert_int_equal(m.body.document.infrared, VERDICT_NOT_DONE);
	assert_int_equal(hear(d, PAGE).kind, MSG_PAGE_PICTURE);
	hear_prompt(d, PAGE, PAGE_PROMPT_NONE);
	assert_int_equal(hear(d, EMPTY).kind, MSG_DOCUMENT_GONE);
	hear_prompt(d, EMPTY, PAGE_PROMPT_LAY);
	assert_int_equal(touch_desk_close(&d->core), EXIT_SUCCESS);
}

static void hear_lost(struct page_desk *d)
{
	struct msg m = touch_desk_hear(&d->core);
	assert_int_equal(m.kind, MSG_UNFIT);
	assert_int_equal(m.body.unfit.reason, REASON_CAMERA_LOST);
	touch_desk_ends(&d->core, EXIT_FAILURE);
}

static void a_camera_that_goes_away_is_told(void **state)
{
	struct page_desk *d = *state;
	start_ready(d);
	eg_close(&d->peer);
	hear_lost(d);
}

static void a_camera_that_goes_away_before_it_served_is_told(void **state)
{
	struct page_desk *d = *state;
	page_desk_start(d, WORKER, "camera:sim", NULL);
	assert_true(answer(d, EMPTY)); /* one picture says nothing yet */
	eg_close(&d->peer);
	hear_lost(d);
}

static void a_camera_that_is_not_there_is_told(void **state)
{
	struct page_desk *d = *state;
	touch_desk_start(&d->core, WORKER, (const char *const[]){"page=camera:sim:/nowhere", NULL});
	hear_lost(d);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_lies_on_the_glass_is_read_and_its_end_is_told),
		CASE(a_camera_that_goes_away_is_told),
		CASE(a_camera_that_goes_away_before_it_served_is_told),
		CASE(a_camera_that_is_not_there_is_told),
	};
	return cmocka_run_group_tests(tests, draw, wipe);
}
