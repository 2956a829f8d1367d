/*
 * real_sods: eight security objects of real passports, and the German master list that knows their
 * country CAs. The files lie beside the project; a test without them ends with 77.
 */
#ifndef EG_TESTS_REAL_SODS_H
#define EG_TESTS_REAL_SODS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pki/passive.h"
#include "real_data.h"

#define GERMAN_LIST     "masterlists/DE_ML_2026-05-28-08-28-45.ml"
#define GERMAN_LIST_OLD "masterlists/DE_ML_2024-08-07-07-38-24.ml"
#define ITALIAN_LIST    "masterlists/IT_MasterListCSCA.ml"
#define GERMAN_ANCHOR   "masterlists/DE_ROOT_CA_CSCA07.cer"

/* Each with what its state does differently from the standard, by the words of pki/fault.h. */
struct real_sod {
	const char *file;
	const char *state;  /* as DG1 would name it */
	const char *faults; /* beside the missing revocation list */
};
#define REAL_SODS 8
extern const struct real_sod real_sods[REAL_SODS];

struct bytes real_sod_read(const char *name);
struct trust *real_sod_german_trust(void);
/*
 * A store with the CA that issued this document's signer and one other CA of the same country, so
 * that a mutation costs few signature checks.
 */
struct trust *real_sod_small_trust(struct rd file);
double real_sod_cpu_ms(void);

#endif
