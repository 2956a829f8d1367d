/*
 * finger_job: the finger worker's job for one traveller: the chip's fingers, presses, a result.
 * Knows messages, images, time as it is told. Never knows sockets, sensors or what a score means
 * (policy).
 *
 *   MSG_FINGER, all of them        MSG_FINDINGS, MSG_FINGERS_READY
 *   MSG_FINGER_CAPTURE             MSG_PRESS_WANTED, MSG_FINGER_GUIDE; at last MSG_FINGER_RESULT
 *   MSG_PRESS_EVENT                MSG_FINGER_GUIDE
 *   MSG_PRESS_IMAGE                another press, the next finger, or the result
 *
 * In an order each finger of the chip is compared once: with the first press that is good enough,
 * else with the one of the best quality. Which press that is never depends on its score: who may
 * press three times does not draw three times. The one exception is a press that matches another
 * finger of the same chip: it is a try, and the traveller is told (docs/finger.md, "One
 * comparison").
 */
#ifndef EG_PROG_FINGER_JOB_H
#define EG_PROG_FINGER_JOB_H

#include "biometrics/finger_attack.h"
#include "biometrics/finger_quality.h"
#include "wire/msg.h"

/* What the process may ask for. */
#define FINGER_JOB_MEMORY_MB 256  /* address space; the largest images take 115 of it */
#define FINGER_JOB_CHIP_MS   4000 /* of the processor, for all images of a chip */

struct finger_job_limits {
	struct finger_quality_limits quality;
	struct finger_attack_limits attack;
	/* Decibans from which a press is surely that other finger of the chip, and two of the
	 * chip's are one. */
	int16_t other;
};
struct finger_job_limits finger_job_limits_default(void);

/* What one call has to say, in this order. */
#define FINGER_SAID_MAX 4
struct finger_said {
	struct msg m[FINGER_SAID_MAX];
	size_t count;
};

/* Why a press is compared, kept for later, or not looked at further. */
enum finger_worth {
	FINGER_WORTH_GOOD,    /* compared: it stands */
	FINGER_WORTH_POOR,    /* too poor: compared only if no better one comes */
	FINGER_WORTH_DOUBT,   /* that it is a copy cannot be excluded: as before, if none is poor */
	FINGER_WORTH_OTHER,   /* another finger of the chip: as before, the last of all */
	FINGER_WORTH_NOTHING, /* shows no finger, or nothing that could be compared */
	FINGER_WORTH_COPY     /* the chip's image, or a picture that came before: all is over */
};
const char *finger_worth_name(unsigned worth);

/* For the log: of the picture that came last. */
struct finger_job_press {
	uint8_t worth; /* enum finger_worth */
	uint8_t unified;
	uint8_t minutiae;
	uint8_t asked; /* enum finger_prompt */
};

struct finger_job;
/* All that a traveller's templates need is allocated here. EG_NO_MEMORY. */
EG_CHECK enum eg_err finger_job_new(struct finger_job **out, struct finger_job_limits limits);
/* Does everything once, so that no traveller waits for what is touched for the first time. */
EG_CHECK enum eg_err finger_job_prime(struct finger_job *j);
/* Cleanup: wipes all of it. Leaves NULL, accepts NULL inside. */
void finger_job_free(struct finger_job **j);

/*
 * One message of the core, and its bulk. The first with an epoch binds the job to that traveller.
 * The bulk of MSG_FINGER is borrowed until the call with the last of them returns, which looks at
 * all. EG_STATE, EG_BAD_DATA: nothing that the core may say here; the worker ends.
 */
EG_CHECK enum eg_err finger_job_take(struct finger_job *j, const struct msg *m, struct rd bulk,
				     int64_t now_us, struct finger_said *said);
/* What time alone brings about. */
void finger_job_tick(struct finger_job *j, int64_t now_us, struct finger_said *said);
/* Until the next tick that brings something about; -1: none does. */
int finger_job_wait_ms(const struct finger_job *j, int64_t now_us);
/* What the call that gave these took: told with the work that it was for. */
void finger_job_spent(struct finger_job *j, struct finger_said *said, int64_t us);
/* Says that the chip's fingers are of no use; also where they take too long to be looked at. */
void finger_job_blame(uint32_t epoch, enum reason why, struct finger_said *said);

struct finger_job_press finger_job_last(const struct finger_job *j);
/* Comparisons of this traveller whose score was looked at for its own sake. */
uint32_t finger_job_compared(const struct finger_job *j);

#endif
