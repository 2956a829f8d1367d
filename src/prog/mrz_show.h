/*
 * mrz_show: what was read of a picture of a page, for people and for programs.
 * Knows words, columns and JSON. Never touches the picture.
 */
#ifndef EG_PROG_MRZ_SHOW_H
#define EG_PROG_MRZ_SHOW_H

#include "prog/mrz_answer.h"

#include <stdio.h>

/* Both: one picture. name: any octets; what no terminal should see of them becomes "?". */
EG_CHECK enum eg_err mrz_show_text(FILE *to, const char *name, const struct mrz_answer *a);
/* One object in one line: docs/operate.md tells its members. */
EG_CHECK enum eg_err mrz_show_json(FILE *to, const char *name, const struct mrz_answer *a);
/*
 * A name as text that is UTF-8 and moves no cursor: other octets, controls and marks of direction
 * become "?". Cut where out ends. out has cap octets, 1 at least.
 */
void mrz_show_name(const char *name, char *out, size_t cap);
/* "whole", "key", "refused", "unread". */
const char *mrz_show_verdict(const struct mrz_answer *a);
/* Of a page's outline: "unknown", "ID-1", "ID-3", "ID-3 open", "other". */
const char *mrz_show_size(unsigned size);
/* Width of the sharpest edges; -1: no edge. *mm: in millimetres, else in pixels. */
double mrz_show_edge(const struct mrz_answer *a, bool *mm);
/* Bits of mrz_faults (src/emrtd/mrz.h) of a zone that was read; 0 of visas, which it does not know.
 */
uint32_t mrz_show_faults(const struct mrz_read *read);

#endif
