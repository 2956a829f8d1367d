/*
 * fake_pkcs11: a PKCS#11 library with one token and one P-256 key, that does what a test tells it
 * and counts what was asked. It signs nothing: its signatures are zeros.
 */
#ifndef EG_TESTS_FAKE_PKCS11_H
#define EG_TESTS_FAKE_PKCS11_H

#include <p11-kit/pkcs11.h>

#include <stdbool.h>
#include <stddef.h>

struct fake_pkcs11 {
	CK_FLAGS flags; /* of the token */
	bool gone;      /* no token in the slot */
	bool wrong_pin; /* any PIN is wrong */
	bool asks_each_time;
	void (*on_login)(void); /* NULL: nothing */
	bool bare_point;        /* CKA_EC_POINT without its OCTET STRING */
	bool no_public;         /* the token does not tell the point */
	unsigned lose;          /* signatures that find the token removed */
	size_t signature_size;  /* 64 is right */
	bool logged_in;
	unsigned sessions; /* open now */
	unsigned opened;   /* so far */
	unsigned logins;
	unsigned key_logins; /* for one signature */
	unsigned signatures;
};

/* Exported by the library: what it does, for the test to change. */
extern struct fake_pkcs11 fake_pkcs11;

#endif
