/*
 * ta_desk: a virtual chip with fingers and irises behind Terminal Authentication, and the reader's
 * BAC, Chip Authentication and Terminal Authentication before it.
 */
#ifndef EG_TESTS_TA_DESK_H
#define EG_TESTS_TA_DESK_H

#include "emrtd/sm.h"
#include "emrtd/termauth.h"
#include "simulator/chip.h"

#define TA_DESK_ROOM  2048
#define TA_DESK_GROUP 6
/* The chip believes 2026-11-01 has come. */

struct ta_desk {
	struct crypt_ec *ca_pair; /* of the chip */
	uint8_t spki[1024];
	uint8_t number[80];
	uint8_t trust[2048];
	size_t trust_size;
	uint8_t ef_cvca[36];
	struct chip_document document;
	struct chip_profile profile;
	struct chip *chip;
	struct sm sm;
	uint8_t comp[80];
	size_t comp_size;
	uint8_t answer[TA_DESK_ROOM];
	size_t answer_size;
};

extern const uint8_t ta_desk_group3[TA_DESK_GROUP];
extern const uint8_t ta_desk_group4[TA_DESK_GROUP];

/* A chip with one trust point (a CVCA's own certificate, copied) of this reference, open to the
 * reader and genuine. */
void ta_desk_lay(struct ta_desk *d, struct rd trust, const char *reference);
void ta_desk_lay_as(struct ta_desk *d, const struct chip_profile *profile, struct rd trust,
		    const char *reference);
/* The same with a chip that believes this day has come (six digits, an octet each). */
void ta_desk_lay_on(struct ta_desk *d, struct rd trust, const char *reference, struct rd date);
void ta_desk_lift(struct ta_desk *d);
/* BAC and Chip Authentication, also once more after chip_reset. */
void ta_desk_open(struct ta_desk *d);
/* Status of reading DG3 or DG4; its bytes are the answer. */
uint16_t ta_desk_read_group(struct ta_desk *d, uint8_t sfi);
/* Reads EF.CVCA and carries Terminal Authentication out; how it ended. second_id (may be empty):
 * for a second try. */
enum termauth_why ta_desk_authenticate(struct ta_desk *d, const struct termauth_terminal *port,
				       struct rd id, struct rd second_id);
/* Identifier of the chip after BAC. */
#define TA_DESK_ID RD_TEXT("L898902C<3")

#endif
