/*
 * finger_forge: egate-finger-forge, grows fingers and lays them on a sensor, so that a fresh
 * machine has fingerprints. Knows its words and file names. Never knows ridges, or documents.
 */
#include "base/log.h"
#include "simulator/chip_args.h"
#include "simulator/finger_chance.h"
#include "simulator/finger_press.h"
#include "simulator/forge_args.h"
#include "simulator/forge_files.h"

#include <stdio.h>
#include <string.h>

#define HEAD_MAX 64 /* of a PGM file */

static const char usage[] =
	"egate-finger-forge out=DIR [seed=1] [fingers=1] [first=1] [impressions=8] [from=1]\n"
	"  [class=arch|tented-arch|left-loop|right-loop|whorl|double-loop] [years=0]\n"
	"  [platen=optical|capacitive] [width=388] [height=374] [dpi=500] [form=pgm|raw]\n"
	"  [spread=100] [pressure=50] [moisture=0] [smear=0]\n"
	"  [enrol=on] [bare=on]\n"
	"  writes DIR/FINGER_IMPRESSION.pgm: fingers from first on, impressions from from on\n"
	"  class: usually drawn with its natural share. years: of use, that the skin shows\n"
	"  spread: how different presses of one finger are, percent; 0: all alike but for noise\n"
	"  pressure: percent. moisture: -100 dry .. 100 wet. smear: pixels that the finger slides\n"
	"  enrol: also impression 0, taken with care as for a document: half the spread\n"
	"  bare: the sensor alone, without a finger\n";

static const char *const keys[] = {"out",      "seed",  "fingers", "first",  "impressions",
				   "from",     "class", "years",   "platen", "width",
				   "height",   "dpi",   "form",    "spread", "pressure",
				   "moisture", "smear", "enrol",   "bare",   NULL};

struct order {
	const char *out;
	uint64_t seed;
	uint64_t first;
	uint64_t fingers;
	uint64_t from;
	uint64_t impressions;
	enum finger_class class;
	double years;
	double spread;
	bool raw;
	bool enrol;
	bool bare;
	struct finger_press usual;
};

static enum eg_err read_count(const struct args *a, const char *key, int64_t most, int64_t usual,
			      uint64_t *out)
{
	int64_t value;
	EG_TRY(args_number(a, key, 0, most, usual, &value));
	*out = (uint64_t)value;
	return EG_OK;
}

static enum eg_err read_share(const struct args *a, const char *key, int64_t lowest, int64_t usual,
			      double *out)
{
	int64_t value;
	EG_TRY(args_number(a, key, lowest, 100, usual, &value));
	*out = (double)value / 100;
	return EG_OK;
}

static enum eg_err read_class(const char *word, enum finger_class *out)
{
	*out = FINGER_CLASS_COUNT;
	for (unsigned i = 0; word != NULL && i < FINGER_CLASS_COUNT; i++) {
		if (strcmp(word, finger_class_name(i)) == 0) {
			*out = (enum finger_class)i;
		}
	}
	return word == NULL || *out != FINGER_CLASS_COUNT
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "unknown class of a finger");
}

static enum eg_err read_press(const struct args *a, struct order *o)
{
	uint64_t width;
	uint64_t height;
	uint64_t dpi;
	uint64_t smear;
	const char *platen = args_text(a, "platen", "optical");
	EG_TRY(read_count(a, "width", FINGER_PRESS_SIDE_MAX, 388, &width));
	EG_TRY(read_count(a, "height", FINGER_PRESS_SIDE_MAX, 374, &height));
	EG_TRY(read_count(a, "dpi", 1000, 500, &dpi));
	EG_TRY(read_count(a, "smear", 60, 0, &smear));
	o->usual = finger_press_usual(0, (uint16_t)width, (uint16_t)height);
	o->usual.dpi = (uint16_t)dpi;
	o->usual.smear = (double)smear;
	o->usual.platen_seed = o->seed;
	EG_TRY(read_share(a, "pressure", 0, 50, &o->usual.pressure));
	EG_TRY(read_share(a, "moisture", -100, 0, &o->usual.moisture));
	if (strcmp(platen, "capacitive") == 0) {
		o->usual.platen = FINGER_PLATEN_CAPACITIVE;
		o->usual.noise = 13;
	} else if (strcmp(platen, "optical") != 0) {
		return EG_FAIL(EG_CONFIG, "platen is optical or capacitive");
	}
	return EG_OK;
}

static enum eg_err read_order(const struct args *a, struct order *o)
{
	uint64_t years;
	const char *form = args_text(a, "form", "pgm");
	o->out = args_text(a, "out", NULL);
	EG_TRY(chip_args_check(a, keys));
	EG_TRY(read_count(a, "seed", INT64_MAX, 1, &o->seed));
	EG_TRY(read_count(a, "first", 1000000, 1, &o->first));
	EG_TRY(read_count(a, "fingers", 1000000, 1, &o->fingers));
	EG_TRY(read_count(a, "from", 1000000, 1, &o->from));
	EG_TRY(read_count(a, "impressions", 1000000, 8, &o->impressions));
	EG_TRY(read_count(a, "years", 100, 0, &years));
	EG_TRY(read_share(a, "spread", 0, 100, &o->spread));
	EG_TRY(read_class(args_text(a, "class", NULL), &o->class));
	EG_TRY(chip_args_switch(a, "enrol", false, &o->enrol));
	EG_TRY(chip_args_switch(a, "bare", false, &o->bare));
	o->years = (double)years;
	o->raw = strcmp(form, "raw") == 0;
	if (!o->raw && strcmp(form, "pgm") != 0) {
		return EG_FAIL(EG_CONFIG, "form is pgm or raw");
	}
	return read_press(a, o);
}

static enum eg_err write_shot(const struct order *o, const struct finger_shot_made *shot,
			      uint64_t finger, uint64_t impression)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	char name[64];
	char head[HEAD_MAX];
	size_t pixels = (size_t)shot->width * shot->height;
	int size = o->raw ? 0
			  : snprintf(head, sizeof(head), "P5\n%u %u\n255\n", shot->width,
				     shot->height);
	if (size < 0) {
		return EG_FAIL(EG_IO, "head of a picture");
	}
	(void)snprintf(name, sizeof(name), "%llu_%llu.%s", (unsigned long long)finger,
		       (unsigned long long)impression, o->raw ? "raw" : "pgm"); /* always fits */
	EG_TRY(bytes_reserve(&file, pixels + (size_t)size, pixels + HEAD_MAX));
	EG_TRY(bytes_append(&file, rd_of(head, (size_t)size)));
	EG_TRY(bytes_append(&file, rd_of(shot->grey, pixels)));
	return forge_write_file(o->out, name, 0644, bytes_rd(&file));
}

static enum eg_err make_press(const struct order *o, const struct finger_print *print,
			      uint64_t finger, uint64_t impression, double spread)
{
	EG_AUTO(finger_shot_made_free) struct finger_shot_made shot = {0};
	struct finger_chance presses = finger_chance_of(print->seed + o->seed, impression);
	const struct finger_press press =
		finger_press_drawn(o->usual, finger_chance_next(&presses), spread);
	EG_TRY(finger_press_make(&shot, &press, o->bare ? NULL : print));
	return write_shot(o, &shot, finger, impression);
}

static enum eg_err make_finger(const struct order *o, uint64_t finger)
{
	EG_AUTO(finger_print_free) struct finger_print print = {0};
	struct finger_chance seeds = finger_chance_of(o->seed, finger);
	if (!o->bare) {
		EG_TRY(finger_print_grow(&print, finger_chance_next(&seeds), o->class));
		finger_print_age(&print, o->years);
	}
	if (o->enrol) {
		EG_TRY(make_press(o, &print, finger, 0, o->spread / 2));
	}
	for (uint64_t i = o->from; i < o->from + o->impressions; i++) {
		EG_TRY(make_press(o, &print, finger, i, o->spread));
	}
	return EG_OK;
}

static enum eg_err make_all(const struct args *a)
{
	struct order o;
	EG_TRY(read_order(a, &o));
	EG_TRY(forge_args_folder(o.out));
	for (uint64_t f = o.first; f < o.first + o.fingers; f++) {
		EG_TRY(make_finger(&o, f));
	}
	return EG_OK;
}

int main(int argc, char *argv[])
{
	const struct args a = args_of(argc, argv);
	log_open(LOG_WORD("finger-forge"), LOG_INFO);
	enum eg_err err = make_all(&a);
	if (err == EG_OK) {
		return 0;
	}
	log_fault(LOG_ERROR, LOG_WORD("failed"));
	if (err == EG_CONFIG) {
		(void)fputs(usage, stderr); /* nothing to do when standard error is closed */
		return 2;
	}
	return 1;
}
