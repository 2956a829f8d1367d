/*
 * fuzz_key_file: a file of a key gives a key of ours or none, within the work that is allowed.
 * Knows key_file with a tiny limit. Never knows the one of the product.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/key_file.h"

#define PASSPHRASE RD_TEXT("fuzz")
#define TINY       8 /* HMACs, or steps of scrypt */

/* What was taken from an encrypted file is one SEQUENCE, and shorter than the file. */
static void check_plain(struct rd input, struct rd plain)
{
	struct rd content;
	promise(key_file_is_encrypted(input));
	promise(plain.left > 0 && plain.left < input.left);
	promise(rd_expect(&plain, 0x30, &content) && rd_end(&plain));
}

static void check_key(struct rd pkcs8)
{
	static struct terminal_public p;
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	if (terminal_key_from_pkcs8(pkcs8, &key) != EG_OK) {
		promise(key.ops == NULL);
		return;
	}
	promise(terminal_key_public(&key, &p) == EG_OK);
	promise(p.rsa ? p.modulus_size > 0 && p.exponent_size > 0 && p.point_size == 0
		      : p.point_size > 0 && p.modulus_size == 0);
	if (!p.rsa) {
		promise(terminal_public_open(&p, &pub) == EG_OK);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd input = rd_of(data, size);
	EG_AUTO(bytes_free) struct bytes plain = {0};
	if (key_file_decrypt(input, PASSPHRASE, TINY, &plain) == EG_OK) {
		check_plain(input, bytes_rd(&plain));
		check_key(bytes_rd(&plain));
	} else {
		promise(plain.data == NULL);
	}
	check_key(input);
	return 0;
}
