/*
 * json_at: members of a tree by their path, for tests.
 * Knows cJSON. Never knows what a tree is about.
 */
#ifndef EG_TESTS_JSON_AT_H
#define EG_TESTS_JSON_AT_H

#include <cJSON.h>

/* By a path of names and places: "page.mrz.0"; NULL: there is none. */
const cJSON *json_at(const cJSON *tree, const char *path);
/* The test fails unless that is this text, this number. */
void json_is_text(const cJSON *tree, const char *path, const char *text);
void json_is_number(const cJSON *tree, const char *path, double number);
/* Exactly these members, in this order, with blanks between. */
void json_has(const cJSON *tree, const char *names);

#endif
