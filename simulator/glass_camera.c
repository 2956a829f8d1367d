/*
 * glass_camera: what a camera below the glass of a page reader sees: the empty glass, a hand that
 * lays a document, the document, a hand that takes it.
 * Knows pixels, time, light and noise. Never knows what is printed, nor who asks for a picture.
 */
#include "simulator/glass_camera.h"

#include "simulator/page_chance.h"
#include "simulator/page_shelf.h"
#include "simulator/pgm.h"

#include <math.h>
#include <stdlib.h>

#include <turbojpeg.h>

#define QUALITY   88
#define SEED      UINT64_C(0x61A55) /* of the noise: one and the same camera below every glass */
#define NOISE     1.5               /* levels, deviation */
#define DRAWS     4096
#define LEAST_US  250000 /* that a document lies at least once it was laid */
#define TAKE_US   400000
#define AWAY_US   300000 /* until the hand that laid it is out of the picture */
#define SKIN      105    /* level of grey of a hand */
#define SKIN_CB   118    /* and its colour, BT.601 */
#define SKIN_CR   144
#define NO_COLOUR 128
#define HAND_WIDE 0.22 /* of the picture's width, half of it */
#define DIM       0.55 /* light on a page that is still above the glass */
#define BURNT     250  /* level from which a reflex is beyond what can be told, in any light */
#define BEYOND    270  /* level that it then has: noise does not bring it back */
#define DRIFT     0.02 /* how much the lamp's light changes, up and down */
#define DRIFT_US  17e6 /* and how slowly */
#define CIRCLE    6.28318530718

/* Brightness, and the colours at half of its resolution (4:2:0), each row as the encoder wants it.
 */
#define WIDE        ((size_t)PAGE_SHELF_WIDTH + PAGE_SHELF_WIDTH % 2)
#define HALF_WIDE   (WIDE / 2)
#define HALF_HIGH   ((size_t)(PAGE_SHELF_HEIGHT + 1) / 2)
#define PIXELS      (WIDE * PAGE_SHELF_HEIGHT)
#define HALF_PIXELS (HALF_WIDE * HALF_HIGH)
enum { GREY, CB, CR, PLANES };

struct glass_camera {
	tjhandle encoder;         /* owned */
	uint8_t *picture[PLANES]; /* owned */
	uint8_t *page[PLANES];    /* owned: of what lies there */
	bool lies;                /* something does, or was taken away */
	uint8_t *jpeg;            /* owned */
	size_t cap;               /* of it */
	int64_t laid_us;
	int64_t lift_us; /* when it is taken away; 0: it stays */
	uint64_t random;
	float draws[DRAWS];
};

enum eg_err glass_camera_open(struct glass_camera **out)
{
	EG_AUTO(glass_camera_close) struct glass_camera *c = calloc(1, sizeof(*c));
	if (c == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "camera of the glass");
	}
	c->cap = tjBufSize(PAGE_SHELF_WIDTH, PAGE_SHELF_HEIGHT, TJSAMP_420);
	c->encoder = tjInitCompress();
	c->jpeg = calloc(1, c->cap);
	bool room = c->encoder != NULL && c->jpeg != NULL;
	for (int i = 0; i < PLANES; i++) {
		c->picture[i] = calloc(1, i == GREY ? PIXELS : HALF_PIXELS);
		c->page[i] = calloc(1, i == GREY ? PIXELS : HALF_PIXELS);
		room = room && c->picture[i] != NULL && c->page[i] != NULL;
	}
	if (!room) {
		return EG_FAIL(EG_NO_MEMORY, "camera of the glass");
	}
	struct page_chance chance = {SEED};
	for (size_t i = 0; i < DRAWS; i++) {
		c->draws[i] = (float)(page_chance_normal(&chance) * NOISE);
	}
	c->random = SEED;
	*out = c;
	c = NULL;
	return EG_OK;
}

void glass_camera_close(struct glass_camera **c)
{
	if (*c == NULL) {
		return;
	}
	if ((*c)->encoder != NULL) {
		(void)tjDestroy((*c)->encoder); /* cannot fail for a handle of our own */
	}
	for (int i = 0; i < PLANES; i++) {
		free((*c)->picture[i]);
		free((*c)->page[i]);
	}
	free((*c)->jpeg);
	free(*c);
	*c = NULL;
}

/* BT.601, full range, as a JPEG has it. Of two rows and columns the upper left one's colour. */
static void split_row(struct glass_camera *c, uint32_t y, const uint8_t *rgb)
{
	for (size_t x = 0; x < PAGE_SHELF_WIDTH; x++, rgb += 3) {
		const double luma = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
		const size_t half = y / 2 * HALF_WIDE + x / 2;
		c->page[GREY][y * WIDE + x] = (uint8_t)lround(luma);
		if (y % 2 == 0 && x % 2 == 0) {
			c->page[CB][half] = (uint8_t)lround(NO_COLOUR + (rgb[2] - luma) / 1.772);
			c->page[CR][half] = (uint8_t)lround(NO_COLOUR + (rgb[0] - luma) / 1.402);
		}
	}
}

enum eg_err glass_camera_lay(struct glass_camera *c, struct bytes *ppm, int64_t now_us)
{
	EG_AUTO(bytes_free) struct bytes file = *ppm;
	struct ppm page;
	*ppm = (struct bytes){0};
	c->lies = false;
	EG_TRY(ppm_take(bytes_rd(&file), PAGE_SHELF_WIDTH, &page));
	if (page.width != PAGE_SHELF_WIDTH || page.height != PAGE_SHELF_HEIGHT) {
		return EG_FAIL(EG_BAD_DATA, "picture of a page is not of this camera");
	}
	for (uint32_t y = 0; y < PAGE_SHELF_HEIGHT; y++) {
		split_row(c, y, page.rgb.at + (size_t)y * PAGE_SHELF_WIDTH * 3);
	}
	c->lies = true;
	c->laid_us = now_us;
	c->lift_us = 0;
	return EG_OK;
}

void glass_camera_lift(struct glass_camera *c, int64_t now_us)
{
	const int64_t soonest = c->laid_us + GLASS_CAMERA_LAY_US + LEAST_US;
	c->lift_us = now_us > soonest ? now_us : soonest;
}

/* What moves: how far the document is from its place, and the hand from its edge; 0 to 1. */
struct moment {
	double away;
	double hand; /* 1: out of the picture */
};

static struct moment moment_of(const struct glass_camera *c, int64_t now_us)
{
	const double laying = (double)(now_us - c->laid_us) / GLASS_CAMERA_LAY_US;
	const double left = (double)(now_us - c->laid_us - GLASS_CAMERA_LAY_US) / AWAY_US;
	struct moment m = {fmax(0, 1 - laying), fmin(1, fmax(0, left))};
	if (c->lift_us != 0 && now_us >= c->lift_us) {
		m.away = fmin(1, (double)(now_us - c->lift_us) / TAKE_US);
		m.hand = 0;
	}
	return m;
}

/* A hand comes from below; its fingers reach over the lower edge of what they hold. */
static bool is_hand(const struct moment *m, uint32_t x, uint32_t y, uint32_t edge)
{
	const double across = ((double)x / PAGE_SHELF_WIDTH - 0.5) / HAND_WIDE;
	const double reach = edge - 0.12 * PAGE_SHELF_HEIGHT + m->hand * 0.3 * PAGE_SHELF_HEIGHT;
	return fabs(across) < 1 && y > reach + across * across * 0.08 * PAGE_SHELF_HEIGHT;
}

static void lay_row(const struct glass_camera *c, const struct moment *m, uint32_t y, uint8_t *row)
{
	const uint32_t down = (uint32_t)(m->away * PAGE_SHELF_HEIGHT);
	const double light = DIM + (1 - DIM) * (1 - m->away);
	for (uint32_t x = 0; x < PAGE_SHELF_WIDTH; x++) {
		row[x] = PAGE_SHELF_BED;
		if (y >= down) {
			row[x] = (uint8_t)(c->page[GREY][(y - down) * WIDE + x] * light);
		}
		if (m->hand < 1 && is_hand(m, x, y, PAGE_SHELF_HEIGHT + down)) {
			row[x] = SKIN;
		}
	}
}

/* The colours of a row of both, or of nothing. */
static void colour_row(const struct glass_camera *c, const struct moment *m, uint32_t y, bool lies)
{
	const uint32_t down = (uint32_t)(m->away * PAGE_SHELF_HEIGHT);
	const double light = DIM + (1 - DIM) * (1 - m->away);
	for (uint32_t x = 0; x < HALF_WIDE; x++) {
		const size_t to = y * HALF_WIDE + x;
		const bool hand =
			lies && m->hand < 1 && is_hand(m, x * 2, y * 2, PAGE_SHELF_HEIGHT + down);
		const bool page = lies && y >= down / 2;
		for (int i = CB; i <= CR; i++) {
			const uint8_t skin = i == CB ? SKIN_CB : SKIN_CR;
			const uint8_t seen =
				page ? c->page[i][(y - down / 2) * HALF_WIDE + x] : NO_COLOUR;
			const double lit = NO_COLOUR + (seen - NO_COLOUR) * light;
			c->picture[i][to] = hand ? skin : (uint8_t)lround(lit);
		}
	}
}

static void expose_row(struct glass_camera *c, double light, uint8_t *row)
{
	for (uint32_t x = 0; x < PAGE_SHELF_WIDTH; x++) {
		c->random =
			c->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		const double lit = row[x] >= BURNT ? BEYOND : row[x] * light;
		const float v = (float)lit + c->draws[c->random >> 52] + 0.5f;
		row[x] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
	}
}

static void see(struct glass_camera *c, int64_t now_us)
{
	const double light = 1 + DRIFT * sin(CIRCLE * (double)now_us / DRIFT_US);
	const bool taken = c->lift_us != 0 && now_us > c->lift_us + TAKE_US;
	const bool lies = c->lies && !taken;
	const struct moment m = moment_of(c, now_us);
	for (uint32_t y = 0; y < PAGE_SHELF_HEIGHT; y++) {
		uint8_t *row = c->picture[GREY] + y * WIDE;
		for (uint32_t x = 0; x < PAGE_SHELF_WIDTH && !lies; x++) {
			row[x] = PAGE_SHELF_BED;
		}
		if (lies) {
			lay_row(c, &m, y, row);
		}
		expose_row(c, light, row);
		row[WIDE - 1] = row[PAGE_SHELF_WIDTH - 1]; /* where a column more is wanted */
	}
	for (uint32_t y = 0; y < HALF_HIGH; y++) {
		colour_row(c, &m, y, lies);
	}
}

enum eg_err glass_camera_take(struct glass_camera *c, int64_t now_us, struct rd *jpeg)
{
	unsigned char *at = c->jpeg;
	unsigned long size = c->cap;
	see(c, now_us);
	const unsigned char *planes[PLANES] = {c->picture[GREY], c->picture[CB], c->picture[CR]};
	if (tjCompressFromYUVPlanes(c->encoder, planes, PAGE_SHELF_WIDTH, NULL, PAGE_SHELF_HEIGHT,
				    TJSAMP_420, &at, &size, QUALITY, TJFLAG_NOREALLOC) != 0) {
		return EG_FAIL(EG_STATE, "picture of the glass could not be encoded");
	}
	*jpeg = rd_of(c->jpeg, size);
	return EG_OK;
}
