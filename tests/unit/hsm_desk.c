/*
 * hsm_desk: a SoftHSM token of this test alone, in a folder that is removed afterwards.
 */
#include "tests/unit/hsm_desk.h"

#include <p11-kit/pkcs11.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEPTH 16 /* descriptors for walking a folder */

/* Runs a command without its output; 127: there is none. */
static int run(char *const words[])
{
	int status = -1;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0) {
			(void)execvp(words[0], words); /* returns only on failure */
		}
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static int init_token(const char *label)
{
	char name[64];
	assert_true(snprintf(name, sizeof(name), "%s", label) > 0);
	char *words[] = {"softhsm2-util", "--init-token", "--free",   "--label", name,
			 "--pin",         HSM_PIN,        "--so-pin", "13579",   NULL};
	return run(words);
}

bool hsm_desk_lay(struct hsm_desk *d)
{
	char path[64];
	char text[256];
	*d = (struct hsm_desk){.folder = "/tmp/egate-hsm-XXXXXX"};
	if (access(HSM_LIBRARY, R_OK) != 0) {
		print_message("no " HSM_LIBRARY " here (package softhsm2)\n");
		return false;
	}
	assert_non_null(mkdtemp(d->folder));
	assert_true(snprintf(path, sizeof(path), "%s/tokens", d->folder) > 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_true(snprintf(path, sizeof(path), "%s/conf", d->folder) > 0);
	assert_true(snprintf(text, sizeof(text),
			     "directories.tokendir = %s/tokens\nobjectstore.backend = file\n"
			     "log.level = ERROR\n",
			     d->folder) > 0);
	write_text(path, text);
	assert_int_equal(setenv("SOFTHSM2_CONF", path, 1), 0);
	assert_true(snprintf(d->pin_file, sizeof(d->pin_file), "%s/pin", d->folder) > 0);
	write_text(d->pin_file, HSM_PIN "\n");
	if (init_token("gate") == 127) {
		print_message("no command softhsm2-util here (package softhsm2)\n");
		hsm_desk_lift(d);
		return false;
	}
	return true;
}

void hsm_desk_add(struct hsm_desk *d, const char *label)
{
	(void)d;
	assert_int_equal(init_token(label), 0);
}

static int drop(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info;
	(void)kind;
	return where->level == 0 ? 0 : remove(path);
}

void hsm_desk_unplug(const struct hsm_desk *d)
{
	char path[64];
	assert_true(snprintf(path, sizeof(path), "%s/tokens", d->folder) > 0);
	assert_int_equal(nftw(path, drop, DEPTH, FTW_DEPTH | FTW_PHYS), 0);
}

void hsm_desk_lift(struct hsm_desk *d)
{
	(void)nftw(d->folder, drop, DEPTH, FTW_DEPTH | FTW_PHYS); /* what is there of it */
	(void)rmdir(d->folder);
}

void hsm_desk_uri(const struct hsm_desk *d, const char *object, char uri[HSM_URI_MAX])
{
	int size = snprintf(uri, HSM_URI_MAX,
			    "pkcs11:token=gate;object=%s;type=private?module-path=" HSM_LIBRARY
			    "&pin-source=file:%s",
			    object, d->pin_file);
	assert_true(size > 0 && size < HSM_URI_MAX);
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

static void put_pair(const CK_FUNCTION_LIST *calls, CK_SESSION_HANDLE session, const char *object,
		     const struct crypt_ec *k)
{
	CK_OBJECT_CLASS private_class = CKO_PRIVATE_KEY;
	CK_OBJECT_CLASS public_class = CKO_PUBLIC_KEY;
	CK_KEY_TYPE type = CKK_EC;
	CK_BBOOL yes = CK_TRUE;
	CK_OBJECT_HANDLE made;
	char label[64];
	uint8_t name_octets[32];
	uint8_t point_octets[CRYPT_POINT_MAX];
	uint8_t wrapped_octets[CRYPT_POINT_MAX + 8];
	struct wr name = WR_ARRAY(name_octets);
	struct wr point = WR_ARRAY(point_octets);
	struct wr wrapped = WR_ARRAY(wrapped_octets);
	EG_AUTO(secret_clear) struct secret d = {0};
	int size = snprintf(label, sizeof(label), "%s", object);
	assert_true(size > 0 && size < (int)sizeof(label));
	assert_int_equal(crypt_curve_name(crypt_ec_curve(k), &name), EG_OK);
	assert_int_equal(crypt_ec_public(k, &point), EG_OK);
	assert_int_equal(crypt_ec_private(k, &d), EG_OK);
	wr_tlv(&wrapped, 0x04, wr_view(&point));
	CK_ATTRIBUTE private_half[] = {
		{CKA_CLASS, &private_class, sizeof(private_class)},
		{CKA_KEY_TYPE, &type, sizeof(type)},
		{CKA_TOKEN, &yes, 1},
		{CKA_PRIVATE, &yes, 1},
		{CKA_SIGN, &yes, 1},
		{CKA_LABEL, label, (CK_ULONG)size},
		{CKA_EC_PARAMS, name_octets, name.size},
		{CKA_VALUE, d.bytes, d.size},
	};
	CK_ATTRIBUTE public_half[] = {
		{CKA_CLASS, &public_class, sizeof(public_class)},
		{CKA_KEY_TYPE, &type, sizeof(type)},
		{CKA_TOKEN, &yes, 1},
		{CKA_VERIFY, &yes, 1},
		{CKA_LABEL, label, (CK_ULONG)size},
		{CKA_EC_PARAMS, name_octets, name.size},
		{CKA_EC_POINT, wrapped_octets, wrapped.size},
	};
	assert_int_equal(calls->C_CreateObject(session, private_half, 8, &made), CKR_OK);
	assert_int_equal(calls->C_CreateObject(session, public_half, 7, &made), CKR_OK);
}

void hsm_desk_import(const char *object, const struct crypt_ec *k)
{
	union {
		void *object;
		CK_C_GetFunctionList function;
	} list;
	CK_SESSION_HANDLE session;
	uint8_t pin[] = HSM_PIN;
	CK_FUNCTION_LIST_PTR calls = NULL;
	void *library = dlopen(HSM_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	assert_non_null(library);
	list.object = dlsym(library, "C_GetFunctionList");
	assert_non_null(list.object);
	assert_int_equal(list.function(&calls), CKR_OK);
	assert_int_equal(calls->C_Initialize(NULL), CKR_OK);
	assert_int_equal(calls->C_OpenSession(slot_of_gate(calls),
					      CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL,
					      &session),
			 CKR_OK);
	assert_int_equal(calls->C_Login(session, CKU_USER, pin, sizeof(pin) - 1), CKR_OK);
	put_pair(calls, session, object, k);
	assert_int_equal(calls->C_Finalize(NULL), CKR_OK);
	assert_int_equal(dlclose(library), 0);
}
