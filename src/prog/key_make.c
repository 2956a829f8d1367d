/*
 * key_make: new private keys, and plain ones made into encrypted ones, on the disk.
 * Knows how a file comes to be whole or not at all. Never prints, never knows certificates.
 */
#include "prog/key_make.h"

#include "base/whole.h"
#include "pki/key_file.h"
#include "prog/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 4096

#define CURVE_MIN 28 /* octets: no shorter one is made */

/* TR-03110-3, A.7.3 and A.7.4: what id-TA allows, without what is too short today. */
enum eg_err key_order_parse(const char *text, struct key_order *out)
{
	static const struct {
		const char *name;
		uint32_t bits;
	} kinds[] = {{"rsa-2048", 2048}, {"rsa-3072", 3072}, {"rsa-4096", 4096}};
	enum crypt_curve curve;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(text, kinds[i].name) == 0) {
			*out = (struct key_order){.rsa = true, .bits = kinds[i].bits};
			return EG_OK;
		}
	}
	if (crypt_curve_from_text(rd_cstr(text), &curve) && crypt_curve_size(curve) >= CURVE_MIN) {
		*out = (struct key_order){.curve = curve};
		return EG_OK;
	}
	return EG_FAIL(EG_CONFIG, "no such kind of key");
}

static enum eg_err generate(const struct key_order *order, struct wr *pkcs8)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *ec = NULL;
	EG_AUTO(crypt_rsa_free) struct crypt_rsa *rsa = NULL;
	if (order->rsa) {
		EG_TRY(crypt_rsa_generate(order->bits, &rsa));
		return crypt_rsa_to_pkcs8(rsa, pkcs8);
	}
	EG_TRY(crypt_ec_generate(order->curve, &ec));
	return crypt_ec_to_pkcs8(ec, pkcs8);
}

static enum eg_err write_synced(int fd, struct rd content)
{
	EG_TRY(whole_write(fd, content));
	return fsync(fd) == 0 ? EG_OK : EG_FAIL(EG_IO, "file of a key cannot be written");
}

/* A file that was not there before; gone again if it does not become whole. */
static enum eg_err write_new(const char *path, struct rd content)
{
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		return errno == EEXIST ? EG_FAIL(EG_STATE, "file is there already")
				       : EG_FAIL(EG_IO, "file of a key cannot be made");
	}
	enum eg_err err = write_synced(fd, content);
	if (err != EG_OK) {
		(void)unlink(path); /* the first failure counts */
	}
	return err;
}

enum eg_err key_make_file(const char *path, const struct key_order *order, struct rd passphrase)
{
	EG_AUTO(bytes_free) struct bytes plain = {0};
	uint8_t octets[KEY_FILE_SIZE_MAX];
	struct wr encrypted = WR_ARRAY(octets);
	if (access(path, F_OK) == 0) {
		return EG_FAIL(EG_STATE, "file is there already");
	}
	EG_TRY(bytes_reserve(&plain, KEY_FILE_SIZE_MAX, KEY_FILE_SIZE_MAX));
	struct wr w = wr_of(plain.data, plain.cap);
	EG_TRY(generate(order, &w));
	if (passphrase.left == 0) {
		return write_new(path, wr_view(&w));
	}
	EG_TRY(key_file_encrypt(wr_view(&w), passphrase, &encrypted));
	return write_new(path, wr_view(&encrypted));
}

/* What lies there now gives the same key. */
static enum eg_err read_back(const char *path, struct rd passphrase, struct rd plain)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(bytes_free) struct bytes again = {0};
	EG_TRY(folder_file(path, KEY_FILE_SIZE_MAX, &file));
	EG_TRY(key_file_decrypt(bytes_rd(&file), passphrase, KEY_FILE_WORK_MAX, &again));
	return secret_equal(bytes_rd(&again), plain)
		       ? EG_OK
		       : EG_FAIL(EG_IO, "file of a key was not written as it is");
}

/* The name, too, must outlast a loss of power. */
static enum eg_err sync_folder(const char *path)
{
	char folder[PATH_ROOM];
	int size = snprintf(folder, sizeof(folder), "%s", path);
	while (size > 0 && folder[size - 1] != '/') {
		size--;
	}
	folder[size] = '\0';
	EG_AUTO(eg_close)
	int fd = open(size == 0 ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0 ? EG_OK : EG_FAIL(EG_IO, "folder of a key not written");
}

/* Only one name leads to it: behind another one the plain key would stay. */
static enum eg_err has_one_name(const char *path)
{
	struct stat info;
	if (lstat(path, &info) != 0) {
		return EG_FAIL(EG_CONFIG, "file not readable");
	}
	return S_ISREG(info.st_mode) && info.st_nlink == 1
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "a link, or a file with another name: the plain key "
					    "would stay there");
}

enum eg_err key_encrypt_file(const char *path, struct rd passphrase)
{
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	uint8_t octets[KEY_FILE_SIZE_MAX];
	struct wr encrypted = WR_ARRAY(octets);
	char beside[PATH_ROOM];
	int size = snprintf(beside, sizeof(beside), "%s.new", path);
	if (size < 0 || (size_t)size >= sizeof(beside)) {
		return EG_FAIL(EG_CONFIG, "path of a key too long");
	}
	EG_TRY(has_one_name(path));
	EG_TRY(folder_file(path, KEY_FILE_SIZE_MAX, &plain));
	if (key_file_is_encrypted(bytes_rd(&plain))) {
		return EG_FAIL(EG_STATE, "key is encrypted already");
	}
	EG_TRY(terminal_key_from_pkcs8(bytes_rd(&plain), &key)); /* a key at all? */
	EG_TRY(key_file_encrypt(bytes_rd(&plain), passphrase, &encrypted));
	EG_TRY(write_new(beside, wr_view(&encrypted)));
	enum eg_err err = read_back(beside, passphrase, bytes_rd(&plain));
	if (err == EG_OK && rename(beside, path) != 0) {
		err = EG_FAIL(EG_IO, "encrypted key cannot take the plain one's place");
	}
	if (err != EG_OK) {
		(void)unlink(beside); /* the first failure counts */
		return err;
	}
	return sync_folder(path);
}
