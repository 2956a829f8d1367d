/*
 * forge_lds: the elementary files of an invented document (Doc 9303-10), written.
 * Knows layouts. Never reads a file of a chip.
 */
#include "simulator/forge_lds.h"

#define TAG_INTEGER 0x02
#define TAG_OID     0x06
#define TAG_SEQ     0x30
#define TAG_SET     0x31

/* id-PACE-ECDH-GM; the last arc, the cipher, is added. */
static const uint8_t pace_ecdh_gm[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02};
/* id-icao-mrtd-security-aaProtocolObject, 2.23.136.1.1.5 */
static const uint8_t aa_protocol[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x05};
/* ecdsa-plain-signatures of TR-03111; the last arc, the hash, is added: SHA-1 1 ... SHA-512 5. */
static const uint8_t ecdsa_plain[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01};

struct picture {
	bool jpeg2000;
	uint16_t width;
	uint16_t height;
};

void forge_dg1(struct wr *out, struct rd mrz)
{
	size_t group = wr_open(out, 0x61);
	wr_tlv(out, 0x5F1F, mrz);
	wr_close(out, group);
}

/* SOF0..SOF15 but DHT (C4), JPG (C8), DAC (CC): ISO/IEC 10918-1, Table B.1. */
static bool is_start_of_frame(uint8_t marker)
{
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
	       marker != 0xCC;
}

static bool read_jpeg(struct rd file, struct picture *p)
{
	uint8_t mark;
	uint8_t marker;
	uint16_t size;
	struct rd segment;
	if (!rd_skip(&file, 2)) {
		return false;
	}
	while (rd_u8(&file, &mark) && mark == 0xFF && rd_u8(&file, &marker) &&
	       rd_be16(&file, &size) && size >= 2 && rd_take(&file, size - 2U, &segment)) {
		if (is_start_of_frame(marker)) {
			return rd_skip(&segment, 1) && rd_be16(&segment, &p->height) &&
			       rd_be16(&segment, &p->width);
		}
	}
	return false;
}

static bool narrow(uint32_t width, uint32_t height, struct picture *p)
{
	p->width = (uint16_t)width;
	p->height = (uint16_t)height;
	return width <= UINT16_MAX && height <= UINT16_MAX;
}

/* SIZ follows SOC: marker, length, capabilities, Xsiz, Ysiz, XOsiz, YOsiz (15444-1, A.5.1). */
static bool read_codestream(struct rd file, struct picture *p)
{
	uint32_t x;
	uint32_t y;
	uint32_t x0;
	uint32_t y0;
	return rd_skip(&file, 8) && rd_be32(&file, &x) && rd_be32(&file, &y) &&
	       rd_be32(&file, &x0) && rd_be32(&file, &y0) && x >= x0 && y >= y0 &&
	       narrow(x - x0, y - y0, p);
}

/* Boxes: size, type; jp2h starts with ihdr: height, width (15444-1, I.5.3). */
static bool read_jp2(struct rd file, struct picture *p)
{
	uint32_t size;
	struct rd type;
	struct rd body;
	while (rd_be32(&file, &size) && size >= 8 && rd_take(&file, 4, &type) &&
	       rd_take(&file, size - 8, &body)) {
		if (rd_equal(type, RD_TEXT("jp2h"))) {
			uint32_t width;
			uint32_t height;
			return rd_skip(&body, 8) && rd_be32(&body, &height) &&
			       rd_be32(&body, &width) && narrow(width, height, p);
		}
	}
	return false;
}

static enum eg_err read_picture(struct rd file, struct picture *p)
{
	uint32_t magic;
	struct rd start = file;
	*p = (struct picture){0};
	bool ok = file.left <= FORGE_PORTRAIT_MAX && rd_be32(&start, &magic);
	if (ok && magic >> 8 == 0xFFD8FF) {
		ok = read_jpeg(file, p);
	} else if (ok && magic == 0xFF4FFF51) {
		p->jpeg2000 = true;
		ok = read_codestream(file, p);
	} else if (ok && magic == 0x0000000C) {
		p->jpeg2000 = true;
		ok = read_jp2(file, p);
	} else {
		ok = false;
	}
	return ok && p->width > 0 && p->height > 0
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "portrait is no JPEG or JPEG 2000 of fitting size");
}

/* ISO/IEC 19794-5:2005: record header 14, face information 20, image information 12 bytes. */
static void put_face(struct wr *out, struct rd portrait, const struct picture *p, char sex,
		     uint16_t quality)
{
	uint32_t block = (uint32_t)(20 + 12 + portrait.left);
	wr_put(out, RD_TEXT("FAC"));
	wr_u8(out, 0);
	wr_put(out, RD_TEXT("010"));
	wr_u8(out, 0);
	wr_be32(out, 14 + block);
	wr_be16(out, 1); /* one image */
	wr_be32(out, block);
	wr_be16(out, 0); /* no feature points */
	wr_u8(out, sex == 'M' ? 1 : sex == 'F' ? 2 : 0);
	wr_fill(out, 0, 2 + 3 + 2 + 3 + 3); /* eyes, hair, features, expression, pose: not told */
	wr_u8(out, 1);                      /* full frontal */
	wr_u8(out, p->jpeg2000 ? 1 : 0);
	wr_be16(out, p->width);
	wr_be16(out, p->height);
	wr_u8(out, 1);   /* 24 bit RGB */
	wr_u8(out, 2);   /* static photograph, digital camera */
	wr_be16(out, 0); /* device type not told */
	wr_be16(out, quality);
	wr_put(out, portrait);
}

enum eg_err forge_dg2(struct wr *out, struct rd portrait, char sex, uint16_t quality)
{
	static const uint8_t one[] = {1};
	static const uint8_t header[] = {
		0x80, 0x02, 0x01, 0x01, /* ICAO header version */
		0x81, 0x01, 0x02,       /* facial features */
		0x87, 0x02, 0x01, 0x01, /* format owner: ISO/IEC JTC 1/SC 37 */
		0x88, 0x02, 0x00, 0x08, /* format type: face image */
	};
	struct picture p;
	EG_TRY(read_picture(portrait, &p));
	size_t group = wr_open(out, 0x75);
	size_t templates = wr_open(out, 0x7F61);
	wr_tlv(out, TAG_INTEGER, RD_ARRAY(one));
	size_t template = wr_open(out, 0x7F60);
	wr_tlv(out, 0xA1, RD_ARRAY(header));
	size_t face = wr_open(out, 0x5F2E);
	put_face(out, portrait, &p, sex, quality);
	wr_close(out, face);
	wr_close(out, template);
	wr_close(out, templates);
	wr_close(out, group);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "DG2 does not fit") : EG_OK;
}

static void put_oid(struct wr *out, struct rd prefix, uint8_t last)
{
	size_t oid = wr_open(out, TAG_OID);
	wr_put(out, prefix);
	wr_u8(out, last);
	wr_close(out, oid);
}

/* PACEInfo (Doc 9303-11, 9.2.1). */
static void put_pace_info(struct wr *out, const struct forge_pace *pace)
{
	size_t info = wr_open(out, TAG_SEQ);
	put_oid(out, RD_ARRAY(pace_ecdh_gm), (uint8_t)(pace->cipher + 1));
	wr_small_int(out, 2);
	wr_small_int(out, pace->curve);
	wr_close(out, info);
}

/* ActiveAuthenticationInfo (9.2.4). */
static void put_aa_info(struct wr *out, enum crypt_hash hash)
{
	size_t info = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, RD_ARRAY(aa_protocol));
	wr_small_int(out, 1);
	put_oid(out, RD_ARRAY(ecdsa_plain), (uint8_t)(hash + 1));
	wr_close(out, info);
}

void forge_dg14(struct wr *out, const struct forge_pace *pace, bool has_aa_hash,
		enum crypt_hash aa_hash)
{
	size_t group = wr_open(out, 0x6E);
	size_t infos = wr_open(out, TAG_SET);
	if (pace->offered) {
		put_pace_info(out, pace); /* the shorter first: DER order of a SET OF */
	}
	if (has_aa_hash) {
		put_aa_info(out, aa_hash);
	}
	wr_close(out, infos);
	wr_close(out, group);
}

void forge_dg15(struct wr *out, struct rd spki)
{
	wr_tlv(out, 0x6F, spki);
}

void forge_com(struct wr *out, unsigned lds_version, struct rd groups)
{
	size_t com = wr_open(out, 0x60);
	wr_tlv(out, 0x5F01, lds_version == 0 ? RD_TEXT("0107") : RD_TEXT("0108"));
	wr_tlv(out, 0x5F36, RD_TEXT("040000"));
	wr_tlv(out, 0x5C, groups);
	wr_close(out, com);
}

void forge_card_access(struct wr *out, const struct forge_pace *pace)
{
	size_t infos = wr_open(out, TAG_SET);
	put_pace_info(out, pace);
	wr_close(out, infos);
}

void forge_atr_info(struct wr *out, uint16_t command_max, uint16_t answer_max)
{
	/* DF name, short identifiers; data unit of one byte; chaining, extended length, 7F66. */
	static const uint8_t capabilities[] = {0x84, 0x01, 0xE0};
	wr_tlv(out, 0x47, RD_ARRAY(capabilities));
	size_t lengths = wr_open(out, 0x7F66);
	wr_small_int(out, command_max);
	wr_small_int(out, answer_max);
	wr_close(out, lengths);
}
