/*
 * cvc_renewal: which certificates of the terminal's PKI have to be renewed, by whom, and when
 * (TR-03139, 4.4.2.2, 4.7).
 * Knows periods and lead times. Never asks a clock; never requests anything itself.
 *
 *                     period            begin         at the latest
 *   CVCA and link     6 months, 3 years 90 days       11 days before the end
 *   DV                2 weeks, 3 months 14 days       11 days before the end
 *   terminal          1 day, 1 month    a third of    1 day before the end
 *                                       its period, at most 7 days
 *
 * 11 days are what TR-03139 plans for a DV's request (7 of them for the CVCA to answer), 14 with
 * its fall-back to mail. From 90 days before its end a CVCA's key can give no DV the longest period
 * any more. For terminals TR-03139 sets no time; theirs is ours.
 */
#ifndef EG_PKI_CVC_RENEWAL_H
#define EG_PKI_CVC_RENEWAL_H

#include "pki/cvc_tree.h"

#define CVC_CVCA_BEGIN_DAYS      90
#define CVC_DV_BEGIN_DAYS        14
#define CVC_REQUEST_DAYS         11
#define CVC_TERMINAL_BEGIN_DAYS  7
#define CVC_TERMINAL_LATEST_DAYS 1
#define CVC_CVCA_MONTHS_MIN      6
#define CVC_CVCA_MONTHS_MAX      36
#define CVC_DV_DAYS_MIN          14
#define CVC_DV_MONTHS_MAX        3
#define CVC_TERMINAL_MONTHS_MAX  1

/* What is to be done: name, word, text. */
#define CVC_TASKS(X)                                                                        \
	X(CVC_TASK_TERMINAL, "request-terminal", "request a certificate for this terminal") \
	X(CVC_TASK_DV, "request-dv", "have the document verifier request its certificate")  \
	X(CVC_TASK_CVCA, "fetch-cvca", "fetch the CVCA's next certificate and its link")    \
	X(CVC_TASK_LINK, "fetch-link", "fetch the link that leads on from an older trust point")
enum cvc_task_kind {
#define X(name, word, text) name,
	CVC_TASKS(X)
#undef X
};
const char *cvc_task_word(enum cvc_task_kind kind);
const char *cvc_task_text(enum cvc_task_kind kind);

/* How it stands, gravest first. */
#define CVC_TASK_STATES(X)                                                                      \
	X(CVC_TASK_MISSING, "missing", "there is none: documents cannot be opened")             \
	X(CVC_TASK_OVERDUE, "overdue", "has expired: documents cannot be opened")               \
	X(CVC_TASK_URGENT, "urgent", "too late for the planned times: a gap is to be expected") \
	X(CVC_TASK_DUE, "due", "to be done now")                                                \
	X(CVC_TASK_LATER, "later", "nothing to be done yet")
enum cvc_task_state {
#define X(name, word, text) name,
	CVC_TASK_STATES(X)
#undef X
};
const char *cvc_task_state_word(enum cvc_task_state state);
const char *cvc_task_state_text(enum cvc_task_state state);

/* A certificate's period as 4.7 has it. */
enum cvc_fit { CVC_FIT, CVC_FIT_SHORT, CVC_FIT_LONG };
enum cvc_fit cvc_renewal_fit(const struct cvc *c);
const char *cvc_fit_word(enum cvc_fit fit); /* "usual", "shorter", "longer" */

struct cvc_task {
	enum cvc_task_kind kind;
	enum cvc_task_state state;
	struct rd cvca;     /* newest reference of the state's CVCA; borrowed, as all here */
	struct rd holder;   /* the newest of what is to be renewed; empty: there is none */
	struct rd issuer;   /* who is to sign the next one, by newest reference */
	struct date last;   /* of holder; year 0: there is none */
	struct date begin;  /* on which day to begin */
	struct date latest; /* last day on which beginning leaves no gap */
	enum cvc_fit fit;   /* period of holder */
	bool issuer_first;  /* the issuer's own certificate ends no later: renew that before */
	bool no_key;        /* the terminal's private key is not at hand */
};

/* Each certificate asks for one thing at most, and so does each way between two CVCAs. */
#define CVC_PLAN_MAX (2 * CVC_STORE_MAX)
struct cvc_plan {
	struct cvc_task tasks[CVC_PLAN_MAX]; /* gravest first, then by their last day */
	size_t count;
	struct date next; /* after today: when a task changes its state; year 0: never */
};
/* EG_TOO_BIG: more than CVC_PLAN_MAX tasks. */
EG_CHECK enum eg_err cvc_renewal_plan(const struct cvc_tree *t, struct date today,
				      struct cvc_plan *out);

#endif
