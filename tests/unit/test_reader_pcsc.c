/*
 * reader_pcsc: connecting to a card, against a pcscd that is played here: the functions of its
 * library that take part are this program's own.
 */
#include "hal/pcsc.h"

#include "base/wr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <winscard.h>

static struct {
	LONG state;   /* what SCardGetStatusChange answers */
	LONG refusal; /* what SCardConnect answers, */
	int refusals; /* so often; after that it connects */
	int asked;
	int looks; /* so many more until the card on the reader is another one; then its number: */
	DWORD events;
	bool lost; /* the card does not answer */
} played;

LONG SCardEstablishContext(DWORD scope, LPCVOID a, LPCVOID b, LPSCARDCONTEXT context)
{
	(void)scope;
	(void)a;
	(void)b;
	*context = 1;
	return SCARD_S_SUCCESS;
}

LONG SCardReleaseContext(SCARDCONTEXT context)
{
	(void)context;
	return SCARD_S_SUCCESS;
}

LONG SCardListReaders(SCARDCONTEXT context, LPCSTR groups, LPSTR names, LPDWORD size)
{
	const struct rd one = RD_TEXT("Played 00\0\0");
	struct wr w = wr_of(names, *size);
	(void)context;
	(void)groups;
	wr_put(&w, one);
	assert_false(w.bad);
	*size = one.left;
	return SCARD_S_SUCCESS;
}

LONG SCardGetStatusChange(SCARDCONTEXT context, DWORD ms, SCARD_READERSTATE *states, DWORD count)
{
	(void)context;
	assert_int_equal(ms, 0);
	assert_int_equal(count, 1);
	if (played.looks > 0 && --played.looks == 0) {
		played.events += 2; /* one went, one came */
		played.lost = false;
	}
	states[0].dwEventState = SCARD_STATE_PRESENT | played.events << 16;
	return played.state;
}

LONG SCardConnect(SCARDCONTEXT context, LPCSTR name, DWORD share, DWORD protocols,
		  LPSCARDHANDLE card, LPDWORD protocol)
{
	(void)context;
	(void)protocols;
	assert_string_equal(name, "Played 00");
	assert_int_equal(share, SCARD_SHARE_EXCLUSIVE);
	if (played.asked++ < played.refusals) {
		return played.refusal;
	}
	*card = 2;
	*protocol = SCARD_PROTOCOL_T1;
	return SCARD_S_SUCCESS;
}

LONG SCardTransmit(SCARDHANDLE card, const SCARD_IO_REQUEST *send, LPCBYTE command, DWORD length,
		   SCARD_IO_REQUEST *receive, LPBYTE answer, LPDWORD size)
{
	(void)card;
	(void)send;
	(void)command;
	(void)length;
	(void)receive;
	if (played.lost) {
		return SCARD_W_REMOVED_CARD;
	}
	answer[0] = 0x90;
	answer[1] = 0x00;
	*size = 2;
	return SCARD_S_SUCCESS;
}

LONG SCardDisconnect(SCARDHANDLE card, DWORD disposition)
{
	assert_int_equal(card, 2);
	(void)disposition;
	return SCARD_S_SUCCESS;
}

LONG SCardStatus(SCARDHANDLE card, LPSTR name, LPDWORD length, LPDWORD state, LPDWORD protocol,
		 LPBYTE atr, LPDWORD size)
{
	(void)card;
	(void)name;
	(void)length;
	(void)state;
	(void)protocol;
	(void)atr;
	*size = 0;
	return SCARD_S_SUCCESS;
}

/* What connecting for ms ends with. */
static enum eg_err connected(uint32_t ms)
{
	struct reader *r = NULL;
	played.asked = 0;
	assert_int_equal(reader_pcsc.open(&r, "Played"), EG_OK);
	enum eg_err err = reader_pcsc.connect(r, ms);
	reader_pcsc.close(&r);
	return err;
}

static void a_card_that_is_refused_for_a_moment_is_asked_again(void **state)
{
	static const LONG momentary[] = {SCARD_E_SHARING_VIOLATION, SCARD_E_NO_SMARTCARD,
					 SCARD_W_UNPOWERED_CARD, SCARD_E_CARD_UNSUPPORTED,
					 SCARD_F_INTERNAL_ERROR};
	(void)state;
	for (size_t i = 0; i < sizeof(momentary) / sizeof(momentary[0]); i++) {
		played.refusal = momentary[i];
		played.refusals = 2;
		assert_int_equal(connected(1000), EG_OK);
		assert_int_equal(played.asked, 3);
	}
}

static void a_card_that_is_refused_to_the_end_is_no_card_that_never_came(void **state)
{
	(void)state;
	played.refusals = 1000;
	played.refusal = SCARD_E_SHARING_VIOLATION;
	assert_int_equal(connected(40), EG_IO);
	assert_true(played.asked > 1);
	played.refusal = SCARD_W_REMOVED_CARD;
	assert_int_equal(connected(40), EG_TIMEOUT);
}

static void a_pcscd_that_is_gone_is_not_waited_for(void **state)
{
	(void)state;
	played.state = SCARD_E_NO_SERVICE;
	assert_int_equal(connected(600000), EG_IO);
	assert_int_equal(played.asked, 0);
	played.state = SCARD_S_SUCCESS;
}

static enum eg_err asked(struct reader *r)
{
	uint8_t octets[8];
	struct wr answer = WR_ARRAY(octets);
	return reader_pcsc.exchange(r, RD_TEXT("\x00\xA4\x00\x0C"), &answer);
}

/* A document is laid where another has just been taken: its chip is shown a while longer. */
static void a_card_that_went_unseen_is_not_taken_for_the_next(void **state)
{
	struct reader *r = NULL;
	(void)state;
	played.refusals = played.asked = 0;
	played.lost = true;
	assert_int_equal(reader_pcsc.open(&r, "Played"), EG_OK);
	assert_int_equal(reader_pcsc.connect(r, 1000), EG_OK);
	assert_int_equal(asked(r), EG_GONE);
	played.looks = 5;
	assert_int_equal(reader_pcsc.connect(r, 1000), EG_OK);
	assert_int_equal(played.asked, 2);
	assert_int_equal(played.looks, 0);
	assert_int_equal(asked(r), EG_OK);
	/* One that has answered is asked again at once. */
	played.lost = true;
	assert_int_equal(asked(r), EG_GONE);
	played.lost = false;
	played.looks = 5;
	assert_int_equal(reader_pcsc.connect(r, 1000), EG_OK);
	assert_int_equal(played.looks, 4);
	/* And one that nobody sees go is asked again in the end. */
	played.looks = 0;
	played.lost = true;
	assert_int_equal(asked(r), EG_GONE);
	assert_int_equal(reader_pcsc.connect(r, 100), EG_TIMEOUT);
	assert_int_equal(reader_pcsc.connect(r, 1000), EG_OK);
	reader_pcsc.close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_card_that_is_refused_for_a_moment_is_asked_again),
		cmocka_unit_test(a_card_that_is_refused_to_the_end_is_no_card_that_never_came),
		cmocka_unit_test(a_pcscd_that_is_gone_is_not_waited_for),
		cmocka_unit_test(a_card_that_went_unseen_is_not_taken_for_the_next),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
