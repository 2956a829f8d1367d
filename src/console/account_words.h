/*
 * account_words: what officers are called, what they may do, and what they type.
 * Knows offices, rights, and the rules of names, PINs and the text of tokens. Never knows who is
 * enrolled, nor a clock.
 */
#ifndef EG_CONSOLE_ACCOUNT_WORDS_H
#define EG_CONSOLE_ACCOUNT_WORDS_H

#include "base/rd.h"
#include "base/wr.h"

/* What somebody is at a checkpoint. The file of accounts keeps the words. */
#define ACCOUNT_OFFICES(X)                                               \
	X(ACCOUNT_VIEWER, "viewer", "sees lanes and statistics")         \
	X(ACCOUNT_OFFICER, "officer", "works on cases and orders lanes") \
	X(ACCOUNT_SUPERVISOR, "supervisor", "works, and agrees to hits") \
	X(ACCOUNT_ADMIN, "admin", "keeps accounts, sees no case")        \
	X(ACCOUNT_INTEGRATOR, "integrator", "sees lanes with their wires")

enum account_office {
#define X(name, word, text) name,
	ACCOUNT_OFFICES(X)
#undef X
		ACCOUNT_OFFICE_COUNT
};

/* "?" beyond the range. */
const char *account_office_word(unsigned office);
const char *account_office_text(unsigned office);
EG_CHECK bool account_office_from_word(struct rd word, enum account_office *out);

enum account_right {
	ACCOUNT_SEE_LANES,     /* states, passages and statistics: nothing of a person */
	ACCOUNT_SEE_WIRES,     /* inputs and outputs of lanes */
	ACCOUNT_SEE_CASES,     /* documents, findings, hits, pictures */
	ACCOUNT_ORDER,         /* open, close, evacuate, reset, turn */
	ACCOUNT_ACT,           /* ack, retry, pass, ...: and counts as attending */
	ACCOUNT_AGREE,         /* as the second officer, to let somebody pass who is listed */
	ACCOUNT_KEEP_ACCOUNTS, /* sees who is enrolled */
	ACCOUNT_RIGHT_COUNT
};

/* False beyond the ranges. */
bool account_may(unsigned office, unsigned right);

#define ACCOUNT_NAME_MAX 64  /* octets */
#define ACCOUNT_PIN_MAX  128 /* octets */

/*
 * A name is printable UTF-8 with single blanks inside, at most ACCOUNT_NAME_MAX octets. None of its
 * characters has a second spelling (Latin, Greek, Cyrillic, Arabic, Han, kana, Hangul: as NFC has
 * them), joins the one before, or is not seen. EG_BAD_DATA, with the reason.
 */
EG_CHECK enum eg_err account_name_check(struct rd name);
/* Names that differ in the case of A to Z only are one. */
EG_CHECK bool account_name_same(struct rd a, struct rd b);
/*
 * May this PIN be given to the officer of that name? At least six digits, or eight characters of
 * which one is no digit; no runs (123456, 000000), repeats (121212), nor the name. EG_BAD_DATA,
 * with the reason.
 */
EG_CHECK enum eg_err account_pin_check(struct rd pin, struct rd name);

/* 32 octets as 64 small hexadecimal digits: cookies, X-Egate-Token, fingerprints. */
#define ACCOUNT_OCTETS   32
#define ACCOUNT_HEX_SIZE (2 * ACCOUNT_OCTETS)
/* With a NUL behind. */
void account_hex(const uint8_t octets[ACCOUNT_OCTETS], char out[ACCOUNT_HEX_SIZE + 1]);
/* False for anything but 64 small hexadecimal digits. */
EG_CHECK bool account_hex_read(struct rd text, uint8_t out[ACCOUNT_OCTETS]);

/* Idempotency-Key: 16 to 64 of A-Z, a-z, 0-9 and "-". */
#define ACCOUNT_KEY_MIN 16
#define ACCOUNT_KEY_MAX 64
EG_CHECK bool account_key_good(struct rd key);

#endif
