/*
 * account_open: the file of accounts: its schema, and what is judged before it is taken.
 * Knows the file. Never knows what is done with it.
 */
#include "console/account_part.h"

#include <sqlite3.h>

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define SCHEMA_VERSION 3
#define FILE_MASK      0077       /* for the console's user only */
#define APPLICATION_ID 0x45474131 /* "EGA1" */
#define BUSY_STEP_MS   5

/* Numbers of offices, events and ends are those of account_words.h and account.h. */
static const char schema[] =
	"CREATE TABLE officer("
	" number INTEGER PRIMARY KEY AUTOINCREMENT CHECK(number BETWEEN 1 AND 2147483647),"
	" name TEXT NOT NULL UNIQUE COLLATE NOCASE,"
	" office INTEGER NOT NULL CHECK(office BETWEEN 0 AND 4),"
	" enabled INTEGER NOT NULL CHECK(enabled IN (0, 1)),"
	" pin TEXT NOT NULL,"
	" print BLOB CHECK(print IS NULL OR length(print) = 32)) STRICT;"
	"CREATE TRIGGER officer_keep BEFORE DELETE ON officer"
	" BEGIN SELECT RAISE(ABORT, 'numbers are never used again'); END;"
	"CREATE TABLE shift("
	" number INTEGER PRIMARY KEY AUTOINCREMENT,"
	" officer INTEGER NOT NULL REFERENCES officer,"
	" began_ms INTEGER NOT NULL,"
	" until_ms INTEGER NOT NULL,"
	" ended_ms INTEGER) STRICT;"
	"CREATE INDEX shift_officer ON shift(officer);"
	"CREATE TABLE session("
	" number INTEGER PRIMARY KEY AUTOINCREMENT,"
	" officer INTEGER NOT NULL REFERENCES officer,"
	" shift INTEGER NOT NULL REFERENCES shift,"
	" token BLOB NOT NULL UNIQUE CHECK(length(token) = 32),"
	" print BLOB CHECK(print IS NULL OR length(print) = 32),"
	" seen_ms INTEGER NOT NULL,"
	" ended INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE TABLE failed("
	" counter BLOB PRIMARY KEY CHECK(length(counter) = 32),"
	" tries INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE nobody(hash TEXT NOT NULL) STRICT;"
	"CREATE TABLE asked("
	" officer INTEGER NOT NULL REFERENCES officer,"
	" key TEXT NOT NULL,"
	" digest BLOB NOT NULL CHECK(length(digest) = 32),"
	" at_ms INTEGER NOT NULL,"
	" status INTEGER NOT NULL DEFAULT 0,"
	" body BLOB,"
	" PRIMARY KEY(officer, key)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX asked_at ON asked(at_ms);"
	"CREATE INDEX asked_body ON asked(at_ms) WHERE body IS NOT NULL;"
	"CREATE TABLE number("
	" name TEXT PRIMARY KEY,"
	" value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE log("
	" row INTEGER PRIMARY KEY,"
	" at_ms INTEGER NOT NULL,"
	" event INTEGER NOT NULL,"
	" who INTEGER NOT NULL,"
	" about INTEGER NOT NULL,"
	" detail INTEGER NOT NULL,"
	" sudo INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE TRIGGER log_keep BEFORE DELETE ON log"
	" BEGIN SELECT RAISE(ABORT, 'append-only'); END;"
	"CREATE TRIGGER log_fixed BEFORE UPDATE ON log"
	" BEGIN SELECT RAISE(ABORT, 'append-only'); END;" ACCOUNT_CASE_SCHEMA
	"PRAGMA application_id = 1162297649;"
	"PRAGMA user_version = 3;";
_Static_assert(APPLICATION_ID == 1162297649 && SCHEMA_VERSION == 3, "as in the schema's text");
/* Of a file of version 1, of version 2. */
static const char second[] = "ALTER TABLE log ADD COLUMN sudo INTEGER NOT NULL DEFAULT 0;";
static const char third[] = ACCOUNT_CASE_SCHEMA;
_Static_assert(ACCOUNT_OFFICE_COUNT == 5, "as in the schema's text");

void account_close(struct account **a)
{
	if (a == NULL || *a == NULL) {
		return;
	}
	(void)sqlite3_close_v2((*a)->db); /* nothing is unwritten: every transaction is durable */
	secret_wipe(*a, sizeof(**a));
	free(*a);
	*a = NULL;
}

/* In the file's first transaction. */
static enum eg_err make_schema(struct account *a, const char *nobody)
{
	EG_TRY(account_execute(a, schema));
	return account_run(a, "INSERT INTO nobody(hash) VALUES(?1)",
			   ACCOUNT_VALUES(account_value_text(rd_cstr(nobody))));
}

static enum eg_err judge_schema(struct account *a, const char *nobody)
{
	int64_t id;
	int64_t version;
	int64_t tables;
	EG_TRY(account_one(a, "PRAGMA application_id", NULL, 0, &id));
	EG_TRY(account_one(a, "PRAGMA user_version", NULL, 0, &version));
	EG_TRY(account_one(a, "SELECT count(*) FROM sqlite_schema", NULL, 0, &tables));
	if (id == 0 && version == 0 && tables == 0 && nobody != NULL) {
		return make_schema(a, nobody);
	}
	if (id != APPLICATION_ID || version < 1 || version > SCHEMA_VERSION) {
		return EG_FAIL(EG_CONFIG, "the file is no file of accounts of this version");
	}
	if (version < 2) {
		EG_TRY(account_execute(a, second));
	}
	if (version < 3) {
		EG_TRY(account_execute(a, third));
	}
	/* Writes, so that the log and its index are opened now, while files can be. */
	return account_execute(a, "PRAGMA user_version = 3");
}

static enum eg_err settle_log(struct account *a)
{
	int64_t level;
	int64_t logged;
	EG_TRY(account_execute(a, "PRAGMA locking_mode=NORMAL; PRAGMA journal_mode=WAL;"
				  "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
				  "PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=1000;"
				  "PRAGMA foreign_keys=ON;"));
	EG_TRY(account_one(a, "PRAGMA synchronous", NULL, 0, &level));
	EG_TRY(account_one(a, "SELECT journal_mode = 'wal' FROM pragma_journal_mode", NULL, 0,
			   &logged));
	return level == 2 && logged == 1
		       ? EG_OK
		       : EG_FAIL(EG_IO, "the file of accounts would not be durable");
}

/* Every page and every index: some milliseconds for the accounts of a checkpoint. */
static enum eg_err check_pages(struct account *a)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	bool there;
	EG_TRY(account_rows_open(a, "PRAGMA quick_check(1)", NULL, 0, &r));
	EG_TRY(account_rows_next(&r, &there));
	return there && rd_equal(account_rows_octets(&r, 0), RD_TEXT("ok"))
		       ? EG_OK
		       : EG_FAIL(EG_IO, "the file of accounts is damaged");
}

/* Ours alone: who can write it can let anybody in. */
static enum eg_err judge_file(const char *path, enum account_mode mode)
{
	struct stat info;
	if (lstat(path, &info) != 0) {
		if (errno == ENOENT && mode == ACCOUNT_MAKE) {
			return EG_OK;
		}
		return errno == ENOENT ? EG_FAIL(EG_NOT_FOUND, "no file of accounts there")
				       : EG_FAIL(EG_IO, "the file of accounts cannot be looked at");
	}
	if (!S_ISREG(info.st_mode)) {
		return EG_FAIL(EG_CONFIG, "what should be the file of accounts is no plain file");
	}
	return (info.st_mode & (S_IRWXG | S_IRWXO)) == 0
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "others may touch the file of accounts: chmod 600");
}

/* SQLite asks whether to try again. */
static int wait_for_other(void *context, int times)
{
	struct account *a = context;
	a->given_up = a->given_up || (uint32_t)times * BUSY_STEP_MS >= a->rules.busy_ms;
	if (a->given_up) {
		return 0;
	}
	(void)sqlite3_sleep(BUSY_STEP_MS); /* more or less */
	return 1;
}

static enum eg_err open_file(const char *path, enum account_mode mode, struct account *a)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW;
	if (mode == ACCOUNT_MAKE) {
		flags |= SQLITE_OPEN_CREATE;
	}
	EG_TRY(judge_file(path, mode));
	int result = sqlite3_open_v2(path, &a->db, flags, NULL);
	if (result != SQLITE_OK) {
		return account_fault(result);
	}
	if (sqlite3_busy_handler(a->db, wait_for_other, a) != SQLITE_OK) {
		return EG_FAIL(EG_IO, "the patience with a file of accounts cannot be set");
	}
	return account_execute(a, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;");
}

static enum eg_err open_all(const char *path, enum account_mode mode, struct account *a)
{
	char nobody[ACCOUNT_HASH_SIZE];
	uint8_t pin[ACCOUNT_OCTETS];
	uint32_t seed;
	struct stat info;
	bool make = mode == ACCOUNT_MAKE && (lstat(path, &info) != 0 || info.st_size == 0);
	if (make) { /* before the file is kept from others: it takes its time */
		account_random(pin, sizeof(pin));
		EG_TRY(account_hash(RD_ARRAY(pin), nobody));
	}
	EG_TRY(open_file(path, mode, a));
	sqlite3_randomness(sizeof(seed), &seed); /* opens its source now, not behind the sandbox */
	EG_TRY(settle_log(a));
	EG_TRY(account_begin(a));
	EG_TRY(account_end_with(a, judge_schema(a, make ? nobody : NULL)));
	return check_pages(a);
}

enum eg_err account_open(const char *path, enum account_mode mode,
			 const struct account_rules *rules, struct account **out)
{
	EG_AUTO(account_close) struct account *a = calloc(1, sizeof(*a));
	if (a == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "accounts");
	}
	a->rules = *rules;
	EG_TRY(account_secret_open());
	account_random(a->seal, sizeof(a->seal));
	mode_t before = umask(FILE_MASK); /* the log's files are made at the first access */
	enum eg_err err = open_all(path, mode, a);
	(void)umask(before); /* cannot fail */
	EG_TRY(err);
	*out = a;
	a = NULL;
	return EG_OK;
}
