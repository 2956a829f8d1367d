/*
 * json: members of a JSON object, one call each.
 * Knows cJSON. Never knows what is told.
 *
 * cJSON answers NULL where memory ends, and takes NULL for an argument: callers join the answers
 * and ask once, at the end.
 */
#ifndef EG_PROG_JSON_H
#define EG_PROG_JSON_H

#include "base/err.h"

#include <cJSON.h>
#include <stdio.h>

bool json_text(cJSON *to, const char *name, const char *text);
bool json_number(cJSON *to, const char *name, double number);
bool json_bool(cJSON *to, const char *name, bool value);
/* A fresh object at the end of a list; NULL where memory ends. */
cJSON *json_add_object(cJSON *list);
/* A text at the end of a list. */
bool json_add_text(cJSON *list, const char *text);
void json_free(cJSON **tree); /* cleanup */
/* The tree and a line end. */
EG_CHECK enum eg_err json_print(FILE *to, const cJSON *tree);
/* The same in one line, for lists of objects that grow. */
EG_CHECK enum eg_err json_print_line(FILE *to, const cJSON *tree);

#endif
