/*
 * json_out: JSON that is told, built member by member, and wiped when it was told.
 * Knows cJSON. Never knows what is told.
 *
 * cJSON answers NULL where memory ends, and takes NULL for an argument: callers join the answers
 * and ask once, at the end.
 */
#ifndef EG_CONSOLE_JSON_OUT_H
#define EG_CONSOLE_JSON_OUT_H

#include "base/err.h"

#include <cJSON.h>

/*
 * From here on whatever cJSON frees is wiped first: trees and texts have names in them. Once, at
 * the start of a program, before the first tree.
 */
void json_out_wipes(void);

bool json_out_text(cJSON *to, const char *name, const char *text);
bool json_out_number(cJSON *to, const char *name, double number);
bool json_out_bool(cJSON *to, const char *name, bool value);
bool json_out_null(cJSON *to, const char *name);
/* A fresh member; NULL where memory ends. */
cJSON *json_out_object(cJSON *to, const char *name);
cJSON *json_out_list(cJSON *to, const char *name);
/* A tree that was built apart becomes a member, or goes to the end of a list; NULL is refused. It
 * is owned by the other tree, or freed where that fails. */
bool json_out_member(cJSON *to, const char *name, cJSON *tree);
bool json_out_append(cJSON *list, cJSON *tree);
/* A fresh object at the end of a list. */
cJSON *json_out_add_object(cJSON *list);
/* A text, a number at the end of a list. */
bool json_out_add_text(cJSON *list, const char *text);
bool json_out_add_number(cJSON *list, double number);

void json_out_free(cJSON **tree); /* cleanup */
/* In one line; NULL where memory ends. Owned: json_out_text_free. */
char *json_out_print(const cJSON *tree);
void json_out_text_free(char **text); /* cleanup; wipes */

#endif
