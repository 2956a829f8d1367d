/*
 * key_file: encrypted keys as the openssl command writes them, today and on a fixed day; wrong
 * passphrases, broken and hostile files; no octet of a key stays behind when it is closed.
 */
#include "pki/key_file.h"

#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define PASSPHRASE RD_TEXT("correct horse")
#define NEEDLE     16          /* octets of a private number that are looked for */
#define MASK       0xA5u       /* under which the needle is kept */
#define REGION_MAX (64u << 20) /* larger mappings are the sanitizers' own */

/* One P-256 key, written by openssl 3.0 pkcs8 -topk8 with the passphrase above. */
static const char plain_key[] =
	"308187020100301306072A8648CE3D020106082A8648CE3D030107046D306B0201010420C5725CE070412939"
	"20E81F65CA6C63E76DB2EA7AE55B5BE0A4327A3FB215D36BA144034200049C6FEDB7E5300A247F8C6E0B2681"
	"807D9177628CE2FE546F0B16E2AFFF9DAE817AB779B2123BA922D303E1D72E7D75B9C0FAE17380A34F5E84E7"
	"C8DEF3D49F76";
/* -v2 aes-256-cbc */
static const char usual[] =
	"3081EC305706092A864886F70D01050D304A302906092A864886F70D01050C301C04082F49F1DF2FB13AAF02"
	"020800300C06082A864886F70D02090500301D060960864801650304012A04100C8C3A66AC0CDBC6E92666C4"
	"BF3B02090481905F3C8D932C0AAE7A9F0108853C6FF49B4EA0C46B840E843DCF32D6D776F28D0A50C41724D0"
	"4808D042E328C85B5BE0118AE6EB4620749277EB3CB180E91F03E65506BCE4AC5FA580333EFD05C0962456B3"
	"9A04862EF43B5295339C0930C2018C128F3755C3959D9101B588B7AE7F3486258E77CD5C6F12353582F65E65"
	"932B81B41A49A3A656E756BE2327EFC4A72CB5";
/* -v2 aes-128-cbc -v2prf hmacWithSHA1 -iter 3: the file leaves the function out */
static const char by_default[] =
	"3081DD304806092A864886F70D01050D303B301A06092A864886F70D01050C300D04081BF566F98644571E02"
	"0103301D0609608648016503040102041051FAFE274F41620FB86DAC0A84E3AA59048190A7195826425463BB"
	"D96D7E04543A029A82DBB297C03AB2DC9074F7054153CBB860B9D8A11C6CEF627A9B0B728946AE25ED0BB182"
	"0957AE5EAD1774C0EF9897A203A0C615548C5FFEC394CD24961B580ECA59E4E3DF06026AFAC92C08F8055577"
	"A96CCD879E0B64020E0CF10E389B1281049F500303F649529B77C4A0DBF09FA491591AD0F5B8B033C8C8F685"
	"0E9131E8";
/* -v2 aes-192-cbc -v2prf hmacWithSHA512 -iter 1000 */
static const char sha512[] =
	"3081EC305706092A864886F70D01050D304A302906092A864886F70D01050C301C0408FB253800A597603A02"
	"0203E8300C06082A864886F70D020B0500301D060960864801650304011604108E4809872B7D63D4F0BD58A3"
	"080EDE510481903D159F25DAEE0E610C97414C4FC87E64250665F004600609C0348C450D9F8EFECADB206ABE"
	"FBB5E1A591FDA4DDF7334FF20353CB4A699686AFF47181EB269F41107BBF2400CD08D931A2161C4451483DB5"
	"E502411B8CF672AF96B2C6872A8CA0C0FEE185002EC351540FAE3A3E29CD136D05E176C027C19B48478FC115"
	"2554863D5A883A490B7E11C3356C306DACE135";
/* -scrypt */
static const char scrypt[] =
	"3081E4304F06092A864886F70D01050D3042302106092B06010401DA47040B30140408E31835AA02B2B79202"
	"024000020108020101301D060960864801650304012A04106740EFAD2716C4DBD5E2B269622F786F048190B7"
	"3F954932FC089B20F8445AED19B488D9F0653B523459FBF2AE6840090D5C4C55827BEC147C9253FD93161EBF"
	"79F909205ED2065AD4B47CBF580FEFC12C9745DE3FEE5D3C861D18119C3D23C49CC32AB15709CBDDF299BC5B"
	"781E318ACCE0FFE26FBE9C50AE054CE3CFA5A815E4C58E5313F5988B4BFA8B6885DAFEC2E0D8B2472D6A399A"
	"4FEBA27C46419EE4501EF0";

static bool opens(const char *text, struct rd passphrase, enum eg_err want)
{
	EG_AUTO(bytes_free) struct bytes plain = {0};
	enum eg_err err = key_file_decrypt(HEX(text), passphrase, KEY_FILE_WORK_MAX, &plain);
	return err == want &&
	       (err == EG_OK ? hex_same(bytes_rd(&plain), HEX(plain_key)) : plain.data == NULL);
}

static void files_of_a_fixed_day_open(void **state)
{
	(void)state;
	assert_true(opens(usual, PASSPHRASE, EG_OK));
	assert_true(opens(by_default, PASSPHRASE, EG_OK));
	assert_true(opens(sha512, PASSPHRASE, EG_OK));
	assert_true(opens(scrypt, PASSPHRASE, EG_OK));
}

static void a_wrong_passphrase_opens_nothing(void **state)
{
	(void)state;
	uint8_t octets[16];
	/* One in 256 has a padding by chance: what it leaves is no SEQUENCE. */
	for (uint32_t i = 0; i < 2000; i++) {
		struct wr w = WR_ARRAY(octets);
		wr_be32(&w, i);
		assert_true(opens(by_default, wr_view(&w), EG_MISMATCH));
	}
	assert_true(opens(usual, RD_TEXT("correct horsf"), EG_MISMATCH));
	assert_true(opens(scrypt, RD_TEXT("correct horse "), EG_MISMATCH));
	assert_true(opens(usual, RD_EMPTY, EG_CONFIG));
}

static void a_file_that_is_cut_or_damaged_is_not_taken(void **state)
{
	(void)state;
	struct hex file = from_hex(by_default);
	EG_AUTO(bytes_free) struct bytes plain = {0};
	for (size_t size = 0; size < file.size; size++) {
		assert_int_equal(key_file_decrypt(rd_of(file.bytes, size), PASSPHRASE,
						  KEY_FILE_WORK_MAX, &plain),
				 EG_BAD_DATA);
	}
	for (size_t bit = 0; bit < 8 * file.size; bit++) {
		struct hex spoilt = file;
		spoilt.bytes[bit / 8] = (uint8_t)(spoilt.bytes[bit / 8] ^ (1u << bit % 8));
		/* CBC has no MAC: the bit may stay unnoticed, but never gives the key. */
		assert_true(key_file_decrypt(hex_rd(&spoilt), PASSPHRASE, 1000, &plain) != EG_OK ||
			    !rd_equal(bytes_rd(&plain), HEX(plain_key)));
	}
}

/* What becomes of a file that asks for this work: AES-256 around three blocks of nothing. numbers
 * is the DER behind the salt: iterations and function, or N, r, p. */
static enum eg_err asked(bool by_scrypt, const char *numbers, uint64_t work_max)
{
	uint8_t octets[512];
	struct wr w = WR_ARRAY(octets);
	EG_AUTO(bytes_free) struct bytes plain = {0};
	size_t all = wr_open(&w, 0x30);
	size_t algorithm = wr_open(&w, 0x30);
	wr_put(&w, HEX("06092A864886F70D01050D"));
	size_t pbes2 = wr_open(&w, 0x30);
	size_t derivation = wr_open(&w, 0x30);
	wr_put(&w, by_scrypt ? HEX("06092B06010401DA47040B") : HEX("06092A864886F70D01050C"));
	size_t parameters = wr_open(&w, 0x30);
	wr_tlv(&w, 0x04, RD_TEXT("saltsalt"));
	wr_put(&w, HEX(numbers));
	wr_close(&w, parameters);
	wr_close(&w, derivation);
	wr_put(&w, HEX("301D060960864801650304012A0410 000102030405060708090A0B0C0D0E0F"));
	wr_close(&w, pbes2);
	wr_close(&w, algorithm);
	size_t encrypted = wr_open(&w, 0x04);
	wr_fill(&w, 0x55, 48);
	wr_close(&w, encrypted);
	wr_close(&w, all);
	assert_false(w.bad);
	return key_file_decrypt(wr_view(&w), PASSPHRASE, work_max, &plain);
}

#define SHA256_PRF " 300C06082A864886F70D02090500"

static void more_work_than_is_allowed_is_not_begun(void **state)
{
	(void)state;
	static const struct {
		bool by_scrypt;
		const char *numbers;
		enum eg_err want;
	} cases[] = {
		{false, "020301869F" SHA256_PRF, EG_MISMATCH}, /* 99,999 */
		{false, "02030186A0" SHA256_PRF, EG_MISMATCH},
		{false, "02030186A1" SHA256_PRF, EG_TOO_BIG},
		{false, "02047FFFFFFF" SHA256_PRF, EG_TOO_BIG},
		{false, "020500FFFFFFFF" SHA256_PRF, EG_TOO_BIG},
		{false, "02060100000000 01" SHA256_PRF, EG_BAD_DATA},
		{false, "0201FF" SHA256_PRF, EG_BAD_DATA}, /* negative */
		{false, "020100" SHA256_PRF, EG_BAD_DATA},
		{false, "020300C351", EG_TOO_BIG}, /* 50,001 of SHA-1, twice for 32 octets */
		{false, "020300C350", EG_MISMATCH},
		{false, "020101 020110" SHA256_PRF, EG_BAD_DATA}, /* a key of 16 octets */
		{false, "020101 020120" SHA256_PRF, EG_MISMATCH},
		{false, "020101 300C06082A864886F70D02060500", EG_UNSUPPORTED},
		{true, "02022000 020108 020101", EG_MISMATCH},
		{true, "02022000 020108 020102", EG_TOO_BIG},
		{true, "02040080 0000 020108 020101", EG_TOO_BIG},
		{true, "020500 80000000 020500FFFFFFFF 020101", EG_TOO_BIG},
		{true, "020102 020101 020500FFFFFFFF", EG_TOO_BIG},
		{true, "020103 020101 020101", EG_BAD_DATA}, /* no power of two */
		{true, "020102 020100 020101", EG_BAD_DATA},
		{true, "020102 020101 020100", EG_BAD_DATA},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum eg_err err = asked(cases[i].by_scrypt, cases[i].numbers, 100000);
		if (err != cases[i].want) {
			print_error("%s\n", cases[i].numbers);
		}
		assert_int_equal(err, cases[i].want);
	}
}

/* Little work, but 256 MB: p blocks of r are kept at once. */
static void more_memory_than_is_allowed_is_not_asked_for(void **state)
{
	(void)state;
	assert_int_equal(asked(true, "020102 020101 02031E8480", KEY_FILE_WORK_MAX), EG_TOO_BIG);
	assert_int_equal(asked(true, "020102 020203E8 020207D0", KEY_FILE_WORK_MAX), EG_TOO_BIG);
}

static void another_scheme_is_named_as_such(void **state)
{
	(void)state;
	struct hex file = from_hex(usual);
	EG_AUTO(bytes_free) struct bytes plain = {0};
	/* PBES1's arc, then another cipher's. */
	file.bytes[15] = 0x0A;
	assert_int_equal(key_file_decrypt(hex_rd(&file), PASSPHRASE, 10000, &plain),
			 EG_UNSUPPORTED);
	file = from_hex(usual);
	file.bytes[73] = 0x06; /* aes256-GCM's number follows the arc */
	assert_int_equal(key_file_decrypt(hex_rd(&file), PASSPHRASE, 10000, &plain),
			 EG_UNSUPPORTED);
}

/* A new P-256 key as PKCS#8, and its private number masked, that nothing here holds it. */
static void make_key(struct wr *pkcs8, uint8_t masked[NEEDLE])
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *ec = NULL;
	EG_AUTO(secret_clear) struct secret d = {0};
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &ec), EG_OK);
	assert_int_equal(crypt_ec_private(ec, &d), EG_OK);
	assert_int_equal(crypt_ec_to_pkcs8(ec, pkcs8), EG_OK);
	for (size_t i = 0; i < NEEDLE; i++) {
		masked[i] = (uint8_t)(d.bytes[i] ^ MASK);
	}
}

static void what_was_encrypted_opens_again_and_signs(void **state)
{
	(void)state;
	uint8_t octets[512];
	uint8_t file_octets[1024];
	uint8_t signature_octets[128];
	uint8_t masked[NEEDLE];
	struct wr pkcs8 = WR_ARRAY(octets);
	struct wr file = WR_ARRAY(file_octets);
	struct wr signature = WR_ARRAY(signature_octets);
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	static struct terminal_public p;
	const struct crypt_sigalg alg = {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256};
	make_key(&pkcs8, masked);
	assert_false(key_file_is_encrypted(wr_view(&pkcs8)));
	assert_int_equal(key_file_encrypt(wr_view(&pkcs8), PASSPHRASE, &file), EG_OK);
	assert_true(key_file_is_encrypted(wr_view(&file)));
	assert_int_equal(key_file_open(wr_view(&file), RD_EMPTY, &key), EG_CONFIG);
	assert_int_equal(key_file_open(wr_view(&file), RD_TEXT("wrong"), &key), EG_MISMATCH);
	assert_null(key.ops);
	assert_int_equal(key_file_open(wr_view(&file), PASSPHRASE, &key), EG_OK);
	assert_int_equal(terminal_key_sign(&key, &alg, RD_TEXT("m"), &signature), EG_OK);
	assert_int_equal(terminal_key_public(&key, &p), EG_OK);
	assert_int_equal(terminal_public_open(&p, &pub), EG_OK);
	assert_int_equal(crypt_verify(pub, &alg, RD_TEXT("m"), wr_view(&signature)), EG_OK);
	/* The octet before a whole number of blocks, it, and the one after it. */
	for (size_t size = 125; size < 128; size++) {
		EG_AUTO(bytes_free) struct bytes plain = {0};
		uint8_t sequence[256];
		struct wr w = WR_ARRAY(sequence);
		size_t mark = wr_open(&w, 0x30);
		wr_fill(&w, 0x0C, size);
		wr_close(&w, mark);
		file = WR_ARRAY(file_octets);
		assert_int_equal(key_file_encrypt(wr_view(&w), PASSPHRASE, &file), EG_OK);
		assert_int_equal(
			key_file_decrypt(wr_view(&file), PASSPHRASE, KEY_FILE_WORK_MAX, &plain),
			EG_OK);
		assert_true(rd_equal(bytes_rd(&plain), wr_view(&w)));
	}
	file = WR_ARRAY(file_octets);
	assert_int_equal(key_file_encrypt(wr_view(&pkcs8), RD_EMPTY, &file), EG_CONFIG);
}

/* Is the needle there, forwards or as libcrypto keeps numbers, least octet first? */
static bool is_at(const uint8_t *at, const uint8_t masked[NEEDLE])
{
	bool forwards = true;
	bool backwards = true;
	for (size_t i = 0; i < NEEDLE && (forwards || backwards); i++) {
		forwards = forwards && (at[i] ^ MASK) == masked[i];
		backwards = backwards && (at[i] ^ MASK) == masked[NEEDLE - 1 - i];
	}
	return forwards || backwards;
}

static unsigned count_in(int memory, unsigned long from, unsigned long to,
			 const uint8_t masked[NEEDLE])
{
	static uint8_t block[1u << 20];
	unsigned found = 0;
	unsigned long own = (unsigned long)(uintptr_t)block;
	if (to - from > REGION_MAX || (own >= from && own < to)) {
		return 0;
	}
	while (from + NEEDLE < to) {
		ssize_t got = pread(memory, block, sizeof(block), (off_t)from);
		if (got < NEEDLE) {
			break;
		}
		for (size_t i = 0; i + NEEDLE <= (size_t)got; i++) {
			found += is_at(block + i, masked) ? 1 : 0;
		}
		from += (unsigned long)got - NEEDLE + 1;
	}
	secret_wipe(block, sizeof(block));
	return found;
}

/* How often the needle lies in the writable memory of this process. */
static unsigned count_copies(const uint8_t masked[NEEDLE])
{
	unsigned found = 0;
	char line[512];
	EG_AUTO(eg_close) int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	FILE *maps = fopen("/proc/self/maps", "re");
	assert_true(memory >= 0 && maps != NULL);
	while (fgets(line, sizeof(line), maps) != NULL) {
		char *end = NULL;
		unsigned long from = strtoul(line, &end, 16);
		unsigned long to = *end == '-' ? strtoul(end + 1, &end, 16) : 0;
		if (to > from && end[0] == ' ' && end[1] == 'r' && end[2] == 'w') {
			found += count_in(memory, from, to, masked);
		}
	}
	assert_int_equal(fclose(maps), 0);
	return found;
}

static void sign_once(const struct terminal_key *key)
{
	uint8_t octets[128];
	struct wr signature = WR_ARRAY(octets);
	const struct crypt_sigalg alg = {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256};
	assert_int_equal(terminal_key_sign(key, &alg, RD_TEXT("message"), &signature), EG_OK);
}

static void no_octet_of_a_key_stays_when_it_is_closed(void **state)
{
	(void)state;
	uint8_t octets[512];
	uint8_t file_octets[1024];
	uint8_t masked[NEEDLE];
	struct wr pkcs8 = WR_ARRAY(octets);
	struct wr file = WR_ARRAY(file_octets);
	struct terminal_key key = {0};
	make_key(&pkcs8, masked);
	assert_int_equal(key_file_encrypt(wr_view(&pkcs8), PASSPHRASE, &file), EG_OK);
	assert_true(count_copies(masked) >= 1); /* our own, in octets */
	secret_wipe(octets, sizeof(octets));
	assert_int_equal(key_file_open(wr_view(&file), PASSPHRASE, &key), EG_OK);
	sign_once(&key);
	assert_true(count_copies(masked) >= 1); /* the key's */
	terminal_key_close(&key);
	assert_int_equal(count_copies(masked), 0);
}

/* The openssl command of this machine; false if there is none. */
static bool openssl(char *const words[])
{
	int status = -1;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (null >= 0 && dup2(null, STDERR_FILENO) >= 0 && dup2(null, STDOUT_FILENO) >= 0) {
			(void)execvp("openssl", words); /* returns only on failure */
		}
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) != 127) {
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	return WEXITSTATUS(status) == 0;
}

static struct rd read_file(const char *path, uint8_t *octets, size_t cap)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	size_t size = fread(octets, 1, cap, f);
	assert_int_equal(fclose(f), 0);
	return rd_of(octets, size);
}

static void write_file(const char *path, struct rd content)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(content.at, 1, content.left, f), content.left);
	assert_int_equal(fclose(f), 0);
}

struct place {
	char folder[32];
	char plain[64];
	char file[64];
	char pass[64];
};

static void place_make(struct place *p)
{
	*p = (struct place){.folder = "/tmp/egate-key-XXXXXX"};
	assert_non_null(mkdtemp(p->folder));
	assert_true(snprintf(p->plain, sizeof(p->plain), "%s/plain", p->folder) > 0);
	assert_true(snprintf(p->file, sizeof(p->file), "%s/file", p->folder) > 0);
	assert_true(snprintf(p->pass, sizeof(p->pass), "file:%s/pass", p->folder) > 0);
	write_file(p->pass + 5, RD_TEXT("correct horse\n"));
	write_file(p->plain, HEX(plain_key));
}

static void place_clear(const struct place *p)
{
	(void)unlink(p->plain); /* may not be there */
	(void)unlink(p->file);
	(void)unlink(p->pass + 5);
	(void)rmdir(p->folder);
}

static void what_openssl_writes_today_opens_here(void **state)
{
	(void)state;
	static char *const variants[][4] = {
		{"-v2", "aes-256-cbc", NULL, NULL},     {"-v2", "aes-128-cbc", "-iter", "7"},
		{"-v2", "aes-192-cbc", NULL, NULL},     {"-scrypt", NULL, NULL, NULL},
		{"-v2prf", "hmacWithSHA1", NULL, NULL}, {"-v2prf", "hmacWithSHA384", NULL, NULL},
	};
	struct place p;
	place_make(&p);
	for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++) {
		EG_AUTO(bytes_free) struct bytes plain = {0};
		uint8_t octets[1024];
		char *words[] = {"openssl", "pkcs8", "-topk8", "-inform", "DER",  "-outform",
				 "DER",     "-in",   p.plain,  "-out",    p.file, "-passout",
				 p.pass,    NULL,    NULL,     NULL,      NULL,   NULL};
		for (size_t j = 0; j < 4; j++) {
			words[13 + j] = variants[i][j];
		}
		if (!openssl(words)) {
			place_clear(&p);
			print_message("no openssl command here\n");
			skip();
		}
		assert_int_equal(key_file_decrypt(read_file(p.file, octets, sizeof(octets)),
						  PASSPHRASE, KEY_FILE_WORK_MAX, &plain),
				 EG_OK);
		assert_true(hex_same(bytes_rd(&plain), HEX(plain_key)));
	}
	place_clear(&p);
}

static void openssl_opens_what_is_written_here(void **state)
{
	(void)state;
	struct place p;
	uint8_t octets[1024];
	struct wr w = WR_ARRAY(octets);
	place_make(&p);
	assert_int_equal(key_file_encrypt(HEX(plain_key), PASSPHRASE, &w), EG_OK);
	write_file(p.file, wr_view(&w));
	assert_int_equal(unlink(p.plain), 0);
	char *words[] = {"openssl", "pkey", "-inform", "DER",   "-pubout", "-outform", "DER",
			 "-in",     p.file, "-out",    p.plain, "-passin", p.pass,     NULL};
	if (!openssl(words)) {
		place_clear(&p);
		print_message("no openssl command here\n");
		skip();
	}
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	EG_AUTO(crypt_pub_free) struct crypt_pub *made = NULL;
	static struct terminal_public want;
	uint8_t spki[256];
	uint8_t point_octets[CRYPT_POINT_MAX];
	struct wr point = WR_ARRAY(point_octets);
	assert_int_equal(terminal_key_from_pkcs8(HEX(plain_key), &key), EG_OK);
	assert_int_equal(terminal_key_public(&key, &want), EG_OK);
	assert_int_equal(crypt_pub_from_spki(read_file(p.plain, spki, sizeof(spki)), &made), EG_OK);
	assert_int_equal(crypt_pub_point(made, &point), EG_OK);
	assert_true(rd_equal(wr_view(&point), terminal_public_point(&want)));
	place_clear(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_a_fixed_day_open),
		cmocka_unit_test(a_wrong_passphrase_opens_nothing),
		cmocka_unit_test(a_file_that_is_cut_or_damaged_is_not_taken),
		cmocka_unit_test(more_work_than_is_allowed_is_not_begun),
		cmocka_unit_test(more_memory_than_is_allowed_is_not_asked_for),
		cmocka_unit_test(another_scheme_is_named_as_such),
		cmocka_unit_test(what_was_encrypted_opens_again_and_signs),
		cmocka_unit_test(no_octet_of_a_key_stays_when_it_is_closed),
		cmocka_unit_test(what_openssl_writes_today_opens_here),
		cmocka_unit_test(openssl_opens_what_is_written_here),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
