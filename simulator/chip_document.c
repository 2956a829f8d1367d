/*
 * chip_document: what lies inside one virtual document.
 * Knows the container format. Never knows how a chip behaves nor what the files mean.
 */
#include "simulator/chip_document.h"

#include "simulator/file.h"

#define TAG_DOCUMENT 0x6F
#define TAG_FILE     0xA1
#define TAG_AA       0xA2
#define TAG_CA       0xA3
#define TAG_TA       0xA4
#define TAG_FIRST    0x80
#define TAG_SECOND   0x81
#define TAG_THIRD    0x82
#define TAG_FOURTH   0x83

static const char magic[4] = {'E', 'G', 'D', '1'};

static bool read_byte(struct rd *from, uint32_t tag, uint8_t *out)
{
	struct rd value;
	return rd_expect(from, tag, &value) && rd_u8(&value, out) && rd_end(&value);
}

static enum eg_err parse_file(struct chip_document *d, struct rd body)
{
	struct chip_file file = {0};
	struct rd fid;
	uint8_t place;
	if (!rd_expect(&body, TAG_FIRST, &fid) || !rd_be16(&fid, &file.fid) || !rd_end(&fid)) {
		return EG_FAIL(EG_BAD_DATA, "file identifier is not two bytes");
	}
	if (!read_byte(&body, TAG_SECOND, &file.sfi) || !read_byte(&body, TAG_THIRD, &place) ||
	    place > 1 || file.sfi > 30) {
		return EG_FAIL(EG_BAD_DATA, "short file identifier or place is out of range");
	}
	if (!rd_expect(&body, TAG_FOURTH, &file.contents) || !rd_end(&body)) {
		return EG_FAIL(EG_BAD_DATA, "file has no contents");
	}
	file.in_application = place == 1;
	return chip_document_add(d, file);
}

static bool known_curve(uint8_t curve)
{
	return crypt_curve_size((enum crypt_curve)curve) != 0;
}

static enum eg_err parse_key(struct chip_document *d, struct rd body)
{
	uint8_t kind;
	uint8_t curve;
	uint8_t hash;
	if (!read_byte(&body, TAG_FIRST, &kind) || !read_byte(&body, TAG_SECOND, &curve) ||
	    !read_byte(&body, TAG_THIRD, &hash) || !rd_expect(&body, TAG_FOURTH, &d->aa_key) ||
	    !rd_end(&body)) {
		return EG_FAIL(EG_BAD_DATA, "Active Authentication key badly framed");
	}
	if ((kind != CHIP_KEY_RSA && kind != CHIP_KEY_EC) || hash > CRYPT_SHA512 ||
	    (kind == CHIP_KEY_EC && !known_curve(curve))) {
		return EG_FAIL(EG_BAD_DATA, "Active Authentication key of unknown kind");
	}
	d->aa_kind = (enum chip_key)kind;
	d->aa_curve = (enum crypt_curve)curve;
	d->aa_hash = (enum crypt_hash)hash;
	return EG_OK;
}

static enum eg_err parse_ca_pair(struct chip_document *d, struct rd body)
{
	struct chip_ca_pair pair = {0};
	bool has_id;
	if (d->ca_pair_count == CHIP_CA_KEYS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "too many Chip Authentication keys");
	}
	if (!rd_optional(&body, TAG_FIRST, &pair.id, &has_id) ||
	    (has_id && (pair.id.left == 0 || pair.id.left > 4)) ||
	    !read_byte(&body, TAG_SECOND, &pair.ciphers) ||
	    !rd_expect(&body, TAG_THIRD, &pair.spki) ||
	    !rd_expect(&body, TAG_FOURTH, &pair.private_number) || !rd_end(&body)) {
		return EG_FAIL(EG_BAD_DATA, "Chip Authentication key badly framed");
	}
	d->ca_pairs[d->ca_pair_count++] = pair;
	return EG_OK;
}

static enum eg_err parse_ta(struct chip_document *d, struct rd body)
{
	if (!rd_expect(&body, TAG_FIRST, &d->current_date) ||
	    d->current_date.left != CHIP_DATE_SIZE) {
		return EG_FAIL(EG_BAD_DATA, "Terminal Authentication without a date");
	}
	while (body.left > 0 && d->trust_point_count < CHIP_TRUST_POINTS_MAX) {
		struct rd *point = &d->trust_points[d->trust_point_count++];
		if (!rd_expect(&body, TAG_SECOND, point)) {
			return EG_FAIL(EG_BAD_DATA, "trust point badly framed");
		}
	}
	return rd_end(&body) ? EG_OK : EG_FAIL(EG_BAD_DATA, "too many trust points");
}

/* One part behind the access secrets; the keys' parts come once, or a few times. */
static enum eg_err parse_part(struct chip_document *d, uint32_t tag, struct rd value)
{
	switch (tag) {
	case TAG_FILE:
		return parse_file(d, value);
	case TAG_CA:
		return parse_ca_pair(d, value);
	case TAG_AA:
		if (d->aa_kind == CHIP_KEY_NONE) {
			return parse_key(d, value);
		}
		break;
	case TAG_TA:
		if (d->current_date.left == 0) {
			return parse_ta(d, value);
		}
		break;
	default:
		break;
	}
	return EG_FAIL(EG_BAD_DATA, "unknown part of a document");
}

static enum eg_err parse_body(struct chip_document *d, struct rd body)
{
	bool has_can;
	if (!rd_expect(&body, TAG_FIRST, &d->mrz_information) ||
	    d->mrz_information.left > CHIP_MRZ_INFORMATION_MAX ||
	    !rd_optional(&body, TAG_SECOND, &d->can, &has_can) || (has_can && d->can.left == 0)) {
		return EG_FAIL(EG_BAD_DATA, "access secrets badly framed");
	}
	while (body.left > 0) {
		uint32_t tag;
		struct rd value;
		if (!rd_tlv(&body, &tag, &value)) {
			return EG_FAIL(EG_BAD_DATA, "document badly framed");
		}
		EG_TRY(parse_part(d, tag, value));
	}
	return EG_OK;
}

static enum eg_err parse_raw(struct chip_document *d)
{
	struct rd whole = bytes_rd(&d->raw);
	struct rd start;
	struct rd body;
	if (!rd_take(&whole, sizeof(magic), &start) || !rd_equal(start, RD_ARRAY(magic))) {
		return EG_FAIL(EG_BAD_DATA, "not an egate document");
	}
	if (!rd_expect(&whole, TAG_DOCUMENT, &body) || !rd_end(&whole)) {
		return EG_FAIL(EG_BAD_DATA, "document badly framed");
	}
	return parse_body(d, body);
}

enum eg_err chip_document_parse(struct chip_document *out, struct rd container)
{
	EG_AUTO(chip_document_free) struct chip_document d = {0};
	*out = (struct chip_document){0};
	EG_TRY(bytes_reserve(&d.raw, container.left, CHIP_DOCUMENT_MAX));
	EG_TRY(bytes_append(&d.raw, container));
	EG_TRY(parse_raw(&d));
	*out = d;
	d = (struct chip_document){0};
	return EG_OK;
}

enum eg_err chip_document_load(struct chip_document *out, const char *path)
{
	EG_AUTO(bytes_free) struct bytes contents = {0};
	EG_TRY(file_read(path, CHIP_DOCUMENT_MAX, &contents));
	return chip_document_parse(out, bytes_rd(&contents));
}

void chip_document_free(struct chip_document *d)
{
	if (d != NULL) {
		bytes_free(&d->raw);
		*d = (struct chip_document){0};
	}
}

enum eg_err chip_document_add(struct chip_document *d, struct chip_file file)
{
	if (d->file_count == CHIP_FILES_MAX) {
		return EG_FAIL(EG_TOO_BIG, "too many files in a document");
	}
	d->files[d->file_count++] = file;
	return EG_OK;
}

static void write_byte(struct wr *out, uint32_t tag, uint8_t value)
{
	wr_tlv(out, tag, rd_of(&value, 1));
}

static void write_file(struct wr *out, const struct chip_file *file)
{
	size_t body = wr_open(out, TAG_FILE);
	size_t fid = wr_open(out, TAG_FIRST);
	wr_be16(out, file->fid);
	wr_close(out, fid);
	write_byte(out, TAG_SECOND, file->sfi);
	write_byte(out, TAG_THIRD, file->in_application ? 1 : 0);
	wr_tlv(out, TAG_FOURTH, file->contents);
	wr_close(out, body);
}

static void write_ca_pair(struct wr *out, const struct chip_ca_pair *pair)
{
	size_t key = wr_open(out, TAG_CA);
	if (pair->id.left > 0) {
		wr_tlv(out, TAG_FIRST, pair->id);
	}
	write_byte(out, TAG_SECOND, pair->ciphers);
	wr_tlv(out, TAG_THIRD, pair->spki);
	wr_tlv(out, TAG_FOURTH, pair->private_number);
	wr_close(out, key);
}

static void write_ta(struct wr *out, const struct chip_document *d)
{
	size_t ta = wr_open(out, TAG_TA);
	wr_tlv(out, TAG_FIRST, d->current_date);
	for (size_t i = 0; i < d->trust_point_count; i++) {
		wr_tlv(out, TAG_SECOND, d->trust_points[i]);
	}
	wr_close(out, ta);
}

void chip_document_write(const struct chip_document *d, struct wr *out)
{
	wr_put(out, RD_ARRAY(magic));
	size_t document = wr_open(out, TAG_DOCUMENT);
	wr_tlv(out, TAG_FIRST, d->mrz_information);
	if (d->can.left > 0) {
		wr_tlv(out, TAG_SECOND, d->can);
	}
	for (size_t i = 0; i < d->file_count; i++) {
		write_file(out, &d->files[i]);
	}
	if (d->aa_kind != CHIP_KEY_NONE) {
		size_t key = wr_open(out, TAG_AA);
		write_byte(out, TAG_FIRST, (uint8_t)d->aa_kind);
		write_byte(out, TAG_SECOND, (uint8_t)d->aa_curve);
		write_byte(out, TAG_THIRD, (uint8_t)d->aa_hash);
		wr_tlv(out, TAG_FOURTH, d->aa_key);
		wr_close(out, key);
	}
	for (size_t i = 0; i < d->ca_pair_count; i++) {
		write_ca_pair(out, &d->ca_pairs[i]);
	}
	if (d->current_date.left > 0) {
		write_ta(out, d);
	}
	wr_close(out, document);
}
