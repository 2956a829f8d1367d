/*
 * account_stage: a file of accounts of a test's own, with an officer of each office.
 * Knows SQLite's files and a played comparison of PINs. Never knows what is tested.
 */
#ifndef EG_TESTS_ACCOUNT_STAGE_H
#define EG_TESTS_ACCOUNT_STAGE_H

#include "console/account.h"

#define STAGE_PIN   "270418" /* everybody's */
#define STAGE_START INT64_C(1790000000000)
#define SECOND      INT64_C(1000)
#define MINUTE      (60 * SECOND)

struct stage {
	char folder[64];
	char path[96];
	struct account *a; /* owned */
	struct account_rules rules;
	int64_t now_ms;
};

/* Officers by number, from 1. */
enum { ADA = 1, BEN, CEM, DIA, EVA, IDA, STAGE_OFFICERS = IDA };
extern const char *const stage_names[STAGE_OFFICERS + 1];
extern const enum account_office stage_offices[STAGE_OFFICERS + 1];

/* For cmocka: once a program, a file that every test gets a copy of: hashes take their time. */
int stage_group_make(void **state);
int stage_group_clear(void **state);
/* *state is a struct stage of this test. */
int stage_make(void **state);
/* Fails when anything but the file of accounts and its log is left. */
int stage_clear(void **state);

uint32_t stage_number(int officer);
/* Closes and opens the file, as a restart does. */
void stage_restart(struct stage *s);
void stage_sql(const char *path, const char *sql);
bool stage_sql_refused(const char *path, const char *sql);
/* Another program that writes, until it is let go. */
void *stage_keep(const char *path);
void stage_let_go(void *keeper);
int64_t stage_count(const char *path, const char *sql);
/* A whole try, without the slow comparison: what it would say is played. */
enum eg_err stage_enter(struct stage *s, const char *name, bool right, const uint8_t *print,
			struct account_entry *out, struct account_refusal *no);
enum eg_err stage_hand_over(struct stage *s, uint64_t from, const char *name, bool right,
			    struct account_entry *out, struct account_refusal *no);
/* One that has to be let in. */
struct account_entry stage_in(struct stage *s, int officer);
/* Whose request it is, now. */
enum eg_err stage_session(struct stage *s, const struct account_entry *e, bool acts,
			  struct account_session *out);

#endif
