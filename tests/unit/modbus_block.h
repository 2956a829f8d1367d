/*
 * modbus_block: a remote I/O block of libmodbus's own server, over loopback TCP or a pty, in a
 * thread, in good and bad moods. Knows the protocol's bytes. Never knows wires of a gate.
 */
#ifndef EG_TESTS_MODBUS_BLOCK_H
#define EG_TESTS_MODBUS_BLOCK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <modbus/modbus.h>

enum mood {
	MOOD_GOOD,
	MOOD_SILENT,     /* takes questions, answers none */
	MOOD_SLOW,       /* answers later than is allowed */
	MOOD_EXCEPTION,  /* knows no such point */
	MOOD_WRONG,      /* answers with another size */
	MOOD_WRONG_ONCE, /* and is good again */
	MOOD_DRIBBLE,    /* answers octet by octet */
	MOOD_STUCK,      /* coil 1 stays off whatever is written */
	MOOD_HANG_UP,    /* ends the connection, and is good again */
};

#define BLOCK_POINTS 32

struct block {
	modbus_t *bus;
	modbus_mapping_t *points;
	pthread_mutex_t lock; /* of points */
	pthread_t thread;
	int listener; /* TCP */
	int master;   /* pty */
	int slave;    /* kept open, so that the master does not see an end between two users */
	int stop[2];
	atomic_int mood;
	atomic_int answered;
	char where[64]; /* for egate-modbus */
};

/* Asserts that they can be started; block_end joins the thread. */
void block_start_tcp(struct block *b);
void block_start_rtu(struct block *b);
void block_end(struct block *b);
/* Under the lock. */
void block_set_input(struct block *b, unsigned discrete, bool level);
bool block_coil(struct block *b, unsigned coil);
void block_set_register(struct block *b, unsigned holding, uint16_t value);
void block_set_input_register(struct block *b, unsigned input, uint16_t value);
uint16_t block_register(struct block *b, unsigned holding);

#endif
