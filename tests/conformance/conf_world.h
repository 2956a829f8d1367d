/*
 * conf_world: one document, its chip and the inspection system of one case, before they meet.
 * Knows the forge's orders, the files of the document and how to sign them anew. Never judges.
 */
#ifndef EG_TESTS_CONF_WORLD_H
#define EG_TESTS_CONF_WORLD_H

#include "base/verdict.h"
#include "emrtd/session.h"
#include "conf_country.h"
#include "pki/import.h"
#include "pki/passive.h"
#include "simulator/chip.h"
#include "simulator/forge.h"

/* File identifiers of Doc 9303-10, 3.6; those of the master file are unlike the application's. */
enum conf_fid {
	CONF_DG1 = 0x0101,
	CONF_DG2 = 0x0102,
	CONF_DG3 = 0x0103,
	CONF_DG4 = 0x0104,
	CONF_DG14 = 0x010E,
	CONF_DG15 = 0x010F,
	CONF_CARD_ACCESS = 0x011C,
	CONF_CVCA = 0x1011C, /* the application's 011C; this bit only tells it from the one above */
	CONF_SOD = 0x011D,
	CONF_CARD_SECURITY = 0x1011D, /* the master file's 011D */
	CONF_COM = 0x011E,
	CONF_ATR_INFO = 0x2F01,
	CONF_DIR = 0x2F00,
};

struct conf_document {
	struct chip_document d;
	struct bytes owned[CHIP_FILES_MAX]; /* contents that were changed */
	struct forge_key signer;
	uint8_t certificate[FORGE_CERT_MAX];
	size_t certificate_size;
};

/* What stands between reader and chip. */
struct conf_meddler {
	/* True: *answer is the answer, the chip never sees the command. */
	bool (*instead)(struct conf_meddler *m, struct rd command, struct wr *answer);
	/* Changes what the chip has answered. */
	void (*after)(struct conf_meddler *m, struct rd command, uint8_t *answer, size_t *size);
	unsigned count; /* for the meddler's own use */
};

#define CONF_TRUSTED_MAX 4
#define CONF_STORED_MAX  4

/* What a case's prepare() changes. */
struct conf_world {
	unsigned variant; /* as the case says, where several share one prepare() */
	bool field;       /* the profile of the field, else the strict one of a laboratory */
	const struct forge_ca *ca; /* of the country that issues the document */
	/* Certificates in the trust list beside that CA's; and whether that is not in it. */
	struct rd trusted[CONF_TRUSTED_MAX];
	size_t trusted_count;
	bool ca_untrusted;
	struct import_file stored[CONF_STORED_MAX]; /* besides these, borrowed (conf_store) */
	size_t stored_count;
	bool revocation; /* it counts whether there is a list of it */
	struct forge_order order;
	struct chip_profile profile;
	struct conf_meddler meddler;
	/* Changes files before they are signed (anew), and after. */
	void (*edit)(struct conf_document *d);
	void (*forge)(struct conf_document *d);
	struct rd can;            /* given to the reader; empty: the printed zone is */
	const char *printed_zone; /* of the data page, if it is another than DG1's */
	uint32_t groups;          /* EMRTD_GROUP bits that the inspection system asks for */
	const struct termauth_terminal *terminal;
	bool allow_bac;
	bool allow_plain; /* chips without access control are read, too */
	bool any_age;     /* the lane has no minimum age */
};

/* What came of it. */
struct conf_told {
	struct findings findings;
	struct passive_report report; /* on EF.SOD and what it signs */
	bool revocation;              /* as in the world */
	struct emrtd_totals totals;
	uint64_t files; /* bit for each enum emrtd_file that came */
	bool accepted;
	enum check check; /* that refused, if not accepted */
};

struct conf_world conf_world_usual(void);
/* CA and signer with these algorithms (forge_alg.h), and data groups hashed like the signer's. */
void conf_signed_by(struct conf_world *w, const char *ca, const char *signer);
/* Quirks of the virtual chip, "NAME,NAME=NUMBER" (simulator/chip_quirk.h). */
void conf_quirks(struct conf_world *w, const char *names);
/* The document as ordered and edited; signed again if it was edited. */
void conf_document_make(struct conf_document *d, const struct conf_world *w, struct wr *mrz);
void conf_document_free(struct conf_document *d); /* cleanup */

/* For edit(): contents of a file (empty if none), in its place; the rest of the tree stays. */
struct rd conf_get(const struct conf_document *d, enum conf_fid fid);
void conf_put(struct conf_document *d, enum conf_fid fid, struct rd contents);
void conf_drop(struct conf_document *d, enum conf_fid fid);
/* One octet of a file, counted from its front or, negative, from its end. */
void conf_octet(struct conf_document *d, enum conf_fid fid, int at, uint8_t value);
/* Adds to the length in the header of a file and leaves the rest as it is. */
void conf_lengthen(struct conf_document *d, enum conf_fid fid, int by);
/* Replaces the first place where these octets stand by others of the same number. */
void conf_swap(struct conf_document *d, enum conf_fid fid, struct rd from, struct rd to);
/* Ends the run with the reason: a fault of the test, not of what is tested. */
void conf_must(bool holds, const char *what);

#endif
