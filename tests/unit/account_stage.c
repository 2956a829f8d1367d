/*
 * account_stage: a file of accounts of a test's own, with an officer of each office.
 * Knows SQLite's files and a played comparison of PINs. Never knows what is tested.
 */
#include "tests/unit/account_stage.h"

#include "base/whole.h"
#include "wire/case.h"

#include <fcntl.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define FILE_MAX ((size_t)4 << 20)

const char *const stage_names[STAGE_OFFICERS + 1] = {"", "Ada", "Ben", "Cem", "Dia", "Eva", "Ida"};
const enum account_office stage_offices[STAGE_OFFICERS + 1] = {
	ACCOUNT_VIEWER, ACCOUNT_SUPERVISOR, ACCOUNT_OFFICER,   ACCOUNT_OFFICER,
	ACCOUNT_ADMIN,  ACCOUNT_VIEWER,     ACCOUNT_INTEGRATOR};

static struct bytes made; /* the file that is copied */

void stage_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	char *why = NULL;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
		fail_msg("%s: %s", sql, why);
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

bool stage_sql_refused(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	bool refused = sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK;
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return refused;
}

void *stage_keep(const char *path)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	return db;
}

void stage_let_go(void *keeper)
{
	assert_int_equal(sqlite3_exec(keeper, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(keeper), SQLITE_OK);
}

int64_t stage_count(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	int64_t count = sqlite3_column_int64(s, 0);
	assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return count;
}

static void remove_files(const struct stage *s)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char path[112];
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (snprintf(path, sizeof(path), "%s%s", s->path, ends[i]) > 0) {
			(void)unlink(path); /* may not be there */
		}
	}
}

static int place(struct stage *s)
{
	static const char *const folders[] = {"/dev/shm/egate-account-XXXXXX",
					      "/tmp/egate-account-XXXXXX"};
	*s = (struct stage){.rules = account_rules_default(), .now_ms = STAGE_START};
	for (size_t i = 0; i < 2; i++) {
		/* In memory, where there is such a place: a hundred transactions wait for no disk.
		 */
		if (snprintf(s->folder, sizeof(s->folder), "%s", folders[i]) > 0 &&
		    mkdtemp(s->folder) != NULL) {
			return snprintf(s->path, sizeof(s->path), "%s/accounts.db", s->folder) < 0;
		}
	}
	return -1;
}

int stage_group_make(void **state)
{
	struct stage s;
	uint32_t number = 0;
	const struct account_hand hand = {.who = 1000, .now_ms = STAGE_START};
	(void)state;
	if (place(&s) != 0 || account_open(s.path, ACCOUNT_MAKE, &s.rules, &s.a) != EG_OK ||
	    account_add(s.a, RD_TEXT("Ada"), ACCOUNT_SUPERVISOR, RD_TEXT(STAGE_PIN), &hand,
			&number) != EG_OK) {
		return -1;
	}
	account_close(&s.a);
	stage_sql(s.path, "INSERT INTO officer(name, office, enabled, pin)"
			  " SELECT column1, column2, 1, pin FROM officer, (VALUES('Ben', 1),"
			  " ('Cem', 1), ('Dia', 3), ('Eva', 0), ('Ida', 4))");
	int fd = open(s.path, O_RDONLY | O_CLOEXEC);
	enum eg_err err = fd < 0 ? EG_IO : whole_read(fd, FILE_MAX, &made);
	eg_close(&fd);
	remove_files(&s);
	return err == EG_OK && number == stage_number(ADA) ? rmdir(s.folder) : -1;
}

int stage_group_clear(void **state)
{
	(void)state;
	bytes_free(&made);
	return 0;
}

int stage_make(void **state)
{
	static struct stage s;
	*state = &s;
	if (place(&s) != 0) {
		return -1;
	}
	EG_AUTO(eg_close) int fd = open(s.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return fd >= 0 && whole_write(fd, bytes_rd(&made)) == EG_OK &&
			       account_open(s.path, ACCOUNT_USE, &s.rules, &s.a) == EG_OK
		       ? 0
		       : -1;
}

int stage_clear(void **state)
{
	struct stage *s = *state;
	account_close(&s->a);
	remove_files(s);
	return rmdir(s->folder);
}

uint32_t stage_number(int officer)
{
	return OFFICER_ENROLLED | (uint32_t)officer;
}

void stage_restart(struct stage *s)
{
	account_close(&s->a);
	assert_int_equal(account_open(s->path, ACCOUNT_USE, &s->rules, &s->a), EG_OK);
}

static enum eg_err ask(struct stage *s, const char *name, bool right, const uint8_t *print,
		       struct account_try *t, struct account_refusal *no)
{
	const struct account_claim claim = {
		.name = rd_cstr(name), .pin = RD_TEXT(STAGE_PIN), .print = print};
	EG_TRY(account_ask(s->a, &claim, s->now_ms, t, no));
	t->right = right;
	return EG_OK;
}

enum eg_err stage_enter(struct stage *s, const char *name, bool right, const uint8_t *print,
			struct account_entry *out, struct account_refusal *no)
{
	struct account_try t;
	EG_TRY(ask(s, name, right, print, &t, no));
	return account_enter(s->a, &t, s->now_ms, out, no);
}

enum eg_err stage_hand_over(struct stage *s, uint64_t from, const char *name, bool right,
			    struct account_entry *out, struct account_refusal *no)
{
	struct account_try t;
	EG_TRY(ask(s, name, right, NULL, &t, no));
	return account_hand_over(s->a, from, &t, s->now_ms, out, no);
}

struct account_entry stage_in(struct stage *s, int officer)
{
	struct account_entry e;
	struct account_refusal no;
	assert_int_equal(stage_enter(s, stage_names[officer], true, NULL, &e, &no), EG_OK);
	assert_int_equal(e.session.officer, stage_number(officer));
	return e;
}

enum eg_err stage_session(struct stage *s, const struct account_entry *e, bool acts,
			  struct account_session *out)
{
	return account_session(s->a, rd_cstr(e->token), NULL, acts, s->now_ms, out);
}
