/** Numbers as the page writes them; units are always said. */

export const formatCount = (value: number, language: string): string =>
  new Intl.NumberFormat(language).format(value);

/** A departure with its sign: +12.5%, −3%. */
export function formatShare(value: number, language: string): string {
  const format = new Intl.NumberFormat(language, {
    style: "percent",
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  return format.format(value).replace("-", "−");
}

export const formatPercent = (value: number, language: string): string =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(value);

/** Metres up to a kilometre, kilometres beyond. */
export function formatDistance(metres: number, language: string): string {
  const far = metres >= 1000;
  const digits = far || metres < 10 ? 1 : 0;
  const format = new Intl.NumberFormat(language, {
    style: "unit",
    unit: far ? "kilometer" : "meter",
    unitDisplay: language.startsWith("zh") ? "long" : "short",
    maximumFractionDigits: digits,
  });
  return format.format(far ? metres / 1000 : metres);
}

/** The calendar day of an instant, where the reader is. */
export const formatDate = (instant: string, language: string): string =>
  new Intl.DateTimeFormat(language, { year: "numeric", month: "long", day: "numeric" }).format(
    new Date(instant),
  );

/** Day and time of an instant, where the reader is. */
export const formatMoment = (instant: string, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" }).format(new Date(instant));
