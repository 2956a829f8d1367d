/*
 * verify_world: one traveller with a right document before the verify worker's job, and what the
 * job says. Tests change a file, sign anew where a state would, and run.
 */
#ifndef EG_TESTS_VERIFY_WORLD_H
#define EG_TESTS_VERIFY_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mint.h"
#include "prog/verify_job.h"

/* Doc 9303-4, specimen of Utopia. */
#define VERIFY_MRZ                                     \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16"
#define VERIFY_PICTURE  RD_TEXT("\xFF\xD8\xFF\xE0 a picture")
#define VERIFY_FILES    6
#define VERIFY_MESSAGES 24

/* What the job sent. */
struct verify_sent {
	struct msg messages[VERIFY_MESSAGES];
	size_t count;
	uint8_t portrait[64];
	size_t portrait_size;
	struct rd images[FINGER_IMAGES_MAX]; /* of MSG_FINGER, as they came; borrowed from DG3 */
	size_t image_count;
};

/* One traveller with a right document; tests change a file and run. */
struct verify_world {
	struct trust *trust;
	struct crypt_ec *ca_key;
	struct crypt_ec *key;
	struct crypt_ec *chip_key;
	struct msg begin;
	struct mint_file dg1;
	struct mint_file dg2;
	struct mint_file dg14;
	struct mint_file dg15;
	struct mint_file sod;
	struct mint_file answer; /* of Active Authentication */
	bool without_dg15;
	struct rd dg3; /* signed unless it is empty; delivered by tests alone */
	bool wants_fingers;
};

struct verify_delivery {
	unsigned file; /* 0: not delivered */
	struct rd bytes;
};

struct crypt_ec *verify_world_key(void);
void verify_world_free(struct verify_world *w);
struct mint_file verify_world_file(const struct wr *w);
struct mint_file verify_world_dg1(const char *mrz);
struct mint_file verify_world_dg2(struct rd picture);
struct mint_file verify_world_dg14(void);
struct mint_file verify_world_dg15(const struct crypt_ec *chip_key);
void verify_world_sign(struct verify_world *w);
void verify_world_answer(struct verify_world *w, struct rd challenge);
struct verify_world verify_world_new(void);
struct findings verify_world_run(const struct verify_world *w, const struct verify_delivery *files,
				 size_t count, struct verify_sent *s);
void verify_world_files(const struct verify_world *w, struct verify_delivery files[VERIFY_FILES]);
const struct msg *verify_world_find(const struct verify_sent *s, enum msg_kind kind);
void verify_world_finding(const struct findings *f, enum check c, enum verdict v, enum reason r);
enum eg_err verify_world_note(void *context, const struct msg *m, struct rd bulk);

#endif
