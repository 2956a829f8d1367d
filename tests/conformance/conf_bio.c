/*
 * conf_bio: pictures for the biometric groups of the cases, and what is wrong with the groups.
 */
#include "conf_bio.h"

#include "emrtd/lds_bio_deviation.h"

#define PICTURE_SIZE ((size_t)CONF_PICTURE_WIDTH * CONF_PICTURE_HEIGHT)
#define CODES        ((size_t)FORGE_IMAGE_PNG + 1)

static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x11, 0x08, 0x00,
			       0x28, 0x00, 0x30, 0x03, 0x01, 0x22, 0x00, 0x02,
			       0x11, 0x01, 0x03, 0x11, 0x01, 0xFF, 0xDA};
/* Signature, file type, and the header that holds the sides (ISO/IEC 15444-1, I.5). */
static const uint8_t jp2[] = {
	0x00, 0x00, 0x00, 0x0C, 'j',  'P',  ' ',  ' ',  0x0D, 0x0A, 0x87, 0x0A, 0x00, 0x00, 0x00,
	0x14, 'f',  't',  'y',  'p',  'j',  'p',  '2',  ' ',  0x00, 0x00, 0x00, 0x00, 'j',  'p',
	'2',  ' ',  0x00, 0x00, 0x00, 0x2D, 'j',  'p',  '2',  'h',  0x00, 0x00, 0x00, 0x16, 'i',
	'h',  'd',  'r',  0x00, 0x00, 0x00, 0x28, 0x00, 0x00, 0x00, 0x30, 0x00, 0x03, 0x07, 0x07,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x0F, 'c',  'o',  'l',  'r',  0x01, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 'j',  'p',  '2',  'c',  0xFF, 0x4F, 0xFF, 0x51};
static const uint8_t wsq[] = {0xFF, 0xA0, 0xFF, 0xA8, 0x00, 0x02};

static struct rd head_of(enum forge_image code)
{
	switch (code) {
	case FORGE_IMAGE_JPEG:
		return RD_ARRAY(jpeg);
	case FORGE_IMAGE_JP2:
		return RD_ARRAY(jp2);
	case FORGE_IMAGE_WSQ:
		return RD_ARRAY(wsq);
	case FORGE_IMAGE_RAW:
		return RD_EMPTY;
	case FORGE_IMAGE_PACKED:
	case FORGE_IMAGE_PNG:
		break;
	}
	conf_must(false, "picture that no case has");
	return RD_EMPTY;
}

struct rd conf_picture(enum forge_image code)
{
	static uint8_t pictures[CODES][PICTURE_SIZE];
	struct wr w = WR_ARRAY(pictures[code]);
	wr_put(&w, head_of(code));
	while (w.size < PICTURE_SIZE) {
		wr_u8(&w, (uint8_t)(w.size * 5 + 3));
	}
	return wr_view(&w);
}

uint64_t conf_bio_deviation(enum forge_bio_flaw flaw)
{
	static const struct {
		enum forge_bio_flaw flaw;
		enum lds_bio_deviation deviation;
	} known[] = {
		{FORGE_BIO_NO_COUNT, LDS_DEV_COUNT_MISSING},
		{FORGE_BIO_OWNER, LDS_DEV_OWNER},
		{FORGE_BIO_NO_OWNER, LDS_DEV_OWNER_MISSING},
		{FORGE_BIO_FORMAT, LDS_DEV_FORMAT},
		{FORGE_BIO_NO_FORMAT, LDS_DEV_FORMAT_MISSING},
		{FORGE_BIO_OLD_TYPE, LDS_DEV_TYPE_OLD},
		{FORGE_BIO_TYPE, LDS_DEV_TYPE},
		{FORGE_BIO_SUBTYPE, LDS_DEV_SUBTYPE},
		{FORGE_BIO_NO_SUBTYPE, LDS_DEV_SUBTYPE_MISSING},
		{FORGE_BIO_RECORD_ID, LDS_DEV_RECORD_ID},
		{FORGE_BIO_RECORD_VERSION, LDS_DEV_RECORD_VERSION},
		{FORGE_BIO_BLOCK_LENGTH, LDS_DEV_BLOCK_LENGTH},
		{FORGE_BIO_SEX, LDS_DEV_SEX},
		{FORGE_BIO_EYES, LDS_DEV_EYE_COLOUR},
		{FORGE_BIO_HAIR, LDS_DEV_HAIR_COLOUR},
		{FORGE_BIO_YAW, LDS_DEV_YAW},
		{FORGE_BIO_PITCH, LDS_DEV_PITCH},
		{FORGE_BIO_ROLL, LDS_DEV_ROLL},
		{FORGE_BIO_YAW_DOUBT, LDS_DEV_YAW_DOUBT},
		{FORGE_BIO_PITCH_DOUBT, LDS_DEV_PITCH_DOUBT},
		{FORGE_BIO_ROLL_DOUBT, LDS_DEV_ROLL_DOUBT},
		{FORGE_BIO_KIND, LDS_DEV_KIND},
		{FORGE_BIO_IMAGE_CODE, LDS_DEV_IMAGE_CODE},
		{FORGE_BIO_NO_DATA, LDS_DEV_DATA_MISSING},
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].flaw == flaw) {
			return LDS_DEV_BIT(known[i].deviation);
		}
	}
	conf_must(false, "flaw without a name");
	return 0;
}

bool conf_bio_stopped(const struct conf_told *t, enum emrtd_file file, uint64_t deviations,
		      enum forge_bio_flaw flaw)
{
	return t->findings.of[CHECK_FILES_READ].detail == file &&
	       (deviations & conf_bio_deviation(flaw)) != 0;
}
