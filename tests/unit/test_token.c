/*
 * token: keys in a SoftHSM sign what verifies, as Terminal Authentication needs it; a wrong PIN is
 * given once; tokens that are missing, several or lost are told apart.
 */
#include "pki/token.h"

#include "tests/unit/hsm_desk.h"

#include <p11-kit/pkcs11.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#define PIN RD_TEXT(HSM_PIN)

static struct hsm_desk desk;
static struct token_module *module;

static int lay(void **state)
{
	(void)state;
	if (!hsm_desk_lay(&desk)) {
		exit(77);
	}
	return token_module_open(HSM_LIBRARY, &module) == EG_OK ? 0 : -1;
}

static int lift(void **state)
{
	(void)state;
	token_module_close(&module);
	hsm_desk_lift(&desk);
	return 0;
}

static struct token_uri *uri_of(const char *object)
{
	char text[HSM_URI_MAX];
	struct token_uri *u = NULL;
	hsm_desk_uri(&desk, object, text);
	assert_int_equal(token_uri_parse(rd_cstr(text), &u), EG_OK);
	return u;
}

static const struct {
	const char *name;
	struct token_order order;
	struct crypt_sigalg alg;
} kinds[] = {
	{"p256", {.curve = CRYPT_P256}, {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256}},
	{"bp256", {.curve = CRYPT_BP256R1}, {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256}},
	{"bp384", {.curve = CRYPT_BP384R1}, {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA384}},
	{"bp224",
	 {.curve = CRYPT_BP224R1},
	 {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA512}}, /* hash longer than the order */
	{"p521", {.curve = CRYPT_P521}, {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA512}},
	{"rsa-v15", {.rsa = true, .bits = 2048}, {.scheme = CRYPT_RSA_V15, .hash = CRYPT_SHA256}},
	{"rsa-v15-sha1",
	 {.rsa = true, .bits = 2048},
	 {.scheme = CRYPT_RSA_V15, .hash = CRYPT_SHA1}},
	{"rsa-pss",
	 {.rsa = true, .bits = 2048},
	 {.scheme = CRYPT_RSA_PSS,
	  .hash = CRYPT_SHA256,
	  .mgf_hash = CRYPT_SHA256,
	  .salt_size = 32}},
	{"rsa-pss-sha512",
	 {.rsa = true, .bits = 2048},
	 {.scheme = CRYPT_RSA_PSS,
	  .hash = CRYPT_SHA512,
	  .mgf_hash = CRYPT_SHA512,
	  .salt_size = 64}},
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void sign_and_verify(const struct terminal_key *key, const struct crypt_sigalg *alg,
			    struct rd message)
{
	static struct terminal_public p;
	uint8_t octets[1024];
	struct wr signature = WR_ARRAY(octets);
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	assert_int_equal(terminal_key_public(key, &p), EG_OK);
	assert_int_equal(terminal_public_open(&p, &pub), EG_OK);
	assert_int_equal(terminal_key_sign(key, alg, message, &signature), EG_OK);
	assert_int_equal(crypt_verify(pub, alg, message, wr_view(&signature)), EG_OK);
	assert_int_equal(crypt_verify(pub, alg, RD_TEXT("other"), wr_view(&signature)),
			 EG_MISMATCH);
}

static void a_key_made_in_the_token_signs_now_and_when_found_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		EG_AUTO(token_uri_free) struct token_uri *u = uri_of(kinds[i].name);
		EG_AUTO(terminal_key_close) struct terminal_key made = {0};
		EG_AUTO(terminal_key_close) struct terminal_key found = {0};
		EG_AUTO(terminal_key_close) struct terminal_key again = {0};
		assert_int_equal(token_key_open(module, u, PIN, &found), EG_NOT_FOUND);
		assert_int_equal(token_key_generate(module, u, PIN, &kinds[i].order, &made), EG_OK);
		sign_and_verify(&made, &kinds[i].alg, RD_TEXT("message"));
		assert_int_equal(token_key_open(module, u, PIN, &found), EG_OK);
		sign_and_verify(&found, &kinds[i].alg, RD_TEXT("message"));
		assert_int_equal(token_key_generate(module, u, PIN, &kinds[i].order, &again),
				 EG_STATE);
	}
}

static void a_key_of_another_kind_does_not_sign(void **state)
{
	(void)state;
	static const struct crypt_sigalg der = {.scheme = CRYPT_ECDSA_DER, .hash = CRYPT_SHA256};
	EG_AUTO(token_uri_free) struct token_uri *ec_uri = uri_of("p256");
	EG_AUTO(token_uri_free) struct token_uri *rsa_uri = uri_of("rsa-pss");
	EG_AUTO(terminal_key_close) struct terminal_key ec = {0};
	EG_AUTO(terminal_key_close) struct terminal_key rsa = {0};
	uint8_t octets[512];
	struct wr w = WR_ARRAY(octets);
	assert_int_equal(token_key_open(module, ec_uri, PIN, &ec), EG_OK);
	assert_int_equal(token_key_open(module, rsa_uri, PIN, &rsa), EG_OK);
	assert_int_equal(terminal_key_sign(&ec, &kinds[5].alg, RD_TEXT("m"), &w), EG_DENIED);
	assert_int_equal(terminal_key_sign(&rsa, &kinds[0].alg, RD_TEXT("m"), &w), EG_DENIED);
	assert_int_equal(terminal_key_sign(&ec, &der, RD_TEXT("m"), &w), EG_UNSUPPORTED);
	assert_int_equal(w.size, 0);
}

static void many_signatures_are_all_good(void **state)
{
	(void)state;
	EG_AUTO(token_uri_free) struct token_uri *u = uri_of("p256");
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	assert_int_equal(token_key_open(module, u, PIN, &key), EG_OK);
	for (uint32_t i = 0; i < 300; i++) {
		uint8_t octets[4];
		struct wr w = WR_ARRAY(octets);
		wr_be32(&w, i);
		sign_and_verify(&key, &kinds[0].alg, wr_view(&w));
	}
}

static void a_token_library_or_key_that_is_not_there_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *uri;
		enum eg_err want;
	} cases[] = {
		{"pkcs11:token=other;object=p256?module-path=" HSM_LIBRARY, EG_NOT_FOUND},
		{"pkcs11:token=gate;object=none?module-path=" HSM_LIBRARY, EG_NOT_FOUND},
		{"pkcs11:token=gate;object=p256;id=%01?module-path=" HSM_LIBRARY, EG_NOT_FOUND},
		{"pkcs11:token=gate;object=p256;serial=0000?module-path=" HSM_LIBRARY,
		 EG_NOT_FOUND},
		{"pkcs11:object=p256?module-path=" HSM_LIBRARY, EG_OK}, /* one token is there */
	};
	struct token_module *none = NULL;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(token_uri_free) struct token_uri *u = NULL;
		EG_AUTO(terminal_key_close) struct terminal_key key = {0};
		assert_int_equal(token_uri_parse(rd_cstr(cases[i].uri), &u), EG_OK);
		assert_int_equal(token_key_open(module, u, PIN, &key), cases[i].want);
		assert_true((key.ops != NULL) == (cases[i].want == EG_OK));
	}
	assert_int_equal(token_module_open("/nonexistent/lib.so", &none), EG_CONFIG);
	assert_int_equal(token_module_open("libsofthsm2.so", &none), EG_CONFIG);
	assert_int_equal(token_module_open("/etc/passwd", &none), EG_CONFIG);
	assert_null(none);
}

static void of_several_tokens_none_is_guessed(void **state)
{
	(void)state;
	EG_AUTO(token_uri_free) struct token_uri *any = NULL;
	EG_AUTO(token_uri_free) struct token_uri *one = uri_of("p256");
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	assert_int_equal(
		token_uri_parse(RD_TEXT("pkcs11:object=p256?module-path=" HSM_LIBRARY), &any),
		EG_OK);
	token_module_close(&module);
	hsm_desk_add(&desk, "second");
	assert_int_equal(token_module_open(HSM_LIBRARY, &module), EG_OK);
	assert_int_equal(token_key_open(module, any, PIN, &key), EG_CONFIG);
	assert_int_equal(token_key_open(module, one, PIN, &key), EG_OK);
}

static void only_a_whole_and_safe_uri_is_taken(void **state)
{
	(void)state;
	static const char *const refused[] = {
		"",
		"pkcs11:",
		"http:token=gate",
		"pkcs11:token=gate;object=k",
		"pkcs11:token=gate;object=k?module-path=lib.so",
		"pkcs11:token=gate;object=k?module-name=softhsm2",
		"pkcs11:token=gate?module-path=/lib/x.so",
		"pkcs11:token=gate;object=k?module-path=/lib/x.so&pin-value=1234",
		"pkcs11:token=gate;object=k?module-path=/lib/x.so&pin-source=|cat",
		"pkcs11:token=gate;object=k?module-path=/lib/x.so&pin-source=pin",
		"pkcs11:token=gate;object=k;type=cert?module-path=/lib/x.so",
		"pkcs11:token=gate;object=k;colour=red?module-path=/lib/x.so",
		"pkcs11:token=gate;object=%GG?module-path=/lib/x.so",
		"pkcs11:token=gate;object=k?module-path=/lib/x.so\nsecond line",
	};
	EG_AUTO(token_uri_free) struct token_uri *u = NULL;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (token_uri_parse(rd_cstr(refused[i]), &u) == EG_OK) {
			print_error("%s\n", refused[i]);
		}
		assert_null(u);
	}
	assert_int_equal(token_uri_parse(RD_TEXT("pkcs11:token=a%20b;id=%01%02?module-path=/lib/"
						 "x.so&pin-source=/run/pin\n"),
					 &u),
			 EG_OK);
	assert_string_equal(token_uri_module(u), "/lib/x.so");
	assert_string_equal(token_uri_pin_file(u), "/run/pin");
}

/* The library as an administrator's tool uses it; the same instance as the module's. */
static CK_FUNCTION_LIST *raw(void)
{
	union {
		void *object;
		CK_C_GetFunctionList function;
	} list;
	void *library = dlopen(HSM_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	CK_FUNCTION_LIST_PTR calls = NULL;
	assert_non_null(library);
	list.object = dlsym(library, "C_GetFunctionList");
	assert_non_null(list.object);
	assert_int_equal(list.function(&calls), CKR_OK);
	(void)dlclose(library); /* the module holds it */
	return calls;
}

static CK_SLOT_ID slot_of_gate(const CK_FUNCTION_LIST *calls)
{
	CK_SLOT_ID slots[8];
	CK_ULONG count = 8;
	assert_int_equal(calls->C_GetSlotList(CK_TRUE, slots, &count), CKR_OK);
	for (CK_ULONG i = 0; i < count; i++) {
		CK_TOKEN_INFO info;
		assert_int_equal(calls->C_GetTokenInfo(slots[i], &info), CKR_OK);
		if (rd_begins(rd_of(info.label, sizeof(info.label)), RD_TEXT("gate "))) {
			return slots[i];
		}
	}
	fail_msg("no token gate");
	return 0;
}

static void a_lost_session_is_opened_once_more(void **state)
{
	(void)state;
	EG_AUTO(token_uri_free) struct token_uri *u = uri_of("p256");
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	const CK_FUNCTION_LIST *calls = raw();
	assert_int_equal(token_key_open(module, u, PIN, &key), EG_OK);
	sign_and_verify(&key, &kinds[0].alg, RD_TEXT("before"));
	/* As if the token had been unplugged and put back: every session and login is gone. */
	assert_int_equal(calls->C_CloseAllSessions(slot_of_gate(calls)), CKR_OK);
	sign_and_verify(&key, &kinds[0].alg, RD_TEXT("after"));
}

/* Logs in by hand, as the message to the administrator says. */
static void log_in_by_hand(void)
{
	const CK_FUNCTION_LIST *calls = raw();
	CK_SESSION_HANDLE session;
	uint8_t pin[] = HSM_PIN;
	assert_int_equal(
		calls->C_OpenSession(slot_of_gate(calls), CKF_SERIAL_SESSION, NULL, NULL, &session),
		CKR_OK);
	assert_int_equal(calls->C_Login(session, CKU_USER, pin, sizeof(pin) - 1), CKR_OK);
	assert_int_equal(calls->C_CloseSession(session), CKR_OK);
}

static void a_wrong_pin_is_given_once_and_no_restart_gives_it_again(void **state)
{
	(void)state;
	EG_AUTO(token_uri_free) struct token_uri *u = uri_of("p256");
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	assert_int_equal(token_key_open(module, u, RD_EMPTY, &key), EG_CONFIG);
	assert_int_equal(token_key_open(module, u, RD_TEXT("111111"), &key), EG_DENIED);
	assert_string_equal(eg_fault_last().reason,
			    "PIN is wrong; it is not given to the token again");
	assert_null(key.ops);
	/* Not even the right one, until a person has looked. */
	assert_int_equal(token_key_open(module, u, RD_TEXT("111111"), &key), EG_STATE);
	assert_int_equal(token_key_open(module, u, PIN, &key), EG_STATE);
	token_module_close(&module);
	assert_int_equal(token_module_open(HSM_LIBRARY, &module), EG_OK);
	assert_int_equal(token_key_open(module, u, PIN, &key), EG_STATE);
	log_in_by_hand();
	assert_int_equal(token_key_open(module, u, PIN, &key), EG_OK);
	sign_and_verify(&key, &kinds[0].alg, RD_TEXT("again"));
}

static void a_second_key_of_a_token_needs_no_second_login(void **state)
{
	(void)state;
	EG_AUTO(token_uri_free) struct token_uri *u = uri_of("p256");
	EG_AUTO(token_uri_free) struct token_uri *v = uri_of("bp256");
	EG_AUTO(terminal_key_close) struct terminal_key first = {0};
	EG_AUTO(terminal_key_close) struct terminal_key second = {0};
	assert_int_equal(token_key_open(module, u, PIN, &first), EG_OK);
	/* A wrong PIN beside it is not even given. */
	assert_int_equal(token_key_open(module, v, RD_TEXT("111111"), &second), EG_OK);
	sign_and_verify(&second, &kinds[1].alg, RD_TEXT("m"));
	terminal_key_close(&first);
	sign_and_verify(&second, &kinds[1].alg, RD_TEXT("m"));
}

/* Last: the tokens do not come back. */
static void a_token_that_stays_away_is_told(void **state)
{
	(void)state;
	EG_AUTO(token_uri_free) struct token_uri *u = uri_of("p256");
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	uint8_t octets[128];
	struct wr w = WR_ARRAY(octets);
	const CK_FUNCTION_LIST *calls = raw();
	assert_int_equal(token_key_open(module, u, PIN, &key), EG_OK);
	CK_SLOT_ID slot = slot_of_gate(calls);
	hsm_desk_unplug(&desk);
	assert_int_equal(calls->C_CloseAllSessions(slot), CKR_OK);
	assert_int_equal(terminal_key_sign(&key, &kinds[0].alg, RD_TEXT("m"), &w), EG_GONE);
	assert_int_equal(terminal_key_sign(&key, &kinds[0].alg, RD_TEXT("m"), &w), EG_GONE);
	assert_int_equal(w.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_a_whole_and_safe_uri_is_taken),
		cmocka_unit_test(a_key_made_in_the_token_signs_now_and_when_found_again),
		cmocka_unit_test(a_key_of_another_kind_does_not_sign),
		cmocka_unit_test(many_signatures_are_all_good),
		cmocka_unit_test(a_token_library_or_key_that_is_not_there_is_told),
		cmocka_unit_test(of_several_tokens_none_is_guessed),
		cmocka_unit_test(a_lost_session_is_opened_once_more),
		cmocka_unit_test(a_wrong_pin_is_given_once_and_no_restart_gives_it_again),
		cmocka_unit_test(a_second_key_of_a_token_needs_no_second_login),
		cmocka_unit_test(a_token_that_stays_away_is_told),
	};
	return cmocka_run_group_tests(tests, lay, lift);
}
