/*
 * play_page: the sentences of a scenario that are about how a document lies on the page reader.
 * Knows ways to lay one. Never knows pictures, nor what the lane makes of them.
 */
#include "simulator/play_page.h"

#define UPSIDE_DOWN 180
#define FULL_TURN   360

static const struct way {
	uint8_t verb;
	uint8_t laid;
	uint16_t degrees;
} ways[] = {
	{VERB_LAY, LAID_AS_ASKED, 0},      {VERB_LAY_DOWN, LAID_TURNED, UPSIDE_DOWN},
	{VERB_LAY_TURNED, LAID_TURNED, 0}, {VERB_LAY_WRONG, LAID_WRONG_PAGE, 0},
	{VERB_LAY_FRONT, LAID_FRONT, 0},   {VERB_LAY_CLOSED, LAID_CLOSED, 0},
	{VERB_LAY_SCREEN, LAID_SCREEN, 0}, {VERB_LAY_SCREEN_CHIP, LAID_SCREEN, 0},
	{VERB_LAY_TWO, LAID_TWO, 0},       {VERB_LAY_GLARE, LAID_GLARE, 0},
	{VERB_LAY_COPY, LAID_COPY, 0},
};

bool play_page_lays(const struct scenario_step *s, uint8_t *laid, uint16_t *degrees)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (ways[i].verb == s->verb) {
			*laid = ways[i].laid;
			*degrees = s->verb == VERB_LAY_TURNED ? (uint16_t)(s->number % FULL_TURN)
							      : ways[i].degrees;
			return true;
		}
	}
	return false;
}

void play_page_begin(struct play *p, const struct scenario_step *s)
{
	struct play_page *page = &p->page;
	if (play_page_lays(s, &page->laid, &page->degrees)) {
		page->chipless = s->verb == VERB_LAY_SCREEN;
	} else if (s->verb == VERB_PAGE_OUT) {
		page->unplugged = true;
	} else if (s->verb == VERB_PAGE_OVER) {
		page->unplugged = false;
	}
}

bool play_page_is(unsigned verb)
{
	return verb >= VERB_LAY_DOWN && verb <= VERB_PAGE_PROMPTED; /* they stand together */
}
