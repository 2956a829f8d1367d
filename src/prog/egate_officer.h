/*
 * egate_officer: egate officer, what an administrator does with the accounts of a console.
 * Each command is one function; so is what they print.
 */
#ifndef EG_PROG_EGATE_OFFICER_H
#define EG_PROG_EGATE_OFFICER_H

#include "console/account.h"

/* The words after "officer". Tells its own usage. Exit codes as in egate.h. */
int egate_officer(int count, char *const words[]);

/* egate_officer_show.c: on standard output, as text or as JSON. */
EG_CHECK enum eg_err egate_officer_list(struct account *a, bool json);
EG_CHECK enum eg_err egate_officer_log(struct account *a, bool json);

#endif
