/*
 * lds_bio_deviation: what biometric files do that their standards do not foresee, as a set of bits.
 * Knows names and texts. Never knows who tolerates what: a strict caller refuses any deviation, the
 * field goes on and tells.
 *
 * A file from which no image can be taken is refused always; that is no deviation but an error.
 */
#ifndef EG_EMRTD_LDS_BIO_DEVIATION_H
#define EG_EMRTD_LDS_BIO_DEVIATION_H

#include "base/err.h"

/* Templates and their headers (Doc 9303-10, 4.7.2.1), records of ISO/IEC 19794, blocks of 39794. */
#define LDS_BIO_DEVIATIONS(X)                                                       \
	X(LDS_DEV_COUNT_MISSING, "the number of templates is missing")              \
	X(LDS_DEV_COUNT, "the number of templates is wrong")                        \
	X(LDS_DEV_OBJECT, "there is an object that templates do not hold")          \
	X(LDS_DEV_DATA_MISSING, "a template holds no biometric data")               \
	X(LDS_DEV_DATA_WRAPPER, "biometric data stand under another tag")           \
	X(LDS_DEV_HEADER_MISSING, "the biometric header is missing")                \
	X(LDS_DEV_HEADER_TAG, "the biometric header has another tag")               \
	X(LDS_DEV_HEADER_FIELD, "a field of the biometric header is malformed")     \
	X(LDS_DEV_HEADER_VERSION, "the version of the biometric header is unknown") \
	X(LDS_DEV_OWNER_MISSING, "the format owner is missing")                     \
	X(LDS_DEV_OWNER, "the format owner is not ISO/IEC JTC 1/SC 37")             \
	X(LDS_DEV_FORMAT_MISSING, "the format type is missing")                     \
	X(LDS_DEV_FORMAT, "the format type does not fit the data")                  \
	X(LDS_DEV_TYPE, "the biometric type is another one")                        \
	X(LDS_DEV_TYPE_OLD, "the biometric type is a withdrawn one")                \
	X(LDS_DEV_SUBTYPE_MISSING, "the biometric subtype is missing")              \
	X(LDS_DEV_SUBTYPE, "the biometric subtype has no meaning")                  \
	X(LDS_DEV_SUBTYPE_DIFFERS, "the biometric subtype differs from the record") \
	X(LDS_DEV_RECORD_MISSING, "an image stands without a record")               \
	X(LDS_DEV_RECORD_ID, "the record has another format identifier")            \
	X(LDS_DEV_RECORD_VERSION, "the record has another version")                 \
	X(LDS_DEV_RECORD_LENGTH, "the length of the record is wrong")               \
	X(LDS_DEV_RECORD_COUNT, "the number of images in the record is wrong")      \
	X(LDS_DEV_RECORD_RESERVED, "reserved octets of the record are not zero")    \
	X(LDS_DEV_RECORD_FIELD, "a field of the record has no meaning")             \
	X(LDS_DEV_BLOCK_LENGTH, "the length of an image's block is wrong")          \
	X(LDS_DEV_SEX, "the gender is no code of the standard")                     \
	X(LDS_DEV_EYE_COLOUR, "the eye colour is no code of the standard")          \
	X(LDS_DEV_HAIR_COLOUR, "the hair colour is no code of the standard")        \
	X(LDS_DEV_EXPRESSION, "the expression is no code of the standard")          \
	X(LDS_DEV_YAW, "the pose angle yaw is out of range")                        \
	X(LDS_DEV_PITCH, "the pose angle pitch is out of range")                    \
	X(LDS_DEV_ROLL, "the pose angle roll is out of range")                      \
	X(LDS_DEV_YAW_DOUBT, "the uncertainty of yaw is out of range")              \
	X(LDS_DEV_PITCH_DOUBT, "the uncertainty of pitch is out of range")          \
	X(LDS_DEV_ROLL_DOUBT, "the uncertainty of roll is out of range")            \
	X(LDS_DEV_LANDMARK, "a feature point is none of the standard")              \
	X(LDS_DEV_KIND, "the kind of image is no code of the standard")             \
	X(LDS_DEV_COLOUR_SPACE, "the colour space is no code of the standard")      \
	X(LDS_DEV_SOURCE, "the source is no code of the standard")                  \
	X(LDS_DEV_POSITION, "the position is no finger of the standard")            \
	X(LDS_DEV_EYE, "the eye is no code of the standard")                        \
	X(LDS_DEV_IMAGE_CODE, "the image format is no code of the standard")        \
	X(LDS_DEV_IMAGE_MAGIC, "the image is not of the format that is told")       \
	X(LDS_DEV_IMAGE_BARE, "a JPEG 2000 codestream stands without its boxes")    \
	X(LDS_DEV_IMAGE_PLACE, "the image does not stand where its header ends")    \
	X(LDS_DEV_IMAGE_SIZE, "the size of the image does not fit its sides")       \
	X(LDS_DEV_BLOCK_FORM, "a block is not in the shortest form")                \
	X(LDS_DEV_BLOCK_ORDER, "the fields of a block are out of order")            \
	X(LDS_DEV_BLOCK_UNKNOWN, "a block holds a field that it has not")           \
	X(LDS_DEV_BLOCK_MISSING, "a block lacks a field that it must have")         \
	X(LDS_DEV_BLOCK_RANGE, "a value of a block is out of range")                \
	X(LDS_DEV_BLOCK_BROKEN, "a block ends within a field")                      \
	X(LDS_DEV_BLOCK_COUNT, "the number of blocks is not the profile's")

enum lds_bio_deviation {
#define X(name, text) name,
	LDS_BIO_DEVIATIONS(X)
#undef X
		LDS_BIO_DEVIATION_COUNT
};

/* A set of deviations is a uint64_t of these bits; 0 is none. */
#define LDS_DEV_BIT(deviation) ((uint64_t)1 << (deviation))

static inline void lds_note(uint64_t *set, bool deviates, enum lds_bio_deviation which)
{
	*set |= deviates ? LDS_DEV_BIT(which) : 0;
}
/* Static text for people; never NULL. */
const char *lds_bio_deviation_text(enum lds_bio_deviation which);
/* What a strict caller does: EG_OK for the empty set, else EG_BAD_DATA with the first as reason. */
EG_CHECK enum eg_err lds_refuse(uint64_t set);

#endif
