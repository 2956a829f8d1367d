/*
 * store_file: the trust store as one file: a head, a table of sections, their bytes, a hash over
 * all. Knows where each section lies. Never knows what is in one, nor where the file lies.
 */
#include "pki/store_file.h"

#include "pki/crypt.h"

#define MAGIC      RD_TEXT("EGATETS2")
#define HASH_SIZE  32
#define FRONT_SIZE 24 /* magic, count, zero, size */
#define HEAD_SIZE  (FRONT_SIZE + HASH_SIZE)
#define ENTRY_SIZE 24
#define ALIGNMENT  8

void store_parts_free(struct store_parts *p)
{
	for (size_t i = 0; p != NULL && i < STORE_SECTION_COUNT; i++) {
		bytes_free(&p->of[i]);
	}
}

struct store_sections store_parts_view(const struct store_parts *p)
{
	struct store_sections s = {0};
	for (size_t i = 0; i < STORE_SECTION_COUNT; i++) {
		s.of[i] = bytes_rd(&p->of[i]);
	}
	return s;
}

static size_t padding(size_t size)
{
	return (ALIGNMENT - size % ALIGNMENT) % ALIGNMENT;
}

static enum eg_err check_hash(struct rd file, struct rd hash)
{
	uint8_t digest[CRYPT_HASH_MAX];
	struct rd parts[2];
	struct rd skipped;
	if (!rd_take(&file, FRONT_SIZE, &parts[0]) || !rd_take(&file, HASH_SIZE, &skipped)) {
		return EG_FAIL(EG_TRUNCATED, "trust store");
	}
	parts[1] = file;
	EG_TRY(crypt_hash_parts(CRYPT_SHA256, parts, 2, digest));
	return rd_equal(hash, rd_of(digest, HASH_SIZE))
		       ? EG_OK
		       : EG_FAIL(EG_MISMATCH, "hash of the trust store");
}

/* The sections lie one behind the other in the table's order, only zeros between them. */
static enum eg_err take_section(struct rd *table, struct rd *body, size_t *place, int64_t *before,
				struct store_sections *out)
{
	static const uint8_t zeros[ALIGNMENT] = {0};
	uint32_t section = 0;
	uint32_t zero = 1;
	uint64_t offset = 0;
	uint64_t size = 0;
	struct rd gap;
	if (!rd_be32(table, &section) || !rd_be32(table, &zero) || !rd_be64(table, &offset) ||
	    !rd_be64(table, &size) || zero != 0 || (int64_t)section <= *before || size == 0 ||
	    size > STORE_FILE_SIZE_MAX) {
		return EG_FAIL(EG_BAD_DATA, "table of the trust store");
	}
	if (section >= STORE_SECTION_COUNT) {
		return EG_FAIL(EG_UNSUPPORTED, "section of the trust store not known here");
	}
	size_t pad = padding(*place);
	if (offset != *place + pad || !rd_take(body, pad, &gap) ||
	    !rd_equal(gap, rd_of(zeros, pad)) || !rd_take(body, (size_t)size, &out->of[section])) {
		return EG_FAIL(EG_BAD_DATA, "section of the trust store");
	}
	*place += pad + (size_t)size;
	*before = section;
	return EG_OK;
}

enum eg_err store_file_open(struct rd file, struct store_sections *out)
{
	struct store_sections s = {0};
	struct rd r = file;
	struct rd magic;
	struct rd hash;
	struct rd table;
	uint32_t count = 0;
	uint32_t zero = 1;
	uint64_t size = 0;
	int64_t before = -1;
	if (!rd_take(&r, MAGIC.left, &magic) || !rd_be32(&r, &count) || !rd_be32(&r, &zero) ||
	    !rd_be64(&r, &size) || !rd_take(&r, HASH_SIZE, &hash)) {
		return EG_FAIL(EG_TRUNCATED, "trust store");
	}
	if (!rd_equal(magic, MAGIC) || zero != 0) {
		return EG_FAIL(EG_UNSUPPORTED, "no trust store, or of another version");
	}
	if (size != file.left || count > STORE_SECTION_COUNT ||
	    !rd_take(&r, (size_t)count * ENTRY_SIZE, &table)) {
		return EG_FAIL(EG_TRUNCATED, "trust store");
	}
	size_t place = HEAD_SIZE + (size_t)count * ENTRY_SIZE;
	while (table.left > 0) {
		EG_TRY(take_section(&table, &r, &place, &before, &s));
	}
	if (!rd_end(&r)) {
		return EG_FAIL(EG_BAD_DATA, "trust store");
	}
	EG_TRY(check_hash(file, hash));
	*out = s;
	return EG_OK;
}

static size_t whole_size(const struct store_sections *s, uint32_t *count)
{
	size_t size = HEAD_SIZE;
	*count = 0;
	for (size_t i = 0; i < STORE_SECTION_COUNT; i++) {
		*count += s->of[i].left > 0 ? 1 : 0;
	}
	size += (size_t)*count * ENTRY_SIZE;
	for (size_t i = 0; i < STORE_SECTION_COUNT; i++) {
		size += s->of[i].left > 0 ? padding(size) + s->of[i].left : 0;
	}
	return size;
}

/* Table and sections, each kind behind the ones before it. */
static void put_sections(struct wr *w, const struct store_sections *s, uint32_t count)
{
	size_t offset = HEAD_SIZE + (size_t)count * ENTRY_SIZE;
	for (uint32_t i = 0; i < STORE_SECTION_COUNT; i++) {
		if (s->of[i].left > 0) {
			offset += padding(offset);
			wr_be32(w, i);
			wr_be32(w, 0);
			wr_be64(w, offset);
			wr_be64(w, s->of[i].left);
			offset += s->of[i].left;
		}
	}
	for (size_t i = 0; i < STORE_SECTION_COUNT; i++) {
		if (s->of[i].left > 0) {
			wr_fill(w, 0, padding(w->size));
			wr_put(w, s->of[i]);
		}
	}
}

enum eg_err store_file_build(const struct store_sections *s, struct bytes *out)
{
	uint8_t digest[CRYPT_HASH_MAX];
	uint32_t count;
	struct rd all;
	size_t size = whole_size(s, &count);
	EG_TRY(bytes_reserve(out, size, STORE_FILE_SIZE_MAX));
	struct wr w = wr_of(out->data, out->cap);
	wr_put(&w, MAGIC);
	wr_be32(&w, count);
	wr_be32(&w, 0);
	wr_be64(&w, size);
	struct wr hash = wr_of(wr_room(&w, HASH_SIZE), HASH_SIZE);
	put_sections(&w, s, count);
	EG_TRY(wr_done(&w, &all));
	const struct rd parts[2] = {rd_of(out->data, FRONT_SIZE),
				    rd_of(out->data + HEAD_SIZE, all.left - HEAD_SIZE)};
	EG_TRY(crypt_hash_parts(CRYPT_SHA256, parts, 2, digest));
	wr_put(&hash, rd_of(digest, HASH_SIZE));
	out->size = size;
	return wr_done(&hash, &all);
}
