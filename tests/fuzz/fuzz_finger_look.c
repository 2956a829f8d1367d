/*
 * fuzz_finger_look: any pixels, of any size and resolution, beside any template: qualities are
 * within their range, a prompt is one of the known, likeness is that of an image to itself, and
 * nothing outside the image is read. Knows the layout of an input. Never knows what is shown.
 *
 *   1 byte width, 1 byte height, 2 bytes resolution, 1 byte what is compared, flow, pixels
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/finger_attack.h"
#include "biometrics/finger_quality.h"

#define FLOW     16 /* octets of it in an input; they come again and again */
#define SIDE_MAX 96 /* pixels: larger ones take long and show no more */

static uint8_t grey[SIDE_MAX * SIDE_MAX];
static struct finger_template made;
static struct finger_imprint imprint;

static void fill(struct rd r, size_t size)
{
	uint8_t value = 0;
	for (size_t i = 0; i < size; i++) {
		uint8_t next = 0;
		value = rd_u8(&r, &next) ? next : (uint8_t)(value * 5 + 1);
		grey[i] = value;
	}
}

static void judge(const struct finger_image *image, bool with_template)
{
	struct finger_quality q;
	const struct finger_quality_limits limits = finger_quality_limits_default();
	finger_quality_assess(image, with_template ? &made : NULL, &q);
	for (unsigned i = 0; i < FINGER_QUALITY_COUNT; i++) {
		promise(q.value[i] <= 100 || q.value[i] == FINGER_QUALITY_UNKNOWN);
		promise(q.native[i] >= 0 && q.native[i] < 10000);
	}
	promise(finger_quality_guide(&limits, &q) < FINGER_PROMPT_COUNT);
}

static void compare(const struct finger_image *image, bool compared)
{
	struct finger_attack *a = NULL;
	struct finger_seen seen = {0};
	const struct finger_attack_limits limits = finger_attack_limits_default();
	promise(finger_attack_new(&a) == EG_OK);
	finger_attack_imprint(a, image, &imprint);
	const struct finger_attack_known known = {
		.chip = &imprint, .chip_count = compared, .seen = &seen};
	const struct finger_cues first = finger_attack_judge(a, &imprint, &known, &limits);
	promise(first.of[FINGER_CUE_REPEAT] == VERDICT_PASS);
	promise(!compared || first.of[FINGER_CUE_COPY] != VERDICT_PASS);
	promise(imprint.strength <= 1000 && imprint.straight <= 1000);
	finger_attack_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	struct rd flow;
	uint8_t width;
	uint8_t height;
	uint8_t what;
	uint16_t dpi;
	if (!rd_u8(&r, &width) || !rd_u8(&r, &height) || !rd_be16(&r, &dpi) || !rd_u8(&r, &what) ||
	    !rd_take(&r, FLOW, &flow)) {
		return 0;
	}
	const struct finger_image image = {
		.width = (uint16_t)(1 + width % SIDE_MAX),
		.height = (uint16_t)(1 + height % SIDE_MAX),
		.dpi = (uint16_t)(FINGER_DPI_MIN + dpi % (FINGER_DPI_MAX - FINGER_DPI_MIN + 1)),
		.grey = grey,
	};
	made.cells_wide = what % (FINGER_MAP_SIDE + 1);
	made.cells_high = FINGER_MAP_SIDE;
	for (size_t i = 0; i < sizeof(made.flow); i++) {
		made.flow[i] = flow.at[i % FLOW];
	}
	fill(r, (size_t)image.width * image.height);
	judge(&image, what % 2 == 0);
	compare(&image, what >= 240);
	return 0;
}
