/*
 * keys: the private keys of a folder, in files and in security modules.
 * Knows names of files, their passphrase, the modules that URIs name. Never knows certificates.
 *
 *   *.pkcs8     PKCS#8, DER; encrypted (PBES2) or plain
 *   *.pkcs11    one line: an RFC 7512 URI with module-path and pin-source
 */
#ifndef EG_PROG_KEYS_H
#define EG_PROG_KEYS_H

#include "pki/terminal_key.h"
#include "prog/folder.h"

#define KEYS_MAX    64
#define MODULES_MAX 4 /* vendors' libraries in one folder */

enum key_kind { KEY_PLAIN, KEY_ENCRYPTED, KEY_IN_TOKEN };

struct keys;
/*
 * secret: file of the passphrase, NULL if there is none. A file that is refused makes this fail,
 * and *bad (may be NULL) names it. A token that is away, or does not let us in, does not: it is
 * counted as missing, and its fault is the newest one. A PIN that was wrong is put aside as
 * FILE.refused, so that no other start gives it again.
 */
EG_CHECK enum eg_err keys_load(const char *folder, const char *secret, struct keys **out,
			       struct folder_bad *bad);
void keys_free(struct keys **k); /* cleanup; wipes; accepts NULL inside */
size_t keys_count(const struct keys *k);
/* Borrowed. */
const struct terminal_key *keys_at(const struct keys *k, size_t place);
/* As terminal_key_sign; a PIN that a token finds wrong by now is put aside as above. */
EG_CHECK enum eg_err keys_sign(const struct keys *k, size_t place, const struct crypt_sigalg *alg,
			       struct rd message, struct wr *signature);
/* The same for a signature that was asked of the key itself and failed with err; gives it back. */
EG_CHECK enum eg_err keys_judge(const struct keys *k, size_t place, enum eg_err err);
enum key_kind keys_kind(const struct keys *k, size_t place);
/* Keys in files that nothing protects but their mode. */
size_t keys_plain(const struct keys *k);
size_t keys_missing(const struct keys *k);
/* A vendor's library runs in this process. */
bool keys_has_module(const struct keys *k);

#endif
