/*
 * forge_block: one face, finger or iris as a block of ISO/IEC 39794, parts 5, 4 and 6.
 * Knows the modules' fields, in DER with implicit tags. Never reads a block.
 */
#include "simulator/forge_bio.h"

#define TAG_SEQ 0x30
/* Context tags: a primitive field n and a constructed one. */
#define FIELD(n) (0x80u + (n))
#define BUILT(n) (0xA0u + (n))

static void put_number(struct wr *out, uint32_t tag, uint32_t value)
{
	uint8_t octets[5];
	struct wr w = WR_ARRAY(octets);
	wr_u8(&w, 0);
	wr_be32(&w, value);
	struct rd number = wr_view(&w);
	uint8_t first = 0;
	uint8_t second = 0;
	while (number.left > 1 && rd_peek(&number, &first) && first == 0 &&
	       rd_byte_at(&number, 1, &second) && second < 0x80) {
		if (!rd_skip(&number, 1)) {
			return;
		}
	}
	wr_tlv(out, tag, number);
}

static void put_flag(struct wr *out, uint32_t tag, bool value)
{
	wr_tlv(out, tag, value ? RD_TEXT("\xFF") : RD_TEXT("\x00"));
}

/* A BOOLEAN for each bit from field 0 on. */
static void put_flags(struct wr *out, uint32_t tag, unsigned count, unsigned set)
{
	size_t block = wr_open(out, tag);
	for (unsigned i = 0; i < count; i++) {
		put_flag(out, FIELD(i), (set >> i & 1) != 0);
	}
	wr_close(out, block);
}

/* extensionBlock [1] { fallback [0] }: the form in which ICAO's profile writes codes. */
static void put_code(struct wr *out, uint32_t tag, uint32_t code)
{
	size_t choice = wr_open(out, tag);
	size_t extension = wr_open(out, BUILT(1));
	put_number(out, FIELD(0), code);
	wr_close(out, extension);
	wr_close(out, choice);
}

/* code [0] */
static void put_plain_code(struct wr *out, uint32_t tag, uint32_t code)
{
	size_t choice = wr_open(out, tag);
	put_number(out, FIELD(0), code);
	wr_close(out, choice);
}

/* Two numbers in a block: registry ids, coordinates, sides, angles with their uncertainty. */
static void put_pair(struct wr *out, uint32_t tag, uint32_t first, uint32_t second)
{
	size_t block = wr_open(out, tag);
	put_number(out, FIELD(0), first);
	put_number(out, FIELD(1), second);
	wr_close(out, block);
}

/* 14 March 2025, 15:09:26.535 */
static void put_moment(struct wr *out, uint32_t tag)
{
	static const uint16_t parts[] = {2025, 3, 14, 15, 9, 26, 535};
	size_t block = wr_open(out, tag);
	for (uint32_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		put_number(out, FIELD(i), parts[i]);
	}
	wr_close(out, block);
}

/* SEQUENCE OF with one { id [0], scoreOrError [1] { score [0] } }. */
static void put_score(struct wr *out, uint32_t tag, uint32_t score)
{
	size_t list = wr_open(out, tag);
	size_t block = wr_open(out, TAG_SEQ);
	put_pair(out, BUILT(0), 257, 1);
	put_plain_code(out, BUILT(1), score);
	wr_close(out, block);
	wr_close(out, list);
}

static void put_attack(struct wr *out, uint32_t tag)
{
	size_t block = wr_open(out, tag);
	put_code(out, BUILT(0), 0); /* no attack */
	put_score(out, BUILT(1), 97);
	put_code(out, BUILT(3), 0); /* enrolment */
	put_code(out, BUILT(4), 1); /* controlled */
	put_number(out, FIELD(5), 3);
	put_code(out, BUILT(6), 2);
	wr_tlv(out, FIELD(7), RD_TEXT("blink"));
	put_moment(out, BUILT(9));
	wr_close(out, block);
}

/* modelIdBlock [0], and a certification in the field of that number. */
static void put_device(struct wr *out, uint32_t tag, uint32_t certification)
{
	size_t block = wr_open(out, tag);
	put_pair(out, BUILT(0), 257, 314);
	size_t list = wr_open(out, BUILT(certification));
	put_pair(out, TAG_SEQ, 257, 2);
	wr_close(out, list);
	wr_close(out, block);
}

static void put_version(struct wr *out, uint32_t year)
{
	put_pair(out, BUILT(0), 3, year);
}

/* Codes of 19794-5 in those of 39794-5. */
static uint32_t eye_code(uint8_t eyes)
{
	static const uint8_t codes[] = {0, 2, 3, 4, 5, 6, 8, 9};
	return eyes < sizeof(codes) ? codes[eyes] : 0;
}

static uint32_t hair_code(uint8_t hair)
{
	return hair == 0 || hair > 7 ? 0 : hair + 1u;
}

static void put_angle(struct wr *out, uint32_t tag, bool wrong, bool doubtful)
{
	put_pair(out, tag, wrong ? 181 : 5, doubtful ? 181 : 2);
}

static void put_identity(struct wr *out, const struct forge_face *f, const struct forge_how *how)
{
	size_t block = wr_open(out, BUILT(8));
	uint32_t sex = f->sex == 'M' ? 2 : f->sex == 'F' ? 3 : 1;
	put_code(out, BUILT(0), how->flaw == FORGE_BIO_SEX ? 9 : sex);
	put_code(out, BUILT(1), how->flaw == FORGE_BIO_EYES ? 42 : eye_code(f->eyes));
	put_code(out, BUILT(2), how->flaw == FORGE_BIO_HAIR ? 42 : hair_code(f->hair));
	put_number(out, FIELD(3), 178);
	put_flags(out, BUILT(4), 11, 0x001);
	put_flags(out, BUILT(5), 6, 0x01);
	size_t pose = wr_open(out, BUILT(6));
	put_angle(out, BUILT(0), how->flaw == FORGE_BIO_YAW, how->flaw == FORGE_BIO_YAW_DOUBT);
	put_angle(out, BUILT(1), how->flaw == FORGE_BIO_PITCH, how->flaw == FORGE_BIO_PITCH_DOUBT);
	put_angle(out, BUILT(2), how->flaw == FORGE_BIO_ROLL, how->flaw == FORGE_BIO_ROLL_DOUBT);
	wr_close(out, pose);
	wr_close(out, block);
}

/* Eye centres (12.1 is code 84), then points of the eyes (3.1 is code 14). */
static void put_landmarks(struct wr *out, unsigned count)
{
	size_t list = wr_open(out, BUILT(9));
	for (unsigned i = 0; i < count; i++) {
		size_t landmark = wr_open(out, TAG_SEQ);
		size_t kind = wr_open(out, BUILT(0));
		size_t base = wr_open(out, BUILT(0));
		put_code(out, BUILT(0), i < 2 ? 84 + i : 14 + (i - 2));
		wr_close(out, base);
		wr_close(out, kind);
		size_t coordinates = wr_open(out, BUILT(1));
		size_t plane = wr_open(out, BUILT(0));
		put_pair(out, BUILT(0), 100 + 20 * i, 200);
		wr_close(out, plane);
		wr_close(out, coordinates);
		wr_close(out, landmark);
	}
	wr_close(out, list);
}

static void put_information(struct wr *out, const struct forge_picture *p,
			    const struct forge_how *how)
{
	size_t block = wr_open(out, BUILT(1));
	uint32_t format = p->jpeg2000 ? 3 : 2;
	put_plain_code(out, BUILT(0), how->flaw == FORGE_BIO_IMAGE_CODE ? 42 : format);
	if (how->all_fields || how->flaw == FORGE_BIO_KIND) {
		put_code(out, BUILT(1), how->flaw == FORGE_BIO_KIND ? 42 : 0);
	}
	if (how->all_fields) {
		put_flags(out, BUILT(2), 12, 0x002); /* cropped */
		put_code(out, BUILT(3), 2);
		put_number(out, FIELD(4), 1200);
		put_number(out, FIELD(5), 43);
		put_number(out, FIELD(6), 50);
		put_pair(out, BUILT(7), p->width, p->height);
		size_t lengths = wr_open(out, BUILT(8));
		for (uint32_t i = 0; i < 4; i++) {
			put_number(out, FIELD(i), 200 + 10 * i);
		}
		wr_close(out, lengths);
		put_code(out, BUILT(9), 2);
		size_t colours = wr_open(out, BUILT(10));
		wr_tlv(out, FIELD(0), RD_TEXT("sRGB"));
		wr_close(out, colours);
	}
	wr_close(out, block);
}

static void put_image(struct wr *out, const struct forge_face *f, const struct forge_picture *p,
		      const struct forge_how *how)
{
	size_t representation = wr_open(out, BUILT(1));
	size_t base = wr_open(out, BUILT(0));
	size_t plane = wr_open(out, BUILT(0));
	wr_tlv(out, FIELD(0), f->picture);
	put_information(out, p, how);
	if (how->all_fields) {
		size_t device = wr_open(out, BUILT(2));
		put_flags(out, BUILT(0), 3, 0x1);
		put_code(out, BUILT(1), 2);
		wr_close(out, device);
	}
	wr_close(out, plane);
	wr_close(out, base);
	wr_close(out, representation);
}

void forge_block_face(struct wr *out, const struct forge_face *f, const struct forge_picture *p,
		      const struct forge_how *how)
{
	unsigned images = f->images == 0 ? 1 : f->images;
	put_version(out, 2019);
	size_t list = wr_open(out, BUILT(1));
	for (unsigned i = 0; i < images; i++) {
		size_t block = wr_open(out, TAG_SEQ);
		put_number(out, FIELD(0), i);
		put_image(out, f, p, how);
		if (how->all_fields) {
			put_moment(out, BUILT(2));
			put_score(out, BUILT(3), f->quality);
			put_attack(out, BUILT(4));
			put_number(out, FIELD(5), 77);
			put_number(out, FIELD(6), 0);
			put_device(out, BUILT(7), 1);
			put_identity(out, f, how);
		}
		if (f->points > 0) {
			put_landmarks(out, f->points);
		}
		wr_close(out, block);
	}
	wr_close(out, list);
}

/* imageDataFormat of 39794-4: PGM 0, WSQ 1, JPEG 2000 2, PNG 4. */
static uint32_t finger_code(enum forge_image code)
{
	switch (code) {
	case FORGE_IMAGE_WSQ:
		return 1;
	case FORGE_IMAGE_JP2:
		return 2;
	case FORGE_IMAGE_PNG:
		return 4;
	case FORGE_IMAGE_RAW:
	case FORGE_IMAGE_PACKED:
	case FORGE_IMAGE_JPEG:
		break;
	}
	return 0;
}

void forge_block_finger(struct wr *out, const struct forge_finger *f, const struct forge_how *how)
{
	put_version(out, 2019);
	size_t list = wr_open(out, BUILT(1));
	size_t block = wr_open(out, TAG_SEQ);
	put_plain_code(out, BUILT(0), f->position);
	put_plain_code(out, BUILT(1), 0); /* plain contact */
	put_plain_code(out, BUILT(2),
		       how->flaw == FORGE_BIO_IMAGE_CODE ? 42 : finger_code(f->code));
	wr_tlv(out, FIELD(3), f->picture);
	if (how->all_fields) {
		put_moment(out, BUILT(4));
		put_device(out, BUILT(5), 2);
		put_score(out, BUILT(6), 88);
		put_pair(out, BUILT(7), 500, 0);
		put_flag(out, FIELD(8), true);
		put_number(out, FIELD(9), 12);
		put_flag(out, FIELD(10), false);
		put_flag(out, FIELD(11), true);
		put_attack(out, BUILT(14));
	}
	wr_close(out, block);
	wr_close(out, list);
}

/* imageDataFormat of 39794-6: PGM 0, PNG 2, JPEG 2000 3. */
static uint32_t eye_image_code(enum forge_image code)
{
	switch (code) {
	case FORGE_IMAGE_JP2:
		return 3;
	case FORGE_IMAGE_PNG:
		return 2;
	case FORGE_IMAGE_RAW:
	case FORGE_IMAGE_PACKED:
	case FORGE_IMAGE_WSQ:
	case FORGE_IMAGE_JPEG:
		break;
	}
	return 0;
}

void forge_block_iris(struct wr *out, const struct forge_iris *i, const struct forge_how *how)
{
	put_version(out, 2021);
	size_t list = wr_open(out, BUILT(1));
	size_t block = wr_open(out, TAG_SEQ);
	put_number(out, FIELD(0), i->eye);
	put_plain_code(out, BUILT(1), how->flaw == FORGE_BIO_KIND ? 5 : 3); /* cropped */
	put_number(out, FIELD(2), 8);
	put_plain_code(out, BUILT(3),
		       how->flaw == FORGE_BIO_IMAGE_CODE ? 42 : eye_image_code(i->code));
	put_number(out, FIELD(4), 1);
	put_number(out, FIELD(5), 1);
	put_number(out, FIELD(6), 1);
	put_moment(out, BUILT(7));
	wr_tlv(out, FIELD(8), i->picture);
	if (how->all_fields) {
		put_plain_code(out, BUILT(9), 300); /* range */
		put_device(out, BUILT(10), 2);
		put_score(out, BUILT(11), 91);
		put_pair(out, BUILT(12), 4, 1);
		put_attack(out, BUILT(14));
	}
	wr_close(out, block);
	wr_close(out, list);
}
