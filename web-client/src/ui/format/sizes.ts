import { perLocale } from '../messages/translate.ts';

const units = perLocale((locale) =>
  ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'].map(
    (unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }),
  ),
);

/** "1.4 MB" */
export function formatBytes(bytes: number): string {
  const known = units();
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), known.length - 1);
  return known[power]?.format(bytes / 1_000 ** power) ?? '';
}
