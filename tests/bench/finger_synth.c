/*
 * finger_synth: made fingers beside a real set: how dense their minutiae are, how far apart their
 * ridges, which way they run, how they turn, how good their images are, and what the matcher makes
 * of pairs of them.
 *
 *   finger_synth [FVC_FOLDER]      holds DB1_B .. DB4_B; without it the made sets stand alone
 */
#include "biometrics/finger_match.h"
#include "finger_stock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL_MM2 (FINGER_CELL * FINGER_CELL * (25.4 / 500) * (25.4 / 500))
#define WAYS     4 /* directions: flat, rising, upright, falling */

struct look {
	double density;   /* minutiae a square millimetre of ridges, mean of the images */
	double endings;   /* share of the minutiae */
	double period[3]; /* pixels: mean of the cells, and 5 and 95 % */
	double way[WAYS]; /* share of the cells */
	double cores;     /* an image */
	double deltas;
	double quality[FINGER_QUALITY_COUNT]; /* native, mean */
	double genuine[3];                    /* decibans: 5, 50, 95 % */
	double impostor[3];
	struct stock_rates rates;
	unsigned without; /* images that no template was made of */
};

static uint8_t flow_at(const struct finger_template *t, unsigned x, unsigned y)
{
	return t->flow[y * t->cells_wide + x];
}

/* Half turns of the flow around a cell, two cells away; 0 where part of it is unknown. */
static int turns_at(const struct finger_template *t, unsigned x, unsigned y)
{
	static const int ring[][2] = {{2, 0},  {2, 1},   {1, 2},   {0, 2},  {-1, 2}, {-2, 1},
				      {-2, 0}, {-2, -1}, {-1, -2}, {0, -2}, {1, -2}, {2, -1}};
	size_t count = sizeof(ring) / sizeof(ring[0]);
	int sum = 0;
	for (size_t i = 0; i < count; i++) {
		const int *a = ring[i];
		const int *b = ring[(i + 1) % count];
		uint8_t from = flow_at(t, x + (unsigned)a[0], y + (unsigned)a[1]);
		uint8_t to = flow_at(t, x + (unsigned)b[0], y + (unsigned)b[1]);
		if (from == FINGER_STATE_NONE || to == FINGER_STATE_NONE) {
			return 0;
		}
		int step = to - from;
		step += step > 125 ? -250 : step < -125 ? 250 : 0;
		sum += step;
	}
	return sum / 200; /* a half turn is 250; steps are whole numbers */
}

/* Neighbouring cells see one and the same core: those within three cells count once. */
static void count_turns(const struct finger_template *t, struct look *l)
{
	int seen[2][FINGER_MAP_SIDE][FINGER_MAP_SIDE];
	memset(seen, 0, sizeof(seen));
	for (unsigned y = 2; y + 2 < t->cells_high; y++) {
		for (unsigned x = 2; x + 2 < t->cells_wide; x++) {
			int turns = turns_at(t, x, y);
			unsigned kind = turns < 0;
			bool again = false;
			for (unsigned k = 0; k < 28 && turns != 0; k++) {
				unsigned j = y - k / 7;
				unsigned i = x + k % 7 - 3;
				again = again ||
					(j <= y && i < FINGER_MAP_SIDE && seen[kind][j][i] != 0);
			}
			if (turns != 0 && !again) {
				seen[kind][y][x] = 1;
				*(kind == 0 ? &l->cores : &l->deltas) += 1.0 / STOCK_COUNT;
			}
		}
	}
}

struct cells {
	size_t count;
	size_t way[WAYS];
	size_t periods;
	double period[STOCK_COUNT * FINGER_MAP_SIDE * FINGER_MAP_SIDE / 4];
};

static void add_cells(const struct finger_template *t, struct cells *c)
{
	size_t room = sizeof(c->period) / sizeof(c->period[0]);
	for (size_t i = 0; i < (size_t)t->cells_wide * t->cells_high; i++) {
		if (t->flow[i] == FINGER_STATE_NONE) {
			continue;
		}
		c->count++;
		c->way[(t->flow[i] * WAYS + 125) / 250 % WAYS]++;
		if (t->period[i] > 0 && c->periods < room) {
			c->period[c->periods++] = t->period[i] / 16.0;
		}
	}
}

static void look_at_templates(const struct finger_stock *s, struct look *l)
{
	static struct cells c;
	double minutiae = 0;
	double endings = 0;
	c = (struct cells){0};
	for (size_t i = 0; i < STOCK_COUNT; i++) {
		const struct finger_template *t = &s->item[i].made;
		l->without += t->count == 0;
		l->density += t->area == 0 ? 0 : t->count / (t->area * CELL_MM2);
		for (size_t k = 0; k < t->count; k++) {
			endings += t->minutia[k].type == FINGER_ENDING;
			minutiae++;
		}
		add_cells(t, &c);
		count_turns(t, l);
	}
	l->density /= STOCK_COUNT - l->without;
	l->endings = endings / minutiae;
	for (unsigned w = 0; w < WAYS; w++) {
		l->way[w] = (double)c.way[w] / (double)c.count;
	}
	finger_stock_sort(c.period, c.periods);
	for (size_t i = 0; i < c.periods; i++) {
		l->period[0] += c.period[i] / (double)c.periods;
	}
	l->period[1] = finger_stock_at(c.period, c.periods, 0.05);
	l->period[2] = finger_stock_at(c.period, c.periods, 0.95);
}

static void look_at_qualities(const struct finger_stock *s, struct look *l)
{
	for (size_t i = 0; i < STOCK_COUNT; i++) {
		for (unsigned c = 0; c < FINGER_QUALITY_COUNT; c++) {
			l->quality[c] += (double)s->item[i].quality.native[c] / STOCK_COUNT;
		}
	}
}

static enum eg_err look_at_scores(const struct finger_stock *s, struct look *l)
{
	static struct stock_pairs pairs;
	static double row[2][STOCK_IMPOSTOR];
	size_t count[2] = {0};
	EG_TRY(finger_stock_match(s, &pairs));
	l->rates = finger_stock_rates(&pairs, 0);
	for (size_t i = 0; i < pairs.count; i++) {
		unsigned kind = pairs.of[i].genuine;
		row[kind][count[kind]++] = pairs.of[i].score;
	}
	for (unsigned k = 0; k < 3; k++) {
		static const double shares[] = {0.05, 0.5, 0.95};
		finger_stock_sort(row[0], count[0]);
		finger_stock_sort(row[1], count[1]);
		l->impostor[k] = finger_stock_at(row[0], count[0], shares[k]);
		l->genuine[k] = finger_stock_at(row[1], count[1], shares[k]);
	}
	return EG_OK;
}

static void print(const char *name, const struct look *l)
{
	const double *q = l->quality;
	printf("%-16s %6.3f %6.2f  %5.2f %5.2f-%5.2f  %4.2f %4.2f %4.2f %4.2f  %5.2f %5.2f  %5.0f "
	       "%5.0f %5.2f %5.2f %5.2f %5.2f  %4.0f %4.0f %4.0f  %4.0f %4.0f %4.0f  %6.2f %6.2f\n",
	       name, l->density, l->endings, l->period[0], l->period[1], l->period[2], l->way[0],
	       l->way[1], l->way[2], l->way[3], l->cores, l->deltas, q[FINGER_QUALITY_AREA],
	       q[FINGER_QUALITY_CONTRAST], q[FINGER_QUALITY_CLARITY], q[FINGER_QUALITY_FLOW],
	       q[FINGER_QUALITY_MOISTURE], q[FINGER_QUALITY_UNBROKEN], l->genuine[0], l->genuine[1],
	       l->genuine[2], l->impostor[0], l->impostor[1], l->impostor[2], l->rates.eer,
	       l->rates.fnmr);
	printf("{\"bench\":\"finger_synth\",\"set\":\"%s\",\"without\":%u,\"density\":%.4f,"
	       "\"endings\":%.3f,\"period\":[%.3f,%.3f,%.3f],\"way\":[%.3f,%.3f,%.3f,%.3f],"
	       "\"cores\":%.3f,\"deltas\":%.3f,\"area\":%.1f,\"contrast\":%.1f,\"clarity\":%.3f,"
	       "\"flow\":%.3f,\"moisture\":%.3f,\"unbroken\":%.3f,\"genuine\":[%.0f,%.0f,%.0f],"
	       "\"impostor\":[%.0f,%.0f,%.0f],\"eer\":%.3f,\"fnmr1000\":%.3f}\n",
	       name, l->without, l->density, l->endings, l->period[0], l->period[1], l->period[2],
	       l->way[0], l->way[1], l->way[2], l->way[3], l->cores, l->deltas,
	       q[FINGER_QUALITY_AREA], q[FINGER_QUALITY_CONTRAST], q[FINGER_QUALITY_CLARITY],
	       q[FINGER_QUALITY_FLOW], q[FINGER_QUALITY_MOISTURE], q[FINGER_QUALITY_UNBROKEN],
	       l->genuine[0], l->genuine[1], l->genuine[2], l->impostor[0], l->impostor[1],
	       l->impostor[2], l->rates.eer, l->rates.fnmr);
	(void)fflush(stdout); /* a set takes a while */
}

static bool measure(struct finger_stock *s, struct look *l)
{
	*l = (struct look){0};
	if (finger_stock_look(s) != EG_OK) {
		return false;
	}
	look_at_templates(s, l);
	look_at_qualities(s, l);
	if (look_at_scores(s, l) != EG_OK) {
		return false;
	}
	print(s->name, l);
	return true;
}

/* Of both platens. False: what is made is not what fingers are like. */
static bool made_sets(void)
{
	static const char *const names[] = {"made, optical", "made, capacitive"};
	bool good = true;
	for (unsigned i = 0; i < 2; i++) {
		EG_AUTO(finger_stock_free) struct finger_stock s = {0};
		struct look l;
		if (finger_stock_make(&s, names[i], i == 1) != EG_OK || !measure(&s, &l)) {
			return false;
		}
		good = good && l.density > 0.12 && l.density < 0.45 && l.period[0] > 7.5 &&
		       l.period[0] < 11 && l.genuine[1] > l.impostor[2] && l.way[0] > l.way[2];
	}
	return good;
}

static bool real_sets(const char *folder)
{
	static const uint16_t dpi[] = {500, 569, 500, 500};
	for (unsigned i = 0; i < 4; i++) {
		char path[512];
		char name[16];
		struct look l;
		EG_AUTO(finger_stock_free) struct finger_stock s = {0};
		(void)snprintf(path, sizeof(path), "%s/DB%u_B", folder, i + 1); /* else not found */
		(void)snprintf(name, sizeof(name), "FVC2002 DB%u", i + 1);
		if (finger_stock_load(&s, name, path, "png", dpi[i]) != EG_OK) {
			printf("skipped: %s is not there\n", path);
			return true;
		}
		if (!measure(&s, &l)) {
			return false;
		}
	}
	return true;
}

int main(int argc, char *argv[])
{
	printf("%-16s %6s %6s  %5s %11s  %19s  %5s %5s  %5s %5s %5s %5s %5s %5s  %14s  %14s  %6s "
	       "%6s\n",
	       "set", "min/mm", "ending", "perio", "5-95 %", "way - / | \\", "cores", "delta",
	       "area", "contr", "clear", "flow", "dark", "unbro", "genuine 5 50 95", "impostor",
	       "EER %", "F1000");
	bool good = made_sets();
	bool measured = argc < 2 || real_sets(argv[1]);
	printf("%s\n",
	       good ? "made fingers are as fingers are" : "made fingers are NOT as fingers are");
	return good && measured ? EXIT_SUCCESS : EXIT_FAILURE;
}
