/*
 * lds_dir: EF.DIR, the applications of the chip (Doc 9303-10, 3.11.2).
 * Knows application templates and the identifiers of LDS1 and LDS2. Never knows whether they are
 * really there.
 */
#ifndef EG_EMRTD_LDS_DIR_H
#define EG_EMRTD_LDS_DIR_H

#include "base/rd.h"
#include "emrtd/lds_deviation.h"

/* Name, text for people, identifier in hexadecimal. */
#define LDS_APPLICATIONS(X)                                                                    \
	X(LDS_APPLICATION_LDS1, "travel document", "\xA0\x00\x00\x02\x47\x10\x01")             \
	X(LDS_APPLICATION_TRAVEL, "travel records", "\xA0\x00\x00\x02\x47\x20\x01")            \
	X(LDS_APPLICATION_VISA, "visa records", "\xA0\x00\x00\x02\x47\x20\x02")                \
	X(LDS_APPLICATION_BIOMETRICS, "additional biometrics", "\xA0\x00\x00\x02\x47\x20\x03") \
	X(LDS_APPLICATION_EID, "electronic identity", "\xE8\x07\x04\x00\x7F\x00\x07\x03\x02")

enum lds_application {
#define X(name, text, aid) name,
	LDS_APPLICATIONS(X)
#undef X
		LDS_APPLICATION_OTHER
};

#define LDS_DIR_MAX 16

struct lds_dir_entry {
	enum lds_application application;
	struct rd aid;   /* 5 to 16 octets; borrowed from the file */
	struct rd label; /* tag 50; empty if none; borrowed */
};

struct lds_dir {
	uint32_t deviations; /* LDS_BIT(...) */
	uint8_t count;
	struct lds_dir_entry of[LDS_DIR_MAX];
	bool has[LDS_APPLICATION_OTHER + 1]; /* by enum lds_application */
};

/* EG_BAD_DATA if the file is no sequence of data objects. An empty one has no applications. */
EG_CHECK enum eg_err lds_dir(struct rd file, struct lds_dir *out);
/* Static; "another application" for any other value. */
const char *lds_application_text(unsigned application);

#endif
