/*
 * play_page: the sentences of a scenario that are about how a document lies on the page reader.
 * Knows ways to lay one. Never knows pictures, nor what the lane makes of them.
 */
#ifndef EG_SIMULATOR_PLAY_PAGE_H
#define EG_SIMULATOR_PLAY_PAGE_H

#include "simulator/play.h"

/* What a sentence does when it begins; one that is not about the page does nothing. */
void play_page_begin(struct play *p, const struct scenario_step *s);
/* A sentence of which only pictures tell anything: it takes a whole lane to play it. */
bool play_page_is(unsigned verb);
/* Whether a sentence lays a document; then how, and turned by how much. */
bool play_page_lays(const struct scenario_step *s, uint8_t *laid, uint16_t *degrees);

#endif
