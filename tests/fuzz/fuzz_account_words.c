/*
 * fuzz_account_words: what strangers type: a cookie's token, a name, a PIN, a key of an order. What
 * is taken keeps its rules, and says the same once more.
 */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "console/account.h"

static void check_token(struct rd input)
{
	uint8_t octets[ACCOUNT_OCTETS];
	char text[ACCOUNT_HEX_SIZE + 1];
	char form[ACCOUNT_HEX_SIZE + 1];
	bool good = account_hex_read(input, octets);
	promise(good == (account_form(input, form) == EG_OK));
	if (!good) {
		promise(!account_form_fits(input, input));
		return;
	}
	account_hex(octets, text);
	promise(rd_equal(rd_cstr(text), input));
	promise(account_form_fits(input, rd_cstr(form)) && !account_form_fits(input, input));
}

static void check_name(struct rd input)
{
	if (account_name_check(input) == EG_OK) {
		promise(input.left > 0 && input.left <= ACCOUNT_NAME_MAX && utf8_printable(input));
		promise(account_name_same(input, input));
	}
}

static void check_pin(struct rd input)
{
	if (account_pin_check(input, RD_TEXT("Ada")) == EG_OK) {
		promise(input.left >= 6 && input.left <= ACCOUNT_PIN_MAX && utf8_printable(input));
		promise(account_pin_check(input, input) != EG_OK); /* no name is its own PIN */
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd input = rd_of(data, size);
	enum account_office office;
	check_token(input);
	check_name(input);
	check_pin(input);
	promise(!account_key_good(input) || (size >= ACCOUNT_KEY_MIN && size <= ACCOUNT_KEY_MAX));
	promise(!account_office_from_word(input, &office) ||
		rd_equal(input, rd_cstr(account_office_word(office))));
	return 0;
}
