/*
 * account_part: what the parts of accounts do for each other inside a transaction.
 * Internal to src/console/account*.c.
 */
#ifndef EG_CONSOLE_ACCOUNT_PART_H
#define EG_CONSOLE_ACCOUNT_PART_H

#include "console/account_db.h"
#include "console/account_secret.h"

/* Numbers as the file has them: from 1. EG_NOT_FOUND: the number of no enrolled officer. */
EG_CHECK enum eg_err account_inner(uint32_t number, int64_t *inner);
uint32_t account_outer(int64_t inner);
/* An office as the file has it; EG_IO: damaged. */
EG_CHECK enum eg_err account_office_of(int64_t kept, enum account_office *out);

/* account_case.c: what lanes' journals have not got yet. */
#define ACCOUNT_CASE_SCHEMA                                    \
	"CREATE TABLE unrecorded("                             \
	" place INTEGER PRIMARY KEY AUTOINCREMENT,"            \
	" number INTEGER NOT NULL UNIQUE,"                     \
	" lane INTEGER NOT NULL CHECK(lane BETWEEN 1 AND 10)," \
	" traveller INTEGER NOT NULL,"                         \
	" session INTEGER NOT NULL,"                           \
	" state INTEGER NOT NULL,"                             \
	" code INTEGER NOT NULL,"                              \
	" officer INTEGER NOT NULL,"                           \
	" note TEXT NOT NULL,"                                 \
	" at_ms INTEGER NOT NULL) STRICT;"

/* account_log.c: adds a line. */
EG_CHECK enum eg_err account_write(struct account *a, const struct account_line *line);

/* account_try.c: the counter of tries with this name, with or without its own certificate. */
void account_counter(struct rd name, bool own_print, uint8_t out[ACCOUNT_OCTETS]);
/* Forgets failed tries with this name. */
EG_CHECK enum eg_err account_forgive(struct account *a, struct rd name);
/*
 * Judges a try, counts a good one back, and puts a bad one into the log. *out is whoever it is;
 * *in false: nobody.
 */
EG_CHECK enum eg_err account_judge(struct account *a, const struct account_try *t, int64_t now_ms,
				   struct account_officer *out, bool *in);

/* account_session.c: why and when sessions end, and who did it (0: the officer's own). */
struct account_ending {
	enum account_end why;
	int64_t now_ms;
	uint32_t by;
};
/* Ends all sessions of an officer that go on. */
EG_CHECK enum eg_err account_end_all(struct account *a, int64_t officer,
				     const struct account_ending *ending);
/* Ends those that are idle or over by now. */
EG_CHECK enum eg_err account_expire(struct account *a, int64_t now_ms);
/* The same in a transaction of its own, if there are any. */
EG_CHECK enum eg_err account_expire_due(struct account *a, int64_t now_ms);
/* Tells them, and writes nothing. */
EG_CHECK enum eg_err account_past(struct account *a, int64_t now_ms,
				  void (*each)(struct account *a, uint64_t session,
					       enum account_end why, int64_t now_ms));
/* Ends one, in a transaction of its own. */
EG_CHECK enum eg_err account_end_one(struct account *a, uint64_t session, int64_t now_ms,
				     enum account_end why);

/* account_over.c: ends one; where the file cannot be written, for this process alone until then. */
EG_CHECK enum eg_err account_end_now(struct account *a, uint64_t session, int64_t now_ms,
				     enum account_end why);
/* Whether it has ended, whatever the file says. */
bool account_is_over(const struct account *a, uint64_t session);

/* account_officer.c: the statement that a struct account_officer is read from, and the reading. */
#define ACCOUNT_OFFICER_COLUMNS "number, name, office, enabled, print"
EG_CHECK enum eg_err account_read_officer(const struct account_rows *r,
					  struct account_officer *out);

#endif
