/*
 * account_db: statements and transactions on the file of accounts.
 * Internal to src/console/account*.c. Knows SQLite. Never knows what a statement is for.
 */
#ifndef EG_CONSOLE_ACCOUNT_DB_H
#define EG_CONSOLE_ACCOUNT_DB_H

#include "console/account.h"

struct sqlite3;
struct sqlite3_stmt;

#define ACCOUNT_SEAL_SIZE 32

/* A session that has ended. */
struct account_over {
	uint64_t session;
	int64_t at_ms;
	enum account_end why;
	bool written; /* the file knows */
	bool told;    /* account_sweep has told it */
};
/* Sessions that end while the file cannot be written: nobody can log in then. */
#define ACCOUNT_OVER_MAX 256

struct account {
	struct sqlite3 *db; /* owned */
	struct account_rules rules;
	bool given_up; /* the other program keeps the file: nobody waits until it was let go once */
	struct account_over over[ACCOUNT_OVER_MAX];
	size_t over_count;
	uint8_t seal[ACCOUNT_SEAL_SIZE]; /* of kept answers and unknown names: this process's,
					    never written */
};

/* A result of SQLite that is no success, as an error with its reason. */
EG_CHECK enum eg_err account_fault(int result);
/* Statements without values and rows. */
EG_CHECK enum eg_err account_execute(struct account *a, const char *sql);

/* What stands for ?1, ?2 ... of a statement. */
enum account_kind {
	ACCOUNT_VALUE_NONE,
	ACCOUNT_VALUE_NUMBER,
	ACCOUNT_VALUE_TEXT,
	ACCOUNT_VALUE_OCTETS
};
struct account_value {
	enum account_kind kind;
	int64_t number;
	struct rd octets; /* borrowed */
};
struct account_value account_value_number(int64_t number);
struct account_value account_value_text(struct rd text);
/* of 32 octets, or none if NULL */
struct account_value account_value_print(const uint8_t *print);
struct account_value account_value_octets(struct rd octets);
#define ACCOUNT_VALUES(...)                          \
	(const struct account_value[]){__VA_ARGS__}, \
		sizeof((const struct account_value[]){__VA_ARGS__}) / sizeof(struct account_value)

/* The rows of one query. */
struct account_rows {
	struct sqlite3_stmt *statement; /* owned */
};
EG_CHECK enum eg_err account_rows_open(struct account *a, const char *sql,
				       const struct account_value *values, size_t count,
				       struct account_rows *out);
/* *there false: behind the last one. */
EG_CHECK enum eg_err account_rows_next(struct account_rows *r, bool *there);
/* Columns of the row, from 0; octets are borrowed until the next row. NULL is 0, and empty. */
int64_t account_rows_number(const struct account_rows *r, int column);
struct rd account_rows_octets(const struct account_rows *r, int column);
/* 32 octets; *given false (and zeros) for NULL. EG_IO: damaged. */
EG_CHECK enum eg_err account_rows_print(const struct account_rows *r, int column, bool *given,
					uint8_t out[ACCOUNT_OCTETS]);
/* A name, with a NUL behind. EG_IO: damaged. */
EG_CHECK enum eg_err account_rows_name(const struct account_rows *r, int column,
				       char out[ACCOUNT_NAME_MAX + 1]);
void account_rows_close(struct account_rows *r); /* cleanup */

/* A statement that gives no rows. */
EG_CHECK enum eg_err account_run(struct account *a, const char *sql,
				 const struct account_value *values, size_t count);
/* The one number that a query gives; EG_NOT_FOUND: it gives none. */
EG_CHECK enum eg_err account_one(struct account *a, const char *sql,
				 const struct account_value *values, size_t count, int64_t *out);
/* Rows that the newest statement has changed. */
bool account_changed(const struct account *a);
int64_t account_newest(const struct account *a); /* row that the newest INSERT has made */

/* A transaction that writes: nothing of another program comes in between. */
EG_CHECK enum eg_err account_begin(struct account *a);
/* Ends it: for good if err is EG_OK, else as if nothing had been; err, or why it could not be. */
EG_CHECK enum eg_err account_end_with(struct account *a, enum eg_err err);

#endif
