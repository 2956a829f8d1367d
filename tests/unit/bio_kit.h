/*
 * bio_kit: invented pictures, biometric data groups around them in a buffer, and what a test says
 * of deviations.
 * Knows the forge. Never reads what it wrote.
 */
#ifndef EG_TESTS_BIO_KIT_H
#define EG_TESTS_BIO_KIT_H

#include "emrtd/lds_bio_deviation.h"
#include "simulator/forge_bio.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* Smallest files whose headers the forge reads: 300 by 400 pixels, and some bytes. */
#define KIT_WIDTH  300
#define KIT_HEIGHT 400
#define KIT_JPEG \
	RD_TEXT("\xFF\xD8\xFF\xC0\x00\x0B\x08\x01\x90\x01\x2C\x01\x01\x11\x00 not a real picture")
#define KIT_JP2                                                    \
	RD_TEXT("\x00\x00\x00\x0C\x6A\x50\x20\x20\x0D\x0A\x87\x0A" \
		"\x00\x00\x00\x18jp2h\x00\x00\x00\x16ihdr\x00\x00\x01\x90\x00\x00\x01\x2C more")
#define KIT_BARE                                                                   \
	RD_TEXT("\xFF\x4F\xFF\x51\x00\x2F\x00\x00\x00\x00\x01\x2C\x00\x00\x01\x90" \
		"\x00\x00\x00\x00\x00\x00\x00\x00 codestream")
#define KIT_WSQ RD_TEXT("\xFF\xA0\xFF\xA4\x00\x3A and a pattern of ridges")
#define KIT_PNG RD_TEXT("\x89PNG\x0D\x0A\x1A\x0A and so on")
#define KIT_PGM RD_TEXT("P5 2 2 255 abcd")
/* 8 by 4 pixels of one octet each. */
#define KIT_RAW RD_TEXT("01234567012345670123456701234567")

struct kit {
	uint8_t bytes[2048];
	struct rd file;
};

static inline struct rd kit_faces(struct kit *k, const struct forge_face *face,
				  const struct forge_how *how)
{
	struct wr w = WR_ARRAY(k->bytes);
	assert_int_equal(forge_faces(&w, face, how), EG_OK);
	k->file = wr_view(&w);
	return k->file;
}

static inline struct rd kit_fingers(struct kit *k, const struct forge_finger *fingers, size_t count,
				    const struct forge_how *how)
{
	struct wr w = WR_ARRAY(k->bytes);
	assert_int_equal(forge_dg3(&w, fingers, count, how), EG_OK);
	k->file = wr_view(&w);
	return k->file;
}

static inline struct rd kit_irises(struct kit *k, const struct forge_iris *irises, size_t count,
				   const struct forge_how *how)
{
	struct wr w = WR_ARRAY(k->bytes);
	assert_int_equal(forge_dg4(&w, irises, count, how), EG_OK);
	k->file = wr_view(&w);
	return k->file;
}

/* The field goes on; a strict caller refuses, and says why. */
static inline void assert_noted(uint64_t set, enum lds_bio_deviation which)
{
	if ((set & LDS_DEV_BIT(which)) == 0) {
		fail_msg("not noted: %s", lds_bio_deviation_text(which));
	}
	assert_int_equal(lds_refuse(set), EG_BAD_DATA);
}

static inline void assert_sound(uint64_t set)
{
	if (lds_refuse(set) != EG_OK) {
		fail_msg("noted: %s", eg_fault_last().reason);
	}
}

#endif
