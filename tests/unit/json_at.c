/*
 * json_at: members of a tree by their path, for tests.
 * Knows cJSON. Never knows what a tree is about.
 */
#include "json_at.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

/* By a path of names and places: "page.mrz.0". */
const cJSON *json_at(const cJSON *tree, const char *path)
{
	char word[64];
	while (tree != NULL && *path != '\0') {
		size_t size = strcspn(path, ".");
		assert_true(size < sizeof(word));
		(void)snprintf(word, sizeof(word), "%.*s", (int)size, path);
		tree = word[0] >= '0' && word[0] <= '9' ? cJSON_GetArrayItem(tree, word[0] - '0')
							: cJSON_GetObjectItem(tree, word);
		path += size + (path[size] == '.');
	}
	return tree;
}

void json_is_text(const cJSON *tree, const char *path, const char *text)
{
	const char *found = cJSON_GetStringValue(json_at(tree, path));
	if (found == NULL) {
		fail_msg("no text at %s", path);
	}
	assert_string_equal(found, text);
}

void json_is_number(const cJSON *tree, const char *path, double number)
{
	const cJSON *found = json_at(tree, path);
	if (!cJSON_IsNumber(found) || cJSON_GetNumberValue(found) != number) {
		fail_msg("%s is not %f", path, number);
	}
}

/* Exactly these members, so that the contract is whole. */
void json_has(const cJSON *tree, const char *names)
{
	char found[512] = "";
	size_t size = 0;
	const cJSON *one;
	cJSON_ArrayForEach(one, tree)
	{
		int put = snprintf(&found[size], sizeof(found) - size, "%s%s", size == 0 ? "" : " ",
				   one->string);
		size += put > 0 ? (size_t)put : 0;
	}
	assert_string_equal(found, names);
}
