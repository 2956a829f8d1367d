/*
 * forge_args: what the commands of egate-forge have in common: days, folders, lists of files.
 * Knows text forms. Never mints.
 */
#ifndef EG_SIMULATOR_FORGE_ARGS_H
#define EG_SIMULATOR_FORGE_ARGS_H

#include "base/date.h"
#include "base/secret.h"
#include "os/args.h"

/* YYYY-MM-DD of a key; the day before if it is not given. */
EG_CHECK enum eg_err forge_args_day(const struct args *a, const char *key, struct date fallback,
				    struct date *out);
/* The key "today", or today. */
EG_CHECK enum eg_err forge_args_today(const struct args *a, struct date *out);
/* Makes the folder if it is not there; EG_CONFIG for NULL. */
EG_CHECK enum eg_err forge_args_folder(const char *path);
/* A whole file whose path is a part of a longer text. */
EG_CHECK enum eg_err forge_args_file(struct rd path, size_t limit, struct bytes *out);

#endif
