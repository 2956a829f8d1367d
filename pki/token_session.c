/*
 * token_session: a session with a token: login, its objects, and what they tell.
 * Knows PINs for the time of a login. Never knows what is signed.
 */
#include "pki/token_impl.h"

#define OBJECTS 2 /* enough to see that a name is not one object's alone */

/* RFC 7512 names of one object: its label, its id. */
#define NAMES 2

bool token_is_lost(CK_RV rv)
{
	static const CK_RV lost[] = {
		CKR_DEVICE_REMOVED,        CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED,
		CKR_TOKEN_NOT_PRESENT,     CKR_USER_NOT_LOGGED_IN,     CKR_KEY_HANDLE_INVALID,
		CKR_OBJECT_HANDLE_INVALID,
	};
	for (size_t i = 0; i < sizeof(lost) / sizeof(lost[0]); i++) {
		if (lost[i] == rv) {
			return true;
		}
	}
	return false;
}

void token_disconnect(struct token_key *k)
{
	if (k->open) {
		(void)k->module->calls->C_CloseSession(k->session); /* may be gone already */
		k->open = false;
	}
}

static bool was_refused(const struct token_module *m, CK_SLOT_ID slot)
{
	for (size_t i = 0; i < m->refused_count; i++) {
		if (m->refused[i] == slot) {
			return true;
		}
	}
	return m->refused_count == TOKEN_REFUSED_MAX;
}

bool token_key_refused(const struct terminal_key *k)
{
	const struct token_key *key = k->self;
	return k->ops == &token_ops && was_refused(key->module, key->slot);
}

/* The one call that gives a PIN. */
static enum eg_err give_pin(struct token_key *k, CK_USER_TYPE who)
{
	struct token_module *m = k->module;
	CK_RV rv = m->calls->C_Login(k->session, who, k->pin.size == 0 ? NULL : k->pin.bytes,
				     k->pin.size);
	switch (rv) {
	case CKR_OK:
	case CKR_USER_ALREADY_LOGGED_IN:
		return EG_OK;
	case CKR_PIN_LOCKED:
		return EG_FAIL(EG_STATE, "PIN of the token is locked");
	case CKR_PIN_INCORRECT:
	case CKR_PIN_INVALID:
	case CKR_PIN_LEN_RANGE:
		if (m->refused_count < TOKEN_REFUSED_MAX) {
			m->refused[m->refused_count++] = k->slot;
		}
		secret_clear(&k->pin);
		return EG_FAIL(EG_DENIED, "PIN is wrong; it is not given to the token again");
	default:
		return token_is_lost(rv) ? EG_FAIL(EG_GONE, "token went away")
					 : EG_FAIL(EG_IO, "login to the token failed");
	}
}

static bool is_logged_in(const struct token_key *k)
{
	CK_SESSION_INFO now = {.flags = 0};
	return k->module->calls->C_GetSessionInfo(k->session, &now) == CKR_OK &&
	       (now.state == CKS_RO_USER_FUNCTIONS || now.state == CKS_RW_USER_FUNCTIONS);
}

/* Only where nothing speaks against it: each wrong PIN brings a token nearer to its lock. */
static enum eg_err login(struct token_key *k, const CK_TOKEN_INFO *token)
{
	if ((token->flags & CKF_LOGIN_REQUIRED) == 0 || is_logged_in(k)) {
		return EG_OK;
	}
	if ((token->flags & CKF_USER_PIN_LOCKED) != 0) {
		return EG_FAIL(EG_STATE, "PIN of the token is locked");
	}
	if ((token->flags & (CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY)) != 0 ||
	    was_refused(k->module, k->slot)) {
		return EG_FAIL(EG_STATE, "a wrong PIN was given to the token; log in by hand once");
	}
	if (k->pin.size == 0 && (token->flags & CKF_PROTECTED_AUTHENTICATION_PATH) == 0) {
		return EG_FAIL(EG_CONFIG, "the token asks for a PIN, and none is set up");
	}
	return give_pin(k, CKU_USER);
}

enum eg_err token_login_for_key(struct token_key *k)
{
	if (was_refused(k->module, k->slot)) {
		return EG_FAIL(EG_STATE, "a wrong PIN was given to the token");
	}
	return give_pin(k, CKU_CONTEXT_SPECIFIC);
}

enum eg_err token_connect(struct token_key *k)
{
	CK_TOKEN_INFO token = {.flags = 0};
	CK_FLAGS flags = CKF_SERIAL_SESSION | (k->writes ? CKF_RW_SESSION : 0);
	token_disconnect(k);
	EG_TRY(token_find_slot(k->module, k->uri, &k->slot, &token));
	if (k->module->calls->C_OpenSession(k->slot, flags, NULL, NULL, &k->session) != CKR_OK) {
		return EG_FAIL(EG_IO, "the token opens no session");
	}
	k->open = true;
	return login(k, &token);
}

/* Up to two handles of objects with these attributes. */
static enum eg_err search(const struct token_key *k, CK_ATTRIBUTE *with, CK_ULONG count,
			  CK_OBJECT_HANDLE *objects, CK_ULONG *found)
{
	CK_FUNCTION_LIST_PTR calls = k->module->calls;
	*found = 0;
	CK_RV rv = calls->C_FindObjectsInit(k->session, with, count);
	if (rv == CKR_OK) {
		rv = calls->C_FindObjects(k->session, objects, OBJECTS, found);
		(void)calls->C_FindObjectsFinal(k->session); /* the search counts */
	}
	if (token_is_lost(rv)) {
		return EG_FAIL(EG_GONE, "token went away");
	}
	return rv == CKR_OK ? EG_OK : EG_FAIL(EG_IO, "search in the token failed");
}

enum eg_err token_find(const struct token_key *k, CK_OBJECT_CLASS which, struct rd id_or_empty,
		       CK_OBJECT_HANDLE *out)
{
	static const CK_ATTRIBUTE_TYPE names[NAMES] = {CKA_LABEL, CKA_ID};
	uint8_t id[256];
	size_t id_size = 0;
	CK_ATTRIBUTE with[1 + NAMES] = {{CKA_CLASS, &which, sizeof(which)}};
	CK_ULONG count = 1;
	CK_OBJECT_HANDLE objects[OBJECTS];
	CK_ULONG found;
	if (id_or_empty.left > 0) {
		if (!rd_dump(id_or_empty, id, sizeof(id), &id_size)) {
			return EG_FAIL(EG_TOO_BIG, "id of a key");
		}
		with[count++] = (CK_ATTRIBUTE){CKA_ID, id, id_size};
	}
	for (size_t i = 0; i < NAMES && id_size == 0; i++) {
		CK_ATTRIBUTE_PTR name = p11_kit_uri_get_attribute(k->uri->parsed, names[i]);
		if (name != NULL) {
			with[count++] = *name;
		}
	}
	EG_TRY(search(k, with, count, objects, &found));
	if (found != 1) {
		return found == 0 ? EG_FAIL(EG_NOT_FOUND, "no key of that name in the token")
				  : EG_FAIL(EG_CONFIG, "several keys of that name in the token");
	}
	*out = objects[0];
	return EG_OK;
}

enum eg_err token_attribute(const struct token_key *k, CK_OBJECT_HANDLE object,
			    CK_ATTRIBUTE_TYPE type, struct wr *out)
{
	uint8_t octets[TERMINAL_MODULUS_MAX + 16];
	CK_ATTRIBUTE a = {type, octets, sizeof(octets)};
	CK_RV rv = k->module->calls->C_GetAttributeValue(k->session, object, &a, 1);
	if (token_is_lost(rv)) {
		return EG_FAIL(EG_GONE, "token went away");
	}
	if (rv != CKR_OK || a.ulValueLen > sizeof(octets)) {
		return EG_FAIL(EG_NOT_FOUND, "an attribute that the token does not tell");
	}
	wr_put(out, rd_of(octets, a.ulValueLen));
	return out->bad ? EG_FAIL(EG_TOO_BIG, "an attribute of a token's key") : EG_OK;
}

/* An attribute of one octet; false where the token does not tell it. */
static bool is_true(const struct token_key *k, CK_ATTRIBUTE_TYPE type)
{
	CK_BBOOL answer = CK_FALSE;
	struct wr w = wr_of(&answer, sizeof(answer));
	return token_attribute(k, k->object, type, &w) == EG_OK && w.size == sizeof(answer) &&
	       answer == CK_TRUE;
}

enum eg_err token_take_key(struct token_key *k)
{
	CK_KEY_TYPE type = 0;
	struct wr w = wr_of(&type, sizeof(type));
	EG_TRY(token_find(k, CKO_PRIVATE_KEY, RD_EMPTY, &k->object));
	EG_TRY(token_attribute(k, k->object, CKA_KEY_TYPE, &w));
	if (w.size != sizeof(type) || (type != CKK_RSA && type != CKK_EC)) {
		return EG_FAIL(EG_UNSUPPORTED, "key of a token is neither RSA nor EC");
	}
	k->rsa = type == CKK_RSA;
	k->asks_each_time = is_true(k, CKA_ALWAYS_AUTHENTICATE);
	k->has_public = token_read_public(k, &k->public_half) == EG_OK;
	return EG_OK;
}
