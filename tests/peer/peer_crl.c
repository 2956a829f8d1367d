/*
 * peer_crl: what the openssl command says about our revocation lists and master lists.
 * Knows files and texts. The command is the peer: another parser, another verifier.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pki/crl.h"
#include "simulator/forge_crl.h"
#include "simulator/forge_files.h"
#include "simulator/forge_list.h"

#define TEXT_MAX (1024 * 1024)
#define LIST_MAX 262144
#define MORE     200u

static const struct date today = {2026, 11, 22};
static const struct date later = {2027, 2, 20};

/* Runs openssl in the folder; its output as text. Gives its exit status. */
static int run(const char *folder, char *text, const char *const *words)
{
	int ends[2];
	size_t size = 0;
	int status = 0;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char *argv[32] = {NULL};
		for (size_t i = 0; words[i] != NULL && i < 31; i++) {
			argv[i] = strdup(words[i]);
		}
		if (chdir(folder) == 0 && dup2(ends[1], STDOUT_FILENO) >= 0 &&
		    dup2(ends[1], STDERR_FILENO) >= 0) {
			(void)execvp(argv[0], argv); /* returns only when it fails */
		}
		_exit(127);
	}
	assert_int_equal(close(ends[1]), 0);
	for (ssize_t got = 1; got > 0 && size < TEXT_MAX - 1;) {
		got = read(ends[0], text + size, TEXT_MAX - 1 - size);
		size += got > 0 ? (size_t)got : 0;
	}
	text[size] = '\0';
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A CA, a signer of documents under it, and a folder of files for the peer. */
struct desk {
	char folder[32];
	struct forge_ca ca;
	struct forge_key key;
	struct cert cert;
	struct cert signer;
	uint8_t signer_octets[FORGE_CERT_MAX];
	struct rd name; /* whole */
	uint8_t octets[LIST_MAX];
	char *text;
};

static const char *const files[] = {"ca.cer", "ca.pem", "signer.cer", "list.crl", "list.ml", "out"};

static void desk_free(struct desk *d)
{
	char path[64];
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", d->folder,
			       files[i]); /* 40 characters */
		(void)unlink(path);       /* some tests write fewer */
	}
	(void)rmdir(d->folder); /* left behind for people if there is more in it */
	forge_ca_free(&d->ca);
	forge_key_free(&d->key);
	free(d->text);
}

static void desk_open(struct desk *d)
{
	struct forge_alg alg;
	struct forge_cert_parts parts;
	const struct forge_subject subject = {"UT", "UTO", "Document Signer"};
	const struct forge_validity validity = {{2026, 1, 1}, {2027, 6, 1}};
	*d = (struct desk){.folder = "/tmp/egate-peer-XXXXXX"};
	struct wr out = WR_ARRAY(d->signer_octets);
	d->text = malloc(TEXT_MAX);
	assert_non_null(d->text);
	assert_non_null(mkdtemp(d->folder));
	/* Explicit parameters are what this peer refuses. */
	assert_int_equal(forge_alg_parse("ec:P-256:sha256:named", &alg), EG_OK);
	assert_int_equal(forge_ca_new(&d->ca, &alg, today), EG_OK);
	assert_int_equal(forge_key_generate(&alg, &d->key), EG_OK);
	assert_int_equal(forge_cert_read(forge_ca_certificate(&d->ca), &parts), EG_OK);
	d->name = parts.subject;
	assert_int_equal(forge_cert_signer(&out, &d->ca.key, d->name, &d->key, &subject, &validity),
			 EG_OK);
	assert_int_equal(cert_parse(wr_view(&out), &d->signer), EG_OK);
	assert_int_equal(cert_parse(forge_ca_certificate(&d->ca), &d->cert), EG_OK);
	assert_int_equal(forge_write_file(d->folder, "ca.cer", 0600, d->cert.whole), EG_OK);
	assert_int_equal(forge_write_file(d->folder, "signer.cer", 0600, d->signer.whole), EG_OK);
	static const char *const convert[] = {"openssl", "x509", "-inform", "DER", "-in",
					      "ca.cer",  "-out", "ca.pem",  NULL};
	assert_int_equal(run(d->folder, d->text, convert), 0);
}

static void write_crl(struct desk *d, const struct forge_crl *order, struct crl *c)
{
	struct wr out = WR_ARRAY(d->octets);
	assert_int_equal(forge_crl(&out, order), EG_OK);
	assert_int_equal(crl_parse(wr_view(&out), c), EG_OK);
	assert_int_equal(crl_issued_by(c, &d->cert), EG_OK);
	assert_int_equal(forge_write_file(d->folder, "list.crl", 0600, wr_view(&out)), EG_OK);
}

static void put_hex(char *out, size_t cap, struct rd octets)
{
	size_t size = 0;
	uint8_t octet;
	out[0] = '\0';
	while (size + 2 < cap && rd_u8(&octets, &octet)) {
		size += (size_t)snprintf(out + size, cap - size, "%02X", octet); /* two */
	}
}

/* "Mar  4 00:00:00 2026 GMT" */
static void put_time(char *out, size_t cap, const struct asn1_time *t)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t second = t->unix_s - asn1_time_of_day(t->day);
	(void)snprintf(out, cap, "%.3s %2u %02u:%02u:%02u %u GMT", months + 3 * (t->day.month - 1),
		       (unsigned)t->day.day, (unsigned)(second / 3600),
		       (unsigned)(second / 60 % 60), (unsigned)(second % 60),
		       (unsigned)t->day.year); /* 24 characters */
}

static void assert_line(const char *text, const char *front, const char *value)
{
	char line[256];
	(void)snprintf(line, sizeof(line), "%s%s\n", front, value); /* 100 characters */
	if (strstr(text, line) == NULL) {
		fail_msg("the peer does not say: %s", line);
	}
}

static size_t occurrences(const char *text, const char *word)
{
	size_t count = 0;
	for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
		count++;
	}
	return count;
}

static const char *const reasons[] = {
	[1] = "Key Compromise",
	[2] = "CA Compromise",
	[4] = "Superseded",
	[5] = "Cessation Of Operation",
};

/* One entry as the peer prints it. */
static void assert_entry(const char *text, const struct crl_entry *e)
{
	char block[512];
	char serial[64];
	char day[32];
	struct rd number = e->serial;
	uint8_t first = 0;
	if (rd_peek(&number, &first) && first == 0) {
		assert_true(rd_skip(&number, 1)); /* the sign */
	}
	put_hex(serial, sizeof(serial), number);
	put_time(day, sizeof(day), &e->revoked);
	(void)snprintf(block, sizeof(block),
		       "    Serial Number: %s\n        Revocation Date: %s\n%s%s%s", serial, day,
		       e->reason == 0 ? ""
				      : "        CRL entry extensions:\n"
					"            X509v3 CRL Reason Code: \n                ",
		       e->reason == 0 ? "" : reasons[e->reason],
		       e->reason == 0 ? "" : "\n"); /* 250 characters */
	if (strstr(text, block) == NULL) {
		fail_msg("the peer does not say: %s", block);
	}
}

static void the_peer_reads_a_list_as_we_do(void **state)
{
	(void)state;
	static const struct forge_crl_entry some[] = {
		{{(const uint8_t *)"\x01\x02\x03", 3, false}, {2026, 3, 4}, FORGE_CRL_NO_REASON},
		{{(const uint8_t *)"\x90\x00\x00\x01", 4, false}, {2026, 5, 6}, 1},
		{{(const uint8_t *)"\x7F", 1, false}, {2051, 12, 31}, 4},
	};
	static const char *const print[] = {"openssl", "crl",      "-inform", "DER",
					    "-in",     "list.crl", "-noout",  "-text",
					    "-CAfile", "ca.pem",   NULL};
	EG_AUTO(desk_free) struct desk d;
	struct crl c;
	struct crl_entry e;
	char value[128];
	size_t count;
	desk_open(&d);
	const struct forge_crl order = {.key = &d.ca.key,
					.issuer = d.name,
					.this_update = today,
					.next_update = later,
					.number = RD_TEXT("\x01\x23"),
					.entries = some,
					.count = 3,
					.more = MORE};
	write_crl(&d, &order, &c);
	assert_int_equal(run(d.folder, d.text, print), 0);
	assert_non_null(strstr(d.text, "verify OK\n"));
	assert_line(d.text, "        ", "Version 2 (0x1)");
	assert_line(d.text,
		    "        Issuer: ", "C = UT, O = Ministry of Documents, CN = CSCA Utopia");
	put_time(value, sizeof(value), &c.this_update);
	assert_line(d.text, "        Last Update: ", value);
	put_time(value, sizeof(value), &c.next_update);
	assert_line(d.text, "        Next Update: ", value);
	assert_line(d.text, "            X509v3 CRL Number: \n                ", "291");
	assert_int_equal(crl_count(&c, &count), EG_OK);
	assert_int_equal(count, 3 + MORE);
	assert_int_equal(occurrences(d.text, "Serial Number: "), count);
	struct rd rest = c.entries;
	for (size_t i = 0; i < count; i++) {
		assert_true(crl_next_entry(&rest, &e));
		assert_entry(d.text, &e);
	}
	assert_true(rd_end(&rest));
}

static int verify_signer(struct desk *d)
{
	char moment[32];
	(void)snprintf(moment, sizeof(moment), "%lld",
		       (long long)asn1_time_of_day(today) + 3600); /* 10 digits */
	const char *const words[] = {"openssl",  "verify",     "-crl_check", "-attime", moment,
				     "-purpose", "any",        "-CAfile",    "ca.pem",  "-CRLfile",
				     "list.crl", "signer.cer", NULL};
	return run(d->folder, d->text, words);
}

static void the_peer_believes_a_list_as_we_do(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	struct crl c;
	desk_open(&d);
	struct rd serial = d.signer.serial;
	const struct forge_crl_entry revoked = {serial, {2026, 10, 1}, 1};
	struct forge_crl order = {.key = &d.ca.key,
				  .issuer = d.name,
				  .this_update = today,
				  .next_update = later,
				  .number = RD_TEXT("\x01"),
				  .more = MORE};
	write_crl(&d, &order, &c);
	if (verify_signer(&d) != 0) {
		fail_msg("%s", d.text);
	}
	order.entries = &revoked;
	order.count = 1;
	write_crl(&d, &order, &c);
	assert_int_not_equal(verify_signer(&d), 0);
	assert_non_null(strstr(d.text, "certificate revoked"));
	order.count = 0;
	order.form = FORGE_CRL_CRITICAL;
	write_crl(&d, &order, &c);
	assert_true(faults_has(c.faults, FAULT_CRITICAL_UNKNOWN));
	assert_int_not_equal(verify_signer(&d), 0);
	assert_non_null(strstr(d.text, "unhandled critical CRL extension"));
}

static void the_peer_verifies_master_lists_but_those_without_null(void **state)
{
	(void)state;
	static const char *const words[] = {"openssl", "cms", "-verify", "-noverify",
					    "-inform", "DER", "-in",     "list.ml",
					    "-out",    "out", NULL};
	static const struct {
		const char *algorithm;
		bool verifies;
	} cases[] = {{"ec:P-256:sha256:named", true},
		     {"rsa:2048:sha256", true},
		     {"pss:2048:sha512", true},
		     {"rsa:2048:sha256:no-null", false}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(desk_free) struct desk d;
		EG_AUTO(forge_list_signer_free) struct forge_list_signer signer = {.ca = NULL};
		struct forge_alg alg;
		const struct forge_validity validity = {{2026, 1, 1}, {2027, 6, 1}};
		desk_open(&d);
		const struct rd certificates[] = {d.cert.whole};
		assert_int_equal(forge_alg_parse(cases[i].algorithm, &alg), EG_OK);
		assert_int_equal(forge_list_signer_new(&signer, &d.ca, &alg, &validity,
						       FORGE_LIST_BY_SIGNER),
				 EG_OK);
		const struct forge_list order = {.certificates = certificates,
						 .count = 1,
						 .signer = &signer,
						 .signed_on = today,
						 .form = FORGE_SOD_BY_KEY};
		struct wr out = WR_ARRAY(d.octets);
		assert_int_equal(forge_list(&out, &order), EG_OK);
		assert_int_equal(forge_write_file(d.folder, "list.ml", 0600, wr_view(&out)), EG_OK);
		if ((run(d.folder, d.text, words) == 0) != cases[i].verifies) {
			fail_msg("%s: %s", cases[i].algorithm, d.text);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_peer_reads_a_list_as_we_do),
		cmocka_unit_test(the_peer_believes_a_list_as_we_do),
		cmocka_unit_test(the_peer_verifies_master_lists_but_those_without_null),
	};
	static char text[TEXT_MAX];
	static const char *const version[] = {"openssl", "version", NULL};
	if (run("/", text, version) != 0) {
		(void)fputs("skipped: there is no openssl command\n", stderr);
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
