/*
 * wsq_split: an image becomes subbands.
 * Knows filters and mirrored ends. Never knows the decoder's way back.
 *
 * Written for clearness and in double precision, apart from the decoder's synthesis: a fault that
 * both shared would go unseen.
 */
#include "biometrics/wsq_split.h"

/* Samples of a row or column of the plane. */
struct signal {
	double *first;
	size_t step;
	int count;
};

/* Mirrored at the outermost samples, or beside them. */
static double at(const struct signal *s, int i, bool beside)
{
	int last = s->count - 1;
	while (i < 0 || i > last) {
		if (last == 0) {
			i = 0;
		} else if (i < 0) {
			i = beside ? -1 - i : -i;
		} else {
			i = beside ? 2 * last + 1 - i : 2 * last - i;
		}
	}
	return s->first[(size_t)i * s->step];
}

/* Around sample 2i, or for a high filter 2i + 1. */
static double convolve_odd(const struct signal *s, const float *half, int size, int centre)
{
	double sum = (double)half[0] * at(s, centre, false);
	for (int k = 1; k <= size / 2; k++) {
		sum += (double)half[k] * (at(s, centre - k, false) + at(s, centre + k, false));
	}
	return sum;
}

/* Between the samples 2i and 2i + 1: the right half of a filter meets the samples on the left. */
static double convolve_even(const struct signal *s, const float *half, int size, int left,
			    double mirror)
{
	double sum = 0;
	for (int k = 0; k < size / 2; k++) {
		sum += (double)half[k] *
		       (at(s, left - k, true) + mirror * at(s, left + 1 + k, true));
	}
	return sum;
}

static void split(const struct wsq_transform *t, const struct signal *s, bool flip, double *line)
{
	int high_count = s->count / 2;
	int low_count = s->count - high_count;
	double *low = line + (flip ? high_count : 0);
	double *high = line + (flip ? 0 : low_count);
	bool odd = t->low_size % 2 != 0;
	for (int i = 0; i < low_count; i++) {
		low[i] = odd ? convolve_odd(s, t->low, t->low_size, 2 * i)
			     : convolve_even(s, t->low, t->low_size, 2 * i, 1);
	}
	for (int i = 0; i < high_count; i++) {
		high[i] = odd ? convolve_odd(s, t->high, t->high_size, 2 * i + 1)
			      : convolve_even(s, t->high, t->high_size, 2 * i, -1);
	}
	for (int i = 0; i < s->count; i++) {
		s->first[(size_t)i * s->step] = line[i];
	}
}

void wsq_split(const struct wsq_transform *t, const struct wsq_tree *tree, double *plane,
	       double *line)
{
	size_t stride = tree->splits[0].width;
	for (int i = 0; i < WSQ_SPLITS; i++) {
		const struct wsq_area *a = &tree->splits[i];
		double *first = plane + a->y * stride + a->x;
		for (int y = 0; y < a->height; y++) {
			struct signal row = {first + (size_t)y * stride, 1, a->width};
			split(t, &row, a->flip_x, line);
		}
		for (int x = 0; x < a->width; x++) {
			struct signal column = {first + x, stride, a->height};
			split(t, &column, a->flip_y, line);
		}
	}
}
