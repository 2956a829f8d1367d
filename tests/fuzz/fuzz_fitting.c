/*
 * fuzz_fitting: any words either describe a gate, or are refused and change nothing; any gate that
 * they describe is judged without running over, and alike by both judgements.
 */
#include "tests/fuzz/fuzz.h"

#include "gate/fitting.h"

static bool same(const struct gate_fitting *a, const struct gate_fitting *b)
{
	return rd_equal(rd_of(a, sizeof(*a)), rd_of(b, sizeof(*b)));
}

static void must_end(const char name[GATE_NAME_SIZE])
{
	size_t size = 0;
	while (size < GATE_NAME_SIZE && name[size] != '\0') {
		promise(name[size] > ' ' && name[size] < 0x7F && name[size] != '=');
		size++;
	}
	promise(size < GATE_NAME_SIZE);
}

static void look(const struct gate_fitting *f)
{
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		must_end(f->wire[i].name);
		promise(f->wire[i].debounce_ms <= GATE_DEBOUNCE_MS_MAX);
	}
	for (unsigned i = 0; i < GATE_CURTAIN_MAX; i++) {
		must_end(f->curtain[i].name);
		promise(f->curtain[i].name[0] == '\0' || i < f->curtain_beams);
	}
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		must_end(f->output[i].name);
		promise(f->output[i].pulse_ms <= GATE_PULSE_MS_MAX);
	}
	promise(f->plan.topology <= GATE_TOPOLOGY_COUNT && f->curtain_beams <= GATE_CURTAIN_MAX);
	promise(f->plan.waived < GATE_LOCK_ALL);
	promise(f->plan.attempts >= 1 && f->plan.attempts <= 10);
	promise(f->plan.calls >= 1 && f->plan.calls <= 10);
}

/* What is refused is named; what is taken has what keeps people safe. */
static void judge(const struct gate_fitting *f)
{
	struct gate_problem found[GATE_PROBLEMS_MAX];
	size_t count = gate_fitting_problems(f, found);
	bool wrong = false;
	promise(count <= GATE_PROBLEMS_MAX);
	for (size_t i = 0; i < count; i++) {
		struct rd text = rd_cstr(found[i].text);
		promise(rd_until(&text, ":").left > 0 && text.left > 0);
		wrong = wrong || !found[i].doubt;
	}
	promise((gate_fitting_check(f) == EG_OK) == !wrong);
	if (!wrong) {
		uint32_t safety = WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_MAINS_OK | WIRE_EXIT_CLOSED;
		promise((gate_fitting_wires(f) & safety) == safety);
		promise((f->plan.waived & (GATE_LOCK_RECORD | GATE_LOCK_PEOPLE)) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd text = size == 0 ? RD_TEXT("") : rd_of(data, size);
	struct gate_fitting f = gate_fitting_blank();
	while (text.left > 0) {
		struct rd value = rd_until(&text, "\n");
		struct rd key = rd_until(&value, "=");
		const struct gate_fitting before = f;
		if (gate_fitting_set(&f, key, value) != EG_OK) {
			promise(same(&f, &before));
		}
	}
	look(&f);
	judge(&f);
	return 0;
}
