/*
 * gpio_files: the files of a commissioning report: which forms of it, where, and the earlier one.
 * Knows names and endings. Never knows what a report says.
 */
#ifndef EG_PROG_GPIO_FILES_H
#define EG_PROG_GPIO_FILES_H

#include "prog/gpio_report.h"

#define FILES_PATH_SIZE 512

struct gpio_files {
	char base[FILES_PATH_SIZE]; /* empty: no report is kept */
	bool text;
	bool html;
	bool pdf;
};

/* "FILE.txt", "FILE.html", "FILE.pdf": that form; any other name: all three. NULL: none. */
EG_CHECK enum eg_err gpio_files_take(const char *path, struct gpio_files *out);
/* Takes over what an earlier report says, if there is one (gpio_report_kept). */
EG_CHECK enum eg_err gpio_files_resume(const struct gpio_files *f, struct gpio_head *head,
				       struct walk *w);
/* The JSON form, each file in one step (store_disk_write). */
EG_CHECK enum eg_err gpio_files_keep(const struct gpio_files *f, const struct gpio_report *r);
/* All forms that are asked for. */
EG_CHECK enum eg_err gpio_files_write(const struct gpio_files *f, const struct gpio_report *r);

#endif
