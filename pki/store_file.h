/*
 * store_file: the trust store as one file: a head, a table of sections, their bytes, a hash over
 * all. Knows where each section lies. Never knows what is in one, nor where the file lies.
 *
 *   "EGATETS2"  count u32  0 u32  size u64  SHA-256 of all but itself
 *   count times: section u32  0 u32  offset u64  size u64     sections in rising order
 *   the sections, each at a multiple of 8, zeros between      all numbers big-endian
 *
 * The hash finds what a disk or a copy broke. It protects from nobody who may write the file.
 */
#ifndef EG_PKI_STORE_FILE_H
#define EG_PKI_STORE_FILE_H

#include "base/rd.h"
#include "base/secret.h"

/* 30,000 signers, 2,000 country CAs, revocation lists of millions of entries: some 150 MB. */
#define STORE_FILE_SIZE_MAX (1024u * 1024u * 1024u)

/* Sections: name, what they hold. Numbers stand in files: add at the end only. */
#define STORE_SECTIONS(X)                                                      \
	X(STORE_SOURCES, "published objects that the store was made from")     \
	X(STORE_HISTORY, "every import, in its order")                         \
	X(STORE_NAMES, "names that sources point into")                        \
	X(STORE_KEPT, "lists kept whole: of revocations and of defects")       \
	X(STORE_CSCA_RECORDS, "country CAs by the SHA-256 of their bytes")     \
	X(STORE_CSCA_BYTES, "their certificates")                              \
	X(STORE_CSCA_NAMINGS, "sources that name each")                        \
	X(STORE_CSCA_BY_ID, "index by subject key id")                         \
	X(STORE_CSCA_BY_NAME, "index by subject")                              \
	X(STORE_CSCA_BY_END, "index by the last octets")                       \
	X(STORE_DSC_RECORDS, "document signers by the SHA-256 of their bytes") \
	X(STORE_DSC_BYTES, "their certificates")                               \
	X(STORE_DSC_NAMINGS, "sources that name each")                         \
	X(STORE_DSC_BY_ID, "index by subject key id")                          \
	X(STORE_DSC_BY_NAME, "index by issuer and serial")                     \
	X(STORE_DSC_BY_END, "index by the last octets")                        \
	X(STORE_REVOKED, "revoked serials, as the module revoked sorts them")  \
	X(STORE_KNOWN, "what signed lists say, as the module known sorts it")

enum store_section {
#define X(name, text) name,
	STORE_SECTIONS(X)
#undef X
		STORE_SECTION_COUNT
};

/* The bytes of each; an empty one is as good as none. Borrowed. */
struct store_sections {
	struct rd of[STORE_SECTION_COUNT];
};

/* Sections with their bytes; start with all zeros. */
struct store_parts {
	struct bytes of[STORE_SECTION_COUNT]; /* owned */
};
void store_parts_free(struct store_parts *p); /* cleanup */
struct store_sections store_parts_view(const struct store_parts *p);

/*
 * Borrows. EG_BAD_DATA or EG_TRUNCATED for a file that is not exactly so, EG_UNSUPPORTED for
 * sections or a version not known here, EG_MISMATCH for a wrong hash.
 */
EG_CHECK enum eg_err store_file_open(struct rd file, struct store_sections *out);
EG_CHECK enum eg_err store_file_build(const struct store_sections *s, struct bytes *out);

#endif
