/*
 * fuzz_gpio_kept: any text either is an earlier report of this gate, all of whose values are within
 * their ranges, so that it can be told again, or is refused and changes nothing.
 */
#include "tests/fuzz/fuzz.h"

#include "prog/gpio_report.h"

static void tell_again(const struct gpio_head *head, const struct walk *w)
{
	char *text = NULL;
	size_t size = 0;
	struct gpio_report r = {.head = head, .walk = w};
	FILE *to = open_memstream(&text, &size);
	promise(to != NULL);
	promise(gpio_report_text(to, &r) == EG_OK && gpio_report_html(to, &r) == EG_OK);
	promise(fclose(to) == 0);
	for (size_t i = 0; i < size; i++) {
		promise((unsigned char)text[i] >= 0x20 || text[i] == '\n' || text[i] == '\t');
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct walk w;
	struct gate_fitting f = gate_fitting_of(GATE_ONE_DOOR);
	struct gpio_head head = {.sha256 = "hash", .by = "somebody"};
	w = walk_start(&f, 0);
	struct rd text = size == 0 ? RD_TEXT("") : rd_of(data, size);
	if (gpio_report_kept(text, &head, &w) != EG_OK) {
		promise(w.at == 0 && walk_count(&w, WALK_OPEN) == w.count && head.site[0] == '\0');
		return 0;
	}
	for (size_t i = 0; i < w.count; i++) {
		const struct walk_item *one = &w.item[i];
		promise(one->result < WALK_RESULT_COUNT && one->fault < WALK_FAULT_COUNT);
		promise((one->result == WALK_FAILED) == (one->fault != WALK_FAULT_NONE));
		promise(one->ms[0] >= WALK_NO_TIME && one->ms[1] >= WALK_NO_TIME);
		promise(one->unix_ms >= 0);
	}
	promise(walk_finished(&w) || w.item[w.at].result == WALK_OPEN);
	tell_again(&head, &w);
	return 0;
}
