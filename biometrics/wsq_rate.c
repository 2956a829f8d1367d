/*
 * wsq_rate: how coarse each subband may be for a number of bits.
 * Knows variances and bins. Never knows codes.
 */
#include "biometrics/wsq_rate.h"

#include <math.h>

#define LOADING      2.5 /* half of what a quantiser spans, in standard deviations */
#define VARIANCE_MIN 1.01
#define WHOLE_BELOW  20000.0 /* sum of the variances of subbands 0 to 3 */
#define BINS_MAX     65000.0 /* on a side: the widest coefficient has 16 bits */
#define ZERO_BIN     1.2     /* width of the bin around 0, in bins */
#define CENTRE       0.44f
#define LOWEST       4  /* subbands with bins of one width */
#define MIDDLE       51 /* from here on subbands are a sixteenth of the image */

/* The part of a subband whose variance counts: its middle, as borders are often white. */
static struct wsq_area middle_of(const struct wsq_area *a)
{
	struct wsq_area m = *a;
	m.x = (uint16_t)(a->x + a->width / 8);
	m.y = (uint16_t)(a->y + 9 * a->height / 32);
	m.width = (uint16_t)(3 * a->width / 4);
	m.height = (uint16_t)(7 * a->height / 16);
	return m;
}

static double variance_of(const struct wsq_area *a, const double *plane, size_t stride)
{
	double sum = 0;
	double squares = 0;
	double count = (double)a->width * a->height;
	for (size_t y = 0; y < a->height; y++) {
		for (size_t x = 0; x < a->width; x++) {
			double v = plane[(a->y + y) * stride + a->x + x];
			sum += v;
			squares += v * v;
		}
	}
	return count > 1 ? (squares - sum * sum / count) / (count - 1) : 0;
}

static void variances_of(const struct wsq_tree *tree, const double *plane, bool whole,
			 double out[WSQ_CODED])
{
	for (unsigned k = 0; k < WSQ_CODED; k++) {
		struct wsq_area m = whole ? tree->subbands[k] : middle_of(&tree->subbands[k]);
		out[k] = variance_of(&m, plane, tree->splits[0].width);
	}
}

/* A middle that holds no two samples says nothing: the image is smaller than the standard's. */
static bool is_small(const struct wsq_tree *tree)
{
	bool small = false;
	for (unsigned k = 0; k < WSQ_CODED; k++) {
		struct wsq_area m = middle_of(&tree->subbands[k]);
		small = small || m.width * m.height < 2;
	}
	return small;
}

/* Bins so fine that the farthest would have no number are widened. */
static double widen(const struct wsq_area *a, const double *plane, size_t stride, double bin)
{
	double most = 0;
	for (size_t y = 0; y < a->height; y++) {
		for (size_t x = 0; x < a->width; x++) {
			most = fmax(most, fabs(plane[(a->y + y) * stride + a->x + x]));
		}
	}
	return bin != 0 ? fmax(bin, most / BINS_MAX) : 0;
}

/* Weights of subbands that matter less to the eye. */
static double weight_of(unsigned k)
{
	switch (k) {
	case 52:
	case 56:
		return 1.32;
	case 53:
	case 55:
	case 58:
	case 59:
		return 1.08;
	case 54:
	case 57:
		return 1.42;
	default:
		return 1;
	}
}

static double share_of(unsigned k)
{
	return k < LOWEST ? 1.0 / 1024 : k < MIDDLE ? 1.0 / 256 : 1.0 / 16;
}

/* The factor q by which all bins are divided, so that the subbands that count fill the rate. */
static double factor_of(const double variances[WSQ_CODED], const double bins[WSQ_CODED],
			const bool counts[WSQ_CODED], double rate)
{
	double shares = 0;
	double logs = 0;
	for (unsigned k = 0; k < WSQ_CODED; k++) {
		if (counts[k]) {
			shares += share_of(k);
			logs += share_of(k) * log2(sqrt(variances[k]) / bins[k]);
		}
	}
	return shares > 0 ? exp2((rate - logs) / shares - 1) / LOADING : 1;
}

void wsq_rate(const struct wsq_tree *tree, const double *plane, double rate,
	      struct wsq_quantizer *out)
{
	double variances[WSQ_CODED];
	double bins[WSQ_CODED] = {0};
	bool counts[WSQ_CODED];
	double factor = 1;
	variances_of(tree, plane, false, variances);
	if (is_small(tree) ||
	    variances[0] + variances[1] + variances[2] + variances[3] < WHOLE_BELOW) {
		variances_of(tree, plane, true, variances);
	}
	for (unsigned k = 0; k < WSQ_CODED; k++) {
		counts[k] = variances[k] >= VARIANCE_MIN;
		if (counts[k]) {
			bins[k] = k < LOWEST ? 1 : 10 / (weight_of(k) * log(variances[k]));
		}
	}
	/* Those that would get no bits are left out of the reckoning; each turn leaves out one at
	 * least. */
	for (bool again = true; again;) {
		again = false;
		factor = factor_of(variances, bins, counts, rate);
		for (unsigned k = 0; k < WSQ_CODED; k++) {
			if (counts[k] && bins[k] / factor >= 2 * LOADING * sqrt(variances[k])) {
				counts[k] = false;
				again = true;
			}
		}
	}
	*out = (struct wsq_quantizer){.known = true, .centre = CENTRE};
	for (unsigned k = 0; k < WSQ_CODED; k++) {
		double bin =
			widen(&tree->subbands[k], plane, tree->splits[0].width, bins[k] / factor);
		out->bin[k] = (float)bin;
		out->zero[k] = (float)(ZERO_BIN * bin);
	}
}
