/*
 * json: members of a JSON object, one call each.
 * Knows cJSON. Never knows what is told.
 */
#include "prog/json.h"

#include "base/secret.h"

bool json_text(cJSON *to, const char *name, const char *text)
{
	return cJSON_AddStringToObject(to, name, text) != NULL;
}

bool json_number(cJSON *to, const char *name, double number)
{
	return cJSON_AddNumberToObject(to, name, number) != NULL;
}

bool json_bool(cJSON *to, const char *name, bool value)
{
	return cJSON_AddBoolToObject(to, name, value) != NULL;
}

static bool append(cJSON *list, cJSON *one)
{
	if (one != NULL && cJSON_AddItemToArray(list, one) == 0) {
		cJSON_Delete(one);
		return false;
	}
	return one != NULL;
}

cJSON *json_add_object(cJSON *list)
{
	cJSON *one = cJSON_CreateObject();
	return append(list, one) ? one : NULL;
}

bool json_add_text(cJSON *list, const char *text)
{
	return append(list, cJSON_CreateString(text));
}

void json_free(cJSON **tree)
{
	cJSON_Delete(*tree);
	*tree = NULL;
}

static void free_text(char **text)
{
	if (*text != NULL) {
		secret_wipe(*text, rd_cstr(*text).left);
		cJSON_free(*text);
		*text = NULL;
	}
}

static enum eg_err put(FILE *to, const char *text)
{
	if (text == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "result as JSON");
	}
	bool written = fputs(text, to) >= 0 && fputc('\n', to) != EOF && fflush(to) == 0;
	return written ? EG_OK : EG_FAIL(EG_IO, "result could not be written");
}

enum eg_err json_print(FILE *to, const cJSON *tree)
{
	EG_AUTO(free_text) char *text = tree == NULL ? NULL : cJSON_Print(tree);
	return put(to, text);
}

enum eg_err json_print_line(FILE *to, const cJSON *tree)
{
	EG_AUTO(free_text) char *text = tree == NULL ? NULL : cJSON_PrintUnformatted(tree);
	return put(to, text);
}
