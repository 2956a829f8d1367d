/*
 * read_suite: names for people of what a session agreed on, from the commands it sent openly.
 * Knows object identifiers and parameter ids of Doc 9303-11, 9.2.3 and 9.5.1. Never knows keys.
 */
#ifndef EG_PROG_READ_SUITE_H
#define EG_PROG_READ_SUITE_H

#include "base/rd.h"

#define SUITE_NAME_MAX 64

struct read_suite {
	char protocol[SUITE_NAME_MAX]; /* "PACE-ECDH-GM-AES-CBC-CMAC-128"; empty: none was tried */
	const char *parameters;        /* "brainpoolP256r1"; empty if not known; static */
	const char *password;          /* "MRZ", "CAN"; empty for none; static */
};

/* If command is PACE's MSE:Set AT (4.4.4.1), takes over what it says and is true. */
bool suite_of_command(struct rd command, struct read_suite *out);
/* Fills in the parameters if the command did not name them: those EF.CardAccess has for it. */
void suite_of_card_access(struct rd card_access, struct rd oid, struct read_suite *out);
/* Content of the OID of a MSE:Set AT as suite_of_command takes it; empty if it is none. */
struct rd suite_oid(struct rd command);

#endif
