import { dateOf } from '../../viewmodel/system/moment.ts';
import { formatNumber, perLocale, t } from '../messages/translate.ts';

/** A format of dates in the reader's time zone, made when it is first needed. */
function dates(options: Intl.DateTimeFormatOptions): (ms: number) => string {
  const format = perLocale((locale) => new Intl.DateTimeFormat(locale, options));
  return (ms) => format().format(dateOf(ms));
}
const units = (unit: 'second' | 'minute'): (() => Intl.NumberFormat) =>
  perLocale((locale) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }));

const time = dates({ hour: 'numeric', minute: '2-digit' });
const weekday = dates({ weekday: 'short' });
const longDay = dates({ weekday: 'long', day: 'numeric', month: 'long' });
const longDayWithYear = dates({ dateStyle: 'long' });
const shortDay = dates({ dateStyle: 'short' });
const full = dates({ dateStyle: 'full', timeStyle: 'short' });
const relative = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const seconds = units('second');
const minutes = units('minute');

/**
 * To be done one by one before the conversations appear: the very first format took 31 to 68 ms in Chromium, later ones of dates
 * less than one, and was nearly all of the task that draws the home. Dates before numbers: the other way round took longer.
 */
export const formatsAhead: readonly (() => unknown)[] = [() => time(0), () => formatNumber(0)];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Calendar days from `ms` to `nowMs`; 0 is today. */
function daysAgo(ms: number, nowMs: number): number {
  return Math.round((startOfDay(nowMs) - startOfDay(ms)) / DAY_MS);
}

function startOfDay(ms: number): number {
  return dateOf(ms).setHours(0, 0, 0, 0);
}

/** "14:05" */
export function formatTime(ms: number): string {
  return time(ms);
}

/** For programs: the `datetime` of a `time` element. */
export function formatIso(ms: number): string {
  return dateOf(ms).toISOString();
}

/** For the tooltip and screen readers: everything. */
export function formatFull(ms: number): string {
  return full(ms);
}

/** In the conversation list: the time today, the weekday this week, then the date. */
export function formatShort(ms: number, nowMs: number): string {
  const days = daysAgo(ms, nowMs);
  if (days <= 0) return time(ms);
  if (days === 1) return t('day.yesterday');
  return (days < 7 ? weekday : shortDay)(ms);
}

/** Between the messages of two days. */
export function formatDay(ms: number, nowMs: number): string {
  const days = daysAgo(ms, nowMs);
  if (days === 0) return t('day.today');
  if (days === 1) return t('day.yesterday');
  const sameYear = dateOf(ms).getFullYear() === dateOf(nowMs).getFullYear();
  return (sameYear ? longDay : longDayWithYear)(ms);
}

/** "5 minutes ago", "yesterday", then the date. */
export function formatAgo(ms: number, nowMs: number): string {
  const elapsed = Math.max(0, nowMs - ms);
  if (elapsed < HOUR_MS) return relative().format(-Math.floor(elapsed / MINUTE_MS), 'minute');
  const days = daysAgo(ms, nowMs);
  if (days === 0) return relative().format(-Math.floor(elapsed / HOUR_MS), 'hour');
  return days < 7 ? relative().format(-days, 'day') : shortDay(ms);
}

/** A wait, rounded up so that trying after it works: "40 seconds", "3 minutes". */
export function formatWait(ms: number): string {
  const wait = Math.max(1, Math.ceil(ms / 1_000));
  return wait < 90 ? seconds().format(wait) : minutes().format(Math.ceil(wait / 60));
}
