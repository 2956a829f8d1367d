/*
 * read_key: what opens the chip, as an officer types it.
 * Knows the forms of these texts. Never knows the chip.
 */
#include "prog/read_key.h"

#include "base/secret.h"

#define NUMBER_MAX 22 /* Doc 9303-5, 4.2.2: nine, and what goes on in the optional data of TD1 */
#define DATE_SIZE  6

static bool is_letter(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static uint8_t capital(uint8_t c)
{
	return c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
}

static enum eg_err take_information(struct read_key *k, const struct mrz *m)
{
	struct wr w = WR_ARRAY(k->information);
	EG_TRY(mrz_information(m, &w));
	k->information_size = w.size;
	return EG_OK;
}

enum eg_err key_of_zone(struct read_key *k, const char *text)
{
	struct rd left = rd_cstr(text);
	struct wr zone = WR_ARRAY(k->zone);
	struct mrz m;
	uint8_t c;
	while (left.left > 0 && rd_u8(&left, &c)) {
		if (c != ' ' && c != '\r' && c != '\n') {
			wr_u8(&zone, capital(c));
		}
	}
	if (zone.bad || mrz_parse(wr_view(&zone), &m) != EG_OK) {
		secret_wipe(&m, sizeof(m));
		return EG_FAIL(EG_CONFIG, "no machine-readable zone: its size or a check digit "
					  "is wrong");
	}
	enum eg_err err = take_information(k, &m);
	k->zone_size = (uint8_t)zone.size;
	k->format = m.format;
	secret_wipe(&m, sizeof(m));
	return err;
}

/* Copies a document number in capitals; false if a character is none of the zone. */
static bool take_number(const char *text, struct wr *out)
{
	struct rd left = rd_cstr(text);
	uint8_t c;
	if (left.left == 0 || left.left > NUMBER_MAX) {
		return false;
	}
	while (left.left > 0 && rd_u8(&left, &c)) {
		c = capital(c);
		if (!is_letter(c) && !is_digit(c) && c != '<') {
			return false;
		}
		wr_u8(out, c);
	}
	return !out->bad;
}

/* Six digits; of a birth also fillers, for parts that are not known (Doc 9303-3, 4.8). */
static bool take_date(const char *text, bool fillers, struct wr *out)
{
	struct rd left = rd_cstr(text);
	uint8_t c;
	if (left.left != DATE_SIZE) {
		return false;
	}
	while (left.left > 0 && rd_u8(&left, &c)) {
		if (!is_digit(c) && !(fillers && c == '<')) {
			return false;
		}
		wr_u8(out, c);
	}
	return !out->bad;
}

enum eg_err key_of_fields(struct read_key *k, const char *number, const char *birth,
			  const char *expiry)
{
	struct mrz m = {0};
	struct wr to_number = wr_of(m.document_number, sizeof(m.document_number) - 1);
	struct wr to_birth = wr_of(m.birth, sizeof(m.birth) - 1);
	struct wr to_expiry = wr_of(m.expiry, sizeof(m.expiry) - 1);
	if (!take_number(number, &to_number)) {
		return EG_FAIL(EG_CONFIG, "--number is no document number");
	}
	if (!take_date(birth, true, &to_birth)) {
		return EG_FAIL(EG_CONFIG, "--birth is not YYMMDD");
	}
	if (!take_date(expiry, false, &to_expiry)) {
		return EG_FAIL(EG_CONFIG, "--expiry is not YYMMDD");
	}
	enum eg_err err = take_information(k, &m);
	secret_wipe(&m, sizeof(m));
	return err;
}

enum eg_err key_of_can(struct read_key *k, const char *text)
{
	struct rd left = rd_cstr(text);
	struct wr w = WR_ARRAY(k->can);
	uint8_t c;
	if (left.left < KEY_CAN_MIN || left.left > KEY_CAN_MAX) {
		return EG_FAIL(EG_CONFIG, "--can is not six digits or some more");
	}
	while (left.left > 0 && rd_u8(&left, &c)) {
		if (!is_digit(c)) {
			return EG_FAIL(EG_CONFIG, "--can is no number");
		}
		wr_u8(&w, c);
	}
	k->can_size = w.size;
	return EG_OK;
}

void key_clear(struct read_key *k)
{
	secret_wipe(k, sizeof(*k));
}
