/*
 * fusion: what a finger adds to a face: rules side by side, by the scores of chimeric persons.
 *
 *   fusion MODEL_FOLDER FACE_FOLDER FINGER_FOLDER MODEL...
 *
 * Faces are those of face_people, fingers those of FVC2002 set B (DB1_B .. DB4_B) by the protocol
 * of finger_accuracy: the chip's through WSQ, one finger, one press. No set knows both of anybody:
 * every pair of faces is taken with every pair of fingers. So both are independent, which those of
 * one tired, old or hasty traveller are not; and an impostor is a stranger by both.
 *
 * Once with the faces of the set, once with the shares of the model's own table. Failure where the
 * gain of a sum over the rule of the lane is beyond chance: docs/finger.md says that it is not.
 * Exit 77 without models or sets.
 */
#include "face_people.h"
#include "finger_set.h"
#include "fusion_rules.h"

#include "biometrics/finger_rate.h"
#include "prog/config.h"
#include "prog/face_open.h"
#include "prog/face_policy.h"
#include "prog/finger_policy.h"
#include "prog/score_range.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#define BENCH        "fusion"
#define EXIT_MISSING 77
#define SETS         4

static const char *const rule_names[FUSION_RULES] = {
	[FUSION_FACE] = "face alone",
	[FUSION_FINGER] = "finger alone",
	[FUSION_BOTH] = "both must pass",
	[FUSION_EITHER] = "either",
	[FUSION_SUM] = "sum",
};

static enum eg_err match_set(struct finger_matcher *m, const struct finger_set *s, size_t base,
			     struct fusion_side *out)
{
	for (size_t i = 0; i < s->count * s->count; i++) {
		size_t chip = i / s->count;
		size_t live = i % s->count;
		if (!finger_set_is_pair(s, chip, live)) {
			continue;
		}
		int16_t score = finger_match(m, &s->print[chip].made[FINGER_CHIP],
					     &s->print[live].made[FINGER_LIVE]);
		EG_TRY(fusion_side_add(
			out, (struct fusion_pair){.score = score == FINGER_SCORE_NONE
								   ? FINGER_SCORE_LEAST
								   : score,
						  .a = (uint16_t)(base + s->print[chip].order),
						  .b = (uint16_t)(base + s->print[live].order)}));
	}
	return EG_OK;
}

static enum eg_err load_fingers(const char *folder, struct fusion_side *out)
{
	static const uint16_t dpi[SETS] = {500, 569, 500, 500};
	EG_AUTO(finger_matcher_free) struct finger_matcher *m = NULL;
	size_t base = 0;
	EG_TRY(finger_matcher_new(&m));
	for (size_t i = 0; i < SETS; i++) {
		static struct finger_set s;
		char path[512];
		(void)snprintf(path, sizeof(path), "%s/DB%zu_B", folder, i + 1);
		enum eg_err err = finger_set_load(path, dpi[i], &s);
		err = err == EG_OK ? finger_set_extract(&s) : err;
		err = err == EG_OK ? match_set(m, &s, base, out) : err;
		base += s.fingers;
		finger_set_free(&s);
		EG_TRY(err);
	}
	return EG_OK;
}

static enum eg_err load_faces(struct face_engine *e, const char *folder, struct fusion_side *out)
{
	static struct face_people p;
	face_people_load(e, folder, &p);
	for (size_t a = 0; a < p.count; a++) {
		struct fusion_pair own = {face_people_score(&p, a, 0, a, 1), (uint16_t)a,
					  (uint16_t)a};
		EG_TRY(fusion_side_add(out, own));
		for (size_t k = 0; k < a * FACE_PEOPLE_PICTURES * FACE_PEOPLE_PICTURES; k++) {
			size_t b = k / (FACE_PEOPLE_PICTURES * FACE_PEOPLE_PICTURES);
			size_t which = k % (FACE_PEOPLE_PICTURES * FACE_PEOPLE_PICTURES);
			struct fusion_pair other = {
				face_people_score(&p, a, which / FACE_PEOPLE_PICTURES, b,
						  which % FACE_PEOPLE_PICTURES),
				(uint16_t)a, (uint16_t)b};
			EG_TRY(fusion_side_add(out, other));
		}
	}
	return p.count > 1 ? EG_OK : EG_FAIL(EG_NOT_FOUND, "people in the folder of faces");
}

/* The scores of a lane that is told no others. */
static enum eg_err usual_lane(const struct face_embedder *m, struct fusion_lane *out)
{
	static const char wanted[] = "[policy]\nfinger = doubt\n[finger]\nsensor = sim:/nowhere\n";
	static struct config c; /* too large for the stack */
	struct face_policy face;
	struct finger_policy finger;
	int line;
	EG_TRY(config_read(rd_cstr(wanted), &c, &line));
	EG_TRY(face_policy_choose(&c, m, &face));
	EG_TRY(finger_policy_choose(&c, &finger));
	*out = (struct fusion_lane){face.match, face.refer, finger.match};
	return EG_OK;
}

/* "LFW, 158 people": how many; the fewest of all rows, since a row may be of another set. */
static unsigned people_of(const struct face_embedder *m)
{
	unsigned fewest = FUSION_UNITS;
	for (size_t i = 0; i < m->fmr_count; i++) {
		struct rd text = rd_cstr(m->fmr[i].set);
		struct rd word;
		unsigned before = 0;
		while (text.left > 0) {
			word = rd_until(&text, " ");
			bool people = rd_begins(word, RD_TEXT("people"));
			fewest = people && before > 0 && before < fewest ? before : fewest;
			uint8_t c;
			before = 0;
			while (rd_u8(&word, &c)) {
				before = c >= '0' && c <= '9' && before < FUSION_UNITS
						 ? before * 10 + (unsigned)(c - '0')
						 : FUSION_UNITS;
			}
		}
	}
	return fewest;
}

/* Per cent; what is less than nothing by rounding alone is nothing. */
static double percent(double share)
{
	return share > -1e-9 && share < 1e-9 ? 0 : share * 100;
}

static void print_share(double value, double low, double high)
{
	printf("   %7.3f (%6.3f-%7.3f)", percent(value), percent(low), percent(high));
}

static void print_rules(const char *faces, const struct fusion_result *r)
{
	printf("\n%-26s FNMR %% at FMR 0.1 %%, at 0.01 %%   what the sum loses less\n", faces);
	for (size_t i = 0; i < FUSION_RULES; i++) {
		printf("%-16s", rule_names[i]);
		for (size_t k = 0; k < FUSION_POINTS; k++) {
			print_share(r->value.fnmr[i][k], r->low.fnmr[i][k], r->high.fnmr[i][k]);
		}
		for (size_t k = 0; k < FUSION_POINTS && i != FUSION_SUM; k++) {
			print_share(r->value.gain[i][k], r->low.gain[i][k], r->high.gain[i][k]);
		}
		printf("\n");
		printf("{\"bench\":\"" BENCH "\",\"faces\":\"%s\",\"rule\":\"%s\",\"fmr1000\":%.6f,"
		       "\"fmr1000_low\":%.6f,\"fmr1000_high\":%.6f,\"fmr10000\":%.6f,"
		       "\"fmr10000_low\":%.6f,\"fmr10000_high\":%.6f}\n",
		       faces, rule_names[i], r->value.fnmr[i][0], r->low.fnmr[i][0],
		       r->high.fnmr[i][0], r->value.fnmr[i][1], r->low.fnmr[i][1],
		       r->high.fnmr[i][1]);
	}
}

/* What one rule of the lane loses and lets pass. */
static void print_line(const char *what, const struct fusion_result *r, size_t first, size_t second)
{
	const double *v = (const double *)&r->value;
	const double *l = (const double *)&r->low;
	const double *h = (const double *)&r->high;
	printf("%-36s", what);
	print_share(v[first], l[first], h[first]);
	print_share(v[second], l[second], h[second]);
	printf("\n");
}

#define AT(name) (offsetof(struct fusion_rates, name) / sizeof(double))

static bool print_lane(const char *faces, const struct fusion_result *r,
		       const struct fusion_lane *lane)
{
	const struct fusion_rates *v = &r->value;
	bool beyond = r->low.lane_gain > 1e-9;
	printf("the lane: face from %d, in doubt from %d, finger from %d; its sum from %.0f\n",
	       lane->face_match, lane->face_refer, lane->finger_match, v->sum_threshold);
	print_line("face alone: FNMR, FMR", r, AT(face_fnmr), AT(face_fmr));
	print_line("finger in doubt: FNMR, FMR", r, AT(lane_fnmr), AT(lane_fmr));
	print_line("asked for it: genuine, impostor", r, AT(asked), AT(asked_fmr));
	print_line("sum in doubt: FNMR at the same FMR", r, AT(sum_fnmr), AT(lane_fmr));
	print_line("gain: of the finger, of the sum on top", r, AT(doubt_gain), AT(lane_gain));
	printf("%-36s", "the most that any rule could gain");
	print_share(v->at_most, r->low.at_most, r->high.at_most);
	printf("   the sum's: %s\n", beyond ? "BEYOND CHANCE" : "not beyond chance");
	printf("{\"bench\":\"" BENCH "\",\"faces\":\"%s\",\"face_fnmr\":%.6f,\"face_fmr\":%.6f,"
	       "\"lane_fnmr\":%.6f,\"lane_fmr\":%.6f,\"asked\":%.6f,\"asked_fmr\":%.6f,"
	       "\"sum_fnmr\":%.6f,\"doubt_gain\":%.6f,\"doubt_gain_low\":%.6f,"
	       "\"sum_gain\":%.6f,\"sum_gain_low\":%.6f,\"sum_gain_high\":%.6f,"
	       "\"at_most\":%.6f,\"at_most_high\":%.6f}\n",
	       faces, v->face_fnmr, v->face_fmr, v->lane_fnmr, v->lane_fmr, v->asked, v->asked_fmr,
	       v->sum_fnmr, v->doubt_gain, r->low.doubt_gain, v->lane_gain, r->low.lane_gain,
	       r->high.lane_gain, v->at_most, r->high.at_most);
	return beyond;
}

static void print_steps(const struct fusion_steps *s, const struct fusion_side *faces)
{
	printf("\nthe face in decibans, of the table's shares (%u people):", s->people);
	for (size_t k = 0; k < s->count; k++) {
		printf("  from %d: %d", s->from[k], s->decibans[k]);
	}
	size_t genuine[FUSION_STEPS] = {0};
	size_t impostor[FUSION_STEPS] = {0};
	for (size_t i = 0; i < faces->count; i++) {
		const struct fusion_pair *p = &faces->pair[i];
		size_t k = s->count - 1;
		while (k > 0 && p->score < s->from[k]) {
			k--;
		}
		(p->a == p->b ? genuine : impostor)[k]++;
	}
	printf("\npairs of the set in these steps, genuine / impostor:");
	for (size_t k = 0; k < s->count; k++) {
		printf("  %zu / %zu", genuine[k], impostor[k]);
	}
	printf("\n");
}

static enum eg_err measure(const char *models, const char *folder, const char *model,
			   const struct fusion_side *fingers, bool *beyond)
{
	EG_AUTO(face_engine_close) struct face_engine *e = NULL;
	EG_AUTO(fusion_side_free) struct fusion_side faces = {0};
	static struct fusion_result r;
	struct fusion_steps s;
	struct fusion_lane lane;
	char name[80];
	EG_TRY(face_open(models, model, &e));
	EG_TRY(load_faces(e, folder, &faces));
	fusion_steps_of(face_engine_embedder(e), people_of(face_engine_embedder(e)), &s);
	EG_TRY(usual_lane(face_engine_embedder(e), &lane));
	EG_TRY(fusion_of_set(&faces, fingers, &s, &lane, &r));
	struct score_range none = score_wilson(0, faces.units);
	printf("\n== %s: %zu people, %zu pairs; %zu fingers, %zu pairs; 0 of %zu people proves no "
	       "less than %.1f %%\n",
	       model, faces.units, faces.count, fingers->units, fingers->count, faces.units,
	       none.high * 100);
	print_steps(&s, &faces);
	(void)snprintf(name, sizeof(name), "%s, the set's", model);
	print_rules(name, &r);
	*beyond = print_lane(name, &r, &lane) || *beyond;
	EG_TRY(fusion_of_table(fingers, &s, &lane, &r));
	(void)snprintf(name, sizeof(name), "%s, the table's", model);
	print_rules(name, &r);
	*beyond = print_lane(name, &r, &lane) || *beyond;
	return EG_OK;
}

static int skipped(void)
{
	printf("skipped: %s\n", eg_fault_last().reason);
	return EXIT_MISSING;
}

int main(int argc, char *argv[])
{
	EG_AUTO(fusion_side_free) struct fusion_side fingers = {0};
	bool beyond = false;
	if (argc < 5) {
		(void)fputs("usage: fusion MODEL_FOLDER FACE_FOLDER FINGER_FOLDER MODEL...\n",
			    stderr);
		return EXIT_FAILURE;
	}
	enum eg_err err = load_fingers(argv[3], &fingers);
	for (int i = 4; i < argc && err == EG_OK; i++) {
		err = measure(argv[1], argv[2], argv[i], &fingers, &beyond);
	}
	if (err == EG_NOT_FOUND) {
		return skipped();
	}
	if (err != EG_OK) {
		printf("failed: %s\n", eg_fault_last().reason);
	}
	return err == EG_OK && !beyond ? EXIT_SUCCESS : EXIT_FAILURE;
}
