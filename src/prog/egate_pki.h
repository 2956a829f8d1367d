/*
 * egate_pki: egate pki, what an administrator does with trust lists, certificates and keys.
 * Each command is one function. Foreign bytes are only touched behind the sandbox.
 */
#ifndef EG_PROG_EGATE_PKI_H
#define EG_PROG_EGATE_PKI_H

#include "prog/pki_files.h"

/* The words after "pki". Tells its own usage. */
int egate_pki(int count, char *const words[]);

/* The words after the name of the command. Exit codes as in egate.h. */
int egate_pki_bundle(int count, char *const words[]);
int egate_pki_diff(int count, char *const words[]);
int egate_pki_import(int count, char *const words[]);
int egate_pki_list(int count, char *const words[]);
int egate_pki_report(int count, char *const words[]);
int egate_pki_show(int count, char *const words[]);
int egate_pki_terminal(int count, char *const words[]);
int egate_pki_verify(int count, char *const words[]);

/* Closes the sandbox around this process; what is needed was opened before. Standard output is
 * usable after it. */
EG_CHECK enum eg_err egate_pki_sandbox(void);
/* pki_files_read; tells which file could not be read. */
EG_CHECK enum eg_err egate_pki_files(const char *const *paths, size_t count, struct pki_files *out);

#endif
