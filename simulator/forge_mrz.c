/*
 * forge_mrz: the machine-readable zone of an invented holder (Doc 9303-3, -4, -5), written.
 * Knows layouts and check digits. Never reads a zone.
 */
#include "simulator/forge_mrz.h"

#define FILLER        '<'
#define NUMBER_SIZE   9
#define TD3_LINE      44
#define TD1_LINE      30
#define TD3_NAMES     39
#define TD1_OPTIONAL1 15
#define TD1_OPTIONAL2 11
#define TD3_OPTIONAL  14

size_t forge_mrz_line(enum forge_kind kind)
{
	return kind == FORGE_TD3 ? TD3_LINE : TD1_LINE;
}

/* Value of a character (Doc 9303-3, 4.9). */
static unsigned value_of(uint8_t c)
{
	if (c >= '0' && c <= '9') {
		return (unsigned)(c - '0');
	}
	return c >= 'A' && c <= 'Z' ? (unsigned)(c - 'A') + 10 : 0;
}

static uint8_t check_digit(struct rd text)
{
	static const unsigned weights[3] = {7, 3, 1};
	unsigned sum = 0;
	size_t i = 0;
	uint8_t c;
	while (text.left > 0 && rd_u8(&text, &c)) {
		sum += value_of(c) * weights[i++ % 3];
	}
	return (uint8_t)('0' + sum % 10);
}

/* One character as the zone may show it: capital, digit or filler; 0 to leave it out. */
static uint8_t zone_character(uint8_t c)
{
	if (c >= 'a' && c <= 'z') {
		return (uint8_t)(c - 'a' + 'A');
	}
	if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
		return c;
	}
	return c == '\'' ? 0 : FILLER;
}

/* The text, cut at size or filled up to it. */
static void put_field(struct wr *out, struct rd text, size_t size)
{
	size_t end = out->size + size;
	uint8_t c;
	while (out->size < end && text.left > 0 && rd_u8(&text, &c)) {
		if (zone_character(c) != 0) {
			wr_u8(out, zone_character(c));
		}
	}
	if (!out->bad && out->size < end) {
		wr_fill(out, FILLER, end - out->size);
	}
}

static void put_checked(struct wr *out, struct rd text, size_t size)
{
	size_t mark = out->size;
	put_field(out, text, size);
	if (!out->bad) {
		wr_u8(out, check_digit(rd_of(out->base + mark, out->size - mark)));
	}
}

/* PRIMARY<<SECONDARY, cut or filled. */
static void put_names(struct wr *out, const struct forge_holder *h, size_t size)
{
	uint8_t joined[128];
	struct wr w = WR_ARRAY(joined);
	struct rd surname = rd_cstr(h->surname);
	put_field(&w, surname, surname.left < 60 ? surname.left : 60);
	struct rd given = rd_cstr(h->given);
	if (given.left > 0) {
		wr_put(&w, RD_TEXT("<<"));
		put_field(&w, given, given.left < 60 ? given.left : 60);
	}
	put_field(out, wr_view(&w), size);
}

static struct rd part(const struct wr *out, size_t start, size_t end)
{
	return out->bad ? RD_EMPTY : rd_of(out->base + start, end - start);
}

/* Lower line of TD3 (Doc 9303-4, 4.2.2). */
static void put_td3(struct wr *out, const struct forge_holder *h)
{
	uint8_t buffer[TD3_LINE];
	struct wr composite = WR_ARRAY(buffer);
	put_field(out, rd_cstr(h->code), 2);
	put_field(out, rd_cstr(h->state), 3);
	put_names(out, h, TD3_NAMES);
	size_t line = out->size;
	put_checked(out, rd_cstr(h->number), NUMBER_SIZE);
	put_field(out, rd_cstr(h->nationality), 3);
	put_checked(out, rd_cstr(h->birth), 6);
	wr_u8(out, (uint8_t)h->sex);
	put_checked(out, rd_cstr(h->expiry), 6);
	put_field(out, RD_EMPTY, TD3_OPTIONAL);
	wr_u8(out, FILLER); /* empty optional data: digit may be a filler */
	wr_put(&composite, part(out, line, line + 10));
	wr_put(&composite, part(out, line + 13, line + 20));
	wr_put(&composite, part(out, line + 21, line + 43));
	wr_u8(out, check_digit(wr_view(&composite)));
}

/* Number field and optional data of TD1; a long number goes on there (Doc 9303-5, 4.2.2 j). */
static void put_td1_number(struct wr *out, struct rd number)
{
	uint8_t digit = check_digit(number);
	struct rd head;
	struct rd all = number;
	if (number.left <= NUMBER_SIZE) {
		put_checked(out, number, NUMBER_SIZE);
		put_field(out, RD_EMPTY, TD1_OPTIONAL1);
		return;
	}
	size_t rest = number.left - NUMBER_SIZE;
	if (!rd_take(&all, NUMBER_SIZE, &head) || rest + 2 > TD1_OPTIONAL1) {
		out->bad = true;
		return;
	}
	put_field(out, head, NUMBER_SIZE);
	wr_u8(out, FILLER);
	put_field(out, all, rest);
	wr_u8(out, digit);
	put_field(out, RD_EMPTY, TD1_OPTIONAL1 - rest - 1);
}

static void put_td1(struct wr *out, const struct forge_holder *h)
{
	uint8_t buffer[3 * TD1_LINE];
	struct wr composite = WR_ARRAY(buffer);
	size_t start = out->size;
	put_field(out, rd_cstr(h->code), 2);
	put_field(out, rd_cstr(h->state), 3);
	put_td1_number(out, rd_cstr(h->number));
	size_t middle = out->size;
	put_checked(out, rd_cstr(h->birth), 6);
	wr_u8(out, (uint8_t)h->sex);
	put_checked(out, rd_cstr(h->expiry), 6);
	put_field(out, rd_cstr(h->nationality), 3);
	put_field(out, RD_EMPTY, TD1_OPTIONAL2);
	wr_put(&composite, part(out, start + 5, start + 30));
	wr_put(&composite, part(out, middle, middle + 7));
	wr_put(&composite, part(out, middle + 8, middle + 15));
	wr_put(&composite, part(out, middle + 18, middle + 29));
	wr_u8(out, check_digit(wr_view(&composite)));
	put_names(out, h, TD1_LINE);
}

static enum eg_err check_holder(const struct forge_holder *h, enum forge_kind kind)
{
	size_t number = rd_cstr(h->number).left;
	size_t most = kind == FORGE_TD3 ? NUMBER_SIZE : 22;
	if (number == 0 || number > most) {
		return EG_FAIL(EG_CONFIG, "document number of wrong size for this kind");
	}
	if (rd_cstr(h->birth).left != 6 || rd_cstr(h->expiry).left != 6) {
		return EG_FAIL(EG_CONFIG, "dates are YYMMDD");
	}
	if (h->sex != 'F' && h->sex != 'M' && h->sex != FILLER) {
		return EG_FAIL(EG_CONFIG, "sex is F, M or <");
	}
	return EG_OK;
}

enum eg_err forge_mrz(const struct forge_holder *h, enum forge_kind kind, struct wr *out)
{
	EG_TRY(check_holder(h, kind));
	if (kind == FORGE_TD3) {
		put_td3(out, h);
	} else {
		put_td1(out, h);
	}
	return out->bad ? EG_FAIL(EG_TOO_BIG, "machine-readable zone does not fit") : EG_OK;
}

enum eg_err forge_mrz_information(const struct forge_holder *h, struct wr *out)
{
	size_t number = rd_cstr(h->number).left;
	put_checked(out, rd_cstr(h->number), number < NUMBER_SIZE ? NUMBER_SIZE : number);
	put_checked(out, rd_cstr(h->birth), 6);
	put_checked(out, rd_cstr(h->expiry), 6);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "MRZ_information does not fit") : EG_OK;
}
