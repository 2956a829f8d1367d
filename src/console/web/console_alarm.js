/*
 * console_alarm: the sound of what waits for an officer. Knows tones and how often they come.
 * Never knows why somebody waits: a match on a list sounds like any other referral.
 */
import { get, set, sounding, subscribe } from "./console_store.js";

const EVERY_MS = 2500; /* until acknowledged or muted */
const REFERRAL = [660, 880]; /* Hz, one behind the other */
const ALARM = [990, 660, 990, 660];
const TONE_S = 0.18;
const LOUDNESS = 0.25;

/** @type {AudioContext | null} */
let audio = null;
/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;

/** @param {AudioContext} context @param {number} pitch @param {number} at */
function tone(context, pitch, at) {
	const oscillator = context.createOscillator();
	const gain = context.createGain();
	oscillator.frequency.value = pitch;
	gain.gain.setValueAtTime(0, at);
	gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
	gain.gain.setValueAtTime(LOUDNESS, at + TONE_S - 0.04);
	gain.gain.linearRampToValueAtTime(0, at + TONE_S);
	oscillator.connect(gain).connect(context.destination);
	oscillator.start(at);
	oscillator.stop(at + TONE_S);
}

function sound() {
	const alarms = sounding();
	if (alarms.length === 0) {
		return;
	}
	audio ??= new AudioContext();
	const blocked = audio.state !== "running";
	if (blocked !== get().soundBlocked) {
		set({ soundBlocked: blocked });
	}
	if (blocked) {
		return;
	}
	const context = audio;
	const tones = alarms.some((a) => a.startsWith("lane:")) ? ALARM : REFERRAL;
	tones.forEach((pitch, i) => tone(context, pitch, context.currentTime + i * TONE_S));
}

/** Browsers let a page sound only after its user has touched it. */
export async function unblock() {
	audio ??= new AudioContext();
	await audio.resume();
	if (get().soundBlocked && audio.state === "running") {
		set({ soundBlocked: false });
		sound();
	}
}

/** Sounds from now on whenever something waits. */
export function startAlarm() {
	let before = 0;
	subscribe(() => {
		const count = sounding().length;
		document.documentElement.dataset.sounding = String(count);
		if (count > before) {
			clearInterval(timer);
			before = count;
			sound();
			timer = setInterval(sound, EVERY_MS);
		} else if (count === 0) {
			clearInterval(timer);
		}
		before = count;
	});
}
