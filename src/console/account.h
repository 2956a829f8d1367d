/*
 * account: officers, their sessions and shifts, and what was asked before, in one SQLite file.
 * Knows who is who and for how long. Never knows HTTP, lanes or cases, and asks no clock: time is
 * handed in, milliseconds since 1970 (UTC).
 *
 * Two programs may have the file open: the console, and `egate officer`. What one of them changes
 * the other one sees with its next call. Nothing secret can be read from it: of PINs it has
 * Argon2id, of tokens SHA-256.
 *
 * Whoever tries a PIN goes three steps, so that the slow one in the middle can be another thread's:
 *
 *   account_ask      is it time for a try? counts it       a transaction
 *   account_compare  the PIN against its hash, 0.15 s       touches only its argument
 *   account_enter    or account_hand_over: a session       a transaction
 *
 * Faults of the file, of any call below: EG_IO (damaged, not to be written), EG_TIMEOUT (later: the
 * other program has kept it for too long, or the disk is full); nothing has been changed then. Only
 * once for as long as the rules say is the other program waited for: while it keeps the file on,
 * whatever writes is refused at once.
 */
#ifndef EG_CONSOLE_ACCOUNT_H
#define EG_CONSOLE_ACCOUNT_H

#include "base/secret.h"
#include "console/account_words.h"

struct account; /* owned by who opened it; not to be used by two threads */

/* Lengths in milliseconds. */
struct account_rules {
	int64_t idle_ms;         /* a session ends when nobody has used it for so long */
	int64_t shift_ms;        /* at a stretch, of those who work on cases */
	int64_t due_ms;          /* so long before the end of a shift it is due */
	int64_t break_ms;        /* who comes back sooner goes on with the shift of before */
	bool certificate_needed; /* an officer without an enrolled certificate is not let in */
	uint32_t busy_ms;        /* waits for the other program to let go of the file */
};
/* 15 min, 60 min, 5 min, 10 min, false, 2 s. */
struct account_rules account_rules_default(void);
/* A session of an office without ACCOUNT_ACT ends after so long. */
#define ACCOUNT_DAY_MS (INT64_C(12) * 3600 * 1000)

enum account_mode {
	ACCOUNT_USE, /* the file has to be there */
	ACCOUNT_MAKE /* it is created if it is missing, for its user only (0600) */
};

/*
 * EG_CONFIG: a file of another kind or version; EG_NOT_FOUND: ACCOUNT_USE and no file; EG_IO: not
 * to be opened, or damaged. After it returns no further file is opened: a sandbox (file_write, and
 * ACCOUNT_MEMORY_MB beside what the program itself needs) may follow. account_close removes files,
 * and so must not be called behind the sandbox: there just end, everything told is durable.
 */
EG_CHECK enum eg_err account_open(const char *path, enum account_mode mode,
				  const struct account_rules *rules, struct account **out);
void account_close(struct account **a); /* cleanup; accepts NULL inside */
/* Address space that account_compare takes. */
#define ACCOUNT_MEMORY_MB 80

/* ---- Officers ---- */

struct account_officer {
	uint32_t number; /* OFFICER_ENROLLED is set in it; never reused */
	char name[ACCOUNT_NAME_MAX + 1];
	enum account_office office;
	bool enabled;
	bool has_print; /* certificate */
	uint8_t print[ACCOUNT_OCTETS];
};

/* Who changes accounts: an officer's number, or a user id below OFFICER_ENROLLED. */
struct account_hand {
	uint32_t who;
	int64_t now_ms;
	uint32_t sudo; /* user id that sudo tells of who; anybody may claim one; 0: none, or root */
};

/*
 * Enrols. EG_STATE: the name is taken; EG_BAD_DATA: a name or PIN against the rules, with the
 * reason. Takes 0.15 s, as account_set_pin.
 */
EG_CHECK enum eg_err account_add(struct account *a, struct rd name, enum account_office office,
				 struct rd pin, const struct account_hand *hand, uint32_t *number);
/* EG_NOT_FOUND: nobody of that name, or number. */
EG_CHECK enum eg_err account_by_name(struct account *a, struct rd name,
				     struct account_officer *out);
EG_CHECK enum eg_err account_by_number(struct account *a, uint32_t number,
				       struct account_officer *out);
/* Calls each for everybody, by number; it returns false to stop early. */
EG_CHECK enum eg_err account_list(struct account *a,
				  bool (*each)(void *context, const struct account_officer *o),
				  void *context);
/*
 * Changes of one officer: each ends the officer's sessions at once, and forgets failed tries.
 * EG_NOT_FOUND: no such number. print NULL: none from now on.
 */
EG_CHECK enum eg_err account_set_enabled(struct account *a, uint32_t number, bool enabled,
					 const struct account_hand *hand);
EG_CHECK enum eg_err account_set_office(struct account *a, uint32_t number,
					enum account_office office,
					const struct account_hand *hand);
EG_CHECK enum eg_err account_set_pin(struct account *a, uint32_t number, struct rd pin,
				     const struct account_hand *hand);
EG_CHECK enum eg_err account_set_print(struct account *a, uint32_t number,
				       const uint8_t print[ACCOUNT_OCTETS],
				       const struct account_hand *hand);

/* ---- Coming and going ---- */

/* Why somebody was not let in. Who is told WRONG is told nothing else, and as late. */
enum account_no {
	ACCOUNT_NO_NOT,    /* let in */
	ACCOUNT_NO_WRONG,  /* name, PIN or certificate do not fit, or the officer is disabled */
	ACCOUNT_NO_WAIT,   /* too many tries: not before wait_s seconds */
	ACCOUNT_NO_BREAK,  /* the shift is over: not before wait_s seconds */
	ACCOUNT_NO_SELF,   /* of a hand-over: nobody relieves themself */
	ACCOUNT_NO_OFFICE, /* of a hand-over: cannot do the work of the one before */
	ACCOUNT_NO_GONE    /* of a hand-over: the session is over, or not there */
};
struct account_refusal {
	enum account_no why;
	uint32_t wait_s;
};

/* What somebody claims. */
struct account_claim {
	struct rd name;
	struct rd pin;
	const uint8_t *print; /* ACCOUNT_OCTETS of the client's certificate; NULL: none */
};

/* A try on its way; a plain value. account_enter and account_hand_over wipe it. */
struct account_try {
	char hash[128]; /* an officer's or, for unknown names, nobody's */
	uint8_t pin[ACCOUNT_PIN_MAX];
	size_t pin_size;
	uint32_t officer;              /* 0: unknown */
	uint8_t print[ACCOUNT_OCTETS]; /* presented */
	uint8_t counter[ACCOUNT_OCTETS];
	bool has_print;
	bool own_print; /* the one that is enrolled */
	bool right;
};

/*
 * Counts a try. EG_STATE: too early, *no says how long (ACCOUNT_NO_WAIT); nothing is counted then.
 * Unknown names, disabled officers and names that are none go on like others.
 *
 * Three tries are free, the next ones of the same name come after 5, 10, 20, ... 900 seconds. Of
 * all names together twenty are free, then one a minute. Who presents the very certificate that is
 * enrolled for that name has counters of their own, and others cannot lock them out.
 */
EG_CHECK enum eg_err account_ask(struct account *a, const struct account_claim *claim,
				 int64_t now_ms, struct account_try *t, struct account_refusal *no);
/* Once in a process that compares and opens no accounts, before its sandbox: without it a
 * comparison takes half as long again. EG_CRYPTO. */
EG_CHECK enum eg_err account_compare_ready(void);
/* Any thread's; needs ACCOUNT_MEMORY_MB. */
void account_compare(struct account_try *t);

struct account_session {
	uint64_t number;  /* of the session; never reused */
	uint32_t officer; /* OFFICER_ENROLLED is set in it */
	char name[ACCOUNT_NAME_MAX + 1];
	enum account_office office;
	int64_t began_ms; /* the shift */
	int64_t until_ms;
	bool due;     /* until_ms is near */
	bool over;    /* and past: only hand-over and end are possible */
	bool attends; /* counts as an officer who looks: may act, and is not over */
};

/* What the browser gets; to be wiped by account_entry_wipe. */
struct account_entry {
	struct account_session session;
	char token[ACCOUNT_HEX_SIZE + 1]; /* the cookie */
	char form[ACCOUNT_HEX_SIZE + 1];  /* X-Egate-Token */
};
void account_entry_wipe(struct account_entry *e); /* cleanup */

/*
 * EG_OK: a session, which is on the disk; any earlier session of this officer has ended. EG_DENIED:
 * ACCOUNT_NO_WRONG. EG_STATE: ACCOUNT_NO_BREAK.
 */
EG_CHECK enum eg_err account_enter(struct account *a, struct account_try *t, int64_t now_ms,
				   struct account_entry *out, struct account_refusal *no);
/*
 * The officer of the try takes over session `from`, which ends, in one transaction. EG_DENIED:
 * ACCOUNT_NO_WRONG, _SELF, _OFFICE, _GONE. EG_STATE: ACCOUNT_NO_BREAK. `from` stays as it was then.
 */
EG_CHECK enum eg_err account_hand_over(struct account *a, uint64_t from, struct account_try *t,
				       int64_t now_ms, struct account_entry *out,
				       struct account_refusal *no);
/* Ends a session; also one that is not there (any more), and for this process also where that
 * cannot be written now. */
EG_CHECK enum eg_err account_leave(struct account *a, uint64_t session, int64_t now_ms);

/*
 * Whose request is it? cookie is the token's text; print as in account_claim, and has to be the one
 * of the log-in (a token that comes with another one was stolen: its session ends). acts: somebody
 * has done something, and is not idle; false for what a page does by itself. EG_DENIED: nobody's.
 */
EG_CHECK enum eg_err account_session(struct account *a, struct rd cookie, const uint8_t *print,
				     bool acts, int64_t now_ms, struct account_session *out);
/* Whether a request's X-Egate-Token is the one of its cookie. */
EG_CHECK bool account_form_fits(struct rd cookie, struct rd form);
/* X-Egate-Token of a cookie; EG_BAD_DATA: no cookie of ours. */
EG_CHECK enum eg_err account_form(struct rd cookie, char form[ACCOUNT_HEX_SIZE + 1]);

/* Why a session has ended. */
#define ACCOUNT_ENDS(X)                                              \
	X(ACCOUNT_END_NOT, "not", "goes on")                         \
	X(ACCOUNT_END_LEFT, "left", "logged out")                    \
	X(ACCOUNT_END_IDLE, "idle", "nobody has used it")            \
	X(ACCOUNT_END_OVER, "over", "the shift is over")             \
	X(ACCOUNT_END_HANDED, "handed-over", "handed over")          \
	X(ACCOUNT_END_AGAIN, "again", "logged in at another place")  \
	X(ACCOUNT_END_CHANGED, "changed", "the account was changed") \
	X(ACCOUNT_END_STOLEN, "stolen", "used with another certificate")

enum account_end {
#define X(name, word, text) name,
	ACCOUNT_ENDS(X)
#undef X
		ACCOUNT_END_COUNT
};
const char *account_end_word(unsigned end);
const char *account_end_text(unsigned end);

/*
 * To be called every second. Ends what has to end by now, and tells each session that has ended
 * since the last call, once, whoever ended it: its streams are to be closed. ended may be NULL.
 * Also where the file cannot be written (EG_TIMEOUT): what has ended is told, is nobody's any more
 * for this process, and is written as soon as it can be.
 */
EG_CHECK enum eg_err
account_sweep(struct account *a, int64_t now_ms,
	      void (*ended)(void *context, uint64_t session, enum account_end why), void *context);
/* Calls each for every session that goes on: who attends, whose shift is due. */
EG_CHECK enum eg_err account_sessions(struct account *a, int64_t now_ms,
				      void (*each)(void *context, const struct account_session *s),
				      void *context);

/* ---- Orders that come twice ---- */

#define ACCOUNT_ANSWER_MAX (32u * 1024u)
#define ACCOUNT_KEYS_MAX   10000u /* of an officer, a day */

enum account_replay {
	ACCOUNT_FRESH,   /* do it, then account_key_answer */
	ACCOUNT_REPLAY,  /* was done; status and answer are those of then */
	ACCOUNT_OTHER,   /* the key was another order's: 422 */
	ACCOUNT_UNKNOWN, /* was begun, and how it ended was never told (or not yet): 409 */
};
struct account_answer {
	enum account_replay replay;
	uint16_t status; /* of HTTP */
	struct bytes
		body; /* owned; start with zeros; empty: is not kept any more, render it anew */
};
void account_answer_free(struct account_answer *x); /* cleanup */

/*
 * Takes a key for an order (of path and body), or tells what became of it the first time. Keys are
 * kept for a day. EG_BAD_DATA: no such key; EG_TOO_BIG: ACCOUNT_KEYS_MAX.
 */
EG_CHECK enum eg_err account_key_take(struct account *a, uint32_t officer, struct rd key,
				      struct rd path, struct rd body, int64_t now_ms,
				      struct account_answer *out);
/*
 * Keeps the answer. It lies encrypted with a key that only this process has, for ten minutes:
 * answers name travellers, and the file must not. EG_NOT_FOUND: the key was not taken.
 */
EG_CHECK enum eg_err account_key_answer(struct account *a, uint32_t officer, struct rd key,
					uint16_t status, struct rd body);

/* ---- Steps of cases that their lane's journal has not got yet ---- */

struct msg; /* wire/msg.h */

/* Never the same again: RECORD_OF_CASE is set. */
uint64_t account_case_number(void);
/*
 * Keeps a MSG_CASE, which has its number, until it is recorded: on the disk when it returns.
 * EG_TIMEOUT: it cannot be written now; EG_BAD_DATA: no such message.
 */
EG_CHECK enum eg_err account_case_keep(struct account *a, const struct msg *m);
/* It is in the journal, and forgotten here. One that is not kept is fine. EG_TIMEOUT as above. */
EG_CHECK enum eg_err account_case_recorded(struct account *a, uint64_t number);
/* Calls each for every one, the oldest first; it returns false to stop early. */
EG_CHECK enum eg_err account_cases(struct account *a,
				   bool (*each)(void *context, const struct msg *m), void *context);

/* ---- Numbers that outlive the console ---- */

/* name: 1 to 32 of a-z, 0-9 and "-" ("event", "cursor-3"). A number that was never put is 0. Each
 * put is on the disk when it returns (some milliseconds): count in blocks. */
struct account_number {
	const char *name;
	int64_t value;
};
EG_CHECK enum eg_err account_number(struct account *a, const char *name, int64_t *value);
/* All of them, or none. */
EG_CHECK enum eg_err account_numbers_put(struct account *a, const struct account_number *numbers,
					 size_t count);

/* ---- What has happened ---- */

/* The file keeps numbers, as of account_end and account_office: new ones are put at the end. */
#define ACCOUNT_EVENTS(X)                                          \
	X(ACCOUNT_LOG_ADD, "add", "officer enrolled")              \
	X(ACCOUNT_LOG_ENABLE, "enable", "account enabled")         \
	X(ACCOUNT_LOG_DISABLE, "disable", "account disabled")      \
	X(ACCOUNT_LOG_PIN, "pin", "PIN changed")                   \
	X(ACCOUNT_LOG_OFFICE, "office", "office changed")          \
	X(ACCOUNT_LOG_PRINT, "certificate", "certificate changed") \
	X(ACCOUNT_LOG_ENTER, "log-in", "logged in")                \
	X(ACCOUNT_LOG_FAIL, "failure", "not let in")               \
	X(ACCOUNT_LOG_HAND, "hand-over", "took over from")         \
	X(ACCOUNT_LOG_END, "end", "session ended")

enum account_event {
#define X(name, word, text) name,
	ACCOUNT_EVENTS(X)
#undef X
		ACCOUNT_EVENT_COUNT
};
const char *account_event_word(unsigned event);
const char *account_event_text(unsigned event);

struct account_line {
	uint64_t row; /* from 1, without gaps */
	int64_t at_ms;
	enum account_event event;
	uint32_t who;    /* did it: an officer, or a user id; 0 of a failure: nobody who is known */
	uint32_t about;  /* whose account; of a hand-over, who was there before; 0: no such name */
	uint32_t detail; /* the new office, why a session has ended, or 0 */
	uint32_t sudo;   /* as of account_hand: informative alone */
};
/* Calls each for every line, from the first; it returns false to stop early. */
EG_CHECK enum eg_err account_log(struct account *a,
				 bool (*each)(void *context, const struct account_line *line),
				 void *context);

#endif
