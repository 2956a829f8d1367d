/*
 * bench page_look: how often each look at a page is right, and how often it alarms for nothing:
 * over pages that the simulator draws, honest ones and attacks. Fails when more than a few honest
 * pages are told to be a screen or to be no print, or dull in infrared.
 *
 *   page_look [PAGES [SEED [GROUP]]]   so many pages of each group
 */
#include "document/page_look.h"
#include "document/page_prompt.h"
#include "document/page_screen.h"
#include "simulator/page_attack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FONTS "/usr/share/fonts/opentype/ocr-b"
#define WORDS "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

/* What is done with a page. */
enum deed { PAGE_AS_IS, PAGE_ON_SCREEN, PAGE_HALFTONE, PAGE_GLARE, PAGE_BLUR };

static const struct group {
	const char *name;
	enum page_level level;
	double dpi[2];
	enum deed deed;
	double at[2]; /* ppi; lines an inch; share of the zone; mm */
	double border;
	bool honest;
} groups[] = {
	{"mild 300", PAGE_MILD, {300, 300}, PAGE_AS_IS, {0, 0}, 0, true},
	{"mild 400", PAGE_MILD, {400, 400}, PAGE_AS_IS, {0, 0}, 0, true},
	{"mild 600", PAGE_MILD, {600, 600}, PAGE_AS_IS, {0, 0}, 0, true},
	{"hard 300", PAGE_HARD, {300, 400}, PAGE_AS_IS, {0, 0}, 0, true},
	{"hard 150", PAGE_HARD, {150, 200}, PAGE_AS_IS, {0, 0}, 0, true},
	{"halftone", PAGE_MILD, {300, 600}, PAGE_HALFTONE, {133, 200}, 0, true},
	{"monitor 90 ppi", PAGE_MILD, {300, 400}, PAGE_ON_SCREEN, {85, 100}, 0, false},
	{"laptop 140 ppi", PAGE_MILD, {300, 400}, PAGE_ON_SCREEN, {120, 160}, 0, false},
	{"tablet 264 ppi", PAGE_MILD, {300, 400}, PAGE_ON_SCREEN, {220, 264}, 0, false},
	{"tablet at 600", PAGE_MILD, {600, 600}, PAGE_ON_SCREEN, {220, 264}, 0, false},
	{"phone 400 ppi", PAGE_MILD, {300, 600}, PAGE_ON_SCREEN, {320, 460}, 0, false},
	{"monitor hard", PAGE_HARD, {300, 400}, PAGE_ON_SCREEN, {85, 100}, 0, false},
	{"laptop hard", PAGE_HARD, {300, 400}, PAGE_ON_SCREEN, {120, 160}, 0, false},
	{"glare hard border", PAGE_MILD, {300, 400}, PAGE_GLARE, {0.06, 0.3}, 0.1, false},
	{"glare soft border", PAGE_MILD, {300, 400}, PAGE_GLARE, {0.1, 0.3}, 4, false},
	{"blur", PAGE_MILD, {300, 400}, PAGE_BLUR, {0.25, 0.45}, 0, false},
};
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

/* What was told of the pages of a group. */
struct count {
	unsigned pages;
	unsigned zones; /* found */
	unsigned whole;
	unsigned screen[4];
	unsigned print[4];
	unsigned glare; /* pages with at least GLARE percent */
	unsigned prompts[PAGE_PROMPT_COUNT];
	unsigned infrared[3][4]; /* of each ink */
	unsigned share_most;
	unsigned share_least;
	unsigned blur[256];
	unsigned haze[256];
	double ms;
	double ms_most;
};

static double cpu_ms(void)
{
	return (double)clock() * 1000 / CLOCKS_PER_SEC;
}

static struct page_scene scene_of(struct page_chance *c, const struct group *g)
{
	return (struct page_scene){.level = g->level,
				   .dpi = g->dpi[page_chance_below(c, 2)],
				   .angle = page_chance_between(c, 0, 360),
				   .tilt = g->level == PAGE_HARD ? 4 : 1,
				   .fonts = FONTS,
				   .face = page_chance_below(c, 4) == 0 ? "OCRBS.otf" : "OCRB.otf",
				   .words = WORDS};
}

static enum eg_err draw(struct page_chance *c, const struct group *g, struct page_scene *scene,
			struct page_picture *out)
{
	struct page_text text;
	const double at = page_chance_between(c, g->at[0], g->at[1]);
	page_text_make(c, (enum page_kind)page_chance_below(c, PAGE_KIND_COUNT), &text);
	*scene = scene_of(c, g);
	if (g->deed == PAGE_BLUR) {
		scene->blur_mm = at;
	}
	if (g->deed == PAGE_ON_SCREEN) {
		const struct page_lit lit = {
			.pitch_mm = 25.4 / at,
			.depth = page_chance_between(c, 0.25, 0.6),
			.depth_down =
				page_chance_below(c, 4) == 0 ? 0 : page_chance_between(c, 0.2, 0.6),
			.diamond = at > 200 && page_chance_below(c, 2) == 0};
		return page_attack_screen(c, &text, scene, &lit, out);
	}
	EG_TRY(page_draw(c, &text, scene, out));
	const double per_mm = scene->dpi / 25.4;
	if (g->deed == PAGE_HALFTONE) {
		page_attack_halftone(c, per_mm, at, out);
	} else if (g->deed == PAGE_GLARE) {
		page_attack_glare(c, per_mm, at, g->border, out);
	}
	return EG_OK;
}

static struct mrz_image image_of(const struct page_picture *p)
{
	return (struct mrz_image){p->width, p->height,
				  rd_of(p->grey, (size_t)p->width * p->height)};
}

static enum eg_err count_infrared(struct mrz_reader *reader, struct page_chance *c,
				  const struct page_picture *p, const struct mrz_read *read,
				  struct count *n)
{
	enum reason why;
	struct mrz_read dark_read;
	const struct mrz_image image = image_of(p);
	for (unsigned ink = 0; ink < 3; ink++) {
		struct page_picture dark = *p;
		dark.grey = malloc((size_t)p->width * p->height);
		if (dark.grey == NULL) {
			return EG_FAIL(EG_NO_MEMORY, "a picture");
		}
		for (size_t i = 0; i < (size_t)p->width * p->height; i++) {
			dark.grey[i] = p->grey[i];
		}
		page_attack_infrared(c, (enum page_ink)ink, &dark);
		const struct mrz_image seen = image_of(&dark);
		const enum eg_err err = mrz_read(reader, &seen, &dark_read);
		if (err == EG_OK) {
			n->infrared[ink]
				   [page_infrared_verdict(&image, read, &seen, &dark_read, &why)]++;
		}
		page_picture_free(&dark);
		EG_TRY(err);
	}
	return EG_OK;
}

/* The share of tiles, which page_look does not tell. */
static unsigned share_of(const struct page_picture *p, double dpi)
{
	const struct page_plane plane = {p->width, p->height, p->grey};
	const struct page_area area = {{0, 0}, {(float)p->width, 0}, {0, (float)p->height}};
	struct page_lattice lattice;
	(void)page_screen_find(&plane, &area, NULL, (float)dpi / 25.4f,
			       &lattice); /* its share is asked */
	return lattice.share;
}

static enum eg_err one_page(struct mrz_reader *reader, uint64_t seed, const struct group *g,
			    struct count *n)
{
	EG_AUTO(page_picture_free) struct page_picture p = {0};
	struct page_chance c = {seed};
	struct page_scene scene;
	struct mrz_read read;
	struct page_seen seen;
	EG_TRY(draw(&c, g, &scene, &p));
	const struct mrz_image image = image_of(&p);
	EG_TRY(mrz_read(reader, &image, &read));
	const double before = cpu_ms();
	EG_TRY(page_look(&image, &read, (unsigned)scene.dpi, &seen));
	const double ms = cpu_ms() - before;
	n->ms += ms;
	n->ms_most = ms > n->ms_most ? ms : n->ms_most;
	n->pages++;
	n->zones += seen.zones;
	n->whole += read.verdict == MRZ_READ_WHOLE;
	n->screen[seen.screen]++;
	n->print[seen.print]++;
	n->glare += seen.glare >= 3;
	n->prompts[page_look_prompt(&seen, &read)]++;
	n->blur[seen.blur]++;
	n->haze[seen.haze]++;
	const unsigned share = share_of(&p, scene.dpi);
	n->share_most = share > n->share_most ? share : n->share_most;
	n->share_least = share < n->share_least ? share : n->share_least;
	return read.form != MRZ_FORM_NONE && g->honest ? count_infrared(reader, &c, &p, &read, n)
						       : EG_OK;
}

static unsigned at_share(const unsigned counts[256], unsigned pages, unsigned percent)
{
	unsigned sum = 0;
	unsigned i = 0;
	while (i < 255 && (sum += counts[i]) * 100 < pages * percent) {
		i++;
	}
	return i;
}

static void print_count(const struct group *g, const struct count *n)
{
	printf("%-18s %4u pages, %4u zones, %4u whole; screen pass %u fail %u ? %u; share %u to "
	       "%u %%; glare %u; blur %u %u %u; haze %u %u %u\n",
	       g->name, n->pages, n->zones, n->whole, n->screen[VERDICT_PASS],
	       n->screen[VERDICT_FAIL], n->screen[VERDICT_CANNOT_TELL], n->share_least,
	       n->share_most, n->glare, at_share(n->blur, n->pages, 2),
	       at_share(n->blur, n->pages, 50), at_share(n->blur, n->pages, 98),
	       at_share(n->haze, n->pages, 2), at_share(n->haze, n->pages, 50),
	       at_share(n->haze, n->pages, 98));
	printf("    print pass %u fail %u ? %u; %.1f ms, at most %.1f;", n->print[VERDICT_PASS],
	       n->print[VERDICT_FAIL], n->print[VERDICT_CANNOT_TELL], n->ms / n->pages, n->ms_most);
	if (g->honest) {
		static const char *const inks[] = {"B900", "dye", "screen"};
		for (unsigned i = 0; i < 3; i++) {
			printf(" %s pass %u fail %u ? %u;", inks[i], n->infrared[i][VERDICT_PASS],
			       n->infrared[i][VERDICT_FAIL], n->infrared[i][VERDICT_CANNOT_TELL]);
		}
	}
	for (unsigned i = 0; i < PAGE_PROMPT_COUNT; i++) {
		if (n->prompts[i] > 0) {
			printf(" \"%s\" %u", page_prompt_text(i), n->prompts[i]);
		}
	}
	printf("\n");
	(void)fflush(stdout); /* to see how far it is */
}

static enum eg_err run(unsigned pages, uint64_t seed, const char *only, unsigned *wrong)
{
	EG_AUTO(mrz_reader_free) struct mrz_reader *reader = NULL;
	EG_TRY(mrz_reader_new(&reader));
	for (size_t i = 0; i < GROUPS; i++) {
		static struct count n;
		n = (struct count){.share_least = 100};
		if (only != NULL && strcmp(only, groups[i].name) != 0) {
			continue;
		}
		for (unsigned k = 0; k < pages; k++) {
			EG_TRY(one_page(reader, seed + k, &groups[i], &n));
		}
		print_count(&groups[i], &n);
		if (groups[i].honest) {
			*wrong += n.screen[VERDICT_FAIL] + n.print[VERDICT_FAIL] +
				  n.infrared[PAGE_INK_B900][VERDICT_FAIL] +
				  n.infrared[PAGE_INK_DYE][VERDICT_PASS];
		}
	}
	return EG_OK;
}

int main(int count, char **words)
{
	unsigned wrong = 0;
	const unsigned pages = count > 1 ? (unsigned)strtoul(words[1], NULL, 10) : 20;
	const uint64_t seed = count > 2 ? strtoull(words[2], NULL, 10) : 1;
	const enum eg_err err = run(pages, seed, count > 3 ? words[3] : NULL, &wrong);
	if (err != EG_OK) {
		fprintf(stderr, "page_look: %s\n", eg_fault_last().reason);
		return 1;
	}
	return wrong > 0;
}
