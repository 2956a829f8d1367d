/*
 * gpio_report: the commissioning report: what the installer's walk found, for people and programs.
 * Knows results of the walk, and who made it where. Never knows lines at a moment, nor files.
 *
 * All texts of people in it have gone through gpio_text(); HTML and JSON are escaped here.
 */
#ifndef EG_PROG_GPIO_REPORT_H
#define EG_PROG_GPIO_REPORT_H

#include "base/secret.h"
#include "prog/gpio_walk.h"

#include <stdio.h>

#define HEAD_TEXT_SIZE    120
#define HEAD_HASH_SIZE    65 /* SHA-256 as hexadecimal digits */
#define REPORT_TIME_SIZE  32
#define REPORT_FOUND_SIZE 160
#define REPORT_NOTE_SIZE  (WALK_REMARK_SIZE + 80)
#define REPORT_KEPT_MAX   (1u << 20)
#define REPORT_VERSION    1

struct gpio_head {
	char site[HEAD_TEXT_SIZE];
	char lane[HEAD_TEXT_SIZE];
	char by[HEAD_TEXT_SIZE];     /* installer */
	char lines[HEAD_TEXT_SIZE];  /* backend and device: "gpiod:egate" */
	char gate[HEAD_TEXT_SIZE];   /* file of the description, or "shipped" */
	char model[HEAD_TEXT_SIZE];  /* word of the topology */
	char sha256[HEAD_HASH_SIZE]; /* of the description */
	char software[HEAD_TEXT_SIZE];
	int64_t began_ms; /* since 1970, UTC */
	int64_t ended_ms; /* of the last result; 0: none yet */
};

struct gpio_report {
	const struct gpio_head *head;
	const struct walk *walk;
};

/* "2026-11-30 00:12:13" and the same with " UTC"; "-" for 0. */
void gpio_report_clock(int64_t unix_ms, char out[REPORT_TIME_SIZE]);
void gpio_report_time(int64_t unix_ms, char out[REPORT_TIME_SIZE]);
/* "seen after 1.204 s; at rest again after 0.911 s; 2 changes" */
void gpio_report_found(const struct walk_item *i, char out[REPORT_FOUND_SIZE]);
/* Why it failed, and the remark. */
void gpio_report_note(const struct walk_item *i, char out[REPORT_NOTE_SIZE]);
/* "FAILED", and what that means. */
const char *gpio_report_verdict(enum walk_result r);
const char *gpio_report_meaning(enum walk_result r);

EG_CHECK enum eg_err gpio_report_text(FILE *to, const struct gpio_report *r);
EG_CHECK enum eg_err gpio_report_html(FILE *to, const struct gpio_report *r);
EG_CHECK enum eg_err gpio_report_json(FILE *to, const struct gpio_report *r);
/* A4; DejaVu's letters where they are installed, else those of Latin-1 (others become "?"). */
EG_CHECK enum eg_err gpio_report_pdf(const struct gpio_report *r, struct bytes *out);

/*
 * Takes the results of an earlier JSON report over into a fresh walk, which then stands at the
 * first open item. EG_BAD_DATA: no such report. EG_MISMATCH: it is about another description than
 * head's, or about other lines; then *w and *head are unchanged. What head says of people is kept,
 * but began_ms is the earlier one's, and so is each text that head leaves empty.
 */
EG_CHECK enum eg_err gpio_report_kept(struct rd json, struct gpio_head *head, struct walk *w);

#endif
