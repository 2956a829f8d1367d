/*
 * known_list: what an entry of a deviation list (Doc 9303-12, 10) or of a defect list (TR-03129-2,
 * 7) says, in one form for both. Knows whom an entry means and what can be said. Never knows a
 * document, nor who signed the list.
 */
#include "pki/known_list.h"

#include "pki/defect_list.h"
#include "pki/deviation_list.h"

#define TAG_PRINTABLE 0x13
#define BASE          37u
#define HALF          (KNOWN_NUMBER_MAX / 2)

static const struct {
	const char *word;
	const char *text;
} sayings[KNOWN_WHAT_COUNT] = {
#define X(name, word, text) {word, text},
	KNOWN_SAYINGS(X)
#undef X
};

const char *known_what_word(enum known_what w)
{
	return (unsigned)w < KNOWN_WHAT_COUNT ? sayings[w].word : "?";
}

const char *known_what_text(enum known_what w)
{
	return (unsigned)w < KNOWN_WHAT_COUNT ? sayings[w].text : "?";
}

enum eg_err known_list_next(const struct known_list *list, struct rd *entries,
			    struct known_entry *out)
{
	switch (list->kind) {
	case KNOWN_DEVIATIONS:
		return deviation_list_next(list, entries, out);
	case KNOWN_DEFECTS:
		break;
	}
	return defect_list_next(list, entries, out);
}

enum eg_err known_list_next_saying(const struct known_list *list, struct rd *rest,
				   struct known_saying *out)
{
	switch (list->kind) {
	case KNOWN_DEVIATIONS:
		return deviation_list_next_saying(rest, out);
	case KNOWN_DEFECTS:
		break;
	}
	return defect_list_next_saying(list, rest, out);
}

bool known_next_number(struct rd *numbers, struct rd *number)
{
	return numbers->left > 0 && rd_expect(numbers, TAG_PRINTABLE, number);
}

static bool digit_of(uint8_t c, uint64_t *out)
{
	if (c >= 'a' && c <= 'z') {
		c = (uint8_t)(c - 'a' + 'A');
	}
	if (c >= 'A' && c <= 'Z') {
		*out = (uint64_t)(c - 'A') + 1;
	} else if (c >= '0' && c <= '9') {
		*out = (uint64_t)(c - '0') + 27;
	} else {
		return false;
	}
	return true;
}

bool known_number_of(struct rd text, struct known_number *out)
{
	struct known_number n = {0};
	size_t count = 0;
	uint8_t c;
	while (text.left > 0 && rd_u8(&text, &c)) {
		uint64_t digit;
		if (!digit_of(c, &digit)) {
			continue;
		}
		if (count == KNOWN_NUMBER_MAX) {
			return false;
		}
		uint64_t *half = count < HALF ? &n.high : &n.low;
		*half = *half * BASE + digit; /* below 37^12 < 2^63 */
		count++;
	}
	*out = n;
	return count > 0;
}

static enum eg_err check_numbers(struct known_list *list, const struct known_entry *e)
{
	struct rd rest = e->numbers;
	while (rest.left > 0) {
		struct rd number;
		struct known_number n;
		if (!known_next_number(&rest, &number) || !known_number_of(number, &n)) {
			return EG_FAIL(EG_BAD_DATA, "document number of a list");
		}
		if (list->number_count == KNOWN_NUMBERS_MAX) {
			return EG_FAIL(EG_TOO_BIG, "list of too many document numbers");
		}
		list->number_count++;
	}
	return EG_OK;
}

static enum eg_err check_sayings(const struct known_list *list, const struct known_entry *e)
{
	struct rd rest = e->sayings;
	for (uint32_t i = 0; rest.left > 0; i++) {
		struct known_saying saying;
		if (i == KNOWN_SAYINGS_MAX) {
			return EG_FAIL(EG_TOO_BIG, "entry of a list that says too much");
		}
		EG_TRY(known_list_next_saying(list, &rest, &saying));
	}
	return EG_OK;
}

enum eg_err known_list_check(struct known_list *list)
{
	struct rd rest = list->entries;
	list->entry_count = 0;
	list->number_count = 0;
	while (rest.left > 0) {
		struct known_entry entry;
		if (list->entry_count == KNOWN_ENTRIES_MAX) {
			return EG_FAIL(EG_TOO_BIG, "list of too many entries");
		}
		EG_TRY(known_list_next(list, &rest, &entry));
		EG_TRY(check_numbers(list, &entry));
		EG_TRY(check_sayings(list, &entry));
		list->entry_count++;
	}
	return EG_OK;
}
