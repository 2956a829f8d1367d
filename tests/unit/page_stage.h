/*
 * page_stage: the page worker's job before eyes that see what a test says, at the time it says.
 * Knows what was told, each message as the core's parser takes it. Never knows a pixel.
 */
#ifndef EG_TESTS_UNIT_PAGE_STAGE_H
#define EG_TESTS_UNIT_PAGE_STAGE_H

#include "prog/page_job.h"

#define PAGE_STAGE_EPOCH 7u
#define PAGE_STAGE_HEARD 64
#define PAGE_STAGE_SIDE  8 /* pixels of a picture, and of a portrait */
#define PAGE_STAGE_TD3                                 \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16"
#define PAGE_STAGE_OTHER                               \
	"P<UTODOE<<JOHN<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO6908061M3404159ZE184226B<<<<<12"
#define PAGE_STAGE_TD1                   \
	"I<UTOD231458907<<<<<<<<<<<<<<<" \
	"7408122F1204159UTO<<<<<<<<<<<6" \
	"ERIKSSON<<ANNA<MARIA<<<<<<<<<<"

struct page_stage {
	struct page_job job;
	int64_t now_us;
	/* What is seen next, until it is changed. */
	enum eg_err decodes;
	enum eg_err reads;
	enum eg_err looks;
	struct mrz_read read;
	struct mrz_read dark; /* of the infrared picture */
	struct page_seen seen;
	unsigned prompt;
	enum page_lies lies;
	enum verdict print;
	enum reason print_why;
	enum verdict infrared;
	enum reason infrared_why;
	bool has_portrait;
	bool shows;        /* a copy can be encoded */
	uint8_t level;     /* of each pixel */
	uint32_t pictures; /* taken so far: each has other octets, unless it is frozen */
	bool frozen;
	/* How often it was asked. */
	unsigned decode_count;
	unsigned read_count;
	unsigned dark_count;
	unsigned infrared_count;
	unsigned watch_count;
	unsigned keep_count;
	unsigned drop_count;
	unsigned forget_count;
	unsigned copy_count;
	char copied; /* first character of its second line; 0: there is no copy */
	/* What was told and not heard yet. */
	struct msg told[PAGE_STAGE_HEARD];
	size_t count;
	size_t bulk_size; /* with the last one */
	enum eg_err sends;
};

extern struct page_stage page_stage;

/* A fresh job; sees a whole TD3, and says nothing before it is asked. */
void page_stage_open(bool live);
/* The lines of a zone are seen, joined as they stand. */
void page_stage_show(enum mrz_form form, const char *zone, enum mrz_read_verdict verdict);
/* Nothing that can be read; what page_look asks for it. */
void page_stage_dim(unsigned prompt);

enum eg_err page_stage_shoot(enum page_light light);
enum eg_err page_stage_lines(const char *text);
enum eg_err page_stage_gone(void);
/* A live camera's picture, so long after the last. */
enum eg_err page_stage_see(enum page_lies lies, int64_t after_us);

/* The next thing that was told. */
struct msg page_stage_hear(enum msg_kind kind);
void page_stage_hear_prompt(enum page_prompt prompt);
void page_stage_hear_nothing(void);

#endif
