import { t } from '../messages/translate.ts';

// All in the person's own locale and time zone. The formatters are made once: making one is slow.
const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const longDayWithYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const shortDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Calendar days from `ms` to `nowMs`; 0 is today. */
function daysAgo(ms: number, nowMs: number): number {
  return Math.round((startOfDay(nowMs) - startOfDay(ms)) / DAY_MS);
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** "14:05" */
export function formatTime(ms: number): string {
  return time.format(ms);
}

/** For the tooltip and screen readers: everything. */
export function formatFull(ms: number): string {
  return full.format(ms);
}

/** In the conversation list: the time today, the weekday this week, then the date. */
export function formatShort(ms: number, nowMs: number): string {
  const days = daysAgo(ms, nowMs);
  if (days <= 0) return time.format(ms);
  if (days === 1) return t('day.yesterday');
  return days < 7 ? weekday.format(ms) : shortDay.format(ms);
}

/** Between the messages of two days. */
export function formatDay(ms: number, nowMs: number): string {
  const days = daysAgo(ms, nowMs);
  if (days === 0) return t('day.today');
  if (days === 1) return t('day.yesterday');
  const sameYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear();
  return (sameYear ? longDay : longDayWithYear).format(ms);
}

/** "5 minutes ago", "yesterday", then the date. */
export function formatAgo(ms: number, nowMs: number): string {
  const elapsed = Math.max(0, nowMs - ms);
  if (elapsed < HOUR_MS) return relative.format(-Math.floor(elapsed / MINUTE_MS), 'minute');
  const days = daysAgo(ms, nowMs);
  if (days === 0) return relative.format(-Math.floor(elapsed / HOUR_MS), 'hour');
  return days < 7 ? relative.format(-days, 'day') : shortDay.format(ms);
}

/** A wait, rounded up so that trying after it works: "40 seconds", "3 minutes". */
export function formatWait(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  const [value, unit] = seconds < 90 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
