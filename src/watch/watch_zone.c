/*
 * watch_zone: the fields of a machine-readable zone that entries are compared with (Doc 9303-4 to
 * -6), character by character, with those that were not read surely.
 * Knows layouts. Never refuses a zone, and never knows an entry.
 */
#include "watch/watch_zone.h"

/* Where a field lies in the joined lines, counted from 0. */
struct field {
	uint8_t at;
	uint8_t size;
};

struct layout {
	struct field state, number, nationality, birth, optional, names;
	uint8_t number_digit;
	uint8_t sex;
	bool goes_on; /* a long number has its rest in the optional data */
};

/* Doc 9303-5, 4.2.2; Doc 9303-6, 4.2.2; Doc 9303-4, 4.2.2. */
static const struct layout layouts[] = {
	[DOCUMENT_TD1] = {.state = {2, 3},
			  .number = {5, 9},
			  .number_digit = 14,
			  .optional = {15, 15},
			  .birth = {30, 6},
			  .sex = 37,
			  .nationality = {45, 3},
			  .names = {60, 30},
			  .goes_on = true},
	[DOCUMENT_TD2] = {.state = {2, 3},
			  .names = {5, 31},
			  .number = {36, 9},
			  .number_digit = 45,
			  .nationality = {46, 3},
			  .birth = {49, 6},
			  .sex = 56,
			  .optional = {64, 7},
			  .goes_on = true},
	[DOCUMENT_TD3] = {.state = {2, 3},
			  .names = {5, 39},
			  .number = {44, 9},
			  .number_digit = 53,
			  .nationality = {54, 3},
			  .birth = {57, 6},
			  .sex = 64,
			  .optional = {72, 14}},
};

/* Character n, and whether it was read surely; a filler behind the end. */
static char letter(const struct msg_lookup *l, size_t n, bool *doubtful)
{
	struct rd text = rd_of(l->mrz, l->mrz_size);
	struct rd marks = RD_ARRAY(l->unsure);
	uint8_t c = WATCH_FILLER;
	uint8_t octet = 0;
	*doubtful =
		n < l->mrz_size && rd_byte_at(&marks, n / 8, &octet) && (octet >> (n % 8) & 1) != 0;
	return rd_byte_at(&text, n, &c) ? (char)c : WATCH_FILLER;
}

static void add(struct watch_chars *to, char c, bool doubtful)
{
	if (to->size < WATCH_CHARS_MAX) {
		to->doubtful |= (uint64_t)doubtful << to->size;
		to->of[to->size++] = c;
	}
}

static struct watch_chars chars_of(const struct msg_lookup *l, struct field f)
{
	struct watch_chars out = {.size = 0};
	for (size_t i = 0; i < f.size; i++) {
		bool doubtful;
		char c = letter(l, f.at + i, &doubtful);
		add(&out, c, doubtful);
	}
	return out;
}

/*
 * A filler in place of the check digit: the rest stands at the start of the optional data, with the
 * check digit behind it, up to a filler or the end (Doc 9303-5, 4.2.2 note j).
 */
static void go_on(const struct msg_lookup *l, const struct layout *at, struct watch_chars *number)
{
	struct watch_chars rest = chars_of(l, at->optional);
	size_t size = 0;
	bool doubtful;
	if (!at->goes_on || letter(l, at->number_digit, &doubtful) != WATCH_FILLER) {
		return;
	}
	while (size < rest.size && rest.of[size] != WATCH_FILLER) {
		size++;
	}
	for (size_t i = 0; i + 1 < size; i++) {
		add(number, rest.of[i], (rest.doubtful >> i & 1) != 0);
	}
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : WATCH_UNKNOWN;
}

/* Two digits of the date; WATCH_UNKNOWN for anything else, and where one is doubtful. */
static int pair(const struct watch_chars *six, size_t at, bool *doubtful)
{
	int tens = digit(six->of[at]);
	int ones = digit(six->of[at + 1]);
	if ((six->doubtful >> at & 3) != 0) {
		*doubtful = true;
		return WATCH_UNKNOWN;
	}
	return tens < 0 || ones < 0 ? WATCH_UNKNOWN : tens * 10 + ones;
}

struct watch_zone watch_zone_read(const struct msg_lookup *l)
{
	struct watch_zone z = {.sex = WATCH_FILLER,
			       .year = WATCH_UNKNOWN,
			       .month = WATCH_UNKNOWN,
			       .day = WATCH_UNKNOWN};
	if (l->kind < DOCUMENT_TD1 || l->kind > DOCUMENT_TD3) {
		return z;
	}
	const struct layout *at = &layouts[l->kind];
	struct watch_chars birth = chars_of(l, at->birth);
	char sex = letter(l, at->sex, &z.sex_doubtful);
	z.sex = z.sex_doubtful || (sex != 'F' && sex != 'M') ? WATCH_FILLER : sex;
	z.number = chars_of(l, at->number);
	go_on(l, at, &z.number);
	z.state = chars_of(l, at->state);
	z.names = chars_of(l, at->names);
	z.nationality = chars_of(l, at->nationality);
	z.year = pair(&birth, 0, &z.birth_doubtful);
	z.month = pair(&birth, 2, &z.birth_doubtful);
	z.day = pair(&birth, 4, &z.birth_doubtful);
	/* Some write zeros for a part that is not known (Doc 9303-3, 4.8); 2000 is a year. */
	z.month = z.month == 0 ? WATCH_UNKNOWN : z.month;
	z.day = z.day == 0 ? WATCH_UNKNOWN : z.day;
	return z;
}

bool watch_chars_empty(const struct watch_chars *c)
{
	bool empty = c->doubtful == 0;
	for (size_t i = 0; i < c->size && empty; i++) {
		empty = c->of[i] == WATCH_FILLER;
	}
	return empty;
}

bool watch_code_agrees(const struct watch_chars *c, const char code[4], bool *doubtful)
{
	bool ended = false;
	*doubtful = c->doubtful != 0;
	for (size_t i = 0; i < c->size; i++) {
		ended = ended || code[i] == '\0';
		char wanted = ended ? WATCH_FILLER : code[i];
		if ((c->doubtful >> i & 1) == 0 && c->of[i] != wanted) {
			return false;
		}
	}
	return true;
}

/*
 * Where in the field the number may have come to, as a set of positions: what may be a filler is
 * passed over.
 */
static uint64_t pass_fillers(const struct watch_chars *c, uint64_t at)
{
	for (size_t i = 0; i < c->size; i++) {
		bool filler = c->of[i] == WATCH_FILLER || (c->doubtful >> i & 1) != 0;
		at |= filler ? (at >> i & 1) << (i + 1) : 0;
	}
	return at;
}

bool watch_number_agrees(const struct watch_chars *c, struct rd number)
{
	uint64_t at = pass_fillers(c, 1);
	uint8_t wanted;
	while (at != 0 && rd_u8(&number, &wanted)) {
		uint64_t next = 0;
		for (size_t i = 0; i < c->size; i++) {
			bool same = (uint8_t)c->of[i] == wanted || (c->doubtful >> i & 1) != 0;
			next |= same ? (at >> i & 1) << (i + 1) : 0;
		}
		at = pass_fillers(c, next);
	}
	return number.left == 0 && (at >> c->size & 1) != 0;
}
