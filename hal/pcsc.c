/*
 * pcsc: the reader backend over PC/SC (pcscd).
 * Knows contexts, reader names, protocols. Never knows what an APDU means.
 *
 * Everything after open happens over the socket that open has connected, so it works inside the
 * sandbox.
 */
#include "hal/pcsc.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <winscard.h>

#define NAMES_MAX   4096 /* multi-string of all readers */
#define PROTOCOLS   (SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1)
#define ANSWER_ROOM MAX_BUFFER_SIZE_EXTENDED
#define LOOK_MS     20 /* between two looks for a card: below what anyone notices */
/* pcscd asks some drivers every 400 ms whether the card is there; until then it shows one that is
 * gone. */
#define STALE_MS     800
#define EVENTS_SHIFT 16 /* of the count in dwEventState */

struct reader {
	SCARDCONTEXT context;
	SCARDHANDLE card;
	DWORD protocol;
	bool connected;
	bool answered; /* the card, since it was connected */
	bool gone;     /* it was lost while connected */
	bool doubted;  /* it was lost before it answered: pcscd may not know of it yet */
	DWORD events;  /* cards that came and went, as counted when it was connected */
	char name[MAX_READERNAME];
	uint8_t atr[MAX_ATR_SIZE];
	size_t atr_size; /* 0: not known */
};

/* True when a PC/SC error means that card or reader went away. */
static bool is_gone(LONG rc)
{
	switch (rc) {
	case SCARD_W_REMOVED_CARD:
	case SCARD_W_RESET_CARD:
	case SCARD_W_UNPOWERED_CARD:
	case SCARD_W_UNRESPONSIVE_CARD:
	case SCARD_E_NO_SMARTCARD:
	case SCARD_E_NOT_TRANSACTED:
	case SCARD_E_READER_UNAVAILABLE:
	case SCARD_E_UNKNOWN_READER:
	case SCARD_E_PROTO_MISMATCH:
	case SCARD_F_COMM_ERROR:
		return true;
	default: /* not an enum: every other number */
		return false;
	}
}

static enum eg_err find_name(struct reader *r, const char *prefix)
{
	char names[NAMES_MAX];
	DWORD size = sizeof(names);
	LONG rc = SCardListReaders(r->context, NULL, names, &size);
	if (rc != SCARD_S_SUCCESS) {
		return EG_FAIL(EG_NOT_FOUND, "no card reader at pcscd");
	}
	size_t wanted = strlen(prefix);
	for (size_t at = 0; at < size && names[at] != '\0';) {
		size_t length = strnlen(names + at, size - at);
		if (length < sizeof(r->name) && strncmp(names + at, prefix, wanted) == 0) {
			struct rd name = rd_of(names + at, length);
			return rd_copy(&name, r->name, length) ? EG_OK
							       : EG_FAIL(EG_IO, "reader name");
		}
		at += length + 1;
	}
	return EG_FAIL(EG_NOT_FOUND, "no card reader of this name at pcscd");
}

static void pcsc_disconnect(struct reader *r)
{
	if (r->connected) {
		/* Powering down a card that is gone makes pcscd blind for one that follows at
		 * once, until that is taken away too. */
		DWORD disposition = r->gone ? SCARD_LEAVE_CARD : SCARD_UNPOWER_CARD;
		(void)SCardDisconnect(r->card, disposition); /* nothing left to do */
		r->connected = false;
		r->gone = false;
	}
}

static void pcsc_close(struct reader **r)
{
	if (*r != NULL) {
		pcsc_disconnect(*r);
		(void)SCardReleaseContext((*r)->context); /* nothing left to do */
		free(*r);
		*r = NULL;
	}
}

static enum eg_err pcsc_open(struct reader **out, const char *where)
{
	EG_AUTO(eg_free) struct reader *r = calloc(1, sizeof(*r));
	*out = NULL;
	if (r == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "card reader");
	}
	if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &r->context) != SCARD_S_SUCCESS) {
		return EG_FAIL(EG_IO, "pcscd does not answer");
	}
	enum eg_err err = find_name(r, where);
	if (err != EG_OK) {
		(void)SCardReleaseContext(r->context); /* the error is reported already */
		return err;
	}
	*out = r;
	r = NULL;
	return EG_OK;
}

/* Whether a card lies on the reader now, and how many have come and gone. */
static enum eg_err see_card(struct reader *r, bool *present, DWORD *events)
{
	/* Unaware and no time: the state is told at once. Waiting inside the library is no choice
	 * here: when its time is up it looks for pcscd's socket in the file system, which a
	 * sandbox does not show. */
	SCARD_READERSTATE state = {.szReader = r->name, .dwCurrentState = SCARD_STATE_UNAWARE};
	*present = false;
	if (SCardGetStatusChange(r->context, 0, &state, 1) != SCARD_S_SUCCESS) {
		return EG_FAIL(EG_IO, "card reader gives no state");
	}
	if ((state.dwEventState & (SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE)) != 0) {
		return EG_FAIL(EG_IO, "card reader was taken away");
	}
	*present = (state.dwEventState & SCARD_STATE_PRESENT) != 0;
	*events = state.dwEventState >> EVENTS_SHIFT;
	return EG_OK;
}

static const char *pcsc_called(const struct reader *r)
{
	return r->name;
}

static bool pcsc_there(struct reader *r)
{
	bool present;
	DWORD events;
	return see_card(r, &present, &events) == EG_OK;
}

/* What pcscd knows of the card; not to know it is no fault. */
static void take_atr(struct reader *r)
{
	DWORD state;
	DWORD protocol;
	DWORD size = sizeof(r->atr);
	LONG rc = SCardStatus(r->card, NULL, NULL, &state, &protocol, r->atr, &size);
	r->atr_size = rc == SCARD_S_SUCCESS && size <= sizeof(r->atr) ? size : 0;
}

static struct rd pcsc_atr(struct reader *r)
{
	return rd_of(r->atr, r->atr_size);
}

/* A card on its way out or in, or one that another worker is letting go of, is refused for a moment
 * with codes that differ between drivers: while there is time it is asked again. One that was lost
 * before it answered is not taken for present until another has come, or pcscd must have seen. A
 * pcscd that is gone shows itself at the next look. */
static enum eg_err pcsc_connect(struct reader *r, uint32_t ms)
{
	pcsc_disconnect(r);
	for (uint32_t waited = 0;; waited += LOOK_MS) {
		LONG rc = SCARD_E_NO_SMARTCARD;
		bool present;
		DWORD events;
		EG_TRY(see_card(r, &present, &events));
		if (present && !(r->doubted && events == r->events && waited < STALE_MS)) {
			rc = SCardConnect(r->context, r->name, SCARD_SHARE_EXCLUSIVE, PROTOCOLS,
					  &r->card, &r->protocol);
		}
		if (rc == SCARD_S_SUCCESS) {
			r->connected = true;
			r->answered = false;
			r->events = events;
			take_atr(r);
			return EG_OK;
		}
		if (waited >= ms) {
			return is_gone(rc) ? EG_TIMEOUT
					   : EG_FAIL(EG_IO, "card could not be connected");
		}
		(void)poll(NULL, 0, LOOK_MS); /* a pause: interrupted or not, we look again */
	}
}

static enum eg_err pcsc_exchange(struct reader *r, struct rd command, struct wr *answer)
{
	static uint8_t buffer[ANSWER_ROOM];
	DWORD size = sizeof(buffer);
	struct rd written;
	if (!r->connected) {
		return EG_FAIL(EG_STATE, "no card connected");
	}
	const SCARD_IO_REQUEST *pci =
		r->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
	LONG rc = SCardTransmit(r->card, pci, command.at, command.left, NULL, buffer, &size);
	r->gone = is_gone(rc) || (rc == SCARD_S_SUCCESS && size < 2); /* vpcd: no status bytes */
	if (r->gone) {
		r->doubted = !r->answered;
		return EG_FAIL(EG_GONE, "card lost");
	}
	if (rc != SCARD_S_SUCCESS) {
		return EG_FAIL(EG_IO, "card reader does not transmit");
	}
	r->answered = true;
	r->doubted = false;
	wr_put(answer, rd_of(buffer, size));
	return wr_done(answer, &written);
}

const struct reader_backend reader_pcsc = {
	.name = "pcsc",
	.open = pcsc_open,
	.connect = pcsc_connect,
	.exchange = pcsc_exchange,
	.atr = pcsc_atr,
	.there = pcsc_there,
	.called = pcsc_called,
	.disconnect = pcsc_disconnect,
	.close = pcsc_close,
};
