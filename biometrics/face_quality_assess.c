/*
 * face_quality_assess: all components of quality of one face, from pixels and landmarks.
 * Knows what a picture measures. Never knows networks, thresholds or whose face it is.
 */
#include "biometrics/face_quality_assess.h"

#include "biometrics/face_quality_part.h"

#include <math.h>

#define DEGREES     57.29577951308232 /* in one radian */
#define TURN_OF_YAW 0.39   /* nose off the middle of the eyes / eye distance, per tan(yaw) */
#define SCALE_MIN   1.0e-3 /* of the picture to the aligned face; beyond, it is no face */
#define SCALE_MAX   1.0e3
#define PLACE_MAX   1.0e5 /* pixels of the patch that a landmark may be away */

struct face_point face_chip_mean(const struct face_chip *c, const uint8_t *which, size_t count)
{
	struct face_point sum = {0};
	for (size_t i = 0; i < count; i++) {
		sum.x += c->at[which[i]].x / (double)count;
		sum.y += c->at[which[i]].y / (double)count;
	}
	return sum;
}

int32_t face_chip_column(double aligned_x)
{
	return (int32_t)(aligned_x * FACE_CHIP_SCALE);
}

int32_t face_chip_row(double aligned_y)
{
	return (int32_t)((aligned_y + FACE_CHIP_ABOVE) * FACE_CHIP_SCALE);
}

static double apart(struct face_point a, struct face_point b)
{
	return hypot(a.x - b.x, a.y - b.y);
}

/* Inverse of the alignment, at the centre of the patch's first pixel and by its pixels. */
static bool frame_from(const double m[6], struct face_patch_frame *out)
{
	double a = m[0];
	double b = m[3];
	double square = a * a + b * b;
	if (!(square > SCALE_MIN * SCALE_MIN && square < SCALE_MAX * SCALE_MAX)) {
		return false;
	}
	double u = 0.5 / FACE_CHIP_SCALE - m[2];
	double v = 0.5 / FACE_CHIP_SCALE - FACE_CHIP_ABOVE - m[5];
	*out = (struct face_patch_frame){
		.origin_x = (a * u + b * v) / square,
		.origin_y = (a * v - b * u) / square,
		.step_x = a / square / FACE_CHIP_SCALE,
		.step_y = -b / square / FACE_CHIP_SCALE,
	};
	return true;
}

static struct face_point eye_of(const struct face_point *points, int eye)
{
	static const uint8_t around[2][4] = {{37, 38, 40, 41}, {43, 44, 46, 47}};
	struct face_point sum = {0};
	for (size_t i = 0; i < 4; i++) {
		sum.x += points[around[eye][i]].x / 4;
		sum.y += points[around[eye][i]].y / 4;
	}
	return sum;
}

static bool chip_from(const struct picture *p, const struct face_quality_facts *f,
		      struct face_patch *patch, struct face_chip *out)
{
	*out = (struct face_chip){.patch = patch};
	if (!frame_from(f->to_aligned, &out->frame) ||
	    !face_patch_sample(p, out->frame, FACE_CHIP_WIDTH, FACE_CHIP_HEIGHT, patch)) {
		return false;
	}
	for (size_t i = 0; i < FACE_POINTS; i++) {
		if (!isfinite(f->points[i].x) || !isfinite(f->points[i].y)) {
			return false;
		}
		face_patch_locate(out->frame, f->points[i].x, f->points[i].y, &out->at[i].x,
				  &out->at[i].y);
		/* Further off, adding a pixel to a number would not change it. */
		if (!(fabs(out->at[i].x) < PLACE_MAX && fabs(out->at[i].y) < PLACE_MAX)) {
			return false;
		}
	}
	face_chip_logs(out);
	out->eye = apart(eye_of(out->at, 0), eye_of(out->at, 1));
	/* Aligned, the eyes are some 70 pixels apart; where they are not, these are not eyes. */
	return out->eye > FACE_CHIP_SCALE * 15 && out->eye < FACE_CHIP_SCALE * 60;
}

/* ---- place and size: OFIQ's measures, of our landmarks ---- */

static void assess_place(const struct picture *p, const struct face_point *points,
			 struct face_quality *q)
{
	struct face_point left = eye_of(points, 0);
	struct face_point right = eye_of(points, 1);
	struct face_point middle = {(left.x + right.x) / 2, (left.y + right.y) / 2};
	double eyes = apart(left, right);
	double chin = apart(middle, points[8]);
	double gap = 0;
	for (size_t i = 0; i < 3; i++) { /* inner lips: 61, 62, 63 over 67, 66, 65 */
		gap = fmax(gap, apart(points[61 + i], points[67 - i]));
	}
	face_quality_set(q, FACE_QUALITY_EYE_DISTANCE, eyes);
	face_quality_set(q, FACE_QUALITY_HEAD_SIZE, chin / p->height);
	face_quality_set(q, FACE_QUALITY_MARGIN_LEFT, left.x / eyes);
	face_quality_set(q, FACE_QUALITY_MARGIN_RIGHT, (p->width - right.x) / eyes);
	face_quality_set(q, FACE_QUALITY_MARGIN_ABOVE, middle.y / chin);
	face_quality_set(q, FACE_QUALITY_MARGIN_BELOW, (p->height - middle.y) / chin);
	face_quality_set(q, FACE_QUALITY_MOUTH_CLOSED, gap / chin);
}

/*
 * Yaw and roll are told from the landmarks: near the front the network's yaw does not change its
 * sign in a mirror (docs/face.md). Its pitch does what it should.
 */
static void assess_pose(const struct face_quality_facts *f, struct face_quality *q)
{
	struct face_point left = eye_of(f->points, 0);
	struct face_point right = eye_of(f->points, 1);
	double x = right.x - left.x;
	double y = right.y - left.y;
	double turn = ((f->points[30].x - (left.x + right.x) / 2) * x +
		       (f->points[30].y - (left.y + right.y) / 2) * y) /
		      (x * x + y * y);
	face_quality_set(q, FACE_QUALITY_YAW, -atan(turn / TURN_OF_YAW) * DEGREES);
	face_quality_set(q, FACE_QUALITY_PITCH, f->pitch);
	face_quality_set(q, FACE_QUALITY_ROLL, atan2(y, x) * DEGREES);
}

void face_quality_assess(const struct picture *p, const struct face_quality_facts *f,
			 struct face_patch *scratch, struct face_quality *out)
{
	struct face_chip chip;
	*out = face_quality_none();
	if (!chip_from(p, f, scratch, &chip)) {
		return;
	}
	face_quality_set(out, FACE_QUALITY_UNIFIED, f->norm);
	face_quality_set(out, FACE_QUALITY_SINGLE, f->second);
	face_quality_set(out, FACE_QUALITY_EYES_OPEN, f->closed);
	assess_place(p, f->points, out);
	assess_pose(f, out);
	face_quality_light(&chip, out);
	face_quality_detail(&chip, p, out);
	face_quality_cover(&chip, out);
	face_quality_background(&chip, p, scratch, out);
}
