/*
 * page_draw: a picture of a document's page as a page reader or a camera takes it, in grey.
 * Knows where the page lies. Never reads a zone.
 */
#include "simulator/page_draw.h"

#include "simulator/page_sheet.h"

#include <math.h>
#include <stdlib.h>

#define MM_PER_INCH 25.4
#define AWAY        350.0 /* mm from the lens to the page */
#define MARGIN      3.0   /* mm around a page that nothing else is said of */
#define PIXELS_MAX  (16u << 20)
#define RADIANS     (3.14159265358979 / 180)

/* From mm of the page to pixels of the picture: homogeneous. */
struct view {
	double m[3][3];
};

struct spot {
	double x;
	double y;
};

static struct spot see(const struct view *v, double x, double y)
{
	const double w = v->m[2][0] * x + v->m[2][1] * y + v->m[2][2];
	return (struct spot){(v->m[0][0] * x + v->m[0][1] * y + v->m[0][2]) / w,
			     (v->m[1][0] * x + v->m[1][1] * y + v->m[1][2]) / w};
}

/* The page turned about its middle, tilted, and seen from AWAY; its middle at cx, cy. */
static struct view view_of(const struct page_scene *scene, struct spot middle, struct spot centre,
			   double scale, double tilt, double tilt_to)
{
	const double ca = cos(scene->angle * RADIANS);
	const double sa = sin(scene->angle * RADIANS);
	const double tx = tan(tilt * RADIANS) * cos(tilt_to) / AWAY;
	const double ty = tan(tilt * RADIANS) * sin(tilt_to) / AWAY;
	/* Page to the plane of the picture (mm, middle at 0), the depth as the third row. */
	const double r[3][3] = {{ca, -sa, -ca * middle.x + sa * middle.y},
				{sa, ca, -sa * middle.x - ca * middle.y},
				{0, 0, 1}};
	const double squeeze = cos(tilt * RADIANS);
	struct view v = {0};
	for (int k = 0; k < 3; k++) {
		const double w = tx * r[0][k] + ty * r[1][k] + r[2][k];
		v.m[0][k] = scale * r[0][k] + centre.x * w;
		v.m[1][k] = scale * squeeze * r[1][k] + centre.y * w;
		v.m[2][k] = w;
	}
	return v;
}

static struct view inverse(const struct view *v)
{
	struct view out;
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 3; k++) {
			const int a = (k + 1) % 3;
			const int b = (k + 2) % 3;
			const int c = (i + 1) % 3;
			const int d = (i + 2) % 3;
			out.m[i][k] = v->m[a][c] * v->m[b][d] - v->m[a][d] * v->m[b][c];
		}
	}
	return out; /* but for a factor, which see does not mind */
}

static double blend(const struct page_sheet *s, double x, double y)
{
	const size_t x0 = (size_t)x;
	const size_t y0 = (size_t)y;
	const double fx = x - (double)x0;
	const double fy = y - (double)y0;
	const uint8_t *a = s->grey + y0 * s->width + x0;
	const uint8_t *b = a + s->width;
	return (1 - fy) * ((1 - fx) * a[0] + fx * a[1]) + fy * ((1 - fx) * b[0] + fx * b[1]);
}

/* What a place of the page gives, or what surrounds it: negative, where it is to stay. */
static double light_of(const struct page_scene *scene, const struct page_sheet *s, struct spot at,
		       double around)
{
	const double sx = at.x * s->scale;
	const double sy = at.y * s->scale;
	const bool on = sx >= 0 && sy >= 0 && sx < s->width - 1.0 && sy < s->height - 1.0;
	if (!on) {
		return around;
	}
	const double paper = blend(s, sx, sy);
	return scene->screen_mm > 0 ? page_raster_screen(scene, at.x, at.y, paper) : paper;
}

/* Of a document that lies over another one, what is around it keeps its colour. */
static void tint(const struct page_sheet *s, struct spot at, bool over, size_t i,
		 struct page_picture *out)
{
	const double wide = s->width / s->scale;
	const double high = s->height / s->scale;
	const bool on = at.x >= 0 && at.y >= 0 && at.x < wide && at.y < high;
	if (out->tint != NULL && (on || !over)) {
		page_tint_see(&s->tint, at.x, at.y, out->tint + i * 2);
	}
}

/* Each pixel is the mean of four places in it: what is finer than a pixel must not alias. A bed
 * that is negative: what the picture has is around the document. */
static void look(const struct page_scene *scene, const struct page_sheet *s,
		 const struct view *back, double bed, struct page_picture *out)
{
	static const double places[4][2] = {{-.25, -.25}, {.25, -.25}, {-.25, .25}, {.25, .25}};
	for (uint32_t y = 0; y < out->height; y++) {
		for (uint32_t x = 0; x < out->width; x++) {
			uint8_t *to = &out->grey[(size_t)y * out->width + x];
			double sum = 0;
			for (int i = 0; i < 4; i++) {
				const struct spot at =
					see(back, x + places[i][0], y + places[i][1]);
				sum += light_of(scene, s, at, bed < 0 ? *to : bed);
			}
			*to = (uint8_t)(sum / 4);
			tint(s, see(back, x, y), bed < 0, (size_t)y * out->width + x, out);
		}
	}
}

/* The resolution before the picture is resized. */
static double taken_at(const struct page_scene *scene)
{
	return scene->camera.resized > 0 ? scene->dpi / scene->camera.resized : scene->dpi;
}

static enum eg_err room(const struct page_scene *scene, const struct page_sheet *s,
			struct page_picture *out)
{
	const double ca = fabs(cos(scene->angle * RADIANS)) / s->scale;
	const double sa = fabs(sin(scene->angle * RADIANS)) / s->scale;
	const double around = s->width * ca + s->height * sa + MARGIN;
	const double along = s->width * sa + s->height * ca + MARGIN;
	const double width = scene->width_mm > 0 ? scene->width_mm : around;
	const double height = scene->height_mm > 0 ? scene->height_mm : along;
	out->width = (uint32_t)(width * taken_at(scene) / MM_PER_INCH);
	out->height = (uint32_t)(height * taken_at(scene) / MM_PER_INCH);
	if (out->width == 0 || out->height == 0 || out->width > PIXELS_MAX / out->height) {
		return EG_FAIL(EG_TOO_BIG, "a picture of a page");
	}
	out->grey = calloc(out->width, out->height);
	out->tint = scene->colour ? calloc(out->width, (size_t)out->height * 2) : NULL;
	return out->grey == NULL || (scene->colour && out->tint == NULL)
		       ? EG_FAIL(EG_NO_MEMORY, "a picture of a page")
		       : EG_OK;
}

/* The document as it lies, by chance within a mm, in a picture that has its room. */
static void place(struct page_chance *c, const struct page_scene *scene, const struct page_sheet *s,
		  bool alone, struct page_picture *out)
{
	const double scale = taken_at(scene) / MM_PER_INCH;
	const double tilt = scene->tilt > 0 ? page_chance_between(c, 0, scene->tilt) : 0;
	const double tilt_to = page_chance_between(c, 0, 6.283);
	const struct spot middle = {s->width / s->scale / 2, s->height / s->scale / 2};
	const double right = page_chance_between(c, -1, 1) + scene->at_mm[0];
	const double down = page_chance_between(c, -1, 1) + scene->at_mm[1];
	const struct spot centre = {(out->width - 1) / 2.0 + right * scale,
				    (out->height - 1) / 2.0 + down * scale};
	const struct view v = view_of(scene, middle, centre, scale, tilt, tilt_to);
	const struct view back = inverse(&v);
	const double by_chance = page_chance_between(c, 15, 60);
	const double bed = scene->bed > 0 ? scene->bed : by_chance;
	look(scene, s, &back, alone ? bed : -1, out);
	for (int i = 0; alone && i < 4; i++) {
		const struct spot corner = see(&v, s->zone[i][0], s->zone[i][1]);
		out->corner[i][0] = corner.x;
		out->corner[i][1] = corner.y;
	}
}

static enum eg_err lay(struct page_chance *c, const struct page_text *text,
		       const struct page_scene *scene, bool alone, struct page_picture *out)
{
	EG_AUTO(page_sheet_free) struct page_sheet sheet = {0};
	EG_TRY(page_sheet_make(c, text, scene, &sheet));
	page_wear(c, &page_qualities[scene->level], &sheet);
	page_raster_print(scene, &sheet);
	if (alone) {
		EG_TRY(room(scene, &sheet, out));
	}
	place(c, scene, &sheet, alone, out);
	return EG_OK;
}

static enum eg_err draw(struct page_chance *c, const struct page_text *text,
			const struct page_scene *scene, struct page_picture *out)
{
	EG_TRY(lay(c, text, scene, true, out));
	if (scene->over != NULL) {
		struct page_scene over = *scene->over->scene;
		over.dpi = scene->dpi;
		EG_TRY(lay(c, scene->over->text, &over, false, out));
	}
	return page_optics(c, scene, taken_at(scene) / MM_PER_INCH, out);
}

void page_picture_free(struct page_picture *p)
{
	if (p != NULL) {
		free(p->grey);
		free(p->tint);
		*p = (struct page_picture){0};
	}
}

enum eg_err page_draw(struct page_chance *c, const struct page_text *text,
		      const struct page_scene *scene, struct page_picture *out)
{
	*out = (struct page_picture){0};
	if (scene->colour && scene->camera.resized > 0) {
		return EG_FAIL(EG_UNSUPPORTED, "a resized picture of a page in colour");
	}
	const enum eg_err err = draw(c, text, scene, out);
	if (err != EG_OK) {
		page_picture_free(out);
	}
	return err;
}

const char *page_level_name(enum page_level level)
{
	static const char *const names[] = {"clean", "mild", "hard"};
	return level < PAGE_LEVEL_COUNT ? names[level] : "?";
}
