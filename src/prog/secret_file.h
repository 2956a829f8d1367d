/*
 * secret_file: a passphrase or PIN in a file of its own.
 * Knows who may read such a file. Never knows what the secret opens.
 */
#ifndef EG_PROG_SECRET_FILE_H
#define EG_PROG_SECRET_FILE_H

#include "base/secret.h"

#define SECRET_FILE_MAX 1024

/*
 * The file's text without the end of its only line. EG_CONFIG: no plain file of ours or root's, a
 * link, one that group or others may touch, empty, or with more than one line; EG_TOO_BIG.
 */
EG_CHECK enum eg_err secret_file_read(const char *path, struct bytes *out);
/*
 * The same for a secret that must not be given twice when it is wrong: no other process takes it
 * until *held is closed. EG_STATE: it was put aside, maybe while we waited.
 */
EG_CHECK enum eg_err secret_file_take(const char *path, struct bytes *out, int *held);
/* Puts a file aside as PATH.refused, so that nothing takes up what is in it. */
EG_CHECK enum eg_err secret_file_refuse(const char *path);
/* It was put aside, and no other has taken its place. */
bool secret_file_is_refused(const char *path);

#endif
