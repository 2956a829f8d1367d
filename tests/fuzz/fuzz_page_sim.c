/*
 * fuzz_page_sim: anything that a simulated world may tell a page reader, as of frame_world.h: text,
 * or the header of a picture.
 */
#include "tests/fuzz/frame_world.h"
#include "tests/fuzz/fuzz.h"

#include "hal/page_sim.h"

static void check(const struct page_shot *shot, const struct frame_answer *a)
{
	switch (shot->came) {
	case PAGE_CAME_PICTURE:
		/* The picture, to the byte, which nobody can change. */
		promise(rd_equal(shot->bytes, a->frame) && a->sealed && a->count == 1);
		promise(shot->format == PAGE_PNG && shot->light <= PAGE_INFRARED);
		break;
	case PAGE_CAME_LINES:
		promise(rd_equal(shot->bytes, a->header) && a->count == 0);
		break;
	case PAGE_CAME_GONE:
		promise(rd_equal(a->header, RD_TEXT("\n")) && shot->bytes.left == 0);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame_answer a;
	struct page *page = NULL;
	struct page_shot shot;
	if (!frame_answer_of(rd_of(data, size), &a)) {
		return 0;
	}
	promise(page_sim.open(&page, frame_world_path()) == EG_OK);
	EG_AUTO(eg_close) int peer = frame_world_answer(&a);
	if (page_sim.read(page, &shot) == EG_OK) {
		check(&shot, &a);
	}
	page_sim.close(&page);
	return 0;
}
