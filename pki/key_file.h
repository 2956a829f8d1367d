/*
 * key_file: a private key as it lies in a file: PKCS#8, encrypted with a passphrase or plain.
 * Knows EncryptedPrivateKeyInfo with PBES2 (RFC 5958, 3; RFC 8018, 6.2 and appendix A). Never knows
 * where the file or the passphrase comes from.
 *
 *   SEQUENCE { SEQUENCE { PBES2, SEQUENCE { SEQUENCE { PBKDF2 or scrypt, its parameters },
 *                                           SEQUENCE { AES in CBC mode, IV } } },
 *              OCTET STRING encrypted PrivateKeyInfo }
 */
#ifndef EG_PKI_KEY_FILE_H
#define EG_PKI_KEY_FILE_H

#include "base/secret.h"
#include "pki/terminal_key.h"

#define KEY_FILE_SIZE_MAX       8192 /* RSA-8192 has 4.7 kB, plain or encrypted */
#define KEY_FILE_PASSPHRASE_MAX 1024
/*
 * Work that a file may ask for before its passphrase is known to be right, so that none can stall
 * its reader: HMACs of PBKDF2, or N times r times p of scrypt, each of about 0.4 us on a processor
 * of 2020. OWASP recommends 600,000 of the first (2023) and 2^20 of the second.
 */
#define KEY_FILE_WORK_MAX UINT64_C(4000000)
/* Memory that scrypt may ask for: N plus p times r, of 128 octets each. 64 MiB. */
#define KEY_FILE_BLOCKS_MAX (UINT64_C(1) << 19)
/* What key_file_encrypt asks for: PBKDF2 with HMAC-SHA-256 (OWASP, 2023). */
#define KEY_FILE_ITERATIONS 600000u

/* Begins as EncryptedPrivateKeyInfo does, not as PrivateKeyInfo. */
bool key_file_is_encrypted(struct rd der);
/*
 * Gives the PrivateKeyInfo that is in there. EG_MISMATCH: wrong passphrase, or a damaged file (CBC
 * cannot tell which); EG_UNSUPPORTED: another scheme; EG_TOO_BIG: more work than work_max or more
 * memory than its limit; EG_BAD_DATA.
 */
EG_CHECK enum eg_err key_file_decrypt(struct rd der, struct rd passphrase, uint64_t work_max,
				      struct bytes *plain);
/* PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, as openssl pkcs8 -topk8 -v2 aes-256-cbc writes.
 */
EG_CHECK enum eg_err key_file_encrypt(struct rd pkcs8, struct rd passphrase, struct wr *out);

/* Either form as a key that signs; no copy of the file's octets stays. EG_CONFIG: encrypted, and no
 * passphrase (empty) is given. */
EG_CHECK enum eg_err key_file_open(struct rd der, struct rd passphrase, struct terminal_key *out);

#endif
