/*
 * egate: the command people type. Each command is one function.
 * Knows words for people. Only egate read (the card reader) and egate gpio (a lane's
 * lines) touch hardware.
 */
#ifndef EG_PROG_EGATE_H
#define EG_PROG_EGATE_H

/* Exit codes: 0 done, 1 failed or found something, 2 the command line is wrong; of egate mrz also
 * 3, a file could not be read. */
#define EGATE_DONE   0
#define EGATE_FAILED 1
#define EGATE_USAGE  2
#define EGATE_UNREAD 3

/* Tells the newest fault in words; EGATE_FAILED, for the command to return. */
int egate_failed(void);

/* The words after "desk", "face", "mrz", "watch", "order", "gate", "journal", "read"; face and mrz
 * take the command line's own, which ends with NULL. */
int egate_desk(int count, char *const words[]);
int egate_face(int count, char *const words[]);
int egate_mrz(int count, char *const words[]);
int egate_watch(int count, char *const words[]);
int egate_order(int count, char *const words[]);
int egate_gate(int count, char *const words[]);
int egate_journal(int count, char *const words[]);
int egate_read(int count, char *const words[]);

#endif
