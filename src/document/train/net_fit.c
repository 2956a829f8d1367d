/*
 * net_fit: weights of the net that tell examples apart.
 * Knows gradients: cross entropy over classes, squares over places, descent with momentum.
 */
#include "document/train/net_fit.h"

#include <math.h>
#include <stdlib.h>

#define MOMENTUM 0.9f
#define SMOOTH   0.0005f /* share of a label that goes to the other classes */
#define PLACES   6.0f    /* weight of a place against a class */

struct net_fit {
	struct mrz_net net;
	struct mrz_net speed;
	struct mrz_net slope;
};

enum eg_err net_fit_new(struct chance *c, struct net_fit **out)
{
	struct net_fit *f = calloc(1, sizeof(*f));
	*out = f;
	if (f == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "a net");
	}
	const float first = sqrtf(2.0f / (MRZ_PATCH_SIZE / 5.0f));
	const float second = sqrtf(2.0f / MRZ_HIDDEN);
	for (size_t i = 0; i < MRZ_PATCH_SIZE; i++) {
		for (size_t h = 0; h < MRZ_HIDDEN; h++) {
			f->net.hidden[i][h] = first * 0.5f * chance_normal(c);
		}
	}
	for (size_t h = 0; h < MRZ_HIDDEN; h++) {
		for (size_t o = 0; o < MRZ_OUTS; o++) {
			f->net.out[h][o] = second * 0.5f * chance_normal(c);
		}
	}
	return EG_OK;
}

void net_fit_free(struct net_fit **f)
{
	free(*f);
	*f = NULL;
}

/* What each output should have been less, for one example. */
static void errors(const struct glyph_example *e, const float *raw, float *out)
{
	float most = raw[0];
	float sum = 0;
	for (size_t i = 1; i < MRZ_CLASSES; i++) {
		most = raw[i] > most ? raw[i] : most;
	}
	for (size_t i = 0; i < MRZ_CLASSES; i++) {
		out[i] = expf(raw[i] - most);
		sum += out[i];
	}
	for (size_t i = 0; i < MRZ_CLASSES; i++) {
		const float wanted = i == e->number ? 1 - SMOOTH : SMOOTH / (MRZ_CLASSES - 1);
		out[i] = out[i] / sum - wanted;
	}
	const bool placed = e->number != MRZ_JUNK;
	out[MRZ_OFF_X] = placed ? PLACES * (raw[MRZ_OFF_X] - e->off_x) : 0;
	out[MRZ_OFF_Y] = placed ? PLACES * (raw[MRZ_OFF_Y] - e->off_y) : 0;
	out[MRZ_TALLER] = placed ? PLACES * (raw[MRZ_TALLER] - e->taller) : 0;
}

static void add_slope(struct net_fit *f, const struct glyph_example *e)
{
	float hidden[MRZ_HIDDEN];
	float back[MRZ_HIDDEN];
	float raw[MRZ_OUTS];
	float wrong[MRZ_OUTS];
	mrz_net_run(&f->net, &e->patch, hidden, raw);
	errors(e, raw, wrong);
	for (size_t h = 0; h < MRZ_HIDDEN; h++) {
		float sum = 0;
		for (size_t o = 0; o < MRZ_OUTS; o++) {
			sum += f->net.out[h][o] * wrong[o];
			f->slope.out[h][o] += hidden[h] * wrong[o];
		}
		back[h] = hidden[h] > 0 ? sum : 0;
		f->slope.hidden_bias[h] += back[h];
	}
	for (size_t o = 0; o < MRZ_OUTS; o++) {
		f->slope.out_bias[o] += wrong[o];
	}
	for (size_t i = 0; i < MRZ_PATCH_SIZE; i++) {
		const float in = (float)e->patch.at[i] / 255;
		if (e->patch.at[i] == 0) {
			continue;
		}
		for (size_t h = 0; h < MRZ_HIDDEN; h++) {
			f->slope.hidden[i][h] += in * back[h];
		}
	}
}

static void move(float *restrict at, float *restrict speed, float *restrict slope, size_t count,
		 float rate)
{
	for (size_t i = 0; i < count; i++) {
		speed[i] = MOMENTUM * speed[i] - rate * slope[i];
		at[i] += speed[i];
		slope[i] = 0;
	}
}

void net_fit_step(struct net_fit *f, const struct glyph_example *const *examples, size_t count,
		  float rate)
{
	const float each = rate / (float)count;
	for (size_t i = 0; i < count; i++) {
		add_slope(f, examples[i]);
	}
	move(&f->net.hidden[0][0], &f->speed.hidden[0][0], &f->slope.hidden[0][0],
	     (size_t)MRZ_PATCH_SIZE * MRZ_HIDDEN, each);
	move(f->net.hidden_bias, f->speed.hidden_bias, f->slope.hidden_bias, MRZ_HIDDEN, each);
	move(&f->net.out[0][0], &f->speed.out[0][0], &f->slope.out[0][0],
	     (size_t)MRZ_HIDDEN * MRZ_OUTS, each);
	move(f->net.out_bias, f->speed.out_bias, f->slope.out_bias, MRZ_OUTS, each);
}

const struct mrz_net *net_fit_net(const struct net_fit *f)
{
	return &f->net;
}
