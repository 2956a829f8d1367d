/*
 * console_words_lane: English words of lanes: their states, orders and wires. Knows words. Never
 * knows a lane. Another language is another file of these names.
 */

/** Lane states (src/gate/gate.h) as an officer says them in a word or two. */
export const STATES = /** @type {Record<string, string>} */ ({
	"init": "Proving empty",
	"closed": "Out of service",
	"idle": "Waiting for a traveller",
	"reading": "Reading the document",
	"walking": "Traveller comes to the door",
	"entry-open": "Entry door open",
	"entry-closing": "Entry door closing",
	"face": "Comparing the face",
	"finger": "Comparing a finger",
	"recording": "Putting on record",
	"exit-open": "Exit door open",
	"exit-closing": "Exit door closing",
	"referred-outside": "Referred, outside",
	"referred-inside": "Referred, inside",
	"back-open": "Way back open",
	"back-closing": "Way back closing",
	"alarm": "Alarm",
	"evacuate": "Evacuation: doors free",
	"clearing": "Evacuation ends",
});

/** The same at a desk, where they mean something else. */
export const DESK_STATES = /** @type {Record<string, string>} */ ({
	"init": "Getting ready",
	"idle": "Place a document",
	"referred-inside": "With the officer",
	"face": "Taking the face",
	"finger": "Taking fingers",
});

export const SERVICES = /** @type {Record<string, string>} */ ({
	"open": "In service",
	"closed": "Closed by an officer",
	"not-ready": "Not ready",
	"unattended": "No officer attends",
});

export const DIRECTIONS = /** @type {Record<string, string>} */ ({
	"entry": "→ Entry",
	"exit": "← Exit",
});

/** What is ordered of a lane. */
export const ORDERS = [
	{ order: "close", key: "l", text: "Lock lane", done: "lane is locked" },
	{ order: "open", key: "o", text: "Open lane", done: "lane is opened" },
	{ order: "evacuate", key: "e", text: "Evacuate", done: "doors are freed" },
	{ order: "reset", key: "z", text: "Reset", done: "alarm or evacuation is over" },
	{ order: "turn", key: "t", text: "Turn round", done: "lane is turned round" },
];

/** What can be ordered of a desk. */
export const DESK_ORDERS = [
	{ order: "close", key: "l", text: "Close desk", done: "desk is closed" },
	{ order: "open", key: "o", text: "Open desk", done: "desk is opened" },
];

/** All wires that a lane may have (src/gate/gate.h); what the lane names besides is shown, too. */
export const INPUTS = ("ENTRY_CLOSED EXIT_CLOSED ENTRY_BEAM EXIT_BEAM PRESENT SEVERAL FIRE_OK " +
	"ESTOP_OK TAMPER_OK MAINS_OK RELEASE SENSORS_OK BREACH PASSED READY").split(" ");
export const OUTPUTS = ("ENTRY_LOCK EXIT_LOCK ENTRY_GREEN ENTRY_RED EXIT_GREEN EXIT_RED " +
	"FACE_LIGHT OFFICER_CALL BUZZER WATCHDOG ENTRY_OPEN EXIT_OPEN IDLE ARROW ARROW_BACK CROSS " +
	"PASSED").split(" ");

export const LOADS = /** @type {Record<string, string>} */ ({
	"late_ticks": "ticks late",
	"missed_drives": "drives missed",
	"dropped": "messages dropped",
	"lost_records": "records lost",
	"longest_turn_us": "longest turn, µs",
});
