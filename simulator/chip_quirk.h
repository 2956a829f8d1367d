/*
 * chip_quirk: what a virtual chip can be told to do otherwise than the standard says: the
 * deviations of documents in the field, and the faults that a test plan for readers asks for. Knows
 * names, numbers and the places where a chip can be made to differ. Never knows what a reader
 * should make of it.
 *
 * A quirk is written NAME or NAME=NUMBER, several with commas between: "le_limit=192,mf_refused".
 */
#ifndef EG_SIMULATOR_CHIP_QUIRK_H
#define EG_SIMULATOR_CHIP_QUIRK_H

#include "base/rd.h"
#include "base/wr.h"

#include <stdio.h>

/* At most so many quirks in one chip. */
#define CHIP_QUIRKS_MAX 8

struct chip_quirk_rule;

struct chip_quirk {
	const struct chip_quirk_rule *rule; /* static */
	uint32_t number;
};

struct chip_quirks {
	struct chip_quirk of[CHIP_QUIRKS_MAX];
	size_t count;
};

/* Adds the quirks of a text. EG_CONFIG: unknown name, a number where none belongs, too many. */
EG_CHECK enum eg_err chip_quirks_parse(struct chip_quirks *q, struct rd text);
/* All quirks there are, one a line: name, the form of its number, what it does. */
void chip_quirks_list(FILE *out);

#endif
