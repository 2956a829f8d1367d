/*
 * bench page_watch: documents that lie on a glass in all kinds of light, are pushed a little, are
 * taken away, or change for another one of their kind in the same place: how often each is told to
 * be gone. Fails when more than one in a hundred is told wrongly.
 *
 *   page_watch [DOCUMENTS [SEED]]
 */
#include "page_glass.h"

#include <stdio.h>
#include <stdlib.h>

static const struct change {
	const char *name;
	double light;
	double room;
	double shadow;
	double noise;
	double off; /* pixels of 0.235 mm */
	enum { SAME, OTHER, NONE } document;
	int gone; /* 1: it should be told, 0: it should not, -1: either way is right */
} changes[] = {
	{"nothing", 1, 50, 0, 3, 0, SAME, 0},
	{"light of 60 %", 0.6, 50, 0, 3, 0, SAME, 0},
	{"light of 130 %", 1.3, 50, 0, 3, 0, SAME, 0},
	{"shadow of 50 %", 1, 50, 0.5, 3, 0, SAME, 0},
	{"a lit room", 1, 120, 0, 3, 0, SAME, 0},
	{"noise of 8 levels", 1, 50, 0, 8, 0, SAME, 0},
	{"pushed 0.5 mm", 1, 50, 0, 3, 2, SAME, 0},
	{"pushed 1 mm", 1, 50, 0, 3, 4, SAME, -1},
	{"pushed 3 mm", 1, 50, 0, 3, 13, SAME, -1},
	{"another document", 1, 50, 0, 3, 0, OTHER, 1},
	{"taken away", 1, 50, 0, 3, 0, NONE, 1},
	{"taken away, dark", 0.6, 120, 0, 8, 0, NONE, 1},
};
#define CHANGES (sizeof(changes) / sizeof(changes[0]))

/* Learns the glass, then the document, then what changes: 1 if that is gone at last. */
static enum eg_err is_gone(struct page_chance *c, const struct page_picture *document,
			   const struct page_picture *other, const struct change *change,
			   unsigned *out)
{
	static uint8_t frame[GLASS_WIDTH * GLASS_HEIGHT];
	const struct glass empty = {.light = 1, .room = 50, .noise = 3};
	struct glass there = empty;
	struct page_watch w = {0};
	const struct mrz_image image = glass_image(frame);
	there.document = document;
	const struct glass then = {
		.document = change->document == SAME    ? document
			    : change->document == OTHER ? other
							: NULL,
		.light = change->light,
		.room = change->room,
		.shadow = change->shadow,
		.noise = change->noise,
		.off_x = change->off,
	};
	*out = 0;
	for (unsigned i = 0; i < 8; i++) {
		enum page_lies lies;
		glass_take(c, i < 2 ? &empty : i < 5 ? &there : &then, frame);
		EG_TRY(page_watch_see(&w, &image, &lies));
		if (i == 4) {
			page_watch_keep(&w);
		}
		*out += lies == PAGE_LIES_GONE;
	}
	return EG_OK;
}

static enum eg_err run(unsigned documents, uint64_t seed, unsigned *wrong)
{
	unsigned gone[CHANGES] = {0};
	for (unsigned i = 0; i < documents; i++) {
		EG_AUTO(page_picture_free) struct page_picture a = {0};
		EG_AUTO(page_picture_free) struct page_picture b = {0};
		const enum page_kind kind = (enum page_kind)(i % PAGE_KIND_COUNT);
		const double angle = 37.0 * i;
		struct page_chance c = {seed + i};
		EG_TRY(glass_document(seed + 2ull * i, kind, angle, &a));
		EG_TRY(glass_document(seed + 2ull * i + 1, kind, angle, &b));
		for (size_t k = 0; k < CHANGES; k++) {
			unsigned told = 0;
			EG_TRY(is_gone(&c, &a, &b, &changes[k], &told));
			gone[k] += told;
			*wrong += changes[k].gone >= 0 && told != (unsigned)changes[k].gone;
		}
	}
	for (size_t k = 0; k < CHANGES; k++) {
		printf("%-18s gone %u of %u\n", changes[k].name, gone[k], documents);
	}
	return EG_OK;
}

int main(int count, char **words)
{
	unsigned wrong = 0;
	const unsigned documents = count > 1 ? (unsigned)strtoul(words[1], NULL, 10) : 100;
	const uint64_t seed = count > 2 ? strtoull(words[2], NULL, 10) : 1;
	const enum eg_err err = run(documents, seed, &wrong);
	if (err != EG_OK) {
		fprintf(stderr, "page_watch: %s\n", eg_fault_last().reason);
		return 1;
	}
	return wrong * 100 > documents * CHANGES;
}
