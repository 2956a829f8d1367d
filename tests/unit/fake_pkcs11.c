/*
 * fake_pkcs11: a PKCS#11 library with one token and one P-256 key, that does what a test tells it.
 */
#include "tests/unit/fake_pkcs11.h"

#include "base/wr.h"

#define SLOT    7
#define SESSION 100
#define PRIVATE 1
#define PUBLIC  2

struct fake_pkcs11 fake_pkcs11 = {.signature_size = 64};

static const uint8_t curve[] = {0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07};
/* OCTET STRING of P-256's generator. */
static const uint8_t point[] = {
	0x04, 0x41, 0x04, 0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6,
	0xE5, 0x63, 0xA4, 0x40, 0xF2, 0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4,
	0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96, 0x4F, 0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F,
	0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16, 0x2B, 0xCE, 0x33, 0x57, 0x6B,
	0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5};

static CK_OBJECT_CLASS sought;
static bool given;

static CK_RV start(void *args)
{
	(void)args;
	return CKR_OK;
}

static CK_RV end(void *reserved)
{
	(void)reserved;
	fake_pkcs11.sessions = 0;
	fake_pkcs11.logged_in = false;
	return CKR_OK;
}

static CK_RV slots(CK_BBOOL present, CK_SLOT_ID *list, CK_ULONG *count)
{
	*count = present == CK_TRUE && fake_pkcs11.gone ? 0 : 1;
	if (list != NULL && *count == 1) {
		list[0] = SLOT;
	}
	return CKR_OK;
}

static CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
	struct wr label = WR_ARRAY(info->label);
	wr_put(&label, RD_TEXT("fake"));
	wr_fill(&label, ' ', sizeof(info->label) - 4);
	info->flags = fake_pkcs11.flags | CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED;
	return slot == SLOT && !fake_pkcs11.gone ? CKR_OK : CKR_TOKEN_NOT_PRESENT;
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify,
			  CK_SESSION_HANDLE *session)
{
	(void)flags;
	(void)application;
	(void)notify;
	*session = SESSION + fake_pkcs11.opened++;
	fake_pkcs11.sessions++;
	return slot == SLOT && !fake_pkcs11.gone ? CKR_OK : CKR_TOKEN_NOT_PRESENT;
}

/* The last session takes the login with it (v2.40, 5.6). */
static CK_RV close_session(CK_SESSION_HANDLE session)
{
	(void)session;
	if (--fake_pkcs11.sessions == 0) {
		fake_pkcs11.logged_in = false;
	}
	return CKR_OK;
}

static CK_RV session_info(CK_SESSION_HANDLE session, CK_SESSION_INFO *info)
{
	(void)session;
	info->state = fake_pkcs11.logged_in ? CKS_RO_USER_FUNCTIONS : CKS_RO_PUBLIC_SESSION;
	return CKR_OK;
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE who, CK_UTF8CHAR *pin, CK_ULONG size)
{
	(void)session;
	(void)pin;
	(void)size;
	if (who == CKU_CONTEXT_SPECIFIC) {
		fake_pkcs11.key_logins++;
	} else {
		fake_pkcs11.logins++;
	}
	if (fake_pkcs11.on_login != NULL) {
		fake_pkcs11.on_login();
	}
	if (fake_pkcs11.wrong_pin) {
		return CKR_PIN_INCORRECT;
	}
	if (who == CKU_USER) {
		fake_pkcs11.logged_in = true;
	}
	return CKR_OK;
}

static CK_RV find(CK_SESSION_HANDLE session, CK_ATTRIBUTE *with, CK_ULONG count)
{
	(void)session;
	given = false;
	sought = *(const CK_OBJECT_CLASS *)with[0].pValue; /* asked for first */
	return count > 0 ? CKR_OK : CKR_ARGUMENTS_BAD;
}

static CK_RV found(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG most,
		   CK_ULONG *count)
{
	(void)session;
	bool hidden = sought == CKO_PUBLIC_KEY && fake_pkcs11.no_public;
	*count = given || hidden || most == 0 ? 0 : 1;
	objects[0] = sought == CKO_PUBLIC_KEY ? PUBLIC : PRIVATE;
	given = true;
	return CKR_OK;
}

static CK_RV find_end(CK_SESSION_HANDLE session)
{
	(void)session;
	return CKR_OK;
}

static CK_RV tell(CK_ATTRIBUTE *a, struct rd value)
{
	size_t size;
	bool fits = rd_dump(value, a->pValue, a->ulValueLen, &size);
	a->ulValueLen = fits ? size : (CK_ULONG)-1;
	return fits ? CKR_OK : CKR_BUFFER_TOO_SMALL;
}

static CK_RV attribute(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *a,
		       CK_ULONG count)
{
	static const CK_KEY_TYPE type = CKK_EC;
	(void)session;
	(void)count;
	if (a->type == CKA_KEY_TYPE) {
		return tell(a, rd_of(&type, sizeof(type)));
	}
	if (a->type == CKA_ALWAYS_AUTHENTICATE) {
		const CK_BBOOL each = fake_pkcs11.asks_each_time ? CK_TRUE : CK_FALSE;
		return tell(a, rd_of(&each, sizeof(each)));
	}
	if (a->type == CKA_EC_PARAMS) {
		return tell(a, RD_ARRAY(curve));
	}
	if (a->type == CKA_EC_POINT && object == PUBLIC) {
		struct rd whole = RD_ARRAY(point);
		return fake_pkcs11.bare_point && !rd_skip(&whole, 2) ? CKR_FUNCTION_FAILED
								     : tell(a, whole);
	}
	a->ulValueLen = (CK_ULONG)-1;
	return CKR_ATTRIBUTE_TYPE_INVALID;
}

static CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM *how, CK_OBJECT_HANDLE key)
{
	(void)session;
	return how->mechanism == CKM_ECDSA && key == PRIVATE ? CKR_OK : CKR_MECHANISM_INVALID;
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE *data, CK_ULONG size, CK_BYTE *signature,
		  CK_ULONG *room)
{
	(void)session;
	(void)data;
	(void)size;
	fake_pkcs11.signatures++;
	if (fake_pkcs11.lose > 0) {
		fake_pkcs11.lose--;
		fake_pkcs11.logged_in = false;
		return CKR_DEVICE_REMOVED;
	}
	struct wr w = wr_of(signature, *room);
	wr_fill(&w, 0, fake_pkcs11.signature_size);
	*room = w.size;
	return CKR_OK;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list)
{
	static CK_FUNCTION_LIST calls = {
		.version = {2, 40},
		.C_Initialize = start,
		.C_Finalize = end,
		.C_GetSlotList = slots,
		.C_GetTokenInfo = token_info,
		.C_OpenSession = open_session,
		.C_CloseSession = close_session,
		.C_GetSessionInfo = session_info,
		.C_Login = login,
		.C_FindObjectsInit = find,
		.C_FindObjects = found,
		.C_FindObjectsFinal = find_end,
		.C_GetAttributeValue = attribute,
		.C_SignInit = sign_init,
		.C_Sign = sign,
	};
	*list = &calls;
	return CKR_OK;
}
