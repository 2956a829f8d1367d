/*
 * fprint_sensor: press sensors that libfprint drives.
 * Knows deadlines, and the words of the library's thread. Never knows which devices a lane may use.
 *
 * Time is counted in waits, so that no clock is asked; a wait that a signal cut short counts whole.
 */
#include "hal/fprint_sensor.h"

#include "hal/finger_trim.h"
#include "hal/fprint_thread.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

#define DPI_USUAL 500
#define SLICE_MS  50

/* There is one default main context. It stays taken when a thread is left behind. */
static atomic_bool context_taken;

struct finger_sensor {
	struct fprint_thread *thread; /* owned; left behind when it does not end */
	pthread_t id;
	bool runs;
	bool lost; /* it missed a deadline: nothing more is asked of it */
	int fd;    /* owned: our end of the pair */
	struct finger_where where;
	struct finger_trimmed lent; /* owned */
	bool on;                    /* a press is wanted */
	bool ready;                 /* NEEDED was told of it */
	uint32_t waited_ms;         /* for that, so far */
};

/* The next word of the thread, waiting up to ms. */
static enum eg_err hear(const struct finger_sensor *s, uint32_t ms, struct fprint_word *word)
{
	struct pollfd p = {.fd = s->fd, .events = POLLIN};
	*word = (struct fprint_word){0};
	int ready = poll(&p, 1, ms > INT32_MAX ? INT32_MAX : (int)ms);
	if (ready < 0 && errno != EINTR) {
		return EG_FAIL(EG_IO, "waiting for a finger");
	}
	if (ready <= 0) {
		return EG_TIMEOUT;
	}
	ssize_t got = recv(s->fd, word, sizeof(*word), MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return EG_TIMEOUT;
	}
	return got == (ssize_t)sizeof(*word) ? EG_OK : EG_FAIL(EG_IO, "the sensor's thread ended");
}

/* Whether the thread says this within some time; what it says before is thrown away. */
static bool hear_last(const struct finger_sensor *s, enum fprint_said last, uint32_t ms,
		      struct fprint_word *word)
{
	for (uint32_t waited = 0; waited < ms; waited += SLICE_MS) {
		enum eg_err err;
		do {
			err = hear(s, SLICE_MS, word);
			if (err == EG_OK && word->said == last) {
				return true;
			}
			bytes_free(&word->grey);
			if (err == EG_OK && last == FPRINT_SAID_OPENED) {
				return false; /* it said why not */
			}
		} while (err == EG_OK);
		if (err != EG_TIMEOUT) {
			return false;
		}
	}
	return false;
}

static bool order(const struct finger_sensor *s, enum fprint_order what)
{
	const uint8_t byte = (uint8_t)what;
	return send(s->fd, &byte, sizeof(byte), MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
}

static void end_thread(struct finger_sensor *s)
{
	struct fprint_word word;
	if (!s->runs) {
		return;
	}
	if (!s->lost && order(s, FPRINT_ORDER_CLOSE) &&
	    hear_last(s, FPRINT_SAID_CLOSED, FPRINT_STOP_MS, &word)) {
		(void)pthread_join(s->id, NULL); /* it said its last word */
		atomic_store(&context_taken, false);
		return;
	}
	(void)pthread_detach(s->id); /* stuck in the library: what it uses stays its own */
	s->thread = NULL;
}

void fprint_close(struct finger_sensor **s)
{
	if (*s == NULL) {
		return;
	}
	end_thread(*s);
	if ((*s)->thread != NULL) {
		eg_close(&(*s)->thread->fd);
		free((*s)->thread);
	}
	eg_close(&(*s)->fd);
	finger_trimmed_free(&(*s)->lent);
	free(*s);
	*s = NULL;
}

/* Signals are for the thread that the program knows. */
static enum eg_err run_thread(struct finger_sensor *s)
{
	sigset_t all;
	sigset_t before;
	(void)sigfillset(&all); /* cannot fail */
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) {
		return EG_FAIL(EG_IO, "signals could not be blocked");
	}
	s->runs = pthread_create(&s->id, NULL, fprint_thread_run, s->thread) == 0;
	atomic_store(&context_taken, s->runs);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL); /* as before: cannot fail */
	return s->runs ? EG_OK : EG_FAIL(EG_NO_MEMORY, "no thread for the finger sensor");
}

static enum eg_err make(struct finger_sensor *s, const struct finger_where *where, bool press)
{
	int pair[2];
	s->fd = -1;
	s->where = *where;
	if (atomic_load(&context_taken)) {
		return EG_FAIL(EG_STATE, "a process has one finger sensor of libfprint at a time");
	}
	s->thread = calloc(1, sizeof(*s->thread));
	if (s->thread == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "finger sensor");
	}
	s->thread->fd = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		return EG_FAIL(EG_IO, "no sockets for the finger sensor");
	}
	s->fd = pair[0];
	s->thread->fd = pair[1];
	s->thread->where = *where;
	s->thread->press = press;
	return run_thread(s);
}

enum eg_err fprint_open(struct finger_sensor **out, const struct finger_where *where, bool press)
{
	struct fprint_word word = {0};
	EG_AUTO(fprint_close) struct finger_sensor *s = calloc(1, sizeof(*s));
	if (s == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "finger sensor");
	}
	EG_TRY(make(s, where, press));
	if (!hear_last(s, FPRINT_SAID_OPENED, FPRINT_OPEN_MS, &word)) {
		if (word.said == FPRINT_SAID_FAILED) {
			return eg_fail(word.fault.err, word.fault.file, word.fault.line,
				       word.fault.reason);
		}
		s->lost = true;
		return EG_FAIL(EG_IO, "the finger sensor does not open in time");
	}
	*out = s;
	s = NULL;
	return EG_OK;
}

enum eg_err fprint_start(struct finger_sensor *s)
{
	if (s->on) {
		return EG_FAIL(EG_STATE, "a press is wanted already");
	}
	finger_trimmed_free(&s->lent);
	if (s->lost) {
		return EG_FAIL(EG_IO, "the finger sensor is stuck");
	}
	if (!fprint_there(s)) {
		return EG_FAIL(EG_GONE, "the finger sensor was unplugged");
	}
	if (!order(s, FPRINT_ORDER_START)) {
		return EG_FAIL(EG_IO, "the sensor's thread takes no order");
	}
	s->on = true;
	s->ready = false;
	s->waited_ms = 0;
	return EG_OK;
}

/* A press of which nothing is wanted any more has to end in time, too. */
static enum eg_err end_press(struct finger_sensor *s)
{
	struct fprint_word word;
	s->on = false;
	if (!order(s, FPRINT_ORDER_STOP) ||
	    !hear_last(s, FPRINT_SAID_STOPPED, FPRINT_STOP_MS, &word)) {
		s->lost = true;
		return EG_FAIL(EG_IO, "the finger sensor does not stop in time");
	}
	return EG_OK;
}

enum eg_err fprint_stop(struct finger_sensor *s)
{
	finger_trimmed_free(&s->lent);
	return s->on && !s->lost ? end_press(s) : EG_OK;
}

/* One that is never ready is stuck: so is what would have to stop it, most likely. */
static enum eg_err hear_in_time(struct finger_sensor *s, uint32_t ms, struct fprint_word *word)
{
	uint32_t left = s->ready ? UINT32_MAX : FPRINT_READY_MS - s->waited_ms;
	uint32_t wait = ms < left ? ms : left;
	enum eg_err err = hear(s, wait, word);
	if (err == EG_TIMEOUT && !fprint_there(s)) {
		s->on = false;
		return EG_FAIL(EG_GONE, "the finger sensor was unplugged");
	}
	if (err != EG_TIMEOUT || s->ready) {
		s->on = s->on && (err == EG_OK || err == EG_TIMEOUT);
		return err;
	}
	s->waited_ms += wait;
	if (s->waited_ms < FPRINT_READY_MS) {
		return EG_TIMEOUT;
	}
	EG_TRY(end_press(s));
	return EG_FAIL(EG_IO, "the finger sensor does not become ready");
}

static enum eg_err lend(struct finger_sensor *s, const struct fprint_word *word,
			struct finger_shot *shot)
{
	s->on = false;
	EG_TRY(finger_trim(&s->where, word->width, word->height, bytes_rd(&word->grey), &s->lent));
	shot->width = s->lent.width;
	shot->height = s->lent.height;
	shot->dpi = s->where.dpi != 0 ? s->where.dpi : word->dpi;
	shot->dpi = shot->dpi != 0 ? shot->dpi : DPI_USUAL;
	if (!finger_sensor_big_enough(shot->width, shot->height, shot->dpi)) {
		finger_trimmed_free(&s->lent);
		return EG_FAIL(EG_CONFIG, "the sensor is too small for a gate");
	}
	shot->grey = bytes_rd(&s->lent.grey);
	return EG_OK;
}

static enum eg_err take(struct finger_sensor *s, const struct fprint_word *word,
			struct finger_shot *shot)
{
	if (word->said == FPRINT_SAID_FAILED) {
		s->on = false;
		return fprint_there(s) ? eg_fail(word->fault.err, word->fault.file,
						 word->fault.line, word->fault.reason)
				       : EG_FAIL(EG_GONE, "the finger sensor was unplugged");
	}
	if (word->said != FPRINT_SAID_EVENT) {
		s->on = false;
		return EG_FAIL(EG_STATE, "the sensor's thread speaks out of turn");
	}
	s->ready = true;
	*shot = (struct finger_shot){
		.event = word->event, .retry = word->retry, .came_us = word->came_us};
	return word->event == FINGER_EVENT_CAPTURED ? lend(s, word, shot) : EG_OK;
}

enum eg_err fprint_next(struct finger_sensor *s, uint32_t ms, struct finger_shot *shot)
{
	struct fprint_word word = {0};
	*shot = (struct finger_shot){0};
	finger_trimmed_free(&s->lent);
	if (!s->on) {
		return EG_FAIL(EG_STATE, "no press is wanted");
	}
	EG_TRY(hear_in_time(s, ms, &word));
	enum eg_err err = take(s, &word, shot);
	bytes_free(&word.grey);
	if (err != EG_OK) {
		*shot = (struct finger_shot){0};
	}
	return err;
}

bool fprint_there(struct finger_sensor *s)
{
	return !s->lost && !atomic_load(&s->thread->gone);
}
