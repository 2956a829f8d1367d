/*
 * fuzz_console_body: any body of a browser either is refused, or gives texts that end, that steer
 * no screen, and a version that JSON can keep.
 */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "prog/console_body.h"

static void must_be_text(const char *text, size_t cap, bool may_be_empty)
{
	size_t size = 0;
	while (size < cap && text[size] != '\0') {
		size++;
	}
	promise(size < cap);
	promise(may_be_empty || size > 0);
	promise(utf8_printable(rd_of(text, size)));
}

static void wish(struct rd json, const char *member)
{
	struct body_wish b;
	if (body_wish_read(json, member, &b) != EG_OK) {
		return;
	}
	must_be_text(b.what, sizeof(b.what), false);
	must_be_text(b.code, sizeof(b.code), true);
	must_be_text(b.note, sizeof(b.note), true);
	must_be_text(b.from, sizeof(b.from), true);
	promise(b.version >= 0 && b.version < INT64_C(1) << 53);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct rd json = size == 0 ? RD_EMPTY : rd_of(data, size);
	struct body_login login;
	wish(json, "act");
	wish(json, "order");
	if (body_login_read(json, &login) == EG_OK) {
		must_be_text(login.name, sizeof(login.name), false);
		must_be_text(login.pin, sizeof(login.pin), false);
		promise(body_empty_read(json) != EG_OK);
	}
	return 0;
}
