/*
 * modbus_block: a remote I/O block of libmodbus's own server, in good and bad moods.
 * Knows the protocol's bytes. Never knows wires of a gate.
 */
#include "modbus_block.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define SLOW_MS    300
#define DRIBBLE_MS 9
#define TCP_HEADER 6 /* transaction, protocol, length; then unit and function */
#define ROOM       MODBUS_TCP_MAX_ADU_LENGTH

/* Waits for the end of the test, for a time at most; true: it ends. */
static bool ends(struct block *b, int ms)
{
	struct pollfd p = {.fd = b->stop[0], .events = POLLIN};
	return poll(&p, 1, ms) > 0;
}

static void put(const struct block *b, const uint8_t *bytes, size_t size)
{
	ssize_t written = write(modbus_get_socket(b->bus), bytes, size);
	(void)written; /* who asked may have gone */
}

/* No register, no coil: a count of octets that nobody asked for. */
static void answer_wrong(const struct block *b, const uint8_t *question)
{
	int at = b->master >= 0 ? 0 : TCP_HEADER;
	uint8_t answer[TCP_HEADER + 5] = {question[0], question[1], 0, 0, 0, 5};
	answer[at] = question[at];
	answer[at + 1] = question[at + 1];
	answer[at + 2] = 2;
	put(b, answer, sizeof(answer));
}

/* The true answer is not known outside the library: an endless one does as well. */
static void answer_dribbling(struct block *b, const uint8_t *question)
{
	uint8_t octet[TCP_HEADER + 2] = {question[0],
					 question[1],
					 0,
					 0,
					 0,
					 200,
					 question[TCP_HEADER],
					 question[TCP_HEADER + 1]};
	for (size_t i = 0; i < sizeof(octet) && !ends(b, DRIBBLE_MS); i++) {
		put(b, &octet[i], 1);
	}
	for (int i = 0; i < 200 && !ends(b, DRIBBLE_MS); i++) {
		put(b, octet, 1);
	}
}

static void answer_truly(struct block *b, const uint8_t *question, int size)
{
	(void)pthread_mutex_lock(&b->lock);
	(void)modbus_reply(b->bus, question, size, b->points);
	if (b->mood == MOOD_STUCK) {
		b->points->tab_bits[1] = 0;
	}
	(void)pthread_mutex_unlock(&b->lock);
	b->answered++;
}

/* False: the connection is over. */
static bool answer(struct block *b, const uint8_t *question, int size)
{
	switch ((enum mood)b->mood) {
	case MOOD_SILENT:
		return true;
	case MOOD_SLOW:
		if (!ends(b, SLOW_MS)) {
			answer_truly(b, question, size);
		}
		return true;
	case MOOD_EXCEPTION:
		(void)modbus_reply_exception(b->bus, question,
					     MODBUS_EXCEPTION_ILLEGAL_DATA_ADDRESS);
		return true;
	case MOOD_WRONG_ONCE:
		b->mood = MOOD_GOOD;
		answer_wrong(b, question);
		return true;
	case MOOD_WRONG:
		answer_wrong(b, question);
		return true;
	case MOOD_DRIBBLE:
		answer_dribbling(b, question);
		return true;
	case MOOD_HANG_UP:
		b->mood = MOOD_GOOD;
		return false;
	case MOOD_GOOD:
	case MOOD_STUCK:
		break;
	}
	answer_truly(b, question, size);
	return true;
}

static void serve(struct block *b)
{
	uint8_t question[ROOM];
	for (;;) {
		struct pollfd p[] = {{.fd = b->stop[0], .events = POLLIN},
				     {.fd = modbus_get_socket(b->bus), .events = POLLIN}};
		if (poll(p, 2, -1) < 0 || p[0].revents != 0) {
			return;
		}
		int size = modbus_receive(b->bus, question);
		if (size < 0 && b->master < 0) {
			return; /* who asked has gone */
		}
		if (size > 0 && !answer(b, question, size)) {
			return;
		}
	}
}

static void *run_tcp(void *context)
{
	struct block *b = context;
	for (;;) {
		struct pollfd p[] = {{.fd = b->stop[0], .events = POLLIN},
				     {.fd = b->listener, .events = POLLIN}};
		int s = b->listener;
		if (poll(p, 2, -1) < 0 || p[0].revents != 0) {
			return NULL;
		}
		if (modbus_tcp_accept(b->bus, &s) >= 0) {
			serve(b);
			modbus_close(b->bus);
		}
	}
}

static void *run_rtu(void *context)
{
	serve(context);
	return NULL;
}

static void start(struct block *b, void *(*run)(void *))
{
	b->points = modbus_mapping_new(BLOCK_POINTS, BLOCK_POINTS, BLOCK_POINTS, BLOCK_POINTS);
	assert_non_null(b->points);
	assert_int_equal(pipe2(b->stop, O_CLOEXEC), 0);
	assert_int_equal(pthread_mutex_init(&b->lock, NULL), 0);
	assert_int_equal(pthread_create(&b->thread, NULL, run, b), 0);
}

void block_start_tcp(struct block *b)
{
	struct sockaddr_in a;
	socklen_t size = sizeof(a);
	*b = (struct block){.master = -1, .slave = -1};
	b->bus = modbus_new_tcp("127.0.0.1", 0); /* any port */
	assert_non_null(b->bus);
	b->listener = modbus_tcp_listen(b->bus, 2);
	assert_true(b->listener >= 0);
	assert_int_equal(fcntl(b->listener, F_SETFD, FD_CLOEXEC), 0);
	assert_int_equal(getsockname(b->listener, (struct sockaddr *)&a, &size), 0);
	assert_true(snprintf(b->where, sizeof(b->where), "tcp:127.0.0.1:%u",
			     (unsigned)ntohs(a.sin_port)) > 0);
	start(b, run_tcp);
}

void block_start_rtu(struct block *b)
{
	char name[32];
	*b = (struct block){.listener = -1, .slave = -1};
	b->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(b->master >= 0);
	assert_int_equal(grantpt(b->master), 0);
	assert_int_equal(unlockpt(b->master), 0);
	assert_int_equal(ptsname_r(b->master, name, sizeof(name)), 0);
	b->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(b->slave >= 0);
	b->bus = modbus_new_rtu(name, 115200, 'N', 8, 1);
	assert_non_null(b->bus);
	assert_int_equal(modbus_set_slave(b->bus, 1), 0);
	assert_int_equal(modbus_set_socket(b->bus, b->master), 0);
	assert_true(snprintf(b->where, sizeof(b->where), "rtu:%s", name) > 0);
	start(b, run_rtu);
}

void block_end(struct block *b)
{
	assert_int_equal(write(b->stop[1], "s", 1), 1);
	assert_int_equal(pthread_join(b->thread, NULL), 0);
	eg_close(&b->listener);
	eg_close(&b->master);
	eg_close(&b->slave);
	eg_close(&b->stop[0]);
	eg_close(&b->stop[1]);
	modbus_mapping_free(b->points);
	modbus_free(b->bus);
	(void)pthread_mutex_destroy(&b->lock);
}

void block_set_input(struct block *b, unsigned discrete, bool level)
{
	(void)pthread_mutex_lock(&b->lock);
	b->points->tab_input_bits[discrete] = level ? 1 : 0;
	(void)pthread_mutex_unlock(&b->lock);
}

bool block_coil(struct block *b, unsigned coil)
{
	(void)pthread_mutex_lock(&b->lock);
	bool level = b->points->tab_bits[coil] != 0;
	(void)pthread_mutex_unlock(&b->lock);
	return level;
}

void block_set_register(struct block *b, unsigned holding, uint16_t value)
{
	(void)pthread_mutex_lock(&b->lock);
	b->points->tab_registers[holding] = value;
	(void)pthread_mutex_unlock(&b->lock);
}

void block_set_input_register(struct block *b, unsigned input, uint16_t value)
{
	(void)pthread_mutex_lock(&b->lock);
	b->points->tab_input_registers[input] = value;
	(void)pthread_mutex_unlock(&b->lock);
}

uint16_t block_register(struct block *b, unsigned holding)
{
	(void)pthread_mutex_lock(&b->lock);
	uint16_t value = b->points->tab_registers[holding];
	(void)pthread_mutex_unlock(&b->lock);
	return value;
}
