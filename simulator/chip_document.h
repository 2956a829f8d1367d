/*
 * chip_document: what lies inside one virtual document: its files, its access secrets, its keys
 * for Active and Chip Authentication, its trust points for Terminal Authentication. Forge writes
 * it, the virtual chip reads it.
 * Knows the container format. Never knows how a chip behaves nor what the files mean.
 *
 * The container ("egate document", file mode 0600, synthetic people only):
 *
 *   "EGD1"                        four bytes of magic
 *   6F document                   DER framing, in this order:
 *     80 MRZ_information          number, birth, expiry with check digits (Doc 9303-11, 9.7.2)
 *     81 card access number       digits; absent if the document has none
 *     A1 elementary file          once for each file
 *       80 file identifier        2 bytes
 *       81 short identifier       1 byte
 *       82 place                  1 byte: 0 master file, 1 eMRTD application
 *       83 contents
 *     A2 Active Authentication    absent if the chip has none
 *       80 kind                   1 byte, enum chip_key
 *       81 curve                  1 byte, enum crypt_curve; 0 for RSA
 *       82 hash                   1 byte, enum crypt_hash
 *       83 private key            RSA: PKCS#8; EC: private number
 *     A3 Chip Authentication      once for each key pair
 *       80 key identifier         1 to 4 bytes; absent if the key has none
 *       81 ciphers                1 byte: bit n allows enum crypt_cipher n; 0: for PACE-CAM only
 *       82 public key             SubjectPublicKeyInfo; says whether EC or DH, and the parameters
 *       83 private key            private number
 *     A4 Terminal Authentication  absent if the chip does not know it
 *       80 current date           6 bytes, one digit each, YYMMDD as in CV certificates
 *       81 trust point            certificate of the CVCA (7F21 ...); twice at most, newest first
 */
#ifndef EG_SIMULATOR_CHIP_DOCUMENT_H
#define EG_SIMULATOR_CHIP_DOCUMENT_H

#include "base/rd.h"
#include "base/secret.h"
#include "base/wr.h"
#include "pki/crypt.h"

/* The largest container accepted: DG2, DG3, DG4 of up to 64 KiB each and what stands around. */
#define CHIP_DOCUMENT_MAX ((size_t)320 * 1024)
/* EF.CardAccess, EF.CardSecurity, EF.ATR/INFO, EF.DIR, EF.COM, EF.SOD, EF.CVCA, DG1..DG16. */
#define CHIP_FILES_MAX 24
/* Key pairs of Chip Authentication; trust points (Doc 9303-11, 7.1.4.3.2). */
#define CHIP_CA_KEYS_MAX      4
#define CHIP_TRUST_POINTS_MAX 2
#define CHIP_DATE_SIZE        6
/* Number of 22 characters at most, its digit, two dates with digits (Doc 9303-5, 4.2.2). */
#define CHIP_MRZ_INFORMATION_MAX 40

enum chip_key { CHIP_KEY_NONE, CHIP_KEY_RSA, CHIP_KEY_EC };

struct chip_file {
	uint16_t fid;
	uint8_t sfi;
	bool in_application;
	struct rd contents;
};

struct chip_ca_pair {
	struct rd id;    /* unsigned number, most significant byte first; empty if none */
	uint8_t ciphers; /* bit n: Chip Authentication with enum crypt_cipher n */
	struct rd spki;
	struct rd private_number;
};

struct chip_document {
	struct bytes raw; /* owns what the readers below borrow, after chip_document_parse */
	struct rd mrz_information;
	struct rd can; /* empty if none */
	struct chip_file files[CHIP_FILES_MAX];
	size_t file_count;
	enum chip_key aa_kind;
	enum crypt_curve aa_curve;
	enum crypt_hash aa_hash;
	struct rd aa_key;
	struct chip_ca_pair ca_pairs[CHIP_CA_KEYS_MAX];
	size_t ca_pair_count;
	struct rd current_date; /* empty: no Terminal Authentication */
	struct rd trust_points[CHIP_TRUST_POINTS_MAX];
	size_t trust_point_count;
};

/* Copies the container; the document's readers point into the copy. */
EG_CHECK enum eg_err chip_document_parse(struct chip_document *out, struct rd container);
EG_CHECK enum eg_err chip_document_load(struct chip_document *out, const char *path);
void chip_document_free(struct chip_document *d); /* cleanup; wipes; accepts NULL */
/* Adds a file to a document under construction; contents stay the caller's. */
EG_CHECK enum eg_err chip_document_add(struct chip_document *d, struct chip_file file);
void chip_document_write(const struct chip_document *d, struct wr *out);

#endif
