/*
 * pki_bundle: an update that is carried by hand to a checkpoint without a network: a list of its
 * files with sizes and hashes.
 * Knows the list. Never opens a file, never knows what is in one.
 */
#include "prog/pki_bundle.h"

#include "pki/asn1_time.h"
#include "prog/pki_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HEADING "egate bundle 1"
#define DAY_S   86400

static bool name_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || c == '.';
}

bool bundle_name_good(const char *name)
{
	size_t size = 0;
	for (; name[size] != '\0'; size++) {
		if (size == BUNDLE_NAME_MAX || !name_letter(name[size])) {
			return false;
		}
	}
	return size > 0 && name[0] != '.' && strcmp(name, BUNDLE_LIST_NAME) != 0;
}

static bool take_word(struct rd *line, const char *word)
{
	struct rd found = rd_until(line, " ");
	return rd_equal(found, rd_cstr(word));
}

static bool take_digits(struct rd *r, size_t digits, unsigned *out)
{
	uint8_t c = 0;
	*out = 0;
	for (size_t i = 0; i < digits; i++) {
		if (!rd_u8(r, &c) || c < '0' || c > '9') {
			return false;
		}
		*out = *out * 10 + (unsigned)(c - '0');
	}
	return true;
}

/* "2026-11-29T21:08:54Z" and nothing behind it. */
static bool take_moment(struct rd r, int64_t *out)
{
	static const struct {
		size_t digits;
		char after;
	} parts[] = {{4, '-'}, {2, '-'}, {2, 'T'}, {2, ':'}, {2, ':'}, {2, 'Z'}};
	unsigned n[6] = {0};
	uint8_t c = 0;
	for (size_t i = 0; i < 6; i++) {
		if (!take_digits(&r, parts[i].digits, &n[i]) || !rd_u8(&r, &c) ||
		    c != (uint8_t)parts[i].after) {
			return false;
		}
	}
	struct date day = {(uint16_t)n[0], (uint8_t)n[1], (uint8_t)n[2]};
	*out = asn1_time_of_day(day) + (int64_t)n[3] * 3600 + (int64_t)n[4] * 60 + (int64_t)n[5];
	return rd_end(&r) && date_valid(day) && n[0] >= 1970 && n[3] < 24 && n[4] < 60 && n[5] < 60;
}

static bool hex_value(uint8_t c, uint8_t *out)
{
	if (c >= '0' && c <= '9') {
		*out = (uint8_t)(c - '0');
		return true;
	}
	*out = (uint8_t)(c - 'a' + 10);
	return c >= 'a' && c <= 'f';
}

static bool take_hash(struct rd text, uint8_t out[32])
{
	for (size_t i = 0; i < 32; i++) {
		uint8_t high = 0;
		uint8_t low = 0;
		uint8_t a = 0;
		uint8_t b = 0;
		if (!rd_u8(&text, &high) || !rd_u8(&text, &low) || !hex_value(high, &a) ||
		    !hex_value(low, &b)) {
			return false;
		}
		out[i] = (uint8_t)(a << 4 | b);
	}
	return rd_end(&text);
}

static bool take_size(struct rd text, uint64_t *out)
{
	uint8_t c = 0;
	*out = 0;
	if (text.left == 0 || text.left > 12) {
		return false;
	}
	while (rd_u8(&text, &c)) {
		if (c < '0' || c > '9') {
			return false;
		}
		*out = *out * 10 + (uint64_t)(c - '0');
	}
	return true;
}

static bool take_file(struct rd line, struct bundle *b)
{
	struct bundle_file f = {.size = 0};
	size_t size = 0;
	if (!take_word(&line, "file") || !take_hash(rd_until(&line, " "), f.sha256) ||
	    !take_size(rd_until(&line, " "), &f.size) ||
	    !rd_dump(line, f.name, BUNDLE_NAME_MAX, &size)) {
		return false;
	}
	for (size_t i = 0; i < b->count; i++) {
		if (strcmp(b->files[i].name, f.name) == 0) {
			return false;
		}
	}
	/* A zero octet in the text would end the name early. */
	if (strlen(f.name) != size || !bundle_name_good(f.name) || b->count == BUNDLE_FILES_MAX) {
		return false;
	}
	b->files[b->count++] = f;
	return true;
}

enum eg_err bundle_parse(struct rd text, struct bundle *out)
{
	*out = (struct bundle){0};
	if (text.left > BUNDLE_LIST_MAX) {
		return EG_FAIL(EG_TOO_BIG, "list of the bundle");
	}
	struct rd line = rd_until(&text, "\n");
	if (!rd_equal(line, RD_TEXT(HEADING))) {
		return EG_FAIL(EG_BAD_DATA, "no list of a bundle of this version");
	}
	line = rd_until(&text, "\n");
	if (!take_word(&line, "made") || !take_moment(line, &out->made_s)) {
		return EG_FAIL(EG_BAD_DATA, "list of the bundle does not say when it was made");
	}
	while (text.left > 0) {
		if (!take_file(rd_until(&text, "\n"), out)) {
			return EG_FAIL(EG_BAD_DATA, "a line of the bundle's list");
		}
	}
	return out->count > 0 ? EG_OK : EG_FAIL(EG_BAD_DATA, "bundle without files");
}

enum eg_err bundle_write(const struct bundle *b, struct wr *out)
{
	wr_put(out, RD_TEXT(HEADING "\nmade "));
	wr_put(out, rd_cstr(pki_moment(b->made_s).text));
	wr_put(out, RD_TEXT("\n"));
	for (size_t i = 0; i < b->count; i++) {
		const struct bundle_file *f = &b->files[i];
		char size[32];
		(void)snprintf(size, sizeof(size), " %" PRIu64 " ", f->size); /* fits */
		wr_put(out, RD_TEXT("file "));
		wr_put(out, rd_cstr(pki_hex(rd_of(f->sha256, sizeof(f->sha256)), 32).text));
		wr_put(out, rd_cstr(size));
		wr_put(out, rd_cstr(f->name));
		wr_put(out, RD_TEXT("\n"));
	}
	struct rd done;
	return wr_done(out, &done);
}
