/*
 * wsq_tree: where the 64 subbands of WSQ lie in the plane of coefficients.
 * Knows halves. Never knows filters or codes.
 */
#include "biometrics/wsq_tree.h"

/* One part of a split: 0 left above, 1 right above, 2 left below, 3 right below. */
struct part {
	uint8_t split;
	uint8_t quarter;
};

/* Which part of an earlier split each split divides; the first divides the image. */
static const struct part parts[WSQ_SPLITS] = {
	{0, 0}, {0, 0}, {0, 1}, {0, 2}, {1, 0},  {1, 1}, {1, 2},         /* to an eighth */
	{5, 0}, {5, 1}, {5, 2}, {5, 3}, {6, 0},  {6, 1}, {6, 2}, {6, 3}, /* subbands 19 to 50 */
	{4, 0}, {4, 1}, {4, 2}, {4, 3}, {15, 0},                         /* subbands 0 to 18 */
};

/* Runs of subbands that are neighbouring parts of one split. */
static const struct {
	uint8_t first; /* subband */
	uint8_t count;
	struct part part; /* that the first is */
} leaves[] = {
	{0, 4, {19, 0}},  {4, 3, {15, 1}},  {7, 4, {16, 0}},  {11, 4, {17, 0}},
	{15, 4, {18, 0}}, {19, 4, {7, 0}},  {23, 4, {8, 0}},  {27, 4, {9, 0}},
	{31, 4, {10, 0}}, {35, 4, {11, 0}}, {39, 4, {12, 0}}, {43, 4, {13, 0}},
	{47, 4, {14, 0}}, {51, 1, {1, 3}},  {52, 4, {2, 0}},  {56, 4, {3, 0}},
};

static struct wsq_area part_of(const struct wsq_area *whole, unsigned quarter)
{
	bool right = (quarter & 1) != 0;
	bool below = (quarter & 2) != 0;
	uint16_t low_x = wsq_low_of(whole->width);
	uint16_t low_y = wsq_low_of(whole->height);
	/* What the first half has: the low samples, or the high ones where it is flipped. */
	uint16_t first_x = whole->flip_x ? (uint16_t)(whole->width - low_x) : low_x;
	uint16_t first_y = whole->flip_y ? (uint16_t)(whole->height - low_y) : low_y;
	return (struct wsq_area){
		.x = (uint16_t)(whole->x + (right ? first_x : 0)),
		.y = (uint16_t)(whole->y + (below ? first_y : 0)),
		.width = right ? (uint16_t)(whole->width - first_x) : first_x,
		.height = below ? (uint16_t)(whole->height - first_y) : first_y,
		.flip_x = right,
		.flip_y = below,
	};
}

void wsq_tree_of(uint16_t width, uint16_t height, struct wsq_tree *out)
{
	*out = (struct wsq_tree){.splits[0] = {.width = width, .height = height}};
	for (unsigned i = 1; i < WSQ_SPLITS; i++) {
		out->splits[i] = part_of(&out->splits[parts[i].split], parts[i].quarter);
	}
	for (unsigned i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		const struct wsq_area *whole = &out->splits[leaves[i].part.split];
		for (unsigned k = 0; k < leaves[i].count; k++) {
			out->subbands[leaves[i].first + k] =
				part_of(whole, leaves[i].part.quarter + k);
		}
	}
}
