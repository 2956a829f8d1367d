/*
 * forge_bio: biometric data groups of an invented document, DG2 to DG4, written.
 * Knows templates, records of ISO/IEC 19794 and blocks of ISO/IEC 39794, and how to spoil them.
 * Never reads a file of a chip: that is src/emrtd's, written apart.
 */
#ifndef EG_SIMULATOR_FORGE_BIO_H
#define EG_SIMULATOR_FORGE_BIO_H

#include "base/rd.h"
#include "base/wr.h"
#include "simulator/forge_picture.h"

enum forge_encoding { FORGE_19794, FORGE_39794 };

/*
 * One thing that is wrong with a group; what belongs to a template is wrong in the first one (the
 * missing data in the last). Names after the tests of BSI TR-03105-5.1, units LDS_C, LDS_D, LDS_E;
 * the last ones are what issuers are known for.
 */
enum forge_bio_flaw {
	FORGE_BIO_SOUND,
	FORGE_BIO_GROUP_TAG, /* the tag after the right one: 76, 64, 77 */
	FORGE_BIO_GROUP_SHORT,
	FORGE_BIO_GROUP_LONG,
	FORGE_BIO_NO_COUNT,
	FORGE_BIO_OWNER, /* 01FF */
	FORGE_BIO_NO_OWNER,
	FORGE_BIO_FORMAT, /* 0009 for fingers, else 000F */
	FORGE_BIO_NO_FORMAT,
	FORGE_BIO_OLD_TYPE, /* thermal face */
	FORGE_BIO_TYPE,     /* voice */
	FORGE_BIO_SUBTYPE,  /* FE */
	FORGE_BIO_NO_SUBTYPE,
	FORGE_BIO_RECORD_ID,
	FORGE_BIO_RECORD_VERSION,
	FORGE_BIO_BLOCK_LENGTH, /* without the feature points, or too short by 8 */
	FORGE_BIO_SEX,
	FORGE_BIO_EYES,
	FORGE_BIO_HAIR,
	FORGE_BIO_YAW,
	FORGE_BIO_PITCH,
	FORGE_BIO_ROLL,
	FORGE_BIO_YAW_DOUBT,
	FORGE_BIO_PITCH_DOUBT,
	FORGE_BIO_ROLL_DOUBT,
	FORGE_BIO_KIND,
	FORGE_BIO_IMAGE_CODE,
	FORGE_BIO_NO_DATA,

	FORGE_BIO_COUNT,         /* one template more is told than there is */
	FORGE_BIO_NO_HEADER,     /* no header of the template at all */
	FORGE_BIO_RECORD_LENGTH, /* too short by 8: New Zealand */
	FORGE_BIO_TRAILING,      /* 8 octets behind the last image */
	FORGE_BIO_NAKED,         /* the image alone, without a record */
	FORGE_BIO_FLAWS,
};

struct forge_how {
	enum forge_encoding encoding;
	enum forge_bio_flaw flaw;
	bool all_fields; /* also what may be left out */
};

struct forge_face {
	struct rd picture; /* JPEG or JPEG 2000; its sides are read from its own header */
	char sex;          /* 'M', 'F', else not told */
	uint8_t eyes;      /* code of 19794-5, Table 4, and of hair, Table 5: 0 to 7 */
	uint8_t hair;
	uint16_t quality; /* 0 unspecified */
	unsigned points;  /* feature points, the eyes first; at most FORGE_POINTS_MAX */
	unsigned images;  /* the picture so often in one record; 0 is 1 */
};
#define FORGE_POINTS_MAX 14

/* How the bytes of an image are coded, numbers of 19794-4, Table 3. */
enum forge_image {
	FORGE_IMAGE_RAW, /* 39794: with the head of a PGM file */
	FORGE_IMAGE_PACKED,
	FORGE_IMAGE_WSQ,
	FORGE_IMAGE_JPEG,
	FORGE_IMAGE_JP2,
	FORGE_IMAGE_PNG,
};

struct forge_finger {
	struct rd picture;
	enum forge_image code;
	uint8_t position; /* 19794-4, Table 5: 1 right thumb ... 10 left little finger */
	uint16_t width;   /* pixels */
	uint16_t height;
};

struct forge_iris {
	struct rd picture;
	enum forge_image code;
	uint8_t eye; /* 1 right, 2 left */
	uint16_t width;
	uint16_t height;
};

/* DG2 with one template. EG_BAD_DATA for a picture that is no portrait, EG_TOO_BIG if out is full.
 */
EG_CHECK enum eg_err forge_faces(struct wr *out, const struct forge_face *face,
				 const struct forge_how *how);
/* DG3 with a template for each finger; count 0 gives the group of none with a filling. */
EG_CHECK enum eg_err forge_dg3(struct wr *out, const struct forge_finger *fingers, size_t count,
			       const struct forge_how *how);
/* DG4 with a template for each eye, as DG3. */
EG_CHECK enum eg_err forge_dg4(struct wr *out, const struct forge_iris *irises, size_t count,
			       const struct forge_how *how);

/* The content of one template's data, for forge_bio.c alone. */
void forge_record_face(struct wr *out, const struct forge_face *f, const struct forge_picture *p,
		       enum forge_bio_flaw flaw);
void forge_record_finger(struct wr *out, const struct forge_finger *f, enum forge_bio_flaw flaw);
void forge_record_iris(struct wr *out, const struct forge_iris *i, enum forge_bio_flaw flaw);
void forge_block_face(struct wr *out, const struct forge_face *f, const struct forge_picture *p,
		      const struct forge_how *how);
void forge_block_finger(struct wr *out, const struct forge_finger *f, const struct forge_how *how);
void forge_block_iris(struct wr *out, const struct forge_iris *i, const struct forge_how *how);

#endif
