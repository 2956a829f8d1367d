/*
 * forge_details: the files of an invented document that people read, and the lists of a chip (Doc
 * 9303-10, 3.11, 4.6.1, 4.7), written.
 * Knows layouts, and how to break them. Never reads a file of a chip.
 */
#ifndef EG_SIMULATOR_FORGE_DETAILS_H
#define EG_SIMULATOR_FORGE_DETAILS_H

#include "base/rd.h"
#include "base/wr.h"

#define FORGE_NAMES_MAX 4

/* Texts are NUL-ended UTF-8, borrowed; NULL leaves the element out. Dates are digits, YYYYMMDD. */
struct forge_person {
	const char *full_name;
	const char *other_names[FORGE_NAMES_MAX]; /* NULL ends them */
	const char *number;
	const char *birth;
	const char *birth_place;
	const char *address;
	const char *telephone;
	const char *profession;
	const char *title;
	const char *summary;
	struct rd citizenship; /* a picture; empty leaves it out */
	const char *other_documents;
	const char *custody;
	bool bcd; /* dates two digits an octet */
};

struct forge_paper {
	const char *authority;
	const char *issued;
	const char *other_persons[FORGE_NAMES_MAX];
	const char *endorsements;
	const char *tax_exit;
	struct rd front;
	struct rd rear;
	const char *personalised; /* YYYYMMDDhhmmss */
	const char *system;
	bool bcd;
};

struct forge_contact {
	const char *recorded;
	const char *name;
	const char *telephone;
	const char *address;
};

/* DG5 (group 5) or DG7 (group 7) with these pictures, at most nine. */
void forge_images(struct wr *out, unsigned group, const struct rd *pictures, size_t count);
void forge_dg11(struct wr *out, const struct forge_person *person);
void forge_dg12(struct wr *out, const struct forge_paper *paper);
/* Any content: the issuer's own. */
void forge_dg13(struct wr *out, struct rd content);
/* At most fifteen. */
void forge_dg16(struct wr *out, const struct forge_contact *contacts, size_t count);
/* One application template for each identifier. */
void forge_dir(struct wr *out, const struct rd *identifiers, size_t count);

/* EF.COM as wanted: NULL or empty leaves an element out; tag: 0x60 in a right one. */
struct forge_com_parts {
	uint32_t tag;
	const char *lds;     /* "0107" */
	const char *unicode; /* "040000" */
	struct rd groups;    /* tags */
};
void forge_com_of(struct wr *out, const struct forge_com_parts *parts);

/* EF.ATR/INFO as wanted; lengths_tag: 0x7F66 in a right one. */
struct forge_atr_parts {
	struct rd capabilities; /* three octets; empty leaves them out */
	uint32_t lengths_tag;   /* 0 leaves them out */
	uint32_t lengths[2];
	uint8_t length_count; /* 2 in a right one */
	uint8_t width;        /* octets of each; 0: as few as needed */
};
void forge_atr_info_of(struct wr *out, const struct forge_atr_parts *parts);

#endif
