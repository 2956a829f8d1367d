/*
 * finger_quality: how good an image of a finger is, and what the traveller could do about it.
 * Knows an image, its ridges cell by cell, limits as data. Never knows scores, tries or people.
 */
#include "biometrics/finger_quality.h"

#include "biometrics/finger_cell.h"

#include <math.h>

#define CELL       FINGER_CELL
#define SIDE       FINGER_MAP_SIDE
#define MM         (25.4F / 500) /* of a pixel */
#define CELL_MM2   (CELL * MM * CELL * MM)
#define PERIOD_MIN 4.0F  /* pixels: fingers of children have 6, of adults 7 to 11 */
#define PERIOD_MAX 20.0F /* pixels: beyond it are edges and folds */
#define FLAT       10.0F /* grey levels: less contrast is the sensor's own noise */
#define FAINT                                                                                 \
	0.25F       /* of the contrast of the finger's clearer part: less is what was left on \
		       the glass, or shade */
#define LOOSE 0.2F  /* coherence: less has no direction */
#define NEAR  0.25F /* difference of a period to its neighbours', relative */

/* What is kept of each cell. */
struct kept {
	bool ridged;
	uint8_t contrast;  /* grey levels */
	uint8_t period;    /* 1/8 pixel */
	uint8_t coherence; /* 1/250 */
	uint8_t clarity;
	uint8_t dark;
	uint8_t unbroken;
};

struct maps {
	unsigned wide; /* cells */
	unsigned high;
	float width; /* pixels at 500 dpi */
	float height;
	struct kept at[SIDE * SIDE];
};

const char *finger_quality_name(unsigned component)
{
	static const char *const words[] = {
#define X(name, word, text) [name] = (word),
		FINGER_QUALITIES(X)
#undef X
	};
	return component < FINGER_QUALITY_COUNT ? words[component] : "?";
}

const char *finger_quality_text(unsigned component)
{
	static const char *const texts[] = {
#define X(name, word, text) [name] = (text),
		FINGER_QUALITIES(X)
#undef X
	};
	return component < FINGER_QUALITY_COUNT ? texts[component] : "?";
}

/* ---- cells ---- */

static uint8_t part(float share)
{
	return (uint8_t)lroundf(250 * fmaxf(0, fminf(1, share)));
}

static struct kept keep(const struct finger_cell *c)
{
	struct kept k;
	k.ridged = c->contrast >= FLAT && c->coherence >= LOOSE && c->period >= PERIOD_MIN &&
		   c->period <= PERIOD_MAX;
	k.contrast = (uint8_t)lroundf(fminf(255, c->contrast));
	k.period = (uint8_t)lroundf(fminf(255, c->period * 8));
	k.coherence = part(c->coherence);
	k.clarity = part(c->clarity);
	k.dark = part(c->dark);
	k.unbroken = part(c->unbroken);
	return k;
}

/* Contrast that a tenth of the ridged cells exceed. */
static unsigned clear_contrast(const struct maps *m)
{
	unsigned with[256] = {0};
	unsigned count = 0;
	for (unsigned i = 0; i < m->wide * m->high; i++) {
		with[m->at[i].contrast] += m->at[i].ridged;
		count += m->at[i].ridged;
	}
	unsigned level = 255;
	for (unsigned above = with[255]; level > 0 && above * 10 < count;) {
		above += with[--level];
	}
	return level;
}

/* A cell whose neighbours show no ridges is a speck. */
static unsigned ridged_around(const struct maps *m, unsigned x, unsigned y)
{
	unsigned count = 0;
	for (unsigned j = y > 0 ? y - 1 : 0; j <= y + 1 && j < m->high; j++) {
		for (unsigned i = x > 0 ? x - 1 : 0; i <= x + 1 && i < m->wide; i++) {
			count += m->at[j * m->wide + i].ridged;
		}
	}
	return count;
}

static void drop_faint(struct maps *m)
{
	float least = FAINT * (float)clear_contrast(m);
	for (unsigned i = 0; i < m->wide * m->high; i++) {
		m->at[i].ridged = m->at[i].ridged && (float)m->at[i].contrast >= least;
	}
	for (unsigned y = 0; y < m->high; y++) {
		for (unsigned x = 0; x < m->wide; x++) {
			struct kept *k = &m->at[y * m->wide + x];
			k->ridged = k->ridged && ridged_around(m, x, y) >= 4;
		}
	}
}

static void measure_cells(const struct finger_image *image, const struct finger_template *t,
			  struct maps *m)
{
	float scale = 500.0F / (float)image->dpi;
	m->width = fminf((float)image->width * scale, SIDE * CELL);
	m->height = fminf((float)image->height * scale, SIDE * CELL);
	m->wide = (unsigned)(m->width / CELL);
	m->high = (unsigned)(m->height / CELL);
	for (unsigned y = 0; y < m->high; y++) {
		for (unsigned x = 0; x < m->wide; x++) {
			struct finger_cell c = finger_cell_measure(
				image, (float)(x * CELL + CELL / 2), (float)(y * CELL + CELL / 2));
			struct kept *k = &m->at[y * m->wide + x];
			*k = keep(&c);
			if (t != NULL && x < t->cells_wide && y < t->cells_high) {
				k->ridged = k->ridged &&
					    t->flow[y * t->cells_wide + x] != FINGER_STATE_NONE;
			}
		}
	}
	drop_faint(m);
}

/* ---- the finger as a whole ---- */

struct sums {
	unsigned cells;
	unsigned alike; /* whose period is that of its neighbours */
	float good;     /* cells, weighed by how well their ridges are seen */
	float x;        /* cells */
	float y;
	float contrast;
	float clarity;
	float coherence;
	float dark;
	float unbroken;
	unsigned edge[4]; /* left, right, top, bottom: cells in the outermost rows */
};

/* Is the period that of the neighbours' median? Of few neighbours anything goes. */
static bool period_alike(const struct maps *m, unsigned x, unsigned y)
{
	unsigned below = 0;
	unsigned above = 0;
	float own = (float)m->at[y * m->wide + x].period;
	for (unsigned j = y > 0 ? y - 1 : 0; j <= y + 1 && j < m->high; j++) {
		for (unsigned i = x > 0 ? x - 1 : 0; i <= x + 1 && i < m->wide; i++) {
			const struct kept *k = &m->at[j * m->wide + i];
			below += k->ridged && (float)k->period < own * (1 - NEAR);
			above += k->ridged && (float)k->period > own * (1 + NEAR);
		}
	}
	unsigned count = ridged_around(m, x, y);
	return 2 * below <= count && 2 * above <= count;
}

/* How well ridges are seen: 0 below the first value, 1 above the second. */
static float ramp(float v, float from, float to)
{
	return fmaxf(0, fminf(1, (v - from) / (to - from)));
}

static struct sums sum_up(const struct maps *m)
{
	struct sums s = {0};
	for (unsigned y = 0; y < m->high; y++) {
		for (unsigned x = 0; x < m->wide; x++) {
			const struct kept *k = &m->at[y * m->wide + x];
			if (!k->ridged) {
				continue;
			}
			s.cells++;
			s.x += (float)x + 0.5F;
			s.y += (float)y + 0.5F;
			s.alike += period_alike(m, x, y);
			s.contrast += (float)k->contrast;
			s.clarity += (float)k->clarity / 250;
			s.coherence += (float)k->coherence / 250;
			s.dark += (float)k->dark / 250;
			s.unbroken += (float)k->unbroken / 250;
			s.good += ramp((float)k->clarity / 250, 0.6F, 0.9F) *
				  ramp((float)k->coherence / 250, 0.3F, 0.75F);
			s.edge[0] += x == 0;
			s.edge[1] += x + 1 == m->wide;
			s.edge[2] += y == 0;
			s.edge[3] += y + 1 == m->high;
		}
	}
	return s;
}

static void set(struct finger_quality *q, enum finger_quality_component c, float native,
		float goodness)
{
	q->native[c] = native;
	q->value[c] = (uint8_t)lroundf(100 * fmaxf(0, fminf(1, goodness)));
}

static void set_place(struct finger_quality *q, const struct maps *m, const struct sums *s)
{
	float n = (float)s->cells;
	float off_x = s->x / n * CELL - m->width / 2;
	float off_y = s->y / n * CELL - m->height / 2;
	float off = hypotf(off_x, off_y) * MM;
	/* A finger that comes from below runs into the lower edge by right. */
	unsigned most = s->edge[0] > s->edge[1] ? s->edge[0] : s->edge[1];
	most = most > s->edge[2] ? most : s->edge[2];
	set(q, FINGER_QUALITY_CENTRE, off, 1 - ramp(off, 1, 7));
	set(q, FINGER_QUALITY_CUT, (float)most * CELL * MM,
	    1 - ramp((float)most * CELL * MM, 2, 14));
}

void finger_quality_assess(const struct finger_image *image, const struct finger_template *t,
			   struct finger_quality *out)
{
	struct maps m;
	for (unsigned i = 0; i < FINGER_QUALITY_COUNT; i++) {
		out->value[i] = FINGER_QUALITY_UNKNOWN;
		out->native[i] = 0;
	}
	measure_cells(image, t, &m);
	const struct sums s = sum_up(&m);
	float n = (float)s.cells;
	set(out, FINGER_QUALITY_AREA, n * CELL_MM2, ramp(n * CELL_MM2, 0, 150));
	set(out, FINGER_QUALITY_UNIFIED, s.good * CELL_MM2, 1 - expf(-s.good * CELL_MM2 / 70));
	if (t != NULL) {
		set(out, FINGER_QUALITY_MINUTIAE, t->count, ramp(t->count, 5, 35));
	}
	if (s.cells == 0) {
		return;
	}
	set_place(out, &m, &s);
	set(out, FINGER_QUALITY_CONTRAST, s.contrast / n, ramp(s.contrast / n, FLAT, 90));
	set(out, FINGER_QUALITY_CLARITY, s.clarity / n, ramp(s.clarity / n, 0.6F, 0.95F));
	set(out, FINGER_QUALITY_FLOW, s.coherence / n, ramp(s.coherence / n, 0.2F, 0.8F));
	set(out, FINGER_QUALITY_PERIOD, (float)s.alike / n, ramp((float)s.alike / n, 0.4F, 0.95F));
	set(out, FINGER_QUALITY_MOISTURE, s.dark / n,
	    1 - ramp(fabsf(s.dark / n - 0.48F), 0.06F, 0.25F));
	set(out, FINGER_QUALITY_UNBROKEN, s.unbroken / n, ramp(s.unbroken / n, 0.6F, 0.95F));
}

/* ---- what to ask for ---- */

struct finger_quality_limits finger_quality_limits_default(void)
{
	return (struct finger_quality_limits){
		.unified = 35,
		.area_none = 15,
		.area_small = 75,
		.area_cut = 120,
		.area_large = 190,
		.centre = 3,
		.cut = 7,
		.moisture_dry = 0.36F,
		.moisture_wet = 0.60F,
		.unbroken = 0.75F,
		.contrast = 25,
	};
}

static enum finger_prompt guide_ink(const struct finger_quality_limits *l,
				    const struct finger_quality *q)
{
	bool thin = q->native[FINGER_QUALITY_MOISTURE] < l->moisture_dry;
	bool thick = q->native[FINGER_QUALITY_MOISTURE] > l->moisture_wet;
	bool broken = q->native[FINGER_QUALITY_UNBROKEN] < l->unbroken;
	bool small = q->native[FINGER_QUALITY_AREA] < l->area_small;
	if (thick) {
		bool large = q->native[FINGER_QUALITY_AREA] > l->area_large;
		return large ? FINGER_PROMPT_LESS : FINGER_PROMPT_WET;
	}
	if (broken) {
		return FINGER_PROMPT_DRY;
	}
	if (thin || q->native[FINGER_QUALITY_CONTRAST] < l->contrast) {
		return FINGER_PROMPT_MORE;
	}
	return small ? FINGER_PROMPT_WHOLE : FINGER_PROMPT_STILL;
}

static bool cut_off(const struct finger_quality_limits *l, const struct finger_quality *q)
{
	return q->native[FINGER_QUALITY_AREA] < l->area_cut &&
	       q->native[FINGER_QUALITY_CUT] > l->cut &&
	       q->native[FINGER_QUALITY_CENTRE] > l->centre;
}

enum finger_prompt finger_quality_guide(const struct finger_quality_limits *l,
					const struct finger_quality *q)
{
	if (q->native[FINGER_QUALITY_AREA] < l->area_none) {
		return FINGER_PROMPT_PLACE;
	}
	if (cut_off(l, q)) {
		return FINGER_PROMPT_CENTRE;
	}
	if (q->value[FINGER_QUALITY_UNIFIED] >= l->unified) {
		return FINGER_PROMPT_NONE;
	}
	return guide_ink(l, q);
}
