/*
 * page_text: the machine-readable zone of an invented document of any format (Doc 9303-4 to -7).
 * Knows layouts and check digits. Never reads a zone, nor draws one.
 */
#include "simulator/page_text.h"

#include <stdbool.h>
#include <stddef.h>

#define NUMBER 9

/* A line that is written from left to right. */
struct pen {
	char *at;
	unsigned size;
};

static void put(struct pen *p, char c)
{
	p->at[p->size++] = c;
}

static void put_text(struct pen *p, const char *text)
{
	while (*text != '\0') {
		put(p, *text++);
	}
}

static void fill(struct pen *p, unsigned end)
{
	while (p->size < end) {
		put(p, '<');
	}
}

static unsigned value_of(char c)
{
	if (c >= '0' && c <= '9') {
		return (unsigned)(c - '0');
	}
	return c == '<' ? 0 : (unsigned)(c - 'A') + 10;
}

/* A sum of weights 7 3 1 (Doc 9303-3, 4.9) over pieces that follow one another. */
struct sum {
	unsigned value;
	unsigned count;
};

static void add(struct sum *s, const char *text, unsigned from, unsigned end)
{
	static const unsigned weights[] = {7, 3, 1};
	for (unsigned i = from; i < end; i++) {
		s->value += value_of(text[i]) * weights[s->count++ % 3];
	}
}

static char digit_of(const struct sum *s)
{
	return (char)('0' + s->value % 10);
}

static char letter(struct page_chance *c)
{
	/* About as often as names of the world have them; each letter comes. */
	static const char often[] = "AAAAEEEEIIIOOONNNRRRSSSLLLTTMMDDHHUUGGBBCCKKPPVVWYZFJQX";
	return often[page_chance_below(c, sizeof(often) - 1)];
}

static char letter_or_digit(struct page_chance *c, unsigned letters_percent)
{
	if (page_chance_below(c, 100) < letters_percent) {
		return (char)('A' + (int)page_chance_below(c, 26));
	}
	return (char)('0' + (int)page_chance_below(c, 10));
}

static void put_word(struct page_chance *c, struct pen *p, unsigned end)
{
	const unsigned size = 2 + page_chance_below(c, 9);
	for (unsigned i = 0; i < size && p->size < end; i++) {
		put(p, letter(c));
	}
}

static void put_names(struct page_chance *c, struct pen *p, unsigned end)
{
	put_word(c, p, end);
	if (page_chance_below(c, 4) == 0 && p->size + 2 < end) {
		put(p, '<');
		put_word(c, p, end);
	}
	const unsigned given = page_chance_below(c, 4);
	for (unsigned i = 0; i < given && p->size + 3 < end; i++) {
		put_text(p, i == 0 ? "<<" : "<");
		put_word(c, p, end);
	}
	fill(p, end);
}

static void put_state(struct page_chance *c, struct pen *p)
{
	static const char *const states[] = {"UTO", "D<<", "FRA", "GBR", "USA", "IND",
					     "CHN", "BRA", "NLD", "POL", "CHE", "XKX",
					     "UNO", "QAT", "ZAF", "JPN"};
	put_text(p, states[page_chance_below(c, sizeof(states) / sizeof(states[0]))]);
}

static void put_date(struct page_chance *c, struct pen *p)
{
	const unsigned parts[] = {page_chance_below(c, 100), 1 + page_chance_below(c, 12),
				  1 + page_chance_below(c, 28)};
	for (unsigned i = 0; i < 3; i++) {
		put(p, (char)('0' + (int)(parts[i] / 10)));
		put(p, (char)('0' + (int)(parts[i] % 10)));
	}
}

static void put_digit_over(struct pen *p, unsigned from)
{
	struct sum s = {0};
	add(&s, p->at, from, p->size);
	put(p, digit_of(&s));
}

static void put_checked_date(struct page_chance *c, struct pen *p)
{
	const unsigned from = p->size;
	put_date(c, p);
	put_digit_over(p, from);
}

static void put_number(struct page_chance *c, struct pen *p)
{
	const unsigned from = p->size;
	const unsigned size = NUMBER - (page_chance_below(c, 3) == 0 ? page_chance_below(c, 3) : 0);
	const unsigned letters = page_chance_below(c, 3) * 30;
	for (unsigned i = 0; i < size; i++) {
		put(p, letter_or_digit(c, letters));
	}
	fill(p, from + NUMBER);
	put_digit_over(p, from);
}

/* A number of more than nine characters; what is left of it goes to rest, with the digit. */
static void put_long_number(struct page_chance *c, struct pen *p, unsigned room, struct pen *rest)
{
	struct sum s = {0};
	const unsigned from = p->size;
	const unsigned more = 1 + page_chance_below(c, room - 2);
	for (unsigned i = 0; i < NUMBER; i++) {
		put(p, letter_or_digit(c, 40));
	}
	for (unsigned i = 0; i < more; i++) {
		put(rest, letter_or_digit(c, 40));
	}
	add(&s, p->at, from, p->size);
	add(&s, rest->at, 0, more);
	put(rest, digit_of(&s));
	put(p, '<');
}

static void put_optional(struct page_chance *c, struct pen *p, unsigned end)
{
	const unsigned size = page_chance_below(c, 2) * page_chance_below(c, end - p->size + 1);
	for (unsigned i = 0; i < size; i++) {
		put(p, letter_or_digit(c, 30));
	}
	fill(p, end);
}

static char sex(struct page_chance *c)
{
	return "FM<"[page_chance_below(c, 3)];
}

static void put_code(struct page_chance *c, struct pen *p, const char *first)
{
	put(p, first[page_chance_below(c, first[1] == '\0' ? 1 : 3)]);
	put(p, page_chance_below(c, 3) == 0 ? (char)('A' + (int)page_chance_below(c, 21)) : '<');
	put_state(c, p);
}

static void make_td1(struct page_chance *c, struct page_text *out)
{
	char rest_text[16];
	struct pen rest = {rest_text, 0};
	struct pen a = {out->line[0], 0};
	struct pen b = {out->line[1], 0};
	struct pen n = {out->line[2], 0};
	struct sum s = {0};
	put_code(c, &a, "IAC");
	if (page_chance_below(c, 4) == 0) {
		put_long_number(c, &a, 14, &rest);
		for (unsigned i = 0; i < rest.size; i++) {
			put(&a, rest_text[i]);
		}
		fill(&a, 30);
	} else {
		put_number(c, &a);
		put_optional(c, &a, 30);
	}
	put_checked_date(c, &b);
	put(&b, sex(c));
	put_checked_date(c, &b);
	put_state(c, &b);
	put_optional(c, &b, 29);
	add(&s, a.at, 5, 30);
	add(&s, b.at, 0, 7);
	add(&s, b.at, 8, 15);
	add(&s, b.at, 18, 29);
	put(&b, digit_of(&s));
	put_names(c, &n, 30);
}

/* Number to expiry, as all formats of two lines have it. */
static void put_lower(struct page_chance *c, struct pen *b, bool goes_on, struct pen *rest)
{
	if (goes_on) {
		put_long_number(c, b, 6, rest);
	} else {
		put_number(c, b);
	}
	put_state(c, b);
	put_checked_date(c, b);
	put(b, sex(c));
	put_checked_date(c, b);
}

static void make_two(struct page_chance *c, struct page_text *out)
{
	static const char *const codes[] = {
		[PAGE_TD2] = "IAC", [PAGE_TD3] = "P", [PAGE_MRV_A] = "V", [PAGE_MRV_B] = "V"};
	const bool visa = out->kind == PAGE_MRV_A || out->kind == PAGE_MRV_B;
	const bool goes_on = out->kind == PAGE_TD2 && page_chance_below(c, 4) == 0;
	char rest_text[16];
	struct pen rest = {rest_text, 0};
	struct pen a = {out->line[0], 0};
	struct pen b = {out->line[1], 0};
	struct sum s = {0};
	put_code(c, &a, codes[out->kind]);
	put_names(c, &a, out->columns);
	put_lower(c, &b, goes_on, &rest);
	for (unsigned i = 0; i < rest.size; i++) {
		put(&b, rest_text[i]);
	}
	if (goes_on) {
		fill(&b, 35);
	} else {
		put_optional(c, &b, out->columns - (visa ? 0 : out->kind == PAGE_TD3 ? 2 : 1));
	}
	if (visa) {
		return;
	}
	if (out->kind == PAGE_TD3) {
		put_digit_over(&b, 28);
		if (b.at[28] == '<' && page_chance_below(c, 2) == 0) {
			b.at[42] =
				'<'; /* empty optional data: both are allowed (Doc 9303-4, 4.2.2) */
		}
	}
	add(&s, b.at, 0, 10);
	add(&s, b.at, 13, 20);
	add(&s, b.at, 21, b.size);
	put(&b, digit_of(&s));
}

void page_text_make(struct page_chance *c, enum page_kind kind, struct page_text *out)
{
	static const unsigned columns[] = {30, 36, 44, 44, 36};
	*out = (struct page_text){
		.kind = kind, .lines = kind == PAGE_TD1 ? 3 : 2, .columns = columns[kind]};
	if (kind == PAGE_TD1) {
		make_td1(c, out);
	} else {
		make_two(c, out);
	}
}

const char *page_kind_name(enum page_kind kind)
{
	static const char *const names[] = {"TD1", "TD2", "TD3", "MRV-A", "MRV-B"};
	return kind < PAGE_KIND_COUNT ? names[kind] : "?";
}
