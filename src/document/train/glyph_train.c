/*
 * glyph_train: trains the net at build time and writes it as a C table.
 * Knows how many examples are enough. Never runs on a gate.
 *
 *   glyph_train FONT-FOLDER OUT.c
 *
 * The same fonts, FreeType and compiler give the same table. It fails when examples that it was
 * not trained with are told apart too badly: a font that is not what it was must not go unseen.
 */
#include "document/train/net_fit.h"

#include <stdio.h>
#include <stdlib.h>

#define HELD_BACK  4000u
#define TOGETHER   16u
#define RATE_FIRST 0.012f
#define RATE_LAST  0.0003f
#define KINDS      8u /* one of so many is no character, one a filler */

/* One net: what it is trained with, and what it must be able to do. */
struct lesson {
	const char *name;
	uint64_t seed;
	float slack;
	uint32_t examples;
	uint32_t rounds;
	unsigned right_low; /* of 1000 examples held back, all degradations together */
};

/* Fillers are as frequent here as they are in zones, nearly. */
static unsigned number_of(uint32_t i)
{
	switch (i % KINDS) {
	case 0:
		return MRZ_JUNK;
	case 1:
		return MRZ_FILLER;
	default:
		return (i * 5 + i / KINDS) % MRZ_LETTERS;
	}
}

static enum eg_err make(const char *folder, const struct lesson *l, uint64_t seed,
			struct glyph_example *out, uint32_t count)
{
	EG_AUTO(glyph_maker_free) struct glyph_maker *maker = NULL;
	EG_TRY(glyph_maker_new(folder, seed, l->slack, &maker));
	for (uint32_t i = 0; i < count; i++) {
		EG_TRY(glyph_make(maker, number_of(i), &out[i]));
	}
	return EG_OK;
}

static void train(struct net_fit *f, struct chance *c, const struct lesson *l,
		  const struct glyph_example *examples, const struct glyph_example **order)
{
	const uint32_t steps = l->rounds * l->examples / TOGETHER;
	uint32_t step = 0;
	for (uint32_t i = 0; i < l->examples; i++) {
		order[i] = &examples[i];
	}
	for (uint32_t round = 0; round < l->rounds; round++) {
		for (uint32_t i = l->examples - 1; i > 0; i--) {
			const uint32_t k = chance_below(c, i + 1);
			const struct glyph_example *kept = order[i];
			order[i] = order[k];
			order[k] = kept;
		}
		for (uint32_t i = 0; i + TOGETHER <= l->examples; i += TOGETHER) {
			const float done = (float)step++ / (float)steps;
			const float rate = RATE_LAST + (RATE_FIRST - RATE_LAST) * (1 - done);
			net_fit_step(f, order + i, TOGETHER, rate);
		}
	}
}

static unsigned right_of_thousand(const struct mrz_net *net, const struct glyph_example *examples,
				  uint32_t count)
{
	struct mrz_guess g;
	uint32_t right = 0;
	for (uint32_t i = 0; i < count; i++) {
		unsigned best = 0;
		mrz_guess_make(net, &examples[i].patch, &g);
		for (unsigned k = 1; k < MRZ_CLASSES; k++) {
			best = g.log[k] > g.log[best] ? k : best;
		}
		right += best == examples[i].number;
	}
	return count > 0 ? (unsigned)((uint64_t)right * 1000 / count) : 0;
}

static bool write_row(FILE *to, const float *row, size_t count)
{
	bool kept = fputs("{", to) >= 0;
	for (size_t i = 0; i < count; i++) {
		kept = kept && fprintf(to, "%.6ef,", (double)row[i]) > 0;
	}
	return kept && fputs("},\n", to) >= 0;
}

static bool write_net(FILE *to, const char *name, const struct mrz_net *net)
{
	bool kept = fprintf(to, "const struct mrz_net %s = {\n.hidden = {\n", name) > 0;
	for (size_t i = 0; i < MRZ_PATCH_SIZE; i++) {
		kept = kept && write_row(to, net->hidden[i], MRZ_HIDDEN);
	}
	kept = kept && fputs("},\n.hidden_bias = ", to) >= 0 &&
	       write_row(to, net->hidden_bias, MRZ_HIDDEN) && fputs(".out = {\n", to) >= 0;
	for (size_t h = 0; h < MRZ_HIDDEN; h++) {
		kept = kept && write_row(to, net->out[h], MRZ_OUTS);
	}
	return kept && fputs("},\n.out_bias = ", to) >= 0 &&
	       write_row(to, net->out_bias, MRZ_OUTS) && fputs("};\n", to) >= 0;
}

static enum eg_err learn(const char *folder, const struct lesson *l, FILE *to)
{
	struct chance c = {l->seed};
	EG_AUTO(net_fit_free) struct net_fit *f = NULL;
	EG_AUTO(eg_free) struct glyph_example *examples = calloc(l->examples, sizeof(*examples));
	EG_AUTO(eg_free)
	const struct glyph_example **order =
		calloc(l->examples, sizeof(const struct glyph_example *));
	if (examples == NULL || order == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "examples");
	}
	EG_TRY(net_fit_new(&c, &f));
	EG_TRY(make(folder, l, l->seed + 1, examples, l->examples));
	train(f, &c, l, examples, order);
	EG_TRY(make(folder, l, l->seed + 2, examples, HELD_BACK));
	const unsigned right = right_of_thousand(net_fit_net(f), examples, HELD_BACK);
	printf("glyph_train: %s: %u of 1000 examples held back are right\n", l->name, right);
	if (right < l->right_low) {
		return EG_FAIL(EG_BAD_DATA, "a net tells characters apart too badly");
	}
	return write_net(to, l->name, net_fit_net(f)) ? EG_OK : EG_FAIL(EG_IO, "the table");
}

static enum eg_err run(const char *folder, const char *path)
{
	static const struct lesson lessons[] = {
		{"mrz_net_loose", UINT64_C(0x9303030405060700), 1.0f, 50000, 4, 920},
		{"mrz_net_close", UINT64_C(0x9303070605040300), 0.33f, 260000, 8, 980},
	};
	FILE *to = fopen(path, "w");
	if (to == NULL) {
		return EG_FAIL(EG_IO, "the table cannot be opened");
	}
	enum eg_err err = EG_OK;
	if (fputs("/* mrz_net: made by glyph_train. */\n#include \"document/mrz_glyph.h\"\n", to) <
	    0) {
		err = EG_FAIL(EG_IO, "the table cannot be written");
	}
	for (size_t i = 0; i < sizeof(lessons) / sizeof(lessons[0]) && err == EG_OK; i++) {
		err = learn(folder, &lessons[i], to);
	}
	if (fclose(to) != 0 && err == EG_OK) {
		err = EG_FAIL(EG_IO, "the table cannot be written");
	}
	return err;
}

int main(int count, char **words)
{
	if (count != 3) {
		fprintf(stderr, "usage: glyph_train FONT-FOLDER OUT.c\n");
		return 2;
	}
	const enum eg_err err = run(words[1], words[2]);
	if (err != EG_OK) {
		fprintf(stderr, "glyph_train: %s\n", eg_fault_last().reason);
		return 1;
	}
	return 0;
}
