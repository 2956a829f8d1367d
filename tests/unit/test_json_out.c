/*
 * test_json_out: what is told is wiped when it was told; where memory ends nothing is told by half.
 */
#include "console/json_out.h"

#include "base/rd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define NAME "ERIKSSON"

static size_t freed;   /* blocks of our own library */
static size_t left_in; /* of them, with the name still in them */
static size_t grants;  /* allocations that succeed from now on */

void __real_free(void *block);
void *__real_malloc(size_t size);
void __wrap_free(void *block);
void *__wrap_malloc(size_t size);

void __wrap_free(void *block)
{
	if (block != NULL) {
		struct rd r = rd_of(block, malloc_usable_size(block));
		freed++;
		while (r.left >= sizeof(NAME) - 1) {
			left_in += rd_begins(r, RD_TEXT(NAME));
			if (!rd_skip(&r, 1)) {
				break;
			}
		}
	}
	__real_free(block);
}

void *__wrap_malloc(size_t size)
{
	if (grants == 0) {
		return NULL;
	}
	grants--;
	return __real_malloc(size);
}

static cJSON *tree(void)
{
	EG_AUTO(json_out_free) cJSON *to = cJSON_CreateObject();
	cJSON *list = json_out_list(to, "list");
	bool put = json_out_text(to, "name", NAME) && json_out_number(to, "number", 7) &&
		   json_out_bool(to, "yes", true) && json_out_null(to, "none") &&
		   json_out_add_text(list, NAME) && json_out_add_number(list, 1) &&
		   json_out_text(json_out_add_object(list), "given", "ANNA") &&
		   json_out_member(to, "more", cJSON_CreateArray());
	cJSON *whole = put ? to : NULL;
	to = put ? NULL : to;
	return whole;
}

static void a_tree_is_told_in_one_line(void **state)
{
	(void)state;
	EG_AUTO(json_out_free) cJSON *t = tree();
	EG_AUTO(json_out_text_free) char *text = json_out_print(t);
	assert_string_equal(text, "{\"list\":[\"ERIKSSON\",1,{\"given\":\"ANNA\"}],"
				  "\"name\":\"ERIKSSON\",\"number\":7,\"yes\":true,"
				  "\"none\":null,\"more\":[]}");
	assert_null(json_out_print(NULL));
}

static void what_was_told_is_wiped(void **state)
{
	(void)state;
	freed = left_in = 0;
	cJSON *t = tree();
	char *text = json_out_print(t);
	assert_non_null(strstr(text, NAME));
	json_out_free(&t);
	json_out_text_free(&text);
	assert_true(t == NULL && text == NULL);
	assert_true(freed > 10);
	assert_int_equal(left_in, 0);
}

/* Wherever memory ends: no tree, and nothing of it is left. */
static void a_tree_is_whole_or_none(void **state)
{
	(void)state;
	size_t none = 0;
	for (size_t i = 0; i < 200; i++) {
		grants = i;
		cJSON *t = tree();
		none += t == NULL;
		grants = SIZE_MAX;
		json_out_free(&t);
	}
	grants = SIZE_MAX;
	assert_true(none > 10 && none < 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_is_told_in_one_line),
		cmocka_unit_test(what_was_told_is_wiped),
		cmocka_unit_test(a_tree_is_whole_or_none),
	};
	grants = SIZE_MAX;
	json_out_wipes();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
