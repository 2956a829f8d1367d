/*
 * json_out: JSON that is told, built member by member, and wiped when it was told.
 * Knows cJSON. Never knows what is told.
 */
#include "console/json_out.h"

#include "base/secret.h"

#include <stdalign.h>
#include <stdlib.h>

/* Before each block: how much of it there is to wipe. */
struct head {
	alignas(max_align_t) size_t size;
};

static void *take(size_t size)
{
	if (size > SIZE_MAX - sizeof(struct head)) {
		return NULL;
	}
	struct head *h = malloc(sizeof(*h) + size);
	if (h == NULL) {
		return NULL;
	}
	h->size = size;
	return h + 1;
}

static void give_back(void *block)
{
	if (block != NULL) {
		struct head *h = (struct head *)block - 1;
		secret_wipe(h, sizeof(*h) + h->size);
		free(h);
	}
}

void json_out_wipes(void)
{
	cJSON_Hooks hooks = {.malloc_fn = take, .free_fn = give_back};
	cJSON_InitHooks(&hooks);
}

bool json_out_text(cJSON *to, const char *name, const char *text)
{
	return cJSON_AddStringToObject(to, name, text) != NULL;
}

bool json_out_number(cJSON *to, const char *name, double number)
{
	return cJSON_AddNumberToObject(to, name, number) != NULL;
}

bool json_out_bool(cJSON *to, const char *name, bool value)
{
	return cJSON_AddBoolToObject(to, name, value) != NULL;
}

bool json_out_null(cJSON *to, const char *name)
{
	return cJSON_AddNullToObject(to, name) != NULL;
}

cJSON *json_out_object(cJSON *to, const char *name)
{
	return cJSON_AddObjectToObject(to, name);
}

cJSON *json_out_list(cJSON *to, const char *name)
{
	return cJSON_AddArrayToObject(to, name);
}

bool json_out_member(cJSON *to, const char *name, cJSON *tree)
{
	if (tree != NULL && cJSON_AddItemToObject(to, name, tree) == 0) {
		cJSON_Delete(tree);
		return false;
	}
	return tree != NULL;
}

bool json_out_append(cJSON *list, cJSON *tree)
{
	if (tree != NULL && cJSON_AddItemToArray(list, tree) == 0) {
		cJSON_Delete(tree);
		return false;
	}
	return tree != NULL;
}

cJSON *json_out_add_object(cJSON *list)
{
	cJSON *one = cJSON_CreateObject();
	return json_out_append(list, one) ? one : NULL;
}

bool json_out_add_text(cJSON *list, const char *text)
{
	return json_out_append(list, cJSON_CreateString(text));
}

bool json_out_add_number(cJSON *list, double number)
{
	return json_out_append(list, cJSON_CreateNumber(number));
}

void json_out_free(cJSON **tree)
{
	cJSON_Delete(*tree);
	*tree = NULL;
}

char *json_out_print(const cJSON *tree)
{
	return tree == NULL ? NULL : cJSON_PrintUnformatted(tree);
}

void json_out_text_free(char **text)
{
	if (*text != NULL) {
		secret_wipe(*text, rd_cstr(*text).left);
		cJSON_free(*text);
		*text = NULL;
	}
}
