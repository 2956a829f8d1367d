/*
 * journal: what happened in a lane, append-only and tamper-evident, in one SQLite file.
 * Knows rows, their chain and durability. Never knows processes; decides nothing.
 */
#include "journal/journal.h"

#include "journal/row.h"
#include "pki/crypt.h"

#include <sqlite3.h>

#include <stdlib.h>
#include <sys/stat.h>

#define SCHEMA_VERSION 1
#define FILE_MASK      0077       /* names and numbers of people: for the journal's user only */
#define APPLICATION_ID 0x45474a31 /* "EGJ1" */
#define BUSY_MS        2000       /* a reader that recovers the log holds it for moments */

static const char schema[] =
	"BEGIN IMMEDIATE;"
	"CREATE TABLE record("
	" row INTEGER PRIMARY KEY,"
	" boot BLOB NOT NULL CHECK(length(boot) = 16),"
	" number INTEGER NOT NULL,"
	" body BLOB NOT NULL,"
	" person BLOB,"
	" chain BLOB NOT NULL CHECK(length(chain) = 32),"
	" UNIQUE(boot, number)) STRICT;"
	"CREATE TRIGGER record_keep BEFORE DELETE ON record"
	" BEGIN SELECT RAISE(ABORT, 'append-only'); END;"
	"CREATE TRIGGER record_fixed BEFORE UPDATE OF row, boot, number, body, chain ON record"
	" BEGIN SELECT RAISE(ABORT, 'append-only'); END;"
	"PRAGMA application_id = 1162299953;"
	"PRAGMA user_version = 1;"
	"COMMIT;";
_Static_assert(APPLICATION_ID == 1162299953 && SCHEMA_VERSION == 1, "as in the schema's text");

struct journal {
	sqlite3 *db; /* owned */
	sqlite3_stmt *insert;
	sqlite3_stmt *by_number;
	sqlite3_stmt *head;
};

void journal_close(struct journal **j)
{
	if (j == NULL || *j == NULL) {
		return;
	}
	/* The result of finalize repeats the last step's; that was judged then. */
	(void)sqlite3_finalize((*j)->insert);
	(void)sqlite3_finalize((*j)->by_number);
	(void)sqlite3_finalize((*j)->head);
	(void)sqlite3_close_v2((*j)->db); /* nothing is unwritten: every append is durable */
	free(*j);
	*j = NULL;
}

static enum eg_err run(struct journal *j, const char *sql)
{
	return sqlite3_exec(j->db, sql, NULL, NULL, NULL) == SQLITE_OK
		       ? EG_OK
		       : EG_FAIL(EG_IO, "the journal does not take a statement");
}

static enum eg_err prepare(struct journal *j, const char *sql, sqlite3_stmt **out)
{
	return sqlite3_prepare_v3(j->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "the journal has another schema");
}

static enum eg_err number_of(struct journal *j, const char *sql, int64_t *out)
{
	sqlite3_stmt *s = NULL;
	*out = 0;
	if (sqlite3_prepare_v2(j->db, sql, -1, &s, NULL) != SQLITE_OK) {
		return EG_FAIL(EG_IO, "the journal is damaged");
	}
	bool found = sqlite3_step(s) == SQLITE_ROW;
	if (found) {
		*out = sqlite3_column_int64(s, 0);
	}
	(void)sqlite3_finalize(s); /* judged by the step */
	return found ? EG_OK : EG_FAIL(EG_IO, "the journal is damaged");
}

static enum eg_err settle_schema(struct journal *j, enum journal_mode mode)
{
	int64_t id;
	int64_t version;
	int64_t tables;
	EG_TRY(number_of(j, "PRAGMA application_id", &id));
	EG_TRY(number_of(j, "PRAGMA user_version", &version));
	EG_TRY(number_of(j, "SELECT count(*) FROM sqlite_schema", &tables));
	if (id == 0 && version == 0 && tables == 0 && mode == JOURNAL_WRITE) {
		return run(j, schema);
	}
	if (id != APPLICATION_ID || version != SCHEMA_VERSION) {
		return EG_FAIL(EG_CONFIG, "the file is no journal of this version");
	}
	return EG_OK;
}

static enum eg_err settle_log(struct journal *j)
{
	EG_TRY(run(j, "PRAGMA locking_mode=NORMAL; PRAGMA journal_mode=WAL;"
		      "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
		      "PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=1000;"));
	int64_t level;
	int64_t logged;
	EG_TRY(number_of(j, "PRAGMA synchronous", &level));
	EG_TRY(number_of(j, "SELECT journal_mode = 'wal' FROM pragma_journal_mode", &logged));
	return level == 2 && logged == 1 ? EG_OK
					 : EG_FAIL(EG_IO, "the journal would not be durable");
}

static enum eg_err open_file(const char *path, enum journal_mode mode, struct journal *j)
{
	int flags = mode == JOURNAL_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
					  : SQLITE_OPEN_READONLY;
	mode_t before = umask(FILE_MASK);
	int opened = sqlite3_open_v2(path, &j->db, flags | SQLITE_OPEN_NOFOLLOW, NULL);
	(void)umask(before); /* cannot fail */
	if (opened != SQLITE_OK) {
		return EG_FAIL(EG_IO, "the journal's file cannot be opened");
	}
	if (sqlite3_busy_timeout(j->db, BUSY_MS) != SQLITE_OK) {
		return EG_FAIL(EG_IO, "the journal's patience cannot be set");
	}
	return run(j, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;");
}

enum eg_err journal_open(const char *path, enum journal_mode mode, struct journal **out)
{
	EG_AUTO(journal_close) struct journal *j = calloc(1, sizeof(*j));
	if (j == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "journal");
	}
	uint32_t seed;
	sqlite3_randomness(sizeof(seed), &seed); /* opens its source now, not behind a sandbox */
	mode_t before = umask(FILE_MASK);        /* the log's files are made at the first access */
	enum eg_err err = open_file(path, mode, j);
	if (err == EG_OK && mode == JOURNAL_WRITE) {
		err = settle_log(j);
	}
	if (err == EG_OK) {
		err = settle_schema(j, mode);
	}
	if (err == EG_OK && mode == JOURNAL_WRITE) {
		/* The log, its index and libcrypto are opened now, while files can be. */
		err = crypt_warm();
	}
	if (err == EG_OK && mode == JOURNAL_WRITE) {
		err = run(j, "BEGIN IMMEDIATE; PRAGMA user_version = 1; COMMIT;");
	}
	(void)umask(before); /* cannot fail */
	EG_TRY(err);
	EG_TRY(prepare(j, "SELECT row, chain FROM record ORDER BY row DESC LIMIT 1", &j->head));
	EG_TRY(prepare(j, "SELECT row, body, person FROM record WHERE boot = ?1 AND number = ?2",
		       &j->by_number));
	EG_TRY(prepare(j,
		       "INSERT INTO record(row, boot, number, body, person, chain)"
		       " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
		       &j->insert));
	*out = j;
	j = NULL;
	return EG_OK;
}

static struct rd column(sqlite3_stmt *s, int index)
{
	const void *bytes = sqlite3_column_blob(s, index);
	int size = sqlite3_column_bytes(s, index);
	return size > 0 ? rd_of(bytes, (size_t)size) : RD_EMPTY;
}

static bool bind(sqlite3_stmt *s, int index, struct rd bytes)
{
	if (bytes.left == 0) {
		return sqlite3_bind_null(s, index) == SQLITE_OK;
	}
	return sqlite3_bind_blob(s, index, bytes.at, (int)bytes.left, SQLITE_TRANSIENT) ==
	       SQLITE_OK;
}

/* Ready for the next use; the result repeats the last step's. */
static void again(sqlite3_stmt *s)
{
	(void)sqlite3_reset(s);
	(void)sqlite3_clear_bindings(s);
}

enum eg_err journal_head(struct journal *j, uint64_t *row, uint8_t chain[JOURNAL_CHAIN_SIZE])
{
	struct wr w = wr_of(chain, JOURNAL_CHAIN_SIZE);
	enum eg_err err = EG_OK;
	int step = sqlite3_step(j->head);
	*row = 0;
	if (step == SQLITE_ROW) {
		*row = (uint64_t)sqlite3_column_int64(j->head, 0);
		wr_put(&w, column(j->head, 1));
	} else {
		wr_fill(&w, 0, JOURNAL_CHAIN_SIZE);
	}
	if ((step != SQLITE_ROW && step != SQLITE_DONE) || w.bad || w.size != JOURNAL_CHAIN_SIZE) {
		err = EG_FAIL(EG_IO, "the newest row cannot be read");
	}
	again(j->head);
	return err;
}

enum eg_err journal_had(struct journal *j, uint64_t row, const uint8_t chain[JOURNAL_CHAIN_SIZE])
{
	sqlite3_stmt *s = NULL;
	enum eg_err err = EG_OK;
	EG_TRY(prepare(j, "SELECT chain FROM record WHERE row = ?1", &s));
	int step = sqlite3_bind_int64(s, 1, (int64_t)row) == SQLITE_OK ? sqlite3_step(s)
								       : SQLITE_ERROR;
	if (step == SQLITE_DONE) {
		err = EG_FAIL(EG_NOT_FOUND, "the row that was kept is cut off");
	} else if (step != SQLITE_ROW) {
		err = EG_FAIL(EG_IO, "the journal is damaged");
	} else if (!rd_equal(column(s, 0), rd_of(chain, JOURNAL_CHAIN_SIZE))) {
		err = EG_FAIL(EG_MISMATCH, "the row that was kept was written anew");
	}
	(void)sqlite3_finalize(s); /* judged by the step */
	return err;
}

/* The same record once more? Its salt is the one of the row that is there. */
static enum eg_err same(const struct msg_record *r, struct rd body, struct rd person)
{
	uint8_t person_room[ROW_PERSON_MAX];
	uint8_t body_room[ROW_BODY_MAX];
	struct wr person_out = WR_ARRAY(person_room);
	struct wr body_out = WR_ARRAY(body_room);
	struct rd salt = RD_EMPTY;
	struct rd rest = person;
	if (person.left > 0 && !rd_take(&rest, ROW_SALT_SIZE, &salt)) {
		return EG_FAIL(EG_BAD_DATA, "person's part of a row");
	}
	EG_TRY(row_person(r, salt, &person_out));
	EG_TRY(row_body(r, wr_view(&person_out), &body_out));
	return rd_equal(wr_view(&body_out), body)
		       ? EG_OK
		       : EG_FAIL(EG_MISMATCH, "another record has this number");
}

/* EG_NOT_FOUND: the number is free. */
static enum eg_err find(struct journal *j, struct rd boot, const struct msg_record *r,
			uint64_t *row)
{
	enum eg_err err = EG_NOT_FOUND;
	if (!bind(j->by_number, 1, boot) ||
	    sqlite3_bind_int64(j->by_number, 2, (int64_t)r->number) != SQLITE_OK) {
		err = EG_FAIL(EG_IO, "the journal does not take a value");
	} else {
		int step = sqlite3_step(j->by_number);
		if (step == SQLITE_ROW) {
			*row = (uint64_t)sqlite3_column_int64(j->by_number, 0);
			err = same(r, column(j->by_number, 1), column(j->by_number, 2));
		} else if (step != SQLITE_DONE) {
			err = EG_FAIL(EG_IO, "the journal cannot be read");
		}
	}
	again(j->by_number);
	return err;
}

/* The insert is a transaction of its own: when it is done, it is on the disk (synchronous=FULL). */
static enum eg_err insert(struct journal *j, uint64_t row, struct rd boot, uint64_t number,
			  struct rd body, struct rd person, struct rd chain)
{
	sqlite3_stmt *s = j->insert;
	bool ok = sqlite3_bind_int64(s, 1, (int64_t)row) == SQLITE_OK && bind(s, 2, boot) &&
		  sqlite3_bind_int64(s, 3, (int64_t)number) == SQLITE_OK && bind(s, 4, body) &&
		  bind(s, 5, person) && bind(s, 6, chain) && sqlite3_step(s) == SQLITE_DONE;
	again(s);
	return ok ? EG_OK : EG_FAIL(EG_IO, "the journal could not be written");
}

enum eg_err journal_append(struct journal *j, const uint8_t boot[JOURNAL_BOOT_SIZE],
			   const struct msg_record *r, uint64_t *row)
{
	uint8_t salt[ROW_SALT_SIZE];
	uint8_t chain[JOURNAL_CHAIN_SIZE];
	uint8_t person_room[ROW_PERSON_MAX];
	uint8_t body_room[ROW_BODY_MAX];
	struct wr person = WR_ARRAY(person_room);
	struct wr body = WR_ARRAY(body_room);
	struct rd boot_rd = rd_of(boot, JOURNAL_BOOT_SIZE);
	uint64_t last;
	enum eg_err err = find(j, boot_rd, r, row);
	if (err != EG_NOT_FOUND) {
		return err;
	}
	EG_TRY(crypt_random(salt, sizeof(salt)));
	EG_TRY(row_person(r, RD_ARRAY(salt), &person));
	EG_TRY(row_body(r, wr_view(&person), &body));
	EG_TRY(journal_head(j, &last, chain));
	EG_TRY(row_chain(chain, last + 1, boot_rd, wr_view(&body), chain));
	EG_TRY(insert(j, last + 1, boot_rd, r->number, wr_view(&body), wr_view(&person),
		      RD_ARRAY(chain)));
	*row = last + 1;
	return EG_OK;
}

enum eg_err journal_erase_person(struct journal *j, uint64_t row)
{
	sqlite3_stmt *s = NULL;
	EG_TRY(prepare(j, "UPDATE record SET person = NULL WHERE row = ?1", &s));
	bool done = sqlite3_bind_int64(s, 1, (int64_t)row) == SQLITE_OK &&
		    sqlite3_step(s) == SQLITE_DONE;
	(void)sqlite3_finalize(s); /* judged by the step */
	if (!done) {
		return EG_FAIL(EG_IO, "the journal could not be written");
	}
	return sqlite3_changes(j->db) == 1 ? EG_OK : EG_FAIL(EG_NOT_FOUND, "no such row");
}

/* EG_MISMATCH or EG_BAD_DATA when the row does not read as it was written. */
static enum eg_err read_row(sqlite3_stmt *s, struct journal_row *out, uint64_t *number)
{
	struct wr boot = WR_ARRAY(out->boot);
	struct wr chain = WR_ARRAY(out->chain);
	out->row = (uint64_t)sqlite3_column_int64(s, 0);
	*number = (uint64_t)sqlite3_column_int64(s, 2);
	wr_put(&boot, column(s, 1));
	wr_put(&chain, column(s, 5));
	if (boot.bad || boot.size != JOURNAL_BOOT_SIZE || chain.bad ||
	    chain.size != JOURNAL_CHAIN_SIZE) {
		return EG_FAIL(EG_BAD_DATA, "columns of a row");
	}
	out->note = row_has_note(column(s, 3));
	return row_read(column(s, 3), column(s, 4), &out->record, &out->erased);
}

#define ROWS_FROM \
	"SELECT row, boot, number, body, person, chain FROM record WHERE row >= ?1 ORDER BY row"

/* The caller finalizes *s, on failure too. */
static enum eg_err rows_from(struct journal *j, uint64_t row, sqlite3_stmt **s)
{
	EG_TRY(prepare(j, ROWS_FROM, s));
	if (row > INT64_MAX || sqlite3_bind_int64(*s, 1, (int64_t)row) != SQLITE_OK) {
		return EG_FAIL(EG_IO, "the journal does not take a value");
	}
	return EG_OK;
}

enum eg_err journal_walk(struct journal *j,
			 bool (*each)(void *context, const struct journal_row *row), void *context)
{
	return journal_walk_from(j, 1, each, context);
}

enum eg_err journal_walk_from(struct journal *j, uint64_t row,
			      bool (*each)(void *context, const struct journal_row *row),
			      void *context)
{
	sqlite3_stmt *s = NULL;
	int step = SQLITE_ROW;
	bool more = true;
	enum eg_err err = rows_from(j, row, &s);
	while (err == EG_OK && more && (step = sqlite3_step(s)) == SQLITE_ROW) {
		struct journal_row found = {.row = 0};
		uint64_t number;
		err = read_row(s, &found, &number);
		more = err == EG_OK && each(context, &found);
	}
	(void)sqlite3_finalize(s); /* judged by the step */
	if (err == EG_OK && step != SQLITE_ROW && step != SQLITE_DONE) {
		return EG_FAIL(EG_IO, "the journal is damaged");
	}
	return err;
}

static enum eg_err check_row(sqlite3_stmt *s, uint64_t expected, uint8_t chain[JOURNAL_CHAIN_SIZE])
{
	struct journal_row row = {.row = 0};
	uint64_t number;
	if (read_row(s, &row, &number) != EG_OK || row.row != expected ||
	    number != row.record.number) {
		return EG_FAIL(EG_MISMATCH, "a row is not as it was written");
	}
	EG_TRY(row_chain(chain, row.row, RD_ARRAY(row.boot), column(s, 3), chain));
	return rd_equal(rd_of(chain, JOURNAL_CHAIN_SIZE), RD_ARRAY(row.chain))
		       ? EG_OK
		       : EG_FAIL(EG_MISMATCH, "the chain of rows is broken");
}

enum eg_err journal_check(struct journal *j, uint64_t *row)
{
	sqlite3_stmt *s = NULL;
	uint8_t chain[JOURNAL_CHAIN_SIZE] = {0};
	int step = SQLITE_ROW;
	*row = 0;
	enum eg_err err = rows_from(j, 1, &s);
	while (err == EG_OK && (step = sqlite3_step(s)) == SQLITE_ROW) {
		*row += 1;
		err = check_row(s, *row, chain);
	}
	(void)sqlite3_finalize(s); /* judged by the step */
	if (err == EG_OK && step != SQLITE_DONE && step != SQLITE_ROW) {
		return EG_FAIL(EG_IO, "the journal is damaged");
	}
	return err;
}
