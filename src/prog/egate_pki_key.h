/*
 * egate_pki_key: egate pki key, what an administrator does with this gate's private keys.
 */
#ifndef EG_PROG_EGATE_PKI_KEY_H
#define EG_PROG_EGATE_PKI_KEY_H

#define EGATE_PKI_KEY_USAGE                                                                   \
	"egate pki key new FILE.pkcs8 KIND --secret FILE | --plain\n"                         \
	"                                    a new key in a new file of mode 0600; KIND is\n" \
	"                                    brainpoolP256r1, P-256, rsa-3072 and the like\n" \
	"egate pki key new FILE.pkcs11 KIND  the same inside the token that the file names\n" \
	"egate pki key encrypt FILE.pkcs8 --secret FILE\n"                                    \
	"                                    puts an encrypted file in a plain one's place\n" \
	"egate pki key show FILE [--secret FILE] [--certificates FOLDER]\n"                   \
	"                                    its public half, and which certificates it fits\n"

/* The words after "key". Exit code as in egate.h. */
int egate_pki_key(int count, char *const words[]);

#endif
