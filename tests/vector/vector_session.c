/*
 * The APDUs printed in Doc 9303-11 appendices D.3 and G.1, as a whole session sends them, played
 * back by the replay reader: a single octet of difference ends the session.
 */
#include "emrtd/session.h"
#include "hal/reader.h"
#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* Plays a transcript; the command behind its end goes to `last`. */
static struct findings play(const char *transcript, const struct emrtd_config *config,
			    struct wr *last, struct emrtd_totals *totals)
{
	const struct reader_backend *backend;
	const char *where;
	struct reader *reader = NULL;
	EG_AUTO(emrtd_free) struct emrtd *e = NULL;
	static uint8_t octets[APDU_ANSWER_MAX];
	struct wr answer = WR_ARRAY(octets);
	struct emrtd_step step;
	assert_int_equal(reader_find(transcript, &backend, &where), EG_OK);
	assert_int_equal(backend->open(&reader, where), EG_OK);
	assert_int_equal(backend->connect(reader, 0), EG_OK);
	assert_int_equal(emrtd_new(config, &e), EG_OK);
	for (;;) {
		assert_int_equal(emrtd_step(e, wr_view(&answer), &step), EG_OK);
		answer = WR_ARRAY(octets);
		if (step.what == EMRTD_DONE) {
			break;
		}
		if (step.what == EMRTD_SEND) {
			enum eg_err err = backend->exchange(reader, step.bytes, &answer);
			assert_int_not_equal(err, EG_MISMATCH);
			if (err == EG_GONE) {
				wr_put(last, step.bytes);
				emrtd_lost(e);
			}
		}
	}
	backend->close(&reader);
	*totals = emrtd_totals(e);
	return emrtd_findings(e);
}

static void d_3_is_spoken_octet_for_octet(void **state)
{
	(void)state;
	struct emrtd_fixed fixed = {0};
	struct rd nonce = HEX("781723860C06C226");
	struct rd key = HEX("0B795240CB7049B01C19B33E32804F0B");
	assert_true(rd_copy(&nonce, fixed.bac.nonce, sizeof(fixed.bac.nonce)));
	assert_true(rd_copy(&key, fixed.bac.key, sizeof(fixed.bac.key)));
	const struct emrtd_config config = {.mrz_information = RD_TEXT("L898902C<369080619406236"),
					    .groups = EMRTD_GROUPS_GATE,
					    .fixed = &fixed};
	uint8_t octets[64];
	struct wr last = WR_ARRAY(octets);
	struct emrtd_totals totals;
	struct findings f = play("replay:" TRANSCRIPTS "/bac_d3.txt", &config, &last, &totals);
	assert_int_equal(f.of[CHECK_ACCESS].verdict, VERDICT_PASS);
	assert_int_equal(f.of[CHECK_PACE_KEPT].verdict, VERDICT_PASS);
	assert_int_equal(f.of[CHECK_FILES_READ].reason, REASON_CHIP_LOST);
	assert_int_equal(totals.access, EMRTD_ACCESS_BAC);
	/* Protected READ BINARY of EF.SOD: header, DO'97' E7 (231), DO'8E', Le. */
	struct rd sent = wr_view(&last);
	struct rd head;
	assert_int_equal(sent.left, 19);
	assert_true(rd_take(&sent, 10, &head));
	assert_true(hex_same(head, HEX("0CB09D000D 9701E7 8E08")));
}

static void g_1_is_spoken_octet_for_octet(void **state)
{
	(void)state;
	const struct emrtd_fixed fixed = {
		.pace = {HEX("7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99"),
			 HEX("A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595")}};
	const struct emrtd_config config = {.mrz_information = RD_TEXT("T22000129364081251010318"),
					    .groups = EMRTD_GROUPS_GATE,
					    .short_only = true, /* no EF.ATR/INFO in the example */
					    .fixed = &fixed};
	uint8_t octets[64];
	struct wr last = WR_ARRAY(octets);
	struct emrtd_totals totals;
	struct findings f = play("replay:" TRANSCRIPTS "/pace_g1.txt", &config, &last, &totals);
	assert_int_equal(f.of[CHECK_ACCESS].verdict, VERDICT_PASS);
	assert_int_equal(f.of[CHECK_PACE_KEPT].verdict, VERDICT_PASS);
	assert_int_equal(f.of[CHECK_FILES_READ].reason, REASON_CHIP_LOST);
	assert_int_equal(totals.access, EMRTD_ACCESS_PACE);
	/* Protected SELECT of the application: header, DO'87' of one block, DO'8E', Le. */
	struct rd sent = wr_view(&last);
	struct rd head;
	assert_int_equal(sent.left, 35);
	assert_true(rd_take(&sent, 8, &head));
	assert_true(hex_same(head, HEX("0CA4040C1D 8711 01")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(d_3_is_spoken_octet_for_octet),
		cmocka_unit_test(g_1_is_spoken_octet_for_octet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
