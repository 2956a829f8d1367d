/*
 * account_db: statements and transactions on the file of accounts.
 * Knows SQLite. Never knows what a statement is for.
 */
#include "console/account_db.h"

#include <sqlite3.h>

enum eg_err account_fault(int result)
{
	switch (result & 0xFF) { /* without what SQLite adds to it */
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return EG_FAIL(EG_TIMEOUT, "another program keeps the file of accounts");
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return EG_FAIL(EG_IO, "the file of accounts is damaged");
	case SQLITE_FULL:
		return EG_FAIL(EG_TIMEOUT, "no room on the disk for the file of accounts");
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return EG_FAIL(EG_IO, "the file of accounts is not ours to write");
	case SQLITE_CANTOPEN:
		return EG_FAIL(EG_IO, "the file of accounts cannot be opened");
	case SQLITE_NOMEM:
		return EG_FAIL(EG_NO_MEMORY, "accounts");
	case SQLITE_CONSTRAINT:
		return EG_FAIL(EG_IO, "the file of accounts does not take a value");
	default:
		return EG_FAIL(EG_IO, "the file of accounts cannot be read or written");
	}
}

enum eg_err account_execute(struct account *a, const char *sql)
{
	int result = sqlite3_exec(a->db, sql, NULL, NULL, NULL);
	return result == SQLITE_OK ? EG_OK : account_fault(result);
}

struct account_value account_value_number(int64_t number)
{
	return (struct account_value){.kind = ACCOUNT_VALUE_NUMBER, .number = number};
}

struct account_value account_value_text(struct rd text)
{
	return (struct account_value){.kind = ACCOUNT_VALUE_TEXT, .octets = text};
}

struct account_value account_value_octets(struct rd octets)
{
	return (struct account_value){.kind = ACCOUNT_VALUE_OCTETS, .octets = octets};
}

struct account_value account_value_print(const uint8_t *print)
{
	return print == NULL ? (struct account_value){.kind = ACCOUNT_VALUE_NONE}
			     : account_value_octets(rd_of(print, ACCOUNT_OCTETS));
}

static int bind(struct sqlite3_stmt *s, int index, const struct account_value *v)
{
	const void *at = v->octets.left > 0 ? (const void *)v->octets.at : "";
	switch (v->kind) {
	case ACCOUNT_VALUE_NONE:
		return sqlite3_bind_null(s, index);
	case ACCOUNT_VALUE_NUMBER:
		return sqlite3_bind_int64(s, index, v->number);
	case ACCOUNT_VALUE_TEXT:
		return sqlite3_bind_text64(s, index, at, v->octets.left, SQLITE_TRANSIENT,
					   SQLITE_UTF8);
	case ACCOUNT_VALUE_OCTETS:
		return sqlite3_bind_blob64(s, index, at, v->octets.left, SQLITE_TRANSIENT);
	}
	return SQLITE_MISUSE;
}

void account_rows_close(struct account_rows *r)
{
	if (r != NULL) {
		(void)sqlite3_finalize(r->statement); /* judged by the step */
		r->statement = NULL;
	}
}

enum eg_err account_rows_open(struct account *a, const char *sql,
			      const struct account_value *values, size_t count,
			      struct account_rows *out)
{
	*out = (struct account_rows){.statement = NULL};
	int result = sqlite3_prepare_v2(a->db, sql, -1, &out->statement, NULL);
	for (size_t i = 0; result == SQLITE_OK && i < count; i++) {
		result = bind(out->statement, (int)i + 1, &values[i]);
	}
	return result == SQLITE_OK ? EG_OK : account_fault(result);
}

enum eg_err account_rows_next(struct account_rows *r, bool *there)
{
	int result = sqlite3_step(r->statement);
	*there = result == SQLITE_ROW;
	return result == SQLITE_ROW || result == SQLITE_DONE ? EG_OK : account_fault(result);
}

int64_t account_rows_number(const struct account_rows *r, int column)
{
	return sqlite3_column_int64(r->statement, column);
}

struct rd account_rows_octets(const struct account_rows *r, int column)
{
	const void *octets = sqlite3_column_blob(r->statement, column);
	int size = sqlite3_column_bytes(r->statement, column);
	return size > 0 ? rd_of(octets, (size_t)size) : RD_EMPTY;
}

enum eg_err account_rows_print(const struct account_rows *r, int column, bool *given,
			       uint8_t out[ACCOUNT_OCTETS])
{
	struct rd octets = account_rows_octets(r, column);
	struct wr w = wr_of(out, ACCOUNT_OCTETS);
	*given = octets.left > 0;
	if (!*given) {
		wr_fill(&w, 0, ACCOUNT_OCTETS);
	} else {
		wr_put(&w, octets);
	}
	return !w.bad && w.size == ACCOUNT_OCTETS
		       ? EG_OK
		       : EG_FAIL(EG_IO, "the file of accounts holds no such fingerprint");
}

enum eg_err account_rows_name(const struct account_rows *r, int column,
			      char out[ACCOUNT_NAME_MAX + 1])
{
	size_t size = 0;
	struct rd name = account_rows_octets(r, column);
	if (account_name_check(name) != EG_OK || !rd_dump(name, out, ACCOUNT_NAME_MAX, &size)) {
		return EG_FAIL(EG_IO, "the file of accounts holds a name that is none");
	}
	out[size] = '\0';
	return EG_OK;
}

enum eg_err account_run(struct account *a, const char *sql, const struct account_value *values,
			size_t count)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	bool there;
	EG_TRY(account_rows_open(a, sql, values, count, &r));
	EG_TRY(account_rows_next(&r, &there));
	a->given_up = false; /* it could be written */
	return EG_OK;
}

enum eg_err account_one(struct account *a, const char *sql, const struct account_value *values,
			size_t count, int64_t *out)
{
	EG_AUTO(account_rows_close) struct account_rows r = {NULL};
	bool there;
	*out = 0;
	EG_TRY(account_rows_open(a, sql, values, count, &r));
	EG_TRY(account_rows_next(&r, &there));
	if (!there) {
		return EG_NOT_FOUND; /* for the caller to judge */
	}
	*out = account_rows_number(&r, 0);
	return EG_OK;
}

bool account_changed(const struct account *a)
{
	return sqlite3_changes(a->db) > 0;
}

int64_t account_newest(const struct account *a)
{
	return sqlite3_last_insert_rowid(a->db);
}

enum eg_err account_begin(struct account *a)
{
	EG_TRY(account_execute(a, "BEGIN IMMEDIATE"));
	a->given_up = false;
	return EG_OK;
}

enum eg_err account_end_with(struct account *a, enum eg_err err)
{
	if (err == EG_OK) {
		err = account_execute(a, "COMMIT");
	}
	if (err != EG_OK) {
		/* Fails where SQLite has done it already. */
		(void)sqlite3_exec(a->db, "ROLLBACK", NULL, NULL, NULL);
	}
	return err;
}
