/*
 * forge_record: one face, finger or iris as a record of ISO/IEC 19794:2005, parts 5, 4 and 6.
 * Knows the layouts, and how to spoil them. Never reads a record.
 */
#include "simulator/forge_bio.h"

#define FACE_HEADER       14
#define FACE_INFORMATION  20
#define FACE_POINT        8
#define IMAGE_INFORMATION 12
#define FINGER_HEADER     32
#define FINGER_IMAGE      14
#define IRIS_HEADER       45
#define IRIS_EYE          3
#define IRIS_IMAGE        11
/* Octets by which a length is wrong. */
#define OFF_BY 8

/* "FAC" and "010" with the NUL that ends each. */
static void put_identifier(struct wr *out, const char *id, const char *wrong,
			   enum forge_bio_flaw flaw)
{
	wr_put(out, rd_of(flaw == FORGE_BIO_RECORD_ID ? wrong : id, 4));
	wr_put(out, rd_of(flaw == FORGE_BIO_RECORD_VERSION ? "099" : "010", 4));
}

static uint32_t record_length(size_t length, enum forge_bio_flaw flaw)
{
	return (uint32_t)(flaw == FORGE_BIO_RECORD_LENGTH ? length - OFF_BY : length);
}

static void put_spoilt(struct wr *out, bool spoil, uint8_t wrong, uint8_t right)
{
	wr_u8(out, spoil ? wrong : right);
}

/* Eye centres (12.1, 12.2), then points of the eyes (3.1 and on), placed along a line. */
static void put_points(struct wr *out, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		wr_u8(out, 1); /* MPEG-4 */
		wr_u8(out, (uint8_t)(i < 2 ? 0xC1 + i : 0x31 + (i - 2)));
		wr_be16(out, (uint16_t)(100 + 20 * i));
		wr_be16(out, 200);
		wr_be16(out, 0);
	}
}

/* 5.5 to 5.8 */
static void put_face(struct wr *out, const struct forge_face *f, const struct forge_picture *p,
		     enum forge_bio_flaw flaw)
{
	size_t points = (size_t)f->points * FACE_POINT;
	size_t block = FACE_INFORMATION + points + IMAGE_INFORMATION + f->picture.left;
	size_t missing = flaw != FORGE_BIO_BLOCK_LENGTH ? 0 : points > 0 ? points : OFF_BY;
	wr_be32(out, (uint32_t)(block - missing));
	wr_be16(out, (uint16_t)f->points);
	put_spoilt(out, flaw == FORGE_BIO_SEX, 0x42, f->sex == 'M' ? 1 : f->sex == 'F' ? 2 : 0);
	put_spoilt(out, flaw == FORGE_BIO_EYES, 0x42, f->eyes);
	put_spoilt(out, flaw == FORGE_BIO_HAIR, 0x42, f->hair);
	wr_fill(out, 0, 3 + 2); /* features, expression: not told */
	put_spoilt(out, flaw == FORGE_BIO_YAW, 0xB5, 0);
	put_spoilt(out, flaw == FORGE_BIO_PITCH, 0xB5, 0);
	put_spoilt(out, flaw == FORGE_BIO_ROLL, 0xB5, 0);
	put_spoilt(out, flaw == FORGE_BIO_YAW_DOUBT, 0xB6, 0);
	put_spoilt(out, flaw == FORGE_BIO_PITCH_DOUBT, 0xB6, 0);
	put_spoilt(out, flaw == FORGE_BIO_ROLL_DOUBT, 0xB6, 0);
	put_points(out, f->points);
	put_spoilt(out, flaw == FORGE_BIO_KIND, 0x42, 1); /* full frontal */
	put_spoilt(out, flaw == FORGE_BIO_IMAGE_CODE, 0x42, p->jpeg2000 ? 1 : 0);
	wr_be16(out, p->width);
	wr_be16(out, p->height);
	wr_u8(out, 1);   /* 24 bit RGB */
	wr_u8(out, 2);   /* static photograph, digital camera */
	wr_be16(out, 0); /* device type not told */
	wr_be16(out, f->quality);
	wr_put(out, f->picture);
}

void forge_record_face(struct wr *out, const struct forge_face *f, const struct forge_picture *p,
		       enum forge_bio_flaw flaw)
{
	unsigned images = f->images == 0 ? 1 : f->images;
	size_t block = FACE_INFORMATION + (size_t)f->points * FACE_POINT + IMAGE_INFORMATION +
		       f->picture.left;
	put_identifier(out, "FAC", "FAD", flaw);
	wr_be32(out, record_length(FACE_HEADER + images * block, flaw));
	wr_be16(out, (uint16_t)images);
	for (unsigned i = 0; i < images; i++) {
		put_face(out, f, p, flaw);
	}
}

void forge_record_finger(struct wr *out, const struct forge_finger *f, enum forge_bio_flaw flaw)
{
	size_t block = FINGER_IMAGE + f->picture.left;
	put_identifier(out, "FIR", "PIR", flaw);
	wr_be16(out, 0); /* high octets of the length */
	wr_be32(out, record_length(FINGER_HEADER + block, flaw));
	wr_be16(out, 0);  /* device not told */
	wr_be16(out, 31); /* acquisition level: 500 ppi, 256 grey values */
	wr_u8(out, 1);    /* one image */
	wr_u8(out, 1);    /* pixels per inch: scan, then image, each across and down */
	for (int i = 0; i < 4; i++) {
		wr_be16(out, 500);
	}
	wr_u8(out, 8);
	put_spoilt(out, flaw == FORGE_BIO_IMAGE_CODE, 0x42, (uint8_t)f->code);
	wr_be16(out, 0);
	wr_be32(out, (uint32_t)(flaw == FORGE_BIO_BLOCK_LENGTH ? block - OFF_BY : block));
	wr_u8(out, f->position);
	wr_u8(out, 1); /* one view, and this is it */
	wr_u8(out, 1);
	wr_u8(out, 100); /* quality */
	wr_u8(out, 0);   /* live-scan plain */
	wr_be16(out, f->width);
	wr_be16(out, f->height);
	wr_u8(out, 0);
	wr_put(out, f->picture);
}

/* 6.5.1: codes for images in grey. */
static uint16_t iris_code(enum forge_image code)
{
	switch (code) {
	case FORGE_IMAGE_JPEG:
		return 6;
	case FORGE_IMAGE_JP2:
		return 14;
	case FORGE_IMAGE_RAW:
	case FORGE_IMAGE_PACKED:
	case FORGE_IMAGE_WSQ:
	case FORGE_IMAGE_PNG:
		break;
	}
	return 2; /* raw: 19794-6 knows no other */
}

void forge_record_iris(struct wr *out, const struct forge_iris *i, enum forge_bio_flaw flaw)
{
	size_t length = IRIS_HEADER + IRIS_EYE + IRIS_IMAGE + i->picture.left;
	size_t missing = flaw == FORGE_BIO_BLOCK_LENGTH ? OFF_BY : 0;
	put_identifier(out, "IIR", "FIS", flaw);
	wr_be32(out, record_length(length, flaw));
	wr_be16(out, 0); /* device not told */
	wr_u8(out, 1);   /* one eye */
	wr_be16(out, IRIS_HEADER);
	wr_be16(out, 0x0005); /* base orientation, both ways */
	wr_be16(out, 0);      /* diameter not told */
	wr_be16(out, flaw == FORGE_BIO_IMAGE_CODE ? 0x42 : iris_code(i->code));
	wr_be16(out, i->width);
	wr_be16(out, i->height);
	wr_u8(out, 8);
	wr_u8(out, 0); /* not transformed */
	wr_fill(out, 0, 16);
	wr_u8(out, i->eye);
	wr_be16(out, 1); /* one image of it */
	wr_be16(out, 1);
	wr_u8(out, 80);
	wr_be16(out, 0xFFFF); /* rotation and its uncertainty: undefined */
	wr_be16(out, 0xFFFF);
	wr_be32(out, (uint32_t)(i->picture.left - missing));
	wr_put(out, i->picture);
}
