/*
 * fuzz_set_groups: any text as a table of labels. Knows its people. Never knows groups.
 */
#include "tests/fuzz/fuzz.h"

#include "prog/set_groups.h"

#define PEOPLE 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct rd people[PEOPLE] = {RD_TEXT("001"), RD_TEXT("003"), RD_TEXT("a, \"b\"")};
	struct set_groups g;
	enum eg_err err = set_groups_read(rd_of(data, size), people, PEOPLE, &g);
	promise((err == EG_OK) == (g.of_person != NULL));
	for (size_t c = 0; c <= SET_COLUMNS_MAX; c++) {
		for (size_t p = 0; p <= PEOPLE; p++) {
			uint16_t group = set_group_of(&g, c, p);
			promise(group == SET_NO_GROUP ||
				(group < g.group_count && g.group[group].column == c));
		}
	}
	set_groups_free(&g);
	return 0;
}
