/*
 * account_words: what officers are called, what they may do, and what they type.
 * Knows offices, rights, and the rules of names, PINs and the text of tokens. Never knows who is
 * enrolled, nor a clock.
 */
#include "console/account_words.h"

#include "base/secret.h"
#include "base/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define NAME_IN_PIN_MIN 3 /* characters: shorter names stand in many a PIN by chance */
#define PIN_DIGITS_MIN  6
#define PIN_MIN         8
#define PIN_KINDS_MIN   3 /* different characters */

static const struct {
	const char *word;
	const char *text;
} offices[ACCOUNT_OFFICE_COUNT] = {
#define X(name, word, text) {word, text},
	ACCOUNT_OFFICES(X)
#undef X
};

/* clang-format off: a table */
static const bool rights[ACCOUNT_OFFICE_COUNT][ACCOUNT_RIGHT_COUNT] = {
	/*                        lanes  wires  cases  order  act    agree  accounts */
	[ACCOUNT_VIEWER] = {true, false, false, false, false, false, false},
	[ACCOUNT_OFFICER] = {true, false, true, true, true, false, false},
	[ACCOUNT_SUPERVISOR] = {true, false, true, true, true, true, false},
	[ACCOUNT_ADMIN] = {true, false, false, false, false, false, true},
	[ACCOUNT_INTEGRATOR] = {true, true, false, false, false, false, false},
};
/* clang-format on */

const char *account_office_word(unsigned office)
{
	return office < COUNT(offices) ? offices[office].word : "?";
}

const char *account_office_text(unsigned office)
{
	return office < COUNT(offices) ? offices[office].text : "?";
}

bool account_office_from_word(struct rd word, enum account_office *out)
{
	for (size_t i = 0; i < COUNT(offices); i++) {
		if (rd_equal(word, rd_cstr(offices[i].word))) {
			*out = (enum account_office)i;
			return true;
		}
	}
	return false;
}

bool account_may(unsigned office, unsigned right)
{
	return office < ACCOUNT_OFFICE_COUNT && right < ACCOUNT_RIGHT_COUNT &&
	       rights[office][right];
}

/*
 * Characters that a name does without (Unicode 15): blanks but U+0020, what is not seen, marks that
 * join a letter before them, letters that have a second spelling (canonical or of compatibility),
 * and private ones.
 */
static const uint32_t not_in_names[][2] = {
	{0x00A0, 0x00A0},   {0x00AD, 0x00AD},   {0x0300, 0x036F},   {0x0374, 0x0374},
	{0x037E, 0x037E},   {0x0387, 0x0387},   {0x0483, 0x0489},   {0x0653, 0x0655},
	{0x0958, 0x095F},   {0x1100, 0x11FF},   {0x1680, 0x1680},   {0x17B4, 0x17B5},
	{0x180B, 0x180F},   {0x1AB0, 0x1AFF},   {0x1DC0, 0x1DFF},   {0x1F00, 0x1FFF},
	{0x2000, 0x200F},   {0x202F, 0x202F},   {0x205F, 0x205F},   {0x20D0, 0x20FF},
	{0x2100, 0x214F},   {0x2329, 0x232A},   {0x2460, 0x24FF},   {0x2800, 0x2800},
	{0x3000, 0x3000},   {0x302A, 0x302F},   {0x3099, 0x309A},   {0x3164, 0x3164},
	{0x3200, 0x33FF},   {0xD7B0, 0xD7FF},   {0xE000, 0xFAFF},   {0xFB00, 0xFDFF},
	{0xFE00, 0xFE0F},   {0xFE20, 0xFE2F},   {0xFE70, 0xFEFF},   {0xFF00, 0xFFFF},
	{0x1D100, 0x1D1FF}, {0x1D400, 0x1D7FF}, {0x2F800, 0x2FA1F}, {0xE0000, 0x10FFFF},
};

static bool fits_a_name(uint32_t c)
{
	for (size_t i = 0; i < COUNT(not_in_names); i++) {
		if (c >= not_in_names[i][0] && c <= not_in_names[i][1]) {
			return false;
		}
	}
	return !utf8_steers(c);
}

enum eg_err account_name_check(struct rd name)
{
	uint32_t before = ' ';
	if (name.left == 0 || name.left > ACCOUNT_NAME_MAX) {
		return EG_FAIL(EG_BAD_DATA, "a name has 1 to 64 octets");
	}
	while (name.left > 0) {
		uint32_t c = 0;
		if (!utf8_take(&name, &c)) {
			return EG_FAIL(EG_BAD_DATA, "a name is UTF-8");
		}
		if (!fits_a_name(c)) {
			return EG_FAIL(EG_BAD_DATA, "a character that a name cannot have");
		}
		if (c == ' ' && before == ' ') {
			return EG_FAIL(EG_BAD_DATA, "blanks of a name stand alone, inside");
		}
		before = c;
	}
	return before != ' ' ? EG_OK : EG_FAIL(EG_BAD_DATA, "blanks of a name stand alone, inside");
}

static uint32_t small(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

bool account_name_same(struct rd a, struct rd b)
{
	uint8_t x = 0;
	uint8_t y = 0;
	bool same = a.left == b.left;
	while (same && rd_u8(&a, &x) && rd_u8(&b, &y)) {
		same = small(x) == small(y);
	}
	return same;
}

/* A text by its characters; to be wiped. */
struct letters {
	uint32_t of[ACCOUNT_PIN_MAX];
	size_t count;
};

static void letters_wipe(struct letters *l)
{
	secret_wipe(l, sizeof(*l));
}

static bool take_letters(struct rd text, struct letters *out)
{
	uint32_t c = 0;
	out->count = 0;
	while (text.left > 0) {
		if (out->count == COUNT(out->of) || !utf8_take(&text, &c) || utf8_steers(c)) {
			return false;
		}
		out->of[out->count++] = small(c);
	}
	return true;
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static size_t count_digits(const struct letters *l)
{
	size_t digits = 0;
	for (size_t i = 0; i < l->count; i++) {
		digits += is_digit(l->of[i]) ? 1 : 0;
	}
	return digits;
}

/* Different characters. */
static size_t count_kinds(const struct letters *l)
{
	size_t kinds = 0;
	for (size_t i = 0; i < l->count; i++) {
		size_t first = 0;
		while (l->of[first] != l->of[i]) {
			first++;
		}
		kinds += first == i ? 1 : 0;
	}
	return kinds;
}

/* The next one of a run that goes by step; behind 9 comes 0. */
static uint32_t follower(uint32_t c, int step)
{
	if (is_digit(c)) {
		return '0' + (c - '0' + (uint32_t)(step + 10)) % 10;
	}
	return step < 0 ? c - 1 : c + (uint32_t)step;
}

/* Characters of the longest run: one and the same, upwards, or downwards. */
static size_t longest_run(const struct letters *l)
{
	size_t longest = 0;
	for (int step = -1; step <= 1; step++) {
		size_t run = 1;
		for (size_t i = 1; i < l->count; i++) {
			run = l->of[i] == follower(l->of[i - 1], step) ? run + 1 : 1;
			longest = run > longest ? run : longest;
		}
	}
	return longest;
}

/* A part of at most half of it, said again and again to its end. */
static bool repeats(const struct letters *l)
{
	for (size_t period = 1; period <= l->count / 2; period++) {
		size_t i = period;
		while (i < l->count && l->of[i] == l->of[i - period]) {
			i++;
		}
		if (i == l->count) {
			return true;
		}
	}
	return false;
}

static bool holds(const struct letters *l, const struct letters *part)
{
	for (size_t at = 0; at + part->count <= l->count; at++) {
		size_t i = 0;
		while (i < part->count && l->of[at + i] == part->of[i]) {
			i++;
		}
		if (i == part->count) {
			return true;
		}
	}
	return false;
}

enum eg_err account_pin_check(struct rd pin, struct rd name)
{
	EG_AUTO(letters_wipe) struct letters p = {.count = 0};
	struct letters n = {.count = 0};
	if (pin.left > ACCOUNT_PIN_MAX) {
		return EG_FAIL(EG_BAD_DATA, "a PIN has at most 128 octets");
	}
	if (!take_letters(pin, &p)) {
		return EG_FAIL(EG_BAD_DATA, "a PIN is printable UTF-8");
	}
	size_t needed = count_digits(&p) == p.count ? PIN_DIGITS_MIN : PIN_MIN;
	if (p.count < needed) {
		return EG_FAIL(EG_BAD_DATA, "a PIN has at least 6 digits, or 8 characters");
	}
	if (count_kinds(&p) < PIN_KINDS_MIN || repeats(&p)) {
		return EG_FAIL(EG_BAD_DATA, "a PIN that says the same again and again");
	}
	if (2 * longest_run(&p) > p.count) {
		return EG_FAIL(EG_BAD_DATA, "a PIN that is mostly a run");
	}
	if (take_letters(name, &n) && n.count >= NAME_IN_PIN_MIN && holds(&p, &n)) {
		return EG_FAIL(EG_BAD_DATA, "a PIN with the name in it");
	}
	return EG_OK;
}

void account_hex(const uint8_t octets[ACCOUNT_OCTETS], char out[ACCOUNT_HEX_SIZE + 1])
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < ACCOUNT_OCTETS; i++) {
		out[2 * i] = digits[octets[i] >> 4];
		out[2 * i + 1] = digits[octets[i] & 0xF];
	}
	out[ACCOUNT_HEX_SIZE] = '\0';
}

static bool hex_digit(struct rd *text, uint8_t *out)
{
	uint8_t c = 0;
	if (!rd_u8(text, &c)) {
		return false;
	}
	bool digit = is_digit(c);
	*out = (uint8_t)(digit ? c - '0' : c - 'a' + 10);
	return digit || (c >= 'a' && c <= 'f');
}

bool account_hex_read(struct rd text, uint8_t out[ACCOUNT_OCTETS])
{
	uint8_t high = 0;
	uint8_t low = 0;
	bool good = true;
	for (size_t i = 0; i < ACCOUNT_OCTETS && good; i++) {
		good = hex_digit(&text, &high) && hex_digit(&text, &low);
		out[i] = (uint8_t)(high << 4 | low);
	}
	return good && rd_end(&text);
}

bool account_key_good(struct rd key)
{
	uint8_t c = 0;
	bool good = key.left >= ACCOUNT_KEY_MIN && key.left <= ACCOUNT_KEY_MAX;
	while (good && rd_u8(&key, &c)) {
		good = is_digit(c) || c == '-' || (small(c) >= 'a' && small(c) <= 'z');
	}
	return good;
}
