/*
 * kiosk_language: which language the page speaks, and how long.
 * Knows nationalities and states. Never knows words, buttons or time.
 */

/** Languages by the states whose nationals most likely read one of ours (Doc 9303-3, section 5). */
const NATIONS = {
	'zh-Hans': 'CHN',
	'zh-Hant': 'TWN HKG MAC',
	'ru': 'RUS BLR KAZ TJK TKM UZB ARM AZE',
	'ky': 'KGZ',
	'fr': 'FRA BEL LUX MCO BEN BFA BDI CMR CAF TCD COM COG COD CIV DJI GAB GIN HTI MDG MLI NER SEN TGO',
	'es': 'ESP AND ARG BOL CHL COL CRI CUB DOM ECU GNQ GTM HND MEX NIC PAN PER PRI PRY SLV URY VEN',
	'ar': 'DZA BHR EGY ESH IRQ JOR KWT LBN LBY MAR MRT OMN PSE QAT SAU SDN SYR TUN ARE YEM',
	'ja': 'JPN',
	'ko': 'KOR PRK',
};

/** @type {ReadonlyMap<string, string>} */
const OF_NATION = new Map(
	Object.entries(NATIONS).flatMap(([tag, nations]) => nations.split(' ').map((nation) => [nation, tag])));

/** Whoever is of none of them more likely reads English than what the lane shows by default. */
const OTHERS = 'en';

/** States in which nobody is served: whoever chose a language is gone. */
const NOBODY = new Set(['init', 'closed', 'idle']);

/**
 * @typedef {object} Speaker
 * @property {readonly string[]} order languages there are; the first is the lane's own
 * @property {string} chosen by touch; empty: none
 * @property {string} nationality of whoever is here; empty: nobody, or not known
 * @property {boolean} busy somebody is served
 */

/**
 * @param {readonly string[]} known
 * @param {string | null} wanted languages that come first, with commas between
 * @returns {string[]} all that are known
 */
export function orderOf(known, wanted) {
	const names = (wanted ?? '').split(',').map((tag) => tag.trim().toLowerCase());
	const first = names.map((tag) => known.find((one) => one.toLowerCase() === tag));
	return [...new Set([...first, ...known])].filter((tag) => tag !== undefined);
}

/**
 * @param {readonly string[]} order
 * @returns {Speaker}
 */
export function speakerOf(order) {
	return {order, chosen: '', nationality: '', busy: false};
}

/**
 * A language that was chosen while nobody was served stays for whoever comes next: it is theirs.
 * After an alarm or an evacuation the lane has forgotten the traveller, who still stands there.
 * @param {Speaker} was
 * @param {{state: string, nationality: string}} guide
 * @returns {Speaker}
 */
export function heard(was, guide) {
	if (NOBODY.has(guide.state)) {
		return {...was, chosen: was.busy ? '' : was.chosen, nationality: '', busy: false};
	}
	const other = was.nationality !== '' && guide.nationality !== '' && was.nationality !== guide.nationality;
	return {
		...was, chosen: other ? '' : was.chosen, nationality: guide.nationality || was.nationality, busy: true,
	};
}

/**
 * @param {Speaker} was
 * @param {string} tag empty: as if nobody had chosen
 * @returns {Speaker}
 */
export function chose(was, tag) {
	return {...was, chosen: was.order.includes(tag) ? tag : ''};
}

/**
 * @param {Speaker} speaker
 * @returns {string} tag
 */
export function spoken(speaker) {
	if (speaker.chosen !== '') {
		return speaker.chosen;
	}
	if (speaker.nationality === '') {
		return speaker.order[0];
	}
	const likely = OF_NATION.get(speaker.nationality) ?? OTHERS;
	return speaker.order.includes(likely) ? likely : speaker.order[0];
}
